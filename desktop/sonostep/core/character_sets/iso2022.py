"""Code extensions of ISO 2022 as DICOM uses them (PS3.5 6.1.2.5), and the same sets designated otherwise.

An escape sequence never becomes part of the text: one that is known switches, any other is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

ESC: Final = 0x1B
_SEQUENCE: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~]?)")
"""ISO 2022 4.3: ESC, intermediate bytes, one final byte; and the control sequences of terminals."""

_REPLACED: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Set:
    """A coded set: its codec, how many bytes a character takes, what goes before them for the codec."""

    codec: str
    width: int
    prefix: bytes = b""


_JIS: Final = _Set("euc_jp", 2)
_JIS_SUPPLEMENT: Final = _Set("euc_jp", 2, b"\x8f")
_KANA: Final = _Set("cp932", 1)
_KOREAN: Final = _Set("cp949", 2)
_CHINESE: Final = _Set("gb18030", 2)

_DESIGNATED: Final[dict[bytes, tuple[int, _Set | None]]] = {
    # ASCII and JIS X 0201's Latin half (PS3.3 tables C.12-3 and C.12-4), then IR 58, 87, 149, 159, 165
    b"(B": (0, None), b"(J": (0, None), b"(H": (0, None), b"(I": (0, _KANA), b")I": (1, _KANA),
    b"$B": (0, _JIS), b"$@": (0, _JIS), b"$(B": (0, _JIS), b"$(@": (0, _JIS), b"$)B": (1, _JIS),
    b"$(D": (0, _JIS_SUPPLEMENT), b"$)D": (1, _JIS_SUPPLEMENT),
    b"$(C": (0, _KOREAN), b"$)C": (1, _KOREAN),
    b"$A": (0, _CHINESE), b"$(A": (0, _CHINESE), b"$)A": (1, _CHINESE),
    b"$(E": (0, _CHINESE), b"$)E": (1, _CHINESE),
    b"-A": (1, _Set("latin-1", 1)), b"-B": (1, _Set("iso8859-2", 1)), b"-C": (1, _Set("iso8859-3", 1)),
    b"-D": (1, _Set("iso8859-4", 1)), b"-L": (1, _Set("iso8859-5", 1)), b"-G": (1, _Set("iso8859-6", 1)),
    b"-F": (1, _Set("iso8859-7", 1)), b"-H": (1, _Set("iso8859-8", 1)), b"-M": (1, _Set("iso8859-9", 1)),
    b"-b": (1, _Set("iso8859-15", 1)), b"-T": (1, _Set("tis-620", 1)),
}  # fmt: skip


def has_designation(raw: bytes) -> bool:
    """Whether the bytes hold an escape sequence that names a set."""
    return any(match[0][1:] in _DESIGNATED for match in _SEQUENCE.finditer(raw))


def without_escapes(raw: bytes) -> bytes:
    """Return the bytes without any escape sequence."""
    return _SEQUENCE.sub(b"", raw) if ESC in raw else raw


def decode_extended(raw: bytes, first: str, guess: Callable[[bytes], str]) -> str:
    """Return a text with escape sequences decoded; bytes that stand for nothing become U+FFFD.

    Designations hold until the next one: files that do not repeat them after a caret, as PS3.5 6.1.2.5.3
    asks, read the same. ``first`` is the single-byte codec that holds at the beginning of each component;
    ``guess`` reads bytes above ASCII for which no set holds.
    """
    return "".join(_pieces(raw, first, guess))


def _pieces(raw: bytes, first: str, guess: Callable[[bytes], str]) -> Iterator[str]:
    own = None if first == "ascii" else _Set(first, 1)
    sets: list[_Set | None] = [None, own]
    at = 0
    for match in _SEQUENCE.finditer(raw):
        yield from _run(raw[at : match.start()], sets, own, guess)
        slot, designated = _DESIGNATED.get(match[0][1:], (-1, None))
        if slot >= 0:
            sets[slot] = designated
        at = match.end()
    yield from _run(raw[at:], sets, own, guess)


_PART: Final = re.compile(rb"[\x00-\x20\x7f]+|[\x21-\x7e]+|[\x80-\xff]+", re.DOTALL)
_DELIMITER: Final = re.compile(rb"[\\^=\n\r\t\f]")


def _run(
    part: bytes, sets: list[_Set | None], own: _Set | None, guess: Callable[[bytes], str]
) -> Iterator[str]:
    """The text between two escape sequences."""
    for match in _PART.finditer(part):
        piece = match[0]
        if piece[0] > 0x7F:
            yield _decoded(piece, sets[1]) if sets[1] else guess(piece)
        elif piece[0] > 0x20 and sets[0] is not None:
            yield _decoded(bytes(b | 0x80 for b in piece), sets[0])
        else:
            if own is not None and _DELIMITER.search(piece):
                sets[1] = own
            yield piece.decode("ascii")


def _decoded(piece: bytes, coded: _Set) -> str:
    found = []
    for at in range(0, len(piece), coded.width):
        try:
            found.append((coded.prefix + piece[at : at + coded.width]).decode(coded.codec))
        except UnicodeDecodeError:
            found.append(_REPLACED)
    return "".join(found)
