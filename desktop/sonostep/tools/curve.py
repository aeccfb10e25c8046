"""The length along a curve."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import sketch_of, trace


def curve(ctx: Context) -> Gesture:
    """Trace the curve, or set it point by point and press the last point again."""
    along = yield from trace(ctx, sketch_of(ctx, ShapeKind.CURVE, 3), 2)
    return ctx.put(ShapeKind.CURVE, along)
