"""Place the points of a shape, by clicks, by a drag, or by keys."""

from sonostep.core.annotation import ShapeKind
from sonostep.core.geometry import distance
from sonostep.tools.gesture import SLOP, Context, Draft, Handle, Part, Phase, PointerEvent, near

_SAME = 1.0
"""Screen pixels within which a second point is the echo of the first (a double click), not a new one."""


def place_points(ctx: Context, kind: ShapeKind, count: int) -> Part[tuple[Handle, ...]]:
    """Place ``count`` points; each press sets one, and so does a release after a drag.

    ``BACK`` takes the last point away. A press off the picture sets nothing.
    """
    placed: tuple[Handle, ...] = ()
    pointer: Handle | None = None
    while len(placed) < count:
        event = yield draft(ctx, kind, placed, pointer)
        pointer = Handle(event.at, event.resolution)
        if event.phase is Phase.BACK:
            placed = placed[:-1]
        elif sets_point(ctx, event, placed):
            placed = (*placed, pointer)
    return placed


def place_many(ctx: Context, kind: ShapeKind, least: int, *, close: bool) -> Part[tuple[Handle, ...]]:
    """Place ``least`` points or more, until ``FINISH``, a press on the last point, or, with ``close``,
    on the first."""
    placed: tuple[Handle, ...] = ()
    pointer: Handle | None = None
    while True:
        event = yield draft(ctx, kind, placed, pointer, can_finish=len(placed) >= least)
        pointer = Handle(event.at, event.resolution)
        if event.phase is Phase.BACK:
            placed = placed[:-1]
        elif len(placed) >= least and finishes(event, placed, close=close):
            return placed
        elif sets_point(ctx, event, placed):
            placed = (*placed, pointer)


def draft(
    ctx: Context,
    kind: ShapeKind,
    placed: tuple[Handle, ...],
    pointer: Handle | None,
    *,
    can_finish: bool = False,
) -> Draft:
    """Return the draft of the placed points and the one that follows the pointer."""
    hint = f"hint.{kind.value}.{min(len(placed) + 1, 4)}"
    live = (*placed, pointer) if placed and pointer and pointer.at != placed[-1].at else placed
    shape = ctx.shape(kind, live) if live else None
    return Draft(hint, shape, can_finish, len(placed))


def sets_point(ctx: Context, event: PointerEvent, placed: tuple[Handle, ...]) -> bool:
    """Whether an event sets the next point."""
    if not ctx.inside(event.at):
        return False
    apart = distance(event.at, placed[-1].at) / event.resolution if placed else float("inf")
    if event.phase is Phase.PRESS:
        return apart > _SAME
    return event.phase is Phase.RELEASE and bool(placed) and apart > SLOP and event.held


def finishes(event: PointerEvent, placed: tuple[Handle, ...], *, close: bool) -> bool:
    """Whether an event ends a shape of many points."""
    if event.phase is Phase.FINISH:
        return True
    if event.phase is not Phase.PRESS:
        return False
    on_last = near(event.at, placed[-1].at, event, SLOP)
    return on_last or (close and near(event.at, placed[0].at, event, 2 * SLOP))
