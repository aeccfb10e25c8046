"""Which shape, and which part of it, lies under a point. Pure geometry on image coordinates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.body_marks import body_mark_strokes
from sonostep.core.geometry import Point, distance, distance_to_segment, ellipse_outline


@dataclass(frozen=True, slots=True)
class Hit:
    """What was hit; ``handle`` is the index of the handle, None for the shape's body."""

    annotation: Annotation
    handle: int | None


def hit_test(shapes: Sequence[Annotation], at: Point, reach: float) -> Hit | None:
    """Return the nearest handle within ``reach`` image pixels, else the newest outline within it.

    Handles win over bodies, so that a handle on top of another shape's line can be grabbed.
    """
    near = [
        (distance(p, at), -order, index, shape)
        for order, shape in enumerate(shapes)
        for index, p in enumerate(shape.points)
        if distance(p, at) <= reach
    ]
    if near:
        _, _, index, shape = min(near, key=lambda n: n[:2])
        return Hit(shape, index)
    for shape in reversed(shapes):
        if distance_to_outline(shape, at) <= reach:
            return Hit(shape, None)
    return None


def outline(shape: Annotation) -> tuple[Point, ...]:
    """Return the polyline that a shape is drawn as, closed shapes ending where they began."""
    return _OUTLINES.get(shape.kind, _open)(shape.points)


def strokes(shape: Annotation) -> tuple[tuple[Point, ...], ...]:
    """Return the polylines that a shape is drawn as: one for most, more for two lines or a drawing."""
    if shape.kind is ShapeKind.BODY_MARK:
        return body_mark_strokes(shape.drawing, shape.points) or (shape.points,)
    if shape.kind is ShapeKind.THICKNESS and 0 < shape.split < len(shape.points):
        return shape.points[: shape.split], shape.points[shape.split :]
    if shape.kind is ShapeKind.LINES and len(shape.points) > 2:
        return shape.points[:2], shape.points[2:]
    return (outline(shape),)


def distance_to_outline(shape: Annotation, at: Point) -> float:
    """Return the distance in image pixels from a point to a shape's line."""
    pairs = ((a, b) for line in strokes(shape) for a, b in zip(line, line[1:] or line, strict=False))
    return min((distance_to_segment(at, a, b) for a, b in pairs), default=float("inf"))


def _open(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return points


def _closed(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return (*points, points[0]) if len(points) > 2 else points


def _ellipse(points: tuple[Point, ...]) -> tuple[Point, ...]:
    if len(points) < 3 or points[0] == points[1]:
        return points
    return _closed(ellipse_outline(points[0], points[1], points[2]))


_OUTLINES: dict[ShapeKind, Callable[[tuple[Point, ...]], tuple[Point, ...]]] = {
    ShapeKind.POLYGON: _closed,
    ShapeKind.ROI: _closed,
    ShapeKind.ELLIPSE: _ellipse,
}
