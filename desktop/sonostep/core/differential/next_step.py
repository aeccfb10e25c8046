"""What to examine next: the open question whose answer should change the summary most for its burden.

For each open question both answers are tried. From the two net ratios (after groups and caps) follow
sensitivity and specificity, from these and the present odds the chance of each answer, and so the expected
change of probability; docs/differential.md derives it. A question that can only move a condition one way
does not have both ratios and does not weigh.
"""

import math
from collections.abc import Iterable, Iterator, Mapping

from sonostep.core.differential.arithmetic import probability
from sonostep.core.differential.judge import Bench, Desk, strength
from sonostep.core.differential.knowledge import ConditionKind, Knowledge
from sonostep.core.differential.known import HERE, Answer, Known, Values, feature_key
from sonostep.core.differential.result import NextStep
from sonostep.core.finding import Complaint, FindingKey, FindingState
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import AnswerKind, Question, Vocabulary
from sonostep.core.text import LocalText

SHOWN = 10
"""How many proposals are kept."""

Pair = tuple[Known, Known]
FEATURE: Pair = (Known(Answer.YES, Answer.YES), Known(Answer.NO, Answer.NO))
"""The two answers to a feature of a complaint."""

Touched = list[tuple[Bench, tuple[int, ...]]]
"""The benches that an answer can change, with the positions of the items."""


def next_steps(desks: Iterable[Desk], knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[NextStep, ...]:
    """Return the best proposals, best first; each question once, for the complaint where it changes most.

    Raises:
        ProblemError: ``differential.no_burden`` for a question that the knowledge gives no burden.
    """
    best: dict[FindingKey, NextStep] = {}
    for step in _proposals(desks, knowledge, vocabulary):
        held = best.get(step.question)
        if held is None or _order(step) < _order(held):
            best[step.question] = step
    return tuple(sorted(best.values(), key=_order)[:SHOWN])


def _order(step: NextStep) -> tuple[float, str, str, str, str]:
    key = step.question
    return -round(step.gain / step.burden, 9), key.id, str(key.side), key.site, step.complaint


def _proposals(desks: Iterable[Desk], knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[NextStep]:
    questions = {q.id: q for q in vocabulary.questions}
    burdens = {q: b.minutes for b in knowledge.burdens for q in b.questions}
    pairs: dict[str, Pair | None] = {}
    for desk in desks:
        matter = [_matters(b) for b in desk.benches]
        for place, key in desk.places.items():
            minutes = _burden(key, burdens)
            touched = _touched(place, desk, matter) if minutes is not None else []
            if minutes is None or not touched:
                continue
            if key.id not in pairs:
                pairs[key.id] = _answers(questions.get(key.id))
            pair = pairs[key.id]
            gain = expected_change(place, pair, touched) if pair else 0.0
            if gain > 1e-12:
                yield _step(key, gain, minutes, desk.complaint, vocabulary)


def _matters(bench: Bench) -> bool:
    """Alternatives, parts and red-flag conditions ask for more only once something was assessed of them."""
    return bench.row.condition.kind is ConditionKind.MAIN or bench.assessed


def _touched(place: str, desk: Desk, matter: list[bool]) -> Touched:
    """Return what an answer at an open place can change: items without a known answer."""
    if place in desk.values.known or place in desk.paused:
        return []
    touched: Touched = []
    for position in desk.touching[place]:
        if matter[position]:
            bench = desk.benches[position]
            open_ = tuple(i for i in bench.row.resting[place] if not bench.items[i].answer.known)
            if open_:
                touched.append((bench, open_))
    return touched


def _burden(key: FindingKey, burdens: Mapping[str, float | None]) -> float | None:
    if key.id not in burdens:
        raise ProblemError.of("differential.no_burden", question=key.id)
    return burdens[key.id]


def _answers(question: Question | None) -> Pair | None:
    """Return the present and the absent answer, None where it is not answered by yes or no.

    The present one reproduces the complaint at hand, where the question asks for it.
    """
    if question is None:
        return FEATURE
    yes, no = (_option(question, s) for s in (FindingState.PRESENT, FindingState.ABSENT))
    if question.kind is AnswerKind.CHOICE and not (yes and no):
        return None
    felt = Answer.YES if question.asks_complaint else Answer.UNCLEAR
    return Known(Answer.YES, felt, yes), Known(Answer.NO, Answer.NO, no)


def _option(question: Question, state: FindingState) -> str:
    return next((o.id for o in question.options if o.state is state), "")


def expected_change(place: str, pair: Pair, touched: Touched) -> float:
    """Return the expected change of probability, summed over conditions (of segments the one most moved)."""
    moved: dict[str, float] = {}
    for bench, indices in touched:
        id_, key = bench.row.condition.id, (place, pair)
        if key not in bench.moves:
            bench.moves[key] = _move(place, pair, bench, indices)
        moved[id_] = max(moved.get(id_, 0.0), bench.moves[key])
    return math.fsum(sorted(moved.values()))


def _move(place: str, pair: Pair, bench: Bench, indices: tuple[int, ...]) -> float:
    """Return the expected change for one bench, zero where one of the answers changes no item."""
    yes = _after(bench.values.trying(place, pair[0]), bench, indices)
    no = None if yes is None else _after(bench.values.trying(place, pair[1]), bench, indices)
    return 0.0 if yes is None or no is None else change(bench.log_odds, yes, no)


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


def _after(values: Values, bench: Bench, indices: tuple[int, ...]) -> float | None:
    """Return the log odds after an answer, None where it changes no item; only its groups are weighed."""
    answered: dict[int, float] = {}
    for index in indices:
        item = bench.row.items[index]
        weight = item.weight(item.check(values))
        if weight is not None:
            answered[index] = weight.value
    if not answered:
        return None
    log_odds = bench.log_odds
    for group in {bench.row.items[i].group for i in answered}:
        log_odds += _group(bench, group, answered) - bench.best.get(group, 0.0)
    return log_odds


def _group(bench: Bench, group: str, answered: dict[int, float]) -> float:
    """Return what counts of a group, with some items answered that were open."""
    new = [answered[i] for i in bench.row.members[group] if i in answered]
    held = (bench.best[group],) if group in bench.best else ()
    strongest: float = max((*held, *new), key=strength)
    return strongest


def _step(key: FindingKey, gain: float, minutes: float, pain: Complaint, vocabulary: Vocabulary) -> NextStep:
    if key.site == HERE:
        text = vocabulary.feature_text(key.id)
        return NextStep(feature_key(pain.id, key.id), text, gain, minutes, pain.id)
    text = vocabulary.question(key.id).text
    if key.site:
        site = vocabulary.site_text(key.site)
        text = LocalText(f"{text.en}: {site.en}", f"{text.zh_tw}：{site.zh_tw}")
    return NextStep(key, text, gain, minutes, pain.id)
