# ruff: noqa: E501 - tables of cases read better on one line
"""Forty-five small exams that were each weighed wrongly once, with what a physician expects of them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.knowledge_strategies import KNOWLEDGE, VOCABULARY, said
from sonostep.core.differential.result import Band, Differential, EvidenceRole
from sonostep.core.exam import Exam
from sonostep.core.protocol import FlagLevel
from sonostep.protocols.cases import best_band
from sonostep.storage import load_exam

EXAMS = Path(__file__).with_name("fault_exams")
STRONG, SUPPORTED, POSSIBLE, LESS, OPEN = (
    Band.STRONGLY_SUPPORTED, Band.SUPPORTED, Band.POSSIBLE, Band.LESS_LIKELY, Band.NOT_ASSESSABLE,
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What one exam comes out as.

    Attributes:
        leading: conditions that lead, all of them; None where a stop is recorded.
        bands: of further conditions.
        conflict: part of a conflict that is said; next: questions that one of the first proposals asks.
    """

    leading: tuple[str, ...] | None = ()
    bands: tuple[tuple[str, Band], ...] = ()
    conflict: str = ""
    next: tuple[str, ...] = ()


def _e(*leading: str, conflict: str = "", next: tuple[str, ...] = (), **bands: Band) -> Expected:
    return Expected(leading, tuple(bands.items()), conflict, next)


STOPPED = Expected(None)
EXPECTED = {
    "R01_graded_paraparesis_no_flag": STOPPED,
    "R02_handout_under_stop": STOPPED,
    "R02b_handout_under_stop_hip": STOPPED,
    "R03_bilateral_over70": _e(stenosis=OPEN),
    "R03b_bilateral_only": _e(stenosis=OPEN),
    "R04_full_tear_seen": _e("gluteal_full_tear", gtps=SUPPORTED),
    "R04b_full_tear_plus_L5_normal": _e("gluteal_full_tear", "gtps"),
    "R04c_full_tear_plus_probe": _e("gluteal_full_tear", gtps=SUPPORTED),
    "R05_tendinosis_anterior": _e(gtps=POSSIBLE, next=("gt_palpation",)),
    "R05b_tendinosis_and_palpation": _e("gtps", gmin_tendinopathy=SUPPORTED),
    "R06_sij_two_positive": _e(
        sacroiliac=POSSIBLE, next=("sij_distraction", "sij_gaenslen", "sij_sacral_thrust")
    ),
    "R06b_claudication_open": _e(stenosis=POSSIBLE, next=("relief_sitting", "relief_forward_bend")),
    "R07_sij_six_of_six": _e("sacroiliac", sacroiliac=STRONG),
    "R07b_sij_six_of_six_setting": _e("sacroiliac", sacroiliac=SUPPORTED),
    "R08_calf_pain_normal_neuro": _e(lumbar_nerve_root=POSSIBLE, disc_herniation=POSSIBLE),
    "R09_gate_same_side": _e("gtps"),
    "R09b_gate_both_sides": _e("gtps"),
    "R10_gait_romberg": _e("stenosis", stenosis=STRONG, peripheral_neuropathy=SUPPORTED),
    "R11_bertolotti_pressed": _e("bertolotti"),
    "R12_age_contradiction": _e(conflict="older than 70 and younger than 60", stenosis=OPEN),
    "R13_load_rise_injection_failed": _e("gtps"),
    "R14_foot_drop_mrc0": _e("lumbar_nerve_root", next=("weak_ankle_inversion",)),
    "R15_mrc4_as_foot_drop": _e("lumbar_nerve_root"),
    "R16_stop_not_on_page_one": STOPPED,
    "R17_infection_and_steroid_same_visit": STOPPED,
    "R18_cannot_tell_is_not_asked": _e(gtps=POSSIBLE, next=("gt_palpation",)),
    "R19_painless_foot_drop_root_L4": _e("peroneal_neuropathy", lumbar_nerve_root=POSSIBLE),
    "R19b_foot_drop_without_complaint": _e(),
    "R20_S1_triad_possible": _e("lumbar_nerve_root"),
    "R20b_S1_triad_with_calf": _e("lumbar_nerve_root", lumbar_nerve_root=STRONG),
    "R21_three_words_make_a_disc": _e(disc_herniation=POSSIBLE),
    "R22_L5_dermatome_possible": _e("lumbar_nerve_root"),
    "R23_annular_fissure_leads_over_hip": _e(hip_osteoarthritis=POSSIBLE, discogenic=POSSIBLE),
    "R24_hip_joint_injection_counts_for_gtps": _e(gtps=POSSIBLE, conflict="injection at the hip relieved"),
    "R25_partial_tear_with_normal_power": _e("gtps", gluteal_partial_tear=POSSIBLE),
    "R25b_same_with_outer_hip_drawn": _e("gtps", gluteal_partial_tear=SUPPORTED),
    "R27_arterial_disease_without_advice": _e("vascular_claudication", stenosis=OPEN),
    "R28_runner_groin_load_no_prompt": _e("femoral_stress_fracture", next=("mri_stress_fracture",)),
    "R29_residual_below_cutoff": _e(),
    "R30_wrong_side_sealed": _e(conflict="Injection at the hip relieved"),
    "R30b_wrong_side_without_relief": _e(),
    "R31_one_sided_grade_2_stenosis": _e(lumbar_nerve_root=POSSIBLE),
    "R32_hip_effusion_mute": _e(hip_osteoarthritis=POSSIBLE, avascular_necrosis=POSSIBLE),
    "R33_pain_unmoved_by_movement": _e(facet=POSSIBLE),
    "R34_lstv_fused_level": _e("lumbar_nerve_root", conflict="transitional vertebra"),
}


def _weighed(name: str) -> tuple[Exam, Differential]:
    exam = load_exam(EXAMS / f"{name}.json")
    return exam, said(exam)


def test_every_exam_is_here() -> None:
    assert {p.stem for p in EXAMS.glob("*.json")} == set(EXPECTED)
    assert len(EXPECTED) == 45


@pytest.mark.parametrize("name", EXPECTED)
def test_an_exam_comes_out_as_expected(name: str) -> None:
    (exam, result), expected = _weighed(name), EXPECTED[name]
    assert result.suspended is (expected.leading is None)
    if expected.leading is None:
        assert any(f.level is FlagLevel.STOP for f in result.flags_present) and not result.judgements
        return
    for complaint in exam.complaints:
        assert set(dict(result.leading)[complaint.id]) == set(expected.leading)
        got = {c: best_band(result, complaint.id, c) for c, _ in expected.bands}
        assert got == dict(expected.bands)
    assert any(expected.conflict in c.en for c in result.conflicts) or not expected.conflict
    asked = [{k.id for k in s.questions} for s in result.next_steps[:4]]
    assert any(set(expected.next) <= ids for ids in asked) or not expected.next


@pytest.mark.parametrize("name", [n for n, e in EXPECTED.items() if e.leading is not None])
def test_nothing_is_possible_without_something_in_favour(name: str) -> None:
    _, result = _weighed(name)
    carrying = (EvidenceRole.EVIDENCE, EvidenceRole.WORDS)
    for judgement in result.judgements:
        if judgement.band in (STRONG, SUPPORTED, POSSIBLE):
            held = [r for r in judgement.reasons if r.counted and r.ratio > 1 and r.role in carrying]
            assert held and judgement.in_favour, judgement.name.en


def test_every_next_step_of_them_names_its_complaint() -> None:
    texts = {c.name.en for c in KNOWLEDGE.conditions} | {q.id for q in VOCABULARY.questions}
    for name in EXPECTED:
        exam, result = _weighed(name)
        for step in result.next_steps:
            assert step.flags or step.complaint in {c.id for c in exam.complaints}
            assert step.text.en not in texts
