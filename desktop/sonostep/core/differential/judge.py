"""Weigh one condition for one complaint (and one segment): items to reasons, groups once, one total."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from sonostep.core.differential.arithmetic import NOTHING, Weight, band_of, prior_weight, total
from sonostep.core.differential.knowledge import Knowledge, Prior, Setting
from sonostep.core.differential.known import HERE, Answer, Known, Recorded, Values, feature_key
from sonostep.core.differential.layout import Item, Row, layout
from sonostep.core.differential.result import Band, Direction, Judgement, Reason
from sonostep.core.differential.scene import Scene, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, FindingKey
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Weighed:
    """One item before one scene: what is known and what it weighs (None: no effect)."""

    item: Item
    answer: Answer
    weight: Weight | None
    paused: bool = False


@dataclass(frozen=True, eq=False)
class Bench:
    """One condition (or segment) before one complaint, with everything needed to weigh it.

    Attributes:
        values: what is known at the places that it rests on.
        moves: what was worked out of questions tried (``next_step``), kept with what it follows from.
    """

    row: Row
    complaint: str
    prior: Prior | None
    prior_text: LocalText
    values: Values
    items: tuple[Weighed, ...]
    moves: dict[object, float] = field(default_factory=dict)

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
    def log_odds(self) -> float:
        """Log odds (or log ratio without a prior), without their interval."""
        return sum(self.best.values(), prior_weight(self.prior).value if self.prior else 0.0)

    @cached_property
    def judged(self) -> tuple[Judgement, Weight]:
        """The judgement, and the weight that orders it among others."""
        return judge(self)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """All conditions before one complaint.

    Attributes:
        values: what is known; paused: slots of what is paused, which is not asked again.
        places, touching: see ``Layout``.
    """

    complaint: Complaint
    values: Values
    paused: frozenset[str]
    benches: tuple[Bench, ...]
    places: Mapping[str, FindingKey]
    touching: Mapping[str, tuple[int, ...]]


def desks(exam: Exam, knowledge: Knowledge, recorded: Recorded, unpaused: Recorded) -> Iterator[Desk]:
    """Yield the conditions before every complaint, in the order of the knowledge."""
    setting = knowledge.setting(exam.setting) if exam.setting else None
    for complaint in exam.complaints:
        scene = Scene(recorded, complaint)
        laid = layout(knowledge, scene.sides, recorded.sided)
        whole = unpaused.values(complaint) if exam.paused else scene.values
        priors = {c.id: _prior(setting, c.id, scene) for c in knowledge.conditions}
        benches = tuple(
            _bench(r, complaint.id, *priors[r.condition.id], _seen(r, scene.values), _seen(r, whole))
            for r in laid.rows
        )
        yield Desk(complaint, scene.values, recorded.paused(complaint), benches, laid.places, laid.touching)


Seen = tuple[tuple[Known | None, ...], frozenset[str] | None]
"""What is known at the places that a row rests on, in their order, and the route."""


def _seen(row: Row, values: Values) -> Seen:
    known = values.known
    return tuple([known.get(place) for place in row.resting]), values.route


@lru_cache(maxsize=1024)
def _bench(
    row: Row, complaint: str, prior: Prior | None, prior_text: LocalText, seen: Seen, whole_seen: Seen
) -> Bench:
    """Return a bench; one whose places were not edited since is taken as it was."""
    values = _values(row, seen)
    whole = values if whole_seen == seen else _values(row, whole_seen)
    items = tuple(_weighed(i, values, whole) for i in row.items)
    return Bench(row, complaint, prior, prior_text, values, items)


def _values(row: Row, seen: Seen) -> Values:
    known, route = seen
    return Values({p: k for p, k in zip(row.resting, known, strict=True) if k is not None}, route)


def _prior(setting: Setting | None, condition: str, scene: Scene) -> tuple[Prior | None, LocalText]:
    if setting is None:
        return None, NO_SETTING
    for prior in setting.priors:
        if prior.condition == condition and (not prior.given or answer(prior.given, scene) is Answer.YES):
            return prior, _prior_text(setting, prior)
    return None, LocalText(f"{setting.text.en}. {NO_PRIOR.en}", f"{setting.text.zh_tw}。{NO_PRIOR.zh_tw}")


def _prior_text(setting: Setting, prior: Prior) -> LocalText:
    """Say setting, probability, range, quality and source; a published prior may be said in numbers."""
    if prior.low is None or prior.high is None:
        en, zh = "range not published", "未發表範圍"
    else:
        en, zh = f"{prior.low:.3g} to {prior.high:.3g}", f"{prior.low:.3g} 至 {prior.high:.3g}"
    end = "; ".join(t for t in (prior.quality, prior.source) if t)
    return LocalText(
        f"{setting.text.en}: pre-test probability {prior.probability:.3g} ({en}); {end}",
        f"{setting.text.zh_tw}：事前機率 {prior.probability:.3g}（{zh}）；{end}",
    )


NO_SETTING = LocalText(
    "No setting chosen: banded on the evidence alone", "未選擇臨床情境：僅依證據判斷"
)  # fmt: skip
NO_PRIOR = LocalText(
    "No published prior for this setting: banded on the evidence alone",
    "此情境沒有已發表的事前機率：僅依證據判斷",
)


def _weighed(item: Item, values: Values, whole: Values) -> Weighed:
    """Return what an item weighs here; an unknown answer weighs nothing."""
    known = item.check(values)
    if whole is not values and not known.known and item.check(whole).known:
        return Weighed(item, known, None, paused=True)
    return Weighed(item, known, item.weight(known))


def counted(items: Iterable[Weighed]) -> frozenset[str]:
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


def sum_of(items: Iterable[Weighed], prior: Prior | None) -> tuple[Weight, frozenset[str]]:
    """Return the log odds (or log ratio without a prior) and the ids of the items that count."""
    items = tuple(items)
    ids = counted(items)
    weights = [i.weight for i in items if i.weight is not None and i.item.evidence.id in ids]
    return total([prior_weight(prior) if prior else NOTHING, *weights]), ids


def judge(bench: Bench) -> tuple[Judgement, Weight]:
    """Return the judgement of a bench, and the weight that orders it among others."""
    sum_, ids = sum_of(bench.items, bench.prior)
    ends = (sum_.value, sum_.low, sum_.high)
    bands = [band_of(w, bench.row.tuning) if bench.assessed else Band.NOT_ASSESSABLE for w in ends]
    odds = bench.prior.probability / (1 - bench.prior.probability) if bench.prior else None
    condition, complaint = bench.row.condition, bench.complaint
    judgement = Judgement(
        condition.id, bench.row.name, complaint, bench.row.segment,
        bands[0], bands[1], bands[2], odds, bench.prior_text,
        tuple(_reason(i, complaint, i.item.evidence.id in ids) for i in bench.items),
        parent=condition.parent, kind=condition.kind.value, odds=sum_.odds, side=bench.row.side,
    )  # fmt: skip
    return judgement, sum_


def _reason(item: Weighed, complaint: str, counts: bool) -> Reason:
    return _said(item.item, item.answer, item.paused, counts, complaint)


@lru_cache(maxsize=16384)
def _said(item: Item, known: Answer, paused: bool, counts: bool, complaint: str) -> Reason:
    evidence, weight = item.evidence, None if paused else item.weight(known)
    ratio, low, high = (weight or NOTHING).odds
    used = {Answer.YES: evidence.present, Answer.NO: evidence.absent}.get(known)
    keys = (feature_key(complaint, k.id) if k.site == HERE else k for k in item.about)
    return Reason(
        evidence.id, evidence.text, _direction(known, weight, paused), ratio, low, high,
        used is not None and used.low is not None, evidence.kind, evidence.source, evidence.group,
        counts or weight is None, tuple(keys), sample=evidence.sample, quality=evidence.quality,
    )  # fmt: skip


def _direction(known: Answer, weight: Weight | None, paused: bool) -> Direction:
    if paused:
        return Direction.PAUSED
    if known is Answer.UNASKED:
        return Direction.NOT_ASSESSED
    if weight is None or weight.value == 0:
        return Direction.NEUTRAL
    return Direction.FOR if weight.value > 0 else Direction.AGAINST
