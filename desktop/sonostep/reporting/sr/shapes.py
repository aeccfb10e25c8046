"""Shapes of a structured report: which coordinates belong to a number, and what they draw (PS3.3 C.18.6)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.measure.geometry import Point, distance
from sonostep.core.shapes import SHAPES

_HELPERS = ("TextPosition", "ControlPoints")
"""Concepts by which Cornerstone keeps the place of a label, and handles of a spline: no shapes."""


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """A shape as a report draws it.

    Attributes:
        kind: None for coordinates that are no shape of ours.
        points: image coordinates; a closing point is dropped, an ellipse keeps its four axis ends, an arrow
            ends at its tip.
        frame: SOP Instance UID and frame number (1 where none is stated), None without an image.
        last_frame: the last of its frames where it belongs to a range, else 0.
        split: how many points belong to the first border of a thickness, else 0.
        frame_stated: whether a frame number stands there.
        others: further contours, each on its own frame.
    """

    kind: ShapeKind | None = None
    points: tuple[Point, ...] = ()
    frame: FrameRef | None = None
    last_frame: int = 0
    split: int = 0
    frame_stated: bool = True
    others: tuple["DrawnShape", ...] = ()


def coordinates(items: Sequence[Dataset]) -> list[Dataset]:
    """Return the items that draw a shape in an image."""
    return [i for i in items if i.get("ValueType") == "SCOORD" and not _is_helper(i)]


def _is_helper(item: Dataset) -> bool:
    names = item.get("ConceptNameCodeSequence") or ()
    return any(str(name.get("CodeValue", "")) in _HELPERS for name in names)


_NAMED = {(row.drawn_like, row.kind.value): row.kind for row in SHAPES.values() if row.drawn_like}
"""What our own finding code says beyond the drawing, by what is drawn."""

_BORDERED = {f"SonoStep:{row.kind.value}": row.kind for row in SHAPES.values() if row.bordered}
"""Kinds that are drawn as two lines, by our tracking identifier."""


def named(drawn: DrawnShape, code: str) -> DrawnShape:
    """Return a shape with the kind that our own finding code names."""
    if drawn.kind is None:
        return drawn
    return replace(drawn, kind=_NAMED.get((drawn.kind, code), drawn.kind))


def drawn_by(
    number: Dataset, group: Sequence[Dataset], tracking: str, unit: str, detailed: Sequence[Dataset] = ()
) -> DrawnShape:
    """Return what a number was read off: its own coordinates, else those of its group.

    Of our own, ``detailed`` draws both borders, and all frames of a range.

    Cornerstone draws an area once, under one of its numbers; the mean of its pixels then has no coordinates
    of its own. So where all numbers of a group that have any agree, the others have the same.
    """
    own = coordinates(detailed) or coordinates(number.get("ContentSequence") or ()) or coordinates(group)
    if not own:
        beside = [coordinates(i.get("ContentSequence") or ()) for i in group if i.get("ValueType") == "NUM"]
        found = [c for c in beside if c]
        own = found[0] if found and all(_same(c, found[0]) for c in found) else []
    return _shapes(own, tracking, unit) if own else DrawnShape()


def _shapes(found: list[Dataset], tracking: str, unit: str) -> DrawnShape:
    """The first of several contours with the others; the same points once more only name their frames.

    On frames that do not follow each other, or of several images, they are a shape of each.
    """
    if tracking in _BORDERED:
        return _shape(found, tracking, unit)
    apart: list[list[Dataset]] = []
    for item in found:
        alike = next((a for a in apart if _same(a[:1], [item])), None)
        if alike is not None:
            alike.append(item)
        else:
            apart.append([item])
    first, *others = (on for a in apart for on in _on_its_frames(_shape(a, tracking, unit), a))
    return replace(first, others=tuple(o for o in others if o.kind is not None))


def _on_its_frames(drawn: DrawnShape, found: list[Dataset]) -> list[DrawnShape]:
    """A shape once for each run of frames that its coordinates name; as it is where they name none."""
    named = {f for c in found for f in _frames(c)}
    made: list[DrawnShape] = []
    for clip in dict.fromkeys(f.clip for c in found for f in _frames(c)):
        last = -1
        for frame in sorted(f.frame for f in named if f.clip == clip):
            if frame == last + 1:
                made[-1] = replace(made[-1], last_frame=frame)
            else:
                made.append(replace(drawn, frame=FrameRef(clip, frame), last_frame=0))
            last = frame
    return made or [drawn]


def _same(some: list[Dataset], others: list[Dataset]) -> bool:
    return [i.get("GraphicData") for i in some] == [i.get("GraphicData") for i in others]


def _shape(found: list[Dataset], tracking: str, unit: str) -> DrawnShape:
    first, tool = found[0], tracking.rpartition(":")[2]
    points = _points(first)
    if not points:
        return DrawnShape()
    frame, stated = next(_frames(first), None), _states_frame(first)
    bordered = _BORDERED.get(tracking)
    if bordered and len(found) > 1 and (other := _points(found[1])):
        return DrawnShape(bordered, points + other, frame, _last(found, frame), len(points), stated)
    kind, points = _drawing(str(first.get("GraphicType", "")), points, tool, unit)
    return DrawnShape(kind, points, frame, _last(found, frame), frame_stated=stated)


def _points(drawn: Dataset) -> tuple[Point, ...]:
    """Image coordinates, none where any of them is no number."""
    data = [float(v) for v in drawn.get("GraphicData") or ()]
    if not all(math.isfinite(v) for v in data):
        return ()
    return tuple(Point(x, y) for x, y in zip(data[::2], data[1::2], strict=False))


def _drawing(
    graphic: str, points: tuple[Point, ...], tool: str, unit: str
) -> tuple[ShapeKind | None, tuple[Point, ...]]:
    if graphic == "POINT":
        return ShapeKind.POINT, points
    if graphic == "ELLIPSE":
        return ShapeKind.ELLIPSE, points
    if graphic == "CIRCLE" and len(points) == 2:
        return ShapeKind.ELLIPSE, _circle(*points)
    if graphic != "POLYLINE":
        return None, points
    return _polyline(points, tool, unit)


def _circle(centre: Point, rim: Point) -> tuple[Point, ...]:
    """The ends of two diameters, as an ellipse has them."""
    r = distance(centre, rim)
    x, y = centre
    return Point(x - r, y), Point(x + r, y), Point(x, y - r), Point(x, y + r)


def _polyline(points: tuple[Point, ...], tool: str, unit: str) -> tuple[ShapeKind | None, tuple[Point, ...]]:
    """An angle is three points, or four with its vertex twice, as Cornerstone and we write it."""
    count = len(points)
    if count > 3 and points[0] == points[-1]:
        return ShapeKind.POLYGON, points[:-1]
    if tool == "RectangleROI" and count == 4:
        return ShapeKind.POLYGON, points
    if tool == "ArrowAnnotate" and count == 2:
        return ShapeKind.ARROW, points[::-1]
    if unit == "deg" and count == 3:
        return ShapeKind.ANGLE, points
    if unit == "deg" and count == 4:
        bent = points[1] == points[2]
        return (ShapeKind.ANGLE, (*points[:2], points[3])) if bent else (ShapeKind.LINES, points)
    if tool == "curve" or count > 2:
        return ShapeKind.CURVE, points
    return (ShapeKind.DISTANCE if count == 2 else None), points


def _frames(drawn: Dataset) -> Iterator[FrameRef]:
    """Every frame that coordinates are selected from."""
    for item in drawn.get("ContentSequence") or ():
        for reference in item.get("ReferencedSOPSequence") or ():
            numbers = reference.get("ReferencedFrameNumber") or 1
            several = numbers if isinstance(numbers, MultiValue | list) else [numbers]
            if uid := str(reference.get("ReferencedSOPInstanceUID") or ""):
                yield from (FrameRef(uid, int(n)) for n in several)


def _states_frame(drawn: Dataset) -> bool:
    """Whether coordinates say on which frame of their image they lie."""
    images = [r for i in drawn.get("ContentSequence") or () for r in i.get("ReferencedSOPSequence") or ()]
    return any(r.get("ReferencedFrameNumber") for r in images)


def _last(found: list[Dataset], first: FrameRef | None) -> int:
    """The last frame of the range that coordinates name, 0 where they name one alone."""
    named = {f for c in found for f in _frames(c) if first is not None and f.clip == first.clip}
    return max(f.frame for f in named) if len(named) > 1 else 0
