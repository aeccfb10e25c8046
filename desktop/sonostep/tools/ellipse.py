"""The ellipse, by its first axis and the height of the second."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def ellipse(ctx: Context) -> Gesture:
    """Set both ends of one axis, then a point at the height of the other."""
    handles = yield from place_points(ctx, ShapeKind.ELLIPSE, 3)
    return ctx.put(ShapeKind.ELLIPSE, handles)
