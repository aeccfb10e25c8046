"""A table of patterns that each pain is set beside: which cells it shows. It counts and weighs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, FindingState
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Cell:
    """What one pattern says in one row, and by what a pain is seen to show it.

    Attributes:
        features: ids of features of which one is present.
        without: ids of features of which one is absent.
        route: ids of body sites of which the route touches one.
        findings: ids of findings of which one is present, and reproduced the pain where that is asked.
    """

    text: LocalText
    features: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternRow:
    """One question, and what each pattern says to it, in the order of the columns."""

    text: LocalText
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PatternTable:
    """Patterns side by side; ``columns`` names them."""

    columns: tuple[LocalText, ...]
    rows: tuple[PatternRow, ...]


def shown_by(cell: Cell, exam: Exam) -> tuple[str, ...]:
    """Return the letters of the complaints that show a cell; one that was not asked shows none."""
    return tuple(c.label for c in exam.complaints if any(_ways(cell, c, exam)))


def _ways(cell: Cell, complaint: Complaint, exam: Exam) -> Iterator[bool]:
    yield any(complaint.state_of(f) is FindingState.PRESENT for f in cell.features)
    yield any(complaint.state_of(f) is FindingState.ABSENT for f in cell.without)
    yield not set(cell.route).isdisjoint(complaint.route)
    yield any(
        f.key.id in cell.findings
        and f.state is FindingState.PRESENT
        and (complaint.id in f.reproduces or (not f.reproduces and f.key.side in (None, complaint.side)))
        for f in exam.findings
    )
