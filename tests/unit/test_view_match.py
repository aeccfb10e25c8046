"""Which view a clip shows, and what is told of one that answers another view."""

from dataclasses import replace

import pytest

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.checks.check import CheckKind
from sonostep.core.checks.views import view_checks
from sonostep.core.clip import FrameRef, Patient, ScaleInfo, StudyInfo
from sonostep.core.exam import ClipRecord, Exam, KeyImage
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point
from sonostep.core.progress.view_match import label_parts, labelled_views, other_view, shows, slot_views
from sonostep.core.protocol import ProtocolDefinition
from sonostep.phantom.catalogue import label_of_view
from sonostep.protocols import list_protocols

L, R = Side.LEFT, Side.RIGHT
PROTOCOLS = [p for p in list_protocols() if isinstance(p, ProtocolDefinition)]
VIEWS = {v.id: v for p in PROTOCOLS for s in p.steps for v in s.views}
HIP = [p for p in PROTOCOLS if p.id == "lateral_hip"]


def clip(id_, label):
    return ClipRecord(id_, f"{id_}.dcm", label, 30, 25.0, ScaleInfo(10, 10), Patient(), StudyInfo())


@pytest.mark.parametrize(
    ("label", "words", "side"),
    [
        ("R GT APEX SAX", ("GT", "APEX", "SAX"), R),
        ("l gt apex sax", ("GT", "APEX", "SAX"), L),
        ("GT APEX SAX - LEFT", ("GT", "APEX", "SAX"), L),
        ("SYNTHETIC R L4/5 FACET TRANSV", ("L4/5", "FACET", "TRANSV"), R),
        ("左側 骨性頂點，短軸", ("骨性頂點", "短軸"), L),
        ("R", ("R",), None),
        ("L5 MULTIFIDUS TRANSV", ("L5", "MULTIFIDUS", "TRANSV"), None),
        ("", (), None),
    ],
)
def test_a_label_is_its_words_and_its_side(label, words, side):
    assert label_parts(label) == (words, side)


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda v: v.id)
def test_every_view_is_known_by_its_label_and_name(view):
    for label in (*view.labels, view.text.en, view.text.zh_tw):
        assert shows(label, view, R) and shows(f"R {label}", view, R) and not shows(f"L {label}", view, R)
        assert view.id in {v.id for v in labelled_views(label, PROTOCOLS)}
    assert label_of_view(view.id) in ("", *view.labels), (
        "the phantom shows it under its own label, or not at all"
    )
    assert not shows("R GT", view, R) and labelled_views("IMG_0042", PROTOCOLS) == ()


def test_a_clip_that_names_no_view_may_show_any():
    wanted = [VIEWS["gmin_sax"]]
    assert other_view(clip("a", "IMG_0042"), wanted, HIP) is None
    assert other_view(clip("a", "R GT ANT FACET SAX GMIN"), wanted, HIP) is None
    other = other_view(clip("a", "R GT APEX SAX"), wanted, HIP)
    assert other is not None and other.id == "apex_sax"


EXAM = Exam(
    "e",
    "2026-01-02T03:04:05+08:00",
    clips=(clip("apex", "R GT APEX SAX"), clip("gmin", "R GT ANT FACET SAX GMIN"), clip("x", "calf")),
)


def image(clip_id, frame, step, view, side=R):
    return KeyImage(f"{clip_id}{frame}{view}{side}", FrameRef(clip_id, frame), b"", step, side, view, "")


def told(*images, shapes=()):
    exam = replace(EXAM, key_images=images, annotations=shapes)
    return list(view_checks(exam, HIP))


def test_a_picture_of_another_view_is_told():
    (check,) = told(image("apex", 3, "anterior_sax", "gmin_sax"))
    assert check.kind is CheckKind.VIEW and check.clips == ("apex",)
    assert "Apex" in check.text.en and "頂點" in check.text.zh_tw
    assert told(image("gmin", 3, "anterior_sax", "gmin_sax")) == []


def test_a_measurement_on_another_view_is_told():
    def drawn(on):
        shape = Annotation(
            "s",
            FrameRef(on, 1),
            ShapeKind.DISTANCE,
            (Point(1, 1), Point(2, 2)),
            step="anterior_sax",
            slot="gmin_thickness",
        )
        return told(shapes=(shape,))

    (check,) = drawn("apex")
    assert check.annotations == ("s",) and check.kind is CheckKind.VIEW
    assert drawn("gmin") == [] and drawn("x") == []


SLOTS = [(p, s, t) for p in PROTOCOLS for s in p.steps for t in s.slots if s.views]


@pytest.mark.parametrize(("protocol", "step", "slot"), SLOTS, ids=lambda v: v.id)
def test_each_measurement_is_told_on_every_view_but_its_own(protocol, step, slot):
    """The left gluteus medius was once measured on the picture of the minimus, in a step that shows both."""
    mine = slot_views(step, slot)
    labels = {label for v in mine for label in v.labels}
    assert mine and labels
    for label in {label for v in VIEWS.values() for label in v.labels}:
        known = [v for s in protocol.steps for v in s.views if label in v.labels]
        shape = Annotation(
            "s", FrameRef("c", 1), ShapeKind.DISTANCE, (Point(1, 1), Point(2, 2)), step=step.id, slot=slot.id
        )
        exam = replace(EXAM, clips=(clip("c", f"R {label}"),), annotations=(shape,))
        wrong = bool(known) and label not in labels
        assert bool(list(view_checks(exam, [protocol]))) is wrong, label


def test_one_frame_for_several_views_or_both_sides_is_told_once():
    views = [("anterior_sax", "gmin_sax"), ("anterior_lax", "gmin_lax"), ("landmark", "apex_sax")]
    (check,) = told(*(image("x", 5, step, view) for step, view in views))
    assert "3 views" in check.text.en and "3 個切面" in check.text.zh_tw
    (check,) = told(*(image("x", 5, "anterior_sax", "gmin_sax", side) for side in (L, R)))
    assert "left" in check.text.en and "right" in check.text.en
    assert told(image("x", 5, "anterior_sax", "gmin_sax"), image("x", 6, "anterior_lax", "gmin_lax")) == []
