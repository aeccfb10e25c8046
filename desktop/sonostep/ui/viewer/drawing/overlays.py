"""What stands on the picture beside shapes: ruler, orientation mark, regions, cursor, magnifier."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from sonostep.core.clip import ScaleInfo
from sonostep.core.measure.calibration import LengthScale, NoScale
from sonostep.core.measure.geometry import Point
from sonostep.core.text import Language
from sonostep.ui.kit import theme
from sonostep.ui.viewer.drawing.readout import calibrated, scales
from sonostep.ui.viewer.drawing.style import caption, caption_font, pen
from sonostep.ui.viewer.transform import ViewTransform

_HALO = QColor(0, 0, 0, 190)
RULER = 40.0
"""Width of the ruler along the right edge, with its figures, screen pixels."""

_DOT = 5.0
"""Half the size of the orientation mark, screen pixels: it hides no more than the picture's very corner."""

_LENS = 168.0
"""Side of the magnifier, screen pixels."""


@dataclass(frozen=True, slots=True)
class OverlayTexts:
    """The texts of overlays.

    What is said of a picture; ``outlines`` shows where the regions are, where there are several.

    ``place`` is the frame in view where it has no timeline of its own, ``place_room`` the widest it can be.
    """

    info: ScaleInfo | None = None
    language: Language = "en"
    synthetic: bool = False
    filters: tuple[str, ...] = ()
    title: str = ""
    place: str = ""
    place_room: str = ""
    outlines: bool = False


def paint_corners(p: QPainter, words: OverlayTexts, view: ViewTransform, area: QRectF) -> None:
    """Draw ruler and orientation mark, and the regions where it matters which one is measured in."""
    p.setFont(caption_font(p.font(), 1.0))
    if words.info is None:
        return
    _ruler(p, words.info, view, area)
    _orientation(p, view, area)
    if words.outlines and len(words.info.regions) > 1:
        _regions(p, words.info, view)


def _regions(p: QPainter, info: ScaleInfo, view: ViewTransform) -> None:
    """Draw where each region lies, so that a caliper is not set across two; what it is stands above the
    picture, by its number."""
    for index, region in enumerate(info.regions):
        a = view.to_screen(Point(region.x0, region.y0))
        b = view.to_screen(Point(region.x1 + 1, region.y1 + 1))
        box = QRectF(a, b).normalized()
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(pen(QColor(theme.MUTED), 1.0, dashed=True))
        p.drawRect(box)
        if not isinstance(scales(info)[index][0], NoScale):
            caption(p, box.topLeft(), str(index + 1), QColor(theme.MUTED), box)


def _orientation(p: QPainter, view: ViewTransform, area: QRectF) -> None:
    """A dot on the stored picture's top-left corner, which goes with turns and flips; where that is
    beyond the widget it stays in the nearest corner."""
    corner = view.to_screen(Point(0.0, 0.0))
    room = area.adjusted(_DOT + 1, _DOT + 1, -_DOT - 1, -_DOT - 1)
    x = min(max(corner.x(), room.left()), room.right())
    y = min(max(corner.y(), room.top()), room.bottom())
    p.setPen(pen(_HALO, 2.0))
    p.setBrush(QColor(theme.ACCENT))
    p.drawEllipse(QPointF(x, y), _DOT, _DOT)
    p.setBrush(Qt.BrushStyle.NoBrush)


def has_ruler(words: OverlayTexts) -> bool:
    """Whether a ruler may stand at the edge: there is a length scale."""
    return words.info is not None and calibrated(words.info)


def _ruler(p: QPainter, info: ScaleInfo, view: ViewTransform, area: QRectF) -> None:
    """Ticks in millimetres along the right edge, from the top of the region in the middle of the screen."""
    scale = scale_at(info, view.centre)
    if scale is None:
        return
    per_mm = view.zoom / scale.mm_x
    step = _nice(26.0 / per_mm)
    start = _ruler_start(info, scale, view, area)
    first = max(math.ceil((area.top() + 10.0 - start) / per_mm / step), 0)
    last = math.floor((area.bottom() - 30.0 - start) / per_mm / step)
    # In a low pane there may be no fifth tick at all.
    every = 5 if last - first > 5 else 1
    for index in range(first, last + 1):
        words = f"{index * step:g}" if index % every == 0 else ""
        _tick(p, area.right() - 2.0, start + index * step * per_mm, words)
    if last >= first:
        _tick_words(p, "mm", area.right() - 6.0, area.bottom() - 12.0)


def _ruler_start(info: ScaleInfo, scale: LengthScale, view: ViewTransform, area: QRectF) -> float:
    """Return where 0 mm stands: the skin line, which is the region's top, where the picture is upright."""
    if view.quarters or view.flip_y:
        return area.top() + 24.0
    top = info.regions[scale.region].y0 if scale.region is not None else 0
    return view.to_screen(Point(0.0, max(top, 0))).y()


def _tick(p: QPainter, right: float, y: float, words: str) -> None:
    for colour, width in ((_HALO, 3.5), (QColor(theme.TEXT), 1.5)):
        p.setPen(pen(colour, width))
        p.drawLine(QPointF(right - (18.0 if words else 9.0), y), QPointF(right, y))
    if words:
        _tick_words(p, words, right - 22.0, y)


def _tick_words(p: QPainter, words: str, right: float, y: float) -> None:
    wide = p.fontMetrics().horizontalAdvance(words)
    for dx, dy, colour in ((1, 1, _HALO), (-1, -1, _HALO), (0, 0, QColor(theme.TEXT))):
        p.setPen(colour)
        p.drawText(QPointF(right - wide + dx, y + p.fontMetrics().ascent() / 2 - 1 + dy), words)


def scale_at(info: ScaleInfo, at: Point) -> LengthScale | None:
    """Return the length scale at a point of the picture; the only one there is where it lies in none."""
    lengths = [(s, r) for s, r in scales(info) if isinstance(s, LengthScale)]
    for scale, region in lengths:
        if region is None or (region.x0 <= at.x <= region.x1 + 1 and region.y0 <= at.y <= region.y1 + 1):
            return scale
    return lengths[0][0] if len(lengths) == 1 else None


def _nice(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * m for m in (1.0, 2.0, 5.0, 10.0) if power * m >= least * (1 - 1e-9))


def paint_cursor(p: QPainter, at: QPointF) -> None:
    """Draw the keyboard's cross, open in the middle so that it hides nothing."""
    for colour, width in ((_HALO, 3.5), (QColor(theme.ACCENT), 1.5)):
        p.setPen(pen(colour, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            p.drawLine(at + QPointF(4 * dx, 4 * dy), at + QPointF(16 * dx, 16 * dy))


def paint_frame(p: QPainter, area: QRectF, framed: bool) -> None:
    """Draw the frame around the picture that is worked on, among several."""
    if framed:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(pen(QColor(theme.ACCENT), 3.0))
        p.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))


def lens_rect(at: QPointF, area: QRectF) -> QRectF:
    """Return where the magnifier stands: in the upper corner away from the pointer."""
    left = at.x() > area.center().x()
    x = area.left() + 12.0 if left else area.right() - _LENS - 44.0
    return QRectF(x, area.top() + 60.0, _LENS, _LENS)


def paint_lens(p: QPainter, image: QImage, view: ViewTransform, at: QPointF, area: QRectF) -> None:
    """Draw the picture around ``at`` at four times its size on the screen, with a cross."""
    lens = lens_rect(at, area)
    p.save()
    shape = QPainterPath()
    shape.addEllipse(lens)
    p.setClipPath(shape)
    p.fillRect(lens, QColor(theme.GROUND))
    p.translate(lens.center())
    p.scale(4.0, 4.0)
    p.translate(-at)
    p.setTransform(view.matrix(), True)
    p.drawImage(QPointF(0.0, 0.0), image)
    p.restore()
    p.setPen(pen(QColor(theme.ACCENT), 2.0))
    p.drawEllipse(lens)
    paint_cursor(p, lens.center())
