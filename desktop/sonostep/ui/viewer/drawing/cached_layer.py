"""The cached picture of all resting shapes: built when something changes, painted in one stroke."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from sonostep.ui.viewer.drawing.overlays import RULER
from sonostep.ui.viewer.drawing.painters import ShownShape, paint_all
from sonostep.ui.viewer.drawing.style import caption_font
from sonostep.ui.viewer.transform import ViewTransform

_KEPT = 4
"""Layers held: a cine that loops over a few annotated frames draws their shapes once, not in each pass."""


class ShapeLayer:
    """The cache of painted shapes.

    Keeps the newest transparent pixmaps, each with the key it was made for.
    """

    def __init__(self) -> None:
        self._held: list[tuple[object, QPixmap]] = []
        self.built = 0

    def pixmap(
        self, shapes: tuple[ShownShape, ...], view: ViewTransform, size: QSize, ratio: float, font: QFont
    ) -> QPixmap | None:
        """Return the shapes drawn, or None where there are none."""
        if not shapes:
            return None
        key = (shapes, view, size.width(), size.height(), ratio, font.key())
        found = next((entry for entry in self._held if entry[0] == key), None)
        if found is None:
            found = (key, self._built(shapes, view, size, ratio, font))
        else:
            self._held = [entry for entry in self._held if entry is not found]
        self._held = [*self._held[-_KEPT + 1 :], found]
        return found[1]

    def _built(
        self, shapes: tuple[ShownShape, ...], view: ViewTransform, size: QSize, ratio: float, font: QFont
    ) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        p = QPainter(made)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setFont(caption_font(font))
        # The ruler keeps its edge.
        paint_all(p, shapes, view, QRectF(0.0, 0.0, max(size.width() - RULER, 1.0), size.height()))
        p.end()
        self.built += 1
        return made
