"""When each frame of a DICOM clip is shown (PS3.3 C.7.6.5 Cine and C.7.6.6 Multi-frame)."""

import math
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from pydicom.dataset import Dataset

from sonostep.core.clip import Timing, TimingSource
from sonostep.core.problem import Problem
from sonostep.imaging.dicom.elements.functional_groups import frame_seconds
from sonostep.imaging.dicom.elements.numbers import Stated, number, stated
from sonostep.imaging.video.timing import DEFAULT_FPS, STILL, even

_FRAME_TIME_VECTOR: Final = 0x00181065

_LEAST, _MOST = 1e-3, 1e6
"""Bounds of a rate in frames per second and a time in milliseconds, so wide that only damage leaves them."""

_AGREE: Final = 0.1
"""Two rates of one clip within ten percent are the same: writers round one of them to a whole number."""

_FAST: Final = 1000.0
"""Frames per second beyond which a frame time is doubted: a thousandfold too many where seconds were written.
No scanner's stored B-mode clip has so many; research scanners that do write other files. A design choice."""


def timing_of(
    dataset: Dataset, frames: int, stream: Timing | None = None
) -> tuple[Timing, tuple[Problem, ...]]:
    """Return the times of ``frames`` frames and what is uncertain about them.

    FrameIncrementPointer is followed first; then FrameTime, the times of the functional groups, CineRate and
    RecommendedDisplayFrameRate in this order; else what a video stream inside the file states of its own
    frames (``stream``); else 25 frames per second with a problem that says so.
    """
    if frames <= 1:
        return STILL, ()
    timing, problems = _timing_of(dataset, frames, stream)
    sweeps = number(dataset, "PreferredPlaybackSequencing") == 1
    return replace(timing, sweeps=True) if sweeps else timing, problems


def _timing_of(dataset: Dataset, frames: int, stream: Timing | None) -> tuple[Timing, tuple[Problem, ...]]:
    vector, reason = stated(dataset, "FrameTimeVector"), None
    if vector.said and (_points_to_vector(dataset) or not _rate_of(dataset, "FrameTime")):
        result = _by_vector(vector, frames)
        if isinstance(result, Timing):
            return _in_milliseconds(dataset, result, vector)
        reason = result
    timing, notes = _by_rates(dataset, frames)
    if timing is not None:
        return timing, (*_reasons(reason), *notes)
    if stream is not None:
        unused = _none_stated(dataset, frames, stream.fps)
        said = (unused,) if unused.code != "imaging.timing_default" else ()
        return stream, (*_reasons(reason), *said)
    if reason is not None:
        return _without_rate(reason, frames)
    return even(frames, DEFAULT_FPS, TimingSource.DEFAULT), (_none_stated(dataset, frames, DEFAULT_FPS),)


def _points_to_vector(dataset: Dataset) -> bool:
    pointers = stated(dataset, "FrameIncrementPointer").whole
    return not pointers or any(int(p) == _FRAME_TIME_VECTOR for p in pointers)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a vector is not used.

    Attributes:
        problem: said where another rate is stated.
        alone: code of the sentence where none is, which then names the rate taken, too.
        mean_fps: the vector's own mean rate where its length is sound.
    """

    problem: Problem
    alone: str
    mean_fps: float | None = None


def _reasons(refused: _Refused | None) -> tuple[Problem, ...]:
    return () if refused is None else (refused.problem,)


def _by_vector(vector: Stated, frames: int) -> Timing | _Refused:
    """Add up the increments in milliseconds; the first belongs to the first frame and is not an interval.

    Files whose vector lacks that first value hold ``frames - 1`` increments.
    """
    values = vector.whole
    if vector.numbers and not values:
        unread = Problem.of("imaging.time_vector_unreadable", found=vector.said)
        return _Refused(unread, "imaging.time_vector_unreadable_alone")
    if len(values) == frames - 1:
        values = (0.0, *values)
    if len(values) < frames:
        short = Problem.of("imaging.time_vector_short", values=len(vector.numbers), frames=frames)
        return _Refused(short, "imaging.time_vector_short_alone")
    steps = values[1:frames]
    wrong = next((n for n, step in enumerate(steps) if not _LEAST <= step <= _MOST), None)
    if wrong is not None:
        step = Problem.of("imaging.time_vector_step", frame=wrong + 2, step=f"{steps[wrong]:g}")
        sound = min(steps) >= 0 and _LEAST <= sum(steps) <= _MOST * frames
        mean = 1000 * len(steps) / sum(steps) if sound else None
        return _Refused(step, "imaging.time_vector_step_alone", mean)
    return _at(tuple(ms / 1000 for ms in accumulate((0.0, *steps))), TimingSource.FRAME_TIME_VECTOR)


def _in_milliseconds(dataset: Dataset, timing: Timing, vector: Stated) -> tuple[Timing, tuple[Problem, ...]]:
    """A vector that was written in seconds is told as a frame time is, by another rate or by its size."""
    notes = _comma("FrameTimeVector", vector)
    if timing.fps <= _FAST:
        return timing, notes
    for fps in (_rate_of(dataset, "CineRate"), _rate_of(dataset, "RecommendedDisplayFrameRate")):
        if fps is not None and math.isclose(timing.fps / 1000, fps, rel_tol=_AGREE):
            said = _in_seconds("FrameTimeVector", vector, timing.fps, fps)
            return _at(tuple(s * 1000 for s in timing.starts), timing.source), (said,)
    return timing, (*notes, _doubt("FrameTimeVector", vector, timing.fps))


def _in_seconds(element: str, found: Stated, fps: float, used: float) -> Problem:
    return Problem.of(
        "imaging.frame_time_seconds", element=element, found=found.said, fps=f"{fps:g}", used=f"{used:g}"
    )


def _doubt(element: str, found: Stated, fps: float) -> Problem:
    return Problem.of(
        "imaging.frame_time_doubt",
        element=element,
        found=found.said,
        fps=f"{fps:g}",
        seconds=f"{fps / 1000:g}",
    )


def _at(starts: tuple[float, ...], source: TimingSource) -> Timing:
    """Frames at stated times; the last is shown as long as the mean of the others."""
    frames = len(starts)
    duration = starts[-1] * frames / (frames - 1)
    return Timing(starts, duration, source, frames / duration)


def _without_rate(refused: _Refused, frames: int) -> tuple[Timing, tuple[Problem, ...]]:
    """One true reason: the vector's mean rate where it has one, else the rate taken where none is stated."""
    source = TimingSource.FRAME_TIME_VECTOR if refused.mean_fps else TimingSource.DEFAULT
    fps = refused.mean_fps or DEFAULT_FPS
    said = Problem.of(refused.alone, **dict(refused.problem.params), fps=f"{fps:.4g}")
    return even(frames, fps, source), (said,)


def _by_rates(dataset: Dataset, frames: int) -> tuple[Timing | None, tuple[Problem, ...]]:
    found = {source: _rate_of(dataset, keyword) for source, keyword in _RATES}
    frame_fps = found.pop(TimingSource.FRAME_TIME)
    others = {source: fps for source, fps in found.items() if fps is not None}
    if frame_fps is not None:
        return _by_frame_time(dataset, frames, frame_fps, others)
    seconds = frame_seconds(dataset, frames)
    if seconds and all(b > a for a, b in zip(seconds, seconds[1:], strict=False)):
        return _at(tuple(round(s, 6) for s in seconds), TimingSource.FUNCTIONAL_GROUPS), ()
    for source, fps in others.items():
        keyword = dict(_RATES)[source]
        return even(frames, fps, source), _comma(keyword, stated(dataset, keyword))
    return None, ()


_RATES: Final = (
    (TimingSource.FRAME_TIME, "FrameTime"),
    (TimingSource.CINE_RATE, "CineRate"),
    (TimingSource.DISPLAY_RATE, "RecommendedDisplayFrameRate"),
)


def _by_frame_time(
    dataset: Dataset, frames: int, fps: float, others: dict[TimingSource, float]
) -> tuple[Timing, tuple[Problem, ...]]:
    """A frame time in milliseconds; one written in seconds is told by another rate, or by its size."""
    found = stated(dataset, "FrameTime")
    for source, other in others.items():
        if math.isclose(fps / 1000, other, rel_tol=_AGREE):
            return even(frames, other, source), (_in_seconds("FrameTime", found, fps, other),)
    notes = _comma("FrameTime", found)
    if fps > _FAST:
        notes = (*notes, _doubt("FrameTime", found, fps))
    return even(frames, fps, TimingSource.FRAME_TIME), notes


def _none_stated(dataset: Dataset, frames: int, taken: float) -> Problem:
    """Say that the file states no rate only where it states none; else what was found there."""
    fps = f"{taken:.4g}"
    found = [f"{keyword} {said}" for _, keyword in _RATES if (said := stated(dataset, keyword).said)]
    if found:
        return Problem.of("imaging.timing_unused", found=", ".join(found), fps=fps)
    if frame_seconds(dataset, frames):
        return Problem.of("imaging.frame_times_shared", fps=fps)
    return Problem.of("imaging.timing_default", fps=fps)


def _rate_of(dataset: Dataset, keyword: str) -> float | None:
    """Return one positive rate in frames per second within reason, or None."""
    found = number(dataset, keyword)
    if found is None or not _LEAST <= found <= _MOST:
        return None
    return 1000 / found if keyword == "FrameTime" else found


def _comma(element: str, found: Stated) -> tuple[Problem, ...]:
    if not found.mended:
        return ()
    read = "\\".join(f"{n:g}" for n in found.whole[:4])
    return (Problem.of("imaging.decimal_comma", element=element, found=found.said, read=read),)
