"""Gestures without a window: what events do to drafts and edits."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, ScaleInfo
from sonostep.core.measure.geometry import Point, distance
from sonostep.tools import TOOLS, Context, GestureRunner, Phase, PointerEvent
from sonostep.tools.hit_testing import hit_test

FRAME = FrameRef("clip", 1)
SCALE = ScaleInfo(300, 400)


def run(tool, shapes=(), select=lambda _: None) -> GestureRunner:
    ids = map(str, itertools.count(1))
    return GestureRunner(TOOLS[tool], lambda: Context(FRAME, shapes, SCALE, lambda: next(ids), select))


def event(phase, x=0.0, y=0.0, resolution=0.5, held=False) -> PointerEvent:
    return PointerEvent(Phase(phase), Point(x, y), resolution, held)


def click(runner, x, y):
    edit = runner.feed(event("press", x, y, held=True))
    return edit or runner.feed(event("release", x, y, held=True))


def line(id_="a", a=(50.0, 50.0), b=(100.0, 50.0)) -> Annotation:
    return Annotation(id_, FRAME, ShapeKind.DISTANCE, (Point(*a), Point(*b)), (0.5, 0.5))


@pytest.mark.parametrize(("tool", "count"), [("distance", 2), ("angle", 3), ("ellipse", 3)])
def test_a_shape_is_done_with_its_last_point(tool, count):
    runner = run(tool)
    places = [(10.0 + 30 * n, 20.0 + 10 * n * n) for n in range(count)]
    for place in places[:-1]:
        assert click(runner, *place) is None
        assert runner.drawing
    edit = click(runner, *places[-1])
    assert edit.annotation.points == tuple(Point(*p) for p in places)
    assert edit.annotation.resolution == (0.5,) * count
    assert edit.annotation.kind.value == tool
    assert not runner.drawing


def test_press_drag_release_sets_two_points():
    runner = run("distance")
    runner.feed(event("press", 10, 10, held=True))
    runner.feed(event("move", 30, 10, held=True))
    assert runner.draft.annotation.points[1] == Point(30, 10)
    assert runner.feed(event("release", 40, 10, held=True)).annotation.points[1] == Point(40, 10)


def test_a_double_click_is_not_a_shape_without_extent():
    runner = run("distance")
    for _ in range(3):
        assert click(runner, 10, 10) is None


def test_a_press_beside_the_picture_sets_nothing():
    runner = run("distance")
    assert click(runner, -5, 10) is None
    assert not runner.drawing


def test_back_takes_points_away_down_to_none():
    runner = run("angle")
    click(runner, 10, 10)
    click(runner, 50, 10)
    runner.feed(event("back"))
    assert runner.draft.placed == 1
    runner.feed(event("back"))
    runner.feed(event("back"))
    assert runner.draft.placed == 0
    assert not runner.drawing


def test_cancel_drops_the_draft_and_the_tool_stays():
    runner = run("distance")
    click(runner, 10, 10)
    assert runner.cancel()
    assert not runner.cancel()
    click(runner, 20, 20)
    assert click(runner, 50, 20).annotation.points[0] == Point(20, 20)


def test_finish_before_three_corners_does_nothing():
    runner = run("polygon")
    click(runner, 10, 10)
    click(runner, 60, 10)
    assert not runner.draft.can_finish
    assert runner.feed(event("finish")) is None
    click(runner, 60, 60)
    assert runner.draft.can_finish
    assert len(runner.feed(event("finish")).annotation.points) == 3


def test_selecting_says_what_was_hit_and_a_click_changes_nothing():
    chosen: list[str] = []
    runner = run("select", (line(),), chosen.append)
    assert click(runner, 75, 51) is None
    assert click(runner, 75, 200) is None
    assert chosen == ["a", ""]


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_a_whole_shape_moves_without_changing_its_length_and_stays_on_the_picture(dx, dy):
    shape = line()
    runner = run("select", (shape,))
    runner.feed(event("press", 75, 50, held=True))
    runner.feed(event("move", 75 + dx, 50 + dy, held=True))
    edit = runner.feed(event("release", 75 + dx, 50 + dy, held=True))
    moved = edit.annotation if edit else shape
    assert distance(*moved.points) == pytest.approx(50.0)
    assert all(-1e-9 <= p.x <= 400 + 1e-9 and -1e-9 <= p.y <= 300 + 1e-9 for p in moved.points)
    assert moved.resolution == shape.resolution


def test_a_moved_handle_takes_the_resolution_at_which_it_was_moved():
    runner = run("select", (line(),))
    runner.feed(event("press", 100.5, 50.5, resolution=0.1, held=True))
    edit = runner.feed(event("release", 120.5, 60.5, resolution=0.1, held=True))
    assert edit.annotation.points == (Point(50, 50), Point(120, 60))
    assert edit.annotation.resolution == (0.5, 0.1)


@pytest.mark.parametrize(
    ("at", "reach", "wanted"),
    [
        ((50, 50), 4, ("a", 0)),
        ((99, 52), 4, ("a", 1)),
        ((75, 52), 4, ("a", None)),
        ((75, 60), 4, None),
        ((75, 49), 4, ("a", None)),
        ((200, 50), 4, ("b", 0)),
    ],
)
def test_what_lies_under_a_point(at, reach, wanted):
    shapes = (line(), line("b", (200.0, 50.0), (200.0, 90.0)))
    hit = hit_test(shapes, Point(*at), reach)
    assert (hit and (hit.annotation.id, hit.handle)) == wanted


def test_a_handle_wins_over_the_line_of_a_newer_shape():
    older, newer = line(), line("b", (30.0, 30.0), (70.0, 70.0))
    hit = hit_test((older, newer), Point(50, 50), 4)
    assert (hit.annotation.id, hit.handle) == ("a", 0)
