"""Coordinates (SCOORD, PS3.3 C.18.6) as a structured report of ours draws a shape, and what they lie on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import highdicom.sr as hd
import numpy as np

from sonostep.core.annotation import Annotation
from sonostep.core.measure.geometry import Point, distance, ellipse_axes
from sonostep.core.shapes import SrGraphic, Stroke, shape_row, strokes

Drawing = tuple[str, Stroke]
"""A graphic type with its points."""


@dataclass(frozen=True, slots=True)
class ImageRef:
    """Frames as DICOM refers to them: those that a shape belongs to; none for an object of one frame."""

    sop_class: str
    sop_instance: str
    frames: tuple[int, ...] = ()


Refs = Mapping[str, ImageRef]
"""What each shape lies on, by its id."""


def first_coordinates(annotation: Annotation, ref: ImageRef) -> hd.CoordinatesForMeasurement:
    """Return a shape as one set of coordinates on its first frame, which is all that Cornerstone knows.

    Two borders are the outline of what lies between them: one border with the thickness beside it would be
    taken for a length.
    """
    (graphic, points), *others = drawings(annotation)
    if others:
        points = (*points, *reversed(others[0][1]), points[0])
    return _scoord(graphic, points, ref, ref.frames[:1])


def all_coordinates(annotation: Annotation, ref: ImageRef) -> Sequence[hd.CoordinatesForMeasurement]:
    """Return each border of a shape on all of its frames; nothing where the first coordinates say it all."""
    drawn = drawings(annotation)
    if len(drawn) == 1 and len(ref.frames) <= 1:
        return ()
    return [_scoord(graphic, points, ref, ref.frames) for graphic, points in drawn]


def drawings(annotation: Annotation) -> list[Drawing]:
    """Return a shape as Cornerstone writes it: an angle's vertex twice, two lines as one polyline."""
    points, graphic = annotation.points, shape_row(annotation.kind).graphic
    match graphic:
        case SrGraphic.AXES:
            return [("ELLIPSE", _axes(points[0], points[1], points[2]))]
        case SrGraphic.PLACE:
            return [("POINT", points[:1])]
        case SrGraphic.VERTEX_TWICE:
            return [("POLYLINE", (points[0], points[1], points[1], points[2]))]
        case SrGraphic.JOINED:
            return [("POLYLINE", points)]
        case SrGraphic.STROKES:
            return [("POLYLINE", line) for line in strokes(annotation)]
        case SrGraphic.NONE:
            return []
        case _:
            assert_never(graphic)


def _scoord(
    graphic: str, points: Stroke, ref: ImageRef, frames: tuple[int, ...]
) -> hd.CoordinatesForMeasurement:
    source = hd.SourceImageForRegion(ref.sop_class, ref.sop_instance, list(frames) or None)
    return hd.CoordinatesForMeasurement(graphic, np.array(points, dtype=float), source)


def _axes(a: Point, b: Point, c: Point) -> tuple[Point, ...]:
    """The ends of the longer axis, then of the shorter one (PS3.3 C.18.6.1.2)."""
    first, second = ellipse_axes(a, b, c)
    half = second / 2.0 / distance(a, b)
    middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    dx, dy = -(b.y - a.y) * half, (b.x - a.x) * half
    across = (Point(middle.x + dx, middle.y + dy), Point(middle.x - dx, middle.y - dy))
    return (a, b, *across) if first >= second else (*across, a, b)
