"""Long-GOP video: how fast the store fills, and random frames from it once it is filled."""

import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench import goals
from bench.bench import Bench
from bench.clips import Size
from bench.result import Figure
from bench.timing import alternate, quantile, ratio, seconds
from bench.waiting import asking
from sonostep.imaging import open_clip


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of video."""
    for size in bench.both():
        path = bench.clips.mp4(size)
        yield _fill(bench, size, path)
        yield from _scrub(bench, size, path)


def _fill(bench: Bench, size: Size, path: Path) -> Figure:
    if shutil.which("ffmpeg") is None:
        return Figure(goals.GOP_FILL, size.name, None, note="ffmpeg is not installed")
    held: list[int] = []

    def ours() -> float:
        _, source = open_clip(path)
        with source:
            return seconds(lambda: held.append(_filled(source.work)))

    ours_times, theirs = alternate([ours, lambda: _ffmpeg(path)], bench.rounds(9))
    # a store smaller than the clip is filled sooner, so both are compared per frame
    part = held[-1] / size.frames
    found = ratio([taken / part for taken in ours_times], theirs)
    note = (
        f"{median(ours_times):.2f} s for {held[-1]} frames, ffmpeg {median(theirs):.2f} s for {size.frames}"
    )
    return Figure(goals.GOP_FILL, size.name, found.value, found.low, found.high, note)


def _filled(work: Callable[[], bool]) -> int:
    steps = 0
    while work():
        steps += 1
    return steps


def _ffmpeg(path: Path) -> float:
    """Decode the whole file with ffmpeg's own threads, to planes, and throw them away."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-map", "0:v:0", "-f", "null", "-"]
    return seconds(lambda: subprocess.run(command, check=True))


def _scrub(bench: Bench, size: Size, path: Path) -> Iterator[Figure]:
    """Through the worker as the window asks, and in process, which leaves the way between out."""
    _, source = open_clip(path)
    chance = random.Random(3)
    with source, asking(path, cache_mib=1) as asker:
        held = _filled(source.work)
        whole = held >= size.frames
        asker.frame(1)
        if whole:
            _wait_filled(asker.frame, held)
        numbers = [chance.randint(1, size.frames) for _ in range(bench.rounds(900 if whole else 150))]
        ours = [asker.frame(number)[0] for number in numbers]
        near = [seconds(lambda n=n: source.frame(n)) for n in numbers]  # type: ignore[misc]
    goal = goals.GOP_SCRUB if whole else goals.GOP_BEYOND
    for case, times in (("through the worker", ours), ("in process", near)):
        ms = [taken * 1e3 for taken in times]
        note = f"p50 {median(ms):.2f} ms, p95 {quantile(ms, 0.95):.2f} ms"
        note += "" if whole else f"; the store holds {held} of {size.frames} frames"
        yield Figure(goal, f"{size.name}, {case}", quantile(ms, 0.99), note=note)


def _wait_filled(frame: Callable[[int], tuple[float, object]], held: int) -> None:
    """Wait until the last frame comes as fast as from the store, three times running."""
    fast, until = 0, time.monotonic() + 30
    while fast < 3 and time.monotonic() < until:
        time.sleep(0.3)
        fast = fast + 1 if frame(held)[0] < 0.008 else 0
