"""The tools beyond the caliper: traces, borders, regions, needle, marks, two-point calibration."""

import itertools

import pytest

from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.measure.calibration_line import scale_of_line
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.messages import codes
from sonostep.tools import TOOLS, Context, GestureRunner, Phase, PointerEvent
from sonostep.tools.hit_testing import distance_to_outline

FRAME = FrameRef("clip", 1)
BARE = ScaleInfo(300, 400)
SCALED = ScaleInfo(300, 400, (Region(0, 0, 399, 299, 1, 1, 3, 3, 0.01, 0.01),))


def run(tool, scale=BARE, label="") -> GestureRunner:
    ids = map(str, itertools.count(1))
    return GestureRunner(
        TOOLS[tool],
        lambda: Context(FRAME, (), scale, lambda: next(ids), label=label),
    )


def event(phase, x=0.0, y=0.0, held=False, resolution=1.0) -> PointerEvent:
    return PointerEvent(Phase(phase), Point(x, y), resolution, held)


def click(runner, x, y):
    edit = runner.feed(event("press", x, y, held=True))
    return edit or runner.feed(event("release", x, y, held=True))


def traced(runner, places):
    runner.feed(event("press", *places[0], held=True))
    for place in places[1:]:
        runner.feed(event("move", *place, held=True))
    return runner.feed(event("release", *places[-1], held=True))


ARCH = [(50.0 + 5 * n, 100.0 - n * (20 - n) / 10) for n in range(21)]


def test_a_curve_is_traced_or_set_point_by_point():
    assert len(traced(run("curve"), ARCH).annotation.points) == 21
    runner = run("curve")
    for place in ((10, 10), (50, 10), (50, 60)):
        assert click(runner, *place) is None
    assert len(click(runner, 50, 60).annotation.points) == 3


def test_a_long_trace_keeps_its_ends_and_no_more_points_than_it_needs():
    places = [(20.0 + 0.9 * n, 50.0 + 40 * ((n // 90) % 2)) for n in range(400)]
    runner = run("curve")
    shape = traced(runner, [(x, y) for x, y in places if x < 395]).annotation
    assert len(shape.points) <= 64
    assert shape.points[0] == Point(20.0, 50.0)


def test_a_traced_outline_closes_itself_into_a_polygon():
    ring = [(100, 100), (110, 100), (120, 110), (120, 120), (110, 130), (100, 120)]
    shape = traced(run("freehand"), ring).annotation
    assert shape.kind is ShapeKind.POLYGON
    assert len(shape.points) == 6


@pytest.mark.parametrize("how", ["traced", "clicked"])
def test_two_borders_are_kept_apart(how):
    runner = run("thickness")
    near, far = [(50, 50), (80, 52), (110, 50)], [(50, 70), (110, 70)]
    if how == "traced":
        assert traced(runner, near) is None
        assert runner.draft.hint == "hint.thickness.far.1"
        edit = traced(runner, far)
    else:
        for border in (near, far):
            for place in border:
                click(runner, *place)
            edit = runner.feed(event("finish"))
    assert edit.annotation.split == 3
    assert len(edit.annotation.points) == 5
    assert distance_to_outline(edit.annotation, Point(80, 71)) == pytest.approx(1.0)
    assert distance_to_outline(edit.annotation, Point(110, 60)) == pytest.approx(10.0, abs=0.1)


def test_a_region_is_a_rectangle_dragged_open():
    shape = traced(run("roi"), [(50, 50), (90, 80)]).annotation
    assert set(shape.points) == {Point(50, 50), Point(90, 50), Point(90, 80), Point(50, 80)}


def test_a_needle_path_is_refused_without_a_scale_and_the_tool_stays():
    runner = run("needle")
    click(runner, 10, 10)
    with pytest.raises(ProblemError):
        click(runner, 50, 60)
    assert not runner.drawing
    runner = run("needle", SCALED)
    click(runner, 10, 10)
    assert click(runner, 50, 60).annotation.kind is ShapeKind.NEEDLE


def test_words_are_chosen_before_they_are_placed():
    with pytest.raises(ProblemError):
        click(run("text"), 10, 10)
    assert click(run("text", label="Bursa"), 10, 10).annotation.label == "Bursa"
    assert click(run("point"), 10, 10).annotation.kind is ShapeKind.POINT
    assert traced(run("arrow", label="Bursa"), [(10, 10), (50, 50)]).annotation.points[1] == Point(50, 50)


def test_two_ticks_give_a_line_and_no_scale_before_its_length_is_said():
    runner = run("calibrate", label="Bursa")
    click(runner, 10, 50)
    line = click(runner, 10, 250).annotation
    assert line.calibrates and line.known_mm is None and line.label == ""
    scale = scale_of_line(BARE, line, 20.0)
    assert scale.mm_per_pixel_x == scale.mm_per_pixel_y == pytest.approx(0.1)
    assert 0.0 < scale.relative_uncertainty < 0.02


def test_a_known_pixel_shape_is_kept_by_the_calibration():
    tall = ScaleInfo(300, 400, pixel_aspect_ratio=(2.0, 1.0))
    runner = run("calibrate", tall)
    click(runner, 10, 50)
    scale = scale_of_line(tall, click(runner, 10, 150).annotation, 20.0)
    assert scale.mm_per_pixel_y == pytest.approx(0.2)
    assert scale.mm_per_pixel_x == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("scale", "second", "code"),
    [(SCALED, (10, 250), "calibrate.file_states_scale"), (BARE, (10, 55), "calibrate.too_near")],
)
def test_a_calibration_is_refused(scale, second, code):
    runner = run("calibrate", scale)
    click(runner, 10, 50)
    with pytest.raises(ProblemError) as refusal:
        click(runner, *second)
    assert refusal.value.problem.code == code


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_hint_that_a_tool_gives_has_its_sentence(tool):
    runner = run(tool, SCALED, label="Bursa")
    seen = {runner.draft.hint}
    for n in range(6):
        try:
            click(runner, 30.0 + 40 * n, 40.0 + 30 * (n % 3))
        except ProblemError:
            break
        seen.add(runner.draft.hint)
    assert seen <= codes()
