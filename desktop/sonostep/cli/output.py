"""What the command line says: lines or JSON on stdout, one sentence per problem on stderr."""

import io
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TextIO

from sonostep.core.problem import Problem
from sonostep.core.text import Language, LocalText, without_controls
from sonostep.messages import sentence, text

_UNSHOWN: Final = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control, bidirectional and invisible characters beyond ASCII's."""


@dataclass(frozen=True, slots=True)
class Out:
    """The output of a command: stdout, stderr, language. Where a command speaks.

    Attributes:
        language: of every sentence.
        as_json: the answer is one JSON value and nothing else.
    """

    language: Language
    as_json: bool = False

    def line(self, words: str = "") -> None:
        """Print a line for a person; what would command a terminal, in the name of a file, is left out."""
        print(without_controls(words, lines=True))

    def data(self, plain: object) -> None:
        """Print the answer as JSON."""
        text = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False)
        # JSON escapes the controls of ASCII only; the others would reach the terminal
        print(_UNSHOWN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))

    def problem(self, problem: Problem) -> None:
        """Say on stderr what is wrong."""
        print(self.said(problem), file=sys.stderr)

    def said(self, problem: Problem) -> str:
        """Return a problem as one line, whatever its parameters hold."""
        return " ".join(sentence(problem, self.language).split())

    def words(self, code: str, **params: object) -> str:
        """Return the words filed under a code."""
        return text(code, self.language, **params)

    def pair(self, label: str, value: str) -> str:
        """Return a label and what it names, with the colon of the language."""
        return f"{label}: {value}" if self.language == "en" else f"{label}：{value}"

    def listed(self, items: Iterable[str]) -> str:
        """Return items in a row, with the comma of the language."""
        return (", " if self.language == "en" else "、").join(items)

    def parted(self, items: Iterable[str]) -> str:
        """Return phrases in a row, with the semicolon of the language."""
        return ("; " if self.language == "en" else "；").join(items)

    def local(self, words: LocalText) -> str:
        """Return a text in the language of the command."""
        return words.in_language(self.language)


def prepare(stream: TextIO) -> None:
    """Let a stream take any text: UTF-8 into files and pipes, escapes where a terminal lacks a letter."""
    if isinstance(stream, io.TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
