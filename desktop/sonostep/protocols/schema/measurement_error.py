"""The schema of ``exam_protocols/common/measurement_error.yaml``."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonostep.core.follow_up import Limit, PublishedError, Reliability
from sonostep.core.problem import Problem
from sonostep.core.protocol import Vocabulary
from sonostep.protocols.references import Names, duplicates, unknown
from sonostep.protocols.schema.base import Id, Model, SourceId, TextModel, Words
from sonostep.protocols.schema.knowledge import Citer
from sonostep.protocols.yaml_source import Tree

Size = Annotated[float, Field(gt=0)]


class LimitModel(Model):
    """A size of change over the published values."""

    low: Size
    high: Size
    relative: Annotated[float, Field(gt=0, lt=1)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low is not above high")
        return self

    def core(self) -> Limit:
        """Return the value that core knows."""
        return Limit(self.low, self.high, self.relative)


Share = Annotated[float, Field(ge=0, le=1)]


class ReliabilityModel(Model):
    """How well readings agree."""

    kind: Literal["ICC"]
    between: Literal["observers", "readings"]
    low: Share
    high: Share
    sample: Annotated[int, Field(ge=1)] | None = None

    def core(self) -> Reliability:
        """Return the value that core knows."""
        return Reliability(self.kind, self.between, self.low, self.high, self.sample)


class ErrorModel(Model):
    """What is published of the error of one measure."""

    id: Id
    text: TextModel
    unit: Literal["1", "mm", "mm2", "deg", "h"]
    scores: bool = False
    findings: list[Id] = []
    slots: list[Id] = []
    detectable: LimitModel | None = None
    important: LimitModel | None = None
    standard_error: LimitModel | None = None
    reliability: list[ReliabilityModel] = []
    note: TextModel
    sources: Annotated[list[SourceId], Field(min_length=1)]

    def core(self, cite: Citer) -> PublishedError:
        """Return the value that core knows."""
        limits = (self.detectable, self.important, self.standard_error)
        detectable, important, standard_error = (x.core() if x else None for x in limits)
        return PublishedError(
            self.id, self.text.core(), self.unit, self.scores, tuple(self.findings), tuple(self.slots),
            detectable, important, standard_error, tuple(r.core() for r in self.reliability),
            self.note.core(), cite(self.sources),
        )  # fmt: skip


class ErrorFile(Model):
    """The whole file."""

    measurement_error: Words
    version: Words
    responses: list[Id]
    errors: list[ErrorModel]


def error_problems(tree: Tree, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield findings that nothing defines, and what stands twice."""
    questions = Names.of(vocabulary).questions
    for index, id_ in enumerate(tree.value["responses"]):
        yield from unknown(tree, ("responses", index), "finding", id_, questions)
    yield from duplicates(tree, tree.value["errors"], ("errors",), "error")
    for index, error in enumerate(tree.value["errors"]):
        for n, id_ in enumerate(error.get("findings", [])):
            yield from unknown(tree, ("errors", index, "findings", n), "finding", id_, questions)
