"""Weigh one condition for one complaint (and one segment): items to reasons, groups once, one total."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from sonostep.core.differential.arithmetic import (
    NOTHING,
    Weight,
    band_of,
    combined,
    favoured,
    idle,
    prior_weight,
    total,
)
from sonostep.core.differential.knowledge import ConditionKind, Knowledge, Prior, Setting
from sonostep.core.differential.known import HERE, Known, Recorded, RecordedAnswer, Values, feature_key
from sonostep.core.differential.layout import EvidenceItem, EvidenceLayout, EvidenceRow, layout
from sonostep.core.differential.result import Band, Direction, EvidenceRole, Judgement, Reason
from sonostep.core.differential.scene import EvidenceContext, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class WeighedCondition:
    """One item before one scene: what is known and what it weighs (None: no effect)."""

    item: EvidenceItem
    answer: RecordedAnswer
    weight: Weight | None
    paused: bool = False


@dataclass(frozen=True, eq=False)
class Bench:
    """One condition (or segment) before one complaint, with everything needed to weigh it.

    Attributes:
        values: what is known at the places that it rests on.
        moves: what was worked out of acts tried (``next_step``), kept with what it follows from.
        kept: which of its items wait for several answers (``candidates``), for the same reason.
    """

    row: EvidenceRow
    complaint: str
    prior: Prior | None
    prior_text: LocalText
    values: Values
    items: tuple[WeighedCondition, ...]
    moves: dict[object, float] = field(default_factory=dict)
    kept: dict[str, tuple[EvidenceItem, ...]] = field(default_factory=dict)

    @cached_property
    def assessed(self) -> bool:
        """Whether anything that is known has an effect."""
        return any(i.weight is not None and i.weight.value for i in self.items)

    @cached_property
    def best(self) -> dict[str, float]:
        """What counts of each group of which anything weighs."""
        best: dict[str, float] = {}
        for item in self.items:
            if item.weight is not None:
                group, value = item.item.group, item.weight.value
                held = best.get(group)
                if held is None or strength(value) > strength(held):
                    best[group] = value
        return best

    @cached_property
    def examined(self) -> bool:
        """Whether a part's own examination was recorded; of anything else nothing of the kind is asked."""
        own = self.row.condition.own
        return not own or any(g in self.best for g in own)

    @cached_property
    def in_favour(self) -> bool:
        """Whether anything that counts and carries speaks for it."""
        return favoured(self.parts(self.best))

    @cached_property
    def idle(self) -> frozenset[EvidenceRole]:
        """What does not count in favour here."""
        return idle(self.parts(self.best), self.row.tuning)

    def parts(self, best: Mapping[str, float]) -> list[tuple[EvidenceRole, float]]:
        """Return what counts of each group with the role of the group."""
        return [(self.row.roles[g], v) for g, v in best.items()]

    @cached_property
    def log_odds(self) -> float:
        """Log odds (or log ratio without a prior), without their interval."""
        return self.log_odds_of(self.best)

    def log_odds_of(self, best: Mapping[str, float]) -> float:
        """Return the log odds if this counted of each group."""
        prior = prior_weight(self.prior).value if self.prior else 0.0
        survey = self.prior is not None and self.prior.survey
        return combined(self.parts(best), prior, self.row.tuning, survey)

    @cached_property
    def judged(self) -> tuple[Judgement, Weight]:
        """The judgement, and the weight that orders it among others."""
        return judge(self)


@dataclass(frozen=True, slots=True, eq=False)
class ComplaintWeighing:
    """All conditions before one complaint.

    Attributes:
        values: what is known; paused: slots of what is paused, which is not asked again.
        laid: the evidence that was weighed.
    """

    complaint: Complaint
    values: Values
    paused: frozenset[str]
    benches: tuple[Bench, ...]
    laid: EvidenceLayout


def weighings(
    exam: Exam, knowledge: Knowledge, recorded: Recorded, unpaused: Recorded
) -> Iterator[ComplaintWeighing]:
    """Yield the conditions before every complaint, in the order of the knowledge."""
    setting = knowledge.setting(exam.setting) if exam.setting else None
    for complaint in exam.complaints:
        scene = EvidenceContext(recorded, complaint)
        laid = layout(knowledge, scene.sides, recorded.sided)
        whole = unpaused.values(complaint) if exam.paused else scene.values
        priors = {c.id: _prior(setting, c.id, scene) for c in knowledge.conditions}
        benches = _benches(laid, complaint.id, priors, scene.values, whole)
        yield ComplaintWeighing(complaint, scene.values, recorded.paused(complaint), benches, laid)


Priors = dict[str, tuple[Prior | None, LocalText]]


class _Last(NamedTuple):
    """The benches of a complaint as they were weighed last, and what they followed from."""

    priors: Priors
    values: Values
    whole: Values
    benches: tuple[Bench, ...]


_LAST: OrderedDict[tuple[EvidenceLayout, str], _Last] = OrderedDict()
"""By layout and complaint: an edit changes few places, and only the rows that rest on them are looked at."""
_KEPT = 16


def _benches(
    laid: EvidenceLayout, complaint: str, priors: Priors, values: Values, whole: Values
) -> tuple[Bench, ...]:
    last = _LAST.pop((laid, complaint), None)
    changed = range(len(laid.rows)) if last is None else _changed(laid, last, priors, values, whole)
    benches: list[Bench | None] = list(last.benches) if last is not None else [None] * len(laid.rows)
    for position in changed:
        row = laid.rows[position]
        prior = priors[row.condition.id]
        benches[position] = _bench(row, complaint, *prior, _seen(row, values), _seen(row, whole))
    made = tuple(b for b in benches if b is not None)
    _LAST[laid, complaint] = _Last(priors, values, whole, made)
    while len(_LAST) > _KEPT:
        _LAST.popitem(last=False)
    return made


def _changed(
    laid: EvidenceLayout, last: _Last, priors: Priors, values: Values, whole: Values
) -> Iterable[int]:
    """Return the positions of the rows that rest on something that changed."""
    if values.route != last.values.route or whole.route != last.whole.route or priors != last.priors:
        return range(len(laid.rows))
    places = _differing(values, last.values)
    if whole is not values or last.whole is not last.values:
        places |= _differing(whole, last.whole)
    return {position for place in places for position in laid.touching.get(place, ())}


def _differing(one: Values, other: Values) -> set[str]:
    a, b = one.known, other.known
    return {place for place in a.keys() | b.keys() if a.get(place) != b.get(place)}


Seen = tuple[tuple[Known | None, ...], frozenset[str] | None]
"""What is known at the places that a row rests on, in their order, and the route."""


def _seen(row: EvidenceRow, values: Values) -> Seen:
    known = values.known
    return tuple([known.get(place) for place in row.resting]), values.route


@lru_cache(maxsize=1024)
def _bench(
    row: EvidenceRow, complaint: str, prior: Prior | None, prior_text: LocalText, seen: Seen, whole_seen: Seen
) -> Bench:
    """Return a bench; one whose places were not edited since is taken as it was."""
    values = _values(row, seen)
    whole = values if whole_seen == seen else _values(row, whole_seen)
    items = tuple(_weighed(i, values, whole) for i in row.items)
    return Bench(row, complaint, prior, prior_text, values, items)


def _values(row: EvidenceRow, seen: Seen) -> Values:
    known, route = seen
    return Values({p: k for p, k in zip(row.resting, known, strict=True) if k is not None}, route)


def _prior(setting: Setting | None, condition: str, scene: EvidenceContext) -> tuple[Prior | None, LocalText]:
    if setting is None:
        return None, NO_SETTING
    for prior in setting.priors:
        if prior.condition == condition and (
            not prior.given or answer(prior.given, scene) is RecordedAnswer.YES
        ):
            return prior, _prior_text(
                setting.text, prior.probability, prior.low, prior.high, (prior.quality, prior.source)
            )
    return None, _no_prior_text(setting.text)


@lru_cache(maxsize=64)
def _no_prior_text(setting: LocalText) -> LocalText:
    return said("differential.prior.none_here", setting=setting, reason=NO_PRIOR)


@lru_cache(maxsize=1024)
def _prior_text(
    setting: LocalText, probability: float, low: float | None, high: float | None, origin: tuple[str, ...]
) -> LocalText:
    """Say setting, probability, range, quality and source; a published prior may be said in numbers.

    Kept, because every condition asks for it after every edit.
    """
    if low is None or high is None:
        between = said("differential.prior.no_range")
    else:
        between = said("differential.prior.range", low=f"{low:.3g}", high=f"{high:.3g}")
    return said(
        "differential.prior.stated",
        setting=setting,
        probability=f"{probability:.3g}",
        range=between,
        source="; ".join(t for t in origin if t),
    )


NO_SETTING = said("differential.prior.no_setting")
NO_PRIOR = said("differential.prior.none")


def _weighed(item: EvidenceItem, values: Values, whole: Values) -> WeighedCondition:
    """Return what an item weighs here; an unknown answer weighs nothing."""
    known = item.check(values)
    if whole is not values and not known.known and item.check(whole).known:
        return WeighedCondition(item, known, None, paused=True)
    return WeighedCondition(item, known, item.weight(known))


def counted(items: Iterable[WeighedCondition]) -> frozenset[str]:
    """Return the ids of the items that count: of each group the one that weighs most.

    Of two that weigh the same against each other, the one against the condition counts.
    """
    best: dict[str, tuple[tuple[float, float, str], str]] = {}
    for item in items:
        if item.weight is not None:
            id_ = item.item.evidence.id
            rank = (*strength(item.weight.value), id_)
            best[item.item.group] = max(best.get(item.item.group, (rank, id_)), (rank, id_))
    return frozenset(id_ for _, id_ in best.values())


@lru_cache(maxsize=4096)
def strength(value: float) -> tuple[float, float]:
    """Return what decides which item of a group counts; the greater counts."""
    return round(abs(value), 12), -value


def sum_of(bench: Bench) -> tuple[Weight, frozenset[str]]:
    """Return the log odds (or log ratio without a prior) and the ids of the items that count.

    Context that stands alone does not count in favour, nor imaging where the rest supports nothing.
    """
    ids = counted(bench.items)
    held = [i for i in bench.items if i.weight is not None and i.item.evidence.id in ids]
    idle = bench.idle
    held = [i for i in held if i.weight is not None and (i.weight.value <= 0 or i.item.role not in idle)]
    weights = [i.weight for i in held if i.weight is not None]
    prior = prior_weight(bench.prior) if bench.prior else NOTHING
    return total(bench.log_odds, [prior, *weights]), frozenset(i.item.evidence.id for i in held)


def _band(bench: Bench, log_odds: float) -> Band:
    """Return the word: possible and better need something in favour, a part its own examination.

    A serious condition is never less likely while one of its flags is present.
    """
    if not bench.assessed or not bench.examined:
        return Band.NOT_ASSESSABLE
    band = band_of(log_odds, bench.row.tuning)
    if not bench.in_favour:
        return Band.LESS_LIKELY if band is Band.LESS_LIKELY else Band.NOT_ASSESSABLE
    flagged = bench.row.condition.kind is ConditionKind.RED_FLAG
    return Band.POSSIBLE if flagged and band is Band.LESS_LIKELY else band


def judge(bench: Bench) -> tuple[Judgement, Weight]:
    """Return the judgement of a bench, and the weight that orders it among others."""
    sum_, ids = sum_of(bench)
    bands = [_band(bench, w) for w in (sum_.value, sum_.low, sum_.high)]
    if not bench.in_favour:
        bands = bands[:1] * 3  # what nothing speaks for reaches no other word at the ends of its interval
    odds = bench.prior.probability / (1 - bench.prior.probability) if bench.prior else None
    condition, complaint = bench.row.condition, bench.complaint
    judgement = Judgement(
        condition.id, bench.row.name, complaint, bench.row.segment,
        bands[0], bands[1], bands[2], odds, bench.prior_text,
        tuple(_reason(i, complaint, i.item.evidence.id in ids) for i in bench.items),
        parent=condition.parent, kind=condition.kind.value, odds=sum_.odds, side=bench.row.side,
        in_favour=bench.in_favour and bench.examined, names_itself=condition.names_itself,
    )  # fmt: skip
    return judgement, sum_


def _reason(item: WeighedCondition, complaint: str, counts: bool) -> Reason:
    return _said(item.item, item.answer, item.paused, counts, complaint)


@lru_cache(maxsize=16384)
def _said(item: EvidenceItem, known: RecordedAnswer, paused: bool, counts: bool, complaint: str) -> Reason:
    evidence, weight = item.evidence, None if paused else item.weight(known)
    ratio, low, high = (weight or NOTHING).odds
    used = {RecordedAnswer.YES: evidence.present, RecordedAnswer.NO: evidence.absent}.get(known)
    keys = (feature_key(complaint, k.id) if k.site == HERE else k for k in item.about)
    return Reason(
        evidence.id, evidence.text, _direction(known, weight, paused), ratio, low, high,
        used is not None and used.low is not None, evidence.kind, evidence.source, evidence.group,
        counts or weight is None, tuple(keys), sample=evidence.sample, quality=evidence.quality,
        role=evidence.role,
    )  # fmt: skip


def _direction(known: RecordedAnswer, weight: Weight | None, paused: bool) -> Direction:
    if paused:
        return Direction.PAUSED
    if known is RecordedAnswer.UNASKED:
        return Direction.NOT_ASSESSED
    if weight is None or weight.value == 0:
        return Direction.NEUTRAL
    return Direction.FOR if weight.value > 0 else Direction.AGAINST
