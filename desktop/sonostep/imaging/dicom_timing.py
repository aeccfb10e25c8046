"""When each frame of a DICOM clip is shown (PS3.3 C.7.6.5 Cine and C.7.6.6 Multi-frame)."""

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate
from typing import Final

from pydicom.dataset import Dataset

from sonostep.core.clip import Timing, TimingSource
from sonostep.core.problem import Problem
from sonostep.imaging.timing import DEFAULT_FPS, STILL, even

_FRAME_TIME_VECTOR: Final = 0x00181065

_LEAST, _MOST = 1e-3, 1e6
"""Bounds of a rate in frames per second and a time in milliseconds, so wide that only damage leaves them."""


def timing_of(dataset: Dataset, frames: int) -> tuple[Timing, tuple[Problem, ...]]:
    """Return the times of ``frames`` frames and what is uncertain about them.

    FrameIncrementPointer is followed first; then FrameTime, CineRate and RecommendedDisplayFrameRate in
    this order; else 25 frames per second with a problem that says so.
    """
    timing, problems = _timing_of(dataset, frames)
    sweeps = frames > 1 and _number(dataset, "PreferredPlaybackSequencing") == 1
    return replace(timing, sweeps=True) if sweeps else timing, problems


def _timing_of(dataset: Dataset, frames: int) -> tuple[Timing, tuple[Problem, ...]]:
    if frames <= 1:
        return STILL, ()
    problems: list[Problem] = []
    vector = _numbers(dataset, "FrameTimeVector")
    if vector and (_points_to_vector(dataset) or not _number(dataset, "FrameTime")):
        timing = _by_vector(vector, frames)
        if timing is not None:
            return timing, ()
        problems.append(Problem.of("imaging.time_vector_short", values=len(vector), frames=frames))
    for source, fps in _rates(dataset):
        if fps is not None:
            return even(frames, fps, source), tuple(problems)
    problems.append(Problem.of("imaging.timing_default", fps=f"{DEFAULT_FPS:g}"))
    return even(frames, DEFAULT_FPS, TimingSource.DEFAULT), tuple(problems)


def _points_to_vector(dataset: Dataset) -> bool:
    pointer = dataset.get("FrameIncrementPointer")
    if pointer is None:
        return True
    pointers = pointer if isinstance(pointer, Iterable) else (pointer,)
    return any(int(p) == _FRAME_TIME_VECTOR for p in pointers)


def _by_vector(vector: list[float], frames: int) -> Timing | None:
    """Add up the increments in milliseconds; the first belongs to the first frame and is not an interval.

    Files whose vector lacks that first value hold ``frames - 1`` increments.
    """
    if len(vector) == frames - 1:
        vector = [0.0, *vector]
    if len(vector) < frames or not all(_LEAST <= step <= _MOST for step in vector[1:frames]):
        return None
    starts = tuple(ms / 1000 for ms in accumulate([0.0, *vector[1:frames]]))
    duration = starts[-1] * frames / (frames - 1)
    return Timing(starts, duration, TimingSource.FRAME_TIME_VECTOR, frames / duration)


def _rates(dataset: Dataset) -> list[tuple[TimingSource, float | None]]:
    frame_time = _number(dataset, "FrameTime")
    return [
        (TimingSource.FRAME_TIME, 1000 / frame_time if frame_time else None),
        (TimingSource.CINE_RATE, _number(dataset, "CineRate")),
        (TimingSource.DISPLAY_RATE, _number(dataset, "RecommendedDisplayFrameRate")),
    ]


def _number(dataset: Dataset, keyword: str) -> float | None:
    """Return one positive number within reason, or None."""
    numbers = _numbers(dataset, keyword)
    return numbers[0] if numbers and _LEAST <= numbers[0] <= _MOST else None


def _numbers(dataset: Dataset, keyword: str) -> list[float]:
    value = dataset.get(keyword)
    values = value if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    try:
        numbers = [float(v) for v in values if v is not None and v != ""]
    except (TypeError, ValueError):
        return []
    return numbers if all(math.isfinite(n) for n in numbers) else []
