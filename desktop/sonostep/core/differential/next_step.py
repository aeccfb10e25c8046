"""What to examine next: the open question whose answer should change the summary most for its burden.

For each open question both answers are tried. From the two net ratios (after groups and caps) follow
sensitivity and specificity, from these and the present odds the chance of each answer, and so the expected
change of probability; docs/differential.md derives it. A question that can only move a condition one way
does not have both ratios and does not weigh.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from sonostep.core.differential.arithmetic import prior_weight, probability
from sonostep.core.differential.judge import Bench, Weighed, all_keys, strength, weighed
from sonostep.core.differential.knowledge import ConditionKind, Knowledge, Prior
from sonostep.core.differential.result import NextStep
from sonostep.core.differential.scene import ROUTE, Scene
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import AnswerKind, Question, Vocabulary
from sonostep.core.text import LocalText

SHOWN = 10
"""How many proposals are kept."""

Answers = tuple[Feature, Feature] | tuple[Finding, Finding]
Touched = dict[FindingKey, list[tuple[Bench, tuple[int, ...]]]]
"""For each open key the benches that it can change, with the positions of the items."""


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
    for complaint, rows in groupby(filter(_matters, benches), key=lambda b: b.scene.complaint):
        for key, touched in _touched(rows).items():
            minutes = _burden(key, burdens)
            answers = _answers(key, questions.get(key.id), complaint)
            if minutes is None or answers is None:
                continue
            gain = expected_change(answers, touched)
            if gain > 1e-12:
                text = _text(key, vocabulary, key.id in questions)
                yield NextStep(key, text, gain, minutes, complaint.id)


def _matters(bench: Bench) -> bool:
    """Alternatives, parts and red-flag conditions ask for more only once something was assessed of them."""
    return bench.condition.kind is ConditionKind.MAIN or bench.assessed


def _touched(benches: Iterable[Bench]) -> Touched:
    touched: Touched = {}
    for bench in benches:
        positions: dict[FindingKey, list[int]] = {}
        for index, item in enumerate(bench.items):
            if not item.answer.known:
                for key in all_keys(item.item.evidence, bench.scene.frame):
                    positions.setdefault(key, []).append(index)
        for key, indices in positions.items():
            if _is_open(key, bench.scene):
                touched.setdefault(key, []).append((bench, tuple(indices)))
    return touched


def _is_open(key: FindingKey, scene: Scene) -> bool:
    """Nothing is recorded under the key; what is only paused is not asked again."""
    if scene.recorded.is_paused(key) or key.id == ROUTE:
        return False
    if key.site == scene.complaint.id and key.side is None:
        return scene.features.get(key.id) in (None, FindingState.NOT_ASSESSED)
    return scene.recorded.find(key) is None


def _burden(key: FindingKey, burdens: Mapping[str, float | None]) -> float | None:
    if key.id not in burdens:
        raise ProblemError.of("differential.no_burden", question=key.id)
    return burdens[key.id]


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


def expected_change(answers: Answers, touched: Iterable[tuple[Bench, tuple[int, ...]]]) -> float:
    """Return the expected change of probability, summed over conditions (of segments the one most moved)."""
    moved: dict[str, float] = {}
    scenes: dict[str, tuple[Scene, Scene]] = {}
    for bench, indices in touched:
        segment = bench.scene.segment
        if segment not in scenes:
            scenes[segment] = (_with(answers[0], bench.scene), _with(answers[1], bench.scene))
        pair = _both(scenes[segment], bench, indices)
        if pair is not None:
            now, id_ = _log_odds(bench.items, bench.prior), bench.condition.id
            moved[id_] = max(moved.get(id_, 0.0), change(now, *pair))
    return math.fsum(sorted(moved.values()))


def _both(scenes: tuple[Scene, Scene], bench: Bench, indices: tuple[int, ...]) -> tuple[float, float] | None:
    """Return the log odds after either answer, None where one of them changes no item."""
    yes = _after(scenes[0], bench, indices)
    no = None if yes is None else _after(scenes[1], bench, indices)
    return None if yes is None or no is None else (yes, no)


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


def _after(scene: Scene, bench: Bench, indices: tuple[int, ...]) -> float | None:
    """Return the log odds after an answer, None where it changes no item."""
    items = list(bench.items)
    for index in indices:
        items[index] = weighed(items[index].item, scene, scene)
    if all(items[i].weight is None for i in indices):
        return None
    return _log_odds(items, bench.prior)


def _log_odds(items: Iterable[Weighed], prior: Prior | None) -> float:
    """Return what ``judge.sum_of`` returns as value, without its interval."""
    best: dict[str, float] = {}
    for item in items:
        if item.weight is not None:
            value, group = item.weight.value, item.item.group
            if group not in best or strength(value) > strength(best[group]):
                best[group] = value
    return math.fsum((prior_weight(prior).value if prior else 0.0, *best.values()))


def _with(given: Feature | Finding, scene: Scene) -> Scene:
    if isinstance(given, Finding):
        return Scene(scene.recorded.adding(given), scene.complaint, scene.segment)
    others = tuple(f for f in scene.complaint.features if f.id != given.id)
    return Scene(scene.recorded, replace(scene.complaint, features=(*others, given)), scene.segment)


def _text(key: FindingKey, vocabulary: Vocabulary, is_question: bool) -> LocalText:
    if not is_question:
        return vocabulary.feature_text(key.id)
    text = vocabulary.question(key.id).text
    if not key.site:
        return text
    site = vocabulary.site_text(key.site)
    return LocalText(f"{text.en}: {site.en}", f"{text.zh_tw}：{site.zh_tw}")
