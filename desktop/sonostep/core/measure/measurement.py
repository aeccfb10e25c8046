"""What a shape says in physical units, with its placement uncertainty."""

import math
from collections.abc import Callable, Sequence
from typing import Literal, assert_never

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import ScaleInfo
from sonostep.core.measure.calibration import (
    LengthScale,
    NoScale,
    PhysicalUnits,
    Scale,
    TraceScale,
    known_aspect,
    resolve,
)
from sonostep.core.measure.formulas import Dimension, ShapeRule, physical_unit
from sonostep.core.measure.geometry import Point, ellipse_outline, scaled
from sonostep.core.measure.quantity import CalibrationSource, Measured, Quantity, Refused, Uncalibrated, Unit
from sonostep.core.problem import Problem
from sonostep.core.shapes import StrokeForm, shape_row

Shape = Sequence[Point]
_Formula = Callable[[Shape], float]

_PIXEL_VARIANCE = 1.0 / 12.0
"""Variance of a coordinate known to one image pixel (GUM F.2.2.1, a rectangular distribution of width 1)."""

_SCREEN_VARIANCE = 1.0 / 12.0 + 2.0 / 3.0
"""Variance of pointing in screen pixels: the pixel's own width, and a hand one pixel off either way."""

_NO_SLOPE = 1e-3
"""Share of a value below which what its slopes make of it is rounding."""

_STEP = 1e-3


def measures(kind: ShapeKind) -> bool:
    """Whether shapes of this kind have a value."""
    return shape_row(kind).measures


def numbered(annotations: Sequence[Annotation]) -> dict[str, int]:
    """Number the shapes with a value from 1 in their order, by id, as list, picture and report do."""
    measuring = (a.id for a in annotations if measures(a.kind) and not a.calibrates)
    return {id_: n for n, id_ in enumerate(measuring, 1)}


def measure(annotation: Annotation, info: ScaleInfo) -> Measured:
    """Return what a shape says on a clip of the given scale.

    Lengths and areas come in mm and mm2 where a scale holds for every point (an ellipse's whole outline
    included), else in pixels with the reason. Angles need the shape of a pixel and are refused without it;
    a needle path is refused without a scale. A distance on an M-mode, spectral or waveform region reads the
    axis that it runs along.

    Raises:
        ValueError: for a kind without a value, too few points, or a degenerate shape.
    """
    return _value(annotation, info, _rule_of(annotation)[0])


def measure_all(annotation: Annotation, info: ScaleInfo) -> tuple[tuple[str, Measured], ...]:
    """Return all that a shape says, by name, the value of ``measure`` first.

    Names: length, angle, area, perimeter, long_axis, short_axis, mean, maximum, minimum, depth.

    Raises:
        ValueError: as ``measure``.
    """
    rules = _rule_of(annotation)
    if isinstance(_scale_of(annotation, info), TraceScale):
        rules = rules[:1]
    return tuple((rule.name, _value(annotation, info, rule)) for rule in rules)


def extent(kind: ShapeKind, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that must share one scale: the handles, and the outline of an ellipse."""
    form = shape_row(kind).form
    match form:
        case StrokeForm.ELLIPSE:
            return (*points[:2], *ellipse_outline(points[0], points[1], points[2]))
        case StrokeForm.OPEN | StrokeForm.CLOSED | StrokeForm.PAIRS | StrokeForm.BORDERS:
            return tuple(points)
        case StrokeForm.DRAWING | StrokeForm.PLACE:
            return tuple(points)
        case _:
            assert_never(form)


def _rule_of(annotation: Annotation) -> tuple[ShapeRule, ...]:
    row, count = shape_row(annotation.kind), len(annotation.points)
    if not row.rules or count < row.least:
        raise ValueError(f"a {row.kind.value} with {count} points has no value")
    if row.apart and annotation.points[0] == annotation.points[1]:
        # its value would be 0 and, to first order, without doubt
        raise ValueError(f"a {row.kind.value} needs two places")
    return row.rules


def _scale_of(annotation: Annotation, info: ScaleInfo) -> Scale:
    return resolve(extent(annotation.kind, annotation.points), info, annotation.region)


def _value(annotation: Annotation, info: ScaleInfo, rule: ShapeRule) -> Measured:
    scale = _scale_of(annotation, info)
    formula, dimension = rule.split_at(annotation.split), rule.dimension
    shown = known_aspect(info) or 1.0
    match dimension:
        case Dimension.TIME | Dimension.VELOCITY:
            return _read_trace(annotation, formula, dimension, scale, shown)
        case Dimension.LENGTH | Dimension.AREA | Dimension.ANGLE:
            if isinstance(scale, TraceScale):
                return _on_trace(annotation, scale, shown)
            return _on_picture(annotation, formula, dimension, scale, shown)
        case _:
            assert_never(dimension)


_Size = Literal[Dimension.LENGTH, Dimension.AREA]


def _on_picture(
    annotation: Annotation,
    formula: _Formula,
    dimension: _Size | Literal[Dimension.ANGLE],
    scale: LengthScale | NoScale,
    shown: float,
) -> Measured:
    match dimension:
        case Dimension.ANGLE:
            return _measure_angle(annotation, formula, scale, shown)
        case Dimension.LENGTH | Dimension.AREA:
            if isinstance(scale, LengthScale):
                return _in_millimetres(annotation, formula, dimension, scale, shown)
            if shape_row(annotation.kind).needs_scale:
                return Refused(scale.reason)
            return _in_pixels(annotation, formula, dimension, scale.reason, shown)
        case _:
            assert_never(dimension)


def _in_millimetres(
    annotation: Annotation, formula: _Formula, dimension: _Size, scale: LengthScale, shown: float
) -> Quantity:
    def physical(points: Shape) -> float:
        return formula(scaled(points, scale.mm_x, scale.mm_y))

    value = physical(annotation.points)
    placement = placement_uncertainty(physical, annotation.points, annotation.resolution, shown)
    of_scale = value * scale.relative_uncertainty * _power(dimension)
    unit = physical_unit(dimension)
    return Quantity(value, unit, math.hypot(placement, of_scale), scale.source, scale.region)


def _power(dimension: _Size) -> int:
    """How often the scale goes into a value, and with it the scale's own doubt."""
    match dimension:
        case Dimension.LENGTH:
            return 1
        case Dimension.AREA:
            return 2
        case _:
            assert_never(dimension)


def _pixel_unit(dimension: _Size) -> Unit:
    match dimension:
        case Dimension.LENGTH:
            return Unit.PX
        case Dimension.AREA:
            return Unit.PX2
        case _:
            assert_never(dimension)


def _in_pixels(
    annotation: Annotation, formula: _Formula, dimension: _Size, reason: Problem, shown: float
) -> Uncalibrated:
    unit = _pixel_unit(dimension)
    spread = placement_uncertainty(formula, annotation.points, annotation.resolution, shown)
    return Uncalibrated(formula(annotation.points), unit, spread, reason)


def _measure_angle(
    annotation: Annotation, formula: _Formula, scale: LengthScale | NoScale, shown: float
) -> Quantity | Refused:
    source, region = CalibrationSource.NONE, None
    if isinstance(scale, LengthScale):
        aspect: float | None = scale.mm_y / scale.mm_x
        source, region = scale.source, scale.region
    elif scale.reason.code in _CROSSING:
        return Refused(scale.reason)
    else:
        aspect = scale.aspect
    if aspect is None:
        return Refused(Problem.of("measure.angle_without_aspect"))
    height = aspect

    def physical(points: Shape) -> float:
        return formula(scaled(points, 1.0, height))

    spread = placement_uncertainty(physical, annotation.points, annotation.resolution, shown)
    return Quantity(physical(annotation.points), Unit.DEG, spread, source, region)


_CROSSING = (
    "calibration.crosses_regions",
    "calibration.leaves_region",
    "calibration.regions_disagree",
    "calibration.region_not_2d",
)


_Axis = Literal[Dimension.TIME, Dimension.VELOCITY]


def _read_trace(
    annotation: Annotation, formula: _Formula, dimension: _Axis, scale: Scale, shown: float
) -> Quantity | Refused:
    """Rule 7: an interval along x, or a velocity as its signed distance from the baseline."""
    axis = _axis(dimension, scale)
    if isinstance(axis, Refused):
        return axis
    zero, per_pixel, region = axis

    def physical(points: Shape) -> float:
        return (formula(points) - zero) * per_pixel

    spread = placement_uncertainty(physical, annotation.points, annotation.resolution, shown)
    unit = physical_unit(dimension)
    return Quantity(physical(annotation.points), unit, spread, CalibrationSource.REGION, region)


def _axis(dimension: _Axis, scale: Scale) -> tuple[float, float, int] | Refused:
    """Where the axis of a trace begins, in pixels, how much one pixel is, and the region that says so."""
    if isinstance(scale, NoScale) and scale.reason.code in _CROSSING[:3]:
        return Refused(scale.reason)
    match dimension:
        case Dimension.TIME:
            if isinstance(scale, TraceScale):
                return 0.0, scale.seconds_x, scale.region
            return Refused(Problem.of("measure.no_time_axis"))
        case Dimension.VELOCITY:
            if isinstance(scale, TraceScale) and scale.units_y == PhysicalUnits.CM_PER_S:
                return scale.zero_y, scale.delta_y, scale.region
            return Refused(Problem.of("measure.no_velocity_axis"))
        case _:
            assert_never(dimension)


def _on_trace(annotation: Annotation, scale: TraceScale, shown: float) -> Quantity | Refused:
    """Rule 7: time along x, the region's own unit along y; never an area or an angle."""
    if not shape_row(annotation.kind).reads_axes:
        return Refused(Problem.of("measure.trace_region", region=scale.region + 1))
    a, b = annotation.points[:2]
    if abs(b.x - a.x) >= abs(b.y - a.y):
        return _along(annotation, 0, scale.seconds_x, Unit.SECOND, scale.region, shown)
    if scale.units_y == PhysicalUnits.CM:
        return _along(annotation, 1, abs(scale.delta_y) * 10.0, Unit.MM, scale.region, shown)
    if scale.units_y == PhysicalUnits.CM_PER_S:
        return _along(annotation, 1, abs(scale.delta_y), Unit.CM_PER_S, scale.region, shown)
    return Refused(Problem.of("measure.trace_region", region=scale.region + 1))


def _along(
    annotation: Annotation, axis: int, per_pixel: float, unit: Unit, region: int, shown: float
) -> Quantity:
    def physical(points: Shape) -> float:
        return abs(points[1][axis] - points[0][axis]) * per_pixel

    spread = placement_uncertainty(physical, annotation.points, annotation.resolution, shown)
    return Quantity(physical(annotation.points), unit, spread, CalibrationSource.REGION, region)


def placement_uncertainty(
    formula: _Formula, points: Shape, resolution: Sequence[float], aspect: float = 1.0
) -> float:
    """Return the half width (k = 2) of a value's interval from where its handles could have been put.

    Each coordinate of handle i has the variance of one image pixel and, if it was pointed at on a screen
    at ``resolution[i]`` image pixels per screen pixel, that of pointing; both are carried through the
    formula to first order (GUM 5.1.2). ``aspect`` is height over width of a pixel as it was shown: a handle's
    resolution is that of the coarser axis, and along the other a screen pixel spans less.
    """
    variance, slopes, value = 0.0, 0.0, formula(points)
    shares = min(1.0, aspect), min(1.0, aspect) / aspect
    for index in range(len(points)):
        pointing = resolution[index] if index < len(resolution) else 0.0
        for axis, share in enumerate(shares):
            of_axis = _PIXEL_VARIANCE + _SCREEN_VARIANCE * (pointing * share) ** 2
            slope = _slope(formula, points, value, index, axis)
            variance += of_axis * slope**2
            slopes += slope
    # a size is at least (its slopes) x (the shape's width), by Euler: less says that none of them counts
    if slopes * _width(points) < _NO_SLOPE * abs(value):
        variance = _variance_of_sides(formula, points, resolution, value)
    return 2.0 * math.sqrt(variance)


def _variance_of_sides(formula: _Formula, points: Shape, resolution: Sequence[float], value: float) -> float:
    """Of a value that no single handle changes to first order, such as the short axis of a square: two
    sides, each as sure as a handle, that move as wholes."""
    pointing = max(resolution, default=0.0)
    of_side = _PIXEL_VARIANCE + _SCREEN_VARIANCE * pointing**2
    slopes = [0.0]
    for index in range(len(points)):
        for dx, dy in ((_STEP, 0.0), (-_STEP, 0.0), (0.0, _STEP), (0.0, -_STEP)):
            moved = list(points)
            for at in (index, (index + 1) % len(points)):
                moved[at] = Point(points[at].x + dx, points[at].y + dy)
            slopes.append(abs(formula(moved) - value) / _STEP)
    return 2.0 * of_side * max(slopes) ** 2


def _width(points: Shape) -> float:
    xs, ys = [p.x for p in points], [p.y for p in points]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _slope(formula: _Formula, points: Shape, value: float, index: int, axis: int) -> float:
    """Return the steeper slope of both sides: where a value folds (parallel lines), their mean is 0."""

    def at(offset: float) -> float:
        moved = list(points)
        p = moved[index]
        moved[index] = Point(p.x + offset, p.y) if axis == 0 else Point(p.x, p.y + offset)
        return formula(moved)

    return max(abs(at(_STEP) - value), abs(at(-_STEP) - value)) / _STEP
