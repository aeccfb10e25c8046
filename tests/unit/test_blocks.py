# ruff: noqa: E501 - tables of cases read better on one line
"""Block responses by level and side, against the founding rule."""

import pytest

from sonostep.core.blocks import block_responses, concordant, same_agent
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState, Side

R, L = Side.RIGHT, Side.LEFT
P, A, N = FindingState.PRESENT, FindingState.ABSENT, FindingState.NOT_ASSESSED


def said(
    id_: str,
    choice: str = "",
    value: float | None = None,
    state: FindingState = P,
    side: Side = R,
    level: str = "L4_L5",
) -> Finding:
    return Finding(FindingKey(id_, side, level), state, value, choice)


def exam(*findings: Finding) -> Exam:
    return Exam("x", "2026-01-01T00:00:00+00:00", findings=findings)


def scored(before: float | None, moved: FindingState, **after: float) -> Exam:
    pains = [said(f"block_first_pain_{k.lstrip('m')}", value=v) for k, v in after.items()]
    return exam(
        said("block_first_pain_before", value=before), said("block_first_movement_after", state=moved), *pains
    )


@pytest.mark.parametrize(
    ("recorded", "relief", "meets"),
    [
        pytest.param(scored(8, P, m15=6, m30=2, m60=3), 0.75, True, id="the best of the hour"),
        pytest.param(scored(8, P, m30=4), 0.5, False, id="half is not more than half"),
        pytest.param(scored(8, A, m30=2), 0.75, False, id="the movement is not possible"),
        pytest.param(scored(8, N, m30=2), 0.75, None, id="movement not recorded"),
        pytest.param(scored(8, N, m30=7), 0.125, False, id="too little whatever the movement"),
        pytest.param(scored(8, P), None, None, id="not scored after"),
        pytest.param(scored(0, P, m30=0), None, None, id="nothing to relieve"),
        pytest.param(scored(None, P, m30=0), None, None, id="not scored before"),
        pytest.param(scored(None, A), None, False, id="movement alone speaks against"),
    ],
)
def test_the_rule(recorded: Exam, relief: float | None, meets: bool | None) -> None:
    (response,) = block_responses(recorded)
    assert (response.relief, response.meets_rule) == (relief, meets)


def test_the_nerves_that_a_block_reached_are_no_blocks_of_their_own() -> None:
    nerves = (said("block_first_nerve", level="mb_L3"), said("block_first_nerve", level="mb_L4"))
    (response,) = block_responses(exam(said("facet_block_first", "positive"), *nerves))
    assert (response.ordinal, response.level) == ("first", "L4_L5")


def test_each_level_and_side_stands_by_itself() -> None:
    recorded = exam(
        said("facet_block_first", "positive"),
        said("facet_block_second", "negative", state=A),
        said("facet_block_first", "negative", state=A, side=L),
        said("block_second_agent", "lidocaine", level="L5_S1"),
        said("gt_palpation"),
    )
    assert [(r.ordinal, r.side, r.level, r.choice, r.agent) for r in block_responses(recorded)] == [
        ("first", R, "L4_L5", "positive", ""),
        ("second", R, "L4_L5", "negative", ""),
        ("first", L, "L4_L5", "negative", ""),
        ("second", R, "L5_S1", "", "lidocaine"),
    ]
    assert block_responses(exam()) == ()


@pytest.mark.parametrize(
    ("readings", "agents", "expected"),
    [
        (("positive", "positive"), ("lidocaine", "bupivacaine"), True),
        (("positive", "positive"), ("lidocaine", "other"), True),
        (("positive", "positive"), ("other", "other"), None),
        (("positive", "positive"), ("lidocaine", ""), None),
        (("positive", "positive"), ("lidocaine", "lidocaine"), False),
        (("positive", "negative"), ("lidocaine", "bupivacaine"), False),
        (("positive", "partial"), ("lidocaine", "bupivacaine"), None),
        (("positive", ""), ("lidocaine", "bupivacaine"), None),
    ],
)
def test_concordance(readings: tuple[str, str], agents: tuple[str, str], expected: bool | None) -> None:
    ordinals = ("first", "second")
    blocks = [said(f"facet_block_{o}", c) for o, c in zip(ordinals, readings, strict=True) if c]
    given = [said(f"block_{o}_agent", a) for o, a in zip(ordinals, agents, strict=True) if a]
    recorded = exam(*blocks, *given)
    assert concordant(recorded, R, "L4_L5") is expected
    assert same_agent(recorded, R, "L4_L5") is (agents == ("lidocaine", "lidocaine"))
    assert concordant(recorded, L, "L4_L5") is None


def test_one_block_is_not_two() -> None:
    one = exam(said("facet_block_first", "positive"), said("block_first_agent", "lidocaine"))
    assert concordant(one, R, "L4_L5") is None
