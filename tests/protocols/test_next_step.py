# ruff: noqa: E501 - tables of cases read better on one line
"""The next best step against brute force over everything that can be asked."""

import math
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from protocols.arbitrary import (
    BURDENS,
    FEATURES,
    QUESTIONS,
    SCALE,
    STATES,
    TWO_ANGLES,
    VOCABULARY,
    by_place,
    exams,
    said,
)
from sonostep.core.differential.next_step import change
from sonostep.core.differential.result import Band, Judgement
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind, Question
from sonostep.protocols.cases import case_files, read_cases


def brute_force(
    exam: Exam, key: FindingKey, complaint: str, now: dict[tuple[str, str, str, str], Judgement]
) -> float:
    """The expected change by weighing the whole exam anew with each answer."""
    yes, no = (_answered(exam, key, complaint, s) for s in STATES)
    up, down = by_place(said(yes)), by_place(said(no))
    moved: dict[str, float] = {}
    for place, judgement in now.items():
        matters = judgement.kind == "main" or judgement.band is not Band.NOT_ASSESSABLE
        if place[0] == complaint and matters:
            logs = (math.log(d[place].odds[0]) for d in (now, up, down))
            moved[place[1]] = max(moved.get(place[1], 0.0), change(*logs))
    return sum(moved.values())


def _answered(exam: Exam, key: FindingKey, complaint: str, state: FindingState) -> Exam:
    if key.id in FEATURES:
        pains = tuple(
            replace(c, features=(*(f for f in c.features if f.id != key.id), Feature(key.id, state)))
            if c.id == complaint
            else c
            for c in exam.complaints
        )
        return replace(exam, complaints=pains)
    question = VOCABULARY.question(key.id)
    felt = (complaint,) if question.asks_complaint and state is FindingState.PRESENT else ()
    choice = next((o.id for o in question.options if o.state is state), "")
    answer = Finding(key, state, choice=choice, reproduces=felt, frames=TWO_ANGLES)
    return replace(exam, findings=(*exam.findings, answer))


@settings(max_examples=max(4, SCALE // 12), phases=(Phase.generate,))
@given(exams(), st.data())
def test_the_next_best_step_agrees_with_brute_force(exam: Exam, data: st.DataObject) -> None:
    steps, now = said(exam).next_steps, by_place(said(exam))
    rates = [round(s.gain / s.burden, 9) for s in steps]
    assert rates == sorted(rates, reverse=True)
    for step in steps[:3]:
        assert step.gain == pytest.approx(brute_force(exam, step.question, step.complaint, now))
    question = data.draw(st.sampled_from([q for q in QUESTIONS if not q.sites and BURDENS.get(q.id)]))
    side = Side.RIGHT if question.sided else None
    key = FindingKey(question.id, side)
    if steps and not any(f.key == key for f in exam.findings):
        for complaint in exam.complaints:
            if question.sided and complaint.side is not Side.RIGHT:
                continue
            gain = brute_force(exam, key, complaint.id, now)
            listed = (
                len(steps) < 10
                or gain / (BURDENS[question.id] or 1) > steps[-1].gain / steps[-1].burden + 1e-9
            )
            assert gain < 1e-9 or not listed or key in {s.question for s in steps}


def _open_keys(exam: Exam, complaint: Complaint) -> list[FindingKey]:
    """Every place where something can still be asked for one complaint: all findings, sides, sites, features."""
    sides = (complaint.side,) if complaint.side in (Side.LEFT, Side.RIGHT) else (Side.LEFT, Side.RIGHT)
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


@pytest.mark.parametrize(
    ("id_", "setting", "more"),
    [
        ("founding", "", ()),
        ("facet_history", "", ()),
        ("gtps_history_only", "lateral_hip_clinic", ("resisted_derotation",)),
    ],
)
def test_the_next_best_step_is_the_best_of_all_that_can_be_asked(
    id_: str, setting: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(c for path in case_files() for c in read_cases(path) if c.id == id_)
    added = (Finding(FindingKey(i, Side.RIGHT), FindingState.PRESENT, reproduces=("A",)) for i in more)
    exam = replace(case.exam, setting=setting, findings=(*case.exam.findings, *added))
    best: dict[FindingKey, float] = {}
    now = by_place(said(exam))
    for complaint in exam.complaints:
        for key in _open_keys(exam, complaint):
            gain = brute_force(exam, key, complaint.id, now) / (BURDENS[key.id] or 1)
            best[key] = max(best.get(key, 0.0), gain)
    wanted = {k: g for k, g in best.items() if g > 1e-9}
    shown = said(exam).next_steps
    monkeypatch.setattr("sonostep.core.differential.next_step.SHOWN", 10**6)
    steps = said(exam).next_steps
    assert steps[: len(shown)] == shown
    assert {s.question: s.gain / s.burden for s in steps} == pytest.approx(wanted)
    rates = [s.gain / s.burden for s in steps]
    assert rates == pytest.approx(sorted(rates, reverse=True))
