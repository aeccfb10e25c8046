"""The path of a needle: length, depth of the target, angle to the skin."""

from sonostep.core.annotation import ShapeKind
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Refused
from sonostep.core.problem import ProblemError
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def needle(ctx: Context) -> Gesture:
    """Set the entry, then the target; refused where there is no scale.

    Raises:
        ProblemError: why there is no millimetre, since a path without one is no plan.
    """
    path = yield from place_points(ctx, ShapeKind.NEEDLE, 2)
    said = measure(ctx.shape(ShapeKind.NEEDLE, path), ctx.scale)
    if isinstance(said, Refused):
        raise ProblemError(said.reason)
    return ctx.put(ShapeKind.NEEDLE, path)
