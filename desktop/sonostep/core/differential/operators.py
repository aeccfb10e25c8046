"""The closed set of conditions that knowledge can ask.

There is deliberately no operator over numbers: lengths, areas, echo values and assisted shapes cannot
be named here, so no band is ever set by a millimetre (design.md, point 11).
"""

from dataclasses import dataclass

SEGMENT = "@segment"
"""Stands for the nerve-root segment that is being weighed."""


@dataclass(frozen=True, slots=True)
class FindingIs:
    """A finding is present, at any of ``sites`` where it is asked by site.

    Attributes:
        familiar: only counts as present where it reproduced this complaint.
        recorded: of sides and sites only those where something is recorded count; not asked where
            nothing is.
    """

    id: str
    sites: tuple[str, ...] = ()
    familiar: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceIn:
    """The recorded choice of a finding is one of ``options``; any other recorded choice is a no.

    Attributes:
        recorded: see ``FindingIs``.
    """

    id: str
    options: tuple[str, ...]
    sites: tuple[str, ...] = ()
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class FeatureIs:
    """The complaint has a feature."""

    id: str


@dataclass(frozen=True, slots=True)
class RouteHas:
    """The complaint's route touches one of the body sites."""

    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concordant:
    """An appearance on ultrasound, present only with the familiar pain on pressure at the same site.

    Attributes:
        pressed: id of the finding that records the familiar pain under the probe at that site.
        palpated: id of the finding that records it under the hand, without a site; it opens the gate
            where the probe did not press there. Empty for none.
    """

    id: str
    sites: tuple[str, ...]
    pressed: str
    palpated: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """The opposite of a condition."""

    of: "Operator"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    of: tuple["Operator", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All hold."""

    of: tuple["Operator", ...]


@dataclass(frozen=True, slots=True)
class CountAtLeast:
    """At least ``count`` hold."""

    count: int
    of: tuple["Operator", ...]


@dataclass(frozen=True, slots=True)
class SameSide:
    """A condition that has to hold on one side, where the complaint hears both."""

    of: "Operator"


@dataclass(frozen=True, slots=True)
class BothSides:
    """A condition that has to hold on the left and on the right, whichever side the complaint has."""

    of: "Operator"


@dataclass(frozen=True, slots=True)
class AtOneOf:
    """A condition that has to hold at one of some sites, which ``SEGMENT`` stands for inside it."""

    sites: tuple[str, ...]
    of: "Operator"


@dataclass(frozen=True, slots=True)
class NotShown:
    """A condition that is not known to hold: yes also where it was not asked.

    Only beside another condition of an ``AllOf``, so that nothing weighs by never having been asked.
    """

    of: "Operator"


Operator = (
    FindingIs
    | ChoiceIn
    | FeatureIs
    | RouteHas
    | Concordant
    | Absent
    | AnyOf
    | AllOf
    | CountAtLeast
    | SameSide
    | BothSides
    | AtOneOf
    | NotShown
)
