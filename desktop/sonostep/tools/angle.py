"""The angle between two arms that meet in a vertex."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def angle(ctx: Context) -> Gesture:
    """Set the end of one arm, the vertex, and the end of the other arm."""
    arms = yield from place_points(ctx, ShapeKind.ANGLE, 3)
    return ctx.put(ShapeKind.ANGLE, arms)
