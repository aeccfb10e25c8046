"""What to examine next: the open question whose answer should change the summary most for its burden.

For each open question both answers are tried. From the two net ratios (after groups and caps) follow
sensitivity and specificity, from these and the present odds the chance of each answer, and so the expected
change of probability; docs/differential.md derives it. A question that can only move a condition one way
does not have both ratios and does not weigh.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sonostep.core.differential.arithmetic import probability
from sonostep.core.differential.judge import Bench, Weighed, sum_of, weighed
from sonostep.core.differential.knowledge import ConditionKind, Knowledge
from sonostep.core.differential.operators import ROUTE, Scene, leaves
from sonostep.core.differential.result import NextStep
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import AnswerKind, Question, Vocabulary
from sonostep.core.text import LocalText

SHOWN = 10
"""How many proposals are kept."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A bench with its items weighed once, and the items that rest on each open key."""

    bench: Bench
    items: tuple[Weighed, ...]
    open: Mapping[FindingKey, frozenset[int]]


def next_steps(
    benches: Iterable[Bench], knowledge: Knowledge, vocabulary: Vocabulary
) -> tuple[NextStep, ...]:
    """Return the best proposals, best first; each question once, for the complaint where it changes most.

    Raises:
        ProblemError: ``differential.no_burden`` for a question that the knowledge gives no burden.
    """
    best: dict[FindingKey, NextStep] = {}
    for step in _proposals(benches, knowledge, vocabulary):
        held = best.get(step.question)
        if held is None or _order(step) < _order(held):
            best[step.question] = step
    return tuple(sorted(best.values(), key=_order)[:SHOWN])


def _order(step: NextStep) -> tuple[float, str, str, str, str]:
    key = step.question
    return -round(step.gain / step.burden, 9), key.id, str(key.side), key.site, step.complaint


def _proposals(benches: Iterable[Bench], knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[NextStep]:
    questions = {q.id: q for q in vocabulary.questions}
    burdens = {q: b.minutes for b in knowledge.burdens for q in b.questions}
    by_complaint: dict[str, list[_Laid]] = {}
    for bench in benches:
        by_complaint.setdefault(bench.scene.complaint.id, []).append(_lay(bench))
    for complaint, laid in by_complaint.items():
        keys = dict.fromkeys(k for row in laid for k in row.open)
        for key in keys:
            minutes = _burden(key, burdens)
            answers = _answers(key, questions.get(key.id), laid[0].bench.scene.complaint)
            if minutes is None or answers is None:
                continue
            gain = expected_change(key, answers, laid)
            if gain > 1e-12:
                text = _text(key, vocabulary, key.id in questions)
                yield NextStep(key, text, gain, minutes, complaint)


def _burden(key: FindingKey, burdens: Mapping[str, float | None]) -> float | None:
    if key.id not in burdens:
        raise ProblemError.of("differential.no_burden", question=key.id)
    return burdens[key.id]


def _lay(bench: Bench) -> _Laid:
    items = tuple(weighed(e, bench) for e in bench.items)
    open_: dict[FindingKey, set[int]] = {}
    for index, item in enumerate(items):
        for operator in (item.evidence.when, item.evidence.absent_when, item.evidence.given):
            for key in leaves(operator, bench.scene) if operator else ():
                if _is_open(key, bench.unpaused):
                    open_.setdefault(key, set()).add(index)
    return _Laid(bench, items, {k: frozenset(v) for k, v in open_.items()})


def _is_open(key: FindingKey, scene: Scene) -> bool:
    """Nothing is recorded under the key; what is only paused is not asked again."""
    if key.site == scene.complaint.id and key.side is None:
        return key.id != ROUTE and scene.features.get(key.id) in (None, FindingState.NOT_ASSESSED)
    return scene.recorded.find(key) is None


Answers = tuple[Feature, Feature] | tuple[Finding, Finding]


def _answers(key: FindingKey, question: Question | None, complaint: Complaint) -> Answers | None:
    """Return the present and the absent answer to a key, None where it is not answered by yes or no."""
    if question is None:
        return Feature(key.id, FindingState.PRESENT), Feature(key.id, FindingState.ABSENT)
    felt = (complaint.id,) if question.asks_complaint else ()
    yes = Finding(key, FindingState.PRESENT, choice=_option(question, FindingState.PRESENT), reproduces=felt)
    no = Finding(key, FindingState.ABSENT, choice=_option(question, FindingState.ABSENT))
    if question.kind is AnswerKind.CHOICE and not (yes.choice and no.choice):
        return None
    return yes, no


def _option(question: Question, state: FindingState) -> str:
    return next((o.id for o in question.options if o.state is state), "")


def expected_change(key: FindingKey, answers: Answers, laid: Iterable[_Laid]) -> float:
    """Return the expected change of probability, summed over conditions (of segments the one most moved)."""
    moved: dict[str, float] = {}
    for row in laid:
        if key in row.open and _matters(row):
            now = sum_of(row.items, row.bench.prior)[0].value
            yes, no = (_after(a, row, row.open[key]) for a in answers)
            id_ = row.bench.condition.id
            moved[id_] = max(moved.get(id_, 0.0), change(now, yes, no))
    return math.fsum(sorted(moved.values()))


def _matters(row: _Laid) -> bool:
    """Alternatives, parts and red-flag conditions ask for more only once something was assessed of them."""
    assessed = any(i.weight is not None and i.weight.value for i in row.items)
    return assessed or row.bench.condition.kind is ConditionKind.MAIN


def change(now: float, yes: float, no: float) -> float:
    """Return the expected absolute change of probability from log odds ``now`` to ``yes`` or ``no``.

    Zero unless the two answers move the odds in opposite directions.
    """
    up, down = math.exp(yes - now), math.exp(no - now)
    if not (up - 1) * (1 - down) > 1e-12:
        return 0.0
    false_positive = (1 - down) / (up - down)
    before = probability(now)
    chance = before * up * false_positive + (1 - before) * false_positive
    return chance * abs(probability(yes) - before) + (1 - chance) * abs(probability(no) - before)


def _after(given: Feature | Finding, row: _Laid, touched: frozenset[int]) -> float:
    scene = _with(given, row.bench.scene)
    bench = replace(row.bench, scene=scene, unpaused=scene)
    items = (weighed(i.evidence, bench) if n in touched else i for n, i in enumerate(row.items))
    return sum_of(items, row.bench.prior)[0].value


def _with(given: Feature | Finding, scene: Scene) -> Scene:
    if isinstance(given, Feature):
        complaint = scene.complaint
        others = tuple(f for f in complaint.features if f.id != given.id)
        return Scene(scene.recorded, replace(complaint, features=(*others, given)), scene.segment)
    return Scene(scene.recorded.adding(given), scene.complaint, scene.segment)


def _text(key: FindingKey, vocabulary: Vocabulary, is_question: bool) -> LocalText:
    if not is_question:
        return vocabulary.feature_text(key.id)
    text = vocabulary.question(key.id).text
    if not key.site:
        return text
    site = vocabulary.site_text(key.site)
    return LocalText(f"{text.en}: {site.en}", f"{text.zh_tw}:{site.zh_tw}")
