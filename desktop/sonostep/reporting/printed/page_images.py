"""The pages of the report as pictures: the template and the data of the PDF, set for the screen.

What the pages say of a finding or an image is found on them, so that a press can lead to its frame.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sonostep.core.clip import FrameRef
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.report.model import Answer, Report
from sonostep.reporting.printed.findings import row_name
from sonostep.reporting.printed.measurements import measurement_label
from sonostep.reporting.printed.pdf import compiler_of, laid_out, printable
from sonostep.reporting.words import ReportLanguage, ReportWords

POINTS_PER_INCH = 72.0

_RULE = """#let spots = json("spots.json")
#show text: it => if it.text in spots {
  [#context [#metadata((name: it.text, at: here().position())) <spot>]#it]
} else { it }
"""
"""Says where a text stands; what it adds has no size, so that the page stays as it is."""

Target = FindingKey | FrameRef


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where a text stands: page from 0, its beginning in points (1/72 inch) from the top left corner."""

    page: int
    x: float
    y: float
    target: Target


@dataclass(frozen=True, slots=True)
class Pages:
    """The report's pages as PNG, ``ppi`` pixels per inch, and what on them leads somewhere."""

    pictures: tuple[bytes, ...]
    spots: tuple[PageLink, ...]
    ppi: float


def render_pages(report: Report, language: ReportLanguage, ppi: float) -> Pages:
    """Return the pages that ``render_pdf`` would make.

    Raises:
        ProblemError: as ``render_pdf``.
    """
    targets: dict[str, list[Target]] = {}
    for text, target in _targets(report, ReportWords(language)):
        targets.setdefault(str(printable(text, set())), []).append(target)
    return laid_out(report, language, b"{}", partial(_pages, targets, ppi))


def _targets(report: Report, words: ReportWords) -> Iterator[tuple[str, Target]]:
    for structure in report.structures:
        for row in structure.rows:
            recorded = [a for a in row.answers if a.recorded]
            if recorded:
                yield row_name(row, words), max(recorded, key=_shown).key
    for entry in report.measurements:
        yield measurement_label(entry, words), entry.frame
    for image in report.images:
        yield words.word("image", number=image.number), image.frame


def _shown(answer: Answer) -> tuple[bool, bool]:
    """Of two sides, the one that has something to show comes first."""
    return bool(answer.images or answer.measurements), answer.state is FindingState.PRESENT


def _pages(targets: dict[str, list[Target]], ppi: float, template: Path, when: datetime) -> Pages:
    (template.parent / "spots.json").write_text(json.dumps(list(targets)), encoding="utf-8")
    marked = template.with_name("preview.typ")
    marked.write_text(_RULE + template.read_text(encoding="utf-8"), encoding="utf-8")
    compiler = compiler_of(marked)
    made = compiler.compile(format="png", ppi=ppi, timestamp=when)
    pictures = (made,) if isinstance(made, bytes) else tuple(made or ())
    found = json.loads(compiler.query("<spot>", field="value"))
    return Pages(pictures, tuple(_spots(found, targets)), ppi)


def _spots(found: list[dict[str, object]], targets: dict[str, list[Target]]) -> Iterator[PageLink]:
    """The n-th place of a text is that of the n-th thing that is called so."""
    count: dict[str, int] = {}
    for entry in found:
        name, at = str(entry["name"]), entry["at"]
        assert isinstance(at, dict)
        of = targets[name]
        index = min(count.get(name, 0), len(of) - 1)
        count[name] = count.get(name, 0) + 1
        yield PageLink(int(at["page"]) - 1, _points(at["x"]), _points(at["y"]), of[index])


def _points(length: str) -> float:
    return float(length.removesuffix("pt"))
