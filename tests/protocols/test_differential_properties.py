# ruff: noqa: E501 - tables of cases read better on one line
"""Properties of the differential with the knowledge that we ship."""

import random
import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from helpers.knowledge_strategies import (
    FEATURES,
    FEW,
    KNOWLEDGE,
    QUESTIONS,
    by_place,
    exams,
    said,
    supporting,
)
from sonostep.core.differential import feature_key
from sonostep.core.differential.arithmetic import BAND_ORDER
from sonostep.core.differential.operators import Operator
from sonostep.core.differential.result import Band, Direction, SourceKind
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.paths import exam_protocols
from sonostep.protocols.cases import Case, case_files, read_cases
from sonostep.protocols.schema.operators import NAMES, PartModel


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


CASES = [c for path in case_files() for c in read_cases(path) if not c.expect.suspended]


def _placed(exam: Exam, names: dict[str, str]) -> dict[tuple[str, str, str, str], tuple[float, float, float]]:
    judged = by_place(said(exam))
    return {(names[c], *rest): j.odds for (c, *rest), j in judged.items()}  # type: ignore[misc]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_entered_in_another_order_under_other_names_is_the_same(case: Case) -> None:
    exam = case.exam
    names = {c.id: f"{'zyx'[n % 3]}{n}" for n, c in enumerate(exam.complaints)}
    kept = {c.id: c.id for c in exam.complaints}
    pains = tuple(
        replace(c, id=names[c.id], features=c.features[::-1], route=c.route[::-1])
        for c in exam.complaints[::-1]
    )
    renamed = tuple(replace(f, reproduces=tuple(names[c] for c in f.reproduces)) for f in exam.findings[::-1])
    other = replace(exam, complaints=pains, findings=renamed)
    assert _placed(other, {v: k for k, v in names.items()}) == _placed(exam, kept)
    led, leads = dict(said(other).leading), dict(said(exam).leading)
    assert {c: led[names[c]] for c in leads} == leads


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_with_everything_paused_is_its_prior(case: Case) -> None:
    exam = case.exam
    keys = [f.key for f in exam.findings]
    keys += [feature_key(c.id, f) for c in exam.complaints for f in (*(t.id for t in c.features), "route")]
    for judgement in said(replace(exam, paused=tuple(keys))).judgements:
        assert judgement.band is Band.NOT_ASSESSABLE
        assert judgement.odds[0] == pytest.approx(judgement.prior or 1.0)


@pytest.mark.parametrize("id_", ["founding", "gtps_pure", "facet_history", "sacroiliac", "disc_herniation"])
def test_no_support_that_is_added_to_a_case_lowers_it(id_: str) -> None:
    exam = next(c for c in CASES if c.id == id_).exam
    before = by_place(said(exam))
    held = {f.key for f in exam.findings}
    for complaint in exam.complaints:
        side = complaint.side if complaint.side in (Side.LEFT, Side.RIGHT) else Side.RIGHT
        for question in dict.fromkeys(q for c in KNOWLEDGE.conditions for q in supporting(c.id)):
            site = question.sites[0] if question.sites else ""
            key = FindingKey(question.id, side if question.sided else None, site)
            felt = (complaint.id,) if question.asks_complaint else ()
            more = Finding(key, FindingState.PRESENT, reproduces=felt)
            after = by_place(said(replace(exam, findings=(*exam.findings, more)))) if key not in held else {}
            for place, judgement in after.items():
                if place[0] == complaint.id and question in supporting(place[1]):
                    assert judgement.odds[0] >= before[place].odds[0] - 1e-9, (question.id, place)
                    assert BAND_ORDER.index(judgement.band) <= BAND_ORDER.index(before[place].band)


@FEW
@given(exams(), st.data())
def test_more_supporting_evidence_never_lowers_a_band(exam: Exam, data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from([c.id for c in KNOWLEDGE.conditions if supporting(c.id)]))
    question = data.draw(st.sampled_from(supporting(condition)))
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


PRESSED = ("us_sonopalpation", "gt_palpation")
"""By probe or by hand: what opens the gate of an appearance at the trochanter."""


@pytest.mark.parametrize(
    "id_", ["founding", "gmed_tendinopathy", "gmin_tendinopathy", "partial_tear", "full_tear"]
)
def test_an_appearance_in_a_case_weighs_nothing_without_the_familiar_pain(id_: str) -> None:
    exam = next(c for c in CASES if c.id == id_).exam
    appearances = {q.id for q in QUESTIONS if q.ultrasound}
    seen = tuple(f for f in exam.findings if f.key.id not in PRESSED and f.state is FindingState.PRESENT)
    assert any(f.key.id in appearances for f in seen)
    unseen = tuple(f for f in seen if f.key.id not in appearances)
    with_, without = (by_place(said(replace(exam, findings=f))) for f in (seen, unseen))
    assert {p: j.odds for p, j in with_.items()} == {p: j.odds for p, j in without.items()}


@FEW
@given(exams())
def test_ultrasound_without_the_familiar_pain_weighs_nothing(exam: Exam) -> None:
    appearances = {q.id for q in QUESTIONS if q.ultrasound and q.sites}
    kept = tuple(f for f in exam.findings if f.key.id not in PRESSED and f.state is not FindingState.ABSENT)
    seen, unseen = (
        replace(exam, findings=kept),
        replace(exam, findings=tuple(f for f in kept if f.key.id not in appearances)),
    )
    assert {p: j.odds for p, j in by_place(said(seen)).items()} == {
        p: j.odds for p, j in by_place(said(unseen)).items()
    }


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
    {"at_one_of": ["L4_L5"], "of": NUMB}, {"both_sides": NUMB}, {"not_shown": NUMB},
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
