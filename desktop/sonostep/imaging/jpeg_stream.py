"""What a JPEG stream says of itself (ITU-T T.81), so that its colour is not left to a decoder's guess."""

import struct
from dataclasses import dataclass
from typing import Final

_STANDALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_SOF: Final = frozenset((*range(0xC0, 0xD0), 0xF7)) - {0xC4, 0xC8, 0xCC}
_LOSSLESS: Final = frozenset((0xC3, 0xC7, 0xCB, 0xCF))
_JPEG_LS: Final = 0xF7


@dataclass(frozen=True, slots=True)
class JpegInfo:
    """The frame header and the two markers that tell its colour.

    Attributes:
        marker: start-of-frame marker's second byte.
        component_ids: identifiers of the components.
        subsampled: whether a later component is coarser than the first.
        adobe: the Adobe APP14 transform flag; None without that marker.
        jfif: whether there is a JFIF APP0 marker, which promises YCbCr.
    """

    marker: int
    precision: int
    rows: int
    columns: int
    component_ids: tuple[int, ...]
    subsampled: bool
    adobe: int | None
    jfif: bool

    @property
    def lossless(self) -> bool:
        """Lossless JPEG (process 14), which libjpeg's usual decoders do not read."""
        return self.marker in _LOSSLESS

    @property
    def jpeg_ls(self) -> bool:
        """JPEG-LS."""
        return self.marker == _JPEG_LS


def read_jpeg_info(stream: bytes) -> JpegInfo | None:
    """Read the markers up to the frame header; None where the bytes are no JPEG stream."""
    if stream[:2] != b"\xff\xd8":
        return None
    adobe: int | None = None
    jfif = False
    position = 2
    while position + 4 <= len(stream):
        if stream[position] != 0xFF:
            return None
        marker = stream[position + 1]
        if marker == 0xFF or marker in _STANDALONE:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", stream, position + 2)
        body = stream[position + 4 : position + 2 + length]
        if marker in _SOF:
            return _frame_header(marker, body, adobe, jfif)
        if marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
            adobe = body[11]
        jfif = jfif or (marker == 0xE0 and body[:5] == b"JFIF\0")
        position += 2 + length
    return None


def _frame_header(marker: int, body: bytes, adobe: int | None, jfif: bool) -> JpegInfo | None:
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        return None
    precision, rows, columns, count = struct.unpack_from(">BHHB", body)
    parts = [body[6 + 3 * n : 9 + 3 * n] for n in range(count)]
    factors = [part[1] for part in parts]
    return JpegInfo(
        marker,
        precision,
        rows,
        columns,
        tuple(part[0] for part in parts),
        any(factor != factors[0] for factor in factors),
        adobe,
        jfif,
    )
