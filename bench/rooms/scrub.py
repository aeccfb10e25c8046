"""Random scrubbing through the loader while it prefetches, each frame against a C decode of itself."""

import random
import time
from collections.abc import Iterator
from statistics import median

from bench import goals
from bench.bench import Bench
from bench.clips import Size
from bench.result import Figure
from bench.timing import quantile
from bench.turbojpeg import Missing
from bench.waiting import asking

_SEEKS = 1200
_PAUSE = 0.016
"""Seconds between two mouse events at most: a hand and a 60 Hz screen give no more."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of scrubbing."""
    for size in bench.both():
        yield _scrub(bench, size)


def _scrub(bench: Bench, size: Size) -> Figure:
    try:
        decompress = bench.decompressor(size)
    except Missing as error:
        return Figure(goals.SCRUB, size.name, None, note=str(error))
    streams = bench.streams(size)
    chance = random.Random(5)
    ratios, times = [], []
    with asking(bench.clips.jpeg(size)) as asker:
        asker.frame(1, ahead=1)
        for _ in range(bench.rounds(_SEEKS)):
            number = chance.randint(1, size.frames)
            taken, _ = asker.frame(number, ahead=chance.choice((1, -1)))
            time.sleep(chance.uniform(0, _PAUSE))
            times.append(taken)
            ratios.append((number, taken))
    yardstick = _decode_times(decompress, streams)
    each = [taken / yardstick[number - 1] for number, taken in ratios]
    note = (
        f"p50 {median(times) * 1e3:.2f} ms, p99 {quantile(times, 0.99) * 1e3:.2f} ms, "
        f"C decode {median(yardstick) * 1e3:.2f} ms; "
        f"ratio p50 {median(each):.2f}, p95 {quantile(each, 0.95):.2f}"
    )
    return Figure(goals.SCRUB, size.name, quantile(each, 0.99), note=note)


def _decode_times(decompress, streams: list[bytes]) -> list[float]:  # type: ignore[no-untyped-def]
    """The median of three C decodes of each frame."""
    found = []
    for stream in streams:
        each = []
        for _ in range(3):
            start = time.perf_counter()
            decompress(stream)
            each.append(time.perf_counter() - start)
        found.append(median(each))
    return found
