"""The schema of ``exam_protocols/common/vocabulary.yaml``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonostep.core.finding import FindingState
from sonostep.core.protocol import (
    AnswerKind,
    FeatureGroup,
    FlagLevel,
    NormalGroup,
    Option,
    Question,
    Vocabulary,
)
from sonostep.protocols.schema.base import (
    CodeModel,
    HeadingModel,
    Id,
    Model,
    SiteModel,
    SourceId,
    TextModel,
    Words,
    local,
)

Sources = Annotated[list[SourceId], Field(min_length=1)]
_NEVER_FROM_NUMBERS = ("mm", "cm", "mm2", "cm2")


class OptionModel(Model):
    """One option of a question answered by choice."""

    id: Id
    text: TextModel
    state: Literal["present", "absent", "indeterminate"]

    def core(self) -> Option:
        """Return the value that core knows."""
        return Option(self.id, self.text.core(), FindingState(self.state))


class QuestionModel(Model):
    """One finding that can be recorded."""

    id: Id
    text: TextModel
    sources: Sources
    kind: Literal["presence", "choice", "number"] = "presence"
    options: list[OptionModel] = []
    unit: str = ""
    low: float | None = None
    high: float | None = None
    present_from: float | None = None
    sided: bool = False
    sites: list[Id] = []
    asks_complaint: bool = False
    flag: Literal["stop", "prompt"] | None = None
    ultrasound: bool = False
    second_angle: bool = False
    both_axes: bool = False
    recorded_only: bool = False
    unless_absent: list[Id] = []
    help: TextModel | None = None
    codes: list[CodeModel] = []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "choice") is not bool(self.options):
            raise ValueError("options belong to kind: choice, and only there")
        if self.kind == "number" and not self.unit:
            raise ValueError("a number needs a unit")
        if self.present_from is not None and self.unit in _NEVER_FROM_NUMBERS:
            raise ValueError("a length or an area never decides that a finding is present")
        return self

    def core(self, group: str) -> Question:
        """Return the value that core knows."""
        return Question(
            self.id, self.text.core(), AnswerKind(self.kind), tuple(o.core() for o in self.options),
            self.unit, self.low, self.high, self.present_from, self.sided, tuple(self.sites),
            self.asks_complaint, FlagLevel(self.flag) if self.flag else None, local(self.help),
            tuple(self.sources), tuple(c.core() for c in self.codes), self.ultrasound, group,
            self.second_angle, self.both_axes, self.recorded_only, tuple(self.unless_absent),
        )  # fmt: skip


class FeatureModel(Model):
    """One trait of a complaint; ``recorded_only`` as with a question."""

    id: Id
    text: TextModel
    sources: Sources
    recorded_only: bool = False
    help: TextModel | None = None


class FeatureGroupModel(HeadingModel):
    """Traits that are asked together."""

    features: list[FeatureModel]

    def core(self) -> FeatureGroup:
        """Return the value that core knows."""
        return FeatureGroup(self.id, self.text.core(), tuple((f.id, f.text.core()) for f in self.features))


class SiteGroupModel(HeadingModel):
    """Sites of one kind."""

    sites: list[SiteModel]


class QuestionGroupModel(HeadingModel):
    """Questions that are listed together."""

    questions: list[QuestionModel]


class NormalGroupModel(HeadingModel):
    """Tests that may be recorded together as tested and normal; none of them is a number."""

    members: Annotated[list[Id], Field(min_length=2)]

    def core(self) -> NormalGroup:
        """Return the value that core knows."""
        return NormalGroup(self.id, self.text.core(), tuple(self.members))


class VocabularyFile(Model):
    """The whole file."""

    vocabulary: Words
    version: Words
    site_groups: list[SiteGroupModel]
    feature_groups: list[FeatureGroupModel]
    question_groups: list[QuestionGroupModel]
    normal_groups: list[NormalGroupModel] = []

    @model_validator(mode="after")
    def _groups(self) -> Self:
        questions = {q.id: q for g in self.question_groups for q in g.questions}
        for group in self.normal_groups:
            if any(m not in questions or questions[m].kind == "number" for m in group.members):
                raise ValueError(f"{group.id}: a group holds questions with a normal answer")
        return self

    def core(self, sha256: str) -> Vocabulary:
        """Return the value that core knows."""
        features = [f for g in self.feature_groups for f in g.features]
        return Vocabulary(
            self.version, sha256,
            tuple(q.core(g.id) for g in self.question_groups for q in g.questions),
            tuple(g.core() for g in self.feature_groups),
            tuple(s.core(g.id) for g in self.site_groups for s in g.sites),
            tuple((f.id, tuple(f.sources)) for f in features),
            tuple(g.heading() for g in self.question_groups),
            tuple(g.heading() for g in self.site_groups),
            self.vocabulary,
            tuple((f.id, f.help.core()) for f in features if f.help),
            frozenset(f.id for f in features if f.recorded_only),
            tuple(g.core() for g in self.normal_groups),
        )  # fmt: skip
