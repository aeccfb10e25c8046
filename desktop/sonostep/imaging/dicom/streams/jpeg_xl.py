"""What a JPEG XL stream says of itself (ISO/IEC 18181-1 annex D, 18181-2): its size, and a JPEG inside."""

import struct
from typing import Final

SIGNATURE: Final = b"\xff\x0a"
CONTAINER: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
_RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def holds_jpeg(stream: bytes) -> bool:
    """Whether a JPEG was recompressed, so that it can be had back bit by bit (box ``jbrd``)."""
    return stream.startswith(CONTAINER) and any(kind == b"jbrd" for kind, _ in _boxes(stream))


def size(stream: bytes) -> tuple[int, int] | None:
    """Return rows and columns by the size header; None where the bytes are no JPEG XL."""
    code = _codestream(stream)
    if not code.startswith(SIGNATURE) or len(code) < 12:
        return None
    bits = _Bits(code[2:20])
    small = bits.take(1)
    rows = _dimension(bits, small)
    ratio = bits.take(3)
    if ratio:
        wide, high = _RATIOS[ratio - 1]
        return rows, rows * wide // high
    return rows, _dimension(bits, small)


def _codestream(stream: bytes) -> bytes:
    if not stream.startswith(CONTAINER):
        return stream
    for kind, body in _boxes(stream):
        if kind == b"jxlc":
            return body
        if kind == b"jxlp":
            return body[4:]
    return b""


def _boxes(stream: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and first bytes of each box (ISO/IEC 14496-12 4.2); at most 64."""
    found: list[tuple[bytes, bytes]] = []
    position = 0
    while position + 8 <= len(stream) and len(found) < 64:
        (length,) = struct.unpack_from(">I", stream, position)
        kind, head = stream[position + 4 : position + 8], 8
        if length == 1 and position + 16 <= len(stream):
            (length,) = struct.unpack_from(">Q", stream, position + 8)
            head = 16
        end = position + length if length else len(stream)
        found.append((kind, stream[position + head : min(end, position + head + 64)]))
        if end <= position:
            break
        position = end
    return found


def _dimension(bits: "_Bits", small: int) -> int:
    if small:
        return (bits.take(5) + 1) * 8
    return 1 + bits.take((9, 13, 18, 30)[bits.take(2)])


class _Bits:
    """Bits of a codestream, least significant first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        found = self._value & ((1 << count) - 1)
        self._value >>= count
        return found
