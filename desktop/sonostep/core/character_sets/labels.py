"""Specific Character Set (0008,0005) to codecs: the defined terms of PS3.3 C.12.1.1.2, and what is met
instead.

Met in files: ``ISO IR 100``, ``ISO-IR 192``, ``UTF-8``, ``latin1``, ``GB2312``, ``BIG5``, ``SJIS``, an empty
value, lower case, blanks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SINGLE: Final = {
    "6": "ascii", "100": "latin-1", "101": "iso8859-2", "109": "iso8859-3", "110": "iso8859-4",
    "144": "iso8859-5", "127": "iso8859-6", "126": "iso8859-7", "138": "iso8859-8", "148": "iso8859-9",
    "203": "iso8859-15", "166": "tis-620",
}  # fmt: skip
"""Registration numbers of the single-byte sets to Python's codecs (PS3.3 tables C.12-2 and C.12-3)."""

_MULTI: Final = {
    # without its escape sequences a Japanese text is Shift-JIS, a Korean EUC-KR, a Chinese GB
    "13": "cp932", "14": "cp932", "87": "cp932", "159": "cp932",
    "149": "cp949", "58": "gb18030", "165": "gb18030", "192": "utf-8",
}  # fmt: skip

_NAMED: Final = {
    "UTF8": "utf-8", "UNICODE": "utf-8", "ISO10646": "utf-8", "UNICODE11UTF8": "utf-8",
    "GB18030": "gb18030", "GBK": "gb18030", "GB2312": "gb18030", "CP936": "gb18030",
    "GB18030200": "gb18030", "GB180302000": "gb18030", "EUCCN": "gb18030",
    "BIG5": "cp950", "CP950": "cp950", "BIG5HKSCS": "cp950", "BIG5ETEN": "cp950", "MS950": "cp950",
    "SHIFTJIS": "cp932", "SJIS": "cp932", "CP932": "cp932", "MS932": "cp932", "EUCJP": "euc_jp",
    "EUCKR": "cp949", "KSC5601": "cp949", "KSX1001": "cp949", "CP949": "cp949",
    "ASCII": "ascii", "USASCII": "ascii", "LATIN1": "latin-1", "CP1252": "cp1252",
    "TIS620": "tis-620", "KOI8R": "koi8-r", "CP1251": "cp1251",
}  # fmt: skip
"""No defined terms but GB18030 and GBK; what they mean is plain all the same."""

_PARTS_OF_8859: Final = {
    "1": "100", "2": "101", "3": "109", "4": "110", "5": "144", "6": "127", "7": "126", "8": "138",
    "9": "148", "11": "166", "15": "203",
}  # fmt: skip

NAMES: Final = {
    "utf-8": "UTF-8", "cp950": "Big5", "gb18030": "GB 18030", "cp932": "Shift-JIS", "cp949": "EUC-KR",
    "euc_jp": "EUC-JP", "latin-1": "ISO 8859-1", "cp1252": "Windows-1252", "ascii": "ASCII",
}  # fmt: skip
"""What a person calls a codec."""

MULTI_BYTE: Final = frozenset(("utf-8", "cp950", "gb18030", "cp932", "cp949", "euc_jp"))


@dataclass(frozen=True, slots=True)
class CharacterSetLabel:
    """What a data set says of its character sets.

    Attributes:
        first: codec of the first value, which holds until an escape sequence says otherwise; ASCII where it
            is missing or not known.
        more: codecs of the other values, reached by escape sequences.
        stated: a set that is known was named.
    """

    first: str = "ascii"
    more: tuple[str, ...] = ()
    stated: bool = False

    @property
    def multi(self) -> str:
        """The first multi-byte codec among them; empty where there is none."""
        return next((c for c in (self.first, *self.more) if c in MULTI_BYTE), "")


def label_of(values: Iterable[str]) -> CharacterSetLabel:
    """Return the label that the values of Specific Character Set state; unknown values count as missing."""
    codecs = [codec_of(value) for value in values]
    first = codecs[0] if codecs else ""
    return CharacterSetLabel(first or "ascii", tuple(c for c in codecs[1:] if c), any(codecs))


def codec_of(term: str) -> str:
    """Return the codec of one value, however it is spelt; empty where none is meant or known."""
    plain = re.sub(r"[^A-Z0-9]", "", term.upper())
    if plain in _NAMED:
        return _NAMED[plain]
    part = re.fullmatch(r"ISO8859(\d+)", plain)
    if part:
        plain = "IR" + _PARTS_OF_8859.get(part[1], "")
    number = re.fullmatch(r"(?:ISO)?(?:2022)?(?:ISO)?IR0*(\d+)", plain)
    return (_SINGLE.get(number[1]) or _MULTI.get(number[1]) or "") if number else ""
