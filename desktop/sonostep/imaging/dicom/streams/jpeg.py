"""What a JPEG stream says of itself (ITU-T T.81), so that its colour is not left to a decoder's guess."""

import struct
from dataclasses import dataclass
from typing import Final, Literal

_STANDALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_SOF: Final = frozenset((*range(0xC0, 0xD0), 0xF7)) - {0xC4, 0xC8, 0xCC}
_LOSSLESS: Final = frozenset((0xC3, 0xC7, 0xCB, 0xCF))
_JPEG_LS: Final = 0xF7
_SPIFF: Final[dict[int, Literal["rgb", "ycbcr"]]] = {3: "ycbcr", 10: "rgb"}
_UNREAD: Final = {
    0xC5: "hierarchical JPEG",
    0xC6: "hierarchical JPEG",
    0xC7: "hierarchical JPEG",
    0xCB: "lossless JPEG with arithmetic coding",
    0xCD: "hierarchical JPEG",
    0xCE: "hierarchical JPEG",
    0xCF: "hierarchical JPEG",
}
"""Frame headers of processes that no library in use reads (T.81 table B.1)."""


@dataclass(frozen=True, slots=True)
class JpegInfo:
    """The frame header and the two markers that tell its colour.

    Attributes:
        marker: start-of-frame marker's second byte.
        component_ids: identifiers of the components.
        subsampled: whether a later component is coarser than the first.
        adobe: the Adobe APP14 transform flag; None without that marker.
        jfif: whether there is a JFIF APP0 marker, which promises YCbCr.
        spiff: the colour space of a SPIFF header, of JPEG-LS writers (ITU-T T.84 annex F); None without.
        undone: the decoder undoes a colour transform of JPEG-LS (HP's APP8 ``mrfx``), so RGB comes out.
    """

    marker: int
    precision: int
    rows: int
    columns: int
    component_ids: tuple[int, ...]
    subsampled: bool
    adobe: int | None
    jfif: bool
    spiff: int | None = None
    undone: bool = False

    @property
    def lossless(self) -> bool:
        """Lossless JPEG (process 14), which libjpeg's usual decoders do not read."""
        return self.marker in _LOSSLESS

    @property
    def plain(self) -> bool:
        """Lossy JPEG of 8 bits, which libjpeg-turbo decodes to pixels as they are painted."""
        lossy = not (self.lossless or self.jpeg_ls or self.unread)
        return lossy and self.precision == 8

    @property
    def unread(self) -> str:
        """The name of a process that has no decoder; empty for the others."""
        return _UNREAD.get(self.marker, "")

    @property
    def jpeg_ls(self) -> bool:
        """JPEG-LS."""
        return self.marker == _JPEG_LS

    @property
    def colour(self) -> Literal["rgb", "ycbcr"] | None:
        """``rgb`` or ``ycbcr`` where the stream says so, whatever a label says; None where it does not.

        In libjpeg's order (jdapimin.c, default_decompress_parms): JFIF promises YCbCr, then the Adobe
        transform flag, then component names R, G, B. Numbered components without a marker say nothing: carts
        store RGB so. Coarser chroma exists in YCbCr only.
        """
        if self.jpeg_ls:
            return "rgb" if self.undone else _SPIFF.get(self.spiff or 0)
        if self.jfif:
            return "ycbcr"
        if self.adobe is not None:
            return "ycbcr" if self.adobe else "rgb"
        if self.component_ids == (0x52, 0x47, 0x42):
            return "rgb"
        return "ycbcr" if self.subsampled and not self.lossless else None


def read_jpeg_info(stream: bytes) -> JpegInfo | None:
    """Read the markers up to the frame header; None where the bytes are no JPEG stream."""
    if stream[:2] != b"\xff\xd8":
        return None
    told = _Told()
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
            return _frame_header(marker, body, told)
        told.look(marker, body)
        position += 2 + length
    return None


@dataclass(slots=True)
class _Told:
    """What the application segments before the frame header say."""

    adobe: int | None = None
    jfif: bool = False
    spiff: int | None = None
    undone: bool = False

    def look(self, marker: int, body: bytes) -> None:
        """Take note of one segment."""
        if marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
            self.adobe = body[11]
        self.jfif = self.jfif or (marker == 0xE0 and body[:5] == b"JFIF\0")
        if marker == 0xE8 and body[:6] == b"SPIFF\0" and len(body) >= 19:
            self.spiff = body[18]
        self.undone = self.undone or (
            marker == 0xE8 and body[:4] == b"mrfx" and body[4:5] not in (b"", b"\0")
        )


def _frame_header(marker: int, body: bytes, told: _Told) -> JpegInfo | None:
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
        told.adobe,
        told.jfif,
        told.spiff,
        told.undone,
    )


def point_transform(stream: bytes) -> int:
    """Return Pt of the first scan of a lossless JPEG (T.81 B.2.3, low four bits): values are shifted down."""
    position = 2
    while position + 4 <= len(stream) and stream[position] == 0xFF:
        marker = stream[position + 1]
        if marker == 0xFF or marker in _STANDALONE:
            position += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", stream, position + 2)
        if marker == 0xDA:
            return stream[position + 1 + length] & 15 if position + 2 + length <= len(stream) else 0
        position += 2 + length
    return 0
