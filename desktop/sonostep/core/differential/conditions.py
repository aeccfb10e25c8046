"""Conditions over a whole exam that a safety rule can ask: the knowledge's operators, and a few of its own.

The operators of the knowledge weigh, so they answer in three values and see no number. A safety rule never
weighs: it holds or it does not, and it may ask for an answer that cannot be told, for a count, a volume or
an index in the vocabulary's unit (never a length or an area), for the age, and for what was not answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from sonostep.core.differential.compiled import Check, Frame, compiled
from sonostep.core.differential.known import RecordedAnswer, Values, age_of, recorded_of
from sonostep.core.differential.operators import FeatureIs, Operator
from sonostep.core.differential.scene import BOTH
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingState, Side
from sonostep.core.protocol import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class OperatorHolds:
    """An operator of the knowledge that is answered yes. Compared by identity, to index caches."""

    of: Operator


@dataclass(frozen=True, slots=True)
class CannotTell:
    """At least one of some findings was asked and is recorded as "cannot tell"."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberIs:
    """A recorded number of a finding lies from ``low`` (included) to ``high`` (excluded), on any side.

    In the unit of the vocabulary; the loader refuses lengths and areas.
    """

    id: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class AgeIs:
    """The age in whole years, from birth date and date of the exam; does not hold where either is missing."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """None of some findings has an answer, "cannot tell" included, or a note that says why there is none."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnSide:
    """An operator that has to hold on one given side."""

    side: Side
    of: OperatorHolds


@dataclass(frozen=True, slots=True)
class PainOn:
    """A pain is on a side, in the midline or without a side; without any pain, the exam's side may be it."""

    side: Side


@dataclass(frozen=True, slots=True)
class Every:
    """All hold, before the same complaint where complaints are asked."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A condition that does not hold, asked or not."""

    of: "Condition"


Whole = CannotTell | NumberIs | AgeIs | Unanswered | PainOn
"""The conditions that no single complaint changes."""

Condition = OperatorHolds | Whole | OnSide | Every | Either | NotHeld

OWN_CONDITIONS = (
    OperatorHolds, CannotTell, NumberIs, AgeIs, Unanswered, PainOn, OnSide, Every, Either, NotHeld,
)  # fmt: skip
"""Every kind of condition, for telling one from an operator of the knowledge."""

_ANSWERED = (FindingState.PRESENT, FindingState.ABSENT, FindingState.INDETERMINATE)


class ExamScenes:
    """An exam as conditions are asked of it: both sides are heard, and no what-if takes anything out."""

    def __init__(self, exam: Exam, vocabulary: Vocabulary) -> None:
        self.exam = exam
        recorded = recorded_of(exam, vocabulary, paused=False)
        both = Frame(BOTH, "", "", recorded.sided)
        self.frames = {Side.MIDLINE: both, **{side: both._replace(sides=(side,)) for side in BOTH}}
        self.scenes = tuple(recorded.values(c) for c in exam.complaints or (Complaint("", ""),))

    def of(self, id_: str) -> Iterator[Finding]:
        """Yield everything that is recorded of a finding, whatever its side and site."""
        return (f for f in self.exam.findings if f.key.id == id_)


def holds(condition: Condition, scenes: ExamScenes) -> bool:
    """Return whether a condition holds before any complaint; without one, of the findings alone."""
    return any(_holds(condition, scene, scenes) for scene in scenes.scenes)


def _holds(condition: Condition, scene: Values, scenes: ExamScenes) -> bool:
    match condition:
        case OperatorHolds():
            return _check(condition, scenes.frames[Side.MIDLINE])(scene) is RecordedAnswer.YES
        case OnSide():
            return _check(condition.of, scenes.frames[condition.side])(scene) is RecordedAnswer.YES
        case Every():
            return all(_holds(c, scene, scenes) for c in condition.of)
        case Either():
            return any(_holds(c, scene, scenes) for c in condition.of)
        case NotHeld():
            return not _holds(condition.of, scene, scenes)
        case _:
            return _of_exam(condition, scenes)


def _of_exam(condition: Whole, scenes: ExamScenes) -> bool:
    """The conditions that no complaint changes."""
    match condition:
        case CannotTell():
            unclear = FindingState.INDETERMINATE
            return any(f.state is unclear for id_ in condition.ids for f in scenes.of(id_))
        case NumberIs():
            return any(_within(f, condition) for f in scenes.of(condition.id))
        case AgeIs():
            age = age_of(scenes.exam)
            return age is not None and _between(age, condition.low, condition.high)
        case PainOn():
            sides = [c.side for c in scenes.exam.complaints] or [scenes.exam.side]
            return any(s in (condition.side, Side.MIDLINE, None) for s in sides)
        case Unanswered():
            return not any(_answered(f) for id_ in condition.ids for f in scenes.of(id_))


@lru_cache(maxsize=4096)
def _check(known: OperatorHolds, frame: Frame) -> Check:
    return compiled(known.of, frame)


def _answered(finding: Finding) -> bool:
    return finding.state in _ANSWERED or bool(finding.note.strip())


def _within(finding: Finding, wanted: NumberIs) -> bool:
    known = finding.state is not FindingState.NOT_ASSESSED and finding.value is not None
    return known and _between(finding.value or 0.0, wanted.low, wanted.high)


def _between(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value < high)


def named(condition: object) -> frozenset[str]:
    """Return the ids of the findings that a condition speaks of; complaint features are left out."""
    if isinstance(condition, FeatureIs):
        return frozenset()
    found: set[str] = set()
    if is_dataclass(condition):
        for part in fields(condition):
            value = getattr(condition, part.name)
            if part.name in ("id", "pressed"):
                found.add(value)
            elif part.name == "ids":
                found.update(value)
            elif part.name == "of":
                for inner in value if isinstance(value, tuple) else (value,):
                    found |= named(inner)
    return frozenset(found)
