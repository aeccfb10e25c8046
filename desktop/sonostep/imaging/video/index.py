"""When each frame of a video is shown, and where decoding can start."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

from sonostep.core.clip import Timing, TimingSource
from sonostep.core.problem import Problem
from sonostep.imaging.video.timing import DEFAULT_FPS, STILL, even


@dataclass(frozen=True, slots=True)
class VideoIndex:
    """Frames in display order, as decoding yields them.

    Attributes:
        times: presentation times in units of ``time_base``, ascending; empty where the stream states none.
        keys: numbers (from 1) of the frames where decoding can start, ascending.
        frames: how many frames.
        seekable: whether a frame is known by its time after a seek; else frames are counted from the start.
        time_base: seconds a unit of time.
        last: duration of the last frame in units of ``time_base``; 0 where unknown.
        rate: mean rate that is stated; 0 where none is.
        source: who states the times or the rate; the default where nobody does.
        threads: whether decoding on several threads gives the same frames.
        lost: pictures that are missing from the stream or cannot be decoded.
        lead: how many of them would come before the first frame.
    """

    times: tuple[int, ...]
    keys: tuple[int, ...]
    frames: int
    seekable: bool
    time_base: Fraction
    last: int
    rate: float
    source: TimingSource = TimingSource.CONTAINER
    threads: bool = True
    lost: int = 0
    lead: int = 0

    @property
    def all_keys(self) -> bool:
        """Whether every frame stands for itself (MJPEG)."""
        return len(self.keys) == self.frames

    def key_before(self, number: int) -> int:
        """Return the number of the last key frame at or before frame ``number``."""
        at = bisect_right(self.keys, number)
        return self.keys[at - 1] if at else 1

    @property
    def slots(self) -> tuple[int, ...]:
        """Where frames stand in an even row that has gaps for the lost ones, from 0."""
        step = self.step
        if not self.lost or step <= 0:
            return tuple(range(self.frames))
        return tuple(round((pts - self.times[0]) / step) for pts in self.times)

    @property
    def step(self) -> float:
        """Usual distance of two frames in units of ``time_base``; 0 where there is none."""
        return float(median(b - a for a, b in pairwise(self.times))) if len(self.times) > 1 else 0.0


def timing_of_video(index: VideoIndex) -> tuple[Timing, tuple[Problem, ...]]:
    """Return the times that container or stream state, else the rate that is taken, and that it is."""
    if index.frames == 1:
        return STILL, ()
    fps = index.rate or DEFAULT_FPS
    stated = index.source is not TimingSource.DEFAULT
    problems = () if stated else (Problem.of("imaging.timing_default", fps=f"{fps:g}"),)
    if not index.times:
        return even(index.frames, fps, index.source), problems
    first = index.times[0]
    starts = tuple(float((pts - first) * index.time_base) for pts in index.times)
    mean = starts[-1] / (len(starts) - 1)
    usual = index.step * float(index.time_base) if index.lost else mean
    duration = starts[-1] + (float(index.last * index.time_base) or usual or mean)
    rate = 1 / usual if index.lost and usual else len(starts) / duration if duration else fps
    return Timing(starts, duration, index.source, rate), problems


def problems_of(index: VideoIndex, streams: int) -> tuple[Problem, ...]:
    """Say once what of the stream is not shown."""
    found = []
    if index.lost:
        found.append(Problem.of("imaging.video_pictures_lost", lost=index.lost))
    if streams > 1:
        found.append(Problem.of("imaging.video_streams", streams=streams))
    return tuple(found)
