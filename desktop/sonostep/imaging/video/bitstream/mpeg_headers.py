"""MPEG-1, MPEG-2 and MPEG-4 part 2 packets: which pictures begin in one, and whether it is whole."""

import re
from typing import Final

from sonostep.imaging.video.bitstream.bit_reader import BitReader
from sonostep.imaging.video.bitstream.coded_picture import Seen

_I, _B = 1, 3
_FRAME: Final = 3
"""picture_structure of a picture that is no field (ISO/IEC 13818-2 6.3.10)."""

_MPEG12_CODES: Final = re.compile(rb"\x00\x00\x01[\x00\xb5\xb8]")
_HEADER: Final = 24
_FIELDS_APART: Final = 8
"""The extension that holds picture_structure (ISO/IEC 13818-2 6.3.1)."""


class Mpeg12Packets:
    """Looks at the packets of one MPEG-1 or MPEG-2 stream, in decoding order."""

    def __init__(self, extradata: bytes) -> None:
        self._anchors = 0
        self._second_field = False

    def look(self, data: bytes) -> Seen:
        """Say which pictures begin in a packet (ISO/IEC 13818-2 6.2.3)."""
        begins, plain, kind = 0, True, 0
        for match in _MPEG12_CODES.finditer(data):
            at = match.end()
            head = data[at : at + 4]
            if len(head) < 4:
                return Seen(begins, False, False, 0)
            code = data[at - 1]
            if code == 0:
                kind = head[1] >> 3 & 7
                begins += 1
                plain = plain and begins == 1 and self._has_its_references(kind)
            elif code == 0xB8:
                # broken_link: the leading B pictures lean on what was cut away
                plain = plain and not head[3] & 0x20
            elif head[0] >> 4 == _FIELDS_APART and head[2] & 3 != _FRAME:
                plain = False
                begins -= int(self._second_field)
                self._second_field = not self._second_field
        return Seen(begins, plain and begins == 1, kind == _I, 0, kind == _B)

    def _has_its_references(self, kind: int) -> bool:
        if kind == _B:
            return self._anchors > 1
        self._anchors += 1
        return kind == _I or self._anchors > 1


_VOP: Final = b"\0\0\1\xb6"
_LAYER: Final = re.compile(rb"\x00\x00\x01[\x20-\x2f]")


class Mpeg4Packets:
    """Looks at the packets of one MPEG-4 part 2 stream (also DivX and Xvid), in decoding order."""

    def __init__(self, extradata: bytes) -> None:
        self._anchors = 0
        self._time_bits = 0
        self._look_at_layer(extradata)

    def look(self, data: bytes) -> Seen:
        """Say which pictures begin in a packet; packed B-frames are two, a picture not coded is none."""
        self._look_at_layer(data)
        pictures, plain, clean = 0, True, False
        at = data.find(_VOP)
        if at < 0:
            return Seen(1, False, False, 0)
        while at >= 0:
            try:
                kind, coded = self._picture(data[at + 4 : at + _HEADER])
            except EOFError:
                return Seen(pictures + 1, False, False, 0)
            pictures += int(coded)
            clean = kind == _I
            plain = plain and coded and self._has_its_references(kind)
            at = data.find(_VOP, at + 4)
        return Seen(pictures, plain and pictures == 1, clean, 0)

    def _picture(self, header: bytes) -> tuple[int, bool]:
        """Return vop_coding_type (from 1, as in MPEG-2) and vop_coded (ISO/IEC 14496-2 6.2.5)."""
        bits = BitReader(header)
        kind = bits.bits(2) + 1
        while bits.flag():
            pass
        if not self._time_bits or not bits.flag():
            raise EOFError
        bits.bits(self._time_bits)
        if not bits.flag():
            raise EOFError
        return kind, bits.flag()

    def _has_its_references(self, kind: int) -> bool:
        if kind == _B:
            return self._anchors > 1
        self._anchors += 1
        return kind == _I or self._anchors > 1

    def _look_at_layer(self, data: bytes) -> None:
        """The layer's header says how many bits a picture's time has (ISO/IEC 14496-2 6.2.3)."""
        found = _LAYER.search(data[:1024])
        if found is None:
            return
        try:
            resolution = _time_resolution(BitReader(data[found.end() : found.end() + 64]))
        except EOFError:
            return
        self._time_bits = max(1, (resolution - 1).bit_length())


def _time_resolution(bits: BitReader) -> int:
    bits.bits(9)
    version = 1
    if bits.flag():
        version = bits.bits(4)
        bits.bits(3)
    if bits.bits(4) == 15:
        bits.bits(16)
    if bits.flag():
        bits.bits(3)
        if bits.flag():
            bits.bits(79)
    shape = bits.bits(2)
    if shape == 3 and version != 1:
        bits.bits(4)
    bits.bits(1)
    return bits.bits(16)
