"""The schema of ``exam_protocols/common/knowledge.yaml``: numbers have sources, operators are typed."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sonostep.core.differential.knowledge import (
    Act,
    Burden,
    ConditionDef,
    ConditionKind,
    Contradiction,
    Evidence,
    FlagRule,
    Prior,
    Ratio,
    Setting,
    Tuning,
)
from sonostep.core.differential.result import EvidenceRole, SourceKind
from sonostep.core.protocol import FlagLevel
from sonostep.protocols.schema.base import Id, Model, SourceId, TextModel, Words, local
from sonostep.protocols.schema.operators import OperatorModel


class Citer:
    """Turns source ids into citations."""

    def __init__(self, citations: dict[str, str]) -> None:
        self._citations = citations

    def __call__(self, ids: list[str]) -> str:
        return "; ".join(self._one(i) for i in ids)

    def _one(self, id_: str) -> str:
        if id_ in self._citations:
            return f"{self._citations[id_]} [{id_}]"
        kind = next((said for start, said in _OWN_SOURCES.items() if id_.startswith(start)), "")
        return f"{kind} {id_}".lstrip()


_OWN_SOURCES = {
    "H-": "clinic article (hip), statement",
    "F-": "clinic article (facet joint), statement",
    "X-": "clinic articles (both), statement",
    "ADR-": "program decision",
}
"""What a reader is told of an id that is no paper: docs/adr and common/facts.yaml hold them."""


class RatioModel(Model):
    """A likelihood ratio; without both ends its interval is "not published"."""

    ratio: Annotated[float, Field(ge=0)]
    low: Annotated[float, Field(ge=0)] | None = None
    high: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        Ratio(self.ratio, self.low, self.high)
        return self

    def core(self) -> Ratio:
        return Ratio(self.ratio, self.low, self.high)


def _grounded(kind: str, sources: list[str]) -> None:
    """Raise ValueError where no source is of the kind that the number claims to be."""
    starts, what = _GROUNDS[kind]
    if not any(s.startswith(starts) for s in sources):
        raise ValueError(what)


_GROUNDS: dict[str, tuple[tuple[str, ...], str]] = {
    "published": (("R", "L"), "a published number names its paper"),
    "derived": (("R", "L"), "a derived number names the paper that it is derived from"),
    "founding": (("H-", "F-", "X-"), "a founding statement names its number in the document"),
    "design_choice": (("ADR-", "L"), "a design choice names its ADR"),
}
"""By kind; ``Lnn`` is a source of a clinic's own file."""


class EvidenceModel(Model):
    """What one answer says about one condition."""

    id: Id
    text: TextModel
    when: OperatorModel
    absent_when: OperatorModel | None = None
    given: OperatorModel | None = None
    group: str = ""
    segments: list[Id] = []
    present: RatioModel | None = None
    absent: RatioModel | None = None
    fixed: Literal["for", "against", "both"] | None = None
    role: Literal["evidence", "words", "context", "imaging"] = "evidence"
    kind: Literal["published", "derived", "founding", "design_choice"]
    source: Annotated[list[SourceId], Field(min_length=1)]
    sample: Annotated[int, Field(ge=1)] | None = None
    quality: str = ""

    @model_validator(mode="after")
    def _numbers(self) -> Self:
        own = bool(self.present or self.absent)
        if self.kind == "founding" and own:
            raise ValueError("a founding statement has the one fixed weight, not a number of its own")
        if self.fixed and self.kind in ("published", "derived"):
            raise ValueError("fixed: is for founding statements and design choices")
        if own is bool(self.fixed):
            raise ValueError("the item needs either fixed: or a ratio")
        if self.kind in ("published", "derived") and not self.quality:
            raise ValueError("say the quality of the study")
        _grounded(self.kind, self.source)
        return self

    def core(self, tuning: Tuning, cite: Citer) -> Evidence:
        present, absent = self._ratios(tuning)
        return Evidence(
            self.id, self.text.core(), self.when.core(), present, absent, SourceKind(self.kind),
            cite(self.source), self.sample, self.quality,
            self.absent_when.core() if self.absent_when else None,
            self.given.core() if self.given else None, self.group, tuple(self.segments),
            EvidenceRole(self.role),
        )  # fmt: skip

    def _ratios(self, tuning: Tuning) -> tuple[Ratio | None, Ratio | None]:
        for_, against = Ratio(tuning.founding), Ratio(1 / tuning.founding)
        by_rule: dict[str | None, tuple[Ratio | None, Ratio | None]] = {
            "for": (for_, None), "against": (against, None), "both": (for_, against),
        }  # fmt: skip
        own = self.present.core() if self.present else None, self.absent.core() if self.absent else None
        return by_rule.get(self.fixed, own)


class ConditionModel(Model):
    """Something that could explain a complaint."""

    id: Id
    name: TextModel
    kind: Literal["main", "part", "alternative", "red_flag"] = "main"
    parent: Id | None = None
    segments: list[Id] = []
    per_side: bool = False
    note: TextModel | None = None
    codes: list[Words] = []
    own: list[Id] = []
    names_itself: bool = False
    causes: list[Id] = []
    sites: list[Id] = []
    evidence: Annotated[list[EvidenceModel], Field(min_length=1)]

    @model_validator(mode="after")
    def _parts(self) -> Self:
        if (self.kind == "part") is not (self.parent is not None):
            raise ValueError("a part names its parent, and only a part does")
        groups = {e.group for e in self.evidence}
        if (self.kind == "part") is not bool(self.own) or not set(self.own) <= groups:
            raise ValueError("a part names the groups of its own examination, and only a part does")
        return self

    @model_validator(mode="after")
    def _roles(self) -> Self:
        """A group counts once, so all of it may do the same."""
        roles: dict[str, str] = {}
        for item in self.evidence:
            if item.group and roles.setdefault(item.group, item.role) != item.role:
                raise ValueError(f"the group {item.group} has two roles")
        return self

    def core(self, tuning: Tuning, cite: Citer) -> ConditionDef:
        codes = tuple((c.partition(":")[0], c.partition(":")[2]) for c in self.codes)
        return ConditionDef(
            self.id, self.name.core(), ConditionKind(self.kind),
            tuple(e.core(tuning, cite) for e in self.evidence),
            self.parent or "", tuple(self.segments), local(self.note), codes, self.per_side,
            tuple(self.own), self.names_itself, tuple(self.causes), tuple(self.sites),
        )  # fmt: skip


Open = Annotated[float, Field(gt=0, lt=1)]


class PriorModel(Model):
    """A published pre-test probability; without both ends its range is "not published"."""

    condition: Id
    probability: Open
    low: Open | None = None
    high: Open | None = None
    given: OperatorModel | None = None
    kind: Literal["published", "derived", "design_choice"]
    sample: Annotated[int, Field(ge=1)] | None = None
    quality: Words
    source: Annotated[list[SourceId], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        Prior("", self.probability, self.low, self.high, "")
        _grounded(self.kind, self.source)
        return self

    def core(self, cite: Citer, survey: bool) -> Prior:
        given = self.given.core() if self.given else None
        kind, cited = SourceKind(self.kind), cite(self.source)
        return Prior(
            self.condition, self.probability, self.low, self.high, cited, given, kind, self.sample,
            self.quality, survey,
        )  # fmt: skip


class SettingModel(Model):
    """A clinical setting that the physician can choose; ``survey``: people who were not seen for a pain."""

    id: Id
    text: TextModel
    survey: bool = False
    priors: list[PriorModel]

    def core(self, cite: Citer) -> Setting:
        return Setting(self.id, self.text.core(), tuple(p.core(cite, self.survey) for p in self.priors))


class BurdenModel(Model):
    """What asking a class of questions costs; ``minutes: null`` is never proposed."""

    id: Id
    minutes: Annotated[float, Field(gt=0)] | None
    source: Annotated[list[SourceId], Field(min_length=1)]
    questions: list[Id]

    def core(self) -> Burden:
        return Burden(self.id, self.minutes, tuple(self.questions))


class ActModel(Model):
    """Questions that are one act, with one burden."""

    id: Id
    text: TextModel
    questions: Annotated[list[Id], Field(min_length=1)]
    minutes: Annotated[float, Field(gt=0)]
    when: OperatorModel | None = None
    conditions: list[Id] = []
    offered: bool = False
    due: bool = False
    source: Annotated[list[SourceId], Field(min_length=1)]

    @model_validator(mode="after")
    def _called_for(self) -> Self:
        if self.due and self.when is None:
            raise ValueError("an act that is due says by what")
        return self

    def core(self) -> Act:
        when = self.when.core() if self.when else None
        return Act(
            self.id, self.text.core(), tuple(self.questions), self.minutes, when, tuple(self.conditions),
            self.offered, self.due,
        )  # fmt: skip


class FlagRuleModel(Model):
    """A red flag made of several findings."""

    id: Id
    text: TextModel
    level: Literal["stop", "prompt"]
    when: OperatorModel
    source: Annotated[list[SourceId], Field(min_length=1)]

    def core(self, cite: Citer) -> FlagRule:
        return FlagRule(self.id, self.text.core(), FlagLevel(self.level), self.when.core(), cite(self.source))


class ContradictionModel(Model):
    """Answers that cannot both be right."""

    id: Id
    text: TextModel
    when: OperatorModel

    def core(self) -> Contradiction:
        return Contradiction(self.id, self.text.core(), self.when.core())


class TuningModel(Model):
    """The design choices of the arithmetic, each with its ADR."""

    cap: Annotated[float, Field(gt=1)]
    full_sample: Annotated[int, Field(ge=1)]
    founding: Annotated[float, Field(gt=1)]
    strongly: Annotated[float, Field(gt=1)]
    supported: Annotated[float, Field(gt=1)]
    possible: Annotated[float, Field(gt=0, lt=1)]
    source: Annotated[list[SourceId], Field(min_length=1)]

    def core(self) -> Tuning:
        return Tuning(
            self.cap, self.full_sample, self.founding, self.strongly, self.supported, self.possible
        )  # fmt: skip


class KnowledgeFile(Model):
    """The whole file."""

    knowledge: Words
    version: Words
    tuning: TuningModel
    burdens: list[BurdenModel]
    acts: list[ActModel] = []
    settings: list[SettingModel]
    flag_rules: list[FlagRuleModel]
    contradictions: list[ContradictionModel]
    conditions: list[ConditionModel]


class SourceModel(Model):
    """One citation."""

    id: SourceId
    cite: Words


class SourcesFile(Model):
    """All citations."""

    sources: list[SourceModel]
