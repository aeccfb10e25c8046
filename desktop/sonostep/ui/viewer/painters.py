"""Draw shapes: one small function per kind, in screen coordinates. Adding a kind adds one row to PAINTERS."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.tools.hit_testing import outline
from sonostep.ui import theme
from sonostep.ui.viewer.style import HANDLE, MARKER, Look, caption
from sonostep.ui.viewer.transform import ViewTransform


@dataclass(frozen=True, slots=True)
class Shown:
    """A shape with how it looks and what is written beside it."""

    shape: Annotation
    look: Look
    words: str = ""


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A shape's handles and its line, in screen coordinates."""

    handles: tuple[QPointF, ...]
    line: QPolygonF

    @classmethod
    def of(cls, shape: Annotation, view: ViewTransform) -> "OnScreen":
        """Map a shape to the screen."""
        matrix = view.matrix()
        handles = tuple(matrix.map(QPointF(x, y)) for x, y in shape.points)
        return cls(handles, QPolygonF([matrix.map(QPointF(x, y)) for x, y in outline(shape)]))


ShapePainter = Callable[[QPainter, OnScreen, Look], None]


def paint(p: QPainter, shown: Shown, view: ViewTransform, within: QRectF) -> None:
    """Draw one shape, its handles if it is selected, and its words."""
    at = OnScreen.of(shown.shape, view)
    PAINTERS.get(shown.shape.kind, _line)(p, at, shown.look)
    if shown.look.selected:
        _handles(p, at, shown.look)
    if shown.words:
        caption(p, words_at(at), shown.words, shown.look.colour, within)


def words_at(at: OnScreen) -> QPointF:
    """Return where a shape's words begin: beside its right end, clear of the line."""
    rightmost = max(at.handles, key=QPointF.x)
    return rightmost + QPointF(MARKER + 6.0, MARKER)


def covered(shown: Shown, view: ViewTransform, words_width: float) -> QRectF:
    """Return the part of the screen that drawing a shape may touch."""
    at = OnScreen.of(shown.shape, view)
    box = at.line.boundingRect().united(QPolygonF(list(at.handles)).boundingRect())
    box = box.united(QRectF(words_at(at), words_at(at) + QPointF(words_width, 40.0)))
    return box.adjusted(-words_width - 24.0, -48.0, 24.0, 24.0)


def _strokes(p: QPainter, look: Look, draw: Callable[[], None]) -> None:
    p.setBrush(Qt.BrushStyle.NoBrush)
    for pen in look.pens():
        p.setPen(pen)
        draw()


def _line(p: QPainter, at: OnScreen, look: Look) -> None:
    _strokes(p, look, lambda: p.drawPolyline(at.line))


def _caliper(p: QPainter, at: OnScreen, look: Look) -> None:
    _line(p, at, look)
    for end in at.handles:
        _marker(p, end, look)


def _dot(p: QPainter, at: OnScreen, look: Look) -> None:
    for end in at.handles:
        _marker(p, end, look)


def _marker(p: QPainter, at: QPointF, look: Look) -> None:
    path = QPainterPath()
    for corners in _MARKERS[look.marker]:
        polygon = [at + QPointF(x * MARKER, y * MARKER) for x, y in corners]
        path.addPolygon(QPolygonF(polygon))
    if look.marker == "circle":
        path.addEllipse(at, MARKER, MARKER)
    _strokes(p, look, lambda: p.drawPath(path))


def _handles(p: QPainter, at: OnScreen, look: Look) -> None:
    for index, end in enumerate(at.handles):
        size = HANDLE * 1.8 if index == look.active else HANDLE
        p.setPen(QColor(theme.GROUND))
        p.setBrush(QColor(theme.TEXT) if index == look.active else look.colour)
        p.drawRect(QRectF(end - QPointF(size, size), end + QPointF(size, size)))
        p.setBrush(Qt.BrushStyle.NoBrush)


_MARKERS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "cross": (((-1, -1), (1, 1)), ((-1, 1), (1, -1))),
    "plus": (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    "diamond": (((0, -1), (1, 0), (0, 1), (-1, 0), (0, -1)),),
    "square": (((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)),),
    "triangle": (((0, -1), (1, 1), (-1, 1), (0, -1)),),
    "circle": (),
}

PAINTERS: dict[ShapeKind, ShapePainter] = {
    ShapeKind.DISTANCE: _caliper,
    ShapeKind.ANGLE: _line,
    ShapeKind.ELLIPSE: _line,
    ShapeKind.POLYGON: _line,
    ShapeKind.POINT: _dot,
}
