"""The body mark: a drawing on the picture, and the probe on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import ShapeKind
from sonostep.core.body_marks import DRAWINGS, body_mark_strokes
from sonostep.core.clip import FrameRef, ScaleInfo
from sonostep.core.measure.geometry import Point
from sonostep.messages import codes
from sonostep.reporting.strokes import strokes as printed
from sonostep.tools import TOOLS, Context, GestureRunner, Phase, PointerEvent
from sonostep.tools.hit_testing import hit_test, strokes

FRAME = FrameRef("clip", 1)


def placed(drawing, *places, scale=None):
    context = Context(FRAME, (), scale or ScaleInfo(300, 400), lambda: "new", label="words", drawing=drawing)
    runner = GestureRunner(TOOLS["body_mark"], lambda: context)
    edit = None
    for x, y in places:
        edit = runner.feed(PointerEvent(Phase.PRESS, Point(x, y), 1.0, True))
        if edit is None:
            runner.feed(PointerEvent(Phase.RELEASE, Point(x, y), 1.0, True))
    return edit.annotation


@pytest.mark.parametrize("drawing", sorted(DRAWINGS))
@pytest.mark.parametrize("corner", [(0, 0), (400, 300), (200, 150)])
def test_the_drawing_stands_on_the_picture_wherever_it_was_put(drawing, corner):
    mark = placed(drawing, corner, (190, 140), (210, 150))
    assert mark.kind is ShapeKind.BODY_MARK
    assert (mark.drawing, mark.label, mark.id) == (drawing, "", "new")
    assert len(mark.points) == len(mark.resolution) == 4
    assert all(0 <= p.x <= 400 and 0 <= p.y <= 300 for p in mark.points)
    wide, high = mark.points[1].x - mark.points[0].x, mark.points[1].y - mark.points[0].y
    assert wide / high == pytest.approx(DRAWINGS[drawing].ratio)
    assert strokes(mark) == printed(mark), "screen and report draw the same lines"


def test_on_pixels_that_are_not_square_the_drawing_keeps_its_shape():
    tall = ScaleInfo(300, 400, pixel_aspect_ratio=(2.0, 1.0))
    mark = placed("back", (200, 150), (190, 140), (210, 150), scale=tall)
    wide, high = mark.points[1].x - mark.points[0].x, (mark.points[1].y - mark.points[0].y) * 2.0
    assert wide / high == pytest.approx(DRAWINGS["back"].ratio)


def test_every_drawing_has_a_name_and_stays_in_its_box():
    assert {f"body.{id_}" for id_ in DRAWINGS} <= codes()
    for drawing in DRAWINGS.values():
        assert all(-1e-9 <= c <= 1 + 1e-9 for stroke in drawing.strokes for p in stroke for c in p)


@given(st.tuples(st.floats(0, 400), st.floats(0, 300)), st.tuples(st.floats(0, 400), st.floats(0, 300)))
def test_the_probe_is_drawn_at_its_place_whatever_its_direction(middle, marker):
    points = (Point(10, 10), Point(60, 70), Point(*middle), Point(*marker))
    drawn = body_mark_strokes("back", points)
    outline = drawn[-2] if middle != marker else drawn[-1]
    xs, ys = [p.x for p in outline[:-1]], [p.y for p in outline[:-1]]
    centre = (sum(xs) / len(xs), sum(ys) / len(ys))
    assert centre == pytest.approx(middle, abs=1e-3)


def test_an_unknown_drawing_shows_its_box_and_a_draft_what_there_is():
    assert len(body_mark_strokes("gone", (Point(0, 0), Point(10, 10)))) == 1
    assert body_mark_strokes("back", (Point(0, 0),)) == ()


def test_it_is_grabbed_by_its_lines():
    mark = placed("back", (200, 150), (190, 140), (210, 150))
    at = strokes(mark)[0][7]
    assert hit_test((mark,), at, 2.0).annotation is mark
