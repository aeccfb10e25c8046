"""The report as PDF/A-3b, set by typst from a template and data; the same bytes for the same report."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import typst

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report
from sonostep.paths import resources
from sonostep.reporting.body_map import body_map
from sonostep.reporting.burned_in_marks import Unreadable, burned, jpeg
from sonostep.reporting.printed.follow_up import plots
from sonostep.reporting.printed.report import sheet
from sonostep.reporting.words import ReportLanguage, ReportWords

_PARTS = tuple(
    f"{part}.typ" for part in ("parts", "frame", "findings", "measurements", "differential", "closing")
)
"""Files that a template imports."""

T = TypeVar("T")
_STANDARD: Literal["a-3b"] = "a-3b"
"""ISO 19005-3 conformance level B: archivable, and may carry the exam as an attachment."""

_RUN = 28
"""Characters without a place to break after which one is allowed, so that no text leaves its column."""

_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def render_pdf(report: Report, language: ReportLanguage, exam_json: bytes) -> bytes:
    """Return the report as PDF with ``exam_json`` attached.

    Text is printed literally. A character that no bundled font has is printed as its code point, such as
    [U+1F600], never dropped.

    Raises:
        ProblemError: ``export.font_missing``, or ``export.not_laid_out`` when the template fails.
    """
    return laid_out(report, language, exam_json, _compile)


def laid_out(
    report: Report, language: ReportLanguage, exam_json: bytes, typeset: Callable[[Path, datetime], T]
) -> T:
    """Return what ``typeset`` makes of the report's template, which lies in a folder with all that it names.

    Raises:
        ProblemError: as ``render_pdf``.
    """
    words = ReportWords(language)
    data = sheet(report, words)
    files = {"exam.json": exam_json, **_images(report, words, data)}
    for number, (plot, item) in enumerate(zip(plots(report), data["follow_up"]["items"], strict=True), 1):
        if plot:
            item["plot"] = f"change-{number}.svg"
            files[item["plot"]] = plot.encode()
    drawing = body_map(report, words)
    if drawing:
        data["map"]["file"] = "map.svg"
        files["map.svg"] = printable_text(drawing).encode()
    return _compiled(report, "report.typ", data, files, typeset)


def compiled(report: Report, template: str, data: dict[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return what a template makes of data and of the files that the data names.

    Raises:
        ProblemError: as ``render_pdf``.
    """
    return _compiled(report, template, data, files, _compile)


def _compiled(
    report: Report, template: str, data: dict[str, Any], files: Mapping[str, bytes],
    typeset: Callable[[Path, datetime], T],
) -> T:  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sonostep-pdf-") as name:
        folder = Path(name)
        if report.letterhead.logo:
            data["head"]["logo"] = "logo.png"
            (folder / "logo.png").write_bytes(report.letterhead.logo)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        for part in (template, *_PARTS):
            (folder / part).write_bytes((resources() / "report" / part).read_bytes())
        when = _when(report.created)
        data["author"] = [report.physician] if report.physician else []
        data["date"] = {"year": when.year, "month": when.month, "day": when.day}
        return _set(folder, template, data, when, typeset)


def _images(report: Report, words: ReportWords, data: dict[str, Any]) -> dict[str, bytes]:
    """Return the pictures by file name, which the data then names."""
    files = {}
    for entry, item in zip(report.images, data["images"]["items"], strict=True):
        try:
            picture = burned(entry, words)
        except Unreadable:
            continue
        item["file"], item["ratio"] = f"image-{entry.number}.jpg", picture.height / picture.width
        files[item["file"]] = jpeg(picture)
    return files


def _set(
    folder: Path, template: str, data: dict[str, Any], when: datetime, typeset: Callable[[Path, datetime], T]
) -> T:
    """Compile; where a character has no glyph, spell its code point and compile again."""
    missing: set[str] = set()
    for _ in range(8):
        fit = printable(data, missing)
        (folder / "data.json").write_text(json.dumps(fit), encoding="utf-8")
        try:
            return typeset(folder / template, when)
        except typst.TypstError as error:
            new = _named(error, json.dumps(fit, ensure_ascii=False)) - missing
            if not new:
                raise ProblemError.of("export.not_laid_out", reason=error.message) from error
            missing |= new
    raise ProblemError.of("export.not_laid_out", reason="glyphs")


def compiler_of(template: Path) -> typst.Compiler:
    """Return what sets a template, with our fonts and no others."""
    return typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts())


def _compile(template: Path, when: datetime) -> bytes:
    compiler = compiler_of(template)
    result = compiler.compile(format="pdf", pdf_standards=_STANDARD, timestamp=when)
    assert isinstance(result, bytes)  # a list is for pictures of pages
    return result


@cache
def _fonts() -> typst.Fonts:
    folder = resources() / "fonts"
    if not any(folder.glob("NotoSansTC-*.otf")):
        raise ProblemError.of("export.font_missing", folder=folder)
    # system fonts would make the page depend on the machine
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def _named(error: typst.TypstError, written: str) -> set[str]:
    """The characters of ``written`` that are to blame for a compile's complaint.

    Where a mark over a letter has no glyph, Typst names the letter as well. So a letter's marks are taken
    first; the letter is named again if it has none either. Every font has ASCII, in which keys are written.
    """
    texts = _MISSING.findall(f"{error.message}\n{error.diagnostic}")
    named = {c for text in texts for c in _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)}
    marks, letter = set(), ""
    for character in written:
        if not unicodedata.category(character).startswith("M"):
            letter = character
        elif letter in named or character in named:
            marks.add(character)
    return marks or {c for c in named if not c.isascii()}


def _when(created: str) -> datetime:
    try:
        stamp = datetime.fromisoformat(created)
    except ValueError:
        stamp = datetime(1970, 1, 1)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def printable_text(text: str) -> str:
    """Return a text without what cannot be printed, spelt as on the page."""
    return "".join(c if _has_shape(c) else f"[U+{ord(c):04X}]" for c in text)


def printable(value: object, missing: set[str]) -> object:
    """Return plain data with every text made fit for a page; nothing in it is left out."""
    if isinstance(value, str):
        return _fit(value, missing)
    if isinstance(value, list):
        return [printable(v, missing) for v in value]
    if isinstance(value, dict):
        return {k: printable(v, missing) for k, v in value.items()}
    return value


def _fit(text: str, missing: set[str]) -> str:
    spelt = "".join(c if _has_shape(c) and c not in missing else f"[U+{ord(c):04X}]" for c in text)
    return re.sub(rf"([^\s\u2E80-\uFFEF]{{{_RUN}}})(?=[^\s])", "\\1\u200b", spelt)


def _has_shape(character: str) -> bool:
    """Whether a character can be printed: no control, no bidirectional override, no lone surrogate."""
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
