"""The complaints on a schematic body: which sites each pain runs through, on the side that was stated."""

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any, Final

from sonostep.core.finding import Side
from sonostep.core.report.model import ComplaintEntry, Report
from sonostep.paths import resources
from sonostep.reporting.words import ReportWords

_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#a0508a")
"""Of Okabe and Ito; each pain has its letter and its dashes, too."""
_DASHES: Final = ("", "4 2", "1.2 1.8", "6 1.5 1.2 1.5")
_APART: Final = 1.6
"""Units between the lines of two pains that run alike."""

Spot = tuple[str, float, float]
"""View, x, y."""


@cache
def _map() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((resources() / "report" / "body_map.json").read_text("utf-8"))
    return plain


def body_map(report: Report, words: ReportWords) -> str:
    """Return the drawing as SVG; empty where no complaint has an area, nor a side and a known site."""
    routes = [(c, _spots(c, i)) for i, c in enumerate(report.complaints)]
    if not any(spots or c.complaint.areas for c, spots in routes):
        return ""
    figures = "".join(_figure(view, offset, words) for view, offset in (("front", 0), ("back", 110)))
    areas = "".join(_areas(i, c) for i, (c, _) in enumerate(routes))
    pains = areas + "".join(_pain(i, c, spots) for i, (c, spots) in enumerate(routes) if spots)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -10 210 218" font-family="Noto Sans TC" '
        f'text-anchor="middle">{figures}{pains}</svg>'
    )


def _figure(view: str, offset: int, words: ReportWords) -> str:
    near, far = (Side.RIGHT, Side.LEFT) if view == "front" else (Side.LEFT, Side.RIGHT)
    drawn = '<path d="{}" fill="none" stroke="#b8c4cc" stroke-width="0.7"/>'
    lines = "".join(drawn.format(d) for d in _map()["lines"][view])
    labels = ((50, -3, f"map.{view}"), (14, 8, f"map.{near.value}"), (86, 8, f"map.{far.value}"))
    texts = "".join(
        f'<text x="{x}" y="{y}" font-size="7" fill="#55636f">{escape(words.word(code))}</text>'
        for x, y, code in labels
    )
    body = f'<path d="{_map()["outline"]}" fill="#f4f7f8" stroke="#8fa0ab" stroke-width="0.9"/>'
    return f'<g transform="translate({offset},0)">{body}{lines}{texts}</g>'


def _spots(entry: ComplaintEntry, index: int) -> list[Spot]:
    """Where the sites of a route lie; a complaint without a side is drawn nowhere."""
    side = entry.complaint.side
    sites = [_map()["sites"].get(s) for s in entry.complaint.route] if side else []
    return [_spot(site, side, index) for site in sites if site]


def _spot(site: dict[str, Any], side: Side | None, index: int) -> Spot:
    front = site["view"] == "front"
    sign = 0 if side is Side.MIDLINE else 1 if (side is Side.LEFT) == front else -1
    shift = (index % len(_COLOURS)) * _APART
    return site["view"], 50 + (0 if front else 110) + sign * (site["out"] - shift), site["down"]


def _areas(index: int, entry: ComplaintEntry) -> str:
    """The areas that the patient shows, as they were drawn in the window, each with its letter."""
    colour = _COLOURS[index % len(_COLOURS)]
    made = []
    for area in entry.complaint.areas:
        points = [(p.x + (0 if area.view == "front" else 110), p.y) for p in area.points]
        corners = " ".join(f"{x:g},{y:g}" for x, y in points)
        x, y = (sum(v) / len(points) for v in zip(*points, strict=True))
        made.append(
            f'<polygon points="{corners}" fill="{colour}" fill-opacity="0.25" stroke="{colour}" '
            f'stroke-width="0.9"/><text x="{x:g}" y="{y + 2:g}" font-size="6" font-weight="bold" '
            f'fill="{colour}">{escape(entry.complaint.label[:2])}</text>'
        )
    return "".join(made)


def _pain(index: int, entry: ComplaintEntry, spots: list[Spot]) -> str:
    colour, dash = _COLOURS[index % len(_COLOURS)], _DASHES[index % len(_DASHES)]
    lines = "".join(
        f'<line x1="{a[1]:g}" y1="{a[2]:g}" x2="{b[1]:g}" y2="{b[2]:g}" stroke="{colour}" stroke-width="1.8" '
        f'stroke-dasharray="{dash or "none"}"/>'
        for a, b in zip(spots, spots[1:], strict=False)
        if a[0] == b[0]
    )
    return lines + "".join(_dots(entry.complaint.label, spots, colour))


def _dots(letter: str, spots: list[Spot], colour: str) -> Iterator[str]:
    for number, (view, x, y) in enumerate(spots):
        begins = number == 0 or spots[number - 1][0] != view
        radius = 5 if begins else 2.4
        yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{colour}" stroke="white"/>'
        if begins:
            yield (
                f'<text x="{x:g}" y="{y + 2.4:g}" font-size="6.6" font-weight="bold" fill="white">'
                f"{escape(letter[:2])}</text>"
            )
