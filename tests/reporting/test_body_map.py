"""The drawing of the complaints."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.finding import BodyArea, Complaint, Side
from sonostep.core.measure.geometry import Point
from sonostep.protocols import load_vocabulary
from sonostep.reporting.body_map import _map, body_map
from sonostep.reporting.words import ReportWords

SVG = "{http://www.w3.org/2000/svg}"


def drawn(complaint, language="en"):
    exam = replace(founding.exam(), complaints=(complaint,), findings=())
    return body_map(founding.handout_report(exam), ReportWords(language))


def spots(complaint):
    tree = ElementTree.fromstring(drawn(complaint))
    return [(float(c.get("cx")), float(c.get("cy"))) for c in tree.iter(f"{SVG}circle")]


@pytest.mark.parametrize(
    ("site", "side", "place"),
    [
        # seen from the front the patient's right is on the left of the page, seen from behind on the right
        ("outer_hip", Side.RIGHT, (26, 46)),
        ("outer_hip", Side.LEFT, (74, 46)),
        ("buttock", Side.RIGHT, (173, 45)),
        ("buttock", Side.LEFT, (147, 45)),
        ("low_back_midline", Side.MIDLINE, (160, 14)),
    ],
)
def test_a_site_lies_on_the_patients_own_side(site, side, place):
    assert spots(Complaint("a", "A", side, (site,))) == [place]


def test_without_a_side_or_a_known_site_nothing_is_drawn():
    assert drawn(Complaint("a", "A", None, ("outer_hip",))) == ""
    assert drawn(Complaint("a", "A", Side.LEFT, ("elsewhere",))) == ""
    assert drawn(Complaint("a", "A", Side.LEFT, ())) == ""


def test_every_body_site_of_the_vocabulary_is_on_the_map():
    offered = {s.id for s in load_vocabulary().sites if s.group == "route"}
    # "somewhere in the leg" has no place
    nowhere = {s for s in offered if s.endswith("_unspecified")}
    assert offered - nowhere == set(_map()["sites"])


@pytest.mark.parametrize("label", ["<script>", "&", "\u202e", '"'])
def test_a_hostile_letter_breaks_nothing(label):
    tree = ElementTree.fromstring(drawn(Complaint("a", label, Side.LEFT, ("knee", "sole"))))
    assert not list(tree.iter(f"{SVG}script"))


def test_each_pain_has_its_letter_and_line(founding_files):
    tree = ElementTree.fromstring(body_map(founding.report(), ReportWords("zh-TW")))
    texts = [t.text for t in tree.iter(f"{SVG}text")]
    assert {"A", "B", "正面", "背面", "右", "左"} <= set(texts)
    assert len({x.get("stroke-dasharray") for x in tree.iter(f"{SVG}line")}) == 2
    assert b"image/svg+xml" in founding_files["en"]["report.html"]


def test_a_report_without_a_map_still_lists_its_complaints():
    assert body_map(sample.report(replace(sample.exam(), complaints=())), ReportWords("en")) == ""


def test_a_drawn_area_is_printed_with_its_letter_on_its_figure():
    corners = (Point(20.0, 40.0), Point(30.0, 44.0), Point(26.0, 60.0))
    made = drawn(Complaint("x", "A", areas=(BodyArea("front", corners), BodyArea("back", corners))))
    assert 'points="20,40 30,44 26,60"' in made
    assert 'points="130,40 140,44 136,60"' in made
    assert made.count(">A</text>") == 2
