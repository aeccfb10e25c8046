"""Turn a condition of the knowledge into a function, so that an edit is weighed at once.

The names of the places that a condition looks at depend on side and segment alone; they are worked out
once. What is left to do is to look them up. Logic is Kleene's, with "not asked" apart from "unclear".
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple, assert_never

from sonostep.core.differential.known import HERE, ROUTE, RecordedAnswer, Values, feature_key, slot
from sonostep.core.differential.operators import (
    SEGMENT,
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
from sonostep.core.finding import FindingKey, Side

BOTH = (Side.LEFT, Side.RIGHT)

Check = Callable[[Values], RecordedAnswer]
"""What is known of a condition."""

NO, UNCLEAR, UNASKED, YES = RecordedAnswer
_OPPOSITE = (YES, UNCLEAR, UNASKED, NO)
"""By answer."""


class Frame(NamedTuple):
    """Where the findings of a scene stand: sides, segment, complaint and which findings have a side."""

    sides: tuple[Side, ...]
    segment: str
    complaint: str
    sided: frozenset[str]

    def keys(self, id_: str, sites: tuple[str, ...]) -> tuple[FindingKey, ...]:
        """Return the keys under which a finding can stand for this complaint."""
        sides = self.sides if id_ in self.sided else (None,)
        places = tuple(self.segment if s == SEGMENT else s for s in sites) or ("",)
        return tuple(FindingKey(id_, side, site) for side in sides for site in places)


class Asked(NamedTuple):
    """A compiled condition. A condition before the scenes of a frame, whatever their complaint.

    Attributes:
        check: what is known of it.
        keys: the keys that it rests on, in the order in which it names them.
    """

    check: Check
    keys: tuple[FindingKey, ...]


def asked(operator: Operator, frame: Frame) -> Asked:
    """Return the function that answers a condition, and what it looks at; the one table of operators."""
    match operator:
        case FindingIs():
            return _places(operator, frame, _familiar if operator.familiar else _plain)
        case ChoiceIn():
            return _places(operator, frame, partial(_choice, options=frozenset(operator.options)))
        case Concordant():
            return _concordant_places(operator, frame)
        case FeatureIs():
            here = slot(feature_key(HERE, operator.id))
            return Asked(_plain(here), (feature_key(frame.complaint, operator.id),))
        case RouteHas():
            return Asked(_route(frozenset(operator.sites)), (feature_key(frame.complaint, ROUTE),))
        case Absent():
            return _around(_not, operator.of, frame)
        case NotShown():
            return _around(_not_shown, operator.of, frame)
        case AnyOf():
            return _of(any_check, [asked(o, frame) for o in operator.of])
        case AllOf():
            return _of(_all, [asked(o, frame) for o in operator.of])
        case CountAtLeast():
            return _of(partial(_count, operator.count), [asked(o, frame) for o in operator.of])
        case BothSides():
            return _of(_all, [asked(operator.of, frame._replace(sides=(s,))) for s in BOTH])
        case SameSide():
            return _of(any_check, [asked(operator.of, frame._replace(sides=(s,))) for s in frame.sides])
        case AtOneOf():
            return _of(any_check, [asked(operator.of, frame._replace(segment=s)) for s in operator.sites])
        case _:
            assert_never(operator)


def compiled(operator: Operator, frame: Frame) -> Check:
    """Return the function that answers a condition for scenes of a frame, whatever their complaint."""
    return asked(operator, frame).check


def leaves(operator: Operator, frame: Frame) -> tuple[FindingKey, ...]:
    """Return the keys that a condition rests on, in the order in which it names them."""
    return asked(operator, frame).keys


def _places(operator: FindingIs | ChoiceIn, frame: Frame, check: Callable[[str], Check]) -> Asked:
    keys = frame.keys(operator.id, operator.sites)
    places = tuple(slot(k) for k in keys)
    checks = [check(p) for p in places]
    return Asked(_of_recorded(places, checks) if operator.recorded else any_check(checks), keys)


def _around(change: Callable[[Check], Check], inner: Operator, frame: Frame) -> Asked:
    within = asked(inner, frame)
    return Asked(change(within.check), within.keys)


def _of(join: Callable[[list[Check]], Check], parts: list[Asked]) -> Asked:
    return Asked(join([p.check for p in parts]), tuple(k for p in parts for k in p.keys))


def _plain(place: str) -> Check:
    def check(values: Values) -> RecordedAnswer:
        known = values.known.get(place)
        return UNASKED if known is None else known.plain

    return check


def _familiar(place: str) -> Check:
    def check(values: Values) -> RecordedAnswer:
        known = values.known.get(place)
        return UNASKED if known is None else known.familiar

    return check


def _choice(place: str, options: frozenset[str]) -> Check:
    def check(values: Values) -> RecordedAnswer:
        known = values.known.get(place)
        if known is None or known.plain is UNASKED:
            return UNASKED
        if not known.choice:
            return UNCLEAR
        return YES if known.choice in options else NO

    return check


def _concordant_places(operator: Concordant, frame: Frame) -> Asked:
    checks: list[Check] = []
    keys: list[FindingKey] = []
    for seen in frame.keys(operator.id, operator.sites):
        felt = replace(seen, id=operator.pressed)
        by_hand = frame.keys(operator.palpated, ()) if operator.palpated else ()
        palpated = next((k for k in by_hand if k.side is seen.side), None)
        checks.append(_concordant(slot(seen), slot(felt), slot(palpated) if palpated else ""))
        keys += [seen, felt, *((palpated,) if palpated else ())]
    return Asked(any_check(checks), tuple(keys))


def _concordant(seen: str, felt: str, palpated: str) -> Check:
    """The probe decides where it pressed at the site; else the hand that pressed the trochanter."""

    def check(values: Values) -> RecordedAnswer:
        known = values.known.get(seen)
        if known is None or known.plain is not YES:
            return UNASKED if known is None else known.plain
        pressed = values.known.get(felt) or values.known.get(palpated)
        return YES if pressed is not None and pressed.familiar is YES else UNCLEAR

    return check


def _route(sites: frozenset[str]) -> Check:
    def check(values: Values) -> RecordedAnswer:
        if values.route is None:
            return UNASKED
        return NO if sites.isdisjoint(values.route) else YES

    return check


def _not(inner: Check) -> Check:
    return lambda values: _OPPOSITE[inner(values)]


def _not_shown(inner: Check) -> Check:
    return lambda values: NO if inner(values) is YES else YES


def any_check(checks: list[Check]) -> Check:
    """Yes if any is; no only if all are; what was not asked keeps the rest open."""
    if len(checks) == 1:
        return checks[0]

    def check(values: Values) -> RecordedAnswer:
        best = NO
        for one in checks:
            known = one(values)
            if known is YES:
                return YES
            if known > best:
                best = known
        return best

    return check


def _of_recorded(places: tuple[str, ...], checks: list[Check]) -> Check:
    def check(values: Values) -> RecordedAnswer:
        known = [c(values) for p, c in zip(places, checks, strict=True) if p in values.known]
        return max(known, default=UNASKED)

    return check


def _all(checks: list[Check]) -> Check:
    """No if any is; yes only if all are; what was not asked keeps the rest open."""
    if len(checks) == 1:
        return checks[0]

    def check(values: Values) -> RecordedAnswer:
        open_, unclear = False, False
        for one in checks:
            known = one(values)
            if known is NO:
                return NO
            open_, unclear = open_ or known is UNASKED, unclear or known is UNCLEAR
        return UNASKED if open_ else UNCLEAR if unclear else YES

    return check


def _count(count: int, checks: list[Check]) -> Check:
    def check(values: Values) -> RecordedAnswer:
        answers = [c(values) for c in checks]
        if answers.count(YES) >= count:
            return YES
        if len(answers) - answers.count(NO) < count:
            return NO
        return UNASKED if UNASKED in answers else UNCLEAR

    return check
