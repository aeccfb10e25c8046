"""The case of the second founding document: low back pain worse on leaning back, to two diagnostic blocks.

F-02 to F-06, F-23 to F-36 and F-37 to F-40. The level, the side and the scores are set here; the pictures are
the phantom's, and everything is marked SYNTHETIC.
"""

from sonostep.core.finding import FindingState, Side
from sonostep.core.text import LocalText
from sonostep.demo.case import NEURO_TESTS, DemoCase, Pain, Reply, without_finding

_ABSENT = FindingState.ABSENT
LEVEL = "L4_L5"

BACK = Pain(
    ("low_back_side", "buttock", "posterolateral_thigh"),
    ("both_sides_back", "deep_ache", "stiff", "stuck", "standing_long", "morning_stiffness",
     "evening_fatigue", "extension", "twisting", "relief_forward_bend", "relief_activity",
     "deep_unlocalised"),
    ("below_knee", "reaches_sole", "numb", "electric", "flexion", "cough"),
    side=Side.MIDLINE,
    score=7,
    words=LocalText(
        "If only I stand long or lean back, my back catches as if stuck",
        "只要久站或伸懶腰後仰一下，腰就像卡住一樣",
    ),
    since=LocalText("several years", "好幾年"),
)  # fmt: skip
"""F-02 to F-06, F-23 to F-25, F-27 to F-35."""

_BACKGROUND = (
    Reply("prior_treatment", "prior_rehabilitation"),
    Reply("prior_treatment", "prior_medication"),
    Reply("imaging_context", "xray_osteophyte", LEVEL),
    Reply("imaging_context", "xray_disc_narrowing", LEVEL, state=_ABSENT),
    Reply("imaging_context", "lstv", choice="none"),
)
"""F-03: rehabilitation and drugs tried; disc fine, a small spur. F-11: no transitional vertebra."""

_EXAMINATION = (
    *(Reply("neuro", muscle, choice="mrc5") for muscle in (
        "weak_hip_flexion", "weak_knee_extension", "weak_ankle_dorsiflexion", "weak_great_toe",
        "weak_hip_abduction", "weak_plantarflexion")),
    *without_finding("neuro", *NEURO_TESTS),
    *without_finding("neuro", "sensory_loss", sites=("L2", "L3", "L4", "L5", "S1")),
    Reply("lumbar_tests", "extension_rotation", reproduces="A"),
    *without_finding(
        "lumbar_tests", "lumbar_motion_limited", "centralisation", "sij_distraction",
        "sij_thigh_thrust", "sij_gaenslen", "sij_gaenslen_other", "sij_compression", "sij_sacral_thrust",
        "fortin", "paraspinal_tenderness", "taut_band", "trigger_spot", "trigger_referred",
    ),
)  # fmt: skip
"""F-31, F-36."""


_NERVES = ("mb_L3", "mb_L4")
"""The two nerves of the joint L4/L5."""


def _block(number: str, agent: str, pains: tuple[int, int, int, int], hours: int) -> tuple[Reply, ...]:
    """One diagnostic block at the level (F-38 to F-40): over half is gone, and she can lean back."""
    step, names = f"block_{number}", ("before", "15", "30", "60")
    return (
        Reply(step, f"{step}_target", LEVEL, choice="medial_branch"),
        *(Reply(step, f"{step}_nerve", nerve) for nerve in _NERVES),
        Reply(step, f"{step}_agent", LEVEL, choice=agent),
        Reply(step, f"{step}_guidance", LEVEL, choice="ultrasound"),
        Reply(step, f"{step}_movement", LEVEL, choice="extension"),
        *(
            Reply(step, f"{step}_pain_{name}", LEVEL, value=pain)
            for name, pain in zip(names, pains, strict=True)
        ),
        Reply(step, f"{step}_hours", LEVEL, value=hours),
        Reply(step, f"{step}_movement_before", LEVEL, state=_ABSENT),
        Reply(step, f"{step}_movement_after", LEVEL),
        Reply(step, f"facet_block_{number}", LEVEL, choice="positive", reproduces="A"),
    )


_NEEDLE = (
    *(
        Reply("needle_checks", question, state=_ABSENT)
        for question in ("check_anticoagulation", "check_infection", "check_allergy", "check_pregnancy")
    ),
    Reply("needle_checks", "check_imaging"),
    Reply("needle_checks", "ligament_laxity", state=_ABSENT),
    Reply("needle_checks", "bmi", value=24),
    Reply("needle_checks", "obese", state=_ABSENT),
    Reply("level_count", "level_proof", LEVEL, choice="verified"),
    Reply("level_count", "level_proof", "L5_S1", choice="counted"),
    Reply("targets", "facet_target", LEVEL, choice="medial_branch"),
    Reply("needle_plan", "vessel_seen", state=_ABSENT),
    Reply("needle_plan", "needle_tip_seen"),
    Reply("multifidus", "multifidus_fat", choice="slight"),
    Reply("multifidus", "multifidus_atrophy"),
)
"""The level is counted from the sacrum and then verified before it becomes a target; F-08, F-44."""

FACET = DemoCase(
    "facet-case",
    ("low_back", "lumbar_facet_targeting"),
    (BACK,),
    (
        Reply("red_flags", "post_void_residual", state=None, note=LocalText(
            "Not measured: no trouble passing urine", "未測量：排尿無異常")),
        *_BACKGROUND, *_EXAMINATION, *_NEEDLE,
        *_block("first", "lidocaine", (7, 3, 2, 2), 2),
        *_block("second", "bupivacaine", (7, 2, 2, 2), 6),
    ),
    LocalText(
        "Facet joint pain, L4/L5 right: two concordant blocks with different anaesthetics.",
        "腰椎小關節痛，右側 L4/L5：兩次不同麻藥的阻斷結果一致。",
    ),
    LocalText(
        "Posture, transversus abdominis and multifidus training; goal, onset and duration before any choice.",
        "姿勢調整，訓練腹橫肌與多裂肌；先談目標、起效與維持，再選療法。",
    ),
    looked_at=("three_clues", "four_way_table"),
    first="A",
    last=("block_first", "block_second", "summary"),
    final=True,
    physician=LocalText("Chen Chih-ming", "陳志明"),
)  # fmt: skip
"""F-41 to F-43, F-70, F-85."""
