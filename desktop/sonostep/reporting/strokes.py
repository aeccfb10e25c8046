"""The lines that draw a shape, for every renderer alike."""

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.body_marks import body_mark_strokes
from sonostep.core.geometry import Point, ellipse_outline

Stroke = tuple[Point, ...]

_CLOSED = (ShapeKind.POLYGON, ShapeKind.ROI)
_BARE = (ShapeKind.POINT, ShapeKind.TEXT, ShapeKind.VELOCITY)


def strokes(annotation: Annotation) -> tuple[Stroke, ...]:
    """Return polylines in image coordinates, closed ones ending where they began; none for a bare point."""
    kind, points = annotation.kind, annotation.points
    if kind is ShapeKind.BODY_MARK:
        return body_mark_strokes(annotation.drawing, points)
    if kind in _BARE or len(points) < 2:
        return ()
    if kind is ShapeKind.ELLIPSE and len(points) == 3 and points[0] != points[1]:
        outline = ellipse_outline(points[0], points[1], points[2])
        return ((*outline, outline[0]),)
    if kind in _CLOSED:
        return ((*points, points[0]),)
    if kind is ShapeKind.LINES and len(points) == 4:
        return points[:2], points[2:]
    if kind is ShapeKind.THICKNESS and 0 < annotation.split < len(points):
        return points[: annotation.split], points[annotation.split :]
    return (points,)
