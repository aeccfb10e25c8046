"""What a shape says in physical units, with its placement uncertainty."""

import math
from collections.abc import Callable, Sequence

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.calibration import (
    LengthScale,
    NoScale,
    PhysicalUnits,
    Scale,
    TraceScale,
    known_aspect,
    resolve,
)
from sonostep.core.clip import ScaleInfo
from sonostep.core.geometry import (
    Point,
    angle_at,
    distance,
    ellipse_area,
    ellipse_axes,
    ellipse_outline,
    polygon_area,
    scaled,
)
from sonostep.core.problem import Problem
from sonostep.core.quantity import CalibrationSource, Measured, Quantity, Refused, Uncalibrated, Unit

Shape = Sequence[Point]
_Formula = Callable[[Shape], float]

_PIXEL_VARIANCE = 1.0 / 12.0
"""Variance of a coordinate known to one image pixel (GUM F.2.2.1, a rectangular distribution of width 1)."""

_SCREEN_VARIANCE = 1.0 / 12.0 + 2.0 / 3.0
"""Variance of pointing in screen pixels: the pixel's own width, and a hand one pixel off either way."""

_STEP = 1e-3

_AREA = (ShapeKind.ELLIPSE, ShapeKind.POLYGON)

_POINTS: dict[ShapeKind, int] = {
    ShapeKind.DISTANCE: 2,
    ShapeKind.ANGLE: 3,
    ShapeKind.ELLIPSE: 3,
    ShapeKind.POLYGON: 3,
}


def _distance(points: Shape) -> float:
    return distance(points[0], points[1])


def _angle(points: Shape) -> float:
    return angle_at(points[1], points[0], points[2])


def _ellipse(points: Shape) -> float:
    return ellipse_area(*ellipse_axes(points[0], points[1], points[2]))


_FORMULAS: dict[ShapeKind, _Formula] = {
    ShapeKind.DISTANCE: _distance,
    ShapeKind.ANGLE: _angle,
    ShapeKind.ELLIPSE: _ellipse,
    ShapeKind.POLYGON: polygon_area,
}


def measures(kind: ShapeKind) -> bool:
    """Whether shapes of this kind have a value."""
    return kind in _FORMULAS


def measure(annotation: Annotation, info: ScaleInfo) -> Measured:
    """Return what a shape says on a clip of the given scale.

    Lengths and areas come in mm and mm2 where a scale holds for every point (an ellipse's whole outline
    included), else in pixels with the reason. Angles need the shape of a pixel and are refused without it.
    A distance on an M-mode, spectral or waveform region reads the axis that it runs along.

    Raises:
        ValueError: for a kind without a value, too few points, or a degenerate shape.
    """
    kind, points = annotation.kind, annotation.points
    if kind not in _FORMULAS or len(points) < _POINTS[kind]:
        raise ValueError(f"a {kind.value} with {len(points)} points has no value")
    scale = resolve(extent(kind, points), info, annotation.region)
    if isinstance(scale, TraceScale):
        return _on_trace(annotation, scale)
    if kind is ShapeKind.ANGLE:
        return _measure_angle(annotation, scale, known_aspect(info))
    if isinstance(scale, NoScale):
        return _in_pixels(annotation, scale.reason)
    return _in_millimetres(annotation, scale)


def extent(kind: ShapeKind, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that must share one scale: the handles, and the outline of an ellipse."""
    if kind is not ShapeKind.ELLIPSE:
        return tuple(points)
    return (*points[:2], *ellipse_outline(points[0], points[1], points[2]))


def _in_millimetres(annotation: Annotation, scale: LengthScale) -> Quantity:
    formula = _FORMULAS[annotation.kind]

    def physical(points: Shape) -> float:
        return formula(scaled(points, scale.mm_x, scale.mm_y))

    value = physical(annotation.points)
    area = annotation.kind in _AREA
    placement = placement_uncertainty(physical, annotation.points, annotation.resolution)
    of_scale = value * scale.relative_uncertainty * (2 if area else 1)
    unit = Unit.MM2 if area else Unit.MM
    return Quantity(value, unit, math.hypot(placement, of_scale), scale.source, scale.region)


def _in_pixels(annotation: Annotation, reason: Problem) -> Uncalibrated:
    formula = _FORMULAS[annotation.kind]
    unit = Unit.PX2 if annotation.kind in _AREA else Unit.PX
    spread = placement_uncertainty(formula, annotation.points, annotation.resolution)
    return Uncalibrated(formula(annotation.points), unit, spread, reason)


def _measure_angle(annotation: Annotation, scale: Scale, aspect: float | None) -> Quantity | Refused:
    source, region = CalibrationSource.NONE, None
    if isinstance(scale, LengthScale):
        aspect, source, region = scale.mm_y / scale.mm_x, scale.source, scale.region
    if isinstance(scale, NoScale) and scale.reason.code in _CROSSING:
        return Refused(scale.reason)
    if aspect is None:
        return Refused(Problem.of("measure.angle_without_aspect"))
    height = aspect

    def physical(points: Shape) -> float:
        return _angle(scaled(points, 1.0, height))

    spread = placement_uncertainty(physical, annotation.points, annotation.resolution)
    return Quantity(physical(annotation.points), Unit.DEG, spread, source, region)


_CROSSING = ("calibration.crosses_regions", "calibration.leaves_region", "calibration.regions_disagree")


def _on_trace(annotation: Annotation, scale: TraceScale) -> Quantity | Refused:
    """Rule 7: time along x, the region's own unit along y; never an area or an angle."""
    if annotation.kind is not ShapeKind.DISTANCE:
        return Refused(Problem.of("measure.trace_region", region=scale.region + 1))
    a, b = annotation.points[:2]
    if abs(b.x - a.x) >= abs(b.y - a.y):
        return _along(annotation, 0, scale.seconds_x, Unit.SECOND, scale.region)
    if scale.units_y == PhysicalUnits.CM:
        return _along(annotation, 1, abs(scale.delta_y) * 10.0, Unit.MM, scale.region)
    if scale.units_y == PhysicalUnits.CM_PER_S:
        return _along(annotation, 1, abs(scale.delta_y), Unit.CM_PER_S, scale.region)
    return Refused(Problem.of("measure.trace_region", region=scale.region + 1))


def _along(annotation: Annotation, axis: int, per_pixel: float, unit: Unit, region: int) -> Quantity:
    def physical(points: Shape) -> float:
        return abs(points[1][axis] - points[0][axis]) * per_pixel

    spread = placement_uncertainty(physical, annotation.points, annotation.resolution)
    return Quantity(physical(annotation.points), unit, spread, CalibrationSource.REGION, region)


def placement_uncertainty(formula: _Formula, points: Shape, resolution: Sequence[float]) -> float:
    """Return the half width (k = 2) of a value's interval from where its handles could have been put.

    Each coordinate of handle i has the variance of one image pixel and, if it was pointed at on a screen
    at ``resolution[i]`` image pixels per screen pixel, that of pointing; both are carried through the
    formula to first order (GUM 5.1.2).
    """
    variance = 0.0
    for index in range(len(points)):
        pointing = resolution[index] if index < len(resolution) else 0.0
        of_handle = _PIXEL_VARIANCE + _SCREEN_VARIANCE * pointing**2
        variance += of_handle * sum(_slope(formula, points, index, axis) ** 2 for axis in (0, 1))
    return 2.0 * math.sqrt(variance)


def _slope(formula: _Formula, points: Shape, index: int, axis: int) -> float:
    def at(offset: float) -> float:
        moved = list(points)
        p = moved[index]
        moved[index] = Point(p.x + offset, p.y) if axis == 0 else Point(p.x, p.y + offset)
        return formula(moved)

    return (at(_STEP) - at(-_STEP)) / (2.0 * _STEP)
