"""The body mark of a step: where on the body the probe lies, on the side that is examined."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonostep.core.body_marks import ProbeMark, mark_strokes
from sonostep.core.finding import Side

_PAPER, _BODY, _PROBE, _MARKER = "#f4f1e8", "#8a8063", "#2f7ea8", "#e08e1b"
_MARGIN = 8.0


class MarkPicture(QWidget):
    """A small drawing on paper, as the diagrams are."""

    def __init__(self, mark: ProbeMark, side: Side | None, name: str) -> None:
        super().__init__()
        self._mark, self._side = mark, side
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(104)
        self.setMinimumHeight(120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_PAPER))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        _, wide = mark_strokes(self._mark, self._side, 1.0)
        high = min(room.height(), room.width() / wide)
        strokes, wide = mark_strokes(self._mark, self._side, high)
        painter.translate(room.center() - QPointF(wide / 2, high / 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(_BODY), 1.6))
        for stroke in strokes[:-2]:
            painter.drawPolyline(QPolygonF([QPointF(p.x, p.y) for p in stroke]))
        for stroke, colour in zip(strokes[-2:], (_PROBE, _MARKER), strict=True):
            painter.setPen(QPen(QColor(colour), 1.0))
            painter.setBrush(QColor(colour))
            painter.drawPolygon(QPolygonF([QPointF(p.x, p.y) for p in stroke]))
        painter.end()
