"""The first frame of a clip, each time in a fresh process that has done its imports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.clips import Size
from bench.result import Figure, Goal
from bench.timing import Ratio, alternate, quantile, ratio


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield the rows of the first frame."""
    first: list[float] = []
    for size in bench.both():
        answers = [_ours(bench, size) for _ in range(bench.rounds(9))]
        times = [a["first"] for a in answers]
        first = first or times
        found = ratio(times, [a["decode"] for a in answers])
        note = (
            f"{median(times) * 1e3:.1f} ms, C {median(a['decode'] for a in answers) * 1e3:.2f} ms, "
            f"opened again {median(a['again'] for a in answers) * 1e3:.1f} ms"
        )
        yield _figure(goals.FIRST_FRAME, f"{size.name}, fresh process", found, note)
    yield _naive(bench, first)
    yield _longer(bench)


def _figure(goal: Goal, case: str, found: Ratio, note: str) -> Figure:
    return Figure(goal, case, found.value, found.low, found.high, note)


def _naive(bench: Bench, ours: list[float]) -> Figure:
    path = bench.clips.jpeg(bench.a)
    try:
        naive = [child("naive", path)["first"] for _ in range(1 if bench.quick else 2)]
    except ChildFailed as error:
        return Figure(goals.NAIVE, bench.a.name, None, note=str(error))
    value, low, high = (min(naive) / quantile(ours, part) for part in (0.5, 0.75, 0.25))
    note = f"naive {min(naive):.2f} s, ours {median(ours) * 1e3:.1f} ms"
    return Figure(goals.NAIVE, bench.a.name, value, low, high, note)


def _longer(bench: Bench) -> Figure:
    half, whole = (replace(bench.a, frames=bench.a.frames * n) for n in (1, 2))
    long, short = alternate(
        [lambda: float(_ours(bench, whole)["first"]), lambda: float(_ours(bench, half)["first"])],
        bench.rounds(12),
    )
    note = f"{median(long) * 1e3:.2f} against {median(short) * 1e3:.2f} ms"
    return _figure(goals.FIRST_600, bench.a.name, ratio(long, short), note)


def _ours(bench: Bench, size: Size) -> dict[str, Any]:
    path, stream = bench.clips.jpeg(size), first_stream(bench, size)
    answer = child("first_frame", path, stream)
    if not answer["same"]:
        raise ChildFailed("our first frame differs from libjpeg-turbo's")
    return answer


def first_stream(bench: Bench, size: Size) -> Path:
    """Return a file with the first JPEG frame alone."""
    path = bench.clips.jpeg(size).with_suffix(".first.jpg")
    if not path.is_file():
        path.write_bytes(bench.streams(size)[0])
    return path
