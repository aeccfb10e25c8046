# ruff: noqa: E501 - tables of cases read better on one line
"""What the differential says, one rule at a time, on a small knowledge base made by hand."""

from dataclasses import replace

import pytest

from helpers.small_knowledge import (
    ITEMS,
    VOCABULARY,
    A,
    L,
    P,
    R,
    complaint,
    exam,
    finding,
    item,
    knowledge,
    t,
)
from sonostep.core.differential import clearance, clearance_of, feature_key, weigh
from sonostep.core.differential.judge import NO_PRIOR, NO_SETTING
from sonostep.core.differential.knowledge import ConditionDef, ConditionKind
from sonostep.core.differential.next_step import change
from sonostep.core.differential.operators import (
    Absent,
    AllOf,
    AnyOf,
    ChoiceIn,
    CountAtLeast,
    FeatureIs,
    FindingIs,
    SameSide,
)
from sonostep.core.differential.result import Band, Differential, Direction
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.problem import ProblemError

KNOWLEDGE = knowledge()


def said(ex: Exam, *conditions: ConditionDef) -> Differential:
    return weigh(ex, knowledge(*conditions) if conditions else KNOWLEDGE, VOCABULARY)


def odds(ex: Exam, *conditions: ConditionDef) -> float:
    return round(said(ex, *conditions).judgements[0].odds[0], 6)


def directions(ex: Exam) -> dict[str, Direction]:
    return {r.item: r.direction for r in said(ex).judgements[0].reasons}


def one(*items: object, **more: object) -> ConditionDef:
    return ConditionDef("hip", t("hip"), ConditionKind.MAIN, items, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ex", "expected"),
    [
        pytest.param(exam(), 1.0, id="nothing known"),
        pytest.param(exam(finding("sign")), 2.0, id="present"),
        pytest.param(exam(finding("sign", A)), 0.5, id="absent is not unknown"),
        pytest.param(exam(finding("sign", FindingState.INDETERMINATE)), 1.0, id="indeterminate"),
        pytest.param(exam(finding("press", side=R, reproduces=("A",))), 2.0, id="familiar"),
        pytest.param(exam(finding("press", side=R)), 1.0, id="present without the familiar pain is neutral"),
        pytest.param(exam(finding("press", side=L, reproduces=("A",))), 1.0, id="other side"),
        pytest.param(
            exam(finding("press", side=R, reproduces=("A",)), finding("load", side=R, reproduces=("A",))),
            8.0, id="a group counts once, the strongest",
        ),
        pytest.param(exam(finding("look", side=R, site="here")), 1.0, id="appearance alone is neutral"),
        pytest.param(
            exam(finding("look", side=R, site="here"), finding("probe", side=R, site="there", reproduces=("A",))),
            1.0, id="appearance with the pain elsewhere",
        ),
        pytest.param(
            exam(finding("look", side=R, site="here"), finding("probe", side=R, site="here", reproduces=("A",))),
            3.0, id="appearance with the familiar pain",
        ),
        pytest.param(
            exam(finding("look", A, R, "here"), finding("look", A, R, "there")), 0.4, id="appearance absent everywhere"
        ),
        pytest.param(exam(finding("look", A, R, "here")), 1.0, id="half of it not looked at"),
        pytest.param(exam(complaints=(complaint(numb=P),)), 2.0, id="feature"),
        pytest.param(exam(complaints=(complaint(route=("outer_hip",)),)), 2.0, id="route"),
        pytest.param(exam(complaints=(complaint(route=("sole",)),)), 0.5, id="another route"),
    ],
)  # fmt: skip
def test_odds(ex: Exam, expected: float) -> None:
    assert odds(ex) == expected


def test_a_test_that_reproduced_another_pain_is_absent_for_this_one() -> None:
    ex = exam(finding("press", side=R, reproduces=("B",)), complaints=(complaint("A"), complaint("B")))
    assert {j.complaint: round(j.odds[0], 3) for j in said(ex).judgements} == {"A": 0.5, "B": 2.0}


def test_a_complaint_without_a_side_takes_the_exams_and_the_midline_hears_both() -> None:
    pressed = finding("press", side=L, reproduces=("A",))
    assert odds(exam(pressed, complaints=(complaint(side=None),), side=L)) == 2.0
    assert odds(exam(pressed, complaints=(complaint(side=None),), side=R)) == 1.0
    assert odds(exam(pressed, complaints=(complaint(side=None),))) == 2.0


def test_priors_are_chosen_and_said() -> None:
    there = (complaint(route=("outer_hip",)),)
    plain, chosen = said(exam(complaints=there)), said(exam(complaints=there, setting="clinic"))
    elsewhere = said(exam(complaints=(complaint(route=("sole",)),), setting="clinic"))
    assert (plain.judgements[0].prior, plain.judgements[0].prior_source) == (None, NO_SETTING)
    assert chosen.judgements[0].prior == pytest.approx(3.0)
    said_prior = chosen.judgements[0].prior_source
    assert said_prior.en == "clinic: pre-test probability 0.75 (0.6 to 0.9); R1"
    assert "0.6 至 0.9" in said_prior.zh_tw
    assert chosen.judgements[0].odds[0] == pytest.approx(6.0)
    assert elsewhere.judgements[0].prior_source.en == f"clinic. {NO_PRIOR.en}"


def test_every_reason_says_how_it_speaks() -> None:
    ex = exam(finding("sign"), finding("press", side=R), complaints=(complaint(numb=A),))
    assert directions(ex) == {
        "press": Direction.NEUTRAL, "both": Direction.NOT_ASSESSED, "sign": Direction.FOR,
        "numb": Direction.AGAINST, "route": Direction.NOT_ASSESSED, "look": Direction.NOT_ASSESSED,
    }  # fmt: skip
    reason = next(r for r in said(ex).judgements[0].reasons if r.item == "numb")
    assert reason.findings == (FindingKey("numb", None, "A"),)
    assert not reason.published_interval


def test_an_uncounted_reason_is_marked() -> None:
    ex = exam(finding("press", side=R, reproduces=("A",)), finding("load", side=R, reproduces=("A",)))
    reasons = {r.item: r.counted for r in said(ex).judgements[0].reasons}
    assert reasons["both"] and not reasons["press"]


def test_a_tie_in_a_group_goes_against() -> None:
    condition = one(
        item("a", FindingIs("sign"), 2.0, group="g"), item("b", FeatureIs("numb"), 0.5, None, group="g")
    )
    assert odds(exam(finding("sign"), complaints=(complaint(numb=P),)), condition) == 0.5


@pytest.mark.parametrize("paused", ["sign", "numb", "route"])
def test_pausing_takes_one_thing_out(paused: str) -> None:
    ex = exam(finding("sign"), complaints=(complaint(numb=P, route=("outer_hip",)),))
    key = FindingKey("sign") if paused == "sign" else feature_key("A", paused)
    assert odds(ex) == 8.0
    held = replace(ex, paused=(key,))
    assert odds(held) == 4.0
    assert directions(held)[paused] is Direction.PAUSED
    assert paused not in {s.question.id for s in said(held).next_steps}


def test_pausing_everything_gives_the_prior() -> None:
    ex = exam(finding("sign"), complaints=(complaint(numb=P),), setting="")
    paused = said(replace(ex, paused=(FindingKey("sign"), feature_key("A", "numb"))))
    assert paused.judgements[0].band is Band.NOT_ASSESSABLE
    assert paused.judgements[0].odds == (1.0, 1.0, 1.0)


OPERATORS = {
    "any": AnyOf((FindingIs("sign"), FindingIs("needle"))),
    "none": Absent(FindingIs("sign")),
    "count": CountAtLeast(2, (FindingIs("sign"), FindingIs("needle"), FindingIs("prompt"))),
    "choice": ChoiceIn("block", ("positive",)),
    "side": SameSide(AllOf((FindingIs("press"), FindingIs("load")))),
}


@pytest.mark.parametrize(
    ("operator", "findings", "expected"),
    [
        ("any", (finding("sign", A),), 1.0),
        ("any", (finding("sign", A), finding("needle", A)), 0.5),
        ("any", (finding("sign", A), finding("needle")), 2.0),
        ("none", (finding("sign"),), 0.5),
        ("none", (finding("sign", A),), 2.0),
        ("count", (finding("sign"), finding("needle")), 2.0),
        ("count", (finding("sign", A), finding("needle", A)), 0.5),
        ("count", (finding("sign"),), 1.0),
        (
            "count",
            (finding("sign"), finding("needle", A), finding("prompt", FindingState.INDETERMINATE)),
            1.0,
        ),
        ("choice", (finding("block", choice="positive"),), 2.0),
        ("choice", (finding("block", A, choice="negative"),), 0.5),
        ("choice", (finding("block"),), 1.0),
        ("choice", (), 1.0),
        ("side", (finding("press", side=R), finding("load", side=R)), 2.0),
    ],
)
def test_operators(operator: str, findings: tuple[object, ...], expected: float) -> None:
    assert odds(exam(*findings), one(item("x", OPERATORS[operator]))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((finding("sign"),), 1.0),
        ((finding("sign"), finding("needle", A)), 1.0),
        ((finding("sign"), finding("needle")), 2.0),
    ],
)
def test_a_guard_keeps_an_item_silent(findings: tuple[object, ...], expected: float) -> None:
    guarded = item("x", FindingIs("sign"), given=FindingIs("needle"))
    assert odds(exam(*findings), one(guarded)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("sign", "needle", "expected"), [(A, A, 0.5), (A, P, 1.0), (P, P, 2.0), (P, A, 2.0)])
def test_absence_can_have_its_own_rule(sign: FindingState, needle: FindingState, expected: float) -> None:
    own = item("x", FindingIs("sign"), absent_when=Absent(FindingIs("needle")))
    assert odds(exam(finding("sign", sign), finding("needle", needle)), one(own)) == expected


def test_segments_are_judged_one_by_one() -> None:
    root = one(
        item("s", FindingIs("sensory", ("@segment",))),
        item("five", FindingIs("sign"), segments=("L5",)),
        segments=("L4", "L5"),
    )
    got = said(
        exam(finding("sensory", side=R, site="L5"), finding("sensory", A, R, "L4"), finding("sign")), root
    )
    assert {j.segment: round(j.odds[0], 3) for j in got.judgements} == {"L5": 4.0, "L4": 0.5}


def test_a_stop_withholds_and_a_clearance_lifts() -> None:
    ex = exam(finding("stop"), finding("sign"))
    stopped = said(ex)
    assert (stopped.suspended, stopped.judgements, stopped.withheld) == (True, (), ("hip",))
    assert [f.question for f in stopped.flags_present] == ["stop"]
    cleared = said(
        replace(ex, findings=(*ex.findings, clearance("stop", "MRI normal", "Dr Lin", "2026-01-01T10:00")))
    )
    assert not cleared.suspended
    assert cleared.flags_present[0].clearance == "MRI normal | Dr Lin | 2026-01-01T10:00"


@pytest.mark.parametrize("note", ["", "ok", "ok | Dr Lin", "ok | Dr Lin | "])
def test_an_incomplete_clearance_lifts_nothing(note: str) -> None:
    ex = exam(finding("stop"), finding("red_flag_clearance", site="stop", note=note))
    assert clearance_of(ex, "stop") == ""
    assert said(ex).suspended


@pytest.mark.parametrize("parts", [("", "a", "b"), ("a|b", "c", "d"), ("a", " ", "b")])
def test_a_clearance_names_all_three(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError):
        clearance("stop", *parts)


def test_flags_count_what_was_asked() -> None:
    flags = said(exam(finding("stop", A))).red_flags
    assert [(f.question, f.present, f.answered) for f in flags] == [
        ("stop", False, True), ("prompt", False, False), ("rule", False, False),
    ]  # fmt: skip
    unclear = said(exam(finding("stop", FindingState.INDETERMINATE)))
    assert unclear.flags_asked == 1
    assert [f.question for f in unclear.flags_unclear] == ["stop"]
    assert "stop" not in [f.question for f in unclear.flags_unasked]
    assert [f.question for f in said(exam(finding("stop", A))).flags_unasked] == ["prompt"]


def test_a_rule_is_asked_of_nobody() -> None:
    everything = exam(finding("stop", A), finding("prompt", A), complaints=(complaint(numb=A),))
    flags = {f.question: f for f in said(everything).red_flags}
    assert flags["rule"].answered
    assert said(everything).flags_asked == 2
    assert said(everything).flags_unasked == ()


def test_a_rule_of_several_flags_stops() -> None:
    got = said(exam(finding("prompt"), complaints=(complaint(numb=P),)))
    assert got.suspended
    assert not said(exam(finding("prompt"))).suspended
    assert not weigh(exam(finding("prompt"), complaints=()), KNOWLEDGE, VOCABULARY).suspended


def test_a_what_if_never_pauses_a_flag() -> None:
    assert said(exam(finding("stop"), paused=(FindingKey("stop"),))).suspended


def test_conflicts_are_listed() -> None:
    ex = exam(
        finding("press", side=L, reproduces=("A",)), finding("load"), finding("sensory", FindingState.NOT_ASSESSED),
        complaints=(complaint(numb=P, rising=P),),
    )  # fmt: skip
    listed = [c.en for c in said(ex).conflicts]
    assert listed == [
        "Complaint A: both cannot be",
        "load: the side is missing, so it does not weigh",
        "press (left): reproduced complaint A, which is on the other side",
    ]


@pytest.mark.parametrize(
    ("ex", "code"),
    [
        (exam(setting="moon"), "differential.unknown_setting"),
        (exam(finding("unheard")), "differential.unknown_finding"),
        (exam(complaints=(complaint(unheard=P),)), "differential.unknown_feature"),
    ],
)
def test_a_missing_item_is_an_error_not_zero(ex: Exam, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        said(ex)
    assert caught.value.problem.code == code


def test_a_question_without_a_burden_is_an_error() -> None:
    with pytest.raises(ProblemError) as caught:
        said(exam(), one(item("x", FindingIs("stop"))))
    assert caught.value.problem.code == "differential.no_burden"
    with pytest.raises(KeyError):
        KNOWLEDGE.burden("stop")
    assert (KNOWLEDGE.burden("sign"), KNOWLEDGE.burden("needle")) == (1.0, None)


def strong(
    id_: str, value: float, kind: ConditionKind = ConditionKind.MAIN, parent: str = ""
) -> ConditionDef:
    return ConditionDef(id_, t(id_), kind, (item("s", FindingIs("sign"), value),), parent)


@pytest.mark.parametrize(
    ("values", "leading", "unexplained"),
    [
        ((9.0, 9.0), ("a", "b"), ()),
        ((10.0, 4.0), ("a",), ()),
        ((2.0, 1.5), (), ("A",)),
    ],
)
def test_leading_is_the_top_band_or_undetermined(
    values: tuple[float, ...], leading: tuple[str, ...], unexplained: tuple[str, ...]
) -> None:
    got = said(exam(finding("sign")), strong("a", values[0]), strong("b", values[1]))
    assert dict(got.leading)["A"] == leading
    assert got.unexplained == unexplained


def test_a_part_stands_under_its_whole() -> None:
    part = strong("part", 10.0, ConditionKind.PART, "whole")
    both = said(exam(finding("sign")), strong("whole", 4.0), part)
    alone = said(exam(finding("sign")), strong("whole", 1.1), part)
    assert dict(both.leading)["A"] == ("whole",)
    assert dict(alone.leading)["A"] == ("part",)
    assert both.coexisting == (("whole", ("A",)),)


def test_what_flips_within_the_intervals_is_not_separated() -> None:
    got = said(exam(finding("sign")), strong("a", 4.0), strong("b", 2.0), strong("c", 0.2))
    assert got.not_separated == (("A", "a", "b"),)
    assert said(exam(finding("sign")), strong("a", 2.0), strong("b", 1.5)).not_separated == ()


def test_next_step_takes_one_half_where_one_answer_has_a_weight() -> None:
    weighs = said(exam(), one(item("x", FindingIs("sign"))))
    one_way = said(exam(), one(item("x", FindingIs("sign"), absent=None)))
    never = said(exam(), one(item("x", FindingIs("needle"))))
    unanswerable = said(exam(), one(item("x", ChoiceIn("one_way", ("seen",)))))
    choice = said(exam(), one(item("x", ChoiceIn("block", ("positive",)))))
    assert [s.question.id for s in weighs.next_steps] == ["sign"]
    # from 1 to 9, as nothing speaks for it: f = 1/3, s = 2/3; 1/10 to 2/11 or 1/19
    chance = 0.1 * 2 / 3 + 0.9 / 3
    assert weighs.next_steps[0].gain == pytest.approx(chance * (2 / 11 - 0.1) + (1 - chance) * (0.1 - 1 / 19))
    assert one_way.next_steps[0].gain == pytest.approx((0.1 / 2 + 0.9 / 2 / 2) * (2 / 11 - 0.1))
    assert never.next_steps == unanswerable.next_steps == ()
    assert [s.question.id for s in choice.next_steps] == ["block"]


def test_next_step_by_hand() -> None:
    """Ratios 2 and 0.5 from even odds: f = 1/3, s = 2/3, both answers equally likely, 1/2 to 2/3 or 1/3."""
    assert change(0.0, 0.6931471805599453, -0.6931471805599453) == pytest.approx(1 / 6)
    assert change(0.0, 0.0, 0.0) == 0.0
    assert change(0.0, 0.0, -0.6931471805599453) == pytest.approx((0.25 / 2 + 0.5 / 2) * (1 / 2 - 1 / 3))


def test_next_step_names_the_site_and_asks_alternatives_late() -> None:
    sited = said(exam(), one(item("x", FindingIs("probe", ("here",)))))
    assert sited.next_steps[0].text.en == "probe: here"
    rare = ConditionDef(
        "rare",
        t("rare"),
        ConditionKind.ALTERNATIVE,
        (item("x", FindingIs("sign")), item("y", FeatureIs("numb"))),
    )
    assert said(exam(), rare).next_steps == ()
    assert [s.question.id for s in said(exam(finding("sign")), rare).next_steps] == ["numb"]


def test_the_reference_is_printed() -> None:
    assert (said(exam()).knowledge.id, said(exam()).knowledge.sha256) == ("k", "hash")
    assert KNOWLEDGE.condition("hip").evidence == ITEMS
    with pytest.raises(KeyError):
        KNOWLEDGE.condition("moon")


def test_one_side_is_not_two() -> None:
    both = one(item("x", OPERATORS["side"], absent=None))
    split = exam(finding("press", side=R), finding("load", side=L), complaints=(complaint(side=None),))
    same = exam(finding("press", side=L), finding("load", side=L), complaints=(complaint(side=None),))
    assert (odds(split, both), odds(same, both)) == (1.0, 2.0)
