"""Curved length, line angle, outline axes, thickness between borders, needle path."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.measure.geometry import Point, angle_between_lines, diameters
from sonostep.core.measure.measurement import measure, measure_all
from sonostep.core.measure.quantity import Quantity, Refused, Uncalibrated, Unit
from sonostep.core.measure.thickness import thickness

WIDE = ScaleInfo(1000, 1000, (Region(0, 0, 999, 999, 1, 1, 3, 3, 0.02, 0.01),))
"""0.2 mm per pixel along x, 0.1 along y."""
BARE = ScaleInfo(1000, 1000)


def shape(kind, points, split=0):
    return Annotation("a", FrameRef("c", 1), ShapeKind(kind), tuple(Point(*p) for p in points), split=split)


def named(kind, points, info=WIDE, split=0):
    return dict(measure_all(shape(kind, points, split), info))


CASES = [
    ("curve", [(0, 0), (10, 0), (10, 10)], 0, {"length": 3.0}),
    ("lines", [(0, 0), (10, 0), (50, 0), (50, 20)], 0, {"angle": 90.0}),
    ("lines", [(0, 0), (10, 0), (10, 20), (0, 0)], 0, {"angle": 45.0}),
    (
        "polygon",
        [(0, 0), (10, 0), (10, 10), (0, 10)],
        0,
        {"area": 2.0, "perimeter": 6.0, "long_axis": math.sqrt(5), "short_axis": 1.0},
    ),
    ("thickness", [(0, 0), (100, 0), (0, 20), (100, 20)], 2, {"mean": 2.0, "maximum": 2.0, "minimum": 2.0}),
    ("needle", [(0, 0), (10, 20)], 0, {"length": math.sqrt(8), "depth": 2.0, "angle": 45.0}),
    ("roi", [(0, 0), (10, 0), (10, 10), (0, 10)], 0, {"area": 2.0}),
]


@pytest.mark.parametrize(("kind", "points", "split", "wanted"), CASES)
def test_values_are_computed_in_millimetres(kind, points, split, wanted):
    found = named(kind, points, split=split)
    assert {n: m.value for n, m in found.items()} == pytest.approx(wanted)
    assert measure(shape(kind, points, split), WIDE) == next(iter(found.values()))


def test_an_ellipse_tells_its_axes_and_circumference():
    found = named("ellipse", [(100, 100), (120, 100), (110, 120)])
    assert found["long_axis"].value == pytest.approx(4.0)
    assert found["short_axis"].value == pytest.approx(4.0)
    assert found["perimeter"].value == pytest.approx(math.pi * 4.0)
    assert found["area"].unit is Unit.MM2


def test_a_needle_path_is_refused_without_a_scale_and_a_curve_falls_back_to_pixels():
    assert isinstance(measure(shape("needle", [(0, 0), (10, 20)]), BARE), Refused)
    assert isinstance(measure(shape("curve", [(0, 0), (10, 20)]), BARE), Uncalibrated)
    assert isinstance(measure(shape("lines", [(0, 0), (9, 0), (0, 0), (9, 9)]), BARE), Refused)


def test_borders_that_do_not_face_each_other_have_no_thickness():
    with pytest.raises(ValueError, match="face"):
        thickness([Point(0, 0), Point(10, 0)], [Point(100, 0), Point(110, 1e-6)])
    with pytest.raises(ValueError, match="apart"):
        thickness([Point(0, 0)], [Point(0, 1), Point(1, 1)])


def test_the_thickness_between_two_arcs_is_the_difference_of_their_radii():
    angles = [math.pi * (0.25 + 0.5 * n / 40) for n in range(41)]
    arcs = [[Point(r * math.cos(t), r * math.sin(t)) for t in angles] for r in (100.0, 110.0)]
    found = thickness(*arcs)
    assert found.mean == pytest.approx(10.0, rel=0.002)
    assert found.minimum == pytest.approx(10.0, rel=0.01)
    assert found.maximum == pytest.approx(10.0, rel=0.01)


def test_a_wedge_is_as_thick_on_average_as_in_its_middle():
    found = thickness([Point(0, 0), Point(100, 0)], [Point(0, 10), Point(100, 12)])
    assert found.mean == pytest.approx(11.0, rel=0.01)
    assert found.minimum < 10.2
    assert found.maximum > 11.8


COORDINATE = st.floats(-500, 500).map(lambda v: round(v, 3))
POINTS = st.builds(Point, COORDINATE, COORDINATE)
TURN = st.floats(0, 2 * math.pi)


def moved(points, dx, dy, turn):
    c, s = math.cos(turn), math.sin(turn)
    return [Point(p.x * c - p.y * s + dx, p.x * s + p.y * c + dy) for p in points]


@given(st.lists(POINTS, min_size=3, max_size=12), COORDINATE, COORDINATE, TURN)
def test_axes_do_not_change_when_a_shape_is_moved_and_turned(points, dx, dy, turn):
    before, after = diameters(points), diameters(moved(points, dx, dy, turn))
    assert after == pytest.approx(before, abs=1e-3)
    assert before[1] <= before[0] + 1e-9


@given(st.floats(2, 40), st.floats(50, 400), COORDINATE, COORDINATE, TURN, st.booleans())
def test_the_thickness_of_a_band_does_not_depend_on_where_it_lies_or_what_is_traced_first(
    thick, long, dx, dy, turn, swapped
):
    first = moved([Point(0, 0), Point(long / 3, 0), Point(long, 0)], dx, dy, turn)
    second = moved([Point(long, thick), Point(0, thick)], dx, dy, turn)
    found = thickness(second, first) if swapped else thickness(first, second)
    assert (found.minimum, found.mean, found.maximum) == pytest.approx((thick,) * 3, rel=1e-6)


@given(POINTS, POINTS, POINTS, POINTS, TURN)
def test_the_angle_between_lines_has_no_direction(a, b, c, d, turn):
    if math.dist(a, b) < 1 or math.dist(c, d) < 1:
        return
    wanted = angle_between_lines(a, b, c, d)
    assert 0.0 <= wanted <= 90.0
    assert angle_between_lines(b, a, c, d) == pytest.approx(wanted, abs=1e-6)
    assert angle_between_lines(*moved([a, b, c, d], 3, 4, turn)) == pytest.approx(wanted, abs=1e-4)


def test_every_value_has_its_placement_uncertainty():
    points = [(100, 100), (200, 100), (200, 200), (100, 200)]
    for kind, split in (("polygon", 0), ("thickness", 2), ("lines", 0), ("curve", 0)):
        for value in named(kind, points, split=split).values():
            assert isinstance(value, Quantity)
            assert value.uncertainty > 0
