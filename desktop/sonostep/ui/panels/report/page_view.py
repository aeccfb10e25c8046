"""Pages below one another, as wide as there is room for; a press on what leads somewhere goes there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Label
from sonostep.ui.panels.report.page_preview import Previewer, ShownPages

if TYPE_CHECKING:
    from sonostep.workflows.report_export import PageLink, ReportLanguage

_GAP = 14
_LINE = 13.0
"""Points of height of a line of text, of which a spot is the beginning."""

_REACH = 250.0
"""Points to the right of a spot's beginning that belong to it, at the most."""

_POINTS = 72.0


class _Sheet(QWidget):
    """All pages, painted; ``picked`` carries the target of a spot."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.shown = ShownPages()
        self._over: PageLink | None = None

    def scale(self) -> float:
        """Screen pixels per point."""
        widest = max((p.width() for p in self.shown.pages), default=1)
        return self.width() / (widest * _POINTS / self.shown.ppi)

    def height_for(self, width: int) -> int:
        """Return how high all pages are at a width."""
        return round(sum(p.height() * width / p.width() + _GAP for p in self.shown.pages)) or 1

    def places(self) -> list[QRectF]:
        """Return where each page lies."""
        made, y = [], 0.0
        for page in self.shown.pages:
            height = page.height() * self.width() / page.width()
            made.append(QRectF(0, y, self.width(), height))
            y += height + _GAP
        return made

    def area(self, spot: "PageLink") -> QRectF:
        """Return where a press on a spot counts."""
        scale, place = self.scale(), self.places()[spot.page]
        top = place.y() + (spot.y - 2) * scale
        return QRectF((spot.x - 2) * scale, top, _REACH * scale, (_LINE + 2) * scale)

    def spot_at(self, at: QPointF) -> "PageLink | None":
        """Return the spot under a place on the widget."""
        hits = (s for s in self.shown.spots if self.area(s).contains(at))
        return next(hits, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.spot_at(event.position())
        if over is not self._over:
            self._over = over
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot is not None:
            self.picked.emit(spot.target)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page, place in zip(self.shown.pages, self.places(), strict=True):
            if place.intersects(QRectF(event.rect())):
                painter.drawImage(place, page)
        for spot in self.shown.spots:
            area = self.area(spot)
            if area.intersects(QRectF(event.rect())):
                # a quiet mark that it leads somewhere: no hover on a touch screen
                x = area.left() - 5
                painter.setPen(QPen(QColor("#1f7a8c"), 2))
                painter.drawLine(QPointF(x, area.top() + 2), QPointF(x, area.bottom() - 2))
        if self._over is not None:
            faint = QColor(theme.ACCENT)
            faint.setAlpha(60)
            painter.fillRect(self.area(self._over), faint)
        painter.end()


class PagesView(QScrollArea):
    """The view of pages.

    Scrolls the pages; new ones come in at the same place. ``picked`` carries the target of a press.
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sheet = _Sheet()
        self.sheet.picked.connect(self.picked)
        self.setWidget(self.sheet)
        self._zoom = 1.0

    def show_pages(self, shown: ShownPages) -> None:
        """Show other pages, at the same place."""
        place = self.verticalScrollBar().value()
        self.sheet.shown = shown
        self._fit()
        self.sheet.update()
        self.verticalScrollBar().setValue(place)

    def zoom(self, factor: float) -> None:
        """Make the pages larger or smaller; 1 is as wide as there is room for."""
        self._zoom = max(0.5, min(4.0, self._zoom * factor))
        self._fit()

    def zoom_fit(self) -> None:
        """Make the pages as wide as there is room for."""
        self._zoom = 1.0
        self._fit()

    def _fit(self) -> None:
        width = max(200, round((self.viewport().width() - 4) * self._zoom))
        self.sheet.resize(QSize(width, self.sheet.height_for(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


_PPI = 110.0


class LivePages(QWidget):
    """The pages beside the editor, set anew soon after each edit while they are seen.

    ``picked`` carries the target of a press.
    """

    picked = Signal(object)

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self._language: ReportLanguage = controller.language
        self._previewer: Previewer | None = None
        self._working = False
        self.view = PagesView()
        self.view.setObjectName("live_pages")
        self.view.picked.connect(self.picked)
        self.state = Label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self.view, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the interface's language."""
        self.view.setAccessibleName(translate("Preview", "Pages of the report"))
        self._show_working(self._working)

    def speak(self, language: "ReportLanguage") -> None:
        """Set the pages in a language."""
        self._language = language
        if self._previewer is not None:
            self._previewer.speak(language)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._previewer is None:
            self._previewer = Previewer(self._controller, self._language, _PPI, self, later=True)
            self._previewer.shown.connect(self._show_pages)
            self._previewer.working.connect(self._show_working)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._previewer is not None:
            self._previewer.close()
            self._previewer.deleteLater()
            self._previewer = None

    def _show_pages(self, shown: ShownPages) -> None:
        if shown.problem is not None:
            self.state.setText(sentence(shown.problem, self._controller.language))
            return
        self.view.show_pages(shown)
        self._show_working(False)

    def _show_working(self, working: bool) -> None:
        self._working = working
        pages = len(self.view.sheet.shown.pages)
        done = translate("Preview", "{pages} pages, as they would be exported now")
        if self._controller.exam.closed:
            done = translate("Preview", "{pages} pages, set anew; the sealed file is what is exported")
        waiting = working or not pages
        self.state.setText(translate("Preview", "Setting the pages") if waiting else done.format(pages=pages))
