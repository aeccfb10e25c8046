"""OHIF's own packages read our structured reports with live tools, and we read theirs."""

import io

import numpy as np
import pydicom
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from helpers.outside_programs import HAS_OHIF, cornerstone, image, needs_node, needs_ohif
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.measure.quantity import Refused
from sonostep.reporting.dicom.values import made_uid
from sonostep.reporting.sr.codes import TOOLS, UNITS
from sonostep.reporting.sr.read import read_sr
from sonostep.reporting.words import ReportWords

pytestmark = needs_node
SPACING = 0.08
"""Millimetres per pixel of the sample's clip (Physical Delta 0.008 cm)."""

CLIP = image(sample.DICOM_CLIP, sample.ULTRASOUND_MULTIFRAME, 60, SPACING)
NEAR = 1e-3
"""Pixels: the adapters go through the patient's space in single precision."""


# ours, as OHIF opens them


@pytest.fixture(scope="module")
def opened(founding_files, every_kind, tmp_path_factory):
    """What Cornerstone's tools show of the founding case in both languages, and of every kind of shape."""
    folder = tmp_path_factory.mktemp("ours")
    files = {**founding_files, "every kind": every_kind[2]}
    stills = [pydicom.dcmread(io.BytesIO(data[name]), stop_before_pixels=True)
              for data in files.values() for name in data if name.startswith("key-frame")]  # fmt: skip
    images = [CLIP, *(image(s.SOPInstanceUID, s.SOPClassUID, 1, 1.0) for s in stills)]
    paths = []
    for name, data in files.items():
        paths.append(folder / f"{name}.dcm")
        paths[-1].write_bytes(data["report.sr.dcm"])
    reports = {**{tag: founding.report(language=tag) for tag in founding_files}, "every kind": every_kind[1]}
    shown = cornerstone("read", folder, images, paths)
    preview = cornerstone("read", folder, images, paths, program="ohif.mjs") if HAS_OHIF else shown
    return {name: (reports[name], *found) for name, *found in zip(files, shown, preview, strict=True)}


EACH = pytest.mark.parametrize("name", ["en", "zh-TW", "every kind"])


def sent(report):
    """The measurements that Cornerstone has a tool for, in its order: by tool."""
    stills = {e.frame for e in report.images}
    found = [
        m for m in report.measurements
        if m.annotation.kind in TOOLS and not isinstance(m.measured, Refused)
        and (m.frame.clip == sample.DICOM_CLIP or m.frame in stills)
    ]  # fmt: skip
    return sorted(found, key=lambda m: m.annotation.id)


def pairs(opened, name):
    report, shown, _ = opened[name]
    ours = {tuple(m.annotation.points[:2]): m for m in sent(report)}
    assert len(shown) == len(ours)
    for found in shown:
        first = found["points"][:1]
        same_tool = [m for m in ours.values() if TOOLS[m.annotation.kind] == found["tool"]]
        yield next(m for m in same_tool if close(first, m.annotation.points[:1])), found


def close(some, others):
    return np.allclose(np.array(some), np.array(others), rtol=0, atol=NEAR)


@EACH
def test_every_shape_is_open_for_editing_on_its_own_frame_with_name_side_and_doubt(opened, name):
    for ours, found in pairs(opened, name):
        english = ReportWords("en")
        label = english.local(ours.label) or english.word(f"kind.{ours.annotation.kind.value}")
        side = [english.side(ours.side)] if ours.side else []
        on_clip = ours.frame.clip == sample.DICOM_CLIP
        # OHIF shows no side, no doubt, and measures anew: all of ours is in the name
        assert found["label"] == " · ".join((label, *side, english.value(ours.measured)))
        assert found["frame"] == (ours.frame.frame if on_clip else 1)
        assert (found["image"] == sample.DICOM_CLIP) is on_clip


@EACH
def test_every_point_is_where_it_was_drawn(opened, name):
    for ours, found in pairs(opened, name):
        points = ours.annotation.points
        if ours.annotation.kind is ShapeKind.ELLIPSE:
            assert len(found["points"]) == 4 and close(found["points"][:2], points[:2])
        else:
            assert close(found["points"], points)


@EACH
def test_every_number_is_the_same(opened, name):
    for ours, found in pairs(opened, name):
        stats, value = found["stats"], ours.measured.value
        by_tool = {"Length": "length", "Angle": "angle", "CobbAngle": "angle"}
        assert stats[by_tool.get(found["tool"], "area")] == pytest.approx(value, rel=1e-9)
        if found["tool"] == "Length":
            assert stats["unit"] == UNITS[ours.measured.unit].value


def test_every_tool_of_cornerstone_that_draws_as_ours_was_tried(opened):
    assert {found["tool"] for found in opened["every kind"][1]} == set(TOOLS.values())


def test_a_length_on_a_video_is_live_on_its_key_frame(opened):
    report, shown, _ = opened["en"]
    assert [f["stats"]["unit"] for f in shown if f["image"] != sample.DICOM_CLIP] == ["{pixels}"]
    assert [m.frame.clip for m in sent(report)].count(sample.VIDEO_CLIP) == 1


def drawn(report):
    """The measurements that stand on a picture which OHIF has, by tracking uid."""
    pictures = {sample.DICOM_CLIP} | {e.frame.clip for e in report.images}
    stills = {e.frame for e in report.images}
    return {
        made_uid(report.exam, "annotation", m.annotation.id): m
        for m in report.measurements
        if not isinstance(m.measured, Refused) and m.frame.clip in pictures
        and (m.frame.clip == sample.DICOM_CLIP or m.frame in stills)
    }  # fmt: skip


@needs_ohif
@EACH
def test_ohifs_extension_previews_every_measurement_on_its_frame_with_name_side_and_doubt(opened, name):
    """The extension goes over every group first: of a report with one that draws nothing it shows none."""
    report, _, preview = opened[name]
    ours, english = drawn(report), ReportWords("en")
    assert preview["groups"] == len(preview["shown"]) == len(ours) > 3
    assert preview["series"].startswith("SYNTHETIC")
    for found in preview["shown"]:
        entry = ours.pop(found["tracking"])
        on_clip = entry.frame.clip == sample.DICOM_CLIP
        assert found["frame"] == (entry.frame.frame if on_clip else 1)
        assert english.value(entry.measured) in found["labels"][0]
        assert entry.side is None or english.side(entry.side) in found["labels"][0]
        number = f"{entry.measured.value:.2f} {UNITS[entry.measured.unit].value}"
        assert any(label.endswith(number) for label in found["labels"])
        # it cannot draw an ellipse that lies aslant, and then draws none
        assert found["graphic"] == "ELLIPSE" or close(found["points"][:1], entry.annotation.points[:1])
    assert ours == {}


# theirs, as we open them

DRAWN = (
    ("Length", 7, [(10.5, 20.25), (40.5, 60.25)], {"length": 4.0, "unit": "mm"}, "長度"),
    ("Bidirectional", 12, [(100, 100), (200, 100), (150, 80), (150, 120)],
     {"length": 8.0, "width": 3.2, "unit": "mm"}, "two axes"),
    ("EllipticalROI", 13, [(300, 200), (300, 260), (250, 230), (350, 230)],
     {"area": 30.16, "areaUnit": "mm²", "mean": 50.0, "max": 90.0, "stdDev": 3.0}, "ellipse"),
    ("PlanarFreehandROI", 14, [(10, 10), (50, 10), (50, 40), (10, 40)],
     {"area": 7.68, "areaUnit": "mm²", "perimeter": 11.2, "mean": 50.0}, "outline"),
    ("RectangleROI", 14, [(60, 60), (90, 60), (60, 80), (90, 80)],
     {"area": 3.84, "areaUnit": "mm²", "perimeter": 8.0}, "box"),
    ("ArrowAnnotate", 15, [(400, 300), (450, 330)], {}, "大轉子"),
    ("Angle", 60, [(480, 120), (430, 180), (520, 210)], {"angle": 68.6}, "angle"),
)  # fmt: skip


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("theirs")
    annotations = [
        {"tool": tool, "image": sample.DICOM_CLIP, "frame": frame, "points": points, "closed": True,
         "stats": stats, "label": label}
        for tool, frame, points, stats, label in DRAWN
    ]  # fmt: skip
    cornerstone("write", folder, [CLIP], [folder / "theirs.dcm"], annotations)
    return read_sr(folder / "theirs.dcm")


def test_their_report_is_read_whole_and_known_as_another_programs(theirs):
    assert not theirs.ours and theirs.not_understood == 0
    assert theirs.findings == () and theirs.patient.id == "P-0042"


@pytest.mark.parametrize(
    "label, kind, frame, numbers",
    [
        ("長度", ShapeKind.DISTANCE, 7, {"Length": (4.0, "mm")}),
        ("two axes", ShapeKind.DISTANCE, 12, {"Long Axis": (8.0, "mm"), "Short Axis": (3.2, "mm")}),
        ("ellipse", ShapeKind.ELLIPSE, 13, {"Area": (30.16, "mm2"), "Mean": (50.0, "1"),
         "Maximum": (90.0, "1"), "Standard Deviation": (3.0, "1")}),
        ("outline", ShapeKind.POLYGON, 14, {"Area": (7.68, "mm2"), "Perimeter": (11.2, "mm"),
         "Mean": (50.0, "1")}),
        ("box", ShapeKind.POLYGON, 14, {"Area": (3.84, "mm2"), "Perimeter": (8.0, "mm")}),
        ("angle", ShapeKind.ANGLE, 60, {"Cobb angle": (68.6, "deg")}),
    ],
)  # fmt: skip
def test_their_measurements_are_shown_on_their_frames(theirs, label, kind, frame, numbers):
    found = [m for m in theirs.measurements if m.label == label]
    assert {m.name: (m.value, m.unit) for m in found} == numbers
    assert {m.kind for m in found} == {kind}
    assert {m.frame for m in found} == {FrameRef(sample.DICOM_CLIP, frame)}


def test_their_points_are_where_they_were_drawn(theirs):
    points = {m.label: m.points for m in reversed(theirs.measurements)}
    assert close(points["長度"], DRAWN[0][2]) and close(points["two axes"], DRAWN[1][2][:2])
    assert close(points["ellipse"], [(250, 230), (350, 230), (300, 200), (300, 260)])
    assert close(points["outline"], DRAWN[3][2]) and close(points["angle"], DRAWN[6][2])
    assert close(points["box"], [(60, 60), (90, 60), (90, 80), (60, 80)])


def test_their_arrow_is_a_mark_and_no_measurement(theirs):
    (arrow,) = theirs.marks
    assert (arrow.label, arrow.kind, arrow.frame.frame) == ("大轉子", ShapeKind.ARROW, 15)
    assert close(arrow.points, [(450, 330), (400, 300)])
