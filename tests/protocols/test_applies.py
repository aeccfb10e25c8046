# ruff: noqa: E501 - tables of cases read better on one line
"""A step is needed, not needed, or not known to be, from what was recorded; its reason is said."""

from dataclasses import replace

import pytest

from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.progress.applicability import not_applicable, step_applies
from sonostep.core.protocol import Step
from sonostep.core.text import LANGUAGES, LocalText
from sonostep.protocols import check_file, load_protocol, load_vocabulary

P, A, OPEN = FindingState.PRESENT, FindingState.ABSENT, FindingState.INDETERMINATE
EXAM = Exam("x", "2026-01-01T00:00:00+00:00", side=Side.RIGHT)


def pain(*route: str, **features: FindingState) -> Complaint:
    return Complaint("A", "A", Side.RIGHT, route, tuple(Feature(k, v) for k, v in features.items()))


def found(
    id_: str, state: FindingState, site: str = "", side: Side | None = Side.RIGHT, choice: str = ""
) -> Finding:
    return Finding(FindingKey(id_, side, site), state, choice=choice)


def block(state: FindingState, site: str = "L4_L5", side: Side = Side.RIGHT) -> Finding:
    return found("facet_block_first", state, site, side)


def target(choice: str) -> Finding:
    return found("facet_target", A if choice == "none" else P, "L5_S1", choice=choice)


NO_GROIN = (pain("outer_hip", stiff=A),)


@pytest.mark.parametrize(
    ("protocol", "step", "pains", "findings", "expected"),
    [
        ("lateral_hip", "landmark", (), (), True),
        ("lateral_hip", "hip_recess", (), (), None),
        ("lateral_hip", "hip_recess", (pain("groin"),), (), True),
        ("lateral_hip", "hip_recess", (pain("outer_hip", stiff=P),), (), True),
        ("lateral_hip", "hip_recess", NO_GROIN, (), None),
        ("lateral_hip", "hip_recess", NO_GROIN, (found("hip_rotation_limited", A),), False),
        ("lateral_hip", "hip_recess", (*NO_GROIN, replace(pain("groin"), id="B")), (found("hip_rotation_limited", A),), True),
        ("low_back", "block_second", (), (), None),
        ("low_back", "block_second", (), (block(P),), True),
        ("low_back", "block_second", (), (block(A),), False),
        ("low_back", "block_second", (), (block(A), block(P, "L5_S1")), True),
        ("low_back", "block_second", (), (block(OPEN),), None),
        ("low_back", "block_second", (pain(),), (block(P, side=Side.LEFT),), None),
        ("lumbar_facet_targeting", "l5_dorsal_ramus", (), (), None),
        ("lumbar_facet_targeting", "l5_dorsal_ramus", (), (target("l5_dorsal_ramus"),), True),
        ("lumbar_facet_targeting", "l5_dorsal_ramus", (), (target("medial_branch"),), False),
        ("lumbar_facet_targeting", "ligaments", (pain("low_back_side"),), (found("lstv", A, side=None), found("ligament_laxity", A, side=None)), False),
        ("lumbar_facet_targeting", "ligaments", (pain("psis_below"),), (), True),
    ],
)  # fmt: skip
def test_a_step_is_needed_or_not(
    protocol: str,
    step: str,
    pains: tuple[Complaint, ...],
    findings: tuple[Finding, ...],
    expected: bool | None,
) -> None:
    exam = replace(EXAM, complaints=pains, findings=findings)
    one = load_protocol(protocol).step(step)
    assert step_applies(one, exam, load_vocabulary()) is expected
    assert (not_applicable(one, exam, load_vocabulary()) is not None) is (expected is False)


def test_a_what_if_changes_no_step() -> None:
    exam = replace(EXAM, findings=(block(A),), paused=(block(A).key,))
    assert step_applies(load_protocol("low_back").step("block_second"), exam, load_vocabulary()) is False


def test_the_reason_is_said() -> None:
    step, exam = load_protocol("low_back").step("block_second"), replace(EXAM, findings=(block(A),))
    said = not_applicable(step, exam, load_vocabulary())
    assert said is not None
    assert [said.in_language(x) for x in LANGUAGES] == [
        "Not applicable (only: After a positive first block)", "不適用（僅限：第一次阻斷陽性之後）",
    ]  # fmt: skip
    bare = Step("s", LocalText("x", "x"), LocalText("x", "x"), when=step.when)
    assert not_applicable(bare, exam, load_vocabulary()) == LocalText("Not applicable", "不適用")


TEXT = '{en: "x", zh-TW: "x"}'
FILE = f"protocol: mine\nversion: '1'\ntitle: {TEXT}\npurpose: {TEXT}\nregion: hip\nsteps:\n  - {{id: one, title: {TEXT}, purpose: {TEXT}, sources: [GK], EXTRA}}\n"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (f"applies: {TEXT}, when: {{finding: slr}}", None),
        ("when: {finding: slr}", "protocol.bad_value"),
        (f"applies: {TEXT}, when: {{finding: nothing}}", "protocol.unknown_reference"),
        (f"applies: {TEXT}, when: {{choice: lstv, options: [type_9]}}", "protocol.unknown_reference"),
        (f"applies: {TEXT}, when: {{longer_than: 3}}", "protocol.unknown_operator"),
        (f"applies: {TEXT}, when: 'exam.side'", "protocol.unknown_operator"),
    ],
)  # fmt: skip
def test_a_condition_is_checked(extra: str, code: str | None, tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(FILE.replace("EXTRA", extra), encoding="utf-8")
    assert [p.code for p in check_file(path)][:1] == ([code] if code else [])
