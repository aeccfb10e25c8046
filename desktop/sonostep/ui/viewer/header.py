"""The lines above the picture: what it is, whether it is synthetic, which filters are on, and its scale.

They stand beside the picture, not on it, so that they cover neither each other nor what a scanner burned in.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from sonostep.messages import text
from sonostep.ui.kit import theme
from sonostep.ui.viewer.drawing.overlays import OverlayTexts
from sonostep.ui.viewer.drawing.readout import calibrated, scale_in_brief, scale_state
from sonostep.ui.viewer.drawing.style import caption_font

_SIDE, _GAP, _EDGE = 8, 18, 3
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class HeaderTexts:
    """One thing that is said; ``widest`` is what it may come to say, for which its place is kept, ``whole``
    what there is to say where several pictures leave no room for it, ``starts`` whether pressing it starts
    the calibration that it misses."""

    words: str
    colour: str
    widest: str = ""
    whole: str = ""
    starts: bool = False


class PictureHeader(QWidget):
    """The header above the picture. As many lines as its words need in its width; nothing is cut.

    ``calibration_wanted`` says that the notice of a missing scale was pressed.
    """

    calibration_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_header")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._said: tuple[HeaderTexts, ...] = ()
        self._places: tuple[QRect, ...] = ()
        self.no_scale = QPushButton(self)
        self.no_scale.setObjectName("no_scale")
        self.no_scale.setCursor(Qt.CursorShape.PointingHandCursor)
        self.no_scale.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # The words are painted, over several lines where they must be; the button lies around them.
        self.no_scale.setStyleSheet(
            f"QPushButton {{ background: transparent; min-height: 0; padding: 0;"
            f" border: 1px solid {theme.WARNING}; border-radius: 3px; }}"
            "QPushButton:focus { border: 2px solid #ffffff; }"
        )
        self.no_scale.hide()
        self.no_scale.clicked.connect(self.calibration_wanted)

    def show_words(self, words: OverlayTexts) -> None:
        """Say what is to be said of the picture."""
        said = _said(words)
        if said == self._said:
            return
        same = [s.widest or s.words for s in said] == [s.widest or s.words for s in self._said]
        self._said = said
        whole = " · ".join(s.whole or s.words for s in said)
        self.setAccessibleName(whole)
        self.setToolTip(whole)
        if not same:
            self._arrange()
        self.update()

    def words(self) -> tuple[str, ...]:
        """Return what is said, in order."""
        return tuple(s.words for s in self._said)

    def places(self) -> tuple[QRect, ...]:
        """Return where each of them stands."""
        return self._places

    def _arrange(self) -> None:
        """Place the words in lines, as in a paragraph; what is wider than a line is broken."""
        metrics = QFontMetrics(caption_font(self.font(), 1.0))
        x, y, high = _SIDE, _EDGE, 0
        wide = max(self.width() - 2 * _SIDE, 60)
        places = []
        for said in self._said:
            box = metrics.boundingRect(QRect(0, 0, wide, 4096), _WRAP, said.widest or said.words)
            if x > _SIDE and x + box.width() > _SIDE + wide:
                x, y, high = _SIDE, y + high, 0
            places.append(QRect(x, y, box.width() + 2, box.height()))
            x, high = x + box.width() + _GAP, max(high, box.height())
        self._places = tuple(places)
        self._place_button()
        self.setFixedHeight(y + high + _EDGE if places else 0)

    def _place_button(self) -> None:
        starts = [(s, p) for s, p in zip(self._said, self._places, strict=True) if s.starts]
        self.no_scale.setVisible(bool(starts))
        for said, place in starts:
            self.no_scale.setGeometry(place.adjusted(-4, -2, 4, 2))
            self.no_scale.setAccessibleName(said.whole or said.words)
            self.no_scale.setToolTip(said.whole or said.words)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), QColor(theme.GROUND))
        p.setFont(caption_font(self.font(), 1.0))
        for said, place in zip(self._said, self._places, strict=True):
            p.setPen(QColor(said.colour))
            p.drawText(place, _WRAP, said.words)


def _said(words: OverlayTexts) -> tuple[HeaderTexts, ...]:
    said = [HeaderTexts(words.title, theme.TEXT), HeaderTexts(words.place, theme.TEXT, words.place_room)]
    if words.synthetic:
        said.append(HeaderTexts(text("viewer.synthetic", words.language), theme.STOP))
    if words.info is not None:
        colour = theme.DONE if calibrated(words.info) else theme.WARNING
        state = scale_state(words.info, words.language)
        brief = scale_in_brief(words.info, words.language) if words.place else state
        starts = not calibrated(words.info) and words.info.rows > 0
        said.append(HeaderTexts(brief, colour, whole=state, starts=starts))
    if words.filters:
        known = (text(f"filter.{f}", words.language) for f in words.filters)
        names = text("filter.join", words.language).join(known)
        said.append(HeaderTexts(text("viewer.display_only", words.language, filters=names), theme.WARNING))
    return tuple(s for s in said if s.words)
