"""The area inside a polygon."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_many


def polygon(ctx: Context) -> Gesture:
    """Set the corners one by one; press the first or the last again, or finish, to close."""
    corners = yield from place_many(ctx, ShapeKind.POLYGON, 3, close=True)
    return ctx.put(ShapeKind.POLYGON, corners)
