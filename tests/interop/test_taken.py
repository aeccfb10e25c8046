"""What an exam takes from a report: another program's shapes on its frames; of our own, all that is told."""

from dataclasses import replace

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.exam import Exam, ViewState
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure
from sonostep.reporting.sr.import_exam import Extent, shapes, taking
from sonostep.reporting.sr.read import read_sr
from sonostep.reporting.sr.report import ReadMark, ReadMeasurement, ReadReport

FRAMES = {sample.DICOM_CLIP: Extent(60, 480, 640)}
AT = FrameRef(sample.DICOM_CLIP, 7)
LINE = (Point(10.0, 20.0), Point(40.0, 60.0))


def number(name="Length", value=4.0, unit="mm", kind=ShapeKind.DISTANCE, points=LINE, frame=AT):
    return ReadMeasurement("Other", "1", "tendon", name, value, unit, None, Side.LEFT, kind, points, frame)


def foreign(*measurements, marks=()):
    return ReadReport(False, "Imaging Measurement Report", measurements=measurements, marks=tuple(marks))


def test_a_shape_says_the_reports_own_number_and_lies_on_its_frame():
    (shape,) = shapes(foreign(number()), FRAMES)
    assert (shape.frame, shape.kind, shape.points, shape.side) == (AT, ShapeKind.DISTANCE, LINE, Side.LEFT)
    assert shape.label == "tendon [Length 4.00 mm]"


def test_several_numbers_of_one_shape_are_one_shape():
    both = foreign(number("Area", 30.16, "mm2"), number("Mean", 50.0, "1"))
    assert [s.label for s in shapes(both, FRAMES)] == ["tendon [Area 30.16 mm², Mean 50]"]


def test_two_shapes_of_one_group_stay_two():
    other = (Point(1.0, 1.0), Point(2.0, 2.0))
    assert len(shapes(foreign(number("Long Axis"), number("Short Axis", points=other)), FRAMES)) == 2


@pytest.mark.parametrize(
    "lost",
    [
        number(frame=None), number(kind=None), number(frame=FrameRef("1.2.3", 1)),
        number(frame=FrameRef(sample.DICOM_CLIP, 61)), number(frame=FrameRef(sample.DICOM_CLIP, 0)),
        number(points=LINE[:1]), number(kind=ShapeKind.ANGLE), number(kind=ShapeKind.BODY_MARK),
    ],
)  # fmt: skip
def test_what_lies_on_no_frame_of_the_exam_or_is_no_shape_is_left(lost):
    assert shapes(foreign(lost), FRAMES) == ()


def test_an_arrow_comes_with_its_words_and_an_ellipse_with_three_handles():
    arrow = ReadMark("2", "大轉子", None, ShapeKind.ARROW, LINE, AT)
    axes = (Point(0, 5), Point(20, 5), Point(10, 0), Point(10, 10))
    ellipse = number("Area", 12.5, "mm2", ShapeKind.ELLIPSE, axes)
    made = {s.kind: s for s in shapes(foreign(ellipse, marks=[arrow]), FRAMES)}
    assert made[ShapeKind.ARROW].label == "大轉子"
    assert made[ShapeKind.ELLIPSE].points == axes[:3]


def test_taking_a_report_twice_changes_nothing_the_second_time():
    exam = sample.exam()
    once = taking(foreign(number()), exam).apply(exam)
    assert len(once.annotations) == len(exam.annotations) + 1
    assert taking(foreign(number()), once).edits == ()


@pytest.fixture(scope="module")
def own(founding_files):
    return read_sr(founding_files["en"]["report.sr.dcm"])


def test_our_own_report_makes_an_empty_exam_what_it_was(own):
    was = founding.exam()
    empty = Exam("new", was.created, own.patient, clips=was.clips)
    exam = taking(own, empty).apply(empty)
    assert exam.patient == was.patient
    assert [replace(c, id="", features=()) for c in exam.complaints] == [
        replace(c, id="", features=()) for c in was.complaints
    ]
    assert {(f.key, f.state, f.value, f.note) for f in exam.findings} == {
        (f.key, f.state, f.value, f.note) for f in was.findings
    }
    done = {(v.step, v.view, v.side): (v.state, v.reason) for v in was.views if v.state is not ViewState.OPEN}
    assert {(v.step, v.view, v.side): (v.state, v.reason) for v in exam.views} == done
    assert (exam.impression, exam.plan) == (was.impression, was.plan)


def test_what_our_own_report_measured_is_measured_again_to_the_same_numbers(own):
    was = founding.exam()
    empty = Exam("new", was.created, own.patient, clips=was.clips)
    exam = taking(own, empty).apply(empty)
    scale = was.clips[0].scale

    def numbers(annotations):
        measured = [a for a in annotations if a.kind is not ShapeKind.POINT]
        on_clip = [a for a in measured if a.frame.clip == sample.DICOM_CLIP]
        return {(a.kind, a.slot, a.side, a.frame): pytest.approx(measure(a, scale).value) for a in on_clip}

    assert numbers(exam.annotations) == numbers(was.annotations)
    assert len(exam.annotations) >= 4


def test_what_an_exam_has_already_is_left_as_it_is(own):
    exam = replace(founding.exam(), impression="mine", annotations=())
    taken = taking(own, exam).apply(exam)
    assert taken.findings == exam.findings and taken.complaints == exam.complaints
    assert taken.impression == "mine" and len(taken.annotations) >= 4
