"""Where a frame lies on the screen: zoom, pan, true aspect, rotation and flips. View state, never history."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QTransform

from sonostep.core.measure.geometry import Point

SMALLEST, LARGEST = 0.05, 64.0
"""Screen pixels per image pixel between which one can zoom."""


@dataclass(frozen=True, slots=True)
class ViewTransform:
    """Maps image coordinates to the widget's.

    Attributes:
        zoom: screen pixels per image pixel along the image's x.
        aspect: height over width of an image pixel; y is drawn at ``zoom * aspect``.
        centre: the image point in the middle of the widget.
        size: width and height of the widget, screen pixels.
        quarters: clockwise quarter turns, 0 to 3.
        flip_x, flip_y: mirrored left-right, top-bottom, after the turn.
    """

    zoom: float = 1.0
    aspect: float = 1.0
    centre: Point = Point(0.0, 0.0)
    size: tuple[float, float] = (1.0, 1.0)
    quarters: int = 0
    flip_x: bool = False
    flip_y: bool = False

    def matrix(self) -> QTransform:
        """Return the map from image coordinates to the widget's."""
        made = QTransform()
        made.translate(self.size[0] / 2, self.size[1] / 2)
        made.scale(-1.0 if self.flip_x else 1.0, -1.0 if self.flip_y else 1.0)
        made.rotate(90.0 * self.quarters)
        made.scale(self.zoom, self.zoom * self.aspect)
        made.translate(-self.centre.x, -self.centre.y)
        return made

    def to_screen(self, p: Point) -> QPointF:
        """Return where an image point is on the widget."""
        return self.matrix().map(QPointF(p.x, p.y))

    def to_image(self, p: QPointF) -> Point:
        """Return the image point under a place on the widget."""
        inverse, _ = self.matrix().inverted()
        mapped = inverse.map(p)
        return Point(mapped.x(), mapped.y())

    @property
    def resolution(self) -> float:
        """Image pixels per screen pixel; of the coarser axis where pixels are not square, so that what is
        said of uncertainty holds along both."""
        return 1.0 / (self.zoom * min(1.0, self.aspect))

    def moved(self, at: Point, dx: float, dy: float) -> Point:
        """Return the image point so many screen pixels from another."""
        return self.to_image(self.to_screen(at) + QPointF(dx, dy))

    @property
    def marks(self) -> tuple[str, ...]:
        """What a shape placed now is marked with: the turn and the flips."""
        turn = (f"rotate{90 * self.quarters}",) if self.quarters else ()
        flips = (("flip_horizontal",) if self.flip_x else ()) + (("flip_vertical",) if self.flip_y else ())
        return turn + flips

    def zoomed(self, zoom: float, keep: QPointF | None = None) -> "ViewTransform":
        """Return the view at another zoom with the image point under ``keep`` where it is."""
        zoom = min(max(zoom, SMALLEST), LARGEST)
        middle = QPointF(self.size[0] / 2, self.size[1] / 2)
        keep = middle if keep is None else keep
        anchor = self.to_image(keep)
        made = replace(self, zoom=zoom, centre=anchor)
        return made.panned(keep - middle)

    def panned(self, by: QPointF) -> "ViewTransform":
        """Return the view with the picture moved by so many screen pixels."""
        middle = QPointF(self.size[0] / 2, self.size[1] / 2)
        return replace(self, centre=self.to_image(middle - by))

    def fitted(self, columns: int, rows: int, margin: float = 1.0, gutter: float = 0.0) -> "ViewTransform":
        """Return the view with the whole picture as large as it fits, centred in what the ``gutter`` at the
        right edge leaves."""
        whole = self.extent(columns, rows)
        wide, high = self.size
        room = [max(wide - gutter - 2 * margin, 16.0), max(high - 2 * margin, 16.0)]
        zoom = min(room[0] / whole.width(), room[1] / whole.height())
        centred = replace(self, zoom=zoom, centre=Point(columns / 2, rows / 2))
        return centred.panned(QPointF(-gutter / 2, 0.0))

    def extent(self, columns: int, rows: int) -> QSizeF:
        """Return the size of a picture on the screen at zoom 1, turned."""
        wide, high = max(columns, 1) * 1.0, max(rows, 1) * self.aspect
        return QSizeF(high, wide) if self.quarters % 2 else QSizeF(wide, high)

    def turned(self) -> "ViewTransform":
        """Return the view a quarter further clockwise as seen, flips included."""
        step = 1 if self.flip_x == self.flip_y else 3
        return replace(self, quarters=(self.quarters + step) % 4)
