"""Decoding flat out, in process, against C libjpeg-turbo on the same frames."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from bench import goals
from bench.bench import Bench
from bench.clips import Size
from bench.result import Figure, Goal
from bench.timing import alternate, ratio, seconds
from bench.turbojpeg import Missing, tjbench_milliseconds
from sonostep.imaging import open_clip

_FRAMES = 60
"""Frames that one round decodes per thread."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of decoding."""
    for size in bench.both():
        for goal, threads in ((goals.JPEG_1, 1), (goals.JPEG_2, 2)):
            yield _jpeg(bench, size, goal, threads)
    fewer = replace(bench.a, frames=min(100, bench.a.frames))
    paths = (
        ("RLE", bench.clips.rle(fewer)),
        ("JPEG 2000 lossless", bench.clips.j2k(replace(fewer, frames=min(40, fewer.frames)))),
        ("uncompressed", bench.clips.raw(fewer)),
    )
    for name, path in paths:
        yield _other(bench, f"{fewer.name}, {name}", path)


def _jpeg(bench: Bench, size: Size, goal: Goal, threads: int) -> Figure:
    case = f"{size.name}"
    try:
        theirs = [bench.decompressor(size) for _ in range(threads)]
    except Missing as error:
        return Figure(goal, case, None, note=str(error))
    streams = bench.streams(size)[:_FRAMES]
    sources = [open_clip(bench.clips.jpeg(size))[1] for _ in range(threads)]
    outs = [np.empty((size.rows, size.columns, 4), np.uint8) for _ in range(threads)]

    def ours(index: int) -> None:
        for number in range(1, len(streams) + 1):
            sources[index].render_into(number, outs[index])

    def c(index: int) -> None:
        for stream in streams:
            theirs[index](stream)

    times, c_times = alternate([_timed(ours, threads), _timed(c, threads)], bench.rounds(15))
    found = ratio(times, c_times)
    per = 1e3 / (len(streams) * threads)
    check = tjbench_milliseconds(streams[0]) if threads == 1 else None
    note = f"{median(times) * per:.2f} ms a frame, C {median(c_times) * per:.2f}"
    note += f" (tjbench: {check:.2f})" if check else ""
    for source in sources:
        source.close()
    return Figure(goal, case, found.value, found.low, found.high, note)


def _timed(work: Callable[[int], None], threads: int) -> Callable[[], float]:
    """Time ``work`` on several threads at once, from a common start to the last one's end."""
    if threads == 1:
        return lambda: seconds(lambda: work(0))

    def run() -> float:
        gate = threading.Barrier(threads + 1)
        members = [threading.Thread(target=_wait_then, args=(gate, work, n)) for n in range(threads)]
        for member in members:
            member.start()
        gate.wait()
        start = time.perf_counter()
        for member in members:
            member.join()
        return time.perf_counter() - start

    return run


def _wait_then(gate: threading.Barrier, work: Callable[[int], None], index: int) -> None:
    gate.wait()
    work(index)


def _other(bench: Bench, case: str, path: Path) -> Figure:
    clip, source = open_clip(path)
    out = np.empty((clip.scale.rows, clip.scale.columns, 4), np.uint8)
    times: Sequence[float] = []
    with source:
        numbers = range(1, min(clip.frames, bench.rounds(40)) + 1)
        times = [seconds(lambda n=n: source.render_into(n, out)) for n in numbers]  # type: ignore[misc]
    quarter, half, three = (sorted(times)[int(len(times) * q)] * 1e3 for q in (0.25, 0.5, 0.75))
    return Figure(goals.OTHERS, case, half, quarter, three, "each frame for the first time")
