"""Draw a key image's annotations into its pixels, at the time of the report.

Kinds of shape differ by their markers and measurements by their number, never by colour alone; every line
has a dark outline, so that it shows on bright and dark echoes. Colours are those of Okabe and Ito (2008,
"Color Universal Design"), which people with any form of colour blindness can tell apart.
"""

import io
import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from sonostep.core.measure.geometry import Point
from sonostep.core.report.model import ImageEntry, Mark
from sonostep.core.shapes import HandleMarker, shape_row
from sonostep.paths import resources
from sonostep.reporting.strokes import strokes
from sonostep.reporting.words import ReportWords

_COLOURS = ((240, 228, 66), (86, 180, 233), (230, 159, 0), (0, 190, 140), (240, 120, 60), (225, 145, 190))
_DARK = (12, 12, 12)
_WIDTH = 1200
_MOST_PIXELS = 6_000_000
_FINE = 2
"""The overlay is drawn at twice the size and shrunk, for smooth edges."""

_LONGEST = 16
"""A longer name would hide what it names; it stands beside the picture."""

Xy = tuple[float, float]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


class Unreadable(ValueError):
    """The stored picture cannot be decoded."""


def burned(entry: ImageEntry, words: ReportWords) -> Image.Image:
    """Return the picture, RGB, with true pixel aspect ratio and at least 1200 columns, its marks drawn in.

    Raises:
        Unreadable: when the stored picture cannot be decoded.
    """
    picture = opened(entry.png)
    columns, rows = entry.columns or picture.width, entry.rows or picture.height
    sx = max(1.0, _WIDTH / columns)
    sx = min(sx, math.sqrt(_MOST_PIXELS / (columns * rows * entry.aspect)))
    sy = sx * entry.aspect
    size = (max(1, round(columns * sx)), max(1, round(rows * sy)))
    base = picture.resize(size, Image.Resampling.LANCZOS)
    synthetic = entry.clip is not None and entry.clip.synthetic
    inked = ink(size, (sx, sy), tuple(enumerate(entry.marks)), words, synthetic=synthetic)
    if inked is not None:
        base.paste(inked[0], inked[1], mask=inked[0].getchannel("A"))
    return base


Numbered = Sequence[tuple[int, Mark]]
"""Shapes, each with its place among those of its clip: by it the shape has its colour on every frame."""


def ink(
    size: tuple[int, int], scale: Xy, marks: Numbered, words: ReportWords, *, synthetic: bool
) -> tuple[Image.Image, tuple[int, int]] | None:
    """Return what is drawn over a picture, RGBA, and where its left upper corner lies; None for nothing.

    Args:
        size: columns and rows of the picture that is drawn on.
        scale: its pixels per stored pixel, along x and y.
        synthetic: whether it is said to be synthetic.
    """
    overlay = Image.new("RGBA", (size[0] * _FINE, size[1] * _FINE), (0, 0, 0, 0))
    _Pen(overlay, scale[0] * _FINE, scale[1] * _FINE).draw_all(marks, words, synthetic=synthetic)
    inked = overlay.getbbox()
    if inked is None:
        return None
    # shrinking what was left empty would take most of the time
    left, top = (v // _FINE for v in inked[:2])
    small = overlay.crop((left * _FINE, top * _FINE, *inked[2:])).reduce(_FINE)
    return small, (left, top)


def jpeg(picture: Image.Image) -> bytes:
    """Return the picture as JPEG, without chroma subsampling so that thin coloured lines stay crisp."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, subsampling=0)
    return buffer.getvalue()


def png(picture: Image.Image) -> bytes:
    """Return the picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a stored picture, RGB; raises Unreadable."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable(str(error)) from error


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resources() / "fonts" / "NotoSansTC-Bold.otf"), size)


class _Pen:
    """Draws on the fine overlay; image coordinates times (sx, sy) are its pixels."""

    def __init__(self, overlay: Image.Image, sx: float, sy: float) -> None:
        self._draw = ImageDraw.Draw(overlay)
        self._size = overlay.size
        self._sx, self._sy = sx, sy
        self._unit = max(2, round(overlay.width / 800))
        self._font = _font(max(14, round(overlay.width / 38)))
        self._taken: list[Box] = []

    def draw_all(self, marks: Numbered, words: ReportWords, *, synthetic: bool) -> None:
        for index, mark in marks:
            self._shape(mark, _COLOURS[index % len(_COLOURS)])
        for index, mark in marks:
            self._label(mark, _COLOURS[index % len(_COLOURS)], words)
        if synthetic:
            self._corner(ReportWords(words.languages[-1]).word("watermark.synthetic"))

    def _shape(self, mark: Mark, colour: tuple[int, int, int]) -> None:
        paths, handles, row = self._paths(mark), self._handles(mark), shape_row(mark.annotation.kind)
        for width, ink in ((self._unit * 4, _DARK), (self._unit * 2, colour)):
            for path in paths:
                self._draw.line(path, fill=(*ink, 255), width=width, joint="curve")
            for at in handles:
                _MARKERS[row.marker](self._draw, at, self._unit * 7, width, ink)
            if row.tipped:
                self._arrow_head(paths[0], width, ink)
        self._taken.append(self._box(mark, self._unit * 8))

    def _paths(self, mark: Mark) -> list[list[Xy]]:
        paths = [[self._at(p) for p in stroke] for stroke in strokes(mark.annotation)]
        if shape_row(mark.annotation.kind).tipped and not paths:
            (x, y), reach = self._handles(mark)[0], self._unit * 40
            return [[(x + reach, y + reach), (x, y)]]
        return paths

    def _box(self, mark: Mark, margin: float) -> Box:
        return _around([*(p for path in self._paths(mark) for p in path), *self._handles(mark)], margin)

    def _handles(self, mark: Mark) -> list[Xy]:
        return [self._at(p) for p in mark.annotation.points]

    def _at(self, point: Point) -> Xy:
        return point.x * self._sx, point.y * self._sy

    def _arrow_head(self, path: Sequence[Xy], width: int, ink: tuple[int, int, int]) -> None:
        (x0, y0), (x1, y1) = path[-2], path[-1]
        heading = math.atan2(y1 - y0, x1 - x0)
        for turn in (2.6, -2.6):
            far = self._unit * 18
            end = (x1 + far * math.cos(heading + turn), y1 + far * math.sin(heading + turn))
            self._draw.line([(x1, y1), end], fill=(*ink, 255), width=width)

    def _label(self, mark: Mark, colour: tuple[int, int, int], words: ReportWords) -> None:
        text = label_text(mark, words)
        if not text or not mark.annotation.points:
            return
        pad = self._unit * 4
        left, top, right, bottom = self._draw.textbbox((0, 0), text, font=self._font)
        size = (right - left + 2 * pad + 2 * self._unit, bottom - top + 2 * pad)
        shape = self._box(mark, self._unit * 10)
        box = place(size, shape, self._taken, self._size)
        self._taken.append(box)
        self._draw.rounded_rectangle(box, radius=pad, fill=(*_DARK, 205))
        self._draw.rectangle((box[0], box[1], box[0] + 2 * self._unit, box[3]), fill=(*colour, 255))
        at = (box[0] + pad + 2 * self._unit - left, box[1] + pad - top)
        self._draw.text(at, text, font=self._font, fill=(255, 255, 255, 255))

    def _corner(self, text: str) -> None:
        pad = self._unit * 6
        left, top, right, bottom = self._draw.textbbox((0, 0), text, font=self._font)
        x, y = self._size[0] - (right - left) - 2 * pad, self._size[1] - (bottom - top) - 2 * pad
        self._draw.rectangle((x - pad, y - pad, *self._size), fill=(*_DARK, 205))
        self._draw.text((x - left, y - top), text, font=self._font, fill=(*_COLOURS[0], 255))


def label_text(mark: Mark, words: ReportWords) -> str:
    """Return what is written beside a shape: its number, name and value."""
    name = words.local(mark.label).replace("\n", " ")
    if mark.number is not None and len(name) > _LONGEST:
        name = ""
    name = name if len(name) <= 2 * _LONGEST else name[: 2 * _LONGEST - 1] + "…"
    value = words.value(mark.measured) if mark.measured is not None else ""
    number = f"{mark.number}" if mark.number is not None else ""
    return "  ".join(part for part in (number, name, value) if part)


def _around(points: Sequence[Xy], margin: float) -> Box:
    xs, ys = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin


Marker = Callable[[ImageDraw.ImageDraw, Xy, float, int, tuple[int, int, int]], None]


def _plus(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    draw.line([(at[0] - r, at[1]), (at[0] + r, at[1])], fill=(*ink, 255), width=width)
    draw.line([(at[0], at[1] - r), (at[0], at[1] + r)], fill=(*ink, 255), width=width)


def _ring(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    draw.ellipse((at[0] - r, at[1] - r, at[0] + r, at[1] + r), outline=(*ink, 255), width=max(1, width // 2))


def _diamond(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    x, y = at
    corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y), (x, y - r)]
    draw.line(corners, fill=(*ink, 255), width=width, joint="curve")


def _square(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    s = r * 0.6
    draw.rectangle(
        (at[0] - s, at[1] - s, at[0] + s, at[1] + s), outline=(*ink, 255), width=max(1, width // 2)
    )


def _target(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    _ring(draw, at, r, width, ink)
    _ring(draw, at, r / 3, width, ink)


def _nothing(draw: ImageDraw.ImageDraw, at: Xy, r: float, width: int, ink: tuple[int, int, int]) -> None:
    """A text or an arrow has no handles to show."""


_MARKERS: dict[HandleMarker, Marker] = {
    HandleMarker.PLUS: _plus,
    HandleMarker.RING: _ring,
    HandleMarker.DIAMOND: _diamond,
    HandleMarker.SQUARE: _square,
    HandleMarker.TARGET: _target,
    HandleMarker.NONE: _nothing,
}


def place(size: tuple[float, float], shape: Box, taken: Sequence[Box], picture: tuple[int, int]) -> Box:
    """Return the box for a label of ``size``: of the places around ``shape`` the one that covers least.

    It lies inside the picture, and over nothing that was drawn where there is room.
    """
    boxes = [_inside(box, picture) for box in _places_around(size, shape)]
    return min(boxes, key=lambda box: sum(overlap(box, other) for other in (*taken, shape)))


def overlap(a: Box, b: Box) -> float:
    """Return the area that two boxes share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def _places_around(size: tuple[float, float], shape: Box) -> Iterator[Box]:
    width, height = size
    left, top, right, bottom = shape
    middle = (top + bottom - height) / 2
    centre = (left + right - width) / 2
    corners = [(right, middle), (left - width, middle), (centre, top - height), (centre, bottom)]
    corners += [(right, top - height), (right, bottom), (left - width, top - height), (left - width, bottom)]
    corners += [(centre, top - 3 * height), (centre, bottom + 2 * height)]
    for x, y in corners:
        yield x, y, x + width, y + height


def _inside(box: Box, picture: tuple[int, int]) -> Box:
    width, height = box[2] - box[0], box[3] - box[1]
    x = max(0.0, min(box[0], picture[0] - width))
    y = max(0.0, min(box[1], picture[1] - height))
    return x, y, x + width, y + height
