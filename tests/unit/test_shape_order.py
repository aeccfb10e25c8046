"""Ranges, locks and order of shapes as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import MoveInOrder
from sonostep.core.exam import Exam, KeyImage
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import numbered
from sonostep.core.report.shapes import images, measurements
from sonostep.storage.exam_json import exam_from_json, exam_to_json

POINTS = (Point(1.0, 1.0), Point(5.0, 1.0))


def shape(id_: str = "a", frame: int = 3, **more: object) -> Annotation:
    return Annotation(id_, FrameRef("clip", frame), ShapeKind.DISTANCE, POINTS, **more)  # type: ignore[arg-type]


def exam(*shapes: Annotation, **more: object) -> Exam:
    return Exam("exam", "2025-01-01T00:00:00+08:00", annotations=shapes, **more)  # type: ignore[arg-type]


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 60))
def test_a_range_holds_its_frames_in_either_order(a, b, frame):
    ranged = shape().at(a, b)
    assert ranged.on(FrameRef("clip", frame)) == (min(a, b) <= frame <= max(a, b))
    assert not ranged.on(FrameRef("other", frame))
    assert ranged == shape().at(b, a)


def test_a_range_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="range"):
        shape(frame=3, last_frame=2)


@given(st.permutations("abcde"), st.integers(0, 4), st.integers(-9, 9))
def test_moving_in_order_loses_nothing_and_moves_one(ids, index, places):
    before = exam(*(shape(i) for i in ids))
    after = MoveInOrder(ids[index], places).apply(before)
    moved = [a.id for a in after.annotations]
    assert sorted(moved) == sorted(ids)
    assert moved.index(ids[index]) == min(max(index + places, 0), 4)
    assert [i for i in moved if i != ids[index]] == [i for i in ids if i != ids[index]]
    assert (after is before) == (moved == list(ids))


def test_an_unknown_shape_is_not_moved():
    before = exam(shape())
    assert MoveInOrder("gone", 1).apply(before) is before


def test_marks_take_no_number():
    mark = Annotation("m", FrameRef("clip", 1), ShapeKind.POINT, POINTS[:1])
    assert numbered((shape("a"), mark, shape("b"))) == {"a": 1, "b": 2}


def test_the_report_draws_a_range_on_each_of_its_pictures_and_a_hidden_shape_on_none():
    saved = tuple(KeyImage(str(n), FrameRef("clip", n), b"") for n in (2, 4, 6))
    whole = exam(shape("a").at(3, 6), shape("b", 2, hidden=True), key_images=saved)
    measured = measurements(whole, ())
    assert [m.images for m in measured] == [(2, 3), ()]
    assert [m.number for m in measured] == [1, 2], "a hidden measurement stays in the table"
    drawn = [[m.annotation.id for m in i.marks] for i in images(whole, (), measured)]
    assert drawn == [[], ["a"], ["a"]]


def test_range_lock_and_hiding_are_kept_in_the_exam_file():
    whole = exam(shape("a", last_frame=6, locked=True, hidden=True))
    assert exam_from_json(exam_to_json(whole)) == whole
