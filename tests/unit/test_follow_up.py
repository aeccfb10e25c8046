# ruff: noqa: E501 - tables of cases read better on one line
"""Two visits side by side: a change is judged only against what is published."""

import json
from dataclasses import replace

import pytest

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.edits import SetPredecessor
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.follow_up import Change, Limit, Measure, PublishedError, Verdict, compare, judged
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.core.text import LocalText
from sonostep.protocols import load_error_data, load_protocol, load_vocabulary
from sonostep.storage import exam_from_json, exam_to_json

EXAM = Exam("later", "2026-02-01T00:00:00+00:00")
SCALED = ScaleInfo(400, 600, (Region(0, 0, 599, 399, 1, 1, 3, 3, 0.01, 0.01),))
DATA, PROTOCOLS = load_error_data(), (load_protocol("lateral_hip"), load_protocol("lumbar_facet_targeting"))
B, W, N = Verdict.BEYOND, Verdict.WITHIN, Verdict.NOT_INTERPRETABLE


def published(**limits: Limit) -> PublishedError:
    text = LocalText("x", "x")
    none = dict.fromkeys(("detectable", "important", "standard_error"))
    return PublishedError(
        "x", text, "mm", False, (), (), **(none | limits), reliability=(), note=text, source="R1"
    )  # type: ignore[arg-type]


MDC, RANGE = published(detectable=Limit(4, 4)), published(detectable=Limit(0.8, 4.5))
MCID = published(important=Limit(2, 2, 0.3))


@pytest.mark.parametrize(
    ("error", "before", "after", "verdict"),
    [
        (None, 1, 100, N),
        (published(), 1, 100, N),
        (MDC, 10, 14, B),
        (MDC, 10, 6, B),
        (MDC, 10, 13.9, W),
        (MDC, 10, 10, W),
        (RANGE, 10, 10.5, W),
        (RANGE, 10, 12, N),
        (RANGE, 10, 15, B),
        (MCID, 8, 6, B),
        (MCID, 8, 7, W),
        (MCID, 3, 2, B),
        (MCID, 0, 1, W),
    ],
)
def test_a_change_against_what_is_published(
    error: PublishedError | None, before: float, after: float, verdict: Verdict
) -> None:
    assert judged(before, after, error)[0] is verdict


def test_which_limit_was_used_is_said() -> None:
    assert "minimal detectable" in judged(10, 20, MDC)[1].en
    assert "detectable change is not published" in judged(8, 2, MCID)[1].en


def said(before: Exam, after: Exam) -> tuple[Change, ...]:
    return compare(before, after, DATA, load_vocabulary(), PROTOCOLS)


def line(slot: str, length: float, side: Side = Side.RIGHT, id_: str = "m") -> Annotation:
    return Annotation(
        id_,
        FrameRef("c", 1),
        ShapeKind.DISTANCE,
        (Point(10, 10), Point(10 + length, 10)),
        slot=slot,
        side=side,
    )


def with_shapes(*shapes: Annotation, scale: ScaleInfo = SCALED) -> Exam:
    return replace(EXAM, clips=(ClipRecord("c", "c", "c", 9, 20.0, scale),), annotations=shapes)


def test_scores_are_compared_pain_by_pain() -> None:
    before = replace(
        EXAM, complaints=(Complaint("1", "A", Side.RIGHT, score=8), Complaint("2", "B", score=5))
    )
    after = replace(
        EXAM,
        complaints=(
            Complaint("9", "A", Side.RIGHT, score=3),
            Complaint("2", "C", score=4),
            Complaint("3", "D", score=1),
        ),
    )
    changes = said(before, after)
    assert [(c.id, c.before, c.after, c.verdict) for c in changes] == [("9", 8, 3, B), ("2", 5, 4, W)]
    assert changes[0].error is not None and "Ostelo" in changes[0].error.source
    unscored = replace(after, complaints=(Complaint("2", "B"),))
    assert said(before, unscored) == said(unscored, before) == ()


def test_a_response_without_a_level_is_named_as_it_is() -> None:
    visit = replace(
        EXAM,
        findings=(Finding(FindingKey("injection_pain_after", Side.RIGHT), FindingState.INDETERMINATE, 4.0),),
    )
    (change,) = said(visit, visit)
    assert (change.text, change.site) == (load_vocabulary().question("injection_pain_after").text, "")


def test_block_responses_are_set_side_by_side() -> None:
    def visit(choice: str, state: FindingState, after_30: float | None) -> Exam:
        place = (Side.RIGHT, "L4_L5")
        scored = FindingState.NOT_ASSESSED if after_30 is None else FindingState.INDETERMINATE
        found = (
            Finding(FindingKey("facet_block_first", *place), state, choice=choice),
            Finding(FindingKey("block_first_pain_30", *place), scored, after_30),
            Finding(FindingKey("block_first_hours", *place), FindingState.INDETERMINATE, 3.0),
            Finding(FindingKey("gt_palpation", Side.RIGHT), FindingState.PRESENT),
        )
        return replace(EXAM, findings=found)

    first = visit("positive", FindingState.PRESENT, 1)
    second = visit("negative", FindingState.ABSENT, 7)
    block, pain, hours = said(first, second)
    assert (block.chosen_before, block.chosen_after, block.verdict) == ("positive", "negative", N)
    assert block.text.en.endswith(": L4/L5") and block.measure is Measure.RESPONSE
    assert (pain.before, pain.after, pain.verdict) == (1, 7, B)
    assert (hours.verdict, hours.reason.en) == (N, "No published measurement error")
    unscored = said(first, visit("negative", FindingState.ABSENT, None))
    assert [c.id for c in unscored] == ["facet_block_first", "block_first_hours"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((line("gmed_thickness", 50),), (line("gmed_thickness", 80),), [("gmed_thickness", 5.0, 8.0, N)], id="no published error"),
        pytest.param((line("gmed_thickness", 50),), (line("gmed_thickness", 50, Side.LEFT),), [], id="other side"),
        pytest.param((line("gmed_thickness", 50),), (line("unheard", 50),), [], id="no such slot"),
        pytest.param((line("gmed_thickness", 20), line("gmed_thickness", 60, id_="n")), (line("gmed_thickness", 80),), [("gmed_thickness", 6.0, 8.0, N)], id="the last drawn"),
        pytest.param((), (line("gmed_thickness", 80),), [], id="only one"),
    ],
)  # fmt: skip
def test_measurements(
    before: tuple[Annotation, ...], after: tuple[Annotation, ...], expected: list[object]
) -> None:
    changes = said(with_shapes(*before), with_shapes(*after))
    assert [(c.id, round(c.before or 0, 6), round(c.after or 0, 6), c.verdict) for c in changes] == expected


def test_without_a_scale_there_is_no_number() -> None:
    shape = line("gmed_thickness", 50)
    (change,) = said(with_shapes(shape), with_shapes(shape, scale=ScaleInfo(400, 600)))
    assert (change.before, change.after, change.verdict) == (pytest.approx(5.0), None, N)
    (lost,) = said(replace(with_shapes(shape), clips=()), with_shapes(shape))
    assert lost.before is None and "no number" in lost.reason.en


def test_every_published_error_says_where_it_is_from() -> None:
    for error in DATA.errors:
        assert error.source and not error.source.startswith("GK")
        assert not (error.standard_error and error.detectable is None)
    assert {e.id for e in DATA.errors if e.limit is None} == {
        "gmed_thickness",
        "itb_thickness",
        "multifidus_area",
    }


def test_an_exam_names_its_predecessor() -> None:
    named = SetPredecessor("earlier").apply(EXAM)
    assert exam_from_json(exam_to_json(named)).predecessor == "earlier"
    assert SetPredecessor("").apply(named) == EXAM
    with pytest.raises(ProblemError) as caught:
        SetPredecessor("later").apply(EXAM)
    assert caught.value.problem.code == "exam.own_predecessor"


def test_an_exam_written_before_there_were_predecessors_is_read() -> None:
    tree = json.loads(exam_to_json(EXAM))
    del tree["exam"]["predecessor"]
    assert exam_from_json(json.dumps(tree).encode()) == EXAM
