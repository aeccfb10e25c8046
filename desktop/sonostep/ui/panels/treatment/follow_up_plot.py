"""A small plot of one measure through the visits, with the published error around the last but one."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonostep.core.follow_up import Verdict
from sonostep.workflows.follow_up import Course

_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 44.0, 18.0, 26.0
_LINE, _BAND, _TEXT, _GRID = "#5bc0f8", "#3a4a5c", "#9fb0bf", "#2c3742"
_SCORE = (0.0, 10.0)
_CENTRE = Qt.AlignmentFlag.AlignCenter


class CoursePlot(QWidget):
    """The plot of a measure over visits.

    The last point is filled where the change is beyond measurement error, and a ring where it is not.
    """

    def __init__(self, course: Course, name: str) -> None:
        super().__init__()
        self.course = course
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(116)

    def sizeHint(self) -> QSize:
        return QSize(280, 116)

    def span(self) -> tuple[float, float]:
        """Return the least and the greatest value that the plot shows."""
        error = self.course.change.error
        if self.course.change.unit == "1" and (error is None or error.limit is not None):
            return _SCORE
        values = [v for _, v in self.course.points]
        reach = error.limit.high if error and error.limit else 0.0
        low, high = min(*values, values[-2] - reach), max(*values, values[-2] + reach)
        margin = 0.15 * (high - low) or abs(high) * 0.1 or 1.0
        return low - margin, high + margin

    def place(self, index: int, value: float) -> QPointF:
        """Return where a value of a visit stands."""
        low, high = self.span()
        wide, tall = self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM
        steps = max(len(self.course.points) - 1, 1)
        return QPointF(_LEFT + wide * index / steps, _TOP + tall * (high - value) / (high - low))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        self._axes(painter)
        self._error(painter)
        points = [self.place(i, v) for i, (_, v) in enumerate(self.course.points)]
        painter.setPen(QPen(QColor(_LINE), 2.0))
        painter.drawPolyline(QPolygonF(points))
        for index, at in enumerate(points):
            self._point(painter, at, index)
        painter.end()

    def _axes(self, painter: QPainter) -> None:
        low, high = self.span()
        for value in (low, high):
            y = self.place(0, value).y()
            painter.setPen(QPen(QColor(_GRID), 1.0))
            painter.drawLine(QPointF(_LEFT, y), QPointF(self.width() - _RIGHT, y))
            painter.setPen(QColor(_TEXT))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, _LEFT - 20, 16), right, f"{value:.3g}")
        painter.setPen(QColor(_TEXT))
        for index, (created, _) in enumerate(self.course.points):
            x = self.place(index, low).x()
            painter.drawText(QRectF(x - 40, self.height() - 17.0, 80, 16), _CENTRE, created[:10])

    def _error(self, painter: QPainter) -> None:
        """The band in which a reading can differ from the visit before by error alone."""
        error, count = self.course.change.error, len(self.course.points)
        if error is None or error.limit is None:
            return
        low, high = self.span()
        before = self.course.points[-2][1]
        top, bottom = min(before + error.limit.high, high), max(before - error.limit.high, low)
        a, b = self.place(count - 2, top), self.place(count - 1, bottom)
        painter.fillRect(QRectF(a, b), QColor(_BAND))

    def _point(self, painter: QPainter, at: QPointF, index: int) -> None:
        last = index == len(self.course.points) - 1
        filled = not last or self.course.change.verdict is Verdict.BEYOND
        painter.setPen(QPen(QColor(_LINE), 2.0))
        painter.setBrush(QColor(_LINE) if filled else QColor("#12181e"))
        painter.drawEllipse(at, 5.0, 5.0)
        painter.setPen(QColor("white"))
        value = f"{self.course.points[index][1]:.3g}"
        painter.drawText(QRectF(at.x() - 24, at.y() - 22, 48, 16), _CENTRE, value)
