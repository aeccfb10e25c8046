"""What a band means: what carries, what only goes with it, and what no finding can take away."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.knowledge_strategies import (
    FEW,
    KNOWLEDGE,
    VOCABULARY,
    by_place,
    exams,
    findings,
    said,
    supporting,
)
from sonostep.core.differential.arithmetic import BAND_ORDER
from sonostep.core.differential.knowledge import ConditionKind
from sonostep.core.differential.result import Band, Differential, Direction, EvidenceRole, Judgement
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind
from sonostep.protocols.cases import case_files, read_cases

SUPPORTED = (Band.STRONGLY_SUPPORTED, Band.SUPPORTED)
POSSIBLE = (*SUPPORTED, Band.POSSIBLE)
CARRYING = (EvidenceRole.EVIDENCE, EvidenceRole.WORDS)
FLAGS = tuple(q for q in VOCABULARY.questions if q.flag and q.kind is AnswerKind.PRESENCE)
SURVEYS = {s.id for s in KNOWLEDGE.settings if any(p.survey for p in s.priors)}
EXAMS = [c.exam for path in case_files() for c in read_cases(path) if not c.expect.suspended]


def _carried(judgement: Judgement) -> bool:
    return any(r.counted and r.role in CARRYING for r in judgement.directed(Direction.FOR))


@FEW
@given(exams())
def test_no_context_alone_supports_and_nothing_is_possible_without_something_in_favour(exam: Exam) -> None:
    for judgement in said(exam).judgements:
        assert _carried(judgement) or not judgement.in_favour
        if judgement.band in POSSIBLE:
            assert judgement.in_favour, judgement.name.en


@pytest.mark.parametrize("exam", EXAMS, ids=lambda e: e.id)
def test_a_case_without_what_carries_is_at_best_less_likely(exam: Exam) -> None:
    """Pausing all that carries for a condition leaves context, imaging and what speaks against."""
    for judgement in said(exam).judgements:
        if judgement.band in SUPPORTED and not judgement.segment:
            held = {k for r in judgement.reasons if r.role in CARRYING for k in r.findings}
            rest = by_place(said(replace(exam, paused=tuple(held))))
            place = (judgement.complaint, judgement.condition, "", judgement.side or "")
            assert rest[place].band not in POSSIBLE, judgement.name.en


@FEW
@given(exams())
def test_imaging_alone_never_makes_supported(exam: Exam) -> None:
    _without_imaging(exam)


@pytest.mark.parametrize("exam", EXAMS, ids=lambda e: e.id)
def test_imaging_alone_never_makes_a_case_supported(exam: Exam) -> None:
    _without_imaging(exam)


def _without_imaging(exam: Exam) -> None:
    for judgement in said(exam).judgements:
        shown = [r for r in judgement.directed(Direction.FOR) if r.role is EvidenceRole.IMAGING and r.counted]
        rest = judgement.odds[0] / math.prod(r.ratio for r in shown)
        assert judgement.band not in SUPPORTED or rest >= KNOWLEDGE.tuning.supported - 1e-6, judgement.name.en


@FEW
@given(exams())
def test_a_pain_that_is_not_drawn_speaks_against_nothing(exam: Exam) -> None:
    undrawn = replace(exam, complaints=tuple(replace(c, route=()) for c in exam.complaints))
    for judgement in said(undrawn).judgements:
        for reason in judgement.directed(Direction.AGAINST):
            assert any(k.id != "route" for k in reason.findings), reason.item


@FEW
@given(exams())
def test_a_part_waits_for_its_own_examination(exam: Exam) -> None:
    parts = {c.id: set(c.own) for c in KNOWLEDGE.conditions if c.kind is ConditionKind.PART}
    groups = {(c.id, e.id): e.group for c in KNOWLEDGE.conditions for e in c.evidence}
    told = (Direction.FOR, Direction.AGAINST)
    for judgement in said(exam).judgements:
        if judgement.condition in parts and judgement.band is not Band.NOT_ASSESSABLE:
            answered = {groups[judgement.condition, r.item] for r in judgement.reasons if r.direction in told}
            assert answered & parts[judgement.condition], judgement.name.en


def _clear(result: Differential) -> set[tuple[str, str, str, str]]:
    return {p for p, j in by_place(result).items() if j.band in SUPPORTED}


@pytest.mark.parametrize("exam", EXAMS, ids=lambda e: e.id)
def test_no_clinic_makes_a_clear_case_unclear(exam: Exam) -> None:
    bare = _clear(said(replace(exam, setting="")))
    for setting in KNOWLEDGE.settings:
        if setting.id not in SURVEYS:
            assert bare <= _clear(said(replace(exam, setting=setting.id))), setting.id


@FEW
@given(exams(), st.sampled_from([s.id for s in KNOWLEDGE.settings if s.id not in SURVEYS]))
def test_no_clinic_takes_supported_away(exam: Exam, setting: str) -> None:
    assert _clear(said(replace(exam, setting=""))) <= _clear(said(replace(exam, setting=setting)))


@FEW
@given(exams(), st.lists(findings(), max_size=6), st.data())
def test_no_stop_is_lost_by_adding_findings(exam: Exam, more: list[Finding], data: st.DataObject) -> None:
    flagged = data.draw(st.lists(st.sampled_from(FLAGS), min_size=1, max_size=3, unique=True))
    stops = tuple(Finding(FindingKey(q.id), FindingState.PRESENT) for q in flagged)
    before = replace(exam, findings=(*exam.findings, *stops))
    held = {f.key for f in before.findings}
    added = tuple({f.key: f for f in more if f.key not in held}.values())
    negative = tuple(
        Finding(FindingKey(q.id), FindingState.ABSENT) for q in FLAGS if FindingKey(q.id) not in held
    )
    present = {f.question for f in said(before).flags_present}
    after = said(replace(before, findings=(*before.findings, *added, *negative)))
    assert present <= {f.question for f in after.flags_present}
    assert after.suspended or not said(before).suspended


@FEW
@given(exams(), st.data())
def test_what_speaks_against_never_raises(exam: Exam, data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from([c.id for c in KNOWLEDGE.conditions if supporting(c.id)]))
    question = data.draw(st.sampled_from(supporting(condition)))
    side = Side.RIGHT if question.sided else None
    site = data.draw(st.sampled_from(question.sites)) if question.sites else ""
    no = Finding(FindingKey(question.id, side, site), FindingState.ABSENT)
    others = tuple(f for f in exam.findings if f.key != no.key)
    before = by_place(said(replace(exam, findings=others)))
    after = by_place(said(replace(exam, findings=(*others, no))))
    for place, judgement in before.items():
        if place[1] == condition:
            assert after[place].odds[0] <= judgement.odds[0] + 1e-9
            assert BAND_ORDER.index(after[place].band) >= BAND_ORDER.index(judgement.band) or (
                judgement.band is Band.NOT_ASSESSABLE
            )
