"""Geometry: what does not depend on where or how a shape lies, and formulas against others."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sonostep.core.measure.geometry import (
    Point,
    angle_at,
    angle_between,
    distance,
    distance_to_segment,
    ellipse_area,
    ellipse_axes,
    ellipse_outline,
    path_length,
    polygon_area,
    scaled,
)

coordinate = st.floats(-500.0, 500.0)
points = st.builds(Point, coordinate, coordinate)
turns = st.floats(-math.pi, math.pi)
near = {"rel_tol": 1e-9, "abs_tol": 1e-6}


def moved(shape, by):
    return [Point(p.x + by.x, p.y + by.y) for p in shape]


def turned(shape, angle):
    c, s = math.cos(angle), math.sin(angle)
    return [Point(c * p.x - s * p.y, s * p.x + c * p.y) for p in shape]


def mirrored(shape):
    return [Point(-p.x, p.y) for p in shape]


def values(shape):
    """Everything that must not change when a shape is moved, turned or mirrored."""
    a, b, c = shape[:3]
    return [
        distance(a, b),
        angle_at(b, a, c),
        *ellipse_axes(a, b, c),
        polygon_area(shape),
        path_length(shape, closed=True),
        distance_to_segment(c, a, b),
    ]


shapes = st.lists(points, min_size=3, max_size=7).filter(
    lambda s: min(distance(s[0], s[1]), distance(s[1], s[2])) > 1.0
)


def same(left, right):
    # an arm of one pixel or more, so that an angle has nine digits to agree in
    return all(math.isclose(p, q, rel_tol=1e-7, abs_tol=1e-4) for p, q in zip(left, right, strict=True))


@given(shapes, points, turns)
def test_moving_turning_and_mirroring_change_no_value(shape, by, angle):
    before = values(shape)
    assert same(before, values(moved(shape, by)))
    assert same(before, values(turned(shape, angle)))
    assert same(before, values(mirrored(shape)))


@given(shapes, st.floats(0.01, 100.0))
def test_scaling_scales_lengths_once_areas_twice_and_angles_not_at_all(shape, factor):
    big = scaled(shape, factor, factor)
    assert math.isclose(distance(*big[:2]), factor * distance(*shape[:2]), **near)
    assert math.isclose(polygon_area(big), factor**2 * polygon_area(shape), rel_tol=1e-6, abs_tol=1e-4)
    assert math.isclose(
        angle_at(big[1], big[0], big[2]), angle_at(shape[1], shape[0], shape[2]), abs_tol=1e-4
    )


@given(points, points, points)
def test_the_distance_is_a_metric(a, b, c):
    assert distance(a, a) == 0.0
    assert distance(a, b) == distance(b, a)
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9


@given(st.lists(st.floats(0.0, 6.28), min_size=3, max_size=12, unique=True), st.floats(1.0, 300.0))
def test_a_polygons_area_is_the_sum_of_its_triangles(angles, radius):
    """On a circle, in order: the triangles from the centre by half base times height, signed by the turn."""
    angles = sorted(angles)
    shape = [Point(radius * math.cos(t), radius * math.sin(t)) for t in angles]
    steps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True)]
    expected = sum(radius**2 * math.sin(step) / 2 for step in steps)
    assert math.isclose(polygon_area(shape), abs(expected), rel_tol=1e-6, abs_tol=1e-5)


@given(points, points, points)
def test_a_triangles_area_is_herons(a, b, c):
    sides = sorted((distance(a, b), distance(b, c), distance(c, a)), reverse=True)
    x, y, z = sides
    # Kahan's order, which is exact where Heron's loses all digits
    product = (x + (y + z)) * max(z - (x - y), 0.0) * (z + (x - y)) * (x + (y - z))
    assume(polygon_area((a, b, c)) > 1.0)
    assert math.isclose(polygon_area((a, b, c)), math.sqrt(max(product, 0.0)) / 4, rel_tol=1e-6)


@given(points, points, points)
def test_the_outline_lies_on_the_ellipse_and_has_its_area(a, b, c):
    assume(distance(a, b) > 1.0)
    first, second = ellipse_axes(a, b, c)
    outline = ellipse_outline(a, b, c, 720)
    centre = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    assert math.isclose(max(distance(centre, p) for p in outline), max(first, second) / 2, rel_tol=1e-4)
    assert math.isclose(polygon_area(outline), ellipse_area(first, second), rel_tol=1e-3, abs_tol=1e-3)


@pytest.mark.parametrize(
    ("u", "v", "degrees"),
    [
        ((1, 0), (0, 1), 90),
        ((1, 0), (1, 0), 0),
        ((1, 0), (-1, 0), 180),
        ((1, 0), (1, 1), 45),
        ((1, 0), (1e-12, 1), 90),
        ((3, 0), (1, math.sqrt(3)), 60),
    ],
)
def test_angles(u, v, degrees):
    assert math.isclose(angle_between(u, v), degrees, abs_tol=1e-9)
    assert math.isclose(angle_between(v, u), degrees, abs_tol=1e-9)


def test_what_has_no_extent_has_no_angle_and_no_axis():
    p = Point(3, 4)
    with pytest.raises(ValueError, match="arm"):
        angle_at(p, p, Point(0, 0))
    with pytest.raises(ValueError, match="axis"):
        ellipse_axes(p, p, Point(0, 0))
    assert polygon_area([p, Point(0, 0)]) == 0.0
    assert path_length([]) == path_length([p], closed=True) == 0.0


def test_a_far_polygon_keeps_its_digits():
    square = [Point(1e8, 1e8), Point(1e8 + 1, 1e8), Point(1e8 + 1, 1e8 + 1), Point(1e8, 1e8 + 1)]
    assert polygon_area(square) == 1.0


@pytest.mark.parametrize(
    ("p", "expected"),
    [(Point(5, 3), 3.0), (Point(-3, 4), 5.0), (Point(13, 4), 5.0), (Point(5, 0), 0.0)],
)
def test_the_distance_to_a_segment_ends_at_its_ends(p, expected):
    assert distance_to_segment(p, Point(0, 0), Point(10, 0)) == expected
    assert distance_to_segment(p, Point(0, 0), Point(0, 0)) == math.hypot(*p)
