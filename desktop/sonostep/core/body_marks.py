"""Body marks: small line drawings of the body on which the probe's place and direction are shown.

A mark has four points: two opposite corners of its drawing, the middle of the probe's footprint, and a point
on the side of the probe's orientation marker. The drawings are our own and show no proportions to measure on.
A ``ProbeMark`` is one drawn in advance: where a step puts the probe, and which way its marker points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point, distance

Stroke = tuple[Point, ...]
_Xy = tuple[float, float]

PROBE = 0.11
"""Half the length of the probe's footprint, as a share of the drawing's height."""


@dataclass(frozen=True, slots=True)
class BodyDrawing:
    """A drawing in a box from 0 to 1, x to the right and y down; ``ratio`` is its width over its height."""

    ratio: float
    strokes: tuple[tuple[_Xy, ...], ...]


@dataclass(frozen=True, slots=True)
class ProbeMark:
    """One mark, as it is on the patient's right.

    Attributes:
        drawing: id in ``DRAWINGS``.
        x, y: middle of the probe, in the drawing's box from 0 to 1, x to the right and y down.
        turn: where the marker points, in degrees clockwise from the right of the drawing.
    """

    drawing: str
    x: float
    y: float
    turn: float


def _mirrored(*strokes: tuple[_Xy, ...]) -> tuple[tuple[_Xy, ...], ...]:
    return (*strokes, *(tuple((1.0 - x, y) for x, y in stroke) for stroke in strokes))


def _ring(x: float, y: float, across: float, down: float) -> tuple[_Xy, ...]:
    turns = [math.tau * n / 12 for n in range(13)]
    return tuple((x + across * math.cos(t), y + down * math.sin(t)) for t in turns)


_FLANK = ((0.70, 0.0), (0.69, 0.12), (0.66, 0.25), (0.69, 0.36), (0.79, 0.50), (0.82, 0.62), (0.80, 0.78),
          (0.76, 1.0))  # fmt: skip
_INNER_THIGH = ((0.515, 0.78), (0.54, 0.88), (0.56, 1.0))
_CREST = ((0.53, 0.47), (0.60, 0.41), (0.69, 0.40), (0.76, 0.46))

DRAWINGS: dict[str, BodyDrawing] = {
    "back": BodyDrawing(
        0.85,
        (
            *_mirrored(_FLANK, _INNER_THIGH, _CREST, ((0.52, 0.745), (0.60, 0.77), (0.70, 0.74))),
            ((0.5, 0.0), (0.5, 0.50)),
            ((0.5, 0.58), (0.5, 0.77)),
        ),
    ),
    "front": BodyDrawing(
        0.85,
        (
            *_mirrored(_FLANK, _INNER_THIGH, ((0.75, 0.46), (0.66, 0.58), (0.54, 0.67))),
            _ring(0.5, 0.33, 0.015, 0.015),
            ((0.5, 0.68), (0.5, 0.77)),
        ),
    ),
    "side": BodyDrawing(
        0.8,
        (
            ((0.30, 0.0), (0.34, 0.18), (0.30, 0.32), (0.18, 0.50), (0.20, 0.63), (0.31, 0.76), (0.33, 1.0)),
            ((0.66, 0.0), (0.64, 0.25), (0.68, 0.42), (0.66, 0.55), (0.68, 0.75), (0.62, 1.0)),
            ((0.35, 0.37), (0.49, 0.31), (0.62, 0.38)),
            _ring(0.46, 0.58, 0.06, 0.045),
        ),
    ),
    "leg": BodyDrawing(
        0.5,
        (
            ((0.20, 0.0), (0.27, 0.25), (0.33, 0.45), (0.28, 0.60), (0.35, 0.85), (0.37, 1.0)),
            ((0.80, 0.0), (0.73, 0.25), (0.67, 0.45), (0.72, 0.60), (0.62, 0.85), (0.60, 1.0)),
            ((0.37, 0.46), (0.5, 0.48), (0.63, 0.46)),
        ),
    ),
    "arm": BodyDrawing(
        0.8,
        (
            ((0.0, 0.10), (0.25, 0.06), (0.48, 0.10), (0.66, 0.20), (0.74, 0.36), (0.75, 0.62), (0.72, 1.0)),
            ((0.40, 0.45), (0.44, 0.62), (0.46, 1.0)),
            ((0.40, 0.45), (0.34, 0.62), (0.32, 1.0)),
            _ring(0.60, 0.24, 0.07, 0.06),
        ),
    ),
}
"""By id; the names are ``body.<id>`` in the messages."""


def body_mark_strokes(drawing: str, points: Sequence[Point]) -> tuple[Stroke, ...]:
    """Return the polylines of a body mark in image coordinates: the drawing, then the probe.

    Fewer than four points give what there is; an unknown drawing gives its box.
    """
    if len(points) < 2:
        return ()
    made = _body(drawing, points[0], points[1])
    if len(points) > 2:
        made += _probe(points[2], points[3] if len(points) > 3 else points[2], _height(points))
    return made


def mark_strokes(mark: ProbeMark, side: Side | None, high: float) -> tuple[tuple[Stroke, ...], float]:
    """Return the lines of a mark, as high as told, and how wide they are.

    The left is the right mirrored. The drawing's lines come first, the probe and its marker's dot last.
    """
    wide = DRAWINGS[mark.drawing].ratio * high
    angle = math.radians(mark.turn)
    middle = Point(mark.x * wide, mark.y * high)
    reach = PROBE * high * 1.35
    marker = Point(middle.x + reach * math.cos(angle), middle.y + reach * math.sin(angle))
    strokes = body_mark_strokes(mark.drawing, (Point(0.0, 0.0), Point(wide, high), middle, marker))
    if side is Side.LEFT:
        strokes = tuple(tuple(Point(wide - p.x, p.y) for p in stroke) for stroke in strokes)
    return strokes, wide


def _height(points: Sequence[Point]) -> float:
    return abs(points[1].y - points[0].y)


def _body(drawing: str, a: Point, b: Point) -> tuple[Stroke, ...]:
    box = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    known = DRAWINGS.get(drawing)
    strokes = tuple(_smooth(s) for s in known.strokes) if known else (box,)
    left, top = min(a.x, b.x), min(a.y, b.y)
    wide, high = abs(b.x - a.x), abs(b.y - a.y)
    return tuple(tuple(Point(left + x * wide, top + y * high) for x, y in s) for s in strokes)


def _probe(middle: Point, marker: Point, height: float) -> tuple[Stroke, ...]:
    length = distance(middle, marker)
    half, thick = PROBE * height, 0.03 * height
    dot = tuple(
        Point(marker.x + thick * math.cos(math.tau * n / 12), marker.y + thick * math.sin(math.tau * n / 12))
        for n in range(13)
    )
    if length == 0.0:
        return (dot,)
    ux, uy = (marker.x - middle.x) / length, (marker.y - middle.y) / length
    ends = [(half, thick), (half, -thick), (-half, -thick), (-half, thick), (half, thick)]
    corners = tuple(Point(middle.x + u * ux - v * uy, middle.y + u * uy + v * ux) for u, v in ends)
    return corners, dot


def _smooth(stroke: tuple[_Xy, ...]) -> tuple[_Xy, ...]:
    """Return a curve through the points (Catmull and Rom 1974, uniform)."""
    if len(stroke) < 3:
        return stroke
    padded = (stroke[0], *stroke, stroke[-1])
    made: list[_Xy] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        made += [_between(p0, p1, p2, p3, n / 5) for n in range(5)]
    return (*made, stroke[-1])


def _between(p0: _Xy, p1: _Xy, p2: _Xy, p3: _Xy, t: float) -> _Xy:
    x, y = (
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
    )
    return x, y
