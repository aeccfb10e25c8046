"""Reports of other programs: nothing on a frame or line that is not named, what is not taken is counted."""

import warnings

import pytest

from helpers.foreign_reports import (
    CLIP,
    ELSEWHERE,
    LENGTH,
    LINE,
    MM,
    by_reference,
    drawn,
    group,
    length,
    number,
    report,
)
from sonostep.core.annotation import ReportedValue, ShapeKind
from sonostep.core.checks.check import CheckKind
from sonostep.core.checks.reported import reported_checks
from sonostep.core.clip import Region, ScaleInfo
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.measure.quantity import Unit
from sonostep.core.measure.reported_units import in_our_unit
from sonostep.reporting.sr.import_exam import Extent, NotTaken, not_taken, shapes, taking, unframed
from sonostep.reporting.sr.read import read_sr
from sonostep.storage import exam_from_json, exam_to_json

REGION = Region(0, 0, 639, 479, 1, 1, 3, 3, 0.01, 0.01)
"""A hundred pixels are ten millimetres."""

EXAM = Exam(
    "e",
    "2026-01-02T03:04:05+08:00",
    clips=(ClipRecord(CLIP, "a.dcm", "a", 10, 25.0, ScaleInfo(480, 640, (REGION,))),),
)
FRAMES = {CLIP: Extent(10, 480, 640)}
CM_REGION = ("[arb'U]{cm US Region}", "UCUM", "cm US Region")
CM2_REGION = ("[arb'U]{cm\u00b2 US Region}", "UCUM", "cm2 US Region")


def read(data):
    with warnings.catch_warnings():
        # Cornerstone's unit codes are longer than their attribute may be
        warnings.simplefilter("ignore", UserWarning)
        return read_sr(data)


def test_several_contours_stay_several_shapes_each_on_its_frame():
    contours = [
        drawn((100, 300, 160, 300, 160, 330 + n, 100, 300), frame=n, relation="CONTAINS") for n in (3, 4, 5)
    ]
    volume = number(("118565006", "SCT", "Volume"), 200, ("mm3", "UCUM", "mm3"))
    told = read(report(group("Other:Volume", "Bursa", *contours, volume)))
    found = shapes(told, FRAMES)
    assert [(a.frame.frame, a.points[2].y) for a in found] == [(3, 333), (4, 334), (5, 335)]
    assert {a.kind for a in found} == {ShapeKind.POLYGON} and {a.label for a in found} == {
        "Bursa [Volume 200 mm\u00b3]"
    }
    assert all(a.reported == () for a in found), "a volume is that of none of its contours"


ON_FRAMES = {
    "a run": ([drawn(LINE, frame=[2, 3, 4])], [(2, 4)], {}),
    "a run backwards": ([drawn(LINE, frame=[4, 3, 2])], [(2, 4)], {}),
    "one by one": ([drawn(LINE, frame=f) for f in (2, 3)], [(2, 3)], {}),
    "with gaps": ([drawn(LINE, frame=[2, 5, 6])], [(2, 0), (5, 6)], {}),
    "beyond the clip": ([drawn(LINE, frame=[2, 99])], [(2, 0)], {NotTaken.NO_SUCH_FRAME: 1}),
    "a run beyond the clip": (
        [drawn(LINE, frame=[8, 9, 10, 11, 12])], [(8, 10)], {NotTaken.FRAMES_BEYOND: 1}
    ),
    "a run from the last": ([drawn(LINE, frame=[10, 11])], [(10, 0)], {NotTaken.FRAMES_BEYOND: 1}),
    "another image, too": (
        [drawn(LINE, frame=2), drawn(LINE, ELSEWHERE, 2)], [(2, 0)], {NotTaken.OTHER_IMAGE: 1}
    ),
    "another image first": (
        [drawn(LINE, ELSEWHERE, 2), drawn(LINE, frame=2)], [(2, 0)], {NotTaken.OTHER_IMAGE: 1}
    ),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "where", "left"), ON_FRAMES.values(), ids=ON_FRAMES)
def test_a_shape_lies_on_the_frames_that_are_named_and_on_no_other(inside, where, left):
    told = read(report(length(10.0, MM, *inside)))
    assert [(s.frame.frame, s.last_frame) for s in shapes(told, FRAMES)] == where
    assert not_taken(told, FRAMES) == left


ONE_CONTOUR = {
    "frames apart": [drawn(LINE, frame=[2, 5, 6])],
    "one by one": [drawn(LINE, frame=f) for f in (2, 7)],
    "another image, too": [drawn(LINE, ELSEWHERE, 2), drawn(LINE, frame=2)],
}


@pytest.mark.parametrize("inside", ONE_CONTOUR.values(), ids=ONE_CONTOUR)
def test_a_number_of_one_contour_on_several_frames_is_that_of_each(inside):
    """It was dropped as if it were the number of several contours together, and so never compared."""
    found = shapes(read(report(length(10.0, MM, *inside))), FRAMES)
    assert found and all(a.reported == (ReportedValue("Length", 10.0, "mm"),) for a in found)
    exam = taking(read(report(length(99.0, MM, *inside))), EXAM).apply(EXAM)
    assert [c.kind for c in reported_checks(exam)] == [CheckKind.REPORTED] * len(found)


@pytest.mark.parametrize("points", [(0, 0, 640, 480), (-0.5, 203, 640.5, 203), (639.9, 1, 640, 479)])
def test_a_point_on_the_edge_of_the_picture_is_in_it(points):
    told = read(report(length(10.0, MM, drawn(points, frame=3))))
    assert len(shapes(told, FRAMES)) == 1 and not_taken(told, FRAMES) == {}


def test_of_a_clip_whose_size_is_not_known_no_point_is_outside():
    told = read(report(length(10.0, MM, drawn(FAR, frame=3))))
    assert len(shapes(told, {CLIP: Extent(10)})) == 1


def test_coordinates_by_reference_are_followed():
    inside = [
        drawn(LINE, frame=3, relation="CONTAINS"),
        drawn((100, 303, 100, 353), frame=4, relation="CONTAINS"),
    ]
    long_axis = number(("103339001", "SCT", "Long axis"), 10.0, MM, by_reference(1, 1, 1, 4))
    short = number(("103340004", "SCT", "Short axis"), 5.0, MM, by_reference(1, 1, 1, 5))
    found = shapes(read(report(group("Other:Two", "Both", *inside, long_axis, short))), FRAMES)
    assert [(a.frame.frame, a.points[0].y, a.label) for a in found] == [
        (3, 203, "Both [Long axis 10.00 mm]"),
        (4, 303, "Both [Short axis 5.00 mm]"),
    ]


@pytest.mark.parametrize("place", [(1,), (1, 1), (1, 9, 9), (1, 1, 1, 99), (1, 1, 1, 1)])
def test_a_reference_to_no_shape_draws_none(place):
    told = read(report(group("Other:Length", "Lost", number(LENGTH, 10.0, MM, by_reference(*place)))))
    assert shapes(told, FRAMES) == () and not_taken(told, FRAMES) == {NotTaken.NO_COORDINATES: 1}


FAR = (100, 203, 900, 203)
LEFT = {
    "outside": (length(12.0, MM, drawn(FAR, frame=2)), NotTaken.OUTSIDE),
    "above": (length(12.0, MM, drawn((100, -20, 200, 40), frame=2)), NotTaken.OUTSIDE),
    "far away": (length(12.0, MM, drawn((1e30, 1e30, 2e30, 1e30), frame=2)), NotTaken.OUTSIDE),
    "a place outside": (
        length(1, ("1", "UCUM", "no units"), drawn((700, 10), frame=2, graphic="POINT")),
        NotTaken.OUTSIDE,
    ),
    "no circle": (length(0.0, MM, drawn((90, 90, 90, 90), frame=2, graphic="CIRCLE")), NotTaken.NO_EXTENT),
    "no ellipse": (
        length(0.0, MM, drawn((90, 90, 190, 90, 140, 90, 140, 90), frame=2, graphic="ELLIPSE")),
        NotTaken.NO_EXTENT,
    ),
    "no line": (length(0.0, MM, drawn((90, 90, 90, 90), frame=2)), NotTaken.NO_EXTENT),
    "no angle": (
        length(0.0, ("deg", "UCUM", "degree"), drawn((90, 90, 90, 90, 120, 90), frame=2)),
        NotTaken.NO_EXTENT,
    ),
    "no area": (length(0.0, MM, drawn((9, 9, 9, 9, 9, 9, 9, 9), frame=2)), NotTaken.NO_EXTENT),
    "another image": (length(12.0, MM, drawn(LINE, ELSEWHERE, 1)), NotTaken.OTHER_IMAGE),
    "no coordinates": (group("Other:Length", "C", number(LENGTH, 13.0, MM)), NotTaken.NO_COORDINATES),
    "no such frame": (length(14.0, MM, drawn(LINE, frame=77)), NotTaken.NO_SUCH_FRAME),
    "no frame": (length(10.0, MM, drawn(LINE)), NotTaken.NO_FRAME),
    "many points": (
        length(3, ("1", "UCUM", "no units"), drawn((1, 1, 2, 2, 3, 3), frame=2, graphic="MULTIPOINT")),
        NotTaken.NOT_UNDERSTOOD,
    ),
}


@pytest.mark.parametrize(("made", "reason"), LEFT.values(), ids=LEFT)
def test_what_is_not_taken_is_counted_by_its_reason(made, reason):
    told = read(report(length(), made))
    assert not_taken(told, FRAMES) == {reason: 1}
    assert [a.frame.frame for a in shapes(told, FRAMES)] == [3]


def test_all_reasons_together_leave_one_shape():
    told = read(report(length(), *(made for made, _ in LEFT.values())))
    assert sum(not_taken(told, FRAMES).values()) == len(LEFT) and len(shapes(told, FRAMES)) == 1


@pytest.mark.parametrize("gone", ["value", "measured value"])
def test_a_number_without_a_value_is_counted_beside_one_that_has_it(gone):
    unread = number(("103340004", "SCT", "Short axis"), 5.0, MM, drawn(LINE, frame=3))
    if gone == "value":
        unread.MeasuredValueSequence[0].NumericValue = None
    else:
        unread.MeasuredValueSequence = []
    both = group("Other:Two", "T", number(LENGTH, 10.0, MM, drawn(LINE, frame=3)), unread)
    told = read(report(both))
    assert not_taken(told, FRAMES) == {NotTaken.NOT_UNDERSTOOD: 1} and len(shapes(told, FRAMES)) == 1


def test_a_malformed_group_is_counted_and_costs_no_other():
    bad = drawn(LINE, frame=2)
    reference = bad.ContentSequence[0].ReferencedSOPSequence[0]
    del reference.ReferencedFrameNumber
    reference.add_new("ReferencedFrameNumber", "LO", "third")
    told = read(report(length(), length(11.0, MM, bad, finding="Bad")))
    assert not_taken(told, FRAMES) == {NotTaken.NOT_UNDERSTOOD: 1} and len(shapes(told, FRAMES)) == 1


def test_numbers_of_another_template_are_counted():
    velocity = number(("11726-7", "LN", "Peak Systolic Velocity"), 90, ("cm/s", "UCUM", "cm/s"))
    told = read(
        report(velocity, title=("125100", "DCM", "Vascular Ultrasound Procedure Report"), wrapped=False)
    )
    assert not_taken(told, FRAMES) == {NotTaken.NOT_UNDERSTOOD: 1} and shapes(told, FRAMES) == ()


def test_a_shape_without_a_frame_waits_for_one_but_of_a_still_needs_none():
    told = read(report(length(10.0, MM, drawn(LINE))))
    assert shapes(told, FRAMES) == () and len(unframed(told, FRAMES)) == 1
    still = {CLIP: Extent(1, 480, 640)}
    assert len(shapes(told, still)) == 1 and unframed(told, still) == ()


UNITS = [
    ("mm", 10, 10, Unit.MM), ("cm", 1, 10, Unit.MM), ("um", 1000, 1, Unit.MM), ("cm2", 1, 100, Unit.MM2),
    ("deg", 30, 30, Unit.DEG), ("{pixels}", 7, 7, Unit.PX), ("m/s", 1, 100, Unit.CM_PER_S),
    ("ms", 40, 0.04, Unit.SECOND),
    ("[arb'U]{cm US Region}", 1.67, 16.7, Unit.MM), ("[arb'U]{cm\u00b2 US Region}", 0.711, 71.1, Unit.MM2),
    ("{cm2 US Region}", 0.5, 50, Unit.MM2), ("{mm US Region}", 5, 5, Unit.MM),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "value", "ours", "kind"), UNITS)
def test_units_are_read(unit, value, ours, kind):
    made = in_our_unit(value, unit)
    assert made is not None and made == (pytest.approx(ours), kind)


@pytest.mark.parametrize("unit", ["mm3", "1", "", "furlong", "[arb'U]{furlong US Region}"])
def test_other_units_are_none_of_ours(unit):
    assert in_our_unit(1.0, unit) is None


WORDS = {
    "mm3": "200 mm\u00b3", "mL": "200 mL", "1": "200", "{ratio}": "200", "kPa": "200 kPa",
    "mm2/s": "200 mm\u00b2/s",
    "[arb'U]{furlong US Region}": "200 (?)", "[hnsf'U]": "200 (?)", "10*3": "200 (?)", "<b>": "200 (?)",
}  # fmt: skip


@pytest.mark.parametrize(("unit", "said"), WORDS.items())
def test_a_unit_of_none_of_ours_is_readable_or_refused_and_never_raw(unit, said):
    told = read(report(length(200.0, (unit, "UCUM", unit))))
    (shape,) = shapes(told, FRAMES)
    assert shape.label.endswith(f"{said}]") and shape.reported[0].unit == unit


@pytest.mark.parametrize("tracking", ["Other:Probe", "Cornerstone3DTools@^0.1.0:Probe"])
def test_a_group_of_which_nothing_is_understood_is_counted_whoever_wrote_it(tracking):
    """Of Cornerstone's nothing was told, so that the window said that the exam lacked nothing."""
    told = read(report(length(), group(tracking, "P")))
    assert not_taken(told, FRAMES) == {NotTaken.NOT_UNDERSTOOD: 1}
    place = group(tracking, "P", drawn((100, 100), frame=2, graphic="POINT", relation="CONTAINS"))
    told = read(report(length(), place))
    assert not_taken(told, FRAMES) == {} and len(shapes(told, FRAMES)) == 2


NUMBERS = {
    "the same": ((10.0, MM), None),
    "within the doubt": ((10.02, MM), None),
    "in centimetres": ((1.0, ("cm", "UCUM", "cm")), None),
    "Cornerstone's centimetres": ((1.0, CM_REGION), None),
    "OHIF's millimetres for centimetres": ((1.0, MM), "ten times"),
    "another number": ((12.0, MM), "measures 10.00"),
    "a count": ((3, ("1", "UCUM", "no units")), None),
}


@pytest.mark.parametrize(("said", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_differs_by_more_than_its_doubt_is_an_open_point(said, expected):
    exam = taking(read(report(length(*said))), EXAM).apply(EXAM)
    checks = list(reported_checks(exam))
    assert len(checks) == (expected is not None)
    for check in checks:
        assert check.kind is CheckKind.REPORTED and expected in check.text.en and check.annotations
        assert "OHIF" in check.text.zh_tw or expected != "ten times"
    assert exam_from_json(exam_to_json(exam)) == exam


def test_an_area_is_compared_too():
    square = (100, 100, 200, 100, 200, 200, 100, 200, 100, 100)
    area = ("42798000", "SCT", "Area")
    for value, unit, wrong in ((1.0, CM2_REGION, False), (50.0, ("mm2", "UCUM", "mm2"), True)):
        told = read(report(group("Other:Area", "A", number(area, value, unit, drawn(square, frame=3)))))
        exam = taking(told, EXAM).apply(EXAM)
        assert exam.annotations[0].reported == (ReportedValue("Area", value, unit[0]),)
        assert bool(list(reported_checks(exam))) is wrong
