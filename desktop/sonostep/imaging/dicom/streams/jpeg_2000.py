"""What a JPEG 2000 stream says of itself (ITU-T T.800 annexes A and I): size and colour."""

import struct
from dataclasses import dataclass
from typing import Final, Literal

_START: Final = b"\xff\x4f\xff\x51"
_SPACES: Final[dict[int, Literal["rgb", "ycbcr"]]] = {16: "rgb", 18: "ycbcr", 24: "ycbcr"}
"""sRGB, sYCC and e-sYCC (T.800 table I.10, T.801 table M.24)."""


@dataclass(frozen=True, slots=True)
class Jpeg2000Info:
    """The main header of the codestream and the colour box of the file format around it, if there is one.

    Attributes:
        start: first byte of the codestream; before it lies a JP2 wrapper, which DICOM forbids and carts use.
        transformed: the codestream carries a colour transform of RGB (RCT or ICT), which decoders undo.
        subsampled: a later component is coarser than the first, so it is chroma; the decoder makes RGB of it.
        colour_space: the enumerated colour space of the JP2 box; None without one.
    """

    start: int
    rows: int
    columns: int
    transformed: bool
    subsampled: bool
    colour_space: int | None

    @property
    def colour(self) -> Literal["rgb", "ycbcr"] | None:
        """``rgb`` or ``ycbcr`` of the decoded components; None where the stream does not say."""
        if self.subsampled:
            return "rgb"
        if self.colour_space is not None:
            return _SPACES.get(self.colour_space)
        return "rgb" if self.transformed else None


def read_jpeg_2000_info(stream: bytes) -> Jpeg2000Info | None:
    """Read the headers; None where the bytes are no JPEG 2000."""
    start = stream.find(_START, 0, 65536)
    if start < 0 or len(stream) < start + 42:
        return None
    (length,) = struct.unpack_from(">H", stream, start + 4)
    x, y, x0, y0 = struct.unpack_from(">IIII", stream, start + 8)
    (count,) = struct.unpack_from(">H", stream, start + 40)
    steps = [stream[start + 42 + 3 * n + 1 : start + 42 + 3 * n + 3] for n in range(min(count, 4))]
    return Jpeg2000Info(
        start,
        y - y0,
        x - x0,
        _transformed(stream, start + 4 + length),
        any(step != steps[0] for step in steps),
        _colour_space(stream[:start]),
    )


def _transformed(stream: bytes, position: int) -> bool:
    """SGcod's multiple component transformation byte in COD, between SIZ and the first tile (A.6.1)."""
    while position + 9 <= len(stream) and stream[position] == 0xFF and stream[position + 1] != 0x90:
        (length,) = struct.unpack_from(">H", stream, position + 2)
        if stream[position + 1] == 0x52:
            return stream[position + 8] == 1
        position += 2 + length
    return False


def _colour_space(head: bytes) -> int | None:
    """EnumCS of the first colr box whose method is 1, enumerated (I.5.3.3)."""
    at = head.find(b"colr")
    while at >= 0 and at + 11 <= len(head):
        if head[at + 4] == 1:
            return int.from_bytes(head[at + 7 : at + 11], "big")
        at = head.find(b"colr", at + 4)
    return None
