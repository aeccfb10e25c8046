"""The schemas of a step's table of patterns, and of its body mark."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonostep.core.body_marks import ProbeMark
from sonostep.core.pattern_table import Cell, PatternRow, PatternTable
from sonostep.protocols.schema.base import Id, Model, TextModel


class CellModel(Model):
    """What one pattern says, and by which recorded answers a pain is seen to show it."""

    text: TextModel
    features: list[Id] = []
    without: list[Id] = []
    route: list[Id] = []
    findings: list[Id] = []

    def core(self) -> Cell:
        """Return the value that core knows."""
        return Cell(
            self.text.core(), tuple(self.features), tuple(self.without), tuple(self.route),
            tuple(self.findings),
        )  # fmt: skip


class RowModel(Model):
    """One question, with a cell for each column."""

    text: TextModel
    cells: Annotated[list[CellModel], Field(min_length=1)]

    def core(self) -> PatternRow:
        """Return the value that core knows."""
        return PatternRow(self.text.core(), tuple(c.core() for c in self.cells))


class TableModel(Model):
    """Patterns side by side."""

    columns: Annotated[list[TextModel], Field(min_length=2)]
    rows: Annotated[list[RowModel], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_full(self) -> Self:
        if any(len(r.cells) != len(self.columns) for r in self.rows):
            raise ValueError("each row of a table has a cell for each column")
        return self

    def core(self) -> PatternTable:
        """Return the value that core knows."""
        return PatternTable(tuple(c.core() for c in self.columns), tuple(r.core() for r in self.rows))


Share = Annotated[float, Field(ge=0, le=1)]


class MarkModel(Model):
    """Where on the body the probe lies: a place in a drawing, and where the marker points, in degrees."""

    drawing: Literal["back", "front", "side", "leg", "arm"]
    at: Annotated[list[Share], Field(min_length=2, max_length=2)]
    turn: Annotated[float, Field(ge=-360, le=360)] = 0.0

    def core(self) -> ProbeMark:
        """Return the value that core knows."""
        return ProbeMark(self.drawing, self.at[0], self.at[1], self.turn)
