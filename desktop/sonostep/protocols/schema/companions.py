"""The schemas of what stands beside the protocols: treatments, the patient's handout, excused facts."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonostep.protocols.schema.base import HeadingModel, Id, Model, SourceId, TextModel, Words
from sonostep.protocols.schema.safety import ConditionModel

Sources = Annotated[list[SourceId], Field(min_length=1)]


class StatementModel(Model):
    """One sentence with its sources."""

    id: Id
    text: TextModel
    sources: Sources


class DifferenceModel(StatementModel):
    """Where a founding statement and the literature differ."""

    founding: Sources


class MatrixRowModel(StatementModel):
    """One row of the treatment matrix, a cell for each column."""

    cells: list[TextModel]


class TreatmentsFile(Model):
    """Treatments as the founding documents put them, beside the literature; recorded, never ranked."""

    treatments: Words
    version: Words
    notice: TextModel
    columns: list[HeadingModel]
    rows: list[MatrixRowModel]
    statements: list[StatementModel]
    phases: list[StatementModel]
    background: list[StatementModel]
    differences: list[DifferenceModel]
    tensions: list[StatementModel]

    @model_validator(mode="after")
    def _full(self) -> Self:
        if any(len(r.cells) != len(self.columns) for r in self.rows):
            raise ValueError("every row has a cell for each column")
        return self


class LineModel(StatementModel):
    """One line of the handout, for complaints where ``when`` holds and ``unless`` holds for none.

    ``pains`` asks for at least so many complaints, ``supported`` for one of some conditions to be supported
    at least, ``held`` for training to be held back by a safety rule.
    """

    topic: Id
    when: ConditionModel | None = None
    unless: ConditionModel | None = None
    pains: int = 0
    supported: list[Id] = []
    held: bool = False


class HandoutFile(Model):
    """The lines of the handout by topic."""

    handout: Words
    version: Words
    topics: list[HeadingModel]
    lines: list[LineModel]

    @model_validator(mode="after")
    def _topics(self) -> Self:
        if {line.topic for line in self.lines} - {t.id for t in self.topics}:
            raise ValueError("a line stands under one of the topics")
        return self


class ExcuseModel(Model):
    """Facts that nothing carries, and why."""

    kind: Literal["framing", "promotion", "references"]
    ids: Sources
    why: TextModel


class FactsFile(Model):
    """How many facts there are, and which are excused."""

    facts: Words
    version: Words
    excused: list[ExcuseModel]
    all_ids: dict[str, int]
