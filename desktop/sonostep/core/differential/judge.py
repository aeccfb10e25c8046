"""Weigh one condition for one complaint (and one segment): items to reasons, groups once, one total."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sonostep.core.differential.arithmetic import NOTHING, Weight, band_of, prior_weight, total, weight_of
from sonostep.core.differential.knowledge import (
    ConditionDef,
    Evidence,
    Knowledge,
    Prior,
    Ratio,
    Setting,
    Tuning,
)
from sonostep.core.differential.result import Band, Direction, Judgement, Reason
from sonostep.core.differential.scene import Answer, Frame, Recorded, Scene, answer, leaves
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence with the weights that it can have; None where an answer has no effect."""

    evidence: Evidence
    yes: Weight | None
    no: Weight | None

    def weight(self, known: Answer) -> Weight | None:
        """Return the weight of an answer."""
        return self.yes if known is Answer.YES else self.no if known is Answer.NO else None

    @property
    def group(self) -> str:
        """The group that counts once; an item without one is its own."""
        return self.evidence.group or f"item:{self.evidence.id}"


@lru_cache(maxsize=256)
def items_of(condition: ConditionDef, segment: str, tuning: Tuning) -> tuple[Item, ...]:
    """Return the items that speak to a segment, weighed both ways."""

    def weight(ratio: Ratio | None, sample: int | None) -> Weight | None:
        return weight_of(ratio, sample, tuning) if ratio else None

    return tuple(
        Item(e, weight(e.present, e.sample), weight(e.absent, e.sample))
        for e in condition.evidence
        if not e.segments or segment in e.segments
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """One item before one scene: what is known and what it weighs (None: no effect)."""

    item: Item
    answer: Answer
    weight: Weight | None
    paused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """One condition before one complaint, with everything needed to weigh it."""

    condition: ConditionDef
    scene: Scene
    prior: Prior | None
    prior_text: LocalText
    tuning: Tuning
    items: tuple[Weighed, ...]

    @property
    def assessed(self) -> bool:
        """Whether anything that is known has an effect."""
        return any(i.weight is not None and i.weight.value for i in self.items)


def benches(exam: Exam, knowledge: Knowledge, recorded: Recorded, unpaused: Recorded) -> Iterator[Bench]:
    """Yield every condition before every complaint, segment by segment, in the order of the knowledge."""
    setting = knowledge.setting(exam.setting) if exam.setting else None
    tuning = knowledge.tuning
    for complaint in exam.complaints:
        for condition in knowledge.conditions:
            for segment in condition.segments or ("",):
                scene = Scene(recorded, complaint, segment)
                whole = Scene(unpaused, complaint, segment) if exam.paused else scene
                prior, text = _prior(setting, condition.id, scene)
                items = tuple(weighed(i, scene, whole) for i in items_of(condition, segment, tuning))
                yield Bench(condition, scene, prior, text, tuning, items)


def _prior(setting: Setting | None, condition: str, scene: Scene) -> tuple[Prior | None, LocalText]:
    if setting is None:
        return None, NO_SETTING
    for prior in setting.priors:
        if prior.condition == condition and (not prior.given or answer(prior.given, scene) is Answer.YES):
            words = f"{setting.text.en}; {prior.source}", f"{setting.text.zh_tw}；{prior.source}"
            return prior, LocalText(*words)
    return None, NO_PRIOR


NO_SETTING = LocalText(
    "No setting chosen: banded on the evidence alone", "未選擇臨床情境：僅依證據判斷"
)  # fmt: skip
NO_PRIOR = LocalText(
    "No published prior for this setting: banded on the evidence alone",
    "此情境沒有已發表的事前機率：僅依證據判斷",
)


def weighed(item: Item, scene: Scene, unpaused: Scene) -> Weighed:
    """Return what an item weighs here; an unknown answer weighs nothing."""
    known = item_answer(item.evidence, scene)
    if unpaused is not scene and not known.known and item_answer(item.evidence, unpaused).known:
        return Weighed(item, known, None, paused=True)
    return Weighed(item, known, item.weight(known))


def item_answer(evidence: Evidence, scene: Scene) -> Answer:
    """Return whether an item is present, absent or neither; unclear where its guard does not hold."""
    if evidence.given is not None:
        guard = answer(evidence.given, scene)
        if guard is not Answer.YES:
            return Answer.UNCLEAR if guard.known else guard
    known = answer(evidence.when, scene)
    if evidence.absent_when is None or known is Answer.YES:
        return known
    if answer(evidence.absent_when, scene) is Answer.YES:
        return Answer.NO
    return Answer.UNCLEAR if known is Answer.NO else known


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
    bands = [band_of(w, bench.tuning) if bench.assessed else Band.NOT_ASSESSABLE for w in ends]
    odds = bench.prior.probability / (1 - bench.prior.probability) if bench.prior else None
    judgement = Judgement(
        bench.condition.id, bench.condition.name, bench.scene.complaint.id, bench.scene.segment,
        bands[0], bands[1], bands[2], odds, bench.prior_text,
        tuple(_reason(i, bench, i.item.evidence.id in ids) for i in bench.items),
        parent=bench.condition.parent, kind=bench.condition.kind.value, odds=sum_.odds,
    )  # fmt: skip
    return judgement, sum_


def _reason(item: Weighed, bench: Bench, counts: bool) -> Reason:
    evidence, (ratio, low, high) = item.item.evidence, (item.weight or NOTHING).odds
    used = {Answer.YES: evidence.present, Answer.NO: evidence.absent}.get(item.answer)
    return Reason(
        evidence.id, evidence.text, _direction(item), ratio, low, high,
        used is not None and used.low is not None, evidence.kind, evidence.source, evidence.group,
        counts or item.weight is None, main_keys(evidence, bench.scene.frame),
        sample=evidence.sample, quality=evidence.quality,
    )  # fmt: skip


@lru_cache(maxsize=16384)
def main_keys(evidence: Evidence, frame: Frame) -> tuple[FindingKey, ...]:
    """Return the keys that an item is about."""
    return tuple(dict.fromkeys(leaves(evidence.when, frame)))


@lru_cache(maxsize=16384)
def all_keys(evidence: Evidence, frame: Frame) -> tuple[FindingKey, ...]:
    """Return the keys that an item rests on, its guard and its rule for absence included."""
    operators = (evidence.when, evidence.absent_when, evidence.given)
    return tuple(dict.fromkeys(k for o in operators if o for k in leaves(o, frame)))


def _direction(item: Weighed) -> Direction:
    if item.paused:
        return Direction.PAUSED
    if item.answer is Answer.UNASKED:
        return Direction.NOT_ASSESSED
    if item.weight is None or item.weight.value == 0:
        return Direction.NEUTRAL
    return Direction.FOR if item.weight.value > 0 else Direction.AGAINST
