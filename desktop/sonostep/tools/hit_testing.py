"""Which shape, and which part of it, lies under a point. Pure geometry on image coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass

from sonostep.core.annotation import Annotation
from sonostep.core.measure.geometry import Point, distance, distance_to_segment
from sonostep.core.shapes import strokes


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


def distance_to_outline(shape: Annotation, at: Point) -> float:
    """Return the distance in image pixels from a point to a shape's line."""
    pairs = ((a, b) for line in strokes(shape) for a, b in zip(line, line[1:] or line, strict=False))
    return min((distance_to_segment(at, a, b) for a, b in pairs), default=float("inf"))
