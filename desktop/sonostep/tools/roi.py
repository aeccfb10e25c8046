"""A rectangle whose echo intensities are described."""

from sonostep.core.annotation import ShapeKind
from sonostep.core.measure.geometry import Point
from sonostep.tools.gesture import Context, Gesture, Handle
from sonostep.tools.point_placement import Sketch, place


def roi(ctx: Context) -> Gesture:
    """Press one corner, drag to the opposite one."""
    sketch = Sketch("roi", lambda handles: ctx.shape(ShapeKind.ROI, corners(handles)), 2)
    ends = yield from place(ctx, sketch, 2)
    return ctx.put(ShapeKind.ROI, corners(ends))


def corners(ends: tuple[Handle, ...]) -> tuple[Handle, ...]:
    """Return the four corners of the rectangle between two of them; a lone one stays alone."""
    if len(ends) < 2:
        return ends
    a, b = ends
    coarser = max(a.resolution, b.resolution)
    return a, Handle(Point(b.at.x, a.at.y), coarser), b, Handle(Point(a.at.x, b.at.y), coarser)
