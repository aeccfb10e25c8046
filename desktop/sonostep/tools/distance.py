"""The distance caliper."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def distance(ctx: Context) -> Gesture:
    """Press one end, drag or move to the other, release or press."""
    ends = yield from place_points(ctx, ShapeKind.DISTANCE, 2)
    return ctx.put(ShapeKind.DISTANCE, ends)
