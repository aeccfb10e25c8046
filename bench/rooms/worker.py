"""What it costs that another process decodes: threads, pipe, shared memory, all the way to the callback."""

from collections.abc import Iterator
from statistics import median

import numpy as np

from bench import goals
from bench.bench import Bench
from bench.clips import Size
from bench.result import Figure
from bench.timing import alternate, ratio, seconds
from bench.waiting import asking
from sonostep.imaging import open_clip

_FRAMES = 60


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the row of the worker."""
    for size in bench.both():
        yield _worker(bench, size)


def _worker(bench: Bench, size: Size) -> Figure:
    path = bench.clips.jpeg(size)
    _, source = open_clip(path)
    out = np.empty((size.rows, size.columns, 4), np.uint8)
    count = min(_FRAMES, size.frames // 4)
    start = [0]
    with asking(path, cache_mib=1) as asker, source:
        asker.frame(1)

        def through_worker() -> float:
            numbers = _next(start, count, size.frames)
            return sum(asker.frame(number)[0] for number in numbers)

        def in_process() -> float:
            numbers = _next(start, count, size.frames)
            return seconds(lambda: [source.render_into(number, out) for number in numbers])

        ours, theirs = alternate([through_worker, in_process], bench.rounds(15))
    found = ratio(ours, theirs)
    per = 1e3 / count
    note = f"{median(ours) * per:.2f} ms from request to callback, {median(theirs) * per:.2f} in process"
    return Figure(goals.WORKER, size.name, found.value, found.low, found.high, note)


def _next(start: list[int], count: int, frames: int) -> list[int]:
    """Walk on through the clip, so that no frame is still in a cache."""
    start[0] = (start[0] + count) % (frames - count)
    return list(range(start[0] + 1, start[0] + count + 1))
