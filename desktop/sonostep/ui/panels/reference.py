"""Pictures beside a step's words: where the probe lies, and what normal and pathology look like."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError
from sonostep.paths import resources
from sonostep.ui.background import Background
from sonostep.ui.language import N, translate
from sonostep.ui.widgets import Label

if TYPE_CHECKING:
    from sonostep.phantom.reference import Picture

Stills = tuple[tuple[str, "Picture"], ...]
VARIANTS = (
    ("normal", N("Guidance", "Normal, synthetic")),
    ("pathology", N("Guidance", "Pathology, synthetic")),
)
_PAPER = "#f4f1e8"
_RATIO = 0.75


class _Drawn(QWidget):
    """As wide as it is given, at most ``most`` high, and always with a name for a screen reader."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__()
        self._most = most
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit(320)

    def _fit(self, width: int) -> None:
        self.setFixedHeight(min(round(width * _RATIO), self._most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def _within(self, size: QSize) -> QRectF:
        """The largest place of these proportions in the middle."""
        fitted = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2
        return QRectF(left, top, fitted.width(), fitted.height())


class Diagram(_Drawn):
    """A drawing of our own, on paper, so that its lines keep their colours on the dark ground."""

    def __init__(self, file: str, name: str) -> None:
        super().__init__(name, 240)
        self.renderer = QSvgRenderer(str(resources() / file), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = self._within(self.renderer.defaultSize())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PAPER)
        painter.drawRoundedRect(place, 6, 6)
        self.renderer.render(painter, place)
        painter.end()


class Still(_Drawn):
    """A picture of the phantom."""

    def __init__(self, name: str, picture: "Picture") -> None:
        super().__init__(name, 220)
        rows, columns = picture.shape[:2]
        image = QImage(picture.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        # A pixmap has pixels of its own; the image's are only borrowed.
        self._picture = QPixmap.fromImage(image)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._within(self._picture.size())
        painter.drawPixmap(place, self._picture, QRectF(self._picture.rect()))
        painter.end()


class ReferenceStills(QWidget):
    """Normal and pathology of a view, made in the background and shown when they are there."""

    def __init__(self, scene: str, side: Side | None, background: Background) -> None:
        super().__init__()
        self._scene, self._side, self._background = scene, side, background
        self._begun = False
        self.stills: list[Still] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._waiting = Label(translate("Guidance", "Drawing the reference pictures…"), "small")
        self._column.addWidget(self._waiting)

    def begin(self) -> None:
        """Have them made; nobody waits, and asking twice makes them once."""
        if not self._begun:
            self._begun = True
            self._background.quick(partial(stills_of, self._scene, self._side), self._show)

    def _show(self, stills: Stills) -> None:
        self._waiting.hide()
        titles = dict(VARIANTS)
        for variant, picture in stills:
            title = translate("Guidance", titles[variant])
            still = Still(title, picture)
            self.stills.append(still)
            self._column.addWidget(Label(title, "small"))
            self._column.addWidget(still)


def stills_of(scene: str, side: Side | None) -> Stills:
    """Return a scene's variants with their pictures; those that it does not have are left out."""
    from sonostep.phantom.catalogue import Side as Letter
    from sonostep.phantom.reference import reference_still

    letter: Letter = "L" if side is Side.LEFT else "R"
    made = []
    for variant, _ in VARIANTS:
        try:
            made.append((variant, reference_still(scene, letter, variant)))
        except ProblemError:
            # A scene without this variant has no picture of it; the words beside it stay.
            continue
    return tuple(made)
