"""The timeline: playhead, range handles, marks for annotated and saved frames; press to jump."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from sonostep.ui.kit import theme

_SIDE = 14.0
"""Room at both ends, pixels, so that the first and last frame can be reached with a glove."""

_GRIP = 24.0
"""Pixels around a range handle that grab it."""


class Timeline(QAbstractSlider):
    """The timeline widget.

    Frames from 1 to the last. ``sought`` carries a frame, ``range_changed`` first and last of the range.

    Its keys are left to the window's key map, where Left and Right already step a frame.
    """

    sought = Signal(int)
    range_changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setRange(1, 1)
        self._first, self._last = 1, 1
        self._annotated: tuple[int, ...] = ()
        self._saved: tuple[int, ...] = ()
        self._drag = ""

    @property
    def span(self) -> tuple[int, int]:
        """First and last frame of the range that plays."""
        return self._first, self._last

    def set_frames(self, frames: int) -> None:
        """Begin with a clip of so many frames, all in range."""
        self.setRange(1, max(frames, 1))
        self._first, self._last = 1, max(frames, 1)
        self.update()

    def set_marks(self, annotated: tuple[int, ...], saved: tuple[int, ...]) -> None:
        """Mark the frames with shapes and those saved as key images."""
        if (annotated, saved) != (self._annotated, self._saved):
            self._annotated, self._saved = annotated, saved
            self.update()

    def set_span(self, first: int, last: int) -> None:
        """Set the range that plays."""
        first = min(max(first, 1), self.maximum())
        span = (first, min(max(last, first), self.maximum()))
        if span != self.span:
            self._first, self._last = span
            self.update()
            self.range_changed.emit(*span)

    def sizeHint(self) -> QSize:
        return QSize(240, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 44)

    # pointing

    def frame_at(self, x: float) -> int:
        """Return the frame under a place."""
        share = (x - _SIDE) / max(self.width() - 2 * _SIDE, 1.0)
        return min(max(1 + int(share * self.maximum()), 1), self.maximum())

    def x_of(self, frame: float) -> float:
        """Return where the middle of a frame is."""
        return _SIDE + (frame - 0.5) / self.maximum() * (self.width() - 2 * _SIDE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = self._grabbed(event.position())
            self._pulled(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag:
            self._pulled(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.sought.emit(self.value() - (1 if event.angleDelta().y() > 0 else -1))
        event.accept()

    def _grabbed(self, at: QPointF) -> str:
        if at.y() > self.height() * 0.6 and self.maximum() > 1:
            ends = {"first": self._edge(self._first), "last": self._edge(self._last, after=True)}
            name = min(ends, key=lambda n: abs(ends[n] - at.x()))
            if abs(ends[name] - at.x()) <= _GRIP:
                return name
        return "seek"

    def _pulled(self, x: float) -> None:
        frame = self.frame_at(x)
        if self._drag == "first":
            self.set_span(min(frame, self._last), self._last)
        elif self._drag == "last":
            self.set_span(self._first, max(frame, self._first))
        else:
            self.sought.emit(frame)

    def _edge(self, frame: int, *, after: bool = False) -> float:
        return self.x_of(frame + (0.5 if after else -0.5))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(_SIDE, 15.0, self.width() - 2 * _SIDE, 10.0)
        p.setBrush(QColor(theme.CARD))
        p.drawRoundedRect(groove, 4.0, 4.0)
        left, right = self._edge(self._first), self._edge(self._last, after=True)
        p.setBrush(QColor(theme.LINE))
        p.drawRoundedRect(QRectF(left, 15.0, right - left, 10.0), 4.0, 4.0)
        self._paint_marks(p)
        self._paint_ends(p, left, right)
        p.setBrush(QColor(theme.ACCENT))
        p.drawRoundedRect(QRectF(self.x_of(self.value()) - 3.0, 6.0, 6.0, 28.0), 2.0, 2.0)

    def _paint_marks(self, p: QPainter) -> None:
        p.setBrush(QColor(theme.WARNING))
        for frame in self._annotated:
            x = self.x_of(frame)
            p.drawPolygon(QPolygonF([QPointF(x, 1), QPointF(x + 5, 7), QPointF(x, 13), QPointF(x - 5, 7)]))
        p.setBrush(QColor(theme.DONE))
        for frame in self._saved:
            p.drawRect(QRectF(self.x_of(frame) - 4.0, 16.0, 8.0, 8.0))

    def _paint_ends(self, p: QPainter, left: float, right: float) -> None:
        if self.maximum() == 1:
            return
        p.setBrush(QColor(theme.MUTED))
        for x, way in ((left, 1), (right, -1)):
            p.drawPolygon(QPolygonF([QPointF(x, 26), QPointF(x, 42), QPointF(x + way * 12, 42)]))
