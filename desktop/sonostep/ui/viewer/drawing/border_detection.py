"""Offers from image analysis: a traced border or a caliper's ends, moved to the nearest edge.

What is made here is only ever an offer. It is shown beside the shape that the physician drew, takes its place
when the physician accepts, and is then marked as assisted (docs/adr/0026).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import Frame
from sonostep.core.measure.geometry import Point, distance
from sonostep.core.shapes import EdgeOffer, shape_row

_LUMA = np.array([0.114, 0.587, 0.299])
_MARGIN = 24
"""Image pixels around a shape that are looked at."""

_LARGEST = 1_000_000
"""Pixels; a larger part would keep the window waiting."""

_ANCHORS = 8
"""Points of a hand-drawn border through which the offered one goes; between them it follows the edge."""

_REACH = 8.0
"""Image pixels that the end of a caliper, or an anchor, may be moved."""


def can_offer(kind: ShapeKind) -> bool:
    """Whether there is anything to offer for shapes of a kind."""
    return shape_row(kind).offer is not EdgeOffer.NONE


def offered(frame: Frame, shape: Annotation) -> Annotation | None:
    """Return the shape as image analysis would draw it; None where it has nothing else to say.

    Args:
        frame: rows x columns x 4 uint8, B G R X, as stored: never a filtered display.
        shape: what the physician drew, in image coordinates.
    """
    if not can_offer(shape.kind) or len(shape.points) < 2:
        return None
    part = _Part.around(frame, shape.points)
    if part is None:
        return None
    made = _moved(part, shape)
    return replace(made, assisted=True) if made.points != shape.points else None


def _moved(part: "_Part", shape: Annotation) -> Annotation:
    offer = shape_row(shape.kind).offer
    match offer:
        case EdgeOffer.ENDS:
            return _caliper(part, shape)
        case EdgeOffer.LINE:
            return _border(part, shape)
        case EdgeOffer.NONE:
            return shape
        case _:
            assert_never(offer)


class _Part:
    """A grey part of a frame with speckle reduced; hands and answers in the frame's coordinates."""

    def __init__(self, grey: NDArray[np.uint8], left: int, top: int) -> None:
        self.grey, self._left, self._top = grey, left, top

    @classmethod
    def around(cls, frame: Frame, points: Sequence[Point]) -> "_Part | None":
        import cv2

        rows, columns = frame.shape[:2]
        xs, ys = [p.x for p in points], [p.y for p in points]
        left, right = max(int(min(xs)) - _MARGIN, 0), min(int(max(xs)) + _MARGIN, columns)
        top, bottom = max(int(min(ys)) - _MARGIN, 0), min(int(max(ys)) + _MARGIN, rows)
        if right - left < 8 or bottom - top < 8 or (right - left) * (bottom - top) > _LARGEST:
            return None
        grey = (frame[top:bottom, left:right, :3].astype(np.float64) @ _LUMA).astype(np.uint8)
        calm = cv2.GaussianBlur(cv2.medianBlur(np.ascontiguousarray(grey), 5), (0, 0), 1.5)
        return cls(np.asarray(calm, np.uint8), left, top)

    def inward(self, p: Point) -> tuple[int, int]:
        """Return the pixel (x, y) of the part under a point, held inside."""
        rows, columns = self.grey.shape
        x, y = int(p.x) - self._left, int(p.y) - self._top
        return min(max(x, 0), columns - 1), min(max(y, 0), rows - 1)

    def outward(self, x: float, y: float) -> Point:
        """Return the middle of a pixel of the part, in the frame's coordinates."""
        return Point(float(x) + self._left + 0.5, float(y) + self._top + 0.5)


def _caliper(part: _Part, shape: Annotation) -> Annotation:
    a, b = shape.points
    length = distance(a, b)
    if length < 4.0:
        return shape
    way = Point((b.x - a.x) / length, (b.y - a.y) / length)
    reach = min(_REACH, length / 4.0)
    return replace(shape, points=(_steepest(part, a, way, reach), _steepest(part, b, way, reach)))


def _steepest(part: _Part, at: Point, way: Point, reach: float) -> Point:
    """Return the place along a caliper where the grey value changes most; the place itself if it is flat."""
    steps = np.arange(-reach, reach + 0.5, 0.5)
    values = [_grey(part, Point(at.x + s * way.x, at.y + s * way.y)) for s in steps]
    change = np.abs(np.gradient(np.array(values, np.float64)))
    # Of equal edges the one nearest to the hand.
    weighed = change - 1e-3 * np.abs(steps)
    best = int(np.argmax(weighed))
    if change[best] < 1.0:
        return at
    return Point(float(at.x + steps[best] * way.x), float(at.y + steps[best] * way.y))


def _grey(part: _Part, p: Point) -> float:
    x, y = part.inward(p)
    return float(part.grey[y, x])


def _border(part: _Part, shape: Annotation) -> Annotation:
    row = shape_row(shape.kind)
    cuts = (shape.split, len(shape.points)) if row.bordered else (len(shape.points),)
    lines: list[tuple[Point, ...]] = []
    start = 0
    for end in cuts:
        lines.append(_followed(part, shape.points[start:end], closed=row.closed))
        start = end
    points = tuple(p for line in lines for p in line)
    # An offered point stands for the hand that drew the border: it is no better known than the coarsest.
    coarsest = max(shape.resolution, default=0.0)
    split = len(lines[0]) if shape.split else 0
    return replace(shape, points=points, resolution=(coarsest,) * len(points), split=split)


def _followed(part: _Part, points: Sequence[Point], *, closed: bool) -> tuple[Point, ...]:
    """Return a line through anchors of the given one that follows the edges between them."""
    import cv2

    scissors = cv2.segmentation.IntelligentScissorsMB()
    scissors.setEdgeFeatureCannyParameters(16, 60)
    scissors.setGradientMagnitudeMaxLimit(200)
    scissors.applyImage(part.grey)
    step = max(1, -(-(len(points) - 1) // (_ANCHORS - 1)))
    anchors = [*points[:-1:step], points[-1]] if len(points) > 1 else list(points)
    anchors += [points[0]] if closed else []
    made: list[Point] = [points[0]]
    for a, b in zip(anchors, anchors[1:], strict=False):
        scissors.buildMap(part.inward(a))
        path = np.asarray(scissors.getContour(part.inward(b)), np.float64).reshape(-1, 2)
        made += [part.outward(x, y) for x, y in path[4:-1:4]]
        made.append(b)
    return tuple(made[:-1] if closed else made)
