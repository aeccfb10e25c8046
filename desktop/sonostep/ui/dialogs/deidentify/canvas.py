"""The picture as it would leave, on which boxes are drawn by mouse, finger or keys."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sonostep.core.clip import Frame
from sonostep.privacy import Box
from sonostep.ui.dialogs.deidentify import box_geometry
from sonostep.ui.kit import theme
from sonostep.ui.viewer.canvas import image_of
from sonostep.workflows.deidentify_review import Boxes

BLANK, KEEP = "blank", "keep"
_SHARE = {BLANK: 0.2, KEEP: 0.8}
_GRIP = 14.0
"""Screen pixels around a chosen box's lower right corner that resize it."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


@dataclass(slots=True)
class _Drag:
    """A press that is still held: where it began, and what it does to the box as it was."""

    start: QPointF
    box: Box | None
    grip: bool


class BoxCanvas(QWidget):
    """Shows a picture and its boxes; ``changed`` carries the boxes to keep and those to blank."""

    changed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 220)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tool = BLANK
        self.words = ""
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._boxes: dict[str, Boxes] = {KEEP: (), BLANK: ()}
        self._chosen: tuple[str, int] | None = None
        self._drag: _Drag | None = None
        self._draft: Box | None = None

    # what to show

    @property
    def frame(self) -> Frame | None:
        """The picture as it is shown, rows x columns x 4 uint8."""
        return self._frame

    @property
    def chosen(self) -> Box | None:
        """The box that keys act on."""
        return None if self._chosen is None else self._boxes[self._chosen[0]][self._chosen[1]]

    def show_picture(self, frame: Frame | None, words: str = "") -> None:
        """Show a picture, or words in its place."""
        self._frame, self.words = frame, words
        self._image = None if frame is None else image_of(frame)
        self.update()

    def show_boxes(self, keep: Boxes, blank: Boxes) -> None:
        """Show other boxes; the chosen one stays so while it is there."""
        self._boxes = {KEEP: keep, BLANK: blank}
        if self._chosen is not None and self._chosen[1] >= len(self._boxes[self._chosen[0]]):
            self._chosen = None
        self.update()

    def place(self) -> QRectF:
        """Return where the picture lies on the widget."""
        if self._frame is None:
            return QRectF(self.rect())
        rows, columns = self._frame.shape[:2]
        zoom = min(self.width() / columns, self.height() / rows)
        width, height = columns * zoom, rows * zoom
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    # acting

    def add_box(self) -> None:
        """Put a box of the tool in the middle of the picture, and let the keys act on it."""
        if self._frame is not None:
            rows, columns = self._frame.shape[:2]
            self._add(box_geometry.middle(columns, rows, _SHARE[self.tool]))
            self.setFocus()

    def remove_box(self) -> None:
        """Take the chosen box away, or the last one of the tool."""
        kind, index = self._chosen or (self.tool, len(self._boxes[self.tool]) - 1)
        boxes = self._boxes[kind]
        if boxes:
            self._chosen = None
            self._say(kind, boxes[:index] + boxes[index + 1 :])

    def _add(self, box: Box) -> None:
        boxes = (*self._boxes[self.tool], box)
        self._chosen = (self.tool, len(boxes) - 1)
        self._say(self.tool, boxes)

    def _replace(self, box: Box) -> None:
        if self._chosen is not None and box != self.chosen:
            kind, index = self._chosen
            boxes = self._boxes[kind]
            self._say(kind, (*boxes[:index], box, *boxes[index + 1 :]))

    def _say(self, kind: str, boxes: Boxes) -> None:
        self._boxes = {**self._boxes, kind: boxes}
        self.update()
        self.changed.emit(self._boxes[KEEP], self._boxes[BLANK])

    # the pointer; Qt makes one of a finger, too

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._frame is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        at = self._to_image(event.position())
        grip = self._on_grip(event.position())
        if not grip:
            self._chosen = self._under(at)
        self._drag = _Drag(at, self.chosen, grip)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._draft = self._dragged(self._to_image(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        box, had = self._dragged(self._to_image(event.position())), self._drag.box is not None
        self._drag = self._draft = None
        if box is not None:
            self._replace(box) if had else self._add(box)
        self.update()

    def _dragged(self, to: QPointF) -> Box | None:
        assert self._drag is not None and self._frame is not None
        rows, columns = self._frame.shape[:2]
        start, box = self._drag.start, self._drag.box
        if box is None:
            return box_geometry.between(start.x(), start.y(), to.x(), to.y(), columns, rows)
        by = round(to.x() - start.x()), round(to.y() - start.y())
        act = box_geometry.resized if self._drag.grip else box_geometry.moved
        return act(box, *by, columns, rows)

    def _under(self, at: QPointF) -> tuple[str, int] | None:
        """The newest box of the tool under a point."""
        boxes = self._boxes[self.tool]
        hit = (i for i in reversed(range(len(boxes))) if box_geometry.holds(boxes[i], at.x(), at.y()))
        index = next(hit, None)
        return None if index is None else (self.tool, index)

    def _on_grip(self, at: QPointF) -> bool:
        box = self.chosen
        if box is None:
            return False
        corner = self._to_screen(box).bottomRight()
        return (corner - at).manhattanLength() <= 2 * _GRIP

    # the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Insert, Qt.Key.Key_N):
            self.add_box()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_box()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._choose_next(1 if key is Qt.Key.Key_PageDown else -1)
        elif key in _ARROWS and self.chosen is not None:
            self._nudge(*_ARROWS[key], event.modifiers())
        else:
            super().keyPressEvent(event)

    def _nudge(self, dx: int, dy: int, held: Qt.KeyboardModifier) -> None:
        assert self._frame is not None and self.chosen is not None
        rows, columns = self._frame.shape[:2]
        by = 10 if held & Qt.KeyboardModifier.ShiftModifier else 1
        act = box_geometry.resized if held & Qt.KeyboardModifier.ControlModifier else box_geometry.moved
        self._replace(act(self.chosen, dx * by, dy * by, columns, rows))

    def _choose_next(self, by: int) -> None:
        all_ = [(kind, i) for kind in (BLANK, KEEP) for i in range(len(self._boxes[kind]))]
        if all_:
            here = all_.index(self._chosen) + by if self._chosen in all_ else 0
            self._chosen = all_[here % len(all_)]
            self.update()

    # painting

    def _to_image(self, at: QPointF) -> QPointF:
        assert self._frame is not None
        place = self.place()
        zoom = place.width() / self._frame.shape[1]
        return QPointF((at.x() - place.x()) / zoom, (at.y() - place.y()) / zoom)

    def _to_screen(self, box: Box) -> QRectF:
        assert self._frame is not None
        place = self.place()
        zoom = place.width() / self._frame.shape[1]
        size = (box.x1 - box.x0 + 1) * zoom, (box.y1 - box.y0 + 1) * zoom
        return QRectF(place.x() + box.x0 * zoom, place.y() + box.y0 * zoom, *size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.GROUND))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.place(), self._image)
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawRect(self.place())
            self._paint_boxes(painter)
        if self.words:
            self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_boxes(self, painter: QPainter) -> None:
        for kind, colour in ((KEEP, theme.DONE), (BLANK, theme.STOP)):
            for index, box in enumerate(self._boxes[kind]):
                chosen = (kind, index) == self._chosen
                shown = self._draft if chosen and self._draft is not None else box
                self._paint_box(painter, shown, kind, colour, chosen=chosen)
        if self._draft is not None and self._drag is not None and self._drag.box is None:
            colour = theme.STOP if self.tool == BLANK else theme.DONE
            self._paint_box(painter, self._draft, self.tool, colour, chosen=True)

    def _paint_box(self, painter: QPainter, box: Box, kind: str, colour: str, *, chosen: bool) -> None:
        where = self._to_screen(box)
        if kind == BLANK:
            faint = QColor(colour)
            faint.setAlpha(90)
            painter.fillRect(where, QColor("#000000"))
            painter.fillRect(where, QBrush(faint, Qt.BrushStyle.BDiagPattern))
        style = Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(colour), 2 if chosen else 1, style))
        painter.drawRect(where)
        if chosen:
            corner = where.bottomRight()
            painter.fillRect(QRectF(corner.x() - 6, corner.y() - 6, 12, 12), QColor(colour))

    def _paint_words(self, painter: QPainter) -> None:
        room = QRectF(self.rect()).adjusted(24, 12, -24, -12)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        if self._image is None:
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        taken = painter.boundingRect(room, int(flags), self.words).adjusted(-12, -6, 12, 6)
        ground = QColor(theme.CARD)
        ground.setAlpha(235)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(taken, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(theme.WARNING if self._image is not None else theme.MUTED))
        painter.drawText(room, int(flags), self.words)
