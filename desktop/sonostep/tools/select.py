"""Select a shape; move it, or one of its handles."""

from dataclasses import replace

from sonostep.core.annotation import Annotation
from sonostep.core.edits import PutAnnotation
from sonostep.core.measure.geometry import Point
from sonostep.tools.gesture import REACH, Context, Draft, Gesture, Handle, Part, Phase, PointerEvent
from sonostep.tools.hit_testing import Hit, hit_test

IDLE = "hint.select.1"
MOVING = "hint.select.2"


def select(ctx: Context) -> Gesture:
    """Press a shape to select it, drag it or a handle of it to move it; press elsewhere to let go.

    A locked shape is selected and stays where it is.
    """
    hit, start = yield from _grab(ctx)
    moved = hit.annotation
    while True:
        event = yield Draft(MOVING, moved)
        moved = _moved(ctx, hit, start, event)
        if event.phase is Phase.RELEASE:
            return PutAnnotation(moved, "move_annotation") if moved != hit.annotation else None


def _grab(ctx: Context) -> Part[tuple[Hit, PointerEvent]]:
    while True:
        event = yield Draft(IDLE)
        if event.phase is not Phase.PRESS:
            continue
        hit = hit_test(ctx.shapes, event.at, REACH * event.resolution)
        ctx.select(hit.annotation.id if hit else "")
        if hit and not hit.annotation.locked:
            return hit, event


def _moved(ctx: Context, hit: Hit, start: PointerEvent, event: PointerEvent) -> Annotation:
    by = Point(event.at.x - start.at.x, event.at.y - start.at.y)
    if by == (0.0, 0.0):
        return hit.annotation
    if hit.handle is None:
        return shifted(ctx, hit.annotation, by)
    old = hit.annotation.points[hit.handle]
    target = ctx.clamped(Point(old.x + by.x, old.y + by.y))
    return with_handle(hit.annotation, hit.handle, Handle(target, event.resolution), ctx.filters)


def shifted(ctx: Context, shape: Annotation, by: Point) -> Annotation:
    """Return the shape moved as a whole, as far as it stays on the picture."""
    xs, ys = [p.x for p in shape.points], [p.y for p in shape.points]
    dx = min(max(by.x, -min(xs)), ctx.scale.columns - max(xs))
    dy = min(max(by.y, -min(ys)), ctx.scale.rows - max(ys))
    return replace(shape, points=tuple(Point(p.x + dx, p.y + dy) for p in shape.points))


def with_handle(shape: Annotation, index: int, handle: Handle, filters: tuple[str, ...] = ()) -> Annotation:
    """Return the shape with one handle put elsewhere, and marked with the filters that were on."""
    points = (*shape.points[:index], handle.at, *shape.points[index + 1 :])
    known = shape.resolution or (0.0,) * len(shape.points)
    resolution = (*known[:index], handle.resolution, *known[index + 1 :])
    marks = shape.filters + tuple(f for f in filters if f not in shape.filters)
    return replace(shape, points=points, resolution=resolution, filters=marks)
