"""The founding case, H-04 to H-23: a leg that goes numb at night and an outer hip that stabs on rising.

The side (H-09), the scores, the neurological examination (H-78) and the measurements are not in the founding
text: the side and the scores are set here, the examination is added as the text demands it of itself
(an L5 root, H-28), and the pictures are the phantom's. Everything is marked SYNTHETIC.
"""

from dataclasses import replace

from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingState
from sonostep.core.text import LocalText
from sonostep.demo.case import NEURO_TESTS, DemoCase, Excuse, Pain, Reply, without_finding

_UNCLEAR = FindingState.INDETERMINATE

NERVE = Pain(
    ("anterior_thigh", "lateral_calf", "dorsum_foot"),
    ("below_knee", "numb", "distended", "electric", "dull_sore", "night_supine", "walking_long",
     "relief_position", "no_point", "says_blood"),
    score=6,
    words=LocalText("My foot is numb, as if the blood does not get through", "腳麻麻的，好像血路不通"),
    since=LocalText("6 months", "6 個月"),
)  # fmt: skip
"""Symptom A: H-07, H-25 to H-27, H-38, H-39. It eases on changing position (X-1)."""

TROCHANTER = Pain(
    ("outer_hip", "lateral_thigh"),
    ("sore", "stabbing", "distended", "sit_to_stand", "side_lying_affected", "position_change",
     "pressing_point", "one_point", "says_rising"),
    ("below_knee", "reaches_sole", "numb"),
    score=8,
    words=LocalText("Sitting down, then standing up: that instant hurts most", "坐下去再站起來那一下最痛"),
    since=LocalText("6 months", "6 個月"),
)  # fmt: skip
"""Symptom B: H-07, H-29 to H-31, H-33, H-38, H-39, H-59."""

IMPRESSION = LocalText(
    "Two pains, taken apart. Lateral hip treated first, lumbar spine conservatively.",
    "把痛拆開來看：兩種痛並存。優先處理髖部，腰椎保守治療。",
)
PLAN = LocalText(
    "Gluteus medius training, no lying on the right side; review the leg numbness in weeks.",
    "訓練臀中肌，避免右側側睡；數週後追蹤腳麻。",
)
"""H-17, H-18, H-22, H-51, H-54, H-55."""

_HIP = (
    Reply("hip_tests", "gt_palpation", reproduces="B"),
    Reply("hip_tests", "abduction_provocation", reproduces="B"),
)
_TENDONS = (
    Reply("anterior_sax", "us_tendinosis", "anterior", tied=True),
    Reply("anterior_lax", "us_tendinosis", "anterior", tied=True),
    Reply("lateral_sax", "us_tendinosis", "lateral", tied=True),
    Reply("lateral_lax", "us_tendinosis", "lateral", tied=True),
)
_BURSA = (Reply("posterior_bursa", "us_bursa_fluid", "posterior", tied=True),)
_PRESSED = (
    Reply("sonopalpation", "us_sonopalpation", "lateral", reproduces="B"),
    Reply("sonopalpation", "us_sonopalpation", "posterior", reproduces="B"),
)
"""H-13 to H-16."""

_BACKGROUND = (
    Reply("prior_treatment", "symptom_duration_months", value=6, state=None),
    Reply("prior_treatment", "onset_changed"),
    Reply("prior_treatment", "load_standing"),
    Reply(
        "prior_treatment",
        "prior_injection",
        note=LocalText(
            "At the outer thigh, taken for a thigh problem", "打在大腿外側痛點，當時診斷為大腿問題"
        ),
    ),
    Reply("prior_treatment", "prior_injection_failed"),
    *(
        Reply("imaging_context", question, level)
        for question in ("xray_disc_narrowing", "xray_osteophyte")
        for level in ("L4_L5", "L5_S1")
    ),
)
"""H-05, H-07, H-08, H-10, H-12."""

_NEURO = (
    *(Reply("neuro", muscle, choice="mrc5") for muscle in (
        "weak_hip_flexion", "weak_knee_extension", "weak_ankle_dorsiflexion", "weak_hip_abduction",
        "weak_plantarflexion")),
    Reply("neuro", "weak_great_toe", choice="mrc4"),
    Reply("neuro", "sensory_loss", "L5"),
    Reply("neuro", "slr", reproduces="A"),
    *without_finding("neuro", *(t for t in NEURO_TESTS if t != "slr")),
    *without_finding("neuro", "sensory_loss", sites=("L2", "L3", "L4", "S1")),
    Reply("lumbar_tests", "lumbar_motion_limited"),
)  # fmt: skip
"""H-28 and H-47; what the text leaves out (H-78, X-7) is as an L5 root would have it."""

_INJECTION = (
    Reply("injection", "injection_target", choice="bursa_and_tendon"),
    Reply("injection", "injection_guidance", choice="ultrasound"),
    Reply("injection", "injection_avoided"),
    Reply("injection", "injection_movement", choice="rising"),
    Reply("injection", "injection_pain_before", value=8),
    Reply("injection", "injection_pain_after", value=2),
    Reply("injection", "hip_injection_relief", reproduces="B"),
    Reply("injection", "injection_follow_up"),
)
"""H-19, H-20 (gone by seven or eight tenths), H-22. Drug and volume are not told, and are left open."""

_HABITUS = LocalText("Body habitus, poor penetration", "體型因素，穿透不足")
_HURTS = LocalText("Too painful", "太痛")
_EXCUSES = (
    ("superoposterior", "gmed_post_lax", Excuse(ViewState.NOT_VISUALISED, _HABITUS)),
    ("superoposterior", "gmed_post_sax", Excuse(ViewState.NOT_VISUALISED, _HABITUS)),
    ("comparison_tendons", "other_gmin", Excuse(ViewState.SKIPPED, _HURTS)),
    ("comparison_tendons", "other_bursa", Excuse(ViewState.SKIPPED, _HURTS)),
)
"""Of rounded build (H-06); for the other side she would lie on the painful one (H-31)."""

DEMO = DemoCase(
    "main-job", ("lateral_hip",), (NERVE, TROCHANTER), (*_HIP, *_TENDONS, *_BURSA, *_PRESSED),
    IMPRESSION, PLAN,
    stages=(
        "start", "sample-opened", "side-and-protocol", "red-flags", "complaint-a", "complaint-b",
        "step-landmark", "step-lateral_lax", "measured-posterior_bursa", "differential", "reasons",
        "report", "exported"),
)  # fmt: skip
"""The main job of the demonstration: the hip alone, not signed."""

FOUNDING = replace(
    DEMO,
    id="founding-case",
    stages=(),
    protocols=("hip_spine_compound",),
    replies=(
        Reply("red_flags", "post_void_residual", state=None, note=LocalText(
            "Not measured: no trouble passing urine", "未測量：排尿無異常")),
        *_BACKGROUND, *_NEURO, *_HIP, *_TENDONS,
        Reply("lateral_sax", "us_partial_tear", "lateral", state=_UNCLEAR),
        *_BURSA, *_PRESSED, *_INJECTION,
    ),
    excuses=_EXCUSES,
    first="B",
    final=True,
    physician=LocalText("Lin Mei-hua", "林美華"),
)  # fmt: skip
