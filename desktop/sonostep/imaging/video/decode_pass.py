"""Decoding all of a video once, to learn which frames it yields and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from time import monotonic
from typing import Final

from av.video.frame import VideoFrame

from sonostep.core.problem import ProblemError
from sonostep.imaging.video.container import Opener, frames_in, last_frames, open_container, packets_of
from sonostep.imaging.video.packet_scan import ContainerTimes, Packets

_DECODING_SECONDS: Final = 10.0
"""Half of what a worker may take for a request; the rest of a longer clip is counted by its headers."""


@dataclass(slots=True)
class Decoded:
    """What decoding yields, in display order."""

    threads: bool
    by_dts: bool
    stated: list[int | None] = field(default_factory=list)
    best: list[int] = field(default_factory=list)
    last: int = 0
    errors: int = 0
    broken_off: bool = False
    first: VideoFrame | None = None
    _clock: "_BestTime" = field(default_factory=lambda: _BestTime())

    def add(self, frames: Iterable[VideoFrame]) -> None:
        """Note the next frames."""
        for frame in frames:
            self.stated.append(frame.pts)
            self.best.append(self._clock.time(None if self.by_dts else frame.pts, frame.dts))
            self.last = frame.duration
            self.first = self.first or frame

    @property
    def times(self) -> list[int]:
        """Times as they are stated where all are and none goes back; else FFmpeg's best guess."""
        whole = [pts for pts in self.stated if pts is not None]
        ascending = len(whole) == len(self.stated) and all(a <= b for a, b in pairwise(whole))
        return whole if ascending and not self.by_dts else self.best

    @property
    def exact(self) -> bool:
        """Whether a frame says its own time."""
        return self.times == self.stated


@dataclass(slots=True)
class _BestTime:
    """FFmpeg's best_effort_timestamp (libavcodec/decode.c), which PyAV does not hand out."""

    bad_pts: int = 0
    bad_dts: int = 0
    last_pts: int = -(1 << 62)
    last_dts: int = -(1 << 62)
    steps: list[int] = field(default_factory=list)
    last: int | None = None

    def time(self, pts: int | None, dts: int | None) -> int:
        """Return the time of the next frame; where it states none, the usual step after the last."""
        if dts is not None:
            self.bad_dts += dts <= self.last_dts
            self.last_dts = dts
        elif pts is not None:
            self.last_dts = pts
        if pts is not None:
            self.bad_pts += pts <= self.last_pts
            self.last_pts = pts
        elif dts is not None:
            self.last_pts = dts
        best = pts if pts is not None and (self.bad_pts <= self.bad_dts or dts is None) else dts
        if best is None:
            best = (self.last or 0) + (round(median(self.steps)) if self.steps else 1)
        if self.last is not None:
            self.steps.append(max(1, best - self.last))
        self.last = best
        return best


def decode_all(opener: Opener, name: str, packets: Packets, shape: ContainerTimes) -> Decoded:
    """Decode every frame; on one thread where the stream is damaged, for only then no frame goes astray."""
    stamped = packets.stamped
    threads = packets.sound
    decoded = _decode_once(opener, name, Decoded(threads, shape.by_dts), stamped=stamped)
    if threads and decoded.errors:
        decoded = _decode_once(opener, name, Decoded(False, shape.by_dts), stamped=stamped)
    if not decoded.stated:
        raise ProblemError.of("imaging.video_without_frames")
    return decoded


def _decode_once(opener: Opener, name: str, found: Decoded, *, stamped: bool) -> Decoded:
    container, stream = open_container(opener, name, threads=found.threads)
    # what is not looked at need not be smooth
    stream.codec_context.options = {"skip_loop_filter": "all"}
    until = monotonic() + _DECODING_SECONDS
    with container:
        for number, packet in enumerate(packets_of(container, stream)):
            if not stamped:
                packet.pts, packet.dts = number, None
            frames = frames_in(packet)
            if frames is None:
                found.errors += 1
            found.add(frames or ())
            if monotonic() > until and found.stated:
                found.broken_off = True
                return found
        found.add(last_frames(stream))
    return found
