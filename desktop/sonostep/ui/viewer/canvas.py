"""The canvas: paints one frame with its shapes, and turns mouse, touch and wheel into pointer events."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from sonostep.core.clip import Frame
from sonostep.core.measure.geometry import Point
from sonostep.tools import Phase, PointerEvent
from sonostep.ui.kit import theme
from sonostep.ui.viewer.drawing import overlays
from sonostep.ui.viewer.drawing.cached_layer import ShapeLayer
from sonostep.ui.viewer.drawing.overlays import OverlayTexts
from sonostep.ui.viewer.drawing.painters import ShownShape, covered, paint
from sonostep.ui.viewer.drawing.style import caption_font
from sonostep.ui.viewer.transform import ViewTransform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOTCH = 120
"""Wheel angle of one notch (QWheelEvent)."""

ZOOM_STEP = 1.25


class Canvas(QWidget):
    """The canvas of the viewer.

    Shows a frame. Knows nothing of the exam: it is handed what to draw, and says what was pointed at.

    ``pointed`` carries a ``PointerEvent``, ``scrolled`` a number of frames; ``turned_to`` comes first, when a
    person has turned to this picture. ``menu_wanted`` carries where on the widget a context menu is wanted,
    and whether that place was pointed at; by the menu key it was not.
    """

    turned_to = Signal()
    pointed = Signal(object)
    scrolled = Signal(int)
    view_changed = Signal()
    menu_wanted = Signal(QPoint, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 80)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._layer = ShapeLayer()
        self._shapes: tuple[ShownShape, ...] = ()
        self._draft: ShownShape | None = None
        self._overlay: QImage | None = None
        self._words = OverlayTexts()
        self._fit = True
        self._panning: QPointF | None = None
        self._wheel = 0
        self._pointer: QPointF | None = None
        self.view = ViewTransform()
        self.cursor_at: Point | None = None
        self.magnifies, self._framed = True, False
        self.empty_words = ""

    # what to show

    @property
    def frame(self) -> Frame | None:
        """The frame in view, rows x columns x 4 uint8; None where there is none."""
        return self._frame

    def show_frame(self, frame: Frame | None) -> None:
        """Show a frame, or none. The array is held, not copied, so nobody may write to it any more."""
        before = self._frame.shape if self._frame is not None else None
        self._frame = frame
        self._image = None if frame is None else image_of(frame)
        self._overlay = None
        if frame is not None and frame.shape != before and self._fit:
            self.fit()
        self.update()

    def show_overlay(self, mask: "NDArray[np.bool_] | None") -> None:
        """Show the overlay planes of the file over the frame in view, rows x columns; None shows none."""
        self._overlay = None if mask is None else overlay_image(mask)
        self.update()

    @property
    def overlay_shown(self) -> bool:
        """Whether overlay planes lie over the picture."""
        return self._overlay is not None

    def show_shapes(self, shapes: tuple[ShownShape, ...]) -> None:
        """Show the resting shapes."""
        if shapes != self._shapes:
            self._shapes = shapes
            self.update()

    def show_draft(self, draft: ShownShape | None) -> None:
        """Show the shape under way; only what it touched is painted again."""
        old, self._draft = self._draft, draft
        for shown in (old, draft):
            if shown is not None:
                wide = self.fontMetrics().horizontalAdvance(shown.words) * 1.4 + 16.0
                self.update(covered(shown, self.view, wide).toAlignedRect())
        if (old or draft) and self.magnifies:
            self._update_lens()

    def show_words(self, words: OverlayTexts) -> None:
        """Show the ruler, and the regions where there are several."""
        if words == self._words:
            return
        before, self._words = self._words, words
        if self._fit and overlays.has_ruler(before) != overlays.has_ruler(words):
            self.fit()
        self.update()

    def show_framed(self, framed: bool) -> None:
        """Draw a frame around the picture that is worked on, among several."""
        self._framed = framed
        self.update()

    def show_cursor(self, at: Point | None) -> None:
        """Show the keyboard's cursor at an image point, or not at all."""
        self.cursor_at = at
        self.update()

    # where it lies

    def set_view(self, view: ViewTransform, *, fit: bool = False) -> None:
        """Look at the picture in another way."""
        self._fit = fit
        if view != self.view:
            self.view = view
            self.update()
            self.view_changed.emit()

    def fit(self) -> None:
        """Show the whole picture, and keep doing so while the widget changes its size."""
        if self._frame is not None:
            rows, columns = self._frame.shape[:2]
            gutter = overlays.RULER if overlays.has_ruler(self._words) else 0.0
            self.set_view(self._sized(self.view).fitted(columns, rows, gutter=gutter), fit=True)

    def set_aspect(self, aspect: float) -> None:
        """Say how high a pixel is over its width, so that the picture has its true shape."""
        self.set_view(replace(self.view, aspect=aspect), fit=self._fit)
        if self._fit:
            self.fit()

    def turn(self) -> None:
        """Turn the picture a quarter clockwise."""
        self.set_view(self.view.turned(), fit=self._fit)
        if self._fit:
            self.fit()

    def flip(self, *, left_right: bool) -> None:
        """Mirror the picture, as seen."""
        view = self.view
        flipped = (
            replace(view, flip_x=not view.flip_x) if left_right else replace(view, flip_y=not view.flip_y)
        )
        self.set_view(flipped, fit=self._fit)

    def zoom_at(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor, keeping the image point under ``at`` (else the middle) where it is."""
        self.set_view(self.view.zoomed(self.view.zoom * factor, at))

    def begin_pan(self) -> None:
        """Let the pointer, which is down, pull the picture until it is let go."""
        self._panning = self._pointer

    def _sized(self, view: ViewTransform) -> ViewTransform:
        return replace(view, size=(float(self.width()), float(self.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        fitted = self._fit
        self.set_view(self._sized(self.view), fit=fitted)
        if fitted:
            self.fit()

    # what was done

    def to_event(self, phase: Phase, at: QPointF, held: bool = False) -> PointerEvent:
        """Return the pointer event for a place on the widget."""
        return PointerEvent(phase, self.view.to_image(at), self.view.resolution, held)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer = pixel_centre(event.position())
        self.turned_to.emit()
        if event.button() == Qt.MouseButton.MiddleButton:
            self.begin_pan()
        elif event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            self.cursor_at = None
            self.pointed.emit(self.to_event(Phase.PRESS, self._pointer, held=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = pixel_centre(event.position())
        before, self._pointer = self._pointer, at
        if self._panning is not None:
            self.set_view(self.view.panned(at - self._panning))
            self._panning = at
        elif self._frame is not None and at != before:
            held = bool(event.buttons() & Qt.MouseButton.LeftButton)
            self.pointed.emit(self.to_event(Phase.MOVE, at, held))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panning is not None:
            self._panning = None
        elif event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            self._pointer = pixel_centre(event.position())
            self.pointed.emit(self.to_event(Phase.RELEASE, self._pointer, held=True))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        pointed = event.reason() is not QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(event.pos() if pointed else self.rect().center(), pointed)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.turned_to.emit()
        super().focusInEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turned_to.emit()
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / NOTCH)
        self._wheel -= notches * NOTCH
        if notches and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(ZOOM_STEP**notches, event.position())
        elif notches:
            self.scrolled.emit(-notches)
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            return self._pinched(event)
        return super().event(event)

    def _pinched(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
        self.zoom_at(pinch.scaleFactor(), at)
        self.set_view(self.view.panned(pinch.centerPoint() - pinch.lastCenterPoint()))
        event.accept(pinch)
        return True

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        area = QRectF(self.rect())
        p.fillRect(event.rect(), QColor(theme.GROUND))
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is None:
            p.setPen(QColor(theme.MUTED))
            p.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_words)
            overlays.paint_frame(p, area, self._framed)
            return
        self._paint_image(p)
        layer = self._layer.pixmap(
            self._shapes, self.view, self.size(), self.devicePixelRatioF(), self.font()
        )
        if layer is not None:
            p.drawPixmap(0, 0, layer)
        overlays.paint_corners(p, self._words, self.view, area)
        self._paint_live(p, area)
        overlays.paint_frame(p, area, self._framed)

    def _paint_image(self, p: QPainter) -> None:
        assert self._image is not None
        smooth = not (self.view.zoom == 1.0 == self.view.aspect)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        p.save()
        p.setTransform(self.view.matrix(), True)
        p.drawImage(QPointF(0.0, 0.0), self._image)
        if self._overlay is not None:
            p.drawImage(QPointF(0.0, 0.0), self._overlay)
        p.restore()

    def _paint_live(self, p: QPainter, area: QRectF) -> None:
        p.setFont(caption_font(self.font()))
        if self._draft is not None:
            paint(p, self._draft, self.view, area)
            focus = self._focus()
            placing = self.magnifies and not self._draft.look.assisted
            if placing and focus is not None and self._image is not None:
                overlays.paint_lens(p, self._image, self.view, focus, area)
        if self.cursor_at is not None:
            overlays.paint_cursor(p, self.view.to_screen(self.cursor_at))

    def _focus(self) -> QPointF | None:
        return self._pointer if self.cursor_at is None else self.view.to_screen(self.cursor_at)

    def _update_lens(self) -> None:
        if self._focus() is None:
            return
        area = QRectF(self.rect())
        # Both corners, since the lens changes sides as the pointer crosses the middle.
        for x in (area.left(), area.right()):
            self.update(overlays.lens_rect(QPointF(x, 0.0), area).adjusted(-4, -4, 4, 4).toAlignedRect())


def image_of(frame: Frame) -> QImage:
    """Return a QImage over the frame's own memory; the caller keeps the array alive."""
    rows, columns = frame.shape[:2]
    return QImage(frame.data, columns, rows, frame.strides[0], QImage.Format.Format_RGB32)


def overlay_image(mask: "NDArray[np.bool_]") -> QImage:
    """Return an image of its own: white where the mask is set, clear elsewhere."""
    rows, columns = mask.shape
    pixels = (mask.astype("<u4") * 0xFFFFFFFF).astype("<u4")
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()


def pixel_centre(at: QPointF) -> QPointF:
    """Return the middle of the screen pixel that was pointed at: whole coordinates name its corner."""
    whole = at.x() == int(at.x()) and at.y() == int(at.y())
    return at + QPointF(0.5, 0.5) if whole else at
