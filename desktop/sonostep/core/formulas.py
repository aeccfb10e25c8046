"""What each kind of shape says, as formulas over its points, in the points' unit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.geometry import (
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
from sonostep.core.thickness import Thickness, thickness

Shape = Sequence[Point]
Formula = Callable[[Shape], float]


class Dimension(StrEnum):
    """What kind of number a formula gives."""

    LENGTH = "length"
    AREA = "area"
    ANGLE = "angle"
    TIME = "time"
    VELOCITY = "velocity"


@dataclass(frozen=True, slots=True)
class Rule:
    """One number that a shape gives.

    Attributes:
        name: what it is: length, area, perimeter ...
        dimension: what it is measured in.
        formula: the number, from the points and how many of them belong to the first border.
    """

    name: str
    dimension: Dimension
    formula: Callable[[Shape, int], float]

    def formula_for(self, annotation: Annotation) -> Formula:
        """Return the formula over the points of this shape."""
        split = annotation.split
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


_LENGTH, _ANGLE = Dimension.LENGTH, Dimension.ANGLE
_OUTLINE = (
    Rule("area", Dimension.AREA, _area),
    Rule("perimeter", _LENGTH, _perimeter),
    Rule("long_axis", _LENGTH, _long_axis),
    Rule("short_axis", _LENGTH, _short_axis),
)

RULES: dict[ShapeKind, tuple[Rule, ...]] = {
    ShapeKind.DISTANCE: (Rule("length", _LENGTH, _distance),),
    ShapeKind.ANGLE: (Rule("angle", _ANGLE, _angle),),
    ShapeKind.ELLIPSE: (
        Rule("area", Dimension.AREA, _ellipse),
        Rule("perimeter", _LENGTH, _ellipse_perimeter),
        Rule("long_axis", _LENGTH, _ellipse_long),
        Rule("short_axis", _LENGTH, _ellipse_short),
    ),
    ShapeKind.POLYGON: _OUTLINE,
    ShapeKind.ROI: _OUTLINE[:1],
    ShapeKind.CURVE: (Rule("length", _LENGTH, _curve),),
    ShapeKind.LINES: (Rule("angle", _ANGLE, _lines),),
    ShapeKind.THICKNESS: (
        Rule("mean", _LENGTH, _mean),
        Rule("maximum", _LENGTH, _maximum),
        Rule("minimum", _LENGTH, _minimum),
    ),
    ShapeKind.NEEDLE: (
        Rule("length", _LENGTH, _distance),
        Rule("depth", _LENGTH, _depth),
        Rule("angle", _ANGLE, _needle_angle),
    ),
    ShapeKind.TIME: (Rule("time", Dimension.TIME, _interval),),
    ShapeKind.VELOCITY: (Rule("velocity", Dimension.VELOCITY, _height),),
}
"""What each kind with a value says; the first is the one that slots and reports take."""

POINTS: dict[ShapeKind, int] = {
    ShapeKind.DISTANCE: 2,
    ShapeKind.ANGLE: 3,
    ShapeKind.ELLIPSE: 3,
    ShapeKind.POLYGON: 3,
    ShapeKind.ROI: 3,
    ShapeKind.CURVE: 2,
    ShapeKind.LINES: 4,
    ShapeKind.THICKNESS: 4,
    ShapeKind.NEEDLE: 2,
    ShapeKind.TIME: 2,
    ShapeKind.VELOCITY: 1,
}
"""How many points each needs."""
