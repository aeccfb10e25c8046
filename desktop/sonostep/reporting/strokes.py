"""The lines that draw a shape, for every renderer alike."""

from sonostep.core import shapes
from sonostep.core.annotation import Annotation
from sonostep.core.shapes import Stroke

__all__ = ["Stroke", "strokes"]


def strokes(annotation: Annotation) -> tuple[Stroke, ...]:
    """Return polylines in image coordinates, closed ones ending where they began; none for a bare place."""
    return shapes.strokes(annotation) if len(annotation.points) > 1 else ()
