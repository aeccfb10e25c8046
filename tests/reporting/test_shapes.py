"""Every kind of shape is drawn, printed and sent; a kind that is added later must not be forgotten."""

import shutil
import subprocess
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PIL import Image

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measures
from sonostep.messages import codes
from sonostep.reporting.burned_in_marks import Unreadable, burned, label_text, overlap, place
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.strokes import strokes
from sonostep.reporting.words import ReportWords

ENGLISH = ReportWords("en")


def all_kinds():
    exam = sample.exam()
    return replace(exam, annotations=sample.EVERY_KIND, findings=(), key_images=exam.key_images[:1])


@cache
def bare_picture():
    entry = sample.report(replace(all_kinds(), annotations=())).images[0]
    return np.asarray(burned(entry, ENGLISH)).astype(np.int16)


def test_the_sample_has_every_kind():
    assert {a.kind for a in sample.EVERY_KIND} == set(ShapeKind)


@pytest.mark.parametrize("kind", list(ShapeKind))
def test_every_kind_has_a_name(kind):
    assert f"report.kind.{kind.value}" in codes()


@pytest.mark.parametrize("annotation", sample.EVERY_KIND, ids=lambda a: a.kind.value)
def test_a_shape_changes_the_pixels_where_it_lies(annotation):
    exam = replace(all_kinds(), annotations=(annotation,))
    entry = sample.report(exam).images[0]
    marked = np.asarray(burned(entry, ENGLISH)).astype(np.int16)
    changed = np.abs(marked - bare_picture()).sum(axis=2) > 30
    # a body mark's first points are the corners of its box, where nothing is drawn
    inked = annotation.points[-1 if annotation.kind is ShapeKind.BODY_MARK else 0]
    x, y = (int(c * marked.shape[1] / 640) for c in inked)
    assert changed[max(0, y - 40) : y + 40, max(0, x - 40) : x + 40].any()
    assert changed.mean() < 0.2


def test_pixels_that_are_not_square_are_shown_in_true_shape():
    clip = sample.dicom_clip()
    tall = replace(clip.scale.regions[0], delta_y=0.016)
    exam = replace(
        sample.exam(), clips=(replace(clip, scale=replace(clip.scale, regions=(tall,))), sample.video_clip())
    )
    picture = burned(sample.report(exam).images[0], ENGLISH)
    assert picture.height / picture.width == pytest.approx(2 * 480 / 640, rel=0.01)


def test_a_broken_picture_is_named_so():
    entry = replace(sample.report().images[0], png=sample.picture()[:500])
    with pytest.raises(Unreadable):
        burned(entry, ENGLISH)


def test_labels_have_number_name_and_value():
    marks = {m.annotation.id: m for m in sample.report().marks}
    chinese = ReportWords("zh-TW")
    assert label_text(marks["a1"], chinese) == "1  臀中肌肌腱厚度  6.66 ± 0.21 mm"
    assert label_text(marks["a5"], chinese) == "大轉子"
    assert label_text(marks["a7"], chinese) == "5  50.0 ± 2.6 px"


def test_labels_keep_apart_and_inside():
    shape, size, taken = (40.0, 40.0, 60.0, 60.0), (50.0, 20.0), []
    for _ in range(4):
        box = place(size, shape, taken, (200, 200))
        assert box[0] >= 0 and box[1] >= 0 and box[2] <= 200 and box[3] <= 200
        assert all(overlap(box, other) == 0 for other in taken)
        taken.append(box)


@pytest.mark.parametrize("annotation", sample.EVERY_KIND, ids=lambda a: a.kind.value)
def test_strokes_pass_through_the_handles(annotation):
    drawn = {p for stroke in strokes(annotation) for p in stroke}
    if annotation.kind in (ShapeKind.POINT, ShapeKind.TEXT, ShapeKind.VELOCITY):
        assert not drawn
    elif annotation.kind not in (ShapeKind.ELLIPSE, ShapeKind.BODY_MARK):
        assert drawn == set(annotation.points)


def test_degenerate_shapes_are_drawn_all_the_same():
    flat = sample.shape("z", ShapeKind.ELLIPSE, (5, 5), (5, 5), (5, 5))
    assert strokes(flat) == ((Point(5, 5),) * 3,)
    entry = sample.report(replace(all_kinds(), annotations=(flat,))).images[0]
    assert isinstance(burned(entry, ENGLISH), Image.Image)


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")
def test_every_kind_with_a_value_is_sent_and_valid(tmp_path):
    report = sample.report(all_kinds())
    path = tmp_path / "r.dcm"
    path.write_bytes(render_sr(report)["report.sr.dcm"])
    done = subprocess.run(["dciodvfy", "-new", str(path)], capture_output=True)
    assert b"Error" not in done.stderr
    assert len(report.measurements) == sum(measures(a.kind) for a in sample.EVERY_KIND)
