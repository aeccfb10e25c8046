"""Weigh one condition for one complaint (and one segment): items to reasons, groups once, one total."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sonostep.core.differential.arithmetic import NOTHING, Weight, band_of, prior_weight, total, weight_of
from sonostep.core.differential.knowledge import ConditionDef, Evidence, Knowledge, Prior, Setting, Tuning
from sonostep.core.differential.operators import Answer, Recorded, Scene, answer, leaves
from sonostep.core.differential.result import Band, Direction, Judgement, Reason
from sonostep.core.exam import Exam
from sonostep.core.text import LocalText


@dataclass(frozen=True, slots=True)
class Weighed:
    """One item before one scene: what is known and what it weighs (None: no effect)."""

    evidence: Evidence
    answer: Answer
    weight: Weight | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """One condition before one complaint, with everything needed to weigh it."""

    condition: ConditionDef
    scene: Scene
    unpaused: Scene
    prior: Prior | None
    prior_text: LocalText
    tuning: Tuning

    @property
    def items(self) -> Iterator[Evidence]:
        """The items that speak to this segment."""
        segment = self.scene.segment
        return (e for e in self.condition.evidence if not e.segments or segment in e.segments)


def benches(exam: Exam, knowledge: Knowledge, recorded: Recorded, unpaused: Recorded) -> Iterator[Bench]:
    """Yield every condition before every complaint, segment by segment, in the order of the knowledge."""
    setting = knowledge.setting(exam.setting) if exam.setting else None
    for complaint in exam.complaints:
        for condition in knowledge.conditions:
            for segment in condition.segments or ("",):
                scene = Scene(recorded, complaint, segment)
                whole = Scene(unpaused, complaint, segment)
                prior, text = _prior(setting, condition.id, scene)
                yield Bench(condition, scene, whole, prior, text, knowledge.tuning)


def _prior(setting: Setting | None, condition: str, scene: Scene) -> tuple[Prior | None, LocalText]:
    if setting is None:
        return None, NO_SETTING
    for prior in setting.priors:
        if prior.condition == condition and (not prior.given or answer(prior.given, scene) is Answer.YES):
            words = f"{setting.text.en}; {prior.source}", f"{setting.text.zh_tw};{prior.source}"
            return prior, LocalText(*words)
    return None, NO_PRIOR


NO_SETTING = LocalText(
    "No setting chosen: banded on the evidence alone", "未選擇臨床情境:僅依證據判斷"
)  # fmt: skip
NO_PRIOR = LocalText(
    "No published prior for this setting: banded on the evidence alone",
    "此情境沒有已發表的事前機率:僅依證據判斷",
)


def weighed(evidence: Evidence, bench: Bench) -> Weighed:
    """Return what an item weighs here; an unknown answer weighs nothing."""
    known = item_answer(evidence, bench.scene)
    if not known.known and item_answer(evidence, bench.unpaused).known:
        return Weighed(evidence, known, None, paused=True)
    return Weighed(evidence, known, weight_for(evidence, known, bench.tuning))


def weight_for(evidence: Evidence, known: Answer, tuning: Tuning) -> Weight | None:
    """Return the weight of an answer, None where it has none."""
    ratio = {Answer.YES: evidence.present, Answer.NO: evidence.absent}.get(known)
    return weight_of(ratio, evidence.sample, tuning) if ratio else None


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
            key = item.evidence.group or f"item:{item.evidence.id}"
            rank = (round(abs(item.weight.value), 12), -item.weight.value, item.evidence.id)
            best[key] = max(best.get(key, (rank, item.evidence.id)), (rank, item.evidence.id))
    return frozenset(id_ for _, id_ in best.values())


def sum_of(items: Iterable[Weighed], prior: Prior | None) -> tuple[Weight, frozenset[str]]:
    """Return the log odds (or log ratio without a prior) and the ids of the items that count."""
    items = tuple(items)
    ids = counted(items)
    weights = [i.weight for i in items if i.weight is not None and i.evidence.id in ids]
    return total([prior_weight(prior) if prior else NOTHING, *weights]), ids


def judge(bench: Bench) -> tuple[Judgement, Weight]:
    """Return the judgement of a bench, and the weight that orders it among others."""
    items = [weighed(e, bench) for e in bench.items]
    sum_, ids = sum_of(items, bench.prior)
    assessed = any(i.weight is not None and i.weight.value for i in items)
    ends = (sum_.value, sum_.low, sum_.high)
    bands = [band_of(w, bench.tuning) if assessed else Band.NOT_ASSESSABLE for w in ends]
    odds = bench.prior.probability / (1 - bench.prior.probability) if bench.prior else None
    judgement = Judgement(
        bench.condition.id, bench.condition.name, bench.scene.complaint.id, bench.scene.segment,
        bands[0], bands[1], bands[2], odds, bench.prior_text,
        tuple(_reason(i, bench, i.evidence.id in ids) for i in items),
        parent=bench.condition.parent, kind=bench.condition.kind.value, odds=sum_.odds,
    )  # fmt: skip
    return judgement, sum_


def _reason(item: Weighed, bench: Bench, counts: bool) -> Reason:
    evidence, (ratio, low, high) = item.evidence, (item.weight or NOTHING).odds
    keys = tuple(dict.fromkeys(leaves(evidence.when, bench.scene)))
    used = {Answer.YES: evidence.present, Answer.NO: evidence.absent}.get(item.answer)
    return Reason(
        evidence.id, evidence.text, _direction(item), ratio, low, high,
        used is not None and used.low is not None, evidence.kind, evidence.source, evidence.group,
        counts or item.weight is None, keys, sample=evidence.sample, quality=evidence.quality,
    )  # fmt: skip


def _direction(item: Weighed) -> Direction:
    if item.paused:
        return Direction.PAUSED
    if item.answer is Answer.UNASKED:
        return Direction.NOT_ASSESSED
    if item.weight is None or item.weight.value == 0:
        return Direction.NEUTRAL
    return Direction.FOR if item.weight.value > 0 else Direction.AGAINST


