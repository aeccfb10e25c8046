"""Formulas over the points of a shape, in the points' unit; ``core.shapes`` says which kind has which."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sonostep.core.measure.geometry import (
    Point,
    angle_at,
    angle_between_lines,
    diameters,
    distance,
    ellipse_area,
    ellipse_axes,
    path_length,
    polygon_area,
)
from sonostep.core.measure.quantity import Unit
from sonostep.core.measure.thickness import Thickness, thickness

Shape = Sequence[Point]
Formula = Callable[[Shape], float]


class Dimension(StrEnum):
    """What kind of number a formula gives."""

    LENGTH = "length"
    AREA = "area"
    ANGLE = "angle"
    TIME = "time"
    VELOCITY = "velocity"


def physical_unit(dimension: Dimension) -> Unit:
    """Return the unit in which a dimension is stated where a scale holds."""
    match dimension:
        case Dimension.LENGTH:
            return Unit.MM
        case Dimension.AREA:
            return Unit.MM2
        case Dimension.ANGLE:
            return Unit.DEG
        case Dimension.TIME:
            return Unit.SECOND
        case Dimension.VELOCITY:
            return Unit.CM_PER_S
        case _:
            assert_never(dimension)


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """One number that a shape gives.

    Attributes:
        name: what it is: length, area, perimeter ...
        dimension: what it is measured in.
        formula: the number, from the points and how many of them belong to the first border.
    """

    name: str
    dimension: Dimension
    formula: Callable[[Shape, int], float]

    def split_at(self, split: int) -> Formula:
        """Return the formula over the points alone of a shape that is split there."""
        return lambda points: self.formula(points, split)


def _distance(points: Shape, _: int) -> float:
    return distance(points[0], points[1])


def _angle(points: Shape, _: int) -> float:
    return angle_at(points[1], points[0], points[2])


def _lines(points: Shape, _: int) -> float:
    return angle_between_lines(points[0], points[1], points[2], points[3])


def _ellipse(points: Shape, _: int) -> float:
    return ellipse_area(*ellipse_axes(points[0], points[1], points[2]))


def _ellipse_long(points: Shape, _: int) -> float:
    return max(ellipse_axes(points[0], points[1], points[2]))


def _ellipse_short(points: Shape, _: int) -> float:
    return min(ellipse_axes(points[0], points[1], points[2]))


def _ellipse_perimeter(points: Shape, _: int) -> float:
    """Ramanujan's second approximation (1914); off by less than 0.05 % even for a flat ellipse."""
    a, b = (axis / 2.0 for axis in ellipse_axes(points[0], points[1], points[2]))
    h = ((a - b) / (a + b)) ** 2
    return math.pi * (a + b) * (1.0 + 3.0 * h / (10.0 + math.sqrt(4.0 - 3.0 * h)))


def _area(points: Shape, _: int) -> float:
    return polygon_area(points)


def _perimeter(points: Shape, _: int) -> float:
    return path_length(points, closed=True)


def _long_axis(points: Shape, _: int) -> float:
    return diameters(points)[0]


def _short_axis(points: Shape, _: int) -> float:
    return diameters(points)[1]


def _curve(points: Shape, _: int) -> float:
    return path_length(points)


def _between(points: Shape, split: int) -> Thickness:
    return thickness(points[:split], points[split:])


def _mean(points: Shape, split: int) -> float:
    return _between(points, split).mean


def _maximum(points: Shape, split: int) -> float:
    return _between(points, split).maximum


def _minimum(points: Shape, split: int) -> float:
    return _between(points, split).minimum


def _depth(points: Shape, _: int) -> float:
    return abs(points[1].y - points[0].y)


def _needle_angle(points: Shape, _: int) -> float:
    """The angle between the path and the picture's horizontal, which stands for the skin."""
    entry, target = points[0], points[1]
    if entry == target:
        raise ValueError("a path needs a length")
    return math.degrees(math.atan2(abs(target.y - entry.y), abs(target.x - entry.x)))


def _interval(points: Shape, _: int) -> float:
    return abs(points[1].x - points[0].x)


def _height(points: Shape, _: int) -> float:
    return points[0].y


_AREA = ShapeRule("area", Dimension.AREA, _area)

DISTANCE = (ShapeRule("length", Dimension.LENGTH, _distance),)
ANGLE = (ShapeRule("angle", Dimension.ANGLE, _angle),)
ELLIPSE = (
    ShapeRule("area", Dimension.AREA, _ellipse),
    ShapeRule("perimeter", Dimension.LENGTH, _ellipse_perimeter),
    ShapeRule("long_axis", Dimension.LENGTH, _ellipse_long),
    ShapeRule("short_axis", Dimension.LENGTH, _ellipse_short),
)
OUTLINE = (
    _AREA,
    ShapeRule("perimeter", Dimension.LENGTH, _perimeter),
    ShapeRule("long_axis", Dimension.LENGTH, _long_axis),
    ShapeRule("short_axis", Dimension.LENGTH, _short_axis),
)
REGION = (_AREA,)
CURVE = (ShapeRule("length", Dimension.LENGTH, _curve),)
LINES = (ShapeRule("angle", Dimension.ANGLE, _lines),)
THICKNESS = (
    ShapeRule("mean", Dimension.LENGTH, _mean),
    ShapeRule("maximum", Dimension.LENGTH, _maximum),
    ShapeRule("minimum", Dimension.LENGTH, _minimum),
)
NEEDLE = (
    ShapeRule("length", Dimension.LENGTH, _distance),
    ShapeRule("depth", Dimension.LENGTH, _depth),
    ShapeRule("angle", Dimension.ANGLE, _needle_angle),
)
INTERVAL = (ShapeRule("time", Dimension.TIME, _interval),)
HEIGHT = (ShapeRule("velocity", Dimension.VELOCITY, _height),)
