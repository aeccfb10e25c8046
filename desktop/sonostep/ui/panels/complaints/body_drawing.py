"""The schematic body: its lines, its sites, and what a pain marks on it. No widget here."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from sonostep.core.finding import BodyArea, Complaint, Side
from sonostep.core.measure.geometry import Point, polygon_area
from sonostep.paths import resources

VIEWS = ("front", "back")
WIDE, HIGH, APART = 100.0, 200.0, 10.0
"""Size of one figure and the space between the two, in the drawing's units."""
REACH = 9.0
"""How near a site has to be pressed, in units."""
_STEP, _LEAST, _MOST = 1.5, 6.0, 120
_PART = re.compile(r"([MLC])([^MLCZ]*)|Z")


@dataclass(frozen=True, slots=True)
class BodySpot:
    """The position of a site on the drawing.

    Where a site lies: on which figure, and at which of its points.
    """

    site: str
    view: str
    at: Point


@cache
def body() -> dict[str, Any]:
    """Return the drawing and the places of the sites on it."""
    plain: dict[str, Any] = json.loads((resources() / "report" / "body_map.json").read_text("utf-8"))
    return plain


@cache
def outline(view: str) -> QPainterPath:
    """Return the lines of a figure, the body's first."""
    path = QPainterPath()
    for text in (body()["outline"], *body()["lines"][view]):
        path.addPath(_path(text))
    return path


@cache
def silhouette() -> QPainterPath:
    """Return the outline of the body alone."""
    return _path(body()["outline"])


def _path(text: str) -> QPainterPath:
    """Read the few commands of SVG paths that the drawing uses: absolute M, L, C and Z (SVG 2, 9.3)."""
    path = QPainterPath()
    for match in _PART.finditer(text):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", match.group(2) or "")]
        points = [QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        match match.group(1):
            case "M":
                path.moveTo(points[0])
            case "L":
                for point in points:
                    path.lineTo(point)
            case "C":
                for a, b, c in zip(points[::3], points[1::3], points[2::3], strict=True):
                    path.cubicTo(a, b, c)
            case _:
                path.closeSubpath()
    return path


def spots(side: Side | None) -> tuple[BodySpot, ...]:
    """Return where the sites lie for a pain of a side; on both sides where it is not one of them."""
    return tuple(_spot(site, one) for site in body()["sites"] for one in _sides(side, site))


def _sides(side: Side | None, site: str) -> tuple[Side, ...]:
    if not body()["sites"][site]["out"]:
        return (Side.LEFT,)
    return (side,) if side in (Side.LEFT, Side.RIGHT) and side else (Side.LEFT, Side.RIGHT)


def _spot(site: str, side: Side) -> BodySpot:
    """The patient's left is on the right of the front view, and on the left of the back view."""
    place = body()["sites"][site]
    away = place["out"] if (side is Side.LEFT) == (place["view"] == "front") else -place["out"]
    return BodySpot(site, place["view"], Point(50.0 + away, place["down"]))


def nearest(view: str, at: Point, side: Side | None) -> BodySpot | None:
    """Return the site that a press means, or None where none is near."""
    here = [(math.dist(s.at, at), s) for s in spots(side) if s.view == view]
    distance, spot = min(here, key=lambda pair: pair[0], default=(math.inf, None))
    return spot if distance <= REACH else None


def route_spots(complaint: Complaint) -> tuple[BodySpot, ...]:
    """Return where the route of a pain runs; a pain in the midline or without a side runs on both."""
    places = spots(complaint.side)
    return tuple(s for site in complaint.route for s in places if s.site == site)


def area_of(view: str, drawn: Sequence[Point]) -> BodyArea | None:
    """Return an outline as an area, with no more corners than it needs; None where it encloses nothing."""
    kept: list[Point] = []
    for point in drawn:
        if not kept or math.dist(kept[-1], point) >= _STEP:
            kept.append(Point(_within(point.x, WIDE), _within(point.y, HIGH)))
    while len(kept) > _MOST:
        kept = kept[::2]
    if len(kept) < 3 or abs(polygon_area(kept)) < _LEAST:
        return None
    return BodyArea(view, tuple(kept))


def _within(value: float, most: float) -> float:
    return round(min(max(value, 0.0), most), 1)
