"""A pain drawn on the body: where it is, and the route that it runs; by mouse, by touch and by keyboard."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sonostep.core.finding import BodyArea, Complaint, Side
from sonostep.core.measure.geometry import Point
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.panels.complaints import body_drawing
from sonostep.ui.panels.complaints.body_drawing import APART, HIGH, VIEWS, WIDE

COLOURS = ("#4da3dd", "#e8833a", "#2fb890", "#c77fb4")
"""After Okabe and Ito, lighter for a dark ground; each pain has its letter too."""
_ROUTE, _AREA = "route", "area"
_TOP = 16.0
_ALL = QSize(round(2 * WIDE + APART), round(HIGH + _TOP))
_MOVES = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class BodyMap(QWidget):
    """The body map as a widget.

    ``site_pressed`` carries a site of the route, ``area_drawn`` an area, ``taken_back`` asks for the last;
    ``near`` carries the site that a press would mean, or an empty text.

    With the keyboard the arrows move a cross (Shift moves it faster), Enter presses where it is, and
    Backspace takes the last corner or area back; an area is closed by Enter on its first corner.
    """

    site_pressed = Signal(str)
    area_drawn = Signal(object)
    taken_back = Signal()
    near = Signal(str)

    def __init__(self, most: int = 330) -> None:
        super().__init__()
        self.setObjectName("body_map")
        self.setAccessibleName(translate("BodyMap", "Body map"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._most = most
        self.mode = _ROUTE
        self.editable = True
        self._all: tuple[Complaint, ...] = ()
        self._mine = ""
        self._drawn: list[Point] = []
        self._view = VIEWS[0]
        self._cross: tuple[str, Point] = (VIEWS[0], Point(50.0, 60.0))
        self._dragging = False
        self.setFixedHeight(most)

    def show_complaints(self, complaints: tuple[Complaint, ...], mine: str) -> None:
        """Show all pains, and which of them is drawn on."""
        self._all, self._mine = complaints, mine
        self.update()

    def draw_areas(self, on: bool) -> None:
        """Take presses as the outline of an area, or as sites of the route."""
        self.mode = _AREA if on else _ROUTE
        self._drawn = []
        self.update()

    # places

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setFixedHeight(min(self._most, round(event.size().width() * _ALL.height() / _ALL.width())))
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def _scale(self) -> tuple[float, float]:
        """Pixels per unit, and where the drawing begins."""
        scale = min(self.width() / _ALL.width(), self.height() / _ALL.height())
        return scale, (self.width() - scale * _ALL.width()) / 2

    def place_of(self, view: str, at: Point) -> QPointF:
        """Return where a point of a figure lies in the widget."""
        scale, left = self._scale()
        return QPointF(left + scale * (at.x + VIEWS.index(view) * (WIDE + APART)), scale * (at.y + _TOP))

    def _at(self, place: QPointF) -> tuple[str, Point]:
        scale, left = self._scale()
        x, y = (place.x() - left) / scale, place.y() / scale - _TOP
        back = x > WIDE + APART / 2
        return VIEWS[back], Point(x - (WIDE + APART if back else 0.0), y)

    # mouse and touch

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.editable or event.button() is not Qt.MouseButton.LeftButton:
            return
        view, at = self._at(event.position())
        if self.mode == _ROUTE:
            self._press_site(view, at)
        else:
            self._view, self._drawn, self._dragging = view, [at], True
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        view, at = self._at(event.position())
        if self._dragging:
            # The outline stays on the figure that it was begun on.
            self._drawn.append(at if view == self._view else self._drawn[-1])
            self.update()
        elif self.mode == _ROUTE:
            self._tell(view, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self._close()

    def _press_site(self, view: str, at: Point) -> None:
        spot = body_drawing.nearest(view, at, self._complaint().side)
        if spot is not None:
            self.site_pressed.emit(spot.site)

    def _close(self) -> None:
        area = body_drawing.area_of(self._view, self._drawn)
        self._drawn = []
        self.update()
        if area is not None:
            self.area_drawn.emit(area)

    def _tell(self, view: str, at: Point) -> None:
        spot = body_drawing.nearest(view, at, self._complaint().side)
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
        self.near.emit(spot.site if spot else "")

    # keyboard

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not _ours(event) or not self.editable:
            super().keyPressEvent(event)
        elif key in _MOVES:
            self._move(*_MOVES[key], far=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Backspace:
            self._take_back()
        else:
            self._enter()
        self.update()

    def _move(self, right: int, down: int, *, far: bool) -> None:
        view, at = self._cross
        step = 10.0 if far else 2.0
        x, y = at.x + step * right, min(max(at.y + step * down, 0.0), HIGH)
        if not 0.0 <= x <= WIDE:
            other = VIEWS.index(view) + (1 if x > WIDE else -1)
            inside = 0 <= other < len(VIEWS)
            view, x = (VIEWS[other], 0.0 if x > WIDE else WIDE) if inside else (view, min(max(x, 0.0), WIDE))
        self._cross = view, Point(x, y)
        if self.mode == _ROUTE:
            self._tell(*self._cross)

    def _take_back(self) -> None:
        if self._drawn:
            self._drawn.pop()
        else:
            self.taken_back.emit()

    def _enter(self) -> None:
        view, at = self._cross
        if self.mode == _ROUTE:
            self._press_site(view, at)
        elif len(self._drawn) > 2 and _near(self._drawn[0], at):
            self._close()
        elif not self._drawn or view == self._view:
            self._view = view
            self._drawn.append(at)

    # painting

    def _complaint(self) -> Complaint:
        return next((c for c in self._all if c.id == self._mine), Complaint("", ""))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for view in VIEWS:
            self._figure(painter, view)
        others = [(n, c) for n, c in enumerate(self._all) if c.id != self._mine]
        mine = [(n, c) for n, c in enumerate(self._all) if c.id == self._mine]
        for number, complaint in (*others, *mine):
            self._pain(painter, number, complaint)
        if self.hasFocus():
            self._cursor(painter)
        painter.end()

    def _figure(self, painter: QPainter, view: str) -> None:
        scale, _ = self._scale()
        painter.save()
        painter.translate(self.place_of(view, Point(0.0, 0.0)))
        painter.scale(scale, scale)
        painter.setPen(QPen(QColor("#5b6b7a"), 0.9))
        painter.setBrush(QColor("#2a333d"))
        painter.drawPath(body_drawing.silhouette())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(body_drawing.outline(view))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#6f8192"))
        for spot in body_drawing.spots(self._complaint().side):
            if spot.view == view:
                painter.drawEllipse(QPointF(spot.at.x, spot.at.y), 1.6, 1.6)
        painter.restore()
        self._names(painter, view)

    def _names(self, painter: QPainter, view: str) -> None:
        title = translate("BodyMap", "Front") if view == "front" else translate("BodyMap", "Back")
        near, far = _side_names() if view == "front" else _side_names()[::-1]
        painter.setPen(QColor("#9fb0bf"))
        middle, high = self.place_of(view, Point(50.0, -6.0)), 18.0
        painter.drawText(QRectF(middle.x() - 60, middle.y() - high / 2, 120, high), _CENTRE, title)
        for x, name in ((12.0, near), (88.0, far)):
            place = self.place_of(view, Point(x, 6.0))
            painter.drawText(QRectF(place.x() - 40, place.y() - high / 2, 80, high), _CENTRE, name)

    def _pain(self, painter: QPainter, number: int, complaint: Complaint) -> None:
        colour, mine = QColor(COLOURS[number % len(COLOURS)]), complaint.id == self._mine
        painter.setOpacity(1.0 if mine else 0.35)
        for area in complaint.areas:
            self._outline(painter, area, colour)
        places = body_drawing.route_spots(complaint)
        painter.setPen(QPen(colour, 2.4))
        for a, b in zip(places, places[1:], strict=False):
            if a.view == b.view and (a.at.x - 50) * (b.at.x - 50) >= 0:
                painter.drawLine(self.place_of(a.view, a.at), self.place_of(b.view, b.at))
        for spot in places:
            number = complaint.route.index(spot.site) + 1
            self._dot(painter, self.place_of(spot.view, spot.at), colour, number)
        painter.setOpacity(1.0)
        if mine and self._drawn:
            painter.setPen(QPen(colour, 2.0, Qt.PenStyle.DashLine))
            painter.drawPolyline(QPolygonF([self.place_of(self._view, p) for p in self._drawn]))

    def _outline(self, painter: QPainter, area: BodyArea, colour: QColor) -> None:
        fill = QColor(colour)
        fill.setAlpha(90)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([self.place_of(area.view, p) for p in area.points]))

    def _dot(self, painter: QPainter, at: QPointF, colour: QColor, number: int) -> None:
        painter.save()
        painter.setPen(QPen(QColor("white"), 1.0))
        painter.setBrush(colour)
        painter.drawEllipse(at, 8.5, 8.5)
        painter.setPen(QColor("#10161c"))
        painter.drawText(QRectF(at.x() - 9, at.y() - 9, 18, 18), _CENTRE, str(number))
        painter.restore()

    def _cursor(self, painter: QPainter) -> None:
        at = self.place_of(*self._cross)
        painter.setPen(QPen(QColor("#ffd166"), 2.0))
        for dx, dy in ((9, 0), (0, 9)):
            painter.drawLine(QPointF(at.x() - dx, at.y() - dy), QPointF(at.x() + dx, at.y() + dy))


_CENTRE = Qt.AlignmentFlag.AlignCenter


def _ours(event: QKeyEvent) -> bool:
    keys = (*_MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
    plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return plain and event.key() in keys


def _near(a: Point, b: Point) -> bool:
    return abs(a.x - b.x) <= 3.0 and abs(a.y - b.y) <= 3.0


def _side_names() -> tuple[str, str]:
    return wording.side(Side.RIGHT), wording.side(Side.LEFT)
