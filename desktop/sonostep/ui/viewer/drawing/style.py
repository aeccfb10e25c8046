"""Colours, strokes and sizes on the picture. The palette is the theme's; calipers also differ by marker."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPen, QPixmap, QPolygonF

from sonostep.ui.kit import theme
from sonostep.ui.viewer.drawing.label_placement import kept

HANDLE = 4.0
"""Half the size of a handle, screen pixels: small, so that it does not hide the end point."""

MARKER = 6.0
"""Half the size of an end marker, screen pixels."""

SHAPE_COLOURS = (theme.WARNING, theme.ACCENT, theme.DONE, theme.UNSURE, theme.PRESENT, theme.TEXT)
"""Colours of shapes by their number on the frame; the marker differs too, so that none is told by colour."""

MARKERS = ("cross", "plus", "diamond", "square", "triangle", "circle")


@dataclass(frozen=True, slots=True)
class ShapeStyle:
    """How one shape is drawn.

    Attributes:
        number: its number on the frame, from 1; 0 for a draft.
        selected: handles are shown.
        draft: it is under way, drawn dashed.
        active: index of the handle that keys move, -1 for none.
        assisted: an image-analysis offer that was accepted.
    """

    number: int = 0
    selected: bool = False
    draft: bool = False
    active: int = -1
    assisted: bool = False

    @property
    def colour(self) -> QColor:
        """The shape's colour; an offer for it has one that is seen beside it."""
        own = SHAPE_COLOURS[(max(self.number, 1) - 1) % len(SHAPE_COLOURS)]
        if self.draft and self.assisted:
            return QColor(theme.ACCENT if own in (theme.WARNING, theme.PRESENT) else theme.WARNING)
        return QColor(own)

    @property
    def marker(self) -> str:
        """The form of its end markers."""
        return MARKERS[(max(self.number, 1) - 1) % len(MARKERS)]

    def pens(self) -> tuple[QPen, QPen]:
        """Return a dark pen for the halo and the coloured one on top of it."""
        width = 2.0 if self.selected or self.draft else 1.5
        return pen(QColor(0, 0, 0, 170), width + 2.0), pen(self.colour, width, dashed=self.draft)


def pen(colour: QColor, width: float, *, dashed: bool = False) -> QPen:
    """Return a round cosmetic pen."""
    made = QPen(colour, width)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        made.setDashPattern([4.0, 3.0])
    return made


def caption_font(base: QFont, factor: float = 1.1) -> QFont:
    """Return the font of words on the picture, legible at arm's length."""
    made = QFont(base)
    made.setPointSizeF(max(base.pointSizeF(), 9.0) * factor)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def plate_of(p: QPainter, at: QPointF, words: str) -> QRectF:
    """Return the plate that words with their top-left at ``at`` need."""
    metrics = p.fontMetrics()
    return QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + 12.0, metrics.height() + 4.0)


def caption(p: QPainter, at: QPointF, words: str, colour: QColor, within: QRectF) -> QRectF:
    """Write words on a dark plate with their top-left at ``at``, kept ``within``; returns the plate."""
    plate = kept(plate_of(p, at, words), within)
    p.fillRect(plate, QColor(0, 0, 0, 175))
    p.setPen(colour)
    p.drawText(plate, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, words)
    return plate


def picture_icon(pixmap: QPixmap) -> QIcon:
    """Return a scan as an icon; the style tints that of a selected row, and a tinted scan is not the scan."""
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


_ARROW = ((-6, -9), (9, 0), (-6, 9))
_ICONS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "play": (_ARROW,),
    "pause": (((-7, -9), (-2, -9), (-2, 9), (-7, 9)), ((2, -9), (7, -9), (7, 9), (2, 9))),
    "next": (((-8, -9), (3, 0), (-8, 9)), ((5, -9), (8, -9), (8, 9), (5, 9))),
    "previous": (((8, -9), (-3, 0), (8, 9)), ((-5, -9), (-8, -9), (-8, 9), (-5, 9))),
    "last": (
        ((-10, -9), (-1, 0), (-10, 9)), ((-1, -9), (7, 0), (-1, 9)),
        ((8, -9), (10, -9), (10, 9), (8, 9)),
    ),
    "first": (
        ((10, -9), (1, 0), (10, 9)), ((1, -9), (-7, 0), (1, 9)),
        ((-8, -9), (-10, -9), (-10, 9), (-8, 9)),
    ),
    "display": (
        ((-9, -7), (9, -7), (9, -5), (-9, -5)), ((-5, -10), (-2, -10), (-2, -2), (-5, -2)),
        ((-9, 5), (9, 5), (9, 7), (-9, 7)), ((2, 2), (5, 2), (5, 10), (2, 10)),
    ),
    "panes": (
        ((-10, -8), (-1, -8), (-1, -1), (-10, -1)), ((1, -8), (10, -8), (10, -1), (1, -1)),
        ((-10, 1), (-1, 1), (-1, 8), (-10, 8)), ((1, 1), (10, 1), (10, 8), (1, 8)),
    ),
    "backwards": (((6, -9), (-9, 0), (6, 9)),),
    "more": tuple(((x - 2, -2), (x + 2, -2), (x + 2, 2), (x - 2, 2)) for x in (-8, 0, 8)),
}  # fmt: skip


def icon(name: str) -> QIcon:
    """Return a transport symbol, drawn, so that it needs no font."""
    made = QIcon()
    for colour, mode in ((theme.TEXT, QIcon.Mode.Normal), (theme.LINE, QIcon.Mode.Disabled)):
        made.addPixmap(_symbol(name, QColor(colour)), mode)
    return made


def _symbol(name: str, colour: QColor) -> QPixmap:
    pixmap = QPixmap(48, 48)
    pixmap.fill(Qt.GlobalColor.transparent)
    p = QPainter(pixmap)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.translate(24, 24)
    p.scale(2, 2)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QBrush(colour))
    for corners in _ICONS[name]:
        p.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    p.end()
    return pixmap
