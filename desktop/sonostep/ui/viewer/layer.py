"""The cached picture of all resting shapes: built when something changes, painted in one stroke."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from sonostep.ui.viewer.painters import Shown, paint
from sonostep.ui.viewer.style import caption_font
from sonostep.ui.viewer.transform import ViewTransform


class ShapeLayer:
    """Keeps one transparent pixmap, and the key it was made for."""

    def __init__(self) -> None:
        self._key: object = None
        self._pixmap: QPixmap | None = None
        self.built = 0

    def pixmap(
        self, shapes: tuple[Shown, ...], view: ViewTransform, size: QSize, ratio: float, font: QFont
    ) -> QPixmap | None:
        """Return the shapes drawn, or None where there are none."""
        key = (shapes, view, size.width(), size.height(), ratio, font.key())
        if key != self._key:
            self._key = key
            self._pixmap = self._built(shapes, view, size, ratio, font) if shapes else None
        return self._pixmap

    def _built(
        self, shapes: tuple[Shown, ...], view: ViewTransform, size: QSize, ratio: float, font: QFont
    ) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        p = QPainter(made)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setFont(caption_font(font))
        area = QRectF(0.0, 0.0, size.width(), size.height())
        taken: list[QRectF] = []
        for shown in shapes:
            paint(p, shown, view, area, taken)
        p.end()
        self.built += 1
        return made
