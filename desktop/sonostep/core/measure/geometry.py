"""Plane geometry of shapes on a frame.

Points are (x, y), x to the right and y down. In image coordinates the top-left corner of the first
pixel is (0.0, 0.0) and its centre (0.5, 0.5), as in DICOM SCOORD (PS3.3 C.18.6). Lengths come out in
the unit of the points: scale them first (``scaled``) to measure in millimetres, which is what keeps
lengths, angles and areas right on pixels that are not square.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Point(NamedTuple):
    """A place on a frame, in image coordinates (pixels) unless said otherwise."""

    x: float
    y: float


def scaled(points: Sequence[Point], sx: float, sy: float) -> tuple[Point, ...]:
    """Return the points with x times ``sx`` and y times ``sy`` (millimetres per pixel, for one)."""
    return tuple(Point(p.x * sx, p.y * sy) for p in points)


def distance(a: Point, b: Point) -> float:
    """Return the straight distance between two points."""
    return math.hypot(b.x - a.x, b.y - a.y)


def path_length(points: Sequence[Point], *, closed: bool = False) -> float:
    """Return the length of the polyline through the points, back to the first if ``closed``."""
    ends = [*points[1:], points[0]] if closed and points else points[1:]
    return math.fsum(distance(a, b) for a, b in zip(points, ends, strict=False))


def polygon_area(points: Sequence[Point]) -> float:
    """Return the area of a simple polygon by the shoelace formula; 0 for fewer than three points."""
    if len(points) < 3:
        return 0.0
    # Relative to the first point, so that a polygon far from the origin loses no digits.
    ox, oy = points[0]
    terms = (
        (a.x - ox) * (b.y - oy) - (b.x - ox) * (a.y - oy)
        for a, b in zip(points, [*points[1:], points[0]], strict=True)
    )
    return abs(math.fsum(terms)) / 2.0


def angle_at(vertex: Point, a: Point, b: Point) -> float:
    """Return the angle at ``vertex`` between the arms to ``a`` and ``b``, in degrees, 0 to 180.

    Raises:
        ValueError: when an arm has no length.
    """
    return angle_between((a.x - vertex.x, a.y - vertex.y), (b.x - vertex.x, b.y - vertex.y))


def angle_between(u: tuple[float, float], v: tuple[float, float]) -> float:
    """Return the angle between two directions, in degrees, 0 to 180.

    Raises:
        ValueError: when a direction has no length.
    """
    if math.hypot(*u) == 0.0 or math.hypot(*v) == 0.0:
        raise ValueError("an angle needs two arms with a length")
    cross = u[0] * v[1] - u[1] * v[0]
    dot = u[0] * v[0] + u[1] * v[1]
    return math.degrees(math.atan2(abs(cross), dot))


def ellipse_axes(a: Point, b: Point, c: Point) -> tuple[float, float]:
    """Return the full axes of the ellipse with diameter a-b and passing at the height of ``c``.

    The first axis runs from a to b; half the second is the distance of c from the line through them.

    Raises:
        ValueError: when a and b are the same point.
    """
    first = distance(a, b)
    if first == 0.0:
        raise ValueError("an ellipse needs an axis with a length")
    across = abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / first
    return first, 2.0 * across


def ellipse_area(first: float, second: float) -> float:
    """Return the area of an ellipse from its two full axes."""
    return math.pi * first * second / 4.0


def ellipse_outline(a: Point, b: Point, c: Point, count: int = 64) -> tuple[Point, ...]:
    """Return ``count`` points on the ellipse that ``ellipse_axes`` describes, in the points' unit."""
    first, second = ellipse_axes(a, b, c)
    ux, uy = (b.x - a.x) / first, (b.y - a.y) / first
    mx, my = (a.x + b.x) / 2.0, (a.y + b.y) / 2.0
    return tuple(
        Point(
            mx + first / 2 * math.cos(t) * ux - second / 2 * math.sin(t) * uy,
            my + first / 2 * math.cos(t) * uy + second / 2 * math.sin(t) * ux,
        )
        for t in (2 * math.pi * k / count for k in range(count))
    )


def distance_to_segment(p: Point, a: Point, b: Point) -> float:
    """Return the distance from ``p`` to the segment a-b."""
    dx, dy = b.x - a.x, b.y - a.y
    length2 = dx * dx + dy * dy
    if length2 == 0.0:
        return distance(p, a)
    t = max(0.0, min(1.0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2))
    return distance(p, Point(a.x + t * dx, a.y + t * dy))


def angle_between_lines(a: Point, b: Point, c: Point, d: Point) -> float:
    """Return the angle between the lines a-b and c-d, which have no direction, in degrees, 0 to 90.

    Raises:
        ValueError: when a line has no length.
    """
    directed = angle_between((b.x - a.x, b.y - a.y), (d.x - c.x, d.y - c.y))
    return min(directed, 180.0 - directed)


def diameters(points: Sequence[Point]) -> tuple[float, float]:
    """Return long and short axis of a closed shape: its largest and smallest caliper (Feret) diameter.

    The largest is the greatest distance between two points, the smallest the narrowest gap between two
    parallel lines that hold the shape; one of them then lies along an edge of the convex hull.
    """
    hull = convex_hull(points)
    largest = max((distance(a, b) for a in hull for b in hull), default=0.0)
    edges = list(zip(hull, [*hull[1:], *hull[:1]], strict=True))
    widths = [max(_off_line(p, a, b) for p in hull) for a, b in edges if a != b]
    return largest, min(widths, default=0.0)


def convex_hull(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the corners of the convex hull, in turn (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return tuple(lower[:-1] + upper[:-1])


def _chain(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in ordered:
        while len(chain) > 1 and _cross(chain[-2], chain[-1], p) <= 0:
            chain.pop()
        chain.append(p)
    return chain


def _cross(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def _off_line(p: Point, a: Point, b: Point) -> float:
    return abs(_cross(a, b, p)) / distance(a, b)
