"""The report's words: typed values of a Report said in one language, or in both side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sonostep.core.annotation import Annotation
from sonostep.core.finding import Side
from sonostep.core.measure.quantity import CalibrationSource, Measured, Quantity, Refused, Uncalibrated
from sonostep.core.problem import Problem
from sonostep.core.report.numbers import UNIT_WORDS as UNITS
from sonostep.core.report.numbers import value_words
from sonostep.core.text import LANGUAGES, Language, LocalText
from sonostep.messages import sentence

ReportLanguage = Language | Literal["both"]
REPORT_LANGUAGES: tuple[ReportLanguage, ...] = (*LANGUAGES, "both")

__all__ = ["REPORT_LANGUAGES", "UNITS", "ReportLanguage", "ReportWords", "frame_numbers"]


def frame_numbers(annotation: Annotation) -> str:
    """Return the frames that a shape belongs to, such as ``12``, or ``12-18`` for a range."""
    frames = annotation.frames
    return str(frames[0]) if len(frames) == 1 else f"{frames[0]}-{frames[-1]}"


@dataclass(frozen=True, slots=True)
class ReportWords:
    """Says texts and states in ``language``; "both" prints English and Chinese one after the other."""

    language: ReportLanguage

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that are printed, in order."""
        return LANGUAGES if self.language == "both" else (self.language,)

    def local(self, text: LocalText | None) -> str:
        """Return a text; empty for None."""
        return self._join([text.in_language(tag) for tag in self.languages]) if text else ""

    def problem(self, problem: Problem) -> str:
        """Return the sentence of a problem."""
        return self._join([sentence(problem, tag) for tag in self.languages])

    def word(self, code: str, **params: object) -> str:
        """Return the words filed under ``report.<code>``."""
        return self.problem_of(f"report.{code}", **params)

    def said(self, code: str, **params: object) -> str:
        """Return the words filed under ``report.<code>``; a text in it is in the same language."""
        made = [
            ReportWords(tag).word(code, **{k: _in(tag, v) for k, v in params.items()})
            for tag in self.languages
        ]
        return self._join(made)

    def problem_of(self, code: str, **params: object) -> str:
        """Return the sentence filed under ``code``."""
        return self.problem(Problem.of(code, **params))

    def side(self, side: Side | None) -> str:
        """Return the name of a side, or that none was stated."""
        return self.word(f"side.{side.value}" if side else "side.none")

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts one after the other, parted as the language does."""
        return ("；" if self.language == "zh-TW" else "; ").join(texts)

    def pair(self, name: str, text: str) -> str:
        """Return a name and what it is, parted by a colon."""
        return f"{name}：{text}" if self.language == "zh-TW" else f"{name}: {text}"

    def aside(self, text: str) -> str:
        """Return a text in brackets, to stand behind another; empty for none."""
        if not text:
            return ""
        return f"（{text}）" if self.language == "zh-TW" else f" ({text})"

    def frames(self, annotation: Annotation) -> str:
        """Return the frame, or the range of frames, that a shape belongs to."""
        code = "measurement.frames" if len(annotation.frames) > 1 else "measurement.frame"
        return self.word(code, frame=frame_numbers(annotation))

    def source(self, measured: Measured) -> str:
        """Return where the scale of a value comes from, or that there is none."""
        if not isinstance(measured, Quantity):
            return self.word("source.uncalibrated")
        if measured.source is CalibrationSource.REGION and measured.region is not None:
            return self.word("source.region", region=measured.region + 1)
        return self.word(f"source.{measured.source.value}")

    def reason(self, measured: Measured) -> str:
        """Return why there is no physical unit; empty where there is one."""
        return self.problem(measured.reason) if isinstance(measured, Uncalibrated | Refused) else ""

    def value(self, measured: Measured) -> str:
        """Return the value with its unit and doubt, such as ``5.00 ± 0.12 mm``."""
        return value_words(measured) or self.word("measurement.refused")

    def _join(self, parts: list[str]) -> str:
        return " ".join(dict.fromkeys(parts))


def _in(language: Language, value: object) -> object:
    if isinstance(value, LocalText):
        return value.in_language(language)
    if isinstance(value, tuple | list):
        return ReportWords(language).listed(str(_in(language, v)) for v in value)
    return value
