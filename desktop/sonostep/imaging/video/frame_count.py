"""How many frames a video has and when: from its packets where they prove it, else by decoding all of it.

A packet is not a frame. Field-coded pictures come in two packets, packed B-frames two in one; a clip that was
cut out of a longer one begins with pictures that lean on what is gone; some packets are damaged or hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from operator import itemgetter
from statistics import median
from typing import Final

from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import check_frame_size
from sonostep.imaging.video.container import Opener, open_container, picture_streams
from sonostep.imaging.video.decode_pass import Decoded, decode_all
from sonostep.imaging.video.display_matrix import StoredLayout
from sonostep.imaging.video.index import VideoIndex
from sonostep.imaging.video.packet_scan import ContainerTimes, Packets, look_at_packets

_EVEN_SHARE: Final = 0.8
"""Share of equal steps from which a clip is of constant rate: a design choice."""

_EQUAL: Final = 0.1
"""Steps within a tenth are equal: a design choice."""

_SMALL: Final = 4_000_000
"""Pixels of a clip that is decoded in about 10 ms, so that damage inside its pictures is found, too; of a
larger one whose headers are whole, a damaged picture is told when it is asked for."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What one pass over a video tells.

    Attributes:
        index: its frames.
        layout: size and orientation, which only a decoded frame tells truly.
        codec: FFmpeg's name of the decoder.
        tags: metadata of file and stream.
        aspect: width to height of a pixel, if stated.
        streams: how many video streams there are to choose from.
    """

    index: VideoIndex
    layout: StoredLayout
    codec: str
    tags: dict[str, str]
    aspect: Fraction | None
    streams: int


def read_video(opener: Opener, name: str) -> VideoFacts:
    """Count and time the frames of a video.

    Raises:
        ProblemError: when it is no video, holds no frame that can be decoded, or more than the budget.
    """
    container, stream = open_container(opener, name, threads=False)
    with container:
        height, width = stream.codec_context.height, stream.codec_context.width
        if height and width:
            check_frame_size(height, width)
        packets, first = look_at_packets(container, stream)
        shape = ContainerTimes.of(container, stream)
        streams = len(picture_streams(container))
        codec, tags = stream.codec_context.name, {**container.metadata, **stream.metadata}
        aspect = stream.sample_aspect_ratio
    sure = packets.one_each and first is not None and not (shape.by_dts and packets.uneven)
    if sure and height * width * len(packets.begins) > _SMALL:
        index = _from_packets(packets, shape)
    else:
        decoded = decode_all(opener, name, packets, shape)
        confirmed = sure and not decoded.errors and len(decoded.stated) == len(packets.shown)
        index = _from_packets(packets, shape) if confirmed else _from_frames(decoded, packets, shape)
        first = decoded.first
    if first is None:
        raise ProblemError.of("imaging.video_without_frames")
    check_frame_size(first.height, first.width)
    return VideoFacts(index, StoredLayout.of(first), codec, tags, aspect, streams)


def _from_packets(packets: Packets, shape: ContainerTimes) -> VideoIndex:
    stamped = sorted((t for t in packets.shown if t[0] is not None), key=itemgetter(0))
    times = tuple(pts for pts, _, _ in stamped if pts is not None)
    keys = tuple(n for n, (_, key, _) in enumerate(stamped, 1) if key)
    lost = _gaps(times) if shape.even else 0
    return VideoIndex(
        times=times,
        keys=keys if times else (1,),
        frames=len(packets.shown),
        seekable=bool(times) and (shape.exact or len(keys) == len(times)),
        time_base=shape.time_base,
        last=_last(stamped[-1][2], times, shape) if stamped else 0,
        rate=shape.rate,
        source=shape.source,
        lost=lost,
    )


def _from_frames(decoded: Decoded, packets: Packets, shape: ContainerTimes) -> VideoIndex:
    stated = packets.stamped
    times = decoded.times if stated else _slots([pts or 0 for pts in decoded.stated], packets)
    lead = 0 if stated else times[0]
    if stated and not shape.by_dts:
        lead = sum(1 for pts, _, _ in packets.shown if pts is not None and pts < times[0])
    undecoded = 0 if decoded.broken_off else packets.pictures - len(times)
    if decoded.broken_off:
        times = [*times, *_rest(times[-1], packets)]
    # a time that goes back is held until it is passed
    shown = tuple(accumulate(times, max))
    unique = all(a < b for a, b in pairwise(shown))
    at_keys = {pts for pts, key, _ in packets.shown if key}
    keys = tuple(n for n, pts in enumerate(shown, 1) if pts in at_keys) if stated else ()
    return VideoIndex(
        times=shown,
        keys=keys or (1,),
        frames=len(shown),
        seekable=stated and unique and decoded.exact and (shape.exact or len(keys) == len(shown)),
        time_base=shape.time_base if stated else shape.tick,
        last=_last(decoded.last, shown, shape, fields=0 in packets.begins) if stated else 1,
        rate=shape.rate,
        source=shape.source,
        threads=decoded.threads,
        # elsewhere a longer step may be a pause
        lost=max(undecoded, packets.missing, lead + _gaps(shown) if shape.even else 0),
        lead=lead,
    )


def _last(stated: int, times: Sequence[int], shape: ContainerTimes, *, fields: bool = False) -> int:
    """Return how long the last frame lasts; in AVI and of pictures in fields, a field's may be stated."""
    if not (fields or shape.even) or len(times) < 2:
        return stated
    usual = round(median(b - a for a, b in pairwise(times)))
    return usual if 2 * stated <= usual * (1 + _EQUAL) else stated


def _rest(last: int, packets: Packets) -> list[int]:
    """Return the times of what was not decoded any more, by the packets."""
    if packets.stamped:
        return sorted(pts for pts, _, _ in packets.shown if pts is not None and pts > last)
    left = packets.pictures - last - 1
    return list(range(last + 1, last + 1 + max(0, left)))


def _slots(origins: list[int], packets: Packets) -> list[int]:
    """Place frames of a stream without times in an even row in which lost pictures keep their place.

    Args:
        origins: number of the packet that each frame came from, in display order.
    """
    there = set(origins)
    lost = [n for n, pictures in enumerate(packets.begins) if pictures and n not in there]
    # in display order: an early picture before that which it was decoded after, others after their early ones
    anchors = list(accumulate((0 if early else n for n, early in enumerate(packets.early)), max))
    found, slot = [], 0
    for origin in origins:
        before = [n for n in lost if _comes_before(n, origin, packets.early, anchors)]
        lost = [n for n in lost if n not in before]
        slot += len(before)
        found.append(slot)
        slot += 1
    return found


def _comes_before(lost: int, shown: int, early: Sequence[bool], anchors: Sequence[int]) -> bool:
    """Whether a lost picture stands before one that is shown; both are numbers of packets."""
    if early[lost]:
        return shown > lost or shown == anchors[lost]
    return shown > lost and not (early[shown] and anchors[shown] == lost)


def _gaps(times: Sequence[int]) -> int:
    """Return how many frames are missing from a row of otherwise equal steps."""
    steps = [b - a for a, b in pairwise(times)]
    if not steps or (usual := median(steps)) <= 0:
        return 0
    if sum(abs(step - usual) <= usual * _EQUAL for step in steps) < _EVEN_SHARE * len(steps):
        return 0
    # a step back of the container's clock makes up for a leap of it
    return max(0, sum(round(step / usual) - 1 for step in steps))
