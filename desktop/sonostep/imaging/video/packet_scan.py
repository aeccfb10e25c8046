"""All packets of a video read once, and what they and the container say of frames and times."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, Self

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sonostep.core.clip import TimingSource
from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import MAX_FRAMES
from sonostep.imaging.video.bitstream.codecs import look_for
from sonostep.imaging.video.bitstream.coded_picture import PacketLook, Seen
from sonostep.imaging.video.container import RAW_FORMATS, frames_in, last_frames, packets_of
from sonostep.imaging.video.timing import DEFAULT_FPS

_EXACT_TIMES: Final = frozenset(("mov", "mp4", "matroska", "webm"))
"""Containers that store each frame's presentation time; the others compute it, and wrongly after a seek
(3 of 48 random seeks in an MPEG-4 AVI with B-frames)."""

_EVEN_TIMES: Final = frozenset(("avi", "mpegts", "mpeg"))
"""Containers of constant rate, in which a step of two is a picture that is missing."""

_MOST_FPS: Final = 1000


@dataclass(slots=True)
class Packets:
    """What the packets say of themselves, in decoding order.

    Attributes:
        shown: time, key and duration of each packet in which a picture begins.
        begins: how many pictures begin in each packet.
        early: whether its picture is shown before one that is decoded earlier.
        missing: pictures that the stream's own count leaves out.
        plain: each packet is sure to be one frame.
        sound: nothing of it is known to be damaged.
        reordered: pictures are shown in another order than they are decoded in.
    """

    shown: list[tuple[int | None, bool, int]] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    early: list[bool] = field(default_factory=list)
    missing: int = 0
    plain: bool = True
    sound: bool = True
    reordered: bool = False

    def add(self, packet: "av.Packet[VideoStream]", look: PacketLook | None) -> None:
        """Look at the next packet.

        Raises:
            ProblemError: when there are more than the budget.
        """
        seen = look.look(bytes(packet)) if look else Seen(1, False, True, 0)
        self.plain = self.plain and seen.plain and not packet.is_corrupt
        self.sound = self.sound and not packet.is_corrupt and not seen.missing
        if not self.begins:
            self.plain = self.plain and seen.clean and packet.is_keyframe
        self.missing += seen.missing
        self.reordered = self.reordered or packet.pts != packet.dts
        self.begins.append(0 if packet.is_discard else seen.pictures)
        self.early.append(seen.early)
        if self.begins[-1]:
            self.shown.append((packet.pts, packet.is_keyframe, packet.duration or 0))
        if len(self.begins) > MAX_FRAMES:
            raise ProblemError.of("imaging.too_many_frames", frames=len(self.begins))

    @property
    def pictures(self) -> int:
        """How many pictures there are to be shown."""
        return sum(self.begins)

    @property
    def stamped(self) -> bool:
        """Whether any picture has a time."""
        return any(pts is not None for pts, _, _ in self.shown)

    @property
    def uneven(self) -> bool:
        """Whether pictures out of order stand at changing distances."""
        times = sorted(pts for pts, _, _ in self.shown if pts is not None)
        return self.reordered and len({b - a for a, b in pairwise(times)}) > 1

    @property
    def one_each(self) -> bool:
        """Whether each packet is sure to be one frame, and each known by its time or none at all."""
        times = [pts for pts, _, _ in self.shown if pts is not None]
        if not self.plain or not self.shown or 0 < len(times) < len(self.shown):
            return False
        # what is shown before the first packet may lean on what was cut away
        return not times or (len(set(times)) == len(times) and min(times) == times[0])


@dataclass(frozen=True, slots=True)
class ContainerTimes:
    """What the container says of time.

    Attributes:
        formats: FFmpeg's names of it.
        time_base: seconds a unit of time.
        rate: frames per second that are stated; 0 where none are.
        source: who states times or rate.
    """

    formats: frozenset[str]
    time_base: Fraction
    rate: float
    source: TimingSource

    @classmethod
    def of(cls, container: InputContainer, stream: VideoStream) -> Self:
        """Ask a container that was opened."""
        formats = frozenset(container.format.name.split(","))
        # FFmpeg takes 25 per second for a stream without a container whose header states no rate
        raw = bool(RAW_FORMATS & formats)
        stated = stream.codec_context.framerate if raw else stream.average_rate
        rate = float(stated or 0)
        rate = rate if 0 < rate < _MOST_FPS else 0.0
        if not raw:
            source = TimingSource.CONTAINER
        else:
            source = TimingSource.STREAM if rate else TimingSource.DEFAULT
        return cls(formats, stream.time_base or Fraction(1, 1000), rate, source)

    @property
    def exact(self) -> bool:
        """Whether the container stores when each frame is shown."""
        return bool(_EXACT_TIMES & self.formats)

    @property
    def by_dts(self) -> bool:
        """AVI stores no time of display; a frame's is the decoding time of the packet that let it out."""
        return "avi" in self.formats

    @property
    def even(self) -> bool:
        """Whether it is of constant rate, in which a step of two is a picture that is missing."""
        return bool(_EVEN_TIMES & self.formats)

    @property
    def tick(self) -> Fraction:
        """Distance of two frames where only a rate is known."""
        return 1 / Fraction(self.rate or DEFAULT_FPS).limit_denominator(100_000)


def look_at_packets(container: InputContainer, stream: VideoStream) -> tuple[Packets, VideoFrame | None]:
    """Read all packets; decode as far as the first frame, which tells what the pictures are like."""
    found, first = Packets(), None
    context = stream.codec_context
    look = look_for(context.name, context.extradata)
    for packet in packets_of(container, stream):
        found.add(packet, look)
        if first is None:
            frames = frames_in(packet)
            found.sound = found.sound and frames is not None
            first = frames[0] if frames else None
    if first is None and (rest := last_frames(stream)):
        first = rest[0]
    return found, first
