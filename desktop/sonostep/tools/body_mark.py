"""The body mark: a small drawing of the body, the probe on it, and which way its marker points."""

from dataclasses import replace

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.body_marks import DRAWINGS
from sonostep.core.edits import PutAnnotation
from sonostep.core.measure.calibration import known_aspect
from sonostep.core.measure.geometry import Point
from sonostep.tools.gesture import Context, Gesture, Handle
from sonostep.tools.point_placement import Handles, Sketch, place

_HEIGHT = 0.24
"""Height of the drawing as a share of the picture's."""


def body_mark(ctx: Context) -> Gesture:
    """Set where the drawing stands, then the probe on it, then the side of the probe's marker."""
    sketch = Sketch("body_mark", lambda handles: _mark(ctx, handles), 3)
    placed = yield from place(ctx, sketch, 3)
    return PutAnnotation(replace(_mark(ctx, placed), id=ctx.new_id()))


def _mark(ctx: Context, placed: Handles) -> Annotation:
    shape = ctx.shape(ShapeKind.BODY_MARK, (*_corners(ctx, placed[0]), *placed[1:]))
    return replace(shape, drawing=ctx.drawing, label="")


def _corners(ctx: Context, middle: Handle) -> Handles:
    """Return two corners of the drawing around a place, moved onto the picture."""
    known = DRAWINGS.get(ctx.drawing)
    high = _HEIGHT * ctx.scale.rows
    wide = min(high * (known.ratio if known else 1.0) * (known_aspect(ctx.scale) or 1.0), ctx.scale.columns)
    left = min(max(middle.at.x - wide / 2, 0.0), ctx.scale.columns - wide)
    top = min(max(middle.at.y - high / 2, 0.0), ctx.scale.rows - high)
    ends = Point(left, top), Point(left + wide, top + high)
    return tuple(Handle(end, middle.resolution) for end in ends)
