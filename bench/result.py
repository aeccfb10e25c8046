"""Goals and figures: what was wanted, what was measured, and whether it was met."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Sense = Literal["<=", ">=", ""]


@dataclass(frozen=True)
class Goal:
    """A row of the goals table.

    Attributes:
        name: what ``--only`` calls the room that measures it.
        measure: what is measured, in words.
        sense, limit: the bound; no sense where the issue only asks for the figure.
        unit: after the number, such as ``x`` or `` ms``.
    """

    id: str
    name: str
    measure: str
    sense: Sense
    limit: float
    unit: str = "x"

    @property
    def wanted(self) -> str:
        """The bound as printed."""
        return f"{self.sense} {self.limit:g}{self.unit}" if self.sense else "shown"

    def meets(self, value: float) -> bool:
        """Whether a figure, rounded as it is printed, keeps the bound."""
        shown = float(plain(value))
        return {"<=": shown <= self.limit, ">=": shown >= self.limit, "": True}[self.sense]


@dataclass(frozen=True)
class Figure:
    """One measured case of a goal.

    Attributes:
        value: None where it could not be measured; ``note`` then says why.
        low, high: quartiles over the rounds, where there were several.
        note: the times behind it.
    """

    goal: Goal
    case: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``met``, ``not met``, ``not measured``, or ``-`` where there is no bound."""
        if self.value is None:
            return "not measured"
        if not self.goal.sense:
            return "-"
        return "met" if self.goal.meets(self.value) else "not met"

    @property
    def shown(self) -> str:
        """The figure as printed."""
        return "-" if self.value is None else plain(self.value) + self.goal.unit

    @property
    def spread(self) -> str:
        """The quartiles as printed."""
        if self.low is None or self.high is None:
            return ""
        return f"{plain(self.low)} to {plain(self.high)}"


def plain(value: float) -> str:
    """Return a number as a person reads it: three figures, no more than two decimals."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


COLUMNS = ("Measure", "Case", "Goal", "Figure", "Quartiles", "", "Behind it")


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Return the table without its head."""
    return [(f.goal.measure, f.case, f.goal.wanted, f.shown, f.spread, f.verdict, f.note) for f in figures]


def as_text(figures: Sequence[Figure]) -> str:
    """Return the table for a terminal."""
    table = [COLUMNS, *rows(figures)]
    widths = [max(len(row[n]) for row in table) for n in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(r, widths, strict=True)) for r in table]
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(figures: Sequence[Figure]) -> str:
    """Return the table for a document; a verdict other than met stands out."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    for row in rows(figures):
        cells = [f"**{cell}**" if cell.startswith("not ") and n == 5 else cell for n, cell in enumerate(row)]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def as_json(figures: Sequence[Figure], machine: dict[str, Any]) -> str:
    """Return everything for programs."""
    measured = [
        {
            **asdict(f.goal),
            "case": f.case,
            "value": f.value,
            "low": f.low,
            "high": f.high,
            "verdict": f.verdict,
            "note": f.note,
        }
        for f in figures
    ]
    return json.dumps({"machine": machine, "figures": measured}, indent=1, ensure_ascii=False) + "\n"
