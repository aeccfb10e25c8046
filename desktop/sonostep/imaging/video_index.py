"""When each frame of a video is shown, from one pass over its packets, nothing decoded."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from sonostep.core.clip import Timing, TimingSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.limits import MAX_FRAMES
from sonostep.imaging.timing import DEFAULT_FPS, STILL, even

_EXACT_TIMES: Final = frozenset(("mov", "mp4", "matroska", "webm"))
"""Containers that store each frame's presentation time; the others compute it, and wrongly after a seek
(3 of 48 random seeks in an MPEG-4 AVI with B-frames)."""


@dataclass(frozen=True, slots=True)
class VideoIndex:
    """Frames in display order.

    Attributes:
        times: presentation times in units of ``time_base``; empty where the stream states none.
        keys: numbers (from 1) of the frames where decoding can start, ascending.
        frames: how many frames.
        seekable: whether a frame is known by its time after a seek; else frames are counted from the start.
        last: duration of the last frame in units of ``time_base``; 0 where unknown.
        rate: mean rate the container states; 0 where it states none.
    """

    times: tuple[int, ...]
    keys: tuple[int, ...]
    frames: int
    seekable: bool
    time_base: Fraction
    last: int
    rate: float

    @property
    def all_keys(self) -> bool:
        """Whether every frame stands for itself (MJPEG)."""
        return len(self.keys) == self.frames

    def key_before(self, number: int) -> int:
        """Return the number of the last key frame at or before frame ``number``."""
        at = bisect_right(self.keys, number)
        return self.keys[at - 1] if at else 1


def index_video(container: InputContainer, stream: VideoStream) -> VideoIndex:
    """Read all packets of the stream.

    Raises:
        ProblemError: when it holds no frame, or more than the budget.
    """
    packets: list[tuple[int | None, bool, int]] = []
    try:
        for packet in container.demux(stream):
            if packet.size and not packet.is_discard:
                packets.append((packet.pts, packet.is_keyframe, packet.duration or 0))
            if len(packets) > MAX_FRAMES:
                raise ProblemError.of("imaging.too_many_frames", frames=len(packets))
    except av.FFmpegError:
        # a file that breaks off is shown as far as it goes
        pass
    if not packets:
        raise ProblemError.of("imaging.video_without_frames")
    return _indexed(packets, container, stream)


def _indexed(
    packets: list[tuple[int | None, bool, int]], container: InputContainer, stream: VideoStream
) -> VideoIndex:
    stamped = [(pts, key, duration) for pts, key, duration in packets if pts is not None]
    in_order = sorted(stamped)
    times = tuple(pts for pts, _, _ in in_order)
    whole = len(times) == len(packets) and all(a < b for a, b in pairwise(times))
    keys = tuple(n for n, (_, key, _) in enumerate(in_order, 1) if key)
    exact = bool(_EXACT_TIMES & set(container.format.name.split(",")))
    rate = float(stream.average_rate or 0)
    return VideoIndex(
        times=times if whole else (),
        keys=keys if whole else (1,),
        frames=len(packets),
        seekable=whole and (exact or len(keys) == len(packets)),
        time_base=stream.time_base or Fraction(1, 1000),
        last=in_order[-1][2] if whole else 0,
        rate=rate if 0 < rate < 1000 else 0.0,
    )


def timing_of_video(index: VideoIndex) -> tuple[Timing, tuple[Problem, ...]]:
    """Return the container's own times; for a raw stream the rate we take, and that we took it."""
    if index.frames == 1:
        return STILL, ()
    if not index.times:
        fps = index.rate or DEFAULT_FPS
        return even(index.frames, fps, TimingSource.DEFAULT), (
            Problem.of("imaging.timing_default", fps=f"{fps:g}"),
        )
    first = index.times[0]
    starts = tuple(float((pts - first) * index.time_base) for pts in index.times)
    mean = starts[-1] / (len(starts) - 1)
    duration = starts[-1] + (float(index.last * index.time_base) or mean)
    return Timing(starts, duration, TimingSource.CONTAINER, len(starts) / duration), ()
