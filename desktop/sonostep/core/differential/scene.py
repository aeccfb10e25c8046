"""How a condition is answered from what an exam records, for one complaint and one segment."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from sonostep.core.differential.operators import (
    SEGMENT,
    Absent,
    AllOf,
    AnyOf,
    ChoiceIn,
    Concordant,
    CountAtLeast,
    FeatureIs,
    FindingIs,
    Operator,
    RouteHas,
    SameSide,
)
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import Vocabulary

ROUTE = "route"
"""Id under which a complaint's drawn route can be paused, with the complaint's id as site."""


class Answer(Enum):
    """What is known: yes, no, asked without a usable answer, or never asked."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    UNASKED = "unasked"

    @property
    def known(self) -> bool:
        """Whether it weighs."""
        return self in (Answer.YES, Answer.NO)


class Recorded:
    """What an exam records, indexed, with the paused findings taken out."""

    def __init__(self, exam: Exam, vocabulary: Vocabulary) -> None:
        self.exam = exam
        self.sided = frozenset(q.id for q in vocabulary.questions if q.sided)
        self._findings = {f.key: f for f in exam.findings}
        self._paused = frozenset(exam.paused)

    def adding(self, finding: Finding) -> "Recorded":
        """Return the same with one more finding."""
        other = copy(self)
        other._findings = {**self._findings, finding.key: finding}
        return other

    def find(self, key: FindingKey) -> Finding | None:
        """Return the finding under a key, None where nothing is recorded or it is paused."""
        return None if key in self._paused else self._findings.get(key)

    def is_paused(self, key: FindingKey) -> bool:
        """Whether a recorded thing is paused."""
        return key in self._paused


class Frame(NamedTuple):
    """Where the findings of a scene stand: sides, segment, complaint and which findings have a side."""

    sides: tuple[Side, ...]
    segment: str
    complaint: str
    sided: frozenset[str]

    def keys(self, id_: str, sites: tuple[str, ...]) -> tuple[FindingKey, ...]:
        """Return the keys under which a finding can stand for this complaint."""
        return _keys_at(id_, sites, self.sides if id_ in self.sided else (None,), self.segment)


@lru_cache(maxsize=4096)
def _keys_at(
    id_: str, sites: tuple[str, ...], sides: tuple[Side | None, ...], segment: str
) -> tuple[FindingKey, ...]:
    places = tuple(segment if s == SEGMENT else s for s in sites) or ("",)
    return tuple(FindingKey(id_, side, site) for side in sides for site in places)


@dataclass(frozen=True)
class Scene:
    """One complaint (and segment) of an exam, before which conditions are answered."""

    recorded: Recorded
    complaint: Complaint
    segment: str = ""

    @cached_property
    def frame(self) -> Frame:
        """Its own side, else the exam's, else both; a pain in the midline hears both."""
        side = self.complaint.side or self.recorded.exam.side
        sides = (side,) if side in (Side.LEFT, Side.RIGHT) else (Side.LEFT, Side.RIGHT)
        return Frame(sides, self.segment, self.complaint.id, self.recorded.sided)

    def on(self, side: Side) -> "Scene":
        """Return the same as if the complaint had only this side."""
        return Scene(self.recorded, replace(self.complaint, side=side), self.segment)

    @cached_property
    def features(self) -> dict[str, FindingState]:
        """The complaint's answered features that are not paused."""
        pairs = ((f.id, f.state) for f in self.complaint.features)
        return {i: s for i, s in pairs if not self.recorded.is_paused(feature_key(self.complaint.id, i))}


def feature_key(complaint: str, id_: str) -> FindingKey:
    """Return the key under which a complaint's feature (or its route) is linked and paused."""
    return FindingKey(id_, None, complaint)


def answer(operator: Operator, scene: Scene) -> Answer:
    """Return what is known of a condition for one complaint (Kleene's three-valued logic)."""
    match operator:
        case FindingIs():
            return _any(_finding(operator, key, scene) for key in _keys(operator, scene))
        case ChoiceIn():
            return _any(_choice(operator, key, scene) for key in _keys(operator, scene))
        case Concordant():
            return _any(_concordant(operator, key, scene) for key in _keys(operator, scene))
        case FeatureIs():
            return _STATES[scene.features.get(operator.id, FindingState.NOT_ASSESSED)]
        case RouteHas():
            return _route(operator, scene)
        case Absent():
            return _not(answer(operator.of, scene))
        case AnyOf():
            return _any(answer(o, scene) for o in operator.of)
        case AllOf():
            return _not(_any(_not(answer(o, scene)) for o in operator.of))
        case CountAtLeast():
            return _count(operator, scene)
        case SameSide():
            return _any(answer(operator.of, scene.on(side)) for side in scene.frame.sides)


_STATES = {
    FindingState.PRESENT: Answer.YES,
    FindingState.ABSENT: Answer.NO,
    FindingState.INDETERMINATE: Answer.UNCLEAR,
    FindingState.NOT_ASSESSED: Answer.UNASKED,
}


def _keys(operator: FindingIs | ChoiceIn | Concordant, scene: Scene) -> tuple[FindingKey, ...]:
    return scene.frame.keys(operator.id, operator.sites)


def _finding(operator: FindingIs, key: FindingKey, scene: Scene) -> Answer:
    finding = scene.recorded.find(key)
    if finding is None:
        return Answer.UNASKED
    if operator.familiar and finding.state is FindingState.PRESENT:
        return _familiar(finding, scene.complaint)
    return _STATES[finding.state]


def _familiar(finding: Finding, complaint: Complaint) -> Answer:
    """A test that reproduced another complaint did not reproduce this one; with none named it is unclear."""
    if complaint.id in finding.reproduces:
        return Answer.YES
    return Answer.NO if finding.reproduces else Answer.UNCLEAR


def _choice(operator: ChoiceIn, key: FindingKey, scene: Scene) -> Answer:
    finding = scene.recorded.find(key)
    if finding is None or finding.state is FindingState.NOT_ASSESSED:
        return Answer.UNASKED
    if not finding.choice:
        return Answer.UNCLEAR
    return Answer.YES if finding.choice in operator.options else Answer.NO


def _concordant(operator: Concordant, key: FindingKey, scene: Scene) -> Answer:
    seen = _finding(FindingIs(operator.id), key, scene)
    if seen is not Answer.YES:
        return seen
    pressed = FindingKey(operator.pressed, key.side, key.site)
    felt = _finding(FindingIs(operator.pressed, familiar=True), pressed, scene)
    return Answer.YES if felt is Answer.YES else Answer.UNCLEAR


def _route(operator: RouteHas, scene: Scene) -> Answer:
    complaint = scene.complaint
    if not complaint.route or scene.recorded.is_paused(feature_key(complaint.id, ROUTE)):
        return Answer.UNASKED
    return Answer.YES if set(complaint.route) & set(operator.sites) else Answer.NO


def _not(known: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(known, known)


def _any(answers: Iterable[Answer]) -> Answer:
    """Yes if any is; no only if all are; what was not asked keeps the rest open."""
    seen = set(answers)
    for candidate in (Answer.YES, Answer.UNASKED, Answer.UNCLEAR):
        if candidate in seen:
            return candidate
    return Answer.NO


def _count(operator: CountAtLeast, scene: Scene) -> Answer:
    answers = [answer(o, scene) for o in operator.of]
    yes = answers.count(Answer.YES)
    if yes >= operator.count:
        return Answer.YES
    if len(answers) - answers.count(Answer.NO) < operator.count:
        return Answer.NO
    return Answer.UNASKED if Answer.UNASKED in answers else Answer.UNCLEAR


def leaves(operator: Operator, frame: Frame) -> Iterator[FindingKey]:
    """Yield the keys that a condition rests on, in the order in which it names them."""
    match operator:
        case FindingIs() | ChoiceIn():
            yield from frame.keys(operator.id, operator.sites)
        case Concordant():
            for key in frame.keys(operator.id, operator.sites):
                yield key
                yield FindingKey(operator.pressed, key.side, key.site)
        case FeatureIs():
            yield feature_key(frame.complaint, operator.id)
        case RouteHas():
            yield feature_key(frame.complaint, ROUTE)
        case Absent() | SameSide():
            yield from leaves(operator.of, frame)
        case AnyOf() | AllOf() | CountAtLeast():
            for inner in operator.of:
                yield from leaves(inner, frame)
