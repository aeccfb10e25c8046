"""A picture, a strength or a pulse explains no pain that was drawn where its structure does not hurt."""

import pytest

from helpers.knowledge_strategies import KNOWLEDGE, TWO_ANGLES, said, supporting
from sonostep.core.differential.result import Band
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import Question

PAINS = {
    "foot": (("dorsum_foot",), Side.RIGHT),
    "shin": (("anterior_shin",), Side.RIGHT),
    "back": (("low_back_midline",), Side.MIDLINE),
    "flank": (("flank",), Side.RIGHT),
    "sacrum": (("sacrum",), Side.MIDLINE),
}
AT_HOME = {
    "foot": {"lumbar_nerve_root", "vascular_claudication", "peripheral_neuropathy", "peroneal_neuropathy"},
    "shin": {"lumbar_nerve_root", "vascular_claudication", "peroneal_neuropathy", "peripheral_neuropathy"},
    "back": {"facet", "facet_level", "discogenic", "disc_herniation", "bertolotti", "lumbar_nerve_root"},
    "flank": {"facet", "facet_level", "bertolotti"},
    "sacrum": {"sacroiliac", "bertolotti"},
}


def _answers(question: Question) -> list[tuple[str, str]]:
    present = [o.id for o in question.options if o.state is FindingState.PRESENT] or [""]
    return [(site, choice) for site in question.sites or ("",) for choice in present]


def _exam(route: tuple[str, ...], side: Side, findings: list[Finding]) -> Exam:
    pain = Complaint("A", "A", side, route)
    return Exam("x", "2026-01-01T00:00:00+00:00", complaints=(pain,), findings=tuple(findings))


@pytest.mark.parametrize("place", PAINS)
@pytest.mark.parametrize("choice", [0, -1], ids=["first", "last"])
def test_what_names_no_complaint_leads_no_pain_elsewhere(place: str, choice: int) -> None:
    route, side = PAINS[place]
    for condition in KNOWLEDGE.conditions:
        unnamed = [q for q in supporting(condition.id) if not q.asks_complaint and not q.flag]
        found = [
            Finding(
                FindingKey(q.id, Side.RIGHT if q.sided else None, site),
                FindingState.PRESENT,
                choice=dict(_answers(q)[::-1] if choice == 0 else _answers(q))[site],
                frames=TWO_ANGLES,
            )
            for q in unnamed
            for site in q.sites or ("",)
        ]
        if condition.id in AT_HOME[place] or not found:
            continue
        for judgement in said(_exam(route, side, found)).judgements:
            if judgement.condition == condition.id:
                assert judgement.band not in (Band.SUPPORTED, Band.STRONGLY_SUPPORTED), condition.id


@pytest.mark.parametrize(
    ("question", "choice", "condition"),
    [
        ("mri_avn", "", "avascular_necrosis"),
        ("mri_stress_fracture", "", "femoral_stress_fracture"),
        ("abi_low", "", "vascular_claudication"),
        ("mri_gluteal_tendon", "full_tear", "gluteal_full_tear"),
    ],
)
def test_a_pain_that_was_not_drawn_hears_it(question: str, choice: str, condition: str) -> None:
    found = Finding(FindingKey(question, Side.RIGHT), FindingState.PRESENT, choice=choice)
    said_ = said(_exam((), Side.RIGHT, [found]))
    (judgement,) = [j for j in said_.judgements if j.condition == condition]
    assert judgement.band in (Band.SUPPORTED, Band.STRONGLY_SUPPORTED)
