"""The schema of a step's table of patterns."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sonostep.core.pattern_table import Cell, PatternTable, Row
from sonostep.protocols.words import Id, Model, TextModel


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

    def core(self) -> Row:
        """Return the value that core knows."""
        return Row(self.text.core(), tuple(c.core() for c in self.cells))


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
