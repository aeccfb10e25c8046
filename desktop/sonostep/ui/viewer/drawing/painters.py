"""Draw shapes: one small function per ``ScreenForm``, in screen coordinates."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from sonostep.core.annotation import Annotation
from sonostep.core.shapes import ScreenForm, shape_row, strokes
from sonostep.ui.viewer.drawing.label_placement import Dots, dots_of, free_place
from sonostep.ui.viewer.drawing.style import HANDLE, MARKER, ShapeStyle, caption, plate_of
from sonostep.ui.viewer.transform import ViewTransform

_HISTOGRAM = QSizeF(136.0, 60.0)


@dataclass(frozen=True, slots=True)
class ShownShape:
    """A shape, how it looks and what is written beside it; ``histogram`` counts grey values, dark first."""

    shape: Annotation
    look: ShapeStyle
    words: str = ""
    histogram: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A shape's handles and its lines, in screen coordinates."""

    handles: tuple[QPointF, ...]
    lines: tuple[QPolygonF, ...]

    @classmethod
    def of(cls, shape: Annotation, view: ViewTransform) -> "OnScreen":
        """Map a shape to the screen."""
        matrix = view.matrix()
        handles = tuple(matrix.map(QPointF(x, y)) for x, y in shape.points)
        lines = (QPolygonF([matrix.map(QPointF(x, y)) for x, y in line]) for line in strokes(shape))
        return cls(handles, tuple(lines))


ShapePainter = Callable[[QPainter, OnScreen, ShapeStyle], None]


def paint(p: QPainter, shown: ShownShape, view: ViewTransform, within: QRectF) -> None:
    """Draw one shape, its handles if it is selected, and its words beside it."""
    at = OnScreen.of(shown.shape, view)
    _draw(p, shown, at)
    if shown.words:
        caption(p, words_at(at), shown.words, shown.look.colour, within)


def paint_all(p: QPainter, shapes: Sequence[ShownShape], view: ViewTransform, within: QRectF) -> None:
    """Draw shapes, then their words: on no others, and off the lines and handles as far as that goes."""
    places = [OnScreen.of(shown.shape, view) for shown in shapes]
    for shown, at in zip(shapes, places, strict=True):
        _draw(p, shown, at)
    lines = dots_of([x for at in places for x in at.lines], [x for at in places for x in at.handles])
    taken: list[QRectF] = []
    for shown, at in zip(shapes, places, strict=True):
        if shown.words:
            taken.append(_say(p, shown, _place(p, shown, at, within, taken, lines), within))


def _draw(p: QPainter, shown: ShownShape, at: OnScreen) -> None:
    PAINTERS[shape_row(shown.shape.kind).screen](p, at, shown.look)
    if shown.look.selected:
        _handles(p, at, shown.look)


def _place(
    p: QPainter, shown: ShownShape, at: OnScreen, within: QRectF, taken: Sequence[QRectF], lines: Dots
) -> QPointF:
    if PAINTERS[shape_row(shown.shape.kind).screen] is _nothing:
        # Its words are what was put there.
        return words_at(at)
    size = plate_of(p, QPointF(), shown.words).size()
    if shown.histogram:
        size = QSizeF(max(size.width(), _HISTOGRAM.width()), size.height() + _HISTOGRAM.height() + 2.0)
    return free_place(size, QPolygonF(list(at.handles)), within, taken, lines)


def _say(p: QPainter, shown: ShownShape, place: QPointF, within: QRectF) -> QRectF:
    plate = caption(p, place, shown.words, shown.look.colour, within)
    return plate.united(_histogram(p, plate, shown, within)) if shown.histogram else plate


def _histogram(p: QPainter, below: QRectF, shown: ShownShape, within: QRectF) -> QRectF:
    """Draw the counts of grey values as bars, dark on the left, below the words; returns the plate."""
    plate = QRectF(QPointF(below.left(), below.bottom() + 2.0), _HISTOGRAM)
    if plate.bottom() > within.bottom():
        plate.moveBottom(below.top() - 2.0)
    plate.moveRight(min(plate.right(), within.right()))
    p.fillRect(plate, QColor(0, 0, 0, 175))
    inner = plate.adjusted(4.0, 4.0, -4.0, -4.0)
    wide, tallest = inner.width() / len(shown.histogram), max(shown.histogram)
    for index, count in enumerate(shown.histogram):
        high = inner.height() * count / tallest
        bar = QRectF(inner.left() + index * wide, inner.bottom() - high, wide - 0.5, high)
        p.fillRect(bar, shown.look.colour)
    return plate


def words_at(at: OnScreen) -> QPointF:
    """Return where a shape's words begin: beside its right end, clear of the line."""
    rightmost = max(at.handles, key=QPointF.x)
    return rightmost + QPointF(MARKER + 6.0, MARKER)


def covered(shown: ShownShape, view: ViewTransform, words_width: float) -> QRectF:
    """Return the part of the screen that drawing a shape may touch."""
    at = OnScreen.of(shown.shape, view)
    box = QPolygonF(list(at.handles)).boundingRect()
    for line in at.lines:
        box = box.united(line.boundingRect())
    box = box.united(QRectF(words_at(at), words_at(at) + QPointF(words_width, 40.0)))
    return box.adjusted(-words_width - 24.0, -48.0, 24.0, 24.0)


def _strokes(p: QPainter, look: ShapeStyle, draw: Callable[[], None]) -> None:
    p.setBrush(Qt.BrushStyle.NoBrush)
    for pen in look.pens():
        p.setPen(pen)
        draw()


def _line(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    for line in at.lines:
        _strokes(p, look, partial(p.drawPolyline, line))


def _caliper(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    _line(p, at, look)
    for end in at.handles:
        _marker(p, end, look)


def _borders(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    _line(p, at, look)
    for line in at.lines:
        for end in (line.first(), line.last()):
            _marker(p, end, look)


def _arrow(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    _line(p, at, look)
    if len(at.handles) > 1:
        _arrow_head(p, at.handles[0], at.handles[1], look)


def _arrow_head(p: QPainter, tail: QPointF, tip: QPointF, look: ShapeStyle) -> None:
    back = math.atan2(tail.y() - tip.y(), tail.x() - tip.x())
    sides = [tip + QPointF(math.cos(t), math.sin(t)) * 14.0 for t in (back + 0.45, back - 0.45)]
    head = QPolygonF([sides[0], tip, sides[1]])
    _strokes(p, look, partial(p.drawPolyline, head))


def _needle(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    _arrow(p, at, look)
    _marker(p, at.handles[-1], look)


def _interval(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    _caliper(p, at, look)
    bars = (QPolygonF([end - QPointF(0, 22), end + QPointF(0, 22)]) for end in at.handles)
    for bar in bars:
        _strokes(p, look, partial(p.drawPolyline, bar))


def _nothing(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    """Words alone are the shape."""


def _dot(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    for end in at.handles:
        _marker(p, end, look)


def _marker(p: QPainter, at: QPointF, look: ShapeStyle) -> None:
    path = QPainterPath()
    for corners in _MARKERS[look.marker]:
        polygon = [at + QPointF(x * MARKER, y * MARKER) for x, y in corners]
        path.addPolygon(QPolygonF(polygon))
    if look.marker == "circle":
        path.addEllipse(at, MARKER, MARKER)
    _strokes(p, look, partial(p.drawPath, path))


def _handles(p: QPainter, at: OnScreen, look: ShapeStyle) -> None:
    """Draw small squares, open so that the point inside stays visible; the one that keys move is larger."""
    last: QPointF | None = None
    for index, end in enumerate(at.handles):
        if index != look.active and last is not None and _near(end, last):
            # A traced line has so many that they would hide it; each can still be grabbed.
            continue
        last = end
        size = HANDLE * 1.8 if index == look.active else HANDLE
        square = QRectF(end - QPointF(size, size), end + QPointF(size, size))
        _strokes(p, look, partial(p.drawRect, square))


def _near(a: QPointF, b: QPointF) -> bool:
    return math.hypot(a.x() - b.x(), a.y() - b.y()) < 5 * HANDLE


_MARKERS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "cross": (((-1, -1), (1, 1)), ((-1, 1), (1, -1))),
    "plus": (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    "diamond": (((0, -1), (1, 0), (0, 1), (-1, 0), (0, -1)),),
    "square": (((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)),),
    "triangle": (((0, -1), (1, 1), (-1, 1), (0, -1)),),
    "circle": (),
}

PAINTERS: dict[ScreenForm, ShapePainter] = {
    ScreenForm.LINE: _line,
    ScreenForm.CALIPER: _caliper,
    ScreenForm.ENDS: _borders,
    ScreenForm.INTERVAL: _interval,
    ScreenForm.ARROW: _arrow,
    ScreenForm.NEEDLE: _needle,
    ScreenForm.PLACE: _dot,
    ScreenForm.WORDS: _nothing,
}
