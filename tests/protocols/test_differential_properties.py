# ruff: noqa: E501 - tables of cases read better on one line
"""Properties of the differential with the knowledge that we ship."""

import math
import random
import re
from dataclasses import replace
from functools import cache
from typing import get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sonostep.core.clip import FrameRef
from sonostep.core.differential import feature_key, weigh
from sonostep.core.differential.arithmetic import BAND_ORDER
from sonostep.core.differential.knowledge import Evidence
from sonostep.core.differential.next_step import change
from sonostep.core.differential.operators import Operator
from sonostep.core.differential.result import Band, Differential, Direction, Judgement, SourceKind
from sonostep.core.differential.scene import Frame, leaves
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind, Question
from sonostep.paths import exam_protocols
from sonostep.protocols import load_knowledge, load_vocabulary
from sonostep.protocols.cases import case_files, read_cases
from sonostep.protocols.operator_schema import NAMES, PartModel

VOCABULARY, KNOWLEDGE = load_vocabulary(), load_knowledge()
QUESTIONS = tuple(q for q in VOCABULARY.questions if not q.flag and q.id != "red_flag_clearance")
FEATURES = tuple(f for g in VOCABULARY.feature_groups for f, _ in g.features)
ROUTE = tuple(s.id for s in VOCABULARY.sites if s.group == "route")
BURDENS = {q: b.minutes for b in KNOWLEDGE.burdens for q in b.questions}
SCALE = settings.default.max_examples
FEW = settings(max_examples=max(10, SCALE // 4))
STATES = (FindingState.PRESENT, FindingState.ABSENT)
TWO_ANGLES = (FrameRef("c", 1), FrameRef("c", 2))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    question = draw(st.sampled_from(QUESTIONS))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT))) if question.sided else None
    site = draw(st.sampled_from(question.sites)) if question.sites else ""
    felt = draw(st.sampled_from(((), ("A",), ("B",), ("A", "B")))) if question.asks_complaint else ()
    if question.kind is AnswerKind.CHOICE:
        option = draw(st.sampled_from(question.options))
        return Finding(FindingKey(question.id, side, site), option.state, choice=option.id, reproduces=felt)
    seen = tuple(FrameRef("c", n) for n in range(1, draw(st.integers(1, 3))))
    state = draw(st.sampled_from(STATES))
    return Finding(FindingKey(question.id, side, site), state, reproduces=felt, frames=seen)


@st.composite
def complaints(draw: st.DrawFn, id_: str) -> Complaint:
    features = draw(st.dictionaries(st.sampled_from(FEATURES), st.sampled_from(STATES), max_size=8))
    route = draw(st.lists(st.sampled_from(ROUTE), unique=True, max_size=4))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT, Side.MIDLINE, None)))
    return Complaint(id_, id_, side, tuple(route), tuple(Feature(k, v) for k, v in features.items()))


@st.composite
def exams(draw: st.DrawFn) -> Exam:
    pains = (draw(complaints("A")), draw(complaints("B")))
    unique = {f.key: f for f in draw(st.lists(findings(), max_size=12))}
    setting = draw(st.sampled_from(("", *(s.id for s in KNOWLEDGE.settings))))
    side = draw(st.sampled_from((Side.LEFT, Side.RIGHT, None)))
    return Exam(
        "x",
        "2026-01-01T00:00:00+00:00",
        side=side,
        setting=setting,
        complaints=pains,
        findings=tuple(unique.values()),
    )


def said(exam: Exam) -> Differential:
    return weigh(exam, KNOWLEDGE, VOCABULARY)


def by_place(differential: Differential) -> dict[tuple[str, str, str, str], Judgement]:
    return {(j.complaint, j.condition, j.segment, j.side or ""): j for j in differential.judgements}


@FEW
@given(exams(), st.randoms())
def test_order_of_entry_changes_nothing(exam: Exam, chance: random.Random) -> None:
    shuffled = list(exam.findings)
    chance.shuffle(shuffled)
    pains = tuple(
        replace(c, features=tuple(reversed(c.features)), route=tuple(reversed(c.route)))
        for c in exam.complaints
    )
    assert said(replace(exam, findings=tuple(shuffled), complaints=pains)) == said(exam)


@FEW
@given(exams())
def test_renaming_a_complaint_changes_only_its_name(exam: Exam) -> None:
    names = {"A": "zz", "B": "B"}
    pains = tuple(replace(c, id=names[c.id]) for c in exam.complaints)
    renamed = tuple(replace(f, reproduces=tuple(names[c] for c in f.reproduces)) for f in exam.findings)
    before, after = said(exam), said(replace(exam, complaints=pains, findings=renamed))
    assert [(names[j.complaint], j.condition, j.segment, j.odds) for j in before.judgements] == [
        (j.complaint, j.condition, j.segment, j.odds) for j in after.judgements
    ]
    assert [s.gain for s in before.next_steps] == pytest.approx([s.gain for s in after.next_steps])


@FEW
@given(exams())
def test_pausing_everything_gives_the_prior(exam: Exam) -> None:
    keys = [f.key for f in exam.findings]
    keys += [feature_key(c.id, f) for c in exam.complaints for f in (*FEATURES, "route")]
    paused = said(replace(exam, paused=tuple(keys)))
    for judgement in paused.judgements:
        assert judgement.band is Band.NOT_ASSESSABLE
        assert judgement.odds[0] == pytest.approx(judgement.prior or 1.0)
        assert not judgement.directed(Direction.FOR) and not judgement.directed(Direction.AGAINST)


@FEW
@given(exams())
def test_the_interval_holds_the_value_and_bands_are_ordered(exam: Exam) -> None:
    for judgement in said(exam).judgements:
        value, low, high = judgement.odds
        assert low <= value <= high
        order = [BAND_ORDER.index(b) for b in (judgement.band_high, judgement.band, judgement.band_low)]
        assert order == sorted(order)


def _ids(item: Evidence) -> frozenset[str]:
    frame = Frame((Side.RIGHT,), "L5", "A", frozenset(q.id for q in QUESTIONS if q.sided))
    operators = (item.when, item.absent_when, item.given)
    return frozenset(k.id for o in operators if o for k in leaves(o, frame))


@cache
def _supporting(condition: str) -> tuple[Question, ...]:
    """Findings that only ever speak for a condition: simple items without guard, ratio over 1 when present."""
    items = KNOWLEDGE.condition(condition).evidence
    return tuple(
        q for q in QUESTIONS
        if q.kind is AnswerKind.PRESENCE and not q.ultrasound
        and (touched := [e for e in items if q.id in _ids(e)])
        and all(
            e.given is None and e.absent_when is None and e.present and e.present.value >= 1
            and "Absent" not in repr(e.when) and "NotShown" not in repr(e.when) and (e.absent is None or e.absent.value <= 1)
            for e in touched
        )
    )  # fmt: skip


@FEW
@given(exams(), st.data())
def test_more_supporting_evidence_never_lowers_a_band(exam: Exam, data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from([c.id for c in KNOWLEDGE.conditions if _supporting(c.id)]))
    question = data.draw(st.sampled_from(_supporting(condition)))
    side = exam.complaints[0].side or exam.side
    side = (side if side in (Side.LEFT, Side.RIGHT) else Side.RIGHT) if question.sided else None
    site = data.draw(st.sampled_from(question.sites)) if question.sites else ""
    more = Finding(
        FindingKey(question.id, side, site),
        FindingState.PRESENT,
        reproduces=("A",) if question.asks_complaint else (),
    )
    others = tuple(f for f in exam.findings if f.key != more.key)
    before = by_place(said(replace(exam, findings=others)))
    after = by_place(said(replace(exam, findings=(*others, more))))
    for place, judgement in before.items():
        if place[:2] == ("A", condition):
            assert after[place].odds[0] >= judgement.odds[0] - 1e-9


@FEW
@given(exams())
def test_ultrasound_without_the_familiar_pain_weighs_nothing(exam: Exam) -> None:
    appearances = {q.id for q in QUESTIONS if q.ultrasound}
    kept = tuple(
        f for f in exam.findings if f.key.id != "us_sonopalpation" and f.state is not FindingState.ABSENT
    )
    seen, unseen = (
        replace(exam, findings=kept),
        replace(exam, findings=tuple(f for f in kept if f.key.id not in appearances)),
    )
    assert {p: j.odds for p, j in by_place(said(seen)).items()} == {
        p: j.odds for p, j in by_place(said(unseen)).items()
    }


def brute_force(exam: Exam, key: FindingKey, complaint: str) -> float:
    """The expected change by weighing the whole exam anew with each answer."""
    yes, no = (_answered(exam, key, complaint, s) for s in STATES)
    now, up, down = by_place(said(exam)), by_place(said(yes)), by_place(said(no))
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
    steps = said(exam).next_steps
    rates = [round(s.gain / s.burden, 9) for s in steps]
    assert rates == sorted(rates, reverse=True)
    for step in steps[:3]:
        assert step.gain == pytest.approx(brute_force(exam, step.question, step.complaint))
    question = data.draw(st.sampled_from([q for q in QUESTIONS if not q.sites and BURDENS.get(q.id)]))
    side = Side.RIGHT if question.sided else None
    key = FindingKey(question.id, side)
    if steps and not any(f.key == key for f in exam.findings):
        for complaint in exam.complaints:
            if question.sided and complaint.side is not Side.RIGHT:
                continue
            gain = brute_force(exam, key, complaint.id)
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
    for complaint in exam.complaints:
        for key in _open_keys(exam, complaint):
            gain = brute_force(exam, key, complaint.id) / (BURDENS[key.id] or 1)
            best[key] = max(best.get(key, 0.0), gain)
    wanted = {k: g for k, g in best.items() if g > 1e-9}
    shown = said(exam).next_steps
    monkeypatch.setattr("sonostep.core.differential.next_step.SHOWN", 10**6)
    steps = said(exam).next_steps
    assert steps[: len(shown)] == shown
    assert {s.question: s.gain / s.burden for s in steps} == pytest.approx(wanted)
    rates = [s.gain / s.burden for s in steps]
    assert rates == pytest.approx(sorted(rates, reverse=True))


def test_absent_is_not_unknown_in_the_founding_case() -> None:
    case = next(c for path in case_files() for c in read_cases(path) if c.id == "founding")
    key = FindingKey("gt_palpation", Side.RIGHT)
    without = replace(
        case.exam, findings=tuple(f for f in case.exam.findings if f.key.id in ("gt_palpation",))
    )
    absent = replace(without, findings=(Finding(key, FindingState.ABSENT),))
    unknown = replace(without, findings=())
    place = ("B", "gtps", "", "")
    odds = [by_place(said(e))[place].odds[0] for e in (without, unknown, absent)]
    assert odds[0] >= odds[1] >= odds[2] and odds[0] > odds[2]


NUMB = {"feature": "numb"}
WRITTEN = (
    NUMB, {"finding": "slr"}, {"choice": "lstv", "options": ["none"]}, {"route": ["groin"]},
    {"concordant": "us_tendinosis", "sites": ["lateral"]}, {"absent": NUMB}, {"any_of": [NUMB]},
    {"all_of": [NUMB]}, {"count_at_least": 1, "of": [NUMB]}, {"same_side": NUMB},
    {"at_one_of": ["L4_L5"], "of": NUMB}, {"not_shown": NUMB},
)  # fmt: skip


def test_every_operator_of_core_can_be_written_in_a_file() -> None:
    part = TypeAdapter(PartModel)
    assert {next(iter(w)) for w in WRITTEN} == set(NAMES)
    assert {type(part.validate_python(w).core()) for w in WRITTEN} == set(get_args(Operator))


def test_nothing_of_ours_rests_on_general_knowledge() -> None:
    folder = exam_protocols()
    held = [p.name for p in folder.rglob("*.yaml") if re.search(r"\bGK\b", p.read_text(encoding="utf-8"))]
    assert held == []
    decided = {p.name[:4] for p in (folder.parent / "docs" / "adr").glob("*.md")}
    named = {m for p in folder.rglob("*.yaml") for m in re.findall(r"ADR-(\d{4})", p.read_text("utf-8"))}
    assert named <= decided


def test_every_prior_has_a_source_a_sample_and_a_quality() -> None:
    for setting in KNOWLEDGE.settings:
        for prior in setting.priors:
            assert "[R" in prior.source and prior.quality and prior.sample, (setting.id, prior.condition)
            assert 0 < (prior.low or prior.probability) <= prior.probability < 1


def test_every_number_has_a_source_and_a_kind() -> None:
    for condition in KNOWLEDGE.conditions:
        for item in condition.evidence:
            assert item.source, item.id
            if item.kind in (SourceKind.PUBLISHED, SourceKind.DERIVED):
                assert item.quality and "R" in item.source, item.id
            if item.kind is SourceKind.DESIGN_CHOICE:
                assert "ADR-" in item.source, item.id
