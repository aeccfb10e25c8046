"""The founding case as the journey enters it: two pains and what was found (H-12 to H-18, H-25 to H-31)."""

from dataclasses import dataclass

from sonostep.core.finding import FindingState

IMPRESSION = "Two pains, taken apart. Lateral hip treated first, lumbar spine conservatively."
PLAN = "Review when the hip has been treated."
"""H-18: the hip first, since it disturbs sleep and activity most; the lumbar spine conservatively."""


@dataclass(frozen=True, slots=True)
class Pain:
    """One of the two pains, as the founding case tells it."""

    route: tuple[str, ...]
    present: tuple[str, ...]
    absent: tuple[str, ...]


NERVE = Pain(
    ("anterior_thigh", "lateral_calf", "dorsum_foot"),
    ("below_knee", "numb", "distended", "electric", "dull_sore", "night_supine", "walking_long", "no_point"),
    (),
)
"""Symptom A: H-25 to H-27, H-38."""

TROCHANTER = Pain(
    ("outer_hip", "lateral_thigh"),
    ("sore", "stabbing", "distended", "sit_to_stand", "side_lying_affected", "pressing_point", "one_point"),
    ("below_knee",),
)
"""Symptom B: H-29 to H-31, H-38."""

ANSWERS: tuple[tuple[str, str, str, FindingState, bool], ...] = (
    ("hip_tests", "gt_palpation", "", FindingState.PRESENT, True),
    ("hip_tests", "abduction_provocation", "", FindingState.PRESENT, True),
    ("lateral_lax", "us_tendinosis", "lateral", FindingState.PRESENT, False),
    ("posterior_bursa", "us_bursa_fluid", "posterior", FindingState.PRESENT, False),
    ("sonopalpation", "us_sonopalpation", "lateral", FindingState.PRESENT, True),
    ("sonopalpation", "us_sonopalpation", "posterior", FindingState.PRESENT, True),
)
"""Step, question, site, state, and whether it reproduced complaint B: H-13 to H-16."""
