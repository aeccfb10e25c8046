"""Marks without a value: a point, an arrow, a word."""

from sonostep.core.annotation import ShapeKind
from sonostep.core.problem import ProblemError
from sonostep.tools.gesture import Context, Gesture
from sonostep.tools.point_placement import place_points


def point(ctx: Context) -> Gesture:
    """Set one point."""
    placed = yield from place_points(ctx, ShapeKind.POINT, 1)
    return ctx.put(ShapeKind.POINT, placed)


def arrow(ctx: Context) -> Gesture:
    """Set the tail, then the tip."""
    placed = yield from place_points(ctx, ShapeKind.ARROW, 2)
    return ctx.put(ShapeKind.ARROW, placed)


def words(ctx: Context) -> Gesture:
    """Set where the chosen words begin.

    Raises:
        ProblemError: when no words are chosen.
    """
    placed = yield from place_points(ctx, ShapeKind.TEXT, 1)
    if not ctx.label.strip():
        raise ProblemError.of("annotation.text_missing")
    return ctx.put(ShapeKind.TEXT, placed)
