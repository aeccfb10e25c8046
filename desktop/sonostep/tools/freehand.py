"""The area inside a traced outline."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import Sketch, trace


def freehand(ctx: Context) -> Gesture:
    """Trace the outline and let go; it closes itself. The shape is a polygon like any other."""
    sketch = Sketch("freehand", lambda handles: ctx.shape(ShapeKind.POLYGON, handles), 3)
    outline = yield from trace(ctx, sketch, 3, close=True)
    return ctx.put(ShapeKind.POLYGON, outline)
