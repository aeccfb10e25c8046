"""The next best step against brute force over everything that can be asked, one by one and in sets."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from helpers.knowledge_strategies import (
    BURDENS,
    FEATURES,
    KNOWLEDGE,
    QUESTIONS,
    SCALE,
    STATES,
    TWO_ANGLES,
    VOCABULARY,
    by_place,
    exams,
    said,
)
from sonostep.core.differential import next_step
from sonostep.core.differential.next_step import SMALL, TURN, UNNAMED, change
from sonostep.core.differential.result import Direction, EvidenceRole, Judgement, NextStep
from sonostep.core.differential.weighing import weigh
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind, Question
from sonostep.protocols.cases import case_files, read_cases

UNFLAGGED = replace(KNOWLEDGE, flag_rules=())
Placed = dict[tuple[str, str, str, str], Judgement]
CARRYING = (EvidenceRole.EVIDENCE, EvidenceRole.WORDS)
DUE = {a.text for a in KNOWLEDGE.acts if a.due}
OFFERED = {q for a in KNOWLEDGE.acts if a.offered for q in a.questions}


def _tried(exam: Exam) -> Placed:
    """What an answer would weigh, without the stop that it may raise: that is asked first anyway."""
    return by_place(weigh(exam, UNFLAGGED, VOCABULARY))


def _in_favour(judgement: Judgement) -> bool:
    return any(r.counted and r.role in CARRYING for r in judgement.directed(Direction.FOR))


def _matters(judgement: Judgement, pain: Complaint) -> bool:
    sites = KNOWLEDGE.condition(judgement.condition).sites
    near = not pain.route or not sites or bool(set(sites) & set(pain.route))
    return _in_favour(judgement) or (judgement.kind == "main" and near)


def brute_force(
    exam: Exam,
    keys: tuple[FindingKey, ...],
    complaint: str,
    now: Placed,
    wanted: Iterable[str] = (),
    alike: bool = False,
) -> float:
    """The expected change by weighing the whole exam anew with each pattern of answers.

    Args:
        wanted: conditions that are asked for whatever speaks for them.
        alike: all answers alike, as a set too large for every pattern is tried.
    """
    patterns = product(STATES, repeat=len(keys)) if not alike else [(s,) * len(keys) for s in STATES]
    after = [_tried(_answered(exam, zip(keys, p, strict=True), complaint)) for p in patterns]
    pain = next(c for c in exam.complaints if c.id == complaint)
    moved: dict[str, float] = {}
    for place, judgement in now.items():
        if place[0] == complaint and (_matters(judgement, pain) or place[1] in wanted):
            odds = math.log(judgement.odds[0])
            ends = [math.log(a[place].odds[0]) for a in after]
            start = odds if _in_favour(judgement) or judgement.prior else odds + UNNAMED
            gain = change(odds, max(odds, *ends), min(odds, *ends), start)
            moved[place[1]] = max(moved.get(place[1], 0.0), gain)
    return sum(moved.values())


def _answered(exam: Exam, answers: Iterable[tuple[FindingKey, FindingState]], complaint: str) -> Exam:
    for key, state in answers:
        if key.id in FEATURES:
            pains = tuple(
                replace(c, features=(*(f for f in c.features if f.id != key.id), Feature(key.id, state)))
                if c.id == complaint
                else c
                for c in exam.complaints
            )
            exam = replace(exam, complaints=pains)
            continue
        question = VOCABULARY.question(key.id)
        felt = (complaint,) if question.asks_complaint and state is FindingState.PRESENT else ()
        choice = next((o.id for o in question.options if o.state is state), "")
        made = Finding(key, state, choice=choice, reproduces=felt, frames=TWO_ANGLES)
        exam = replace(exam, findings=(*exam.findings, made))
    return exam


def _rate(gain: float, burden: float) -> float:
    return gain / (burden + TURN)


def _proposals(exam: Exam) -> tuple[NextStep, ...]:
    """What is proposed for its worth: without red flags and without what is due."""
    steps = weigh(exam, UNFLAGGED, VOCABULARY).next_steps
    return tuple(s for s in steps if not s.flags and s.text not in DUE)


def _wanted(step: NextStep) -> tuple[str, ...]:
    return next((a.conditions for a in KNOWLEDGE.acts if a.text == step.text), ())


@settings(max_examples=max(4, SCALE // 12), phases=(Phase.generate,))
@given(exams())
def test_what_is_proposed_gains_what_brute_force_finds(exam: Exam) -> None:
    steps, now = _proposals(exam), _tried(exam)
    rates = [round(_rate(s.gain, s.burden), 9) for s in steps if s.gain]
    assert rates == sorted(rates, reverse=True)
    for step in steps[:4]:
        found = brute_force(
            exam, step.questions, step.complaint, now, _wanted(step), alike=len(step.questions) > SMALL
        )
        assert step.gain == pytest.approx(found, abs=1e-9), step.text.en


@settings(max_examples=max(4, SCALE // 12), phases=(Phase.generate,))
@given(exams(), st.data())
def test_a_question_that_is_not_proposed_is_worth_less(exam: Exam, data: st.DataObject) -> None:
    steps, now = _proposals(exam), _tried(exam)
    question = data.draw(st.sampled_from([q for q in QUESTIONS if not q.sites and BURDENS.get(q.id)]))
    key = FindingKey(question.id, Side.RIGHT if question.sided else None)
    worth = [s for s in steps if s.gain > 1e-9]
    if not worth or any(f.key == key for f in exam.findings):
        return
    asked = {k for s in steps for k in s.questions}
    for complaint in exam.complaints:
        if not question.sided or complaint.side is Side.RIGHT:
            gain = brute_force(exam, (key,), complaint.id, now)
            least = min(_rate(s.gain, s.burden) for s in worth)
            listed = len(worth) < 8 or _rate(gain, BURDENS[question.id] or 1) > least + 1e-9
            assert gain < 1e-9 or not listed or key in asked


def _open_keys(exam: Exam, complaint: Complaint) -> list[FindingKey]:
    """Every place where something can still be asked: all findings, sides, sites, features."""
    own = complaint.side in (Side.LEFT, Side.RIGHT)
    sides = (complaint.side,) if own else (Side.LEFT, Side.RIGHT)
    found = [
        FindingKey(q.id, side, site)
        for q in QUESTIONS
        if BURDENS.get(q.id) and (q.kind is AnswerKind.PRESENCE or _both(q))
        for side in (sides if q.sided else (None,))
        for site in q.sites or ("",)
    ]
    answered = {f.key for f in exam.findings}
    told = {f.id for f in complaint.features}
    found += [FindingKey(f, None, complaint.id) for f in FEATURES if f not in told and BURDENS.get(f)]
    return [k for k in found if k not in answered]


def _both(question: Question) -> bool:
    return {o.state for o in question.options} >= set(STATES)


def _case(id_: str) -> Exam:
    return next(c for path in case_files() for c in read_cases(path) if c.id == id_).exam


@pytest.mark.parametrize(
    ("id_", "setting", "more"),
    [
        ("founding", "", ()),
        ("facet_history", "", ()),
        ("gtps_history_only", "lateral_hip_clinic", ("resisted_derotation",)),
    ],
)
def test_single_questions_gain_what_brute_force_finds(
    id_: str, setting: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _case(id_)
    added = (Finding(FindingKey(i, Side.RIGHT), FindingState.PRESENT, reproduces=("A",)) for i in more)
    exam = replace(case, setting=setting, findings=(*case.findings, *added))
    best: dict[FindingKey, float] = {}
    now = _tried(exam)
    for complaint in exam.complaints:
        for key in _open_keys(exam, complaint):
            gain = _rate(brute_force(exam, (key,), complaint.id, now), BURDENS[key.id] or 1)
            best[key] = max(best.get(key, 0.0), gain)
    monkeypatch.setattr(next_step, "_listed", lambda worth: iter(worth))
    held: dict[FindingKey, float] = {}
    for step in _proposals(exam):
        if len(step.questions) == 1:
            rate = _rate(step.gain, step.burden)
            held[step.question] = max(held.get(step.question, 0.0), rate)
    wanted = {k: g for k, g in best.items() if g > 1e-9}
    assert held.keys() ^ wanted.keys() == set()
    assert held == pytest.approx(wanted)


SMALL_CASES = (
    "gtps_history_only",
    "facet_history",
    "own_words_only_root",
    "own_side_only",
    "own_four_of_six",
)


def _sets(keys: list[FindingKey]) -> Iterator[tuple[FindingKey, ...]]:
    for size in (1, 2, 3):
        yield from combinations(keys, size)


@pytest.mark.parametrize("id_", SMALL_CASES)
def test_no_set_of_up_to_three_is_worth_much_more_than_what_is_proposed(id_: str) -> None:
    """Of the twelve questions that are worth most, all sets; more would only join what is worth less."""
    exam = _case(id_)
    now, pain = _tried(exam), exam.complaints[0]
    singles = {k: brute_force(exam, (k,), pain.id, now) for k in _open_keys(exam, pain)}
    ranked = sorted(singles, key=lambda k: -_rate(singles[k], BURDENS[k.id] or 1))
    chosen = ranked[: 12 if SCALE > 20 else 7]
    best = max(
        _rate(brute_force(exam, keys, pain.id, now), sum(BURDENS[k.id] or 1 for k in keys))
        for keys in _sets(chosen)
    )
    first = _proposals(exam)[0]
    assert _rate(first.gain, first.burden) >= best / 1.5, first.text.en


def test_red_flags_that_nobody_asked_come_first() -> None:
    exam = replace(_case("own_side_only"), findings=())
    first, second, *_ = said(exam).next_steps
    flags = {q.id for q in VOCABULARY.questions if q.flag}
    assert first.flags and {k.id for k in first.questions} <= flags and len(first.questions) > 10
    assert not second.flags
    asked = tuple(Finding(k, FindingState.ABSENT) for k in first.questions)
    assert not said(replace(exam, findings=asked)).next_steps[0].flags


def test_what_is_due_stands_before_what_would_change_more() -> None:
    exam = _case("own_side_only")
    side = next(c.side for c in exam.complaints)
    band = Finding(FindingKey("taut_band", side), FindingState.PRESENT)
    steps = [s for s in said(replace(exam, findings=(*exam.findings, band))).next_steps if not s.flags]
    assert steps[0].text in DUE and {k.id for k in steps[0].questions} == {"trigger_spot", "trigger_referred"}
    assert any(s.gain / (s.burden + TURN) > steps[0].gain / (steps[0].burden + TURN) for s in steps[1:])
    assert not any(s.text in DUE for s in said(exam).next_steps)


@settings(max_examples=max(4, SCALE // 6), phases=(Phase.generate,))
@given(exams())
def test_each_proposal_names_its_complaint_and_its_side(exam: Exam) -> None:
    pains = {c.id: c for c in exam.complaints}
    for step in _proposals(exam):
        pain = pains[step.complaint]
        sides = {k.side for k in step.questions if k.side}
        assert step.questions[0] == step.question and step.text.en and step.text.zh_tw
        assert step.side in (sides or {pain.side}) or len(sides) > 1


def test_a_normal_leg_with_pain_below_the_knee_is_told_what_imaging_could_show() -> None:
    last = _proposals(_case("own_normal_leg"))[-1]
    assert last.question.id in OFFERED and "MRI" in last.text.en
    texts = {a.text for a in KNOWLEDGE.acts if a.offered}
    assert not texts & {s.text for s in _proposals(_case("own_s1_full"))}


@pytest.mark.parametrize("id_", ["own_arterial_calf", "pub_one_leg_claudication", "own_normal_leg"])
def test_nothing_about_the_hip_is_proposed_for_the_calf(id_: str) -> None:
    hip = {q.id for q in VOCABULARY.questions if q.group in ("hip", "ultrasound_hip")}
    assert not {k.id for s in _proposals(_case(id_)) for k in s.questions} & hip
