"""The angle between two lines that need not meet."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def lines(ctx: Context) -> Gesture:
    """Set both ends of one line, then both ends of the other."""
    ends = yield from place_points(ctx, ShapeKind.LINES, 4)
    return ctx.put(ShapeKind.LINES, ends)
