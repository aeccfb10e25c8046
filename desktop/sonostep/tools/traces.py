"""Calipers on M-mode, spectral and waveform regions: a time, and a velocity against the baseline."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def time(ctx: Context) -> Gesture:
    """Set both ends of an interval."""
    ends = yield from place_points(ctx, ShapeKind.TIME, 2)
    return ctx.put(ShapeKind.TIME, ends)


def velocity(ctx: Context) -> Gesture:
    """Set one place of a spectrum."""
    place = yield from place_points(ctx, ShapeKind.VELOCITY, 1)
    return ctx.put(ShapeKind.VELOCITY, place)
