"""The case of the second founding document, to two blocks and the signed report, in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.closed_exam import Closed
from helpers.journeys import Told
from sonostep.core.blocks import block_responses, concordant, same_agent
from sonostep.core.checks.blocks import proved, unproved_targets
from sonostep.core.differential.result import Band
from sonostep.core.finding import FindingState, Side
from sonostep.core.text import LANGUAGES, Language
from sonostep.demo.cases.lumbar_facet import BACK, FACET, LEVEL

PRESENT, ABSENT = FindingState.PRESENT, FindingState.ABSENT
QUICK = replace(FACET, stages=("final",))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.mark.timeout(300)
def test_from_the_first_screen_to_two_blocks_and_the_signature(
    told: Told, tmp_path: Path, language: Language
) -> None:
    program, journey = told(language, QUICK, "lumbar_", tmp_path)
    closed = Closed(program, tmp_path, language)

    closed.is_final_and_unaltered(QUICK)
    closed.has_every_format()
    assert [p.id for p in closed.exam.protocols] == ["low_back", "lumbar_facet_targeting"]
    the_three_clues_are_told(closed)
    the_level_is_proved_before_it_is_a_target(closed)
    the_needle_is_planned(closed)
    both_blocks_follow_the_rule(closed)
    the_facet_is_supported(closed)
    the_report_says_it(closed, language)


def the_three_clues_are_told(closed: Closed) -> None:
    (pain,) = closed.exam.complaints
    assert (pain.side, pain.route, pain.score) == (Side.MIDLINE, BACK.route, 7)
    assert pain.state_of("below_knee") is ABSENT
    assert pain.state_of("relief_forward_bend") is PRESENT
    assert [pain.state_of(f) for f in ("numb", "electric")] == [ABSENT, ABSENT]
    assert pain.state_of("most_disturbing") is PRESENT
    assert closed.finding("extension_rotation").reproduces == (pain.id,)
    for muscle in ("weak_great_toe", "weak_ankle_dorsiflexion"):
        assert closed.finding(muscle).state is ABSENT


def the_level_is_proved_before_it_is_a_target(closed: Closed) -> None:
    assert closed.finding("level_proof", LEVEL).choice == "verified"
    assert closed.finding("level_proof", "L5_S1").choice == "counted"
    assert proved(closed.exam, LEVEL)
    assert not proved(closed.exam, "L5_S1")
    assert closed.finding("facet_target", LEVEL).choice == "medial_branch"
    assert unproved_targets(closed.exam) == ()
    assert closed.present("level_override") == set()
    assert closed.finding("lstv").choice == "none"


def the_needle_is_planned(closed: Closed) -> None:
    slots = {a.slot for a in closed.exam.annotations}
    assert slots >= {
        "facet_depth", "facet_offset", "target_depth", "needle_angle", "needle_distance", "entry_offset",
        "multifidus_area",
    }  # fmt: skip
    for check in ("check_anticoagulation", "check_infection", "check_allergy", "check_pregnancy", "obese"):
        assert closed.finding(check).state is ABSENT, check
    assert closed.finding("bmi").value == 24
    assert closed.finding("vessel_seen").state is ABSENT
    assert closed.finding("needle_tip_seen").state is PRESENT
    saved = {k.view for k in closed.exam.key_images}
    assert {"sacrum_sag", "processes_sag", "facet_sax", "target_sax", "needle_path"} <= saved


def both_blocks_follow_the_rule(closed: Closed) -> None:
    first, second = block_responses(closed.exam)
    assert [(b.ordinal, b.level, b.side) for b in (first, second)] == [
        ("first", LEVEL, Side.RIGHT), ("second", LEVEL, Side.RIGHT),
    ]  # fmt: skip
    assert (first.agent, second.agent) == ("lidocaine", "bupivacaine")
    assert not same_agent(closed.exam, Side.RIGHT, LEVEL)
    for block in (first, second):
        assert block.relief is not None
        assert block.relief > 0.5
        assert block.movement
        assert block.meets_rule
        assert block.choice == "positive"
        assert closed.finding(f"block_{block.ordinal}_movement", LEVEL).choice == "extension"
        # she could not lean back before
        assert closed.finding(f"block_{block.ordinal}_movement_before", LEVEL).state is ABSENT
    assert concordant(closed.exam, Side.RIGHT, LEVEL)
    # both nerves of the joint were reached each time, and the other levels were asked nothing
    sites = {f.key.site for f in closed.exam.findings if f.key.id.startswith("block_")}
    assert sites == {LEVEL, "mb_L3", "mb_L4"}


def the_facet_is_supported(closed: Closed) -> None:
    assert closed.band("A", "facet") is Band.STRONGLY_SUPPORTED
    assert closed.band("A", "facet_level", LEVEL) is Band.STRONGLY_SUPPORTED
    assert closed.band("A", "facet_level", "L5_S1") is Band.NOT_ASSESSABLE
    assert closed.band("A", "disc_herniation") is Band.LESS_LIKELY
    assert closed.differential.unexplained == ()


def the_report_says_it(closed: Closed, language: Language) -> None:
    said = {
        "en": (
            "L4/L5",
            "Medial branch",
            "Lidocaine",
            "Bupivacaine",
            "Radiograph or whole-spine image",
            "24 kg/m2",
        ),
        "zh-TW": ("L4/L5", "內側支", "Lidocaine", "Bupivacaine", "以 X 光（或全脊椎影像）確認", "24 kg/m2"),
    }[language]
    written = (t.in_language(language) for t in (FACET.impression, FACET.plan, FACET.physician))
    assert [text for text in (*said, *written, "SYNTHETIC") if text not in closed.text] == []
    # a number is its own answer, and never called unclear
    unclear = {"en": "indeterminate 24", "zh-TW": "無法判定 24"}[language]
    assert unclear not in closed.text
