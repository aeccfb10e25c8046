"""Place the points of a shape, by clicks, by a drag, by tracing, or by keys."""

from collections.abc import Callable
from dataclasses import dataclass

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.measure.geometry import distance
from sonostep.tools.gesture import SLOP, Context, Draft, Handle, Part, Phase, PointerEvent, near

_SAME = 1.0
"""Screen pixels within which a second point is the echo of the first (a double click), not a new one."""

_TRACE = 3.0
"""Screen pixels between two points of a trace."""

_MOST = 64
"""Points that a trace keeps; beyond, every other one goes. A contour of one structure needs no more."""

Handles = tuple[Handle, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """How the draft of a shape under way looks.

    Attributes:
        hint: the hints are ``hint.<hint>.1``, ``.2`` ... by how many points are placed.
        shape: makes the shape of the points so far.
        steps: number of the last hint.
    """

    hint: str
    shape: Callable[[Handles], Annotation]
    steps: int = 4

    def draft(self, placed: Handles, pointer: Handle | None, *, can_finish: bool = False) -> Draft:
        """Return the draft of the placed points and the one that follows the pointer."""
        live = (*placed, pointer) if placed and pointer and pointer.at != placed[-1].at else placed
        hint = f"hint.{self.hint}.{min(len(placed) + 1, self.steps)}"
        return Draft(hint, self.shape(live) if live else None, can_finish, len(placed))


def sketch_of(ctx: Context, kind: ShapeKind, steps: int = 4) -> Sketch:
    """Return the plain sketch: the shape of the handles as they are."""
    return Sketch(kind.value, lambda handles: ctx.shape(kind, handles), steps)


def place_points(ctx: Context, kind: ShapeKind, count: int) -> Part[Handles]:
    """Place ``count`` points as a shape of this kind."""
    return (yield from place(ctx, sketch_of(ctx, kind), count))


def place(ctx: Context, sketch: Sketch, count: int) -> Part[Handles]:
    """Place ``count`` points; each press sets one, and so does a release after a drag.

    ``BACK`` takes the last point away. A press off the picture sets nothing.
    """
    placed: Handles = ()
    pointer: Handle | None = None
    while len(placed) < count:
        event = yield sketch.draft(placed, pointer)
        pointer = Handle(event.at, event.resolution)
        if event.phase is Phase.BACK:
            placed = placed[:-1]
        elif sets_point(ctx, event, placed):
            placed = (*placed, pointer)
    return placed


def place_many(ctx: Context, kind: ShapeKind, least: int, *, close: bool) -> Part[Handles]:
    """Place ``least`` points or more, until ``FINISH``, a press on the last point, or, with ``close``,
    on the first."""
    sketch = sketch_of(ctx, kind)
    placed: Handles = ()
    pointer: Handle | None = None
    while True:
        event = yield sketch.draft(placed, pointer, can_finish=len(placed) >= least)
        pointer = Handle(event.at, event.resolution)
        if event.phase is Phase.BACK:
            placed = placed[:-1]
        elif len(placed) >= least and finishes(event, placed, close=close):
            return placed
        elif sets_point(ctx, event, placed):
            placed = (*placed, pointer)


def trace(ctx: Context, sketch: Sketch, least: int, *, close: bool = False) -> Part[Handles]:
    """Trace a line with the button or finger down, or set it point by point.

    Letting go after a trace ends it; points that were set one by one end as in ``place_many``.
    """
    placed: Handles = ()
    pointer: Handle | None = None
    traced = False
    while True:
        event = yield sketch.draft(placed, pointer, can_finish=len(placed) >= least)
        pointer = Handle(event.at, event.resolution)
        if event.phase is Phase.BACK:
            placed = placed[:-1]
        elif event.phase is Phase.RELEASE:
            if traced and len(placed) >= least:
                return placed
            traced = False
        elif len(placed) >= least and finishes(event, placed, close=close):
            return placed
        elif traces(ctx, event, placed):
            placed, traced = thinned((*placed, pointer)), True
        elif event.phase is Phase.PRESS and sets_point(ctx, event, placed):
            placed = (*placed, pointer)


def traces(ctx: Context, event: PointerEvent, placed: Handles) -> bool:
    """Whether a move with the pointer down adds a point to a trace."""
    if event.phase is not Phase.MOVE or not event.held or not placed or not ctx.inside(event.at):
        return False
    return distance(event.at, placed[-1].at) > _TRACE * event.resolution


def thinned(placed: Handles) -> Handles:
    """Return at most ``_MOST`` points: every other one, with both ends, where there are more."""
    return placed if len(placed) <= _MOST else (*placed[:-1:2], placed[-1])


def sets_point(ctx: Context, event: PointerEvent, placed: Handles) -> bool:
    """Whether an event sets the next point."""
    if not ctx.inside(event.at):
        return False
    apart = distance(event.at, placed[-1].at) / event.resolution if placed else float("inf")
    if event.phase is Phase.PRESS:
        return apart > _SAME
    return event.phase is Phase.RELEASE and bool(placed) and apart > SLOP and event.held


def finishes(event: PointerEvent, placed: Handles, *, close: bool) -> bool:
    """Whether an event ends a shape of many points."""
    if event.phase is Phase.FINISH:
        return True
    if event.phase is not Phase.PRESS:
        return False
    on_last = near(event.at, placed[-1].at, event, SLOP)
    return on_last or (close and near(event.at, placed[0].at, event, 2 * SLOP))
