"""The founding case (H-12 to H-16, H-25 to H-31) as an exam that can be final, on the program's own data."""

from dataclasses import replace
from functools import cache

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.differential.weighing import weigh
from sonostep.core.exam import Exam, KeyImage, ViewRecord, ViewState
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import step_sides
from sonostep.core.report import Report, build_report
from sonostep.core.report.model import HandoutEntry
from sonostep.core.text import Language
from sonostep.protocols import data_ref, load_knowledge, load_protocol, load_vocabulary
from sonostep.protocols.companions import compose_handout

P, A, N = FindingState.PRESENT, FindingState.ABSENT, FindingState.NOT_ASSESSED
R, L = Side.RIGHT, Side.LEFT

COMPLAINTS = (
    Complaint(
        "a", "A", R, ("anterior_thigh", "lateral_calf", "dorsum_foot"),
        tuple(Feature(f, P) for f in ("below_knee", "numb", "electric", "night_supine", "walking_long")),
        6, "腳麻麻的,好像血路不通", "6 個月",
    ),
    Complaint(
        "b", "B", R, ("outer_hip", "lateral_thigh"),
        (*(Feature(f, P) for f in ("sore", "stabbing", "sit_to_stand", "side_lying_affected")),
         Feature("below_knee", A)),
        8, "坐下去再站起來那一下最痛", "3 個月",
    ),
)  # fmt: skip

ANSWERS = (
    ("hip_tests", "gt_palpation", "", ("b",)),
    ("hip_tests", "abduction_provocation", "", ("b",)),
    ("lateral_lax", "us_tendinosis", "lateral", ()),
    ("posterior_bursa", "us_bursa_fluid", "posterior", ()),
    ("sonopalpation", "us_sonopalpation", "lateral", ("b",)),
)

SHAPES = (
    sample.shape("a1", ShapeKind.DISTANCE, (200, 120), (206, 203), step="lateral_sax",
                 slot="gmed_thickness", side=R),
    sample.shape("a2", ShapeKind.ELLIPSE, (300, 250), (420, 262), (360, 290), label="積液 fluid",
                 step="posterior_bursa", side=R),
    sample.shape("a3", ShapeKind.ANGLE, (480, 120), (430, 180), (520, 210), label="facet angle", side=R),
    sample.shape("a4", ShapeKind.NEEDLE, (60, 60), (200, 200), step="injection", side=R),
    sample.shape("a5", ShapeKind.POINT, (250, 400), label="大轉子", side=R),
    sample.shape("a7", ShapeKind.DISTANCE, (200, 140), (200, 190), clip=sample.VIDEO_CLIP, frame=33,
                 step="comparison_tendons", slot="other_gmed_thickness", side=L),
    sample.shape("a8", ShapeKind.ANGLE, (10, 10), (60, 60), (90, 20), clip=sample.VIDEO_CLIP, frame=34,
                 side=L),
    sample.shape("a9", ShapeKind.DISTANCE, (220, 150), (260, 240), frame=14, last_frame=18, label="bursa",
                 step="posterior_bursa", side=R),
    sample.shape("a10", ShapeKind.THICKNESS, (300, 200), (340, 204), (380, 202), (300, 232), (380, 236),
                 split=3, label="臀中肌 gluteus medius", step="lateral_lax", side=R),
    sample.shape("a11", ShapeKind.LINES, (100, 200), (200, 210), (110, 260), (210, 300), side=R),
    sample.shape("a12", ShapeKind.CURVE, (420, 330), (460, 340), (500, 330), side=R),
    sample.shape("a13", ShapeKind.DISTANCE, (60, 60), (60, 160), clip=sample.VIDEO_CLIP, frame=30,
                 last_frame=33, side=L),
)  # fmt: skip

INJECTION = (
    ("injection_pain_before", 8.0),
    ("injection_pain_after", 2.0),
    ("injection_volume", 3.0),
)

BLOCKS = (
    ("facet_block_first", R, "L4_L5", "positive", None),
    ("block_first_pain_before", R, "L4_L5", "", 7.0),
    ("block_first_pain_30", R, "L4_L5", "", 2.5),
    ("facet_block_first", R, "L5_S1", "negative", None),
)


@cache
def exam() -> Exam:
    """Everything answered that finalising asks for: flags absent, every required view accounted for."""
    protocol, vocabulary = load_protocol("lateral_hip"), load_vocabulary()
    base = sample.exam()
    return replace(
        base,
        protocols=(data_ref(protocol),),
        knowledge=data_ref(load_knowledge()),
        complaints=COMPLAINTS,
        findings=tuple(_findings(vocabulary)),
        annotations=SHAPES,
        key_images=(
            KeyImage("k1", FrameRef(sample.DICOM_CLIP, 12), sample.picture(), "lateral_sax", R, "gmed_sax",
                     "臀中肌肌腱變粗 (thickened)"),
            KeyImage("k2", FrameRef(sample.VIDEO_CLIP, 33), sample.picture(seed=2), "comparison_tendons", L,
                     "other_gmed", "Left, for comparison"),
        ),
        views=tuple(_views(protocol)),
    )  # fmt: skip


def _findings(vocabulary):
    for question in vocabulary.questions:
        if question.flag:
            measured = question.id == "post_void_residual"
            state, note = (N, "no urinary complaint") if measured else (A, "")
            yield Finding(FindingKey(question.id), state, note=note, step="red_flags")
    for step, question, site, complaints in ANSWERS:
        yield Finding(FindingKey(question, R, site), P, reproduces=complaints, step=step,
                      annotations=("a1",) if question == "us_tendinosis" else ())  # fmt: skip
    yield Finding(FindingKey("gt_palpation", L), A, step="hip_tests", note="「這邊不痛」")
    for question, value in INJECTION:
        yield Finding(FindingKey(question, R), P, value=value, step="injection")
    for question, side, level, choice, value in BLOCKS:
        state = A if choice == "negative" else P
        yield Finding(FindingKey(question, side, level), state, value, choice, ("a",))


def _views(protocol):
    for step in protocol.steps:
        for side in step_sides(step, R):
            for view in step.views:
                state = ViewState.SKIPPED if view.id == "itb_cor" else ViewState.DONE
                yield ViewRecord(step.id, view.id, side, state, "病人疼痛" if view.id == "itb_cor" else "")


def handout_report(of: Exam) -> Report:
    """A report with nothing but the handout of an exam."""
    handout = [HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(of)]
    return build_report(of, (), load_vocabulary(), None, "en", handout=handout)


def report(of: Exam | None = None, language: Language = "en") -> Report:
    """The report of the founding case, weighed with the program's own knowledge."""
    made = of or exam()
    knowledge, vocabulary = load_knowledge(), load_vocabulary()
    names = tuple((c.id, c.name) for c in knowledge.conditions)
    protocols = tuple(load_protocol(p.id) for p in made.protocols)
    weighed = weigh(made, knowledge, vocabulary)
    return build_report(
        made,
        protocols,
        vocabulary,
        weighed,
        language,
        conditions=names,
        program="SonoStep 0.1.0",
        handout=[HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(made)],
    )
