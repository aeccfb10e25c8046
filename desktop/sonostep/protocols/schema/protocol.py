"""The schema of ``<region>/<exam>/protocol.yaml`` and of the shared steps in ``common/steps.yaml``."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sonostep.core.annotation import ShapeKind
from sonostep.core.measure.formulas import physical_unit
from sonostep.core.protocol import Axis, ProtocolDefinition, Slot, SlotTool, Step, View
from sonostep.core.shapes import shape_row
from sonostep.protocols.schema.base import CodeModel, Id, Model, SourceId, TextModel, Words, local
from sonostep.protocols.schema.operators import OperatorModel
from sonostep.protocols.schema.pattern_table import MarkModel, TableModel


class SlotModel(Model):
    """A measurement that a step asks for."""

    id: Id
    text: TextModel
    tool: Literal["distance", "angle", "ellipse", "polygon"]
    required: bool = False
    code: CodeModel | None = None
    compares: Id | None = None
    views: list[Id] = []

    def core(self) -> Slot:
        """Return the value that core knows; the tool decides the unit."""
        code = self.code.core() if self.code else None
        unit = physical_unit(shape_row(ShapeKind(self.tool)).rules[0].dimension).value
        return Slot(
            self.id, self.text.core(), SlotTool(self.tool), unit, self.required, code, self.compares or "",
            tuple(self.views),
        )  # fmt: skip


class ViewModel(Model):
    """A prescribed picture."""

    id: Id
    text: TextModel
    required: bool = True
    axis: Literal["long", "short"] | None = None
    labels: list[str] = []

    def core(self) -> View:
        """Return the value that core knows."""
        axis = Axis(self.axis) if self.axis else None
        return View(self.id, self.text.core(), self.required, axis, tuple(self.labels))


class StepModel(Model):
    """One step."""

    id: Id
    title: TextModel
    purpose: TextModel
    position: TextModel | None = None
    probe: TextModel | None = None
    how: TextModel | None = None
    normal: TextModel | None = None
    pathology: TextModel | None = None
    pitfalls: TextModel | None = None
    views: list[ViewModel] = []
    slots: list[SlotModel] = []
    questions: list[Id] = []
    further: list[Id] = []
    sites: list[Id] = []
    sided: bool = False
    comparison: bool = False
    complaints: bool = False
    phantom: str = ""
    diagram: str = ""
    applies: TextModel | None = None
    when: OperatorModel | None = None
    limits: bool = False
    per_level: bool = False
    table: TableModel | None = None
    mark: MarkModel | None = None
    sources: Annotated[list[SourceId], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.when and not self.applies:
            raise ValueError("a step with when: says the same in words under applies:")
        return self

    def core(self) -> Step:
        """Return the value that core knows."""
        return Step(
            self.id, self.title.core(), self.purpose.core(),
            local(self.position), local(self.probe), local(self.how), local(self.normal),
            local(self.pathology), local(self.pitfalls),
            tuple(v.core() for v in self.views), tuple(s.core() for s in self.slots),
            (*self.questions, *self.further),
            self.sided, self.comparison, self.complaints, self.phantom, self.diagram, tuple(self.sources),
            tuple(self.sites), local(self.applies), self.when.core() if self.when else None,
            self.limits, self.per_level, self.table.core() if self.table else None,
            self.mark.core() if self.mark else None, frozenset(self.further),
        )  # fmt: skip


class UseModel(Model):
    """A shared step or sequence of steps, by id."""

    use: Id


def _step_kind(value: object) -> str:
    return "use" if isinstance(value, UseModel) or (isinstance(value, dict) and "use" in value) else "step"


StepOrUse = Annotated[
    Annotated[StepModel, Tag("step")] | Annotated[UseModel, Tag("use")], Discriminator(_step_kind)
]


class SequenceModel(Model):
    """Shared steps under one name; they may use others, never themselves."""

    id: Id
    steps: list[StepOrUse]


class StepsFile(Model):
    """The shared steps."""

    steps: Words
    version: Words
    sequences: list[SequenceModel]


class ProtocolFile(Model):
    """A whole protocol."""

    protocol: Id
    version: Words
    title: TextModel
    purpose: TextModel
    region: Id
    limits: TextModel | None = None
    sources: list[SourceId] = []
    steps: Annotated[list[StepOrUse], Field(min_length=1)]

    def core(self, steps: tuple[Step, ...], sha256: str) -> ProtocolDefinition:
        """Return the value that core knows, with the shared steps in place."""
        return ProtocolDefinition(
            self.protocol, self.version, sha256, self.title.core(), self.purpose.core(), self.region,
            steps, local(self.limits), tuple(self.sources),
        )  # fmt: skip
