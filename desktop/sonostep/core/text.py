"""A text in both languages, and a text from outside made plain."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["en", "zh-TW"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-TW")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in English and Traditional Chinese; both are required."""

    en: str
    zh_tw: str

    def in_language(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.en if language == "en" else self.zh_tw


_ESCAPES: Final = re.compile(
    "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[\x1b\x9b]\\[?[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]?"
)
"""Commands to a terminal, and the shifts of ISO 2022, with all that belongs to them."""

_BREAKS: Final = str.maketrans("\r\x0b\x0c\x85\u2028\u2029\t", "\n\n\n\n\n\n ")
_JOINERS: Final = "\u200c\u200d"
"""Format characters that scripts of Iran and India need inside words; all others order or hide text."""


def plain_text(text: str, *, lines: bool = False) -> str:
    """Return a text from a file without anything that is no character to be read.

    Escape sequences, control and bidirectional characters, invisible ones and noncharacters go; lone
    surrogates become U+FFFD. Line breaks stay with ``lines``, else they are blanks. Every text of a file
    passes here where it enters, so that reports, names of files, logs and terminals need not.
    """
    return without_controls(text, lines=lines).strip(" \n" + _JOINERS)


def without_controls(text: str, *, lines: bool = False) -> str:
    """Return the same, blanks at both ends included."""
    if text.isascii() and text.isprintable():
        return text
    broken = _ESCAPES.sub("", text).replace("\r\n", "\n").translate(_BREAKS)
    return "".join(_shown(c, lines) for c in broken)


def _shown(character: str, lines: bool) -> str:
    if character == "\n":
        return "\n" if lines else " "
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    # private characters stay, for a hospital may have drawn them; so do those newer than this Python
    return "" if noncharacter or category in ("Cc", "Cf") else character
