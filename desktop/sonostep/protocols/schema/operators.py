"""The conditions that a knowledge file can ask, as models; the closed set of core's operators."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sonostep.core.differential.operators import (
    Absent,
    AllOf,
    AnyOf,
    AtOneOf,
    BothSides,
    ChoiceIn,
    Concordant,
    CountAtLeast,
    FeatureIs,
    FindingIs,
    NotShown,
    Operator,
    RouteHas,
    SameSide,
)
from sonostep.protocols.schema.base import Id, Model

SiteRef = Id | Literal["@segment"]


class FindingOp(Model):
    """A finding is present; with ``familiar`` only where it reproduced this complaint.

    With ``recorded`` only the sides and sites where something is recorded count.
    """

    finding: Id
    sites: list[SiteRef] = []
    familiar: bool = False
    recorded: bool = False

    def core(self) -> Operator:
        return FindingIs(self.finding, tuple(self.sites), self.familiar, self.recorded)


class ChoiceOp(Model):
    """A finding's choice is one of some options; ``recorded`` as with ``finding``."""

    choice: Id
    options: Annotated[list[Id], Field(min_length=1)]
    sites: list[SiteRef] = []
    recorded: bool = False

    def core(self) -> Operator:
        return ChoiceIn(self.choice, tuple(self.options), tuple(self.sites), self.recorded)


class FeatureOp(Model):
    """The complaint has a feature."""

    feature: Id

    def core(self) -> Operator:
        return FeatureIs(self.feature)


class RouteOp(Model):
    """The complaint's route touches one of some body sites."""

    route: Annotated[list[Id], Field(min_length=1)]

    def core(self) -> Operator:
        return RouteHas(tuple(self.route))


class ConcordantOp(Model):
    """An ultrasound appearance with the familiar pain on pressure at the same site."""

    concordant: Id
    sites: Annotated[list[Id], Field(min_length=1)]
    pressed: Id = "us_sonopalpation"
    palpated: Id = "gt_palpation"

    def core(self) -> Operator:
        return Concordant(self.concordant, tuple(self.sites), self.pressed, self.palpated)


class AbsentOp(Model):
    """The opposite of a condition."""

    absent: "OperatorModel"

    def core(self) -> Operator:
        return Absent(self.absent.core())


class AnyOp(Model):
    """At least one holds."""

    any_of: Annotated[list["OperatorModel"], Field(min_length=1)]

    def core(self) -> Operator:
        return AnyOf(tuple(o.core() for o in self.any_of))


class AllOp(Model):
    """All hold."""

    all_of: Annotated[list["PartModel"], Field(min_length=1)]

    @model_validator(mode="after")
    def _shown(self) -> Self:
        if all(isinstance(o, NotShownOp) for o in self.all_of):
            raise ValueError("not_shown: stands beside a condition that has to be shown")
        return self

    def core(self) -> Operator:
        return AllOf(tuple(o.core() for o in self.all_of))


class SameSideOp(Model):
    """A condition that has to hold on one side."""

    same_side: "OperatorModel"

    def core(self) -> Operator:
        return SameSide(self.same_side.core())


class BothSidesOp(Model):
    """A condition that has to hold on both sides."""

    both_sides: "OperatorModel"

    def core(self) -> Operator:
        return BothSides(self.both_sides.core())


class AtOneOfOp(Model):
    """A condition that has to hold at one of some sites; "@segment" inside it stands for the site."""

    at_one_of: Annotated[list[Id], Field(min_length=1)]
    of: "OperatorModel"

    def core(self) -> Operator:
        return AtOneOf(tuple(self.at_one_of), self.of.core())


class NotShownOp(Model):
    """Part of an ``all_of``: a condition that is not known to hold, asked or not."""

    not_shown: "OperatorModel"

    def core(self) -> Operator:
        return NotShown(self.not_shown.core())


class CountOp(Model):
    """At least so many hold."""

    count_at_least: Annotated[int, Field(ge=1)]
    of: Annotated[list["OperatorModel"], Field(min_length=1)]

    def core(self) -> Operator:
        return CountAtLeast(self.count_at_least, tuple(o.core() for o in self.of))


_MODELS: tuple[type[Model], ...] = (
    FindingOp, ChoiceOp, FeatureOp, RouteOp, ConcordantOp, AbsentOp, AnyOp, AllOp, CountOp, SameSideOp,
    AtOneOfOp, BothSidesOp, NotShownOp,
)  # fmt: skip
NAMES = tuple(next(iter(model.model_fields)) for model in _MODELS)
"""The first field of each model is the word by which a file names the operator."""


def _operator_name(value: object) -> str:
    if isinstance(value, dict):
        return next((name for name in NAMES if name in value), "unknown")
    return next((name for name in NAMES if hasattr(value, name)), "unknown")


def _part_name(value: object) -> str:
    return "not_shown" if _operator_name(value) == "not_shown" else "operator"


OperatorModel = Annotated[
    Annotated[FindingOp, Tag("finding")]
    | Annotated[ChoiceOp, Tag("choice")]
    | Annotated[FeatureOp, Tag("feature")]
    | Annotated[RouteOp, Tag("route")]
    | Annotated[ConcordantOp, Tag("concordant")]
    | Annotated[AbsentOp, Tag("absent")]
    | Annotated[AnyOp, Tag("any_of")]
    | Annotated[AllOp, Tag("all_of")]
    | Annotated[CountOp, Tag("count_at_least")]
    | Annotated[SameSideOp, Tag("same_side")]
    | Annotated[BothSidesOp, Tag("both_sides")]
    | Annotated[AtOneOfOp, Tag("at_one_of")],
    Discriminator(_operator_name),
]

PartModel = Annotated[
    Annotated[OperatorModel, Tag("operator")] | Annotated[NotShownOp, Tag("not_shown")],
    Discriminator(_part_name),
]
