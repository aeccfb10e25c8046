"""Which codecs are known, and how packets of each are looked at before anything is decoded."""

from collections.abc import Callable, Mapping
from typing import Final

from sonostep.imaging.video.bitstream.coded_picture import PacketLook, Seen
from sonostep.imaging.video.bitstream.mpeg_headers import Mpeg4Packets, Mpeg12Packets
from sonostep.imaging.video.bitstream.nal_units import H264Packets, HevcPackets

CODEC_NAMES: Final[Mapping[str, str]] = {
    "h264": "H.264",
    "hevc": "HEVC",
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "mpeg4": "MPEG-4",
    "mjpeg": "MJPEG",
    "vp8": "VP8",
    "vp9": "VP9",
    "libdav1d": "AV1",
}

_EMPTY: Final = 12
"""A packet of fewer bytes may say that nothing is shown; then decoding has to tell."""


class _OneEach:
    """Codecs whose every packet is one frame."""

    def __init__(self, extradata: bytes) -> None:
        pass

    def look(self, data: bytes) -> Seen:
        """Say that there is one, if there are bytes enough for any."""
        return Seen(1, len(data) >= _EMPTY, True, 0)


class _Jpegs(_OneEach):
    def look(self, data: bytes) -> Seen:
        """One image from SOI to EOI (ITU-T T.81 B.2.1); scanning all of it would cost a tenth of opening."""
        whole = data.startswith(b"\xff\xd8\xff") and data[-_PADDED:].rstrip(b"\0").endswith(b"\xff\xd9")
        return Seen(1, whole, True, 0)


_PADDED: Final = 16
"""Bytes at the end of a packet among which an image ends; AVI pads them."""


class _Vp8(_OneEach):
    def look(self, data: bytes) -> Seen:
        """The first bits say whether it is a key frame and whether it is shown (RFC 6386 9.1)."""
        shown = data[0] >> 4 & 1
        return Seen(shown, bool(shown), not data[0] & 1, 0)


class _Vp9(_OneEach):
    def look(self, data: bytes) -> Seen:
        """A superframe holds hidden frames and one that is shown (VP9 bitstream specification, annex B)."""
        heads = _vp9_frames(data)
        shown = sum(_vp9_shown(head) for head in heads)
        return Seen(shown, shown == 1, True, 0)


def _vp9_frames(data: bytes) -> list[int]:
    """Return the first byte of each frame in a packet."""
    mark = data[-1]
    count, size = (mark & 7) + 1, (mark >> 3 & 3) + 1
    table = data[-(2 + count * size) :]
    if mark & 0xE0 != 0xC0 or table[0] != mark:
        return [data[0]]
    heads, at = [], 0
    for n in range(count):
        if at < len(data):
            heads.append(data[at])
        at += int.from_bytes(table[1 + n * size : 1 + (n + 1) * size], "little")
    return heads


def _vp9_shown(head: int) -> bool:
    """Whether show_existing_frame or show_frame is set in the first byte (section 6.2)."""
    # profile 3 has one more bit before them
    shift = 1 if head >> 4 & 3 == 3 else 0
    return bool(head >> (3 - shift) & 1 or head >> (1 - shift) & 1)


_ONE_EACH: Final = (
    "libdav1d av1 wmv1 wmv2 msmpeg4v1 msmpeg4v2 msmpeg4 flv rawvideo ffv1 huffyuv ffvhuff utvideo prores"
    " dnxhd jpeg2000 png dvvideo"
)

_LOOKS: Final[Mapping[str, Callable[[bytes], PacketLook]]] = {
    **dict.fromkeys(_ONE_EACH.split(), _OneEach),
    "h264": H264Packets,
    "hevc": HevcPackets,
    "mpeg2video": Mpeg12Packets,
    "mpeg1video": Mpeg12Packets,
    "mpeg4": Mpeg4Packets,
    "mjpeg": _Jpegs,
    "vp8": _Vp8,
    "vp9": _Vp9,
}
"""By FFmpeg's name of the decoder. Any other codec is decoded once before its frames are counted."""


def look_for(codec: str, extradata: bytes | None) -> PacketLook | None:
    """Return what looks at a codec's packets; None where only decoding tells what they hold."""
    made = _LOOKS.get(codec)
    return made(extradata or b"") if made else None
