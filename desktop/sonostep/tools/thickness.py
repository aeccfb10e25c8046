"""The thickness between two borders: mean, greatest and least along the normal."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import Sketch, trace


def thickness(ctx: Context) -> Gesture:
    """Trace the near border, then the far one, in either direction."""
    kind = ShapeKind.THICKNESS
    near = Sketch("thickness", lambda handles: ctx.shape(kind, handles, split=len(handles)), 2)
    first = yield from trace(ctx, near, 2)
    split = len(first)
    far = Sketch("thickness.far", lambda handles: ctx.shape(kind, (*first, *handles), split=split), 2)
    second = yield from trace(ctx, far, 2)
    return ctx.put(kind, (*first, *second), split)
