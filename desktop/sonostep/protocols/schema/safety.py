"""The schema of ``exam_protocols/common/safety.yaml``: conditions are typed, sentences say what to do."""

from abc import abstractmethod
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sonostep.core.differential.conditions import (
    AgeIs,
    CannotTell,
    Condition,
    Either,
    Every,
    NotHeld,
    NumberIs,
    OnSide,
    OperatorHolds,
    PainOn,
    Unanswered,
)
from sonostep.core.finding import Side
from sonostep.core.safety.rule import Hold, SafetyKind, SafetyLevel, SafetyRule
from sonostep.protocols.schema.base import Id, Model, SourceId, TextModel, Words, local
from sonostep.protocols.schema.knowledge import Citer
from sonostep.protocols.schema.operators import OperatorModel

Ids = Annotated[list[Id], Field(min_length=1)]
Named = dict[str, Condition]
"""Conditions that have a name in the file, by it."""


class OwnConditionModel(Model):
    """A condition that only safety rules ask."""

    @abstractmethod
    def core(self, named: Named) -> Condition:
        """Return the value that core knows."""


class CannotTellModel(OwnConditionModel):
    """One of some findings is recorded as "cannot tell"."""

    cannot_tell: Ids

    def core(self, named: Named) -> Condition:
        return CannotTell(tuple(self.cannot_tell))


class NumberConditionModel(OwnConditionModel):
    """A recorded number from ``at_least`` to less than ``below``."""

    number: Id
    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.below is None:
            raise ValueError("a number needs a bound")
        return self

    def core(self, named: Named) -> Condition:
        return NumberIs(self.number, self.at_least, self.below)


class AgeModel(OwnConditionModel):
    """The age in years from the birth date."""

    age: dict[Literal["at_least", "below"], int]

    def core(self, named: Named) -> Condition:
        return AgeIs(self.age.get("at_least"), self.age.get("below"))


class UnansweredModel(OwnConditionModel):
    """None of some findings has an answer."""

    unanswered: Ids

    def core(self, named: Named) -> Condition:
        return Unanswered(tuple(self.unanswered))


class OnSideModel(OwnConditionModel):
    """An operator on one side."""

    on_side: Literal["left", "right"]
    of: OperatorModel

    def core(self, named: Named) -> Condition:
        return OnSide(Side(self.on_side), OperatorHolds(self.of.core()))


class PainOnModel(OwnConditionModel):
    """A pain may be on a side."""

    pain_on: Literal["left", "right"]

    def core(self, named: Named) -> Condition:
        return PainOn(Side(self.pain_on))


class EveryModel(OwnConditionModel):
    """All hold."""

    every: Annotated[list["ConditionModel"], Field(min_length=1)]

    def core(self, named: Named) -> Condition:
        return Every(tuple(_core(c, named) for c in self.every))


class EitherModel(OwnConditionModel):
    """At least one holds."""

    either: Annotated[list["ConditionModel"], Field(min_length=1)]

    def core(self, named: Named) -> Condition:
        return Either(tuple(_core(c, named) for c in self.either))


class NotHeldModel(OwnConditionModel):
    """A condition that does not hold."""

    not_held: "ConditionModel"

    def core(self, named: Named) -> Condition:
        return NotHeld(_core(self.not_held, named))


class NamedModel(OwnConditionModel):
    """A condition that stands above under ``named``."""

    condition: Id

    def core(self, named: Named) -> Condition:
        if self.condition not in named:
            raise ValueError(f"condition: {self.condition} is not named above")
        return named[self.condition]


_OWN: dict[str, type[OwnConditionModel]] = {
    "cannot_tell": CannotTellModel, "number": NumberConditionModel, "age": AgeModel,
    "unanswered": UnansweredModel, "on_side": OnSideModel, "pain_on": PainOnModel,
    "every": EveryModel, "either": EitherModel, "not_held": NotHeldModel, "condition": NamedModel,
}  # fmt: skip


def _own_name(value: object) -> str:
    if isinstance(value, dict):
        return next((name for name in _OWN if name in value), "operator")
    return next((name for name, model in _OWN.items() if isinstance(value, model)), "operator")


ConditionModel = Annotated[
    Annotated[OperatorModel, Tag("operator")]
    | Annotated[CannotTellModel, Tag("cannot_tell")]
    | Annotated[NumberConditionModel, Tag("number")]
    | Annotated[AgeModel, Tag("age")]
    | Annotated[UnansweredModel, Tag("unanswered")]
    | Annotated[OnSideModel, Tag("on_side")]
    | Annotated[PainOnModel, Tag("pain_on")]
    | Annotated[EveryModel, Tag("every")]
    | Annotated[EitherModel, Tag("either")]
    | Annotated[NotHeldModel, Tag("not_held")]
    | Annotated[NamedModel, Tag("condition")],
    Discriminator(_own_name),
]


def _core(model: "ConditionModel", named: Named) -> Condition:
    return model.core(named) if isinstance(model, OwnConditionModel) else OperatorHolds(model.core())


def condition_of(model: "ConditionModel") -> Condition:
    """Return a condition that stands by itself, outside the safety file: it names none of its own."""
    return _core(model, {})


class NamedConditionModel(Model):
    """A condition with a name, so that several rules can speak of it."""

    id: Id
    when: ConditionModel


class SafetyRuleModel(Model):
    """One danger, and all that it does."""

    id: Id
    kind: Literal["red_flag", "derived", "doubt", "needle", "data"]
    level: Literal["stop", "warn", "note"]
    text: TextModel
    todo: TextModel
    when: ConditionModel
    holds: list[Literal["home_advice", "exercise", "needle", "signing", "ranking"]] = []
    patient: TextModel | None = None
    flag: Id | None = None
    sources: Annotated[list[SourceId], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.level == "stop" and (
            self.patient is None or not {"home_advice", "signing"} <= set(self.holds)
        ):
            raise ValueError("a stop holds home advice and signing back, and says why to the patient")
        if "home_advice" in self.holds and self.patient is None:
            raise ValueError("who holds home advice back says why to the patient")
        if set(self.sources) == {"GK"}:
            raise ValueError("general knowledge alone is no source")
        return self

    def core(self, cite: Citer, named: Named, given: Condition | None = None) -> SafetyRule:
        """Return the value that core knows."""
        return SafetyRule(
            self.id, SafetyKind(self.kind), SafetyLevel(self.level), self.text.core(), self.todo.core(),
            _core(self.when, named), frozenset(Hold(h) for h in self.holds), cite(list(self.sources)),
            local(self.patient), self.flag or "", given,
        )  # fmt: skip


class SafetyFile(Model):
    """The whole file.

    ``needle_given`` names the condition under which a needle was given or planned at this visit: whatever
    holds the needle back then waits for the signature, too.
    """

    safety: Words
    version: Words
    needle_given: Id | None = None
    named: list[NamedConditionModel] = []
    rules: Annotated[list[SafetyRuleModel], Field(min_length=1)]

    def core(self, cite: Citer) -> tuple[SafetyRule, ...]:
        """Return the rules; a named condition may use those above it."""
        named: Named = {}
        for one in self.named:
            named[one.id] = _core(one.when, named)
        if self.needle_given is not None and self.needle_given not in named:
            raise ValueError(f"needle_given: {self.needle_given} is not named")
        given = named.get(self.needle_given or "")
        return tuple(r.core(cite, named, given) for r in self.rules)
