"""The vocabulary of findings: each item weighs with a source, raises a flag, or is recorded only."""

import pytest

from sonostep.core.protocol import AnswerKind, Question
from sonostep.protocols import load_knowledge, load_vocabulary
from sonostep.protocols.schema.findings import weighing

VOCABULARY = load_vocabulary()
WEIGHING = weighing(load_knowledge())
FEATURES = tuple(f for g in VOCABULARY.feature_groups for f, _ in g.features)


@pytest.mark.parametrize("question", VOCABULARY.questions, ids=lambda q: q.id)
def test_a_question_weighs_or_flags_or_is_recorded_only(question: Question) -> None:
    acts = question.id in WEIGHING or question.flag is not None
    assert acts is not question.recorded_only
    assert question.sources


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_weighs_or_is_recorded_only(feature: str) -> None:
    assert (feature in WEIGHING) is not (feature in VOCABULARY.features_recorded_only)
    assert dict(VOCABULARY.feature_sources)[feature]


def test_what_weighs_names_its_source() -> None:
    for condition in load_knowledge().conditions:
        for item in condition.evidence:
            assert item.source, item.id


GRADED = [q for q in VOCABULARY.questions if q.id.startswith("weak_")]


@pytest.mark.parametrize("question", GRADED, ids=lambda q: q.id)
def test_strength_has_half_grades_and_can_be_weak_without_a_grade(question: Question) -> None:
    options = [o.id for o in question.options]
    assert question.kind is AnswerKind.CHOICE
    assert {"mrc4plus", "mrc4", "mrc4minus", "weak", "weak_painful", "painful"} <= set(options)
    assert (
        options.index("mrc5") < options.index("mrc4plus") < options.index("mrc4minus") < options.index("mrc0")
    )


ENTERABLE = """
slump fadir stinchfield spinal_percussion sij_tenderness gmed_tenderness stance_pain_psis
stance_pain_groin stance_seconds slr_angle hip_internal_rotation_angle hip_motion_limited tingling
constant steadily_worse startup_pain relief_lying valsalva onset_sudden onset_insidious onset_lifting
giving_way limp cane lurch unsteady_longstanding walking_distance symptom_duration_days
mri_gluteal_tendon mri_disc_herniation mri_disc_bulge mri_facet_cyst mri_facet_arthropathy
mri_spondylolisthesis mri_stenosis_level xray_degeneration haemoglobin crp target_response
target_relief_percent bruise smoker post_partum heavy_work load_rise_other lstv_side
piriformis_tenderness piriformis_provocation hip_flexion_painful trendelenburg_compensated lateral_shift
side_bending relief_movement_in_place toe_stand reflex_knee_absent reflex_ankle_absent
weak_ankle_eversion weak_ankle_inversion anal_tone_reduced femoral_pulse_reduced abi_value abi_exercise
skin_rash sij_exam_positive hip_exam_positive pulsatile_mass complaint_weakness complaint_lump
lump_growing comes_and_goes attacks_more_frequent shooting neuropathic worst_morning any_activity
unrelated_to_movement sitting_better_not_free relief_unloading not_relieved_by_rest none_at_rest
slope_no_effect walking_minutes bicycle_minutes like_claudication no_back_pain no_thigh_pain
new_other_leg walking_difficult appetite_loss sleep_disturbed urine_trouble erectile_failure
recent_injection_hours antiplatelet drug_urine_retention alcohol_heavy acupuncture hypertension
training_load_high trauma_minor over_a_year short_history mri_vertebral_lesion mri_foraminal
mri_facet_effusion mri_redundant_roots mri_lumbar_normal bone_scan_hot xray_hip_no_fracture
xray_avn_collapse xray_calcification xray_slip_stable us_collection us_collection_debris
us_collection_size us_femoral_neck_cortex us_hip_doppler us_partial_tear_grade aspiration
aspiration_culture emg hba1c target_relief_hours prior_spine_surgery injection_planned
leg_swelling loin_percussion urine_blood groin_lump onset_before_40 night_second_half alternating_buttock
morning_stiffness_long
""".split()


def test_what_physicians_missed_can_be_entered_with_help_in_both_languages() -> None:
    helped = {q.id: q.help for q in VOCABULARY.questions} | dict(VOCABULARY.feature_help)
    for id_ in ENTERABLE:
        said = helped[id_]
        assert said is not None and said.en and said.zh_tw, id_


@pytest.mark.parametrize(
    ("question", "sites"),
    [
        ("sensory_loss", {"S1", "S2", "S3_S5"}),
        (
            "target_response",
            {
                "target_hip_joint",
                "target_transitional_joint",
                "target_root_L5",
                "target_trigger_point",
                "target_lateral_femoral_cutaneous",
                "target_sacral_lateral_branches",
                "target_epidural",
                "target_facet_steroid",
                "target_calcific_lavage",
                "target_shock_wave",
                "target_needling",
            },
        ),
    ],
)
def test_places_that_had_no_name_have_one(question: str, sites: set[str]) -> None:
    assert sites <= set(VOCABULARY.question(question).sites)


def test_a_pain_can_be_placed_without_a_segment() -> None:
    route = {s.id for s in VOCABULARY.sites if s.group == "route"}
    assert {
        "leg_unspecified",
        "hip_unspecified",
        "thigh_unspecified",
        "anterior_shin",
        "great_toe",
        "medial_thigh",
        "sacrum",
        "flank",
        "anterior_hip",
    } <= route


def test_a_transitional_vertebra_of_unstated_type_is_present() -> None:
    options = {o.id: o.state.value for o in VOCABULARY.question("lstv").options}
    assert options["type_unknown"] == "present"
