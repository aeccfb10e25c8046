"""The evidence laid out for one pair of sides: everything about weighing that no answer changes.

Made once per knowledge and sides: the functions that answer each item, its weights, its group, and for
every place where a finding can stand the items that rest on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sonostep.core.differential.arithmetic import Weight, weight_of
from sonostep.core.differential.compiled import Check, Frame, any_check, compiled, leaves
from sonostep.core.differential.knowledge import ConditionDef, Evidence, Knowledge, Ratio, Tuning
from sonostep.core.differential.known import HERE, ROUTE, RecordedAnswer, Values, slot
from sonostep.core.differential.operators import AllOf, Concordant, CountAtLeast
from sonostep.core.differential.result import EvidenceRole
from sonostep.core.finding import FindingKey, Side
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceItem:
    """One item of evidence before the findings of one frame.

    Attributes:
        check: whether it is present, absent or neither; unclear where its guard does not hold.
        yes, no: the weights that it can have; None where an answer has no effect.
        group: the group that counts once; an item without one is its own.
        about: the keys that it is about; rests_on: also those of its guard and its rule for absence.
        role: whether it carries.
        joint: it rests on several answers at once (a guard, all of some, a count), so one alone may not do.
    """

    evidence: Evidence
    check: Check
    yes: Weight | None
    no: Weight | None
    group: str
    about: tuple[FindingKey, ...]
    rests_on: tuple[FindingKey, ...]
    role: EvidenceRole
    joint: bool

    def weight(self, known: RecordedAnswer) -> Weight | None:
        """Return the weight of an answer."""
        return self.yes if known is RecordedAnswer.YES else self.no if known is RecordedAnswer.NO else None


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceRow:
    """One condition, or one segment of it.

    Attributes:
        side: for a condition that is weighed side by side, which.
        members: positions of the items of each group; roles: what each group may do.
        resting: positions of the items that rest on a place, by its slot.
        tuning: the design choices that it is banded by.
    """

    condition: ConditionDef
    segment: str
    side: Side | None
    items: tuple[EvidenceItem, ...]
    members: Mapping[str, tuple[int, ...]]
    roles: Mapping[str, EvidenceRole]
    resting: Mapping[str, tuple[int, ...]]
    tuning: Tuning

    @property
    def name(self) -> LocalText:
        """The condition's name, with the side where there is one for each."""
        name = self.condition.name
        if self.side is None:
            return name
        return _on_side(name, self.side)


SHORT_SIDES = {Side.LEFT: said("side.short.left"), Side.RIGHT: said("side.short.right")}
"""As they stand behind the name of a condition."""


@lru_cache(maxsize=1024)
def _on_side(name: LocalText, side: Side) -> LocalText:
    return said("phrase.with_place", text=name, place=SHORT_SIDES[side])


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceLayout:
    """All rows, in the order of the knowledge.

    Attributes:
        places: every key that can be asked, by its slot; the route of a pain is drawn, not asked.
        touching: the positions of the rows that rest on a place, by its slot.
        sides: the sides that its complaints hear.
    """

    rows: tuple[EvidenceRow, ...]
    places: Mapping[str, FindingKey]
    touching: Mapping[str, tuple[int, ...]]
    sides: tuple[Side, ...]


@lru_cache(maxsize=16)
def layout(knowledge: Knowledge, sides: tuple[Side, ...], sided: frozenset[str]) -> EvidenceLayout:
    """Return the layout of a knowledge base for complaints of one side or of both.

    Args:
        sided: ids of the findings that have a side.
    """
    rows = tuple(
        _row(condition, Frame(heard, segment, HERE, sided), knowledge.tuning)
        for condition in knowledge.conditions
        for segment in condition.segments or ("",)
        for heard in ([(s,) for s in sides] if condition.per_side else [sides])
    )
    keys = {slot(k): k for row in rows for item in row.items for k in item.rests_on if k.id != ROUTE}
    return EvidenceLayout(rows, keys, _index(row.resting for row in rows), sides)


def _row(condition: ConditionDef, frame: Frame, tuning: Tuning) -> EvidenceRow:
    said = (e for e in condition.evidence if not e.segments or frame.segment in e.segments)
    items = tuple(_item(e, frame, tuning) for e in said)
    resting = _index([slot(k) for k in item.rests_on] for item in items)
    side = frame.sides[0] if condition.per_side else None
    roles = {i.group: i.role for i in items}
    return EvidenceRow(
        condition, frame.segment, side, items, _index([i.group] for i in items), roles, resting, tuning
    )


def _index(names: Iterable[Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Return the positions at which each name stands."""
    found: dict[str, list[int]] = {}
    for position, here in enumerate(names):
        for name in here:
            found.setdefault(name, []).append(position)
    return {name: tuple(positions) for name, positions in found.items()}


def _item(evidence: Evidence, frame: Frame, tuning: Tuning) -> EvidenceItem:
    def weight(ratio: Ratio | None) -> Weight | None:
        return weight_of(ratio, evidence.sample, tuning) if ratio else None

    operators = (evidence.when, evidence.absent_when, evidence.given)
    about = tuple(dict.fromkeys(leaves(evidence.when, frame)))
    every = tuple(dict.fromkeys(k for o in operators if o for k in leaves(o, frame)))
    group = evidence.group or f"item:{evidence.id}"
    check = _by_side(evidence, frame)
    return EvidenceItem(
        evidence,
        check,
        weight(evidence.present),
        weight(evidence.absent),
        group,
        about,
        every,
        evidence.role,
        evidence.given is not None or isinstance(evidence.when, (AllOf, CountAtLeast, Concordant)),
    )


def _by_side(evidence: Evidence, frame: Frame) -> Check:
    """A guard opens the item of its own side: a pain that hears both is answered by either."""
    if evidence.given is None:
        return _with_own_absence(evidence, frame)
    return any_check([_guarded(evidence, frame._replace(sides=(s,))) for s in frame.sides])


def _guarded(evidence: Evidence, frame: Frame) -> Check:
    check = _with_own_absence(evidence, frame)
    if evidence.given is None:
        return check
    guard = compiled(evidence.given, frame)

    def guarded(values: Values) -> RecordedAnswer:
        holds = guard(values)
        if holds is RecordedAnswer.YES:
            return check(values)
        return RecordedAnswer.UNCLEAR if holds is RecordedAnswer.NO else holds

    return guarded


def _with_own_absence(evidence: Evidence, frame: Frame) -> Check:
    present = compiled(evidence.when, frame)
    if evidence.absent_when is None:
        return present
    absent = compiled(evidence.absent_when, frame)

    def check(values: Values) -> RecordedAnswer:
        known = present(values)
        if known is RecordedAnswer.YES:
            return known
        if absent(values) is RecordedAnswer.YES:
            return RecordedAnswer.NO
        return RecordedAnswer.UNCLEAR if known is RecordedAnswer.NO else known

    return check
