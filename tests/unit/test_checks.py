# ruff: noqa: E501 - tables of cases read better on one line
"""What needs a second look: stale findings, missing planes, sides, patients, blocks, levels."""

from dataclasses import replace

import pytest

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.checks.check import Check, CheckKind
from sonostep.core.checks.exam import exam_checks
from sonostep.core.checks.identity import (
    as_read_for,
    differs,
    name_readings,
    named_alike,
    same_person,
)
from sonostep.core.checks.second_angle import linked_frames, settled_state
from sonostep.core.clip import (
    Clip,
    ClipKind,
    FrameRef,
    Patient,
    ScaleInfo,
    StudyInfo,
    Timing,
    TimingSource,
)
from sonostep.core.differential import weigh
from sonostep.core.exam import ClipRecord, Exam, KeyImage
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem
from sonostep.core.progress.view_match import named_side
from sonostep.protocols import load_knowledge, load_protocol, load_vocabulary

R, L = Side.RIGHT, Side.LEFT
P, A, OPEN = FindingState.PRESENT, FindingState.ABSENT, FindingState.INDETERMINATE
VOCABULARY, PROTOCOLS = load_vocabulary(), (load_protocol("lateral_hip"),)


NOBODY = Patient()


def clip(id_: str = "c", label: str = "clip", patient: Patient = NOBODY, **study: str) -> ClipRecord:
    return ClipRecord(id_, id_, label, 90, 20.0, ScaleInfo(400, 600), patient, StudyInfo(**study))  # type: ignore[arg-type]


def shape(id_: str = "m", frame: int = 1, **more: object) -> Annotation:
    made = Annotation(id_, FrameRef("c", frame), ShapeKind.DISTANCE, (Point(1, 1), Point(5, 5)))
    return replace(made, **more)  # type: ignore[arg-type]


def image(view: str, frame: int, step: str, side: Side | None = R, caption: str = "") -> KeyImage:
    return KeyImage(f"{view}{frame}", FrameRef("c", frame), b"", step, side, view, caption)


def found(
    id_: str, state: FindingState = P, side: Side | None = R, site: str = "", **more: object
) -> Finding:
    return Finding(FindingKey(id_, side, site), state, **more)  # type: ignore[arg-type]


def exam(*findings: Finding, clips: tuple[ClipRecord, ...] = (clip(),), **more: object) -> Exam:
    return Exam("x", "2026-01-01T00:00:00+00:00", side=R, findings=findings, clips=clips, **more)  # type: ignore[arg-type]


def said(recorded: Exam, *kinds: CheckKind) -> tuple[Check, ...]:
    return tuple(c for c in exam_checks(recorded, PROTOCOLS, VOCABULARY) if not kinds or c.kind in kinds)


def kinds(recorded: Exam) -> list[str]:
    return [c.kind.value for c in said(recorded)]


def frames(*numbers: int) -> tuple[FrameRef, ...]:
    return tuple(FrameRef("c", n) for n in numbers)


def test_an_empty_exam_needs_no_second_look() -> None:
    assert said(exam()) == ()


def test_a_finding_whose_shape_is_gone_is_stale() -> None:
    linked = found("gt_palpation", annotations=("m", "n"))
    assert kinds(exam(linked, annotations=(shape("m"), shape("n")))) == []
    (check,) = said(exam(linked, annotations=(shape("m", 7),)))
    assert (check.kind, check.findings, check.annotations, check.frames) == (
        CheckKind.STALE, (linked.key,), ("n",), frames(7),
    )  # fmt: skip
    assert "removed" in check.text.en and "重新" in check.text.zh_tw


def test_a_stale_ultrasound_finding_does_not_weigh_any_other_does() -> None:
    pressed = found("us_sonopalpation", site="lateral", reproduces=("A",))
    seen = found("us_tendinosis", site="lateral", annotations=("m",), frames=frames(1, 2))
    recorded = exam(pressed, seen, complaints=(Complaint("A", "A", R),), annotations=(shape(),))

    def odds(one: Exam) -> float:
        judgements = weigh(one, load_knowledge(), VOCABULARY).judgements
        return next(j.odds[0] for j in judgements if j.condition == "gtps")

    assert odds(recorded) == pytest.approx(1.5**2)
    assert odds(replace(recorded, annotations=())) == pytest.approx(1.5)
    by_hand = replace(seen, key=FindingKey("gt_palpation", R), reproduces=("A",))
    stale = exam(by_hand, complaints=recorded.complaints)
    assert odds(stale) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("finding", "state"),
    [
        (found("us_tendinosis", site="lateral"), OPEN),
        (found("us_tendinosis", site="lateral", frames=frames(1)), OPEN),
        (found("us_tendinosis", site="lateral", frames=frames(1), annotations=("m",)), OPEN),
        (found("us_tendinosis", site="lateral", frames=frames(2), annotations=("m",)), P),
        (found("us_tendinosis", site="lateral", frames=frames(1, 2)), P),
        (found("us_tendinosis", A, site="lateral"), A),
        (found("us_bursa_fluid", site="lateral"), P),
    ],
)
def test_a_dark_tendon_needs_a_second_angle(finding: Finding, state: FindingState) -> None:
    recorded = exam(finding, annotations=(shape("m", 1),))
    assert settled_state(finding, VOCABULARY.question(finding.key.id), recorded) is state
    assert bool(said(recorded, CheckKind.SECOND_ANGLE)) is (state is OPEN)


@pytest.mark.parametrize(("angles", "weight"), [(0, 1.0), (1, 1.0), (2, 1.5)])
def test_a_dark_tendon_weighs_only_from_its_second_angle_on(angles: int, weight: float) -> None:
    dark = found("us_tendinosis", site="lateral", frames=frames(*range(1, angles + 1)))
    felt = found("us_sonopalpation", site="lateral", reproduces=("a",))
    recorded = exam(dark, felt, complaints=(Complaint("a", "A", R),))
    judged = {j.condition: j for j in weigh(recorded, load_knowledge(), VOCABULARY).judgements}
    reason = next(r for r in judged["gmed_tendinopathy"].reasons if r.group == "ultrasound")
    assert reason.ratio == pytest.approx(weight)
    assert recorded.findings[0].state is P


SHORT, LONG = image("gmed_sax", 3, "lateral_sax"), image("gmed_lax", 4, "lateral_lax")


@pytest.mark.parametrize(
    ("linked", "shapes", "missing"),
    [
        (frames(), (), "long axis and short axis"),
        (frames(3), (), "long axis"),
        (frames(4), (), "short axis"),
        (frames(9), (), "long axis and short axis"),
        (frames(3, 4), (), ""),
        (frames(3), (shape("m", 60, step="lateral_lax"),), ""),
    ],
)
def test_a_tear_asks_for_both_axes(
    linked: tuple[FrameRef, ...], shapes: tuple[Annotation, ...], missing: str
) -> None:
    tear = found("us_partial_tear", site="lateral", frames=linked, annotations=tuple(s.id for s in shapes))
    recorded = exam(tear, key_images=(SHORT, LONG), annotations=shapes)
    texts = [c.text.en for c in said(recorded, CheckKind.BOTH_AXES)]
    assert texts == (
        [
            f"{VOCABULARY.question('us_partial_tear').text.en} (Lateral facet (gluteus medius), right): no picture in {missing} is linked"
        ]
        if missing
        else []
    )
    assert linked_frames(tear, recorded) == (*linked, *(s.frame for s in shapes))


def test_an_absent_or_unknown_finding_asks_for_nothing() -> None:
    assert said(exam(found("us_partial_tear", A, site="lateral"), found("from_a_newer_version"))) == ()


@pytest.mark.parametrize(
    ("words", "side"),
    [("Left hip", L), ("hip LT", L), ("RIGHT", R), ("hip_rt_2", R), ("右髖", R), ("左、右", None), ("left and right", None), ("brightness", None), ("", None)],
)  # fmt: skip
def test_the_side_that_a_label_names(words: str, side: Side | None) -> None:
    assert named_side(words) is side


@pytest.mark.parametrize(
    ("there", "texts"),
    [
        (clip(), []),
        (clip(laterality="R"), []),
        (clip(laterality="B"), []),
        (clip(laterality="L"), ["recorded for the right, but the DICOM file says left"]),
        (clip(label="left hip"), ["recorded for the right, but the clip's name says left"]),
        (clip(series_description="LT HIP"), ["recorded for the right, but the clip's name says left"]),
        (clip(label="right hip"), []),
    ],
)
def test_a_side_against_what_the_clip_says(there: ClipRecord, texts: list[str]) -> None:
    recorded = exam(clips=(there,), key_images=(image("bursa_sax", 1, "posterior_bursa"),))
    assert [c.text.en.partition(": ")[2] for c in said(recorded, CheckKind.SIDE)] == texts
    shapes = exam(clips=(there,), annotations=(shape(side=R),))
    assert [(c.annotations, c.frames) for c in said(shapes, CheckKind.SIDE)] == [(("m",), frames(1))] * len(
        texts
    )
    findings = exam(found("us_apex", frames=frames(1)), clips=(there,))
    assert [c.findings for c in said(findings, CheckKind.SIDE)] == [(FindingKey("us_apex", R),)] * len(texts)


def test_a_side_against_its_own_label_and_without_a_side() -> None:
    labelled = exam(
        annotations=(
            shape(side=R, label="GMed left"),
            shape("n", label="left"),
            shape("o", side=Side.MIDLINE, label="left"),
        )
    )
    (check,) = said(labelled, CheckKind.SIDE)
    assert check.annotations == ("m",) and "its label says left" in check.text.en
    lost = exam(clips=(), key_images=(image("bursa_sax", 1, "posterior_bursa", caption="左側"),))
    assert len(said(lost, CheckKind.SIDE)) == 1


WANG, LEE = Patient("Wang^Mei", "1", "19600101"), Patient("Lee^An", "2")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (WANG, WANG, False),
        (WANG, LEE, True),
        (WANG, Patient(), False),
        (WANG, Patient("WANG MEI=王美"), False),
        (WANG, Patient("Wang^Mei", "1", "19600102"), True),
        (Patient(id="1"), Patient(id=" 1 "), False),
    ],
)
def test_two_patients(one: Patient, other: Patient, expected: bool) -> None:
    assert differs(one, other) is differs(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (WANG, WANG, True),
        (WANG, LEE, False),
        (WANG, Patient("wang mei"), True),
        (WANG, Patient(id="1"), True),
        (Patient("Wang^Mei"), Patient(id="1"), False),
        (WANG, Patient(birth_date="19600101"), False),
        (Patient("Wang^Mei", birth_date="19600101"), Patient(id="7", birth_date="19600101"), False),
        (Patient(), Patient(), False),
    ],
)
def test_what_shows_two_to_be_one(one: Patient, other: Patient, expected: bool) -> None:
    assert same_person(one, other) is same_person(other, one) is expected
    assert named_alike(one, other) is (expected or one == other)


@pytest.mark.parametrize(
    ("patient", "clips", "expected"),
    [
        (WANG, (clip(patient=WANG),), []),
        (WANG, (clip(patient=LEE),), [("patient", "c")]),
        (WANG, (clip(),), [("no_identity", "c")]),
        (Patient(), (clip("c", patient=WANG), clip("d", patient=LEE)), [("patient", "d")]),
        (Patient(), (clip("c"), clip("d", patient=LEE)), [("no_identity", "c")]),
        (Patient(), (clip(),), []),
    ],
)
def test_clips_of_another_patient_or_of_none(
    patient: Patient, clips: tuple[ClipRecord, ...], expected: list[object]
) -> None:
    checks = said(exam(clips=clips, patient=patient))
    assert [(c.kind.value, *c.clips) for c in checks] == expected
    for check in checks:
        if check.kind is CheckKind.PATIENT:
            assert "Wang Mei" in check.text.en and "Lee An" in check.text.zh_tw


def block(ordinal: str, choice: str, state: FindingState = P, agent: str = "") -> tuple[Finding, ...]:
    made = found(f"facet_block_{ordinal}", state, site="L4_L5", choice=choice)
    return (made, found(f"block_{ordinal}_agent", site="L4_L5", choice=agent)) if agent else (made,)


def scores(before: float, after: float, moved: FindingState) -> tuple[Finding, ...]:
    return (
        found("block_first_pain_before", OPEN, site="L4_L5", value=before),
        found("block_first_pain_30", OPEN, site="L4_L5", value=after),
        found("block_first_movement_after", moved, site="L4_L5"),
    )


@pytest.mark.parametrize(
    ("findings", "texts"),
    [
        ((*block("first", "positive"), *scores(8, 2, P)), []),
        ((*block("first", "positive"), *scores(8, 6, P)), ["read as positive"]),
        ((*block("first", "positive"), *scores(8, 2, A)), ["read as positive"]),
        ((*block("first", "negative", A), *scores(8, 2, P)), ["read as negative"]),
        ((*block("first", "negative", A), *scores(8, 7, A)), []),
        (
            (*block("first", "positive", agent="lidocaine"), *block("second", "positive", agent="lidocaine")),
            ["same anaesthetic"],
        ),
        (
            (
                *block("first", "positive", agent="lidocaine"),
                *block("second", "positive", agent="bupivacaine"),
            ),
            [],
        ),
        ((*block("first", "positive"), *block("second", "positive")), ["on trust"]),
        (block("second", "positive"), []),
    ],
)
def test_blocks_against_their_record(findings: tuple[Finding, ...], texts: list[str]) -> None:
    checks = said(exam(*findings), CheckKind.BLOCK)
    assert len(checks) == len(texts)
    assert all(t in c.text.en for t, c in zip(texts, checks, strict=True))


@pytest.mark.parametrize(
    ("target", "nerves", "missing"),
    [
        ("medial_branch", (), ""),
        ("medial_branch", ("mb_L3",), "L4 medial branch"),
        ("medial_branch", ("mb_L4",), "L3 medial branch"),
        ("medial_branch", ("mb_L3", "mb_L4"), ""),
        ("medial_branch", ("mb_L1",), ""),
        ("intra_articular", ("mb_L3",), ""),
    ],
)
@pytest.mark.parametrize("planned", [False, True], ids=["blocked", "planned"])
def test_a_joint_of_which_one_nerve_is_named_is_an_open_point(
    target: str, nerves: tuple[str, ...], missing: str, planned: bool
) -> None:
    asked, named = (
        ("facet_target", "target_nerve") if planned else ("block_first_target", "block_first_nerve")
    )
    findings = [found(asked, site="L4_L5", choice=target), *(found(named, site=n) for n in nerves)]
    said_ = [c.text.en for c in said(exam(*findings)) if "two nerves" in c.text.en]
    assert len(said_) == bool(missing) and all(missing in t for t in said_)
    unnamed = [c.text.en for c in said(exam(*findings)) if "the joint has two" in c.text.en]
    assert len(unnamed) == (target == "medial_branch" and nerves in ((), ("mb_L1",)))
    assert all("L3 medial branch" in t and "L4 medial branch" in t for t in unnamed)


@pytest.mark.parametrize("named", [False, True])
def test_the_l5_dorsal_ramus_is_one_of_two_nerves(named: bool) -> None:
    findings = [found("facet_target", site="L5_S1", choice="l5_dorsal_ramus")]
    findings += [found("target_nerve", site="mb_L4")] if named else []
    said_ = [c.text.en for c in said(exam(*findings), CheckKind.LEVEL) if "two nerves" in c.text.en]
    assert bool(said_) is not named and all("L4 medial branch" in t for t in said_)


@pytest.mark.parametrize(
    ("proof", "override", "lstv", "expected"),
    [
        (None, None, "", 1),
        ("counted", None, "", 1),
        ("verified", None, "", 1),
        ("verified", None, "none", 0),
        ("verified", None, "suspected", 1),
        ("assumed", "CT next week", "", 0),
        ("assumed", " ", "", 1),
    ],
)
def test_a_target_needs_a_proved_level(
    proof: str | None, override: str | None, lstv: str, expected: int
) -> None:
    states = {"counted": OPEN, "verified": P, "assumed": A}
    findings = [found("facet_target", site="L4_L5", choice="intra_articular")]
    if proof:
        findings.append(found("level_proof", states[proof], None, "L4_L5", choice=proof))
    if override is not None:
        findings.append(found("level_override", P, None, "L4_L5", note=override))
    if lstv:
        findings.append(found("lstv", OPEN, None, choice=lstv))
    assert len(said(exam(*findings), CheckKind.LEVEL)) == expected
    assert said(exam(found("facet_target", A, site="L4_L5", choice="none"))) == ()


def test_the_order_of_entry_changes_nothing() -> None:
    findings = (
        found("us_partial_tear", site="lateral"),
        found("us_tendinosis", site="lateral"),
        found("gt_palpation", annotations=("z",)),
    )
    assert said(exam(*findings)) == said(exam(*reversed(findings)))
    assert len(said(exam(*findings))) == 3


def test_a_clip_whose_bytes_allow_the_exams_name_is_read_so():
    told = Problem.of(
        "imaging.name_readings", read="王^伟强", other="卼^帡", encoding="GB", other_encoding="Big5"
    )
    still = Timing((0.0,), 0.0, TimingSource.STILL, 0.0)
    clip = Clip(
        "c", "c.dcm", ClipKind.DICOM, "c", 1, ScaleInfo(9, 9), still, Patient("王^伟强"), problems=(told,)
    )
    assert name_readings(clip) == ("王^伟强", "卼^帡")
    assert as_read_for(Patient("卼^帡"), clip).patient.name == "卼^帡"
    assert as_read_for(Patient("別人"), clip) is clip
    assert name_readings(replace(clip, problems=())) == ()
