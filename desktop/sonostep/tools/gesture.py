"""What a gesture is: pointer events in, drafts out, one edit at the end. Nothing here knows Qt.

A tool is a generator function. It is handed a ``Context``, receives each ``PointerEvent`` by ``send``,
yields the ``Draft`` to show meanwhile, and returns one ``Edit``. Cancelling is ``close()``. A draft never
touches the exam.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, ScaleInfo
from sonostep.core.edits import Edit, PutAnnotation, Together
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point, distance

SLOP = 4.0
"""Screen pixels that a press may wander and still be a click, not a drag (Qt's own threshold is 10)."""

REACH = 12.0
"""Screen pixels around a handle or an outline that still grab it."""


class Phase(StrEnum):
    """What the pointer, or a key in its place, did."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    BACK = "back"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """One act of mouse, finger or key.

    Attributes:
        phase: what was done; ``BACK`` takes the last point away, ``FINISH`` ends a shape with many points.
        at: where, in image coordinates.
        resolution: image pixels per screen pixel at the zoom of that moment.
        held: the button or finger is down.
    """

    phase: Phase
    at: Point
    resolution: float
    held: bool = False


class Handle(NamedTuple):
    """A point of a shape and the resolution at which it was set."""

    at: Point
    resolution: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What to show while a gesture goes on.

    Attributes:
        hint: code of the sentence that says what to do next (``resources/messages/viewer.yaml``).
        annotation: the shape as it would be now, None before its first point.
        can_finish: ``FINISH`` would end the shape here.
        placed: how many of its points are set; the rest follows the pointer.
    """

    hint: str
    annotation: Annotation | None = None
    can_finish: bool = False
    placed: int = 0


Gesture = Generator[Draft, PointerEvent, Edit | None]
"""A running gesture; it returns None where it came to nothing."""

_T = TypeVar("_T")
Part = Generator[Draft, PointerEvent, _T]
"""A piece of a gesture that ends in a value of its own, used by ``yield from``."""


def _nothing(_: str) -> None:
    """Select nothing."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a gesture may know and do.

    Attributes:
        frame: the frame in view.
        shapes: the shapes that can be seen and edited on it, oldest first.
        scale: what the clip says of its scale.
        new_id: gives an id that no shape has.
        select: selects a shape by id, or nothing by "".
        step, slot, side: what the new shape answers.
        label: the slot's or the physician's words for it.
        filters: display filters, rotation and flips that are on.
        region: the region that was chosen where several disagree.
        drawing: id of the drawing that a body mark shows.
    """

    frame: FrameRef
    shapes: tuple[Annotation, ...]
    scale: ScaleInfo
    new_id: Callable[[], str]
    select: Callable[[str], None] = _nothing
    step: str = ""
    slot: str = ""
    side: Side | None = None
    label: str = ""
    filters: tuple[str, ...] = ()
    region: int | None = None
    drawing: str = "back"

    def inside(self, p: Point) -> bool:
        """Whether a point lies on the picture."""
        return 0.0 <= p.x <= self.scale.columns and 0.0 <= p.y <= self.scale.rows

    def clamped(self, p: Point) -> Point:
        """Return the nearest point on the picture."""
        return Point(min(max(p.x, 0.0), self.scale.columns), min(max(p.y, 0.0), self.scale.rows))

    def shape(
        self, kind: ShapeKind, handles: tuple[Handle, ...], id_: str = "", split: int = 0
    ) -> Annotation:
        """Return a shape of these handles that answers what the context says."""
        return Annotation(
            id=id_ or "draft",
            frame=self.frame,
            kind=kind,
            points=tuple(h.at for h in handles),
            resolution=tuple(h.resolution for h in handles),
            label=self.label,
            step=self.step,
            slot=self.slot,
            side=self.side,
            region=self.region,
            filters=self.filters,
            split=split,
        )

    def put(self, kind: ShapeKind, handles: tuple[Handle, ...], split: int = 0) -> Edit:
        """Return the edit that adds the shape."""
        return PutAnnotation(self.shape(kind, handles, self.new_id(), split))


def near(a: Point, b: Point, event: PointerEvent, reach: float = REACH) -> bool:
    """Whether two points are within ``reach`` screen pixels of each other."""
    return distance(a, b) <= reach * event.resolution


def put_annotation(edit: Edit) -> Annotation | None:
    """Return the shape that an edit puts, the last one of several; None where it puts none."""
    if isinstance(edit, PutAnnotation):
        return edit.annotation
    if isinstance(edit, Together):
        found = [put_annotation(e) for e in edit.edits]
        return next((a for a in reversed(found) if a is not None), None)
    return None
