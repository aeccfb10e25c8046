"""Where on the body a step puts the probe, and which way its marker points: a mark drawn in advance."""

import math
from dataclasses import dataclass

from sonostep.core.body_marks import DRAWINGS, PROBE, Stroke, body_mark_strokes
from sonostep.core.finding import Side
from sonostep.core.geometry import Point


@dataclass(frozen=True, slots=True)
class ProbeMark:
    """One mark, as it is on the patient's right.

    Attributes:
        drawing: id in ``core.body_marks.DRAWINGS``.
        x, y: middle of the probe, in the drawing's box from 0 to 1, x to the right and y down.
        turn: where the marker points, in degrees clockwise from the right of the drawing.
    """

    drawing: str
    x: float
    y: float
    turn: float


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
