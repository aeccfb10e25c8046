"""What stands on the picture beside shapes: ruler, orientation mark, scale, banner, cursor, magnifier."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from sonostep.core.calibration import LengthScale
from sonostep.core.clip import ScaleInfo
from sonostep.core.geometry import Point
from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.ui import theme
from sonostep.ui.viewer.readout import calibrated, region_words, scale_state, scales
from sonostep.ui.viewer.style import caption, caption_font, pen
from sonostep.ui.viewer.transform import ViewTransform

_HALO = QColor(0, 0, 0, 190)
_LENS = 168.0
"""Side of the magnifier, screen pixels."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the corners say; ``outlines`` shows where the regions are, where there are several."""

    info: ScaleInfo | None = None
    language: Language = "en"
    synthetic: bool = False
    filters: tuple[str, ...] = ()
    title: str = ""
    outlines: bool = False


def paint_corners(p: QPainter, words: Words, view: ViewTransform, area: QRectF) -> None:
    """Draw ruler, orientation mark, title, banner, scale and the filters that are on."""
    p.setFont(caption_font(p.font(), 1.0))
    inner = area.adjusted(8, 8, -8, -8)
    if words.info is not None:
        _ruler(p, words.info, view, area)
        _orientation(p, view)
        _scale_line(p, words.info, words.language, inner)
        if words.outlines and len(words.info.regions) > 1:
            _regions(p, words.info, words.language, view)
    if words.title:
        caption(p, inner.topLeft(), words.title, QColor(theme.TEXT), inner)
    if words.filters:
        _filters(p, words, inner)
    if words.synthetic:
        _banner(p, words.language, words.title, inner)


def _regions(p: QPainter, info: ScaleInfo, language: Language, view: ViewTransform) -> None:
    """Draw where each region lies and what it is, so that a caliper is not set across two."""
    for index, region in enumerate(info.regions):
        a = view.to_screen(Point(region.x0, region.y0))
        b = view.to_screen(Point(region.x1 + 1, region.y1 + 1))
        box = QRectF(a, b).normalized()
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(pen(QColor(theme.MUTED), 1.0, dashed=True))
        p.drawRect(box)
        words = region_words(info, index, language)
        caption(p, box.topRight() - QPointF(4096.0, 0.0), words, QColor(theme.MUTED), box)


def _scale_line(p: QPainter, info: ScaleInfo, language: Language, inner: QRectF) -> None:
    colour = QColor(theme.DONE if calibrated(info) else theme.WARNING)
    words = scale_state(info, language)
    room = inner.width() - 80.0
    shown = p.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
    caption(p, inner.bottomLeft(), shown, colour, inner)


def _filters(p: QPainter, words: Words, inner: QRectF) -> None:
    names = ", ".join(text(f"filter.{f}", words.language) for f in words.filters)
    line = text("viewer.display_only", words.language, filters=names)
    below = inner.topLeft() + QPointF(0.0, p.fontMetrics().height() + 10.0)
    caption(p, below, line, QColor(theme.WARNING), inner)


def _banner(p: QPainter, language: Language, title: str, inner: QRectF) -> None:
    words = text("viewer.synthetic", language)
    measured = p.fontMetrics()
    half = measured.horizontalAdvance(words) / 2 + 6.0
    # Beside a title where there is room, below it in a narrow pane.
    after = inner.left() + (measured.horizontalAdvance(title) + 32.0 if title else 0.0)
    left = max(inner.center().x() - half, after)
    beside = left + 2 * half < inner.right() - 80.0
    below = inner.top() + 2.0 * (measured.height() + 10.0)
    at = QPointF(left, inner.top()) if beside else QPointF(inner.center().x() - half, below)
    caption(p, at, words, QColor(theme.STOP), inner)


def _orientation(p: QPainter, view: ViewTransform) -> None:
    """A dot at the stored picture's top-left corner, which goes with turns and flips."""
    at = view.to_screen(Point(0.0, 0.0))
    middle = QPointF(view.size[0] / 2, view.size[1] / 2)
    inward = QPointF(math.copysign(12, middle.x() - at.x()), math.copysign(44, middle.y() - at.y()))
    p.setPen(pen(_HALO, 2.0))
    p.setBrush(QColor(theme.ACCENT))
    p.drawEllipse(at + inward, 6.0, 6.0)
    p.setBrush(Qt.BrushStyle.NoBrush)


def _ruler(p: QPainter, info: ScaleInfo, view: ViewTransform, area: QRectF) -> None:
    """Ticks in millimetres along the right edge, from the top of the region in the middle of the screen."""
    scale = scale_at(info, view.centre)
    if scale is None:
        return
    per_mm = view.zoom / scale.mm_x
    step = _nice(26.0 / per_mm)
    start = _ruler_start(info, scale, view, area)
    first = max(math.ceil((area.top() + 12.0 - start) / per_mm / step), 0)
    last = math.floor((area.bottom() - 30.0 - start) / per_mm / step)
    for index in range(first, last + 1):
        _tick(p, area.right() - 2.0, start + index * step * per_mm, index, step)


def _ruler_start(info: ScaleInfo, scale: LengthScale, view: ViewTransform, area: QRectF) -> float:
    """Return where 0 mm stands: the skin line, which is the region's top, where the picture is upright."""
    if view.quarters or view.flip_y:
        return area.top() + 24.0
    top = info.regions[scale.region].y0 if scale.region is not None else 0
    return view.to_screen(Point(0.0, max(top, 0))).y()


def _tick(p: QPainter, right: float, y: float, index: int, step: float) -> None:
    long = index % 5 == 0
    for colour, width in ((_HALO, 3.5), (QColor(theme.TEXT), 1.5)):
        p.setPen(pen(colour, width))
        p.drawLine(QPointF(right - (18.0 if long else 9.0), y), QPointF(right, y))
    if long:
        _tick_words(p, f"{index * step:g}" + (" mm" if index == 0 else ""), right - 22.0, y)


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
