"""Pictures beside a step's words: where the probe lies, and what normal and pathology look like."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError
from sonostep.paths import resources
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.tasks import Background
from sonostep.ui.kit.widgets import Button, Label

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


def is_diagram(file: str) -> bool:
    """Whether a step's diagram is one of ours: a protocol file of a stranger names no other file."""
    folder, named = resources().resolve(), (resources() / file).resolve()
    return bool(file) and named.is_relative_to(folder) and named.suffix == ".svg" and named.is_file()


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
    """The reference images.

    Normal and pathology of a view, made in the background and shown when they are there.

    Args:
        scenes: what can be shown, each with its title: ids of views or scenes. ``other`` stands in for a view
            of the user's own that no scene shows.
    """

    def __init__(
        self, scenes: Sequence[tuple[str, str]], side: Side | None, background: Background, other: str = ""
    ) -> None:
        super().__init__()
        self._scenes, self._side, self._background, self._other = scenes, side, background, other
        self._begun = False
        self._now = scenes[0][0] if scenes else other
        self.stills: list[Still] = []
        self._titles: list[Label] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.views: dict[str, Button] = {}
        if len(scenes) > 1:
            self._column.addWidget(flow([self._choice(id_, title) for id_, title in scenes], 4))
        self._waiting = Label(translate("Guidance", "Drawing the reference pictures…"), "small")
        self._column.addWidget(self._waiting)

    def _choice(self, id_: str, title: str) -> Button:
        name = translate("Guidance", "Reference picture: {view}").format(view=title)
        button = Button(title, "chip", id_, name=name)
        button.setCheckable(True)
        button.setChecked(id_ == self._now)
        button.picked.connect(self.show_view)
        self.views[id_] = button
        return button

    def show_view(self, id_: str) -> None:
        """Show another view's pictures; what this step does not have is left."""
        if id_ not in (v for v, _ in self._scenes):
            return
        for view, button in self.views.items():
            button.setChecked(view == id_)
        if id_ != self._now:
            self._now = id_
            if self._begun:
                self._ask()

    def begin(self) -> None:
        """Have them made; nobody waits, and asking twice makes them once."""
        if not self._begun:
            self._begun = True
            self._ask()

    def _ask(self) -> None:
        self._waiting.show()
        work = partial(_stills, self._now, self._side, self._other)
        self._background.quick(work, partial(self._take, self._now))

    def _take(self, view: str, stills: Stills) -> None:
        if view != self._now:
            return
        self._waiting.hide()
        for old in (*self.stills, *self._titles):
            old.hide()
            old.deleteLater()
        self.stills, self._titles = [], []
        titles = dict(VARIANTS)
        for variant, picture in stills:
            title = translate("Guidance", titles[variant])
            still, heading = Still(title, picture), Label(title, "small")
            self.stills.append(still)
            self._titles.append(heading)
            self._column.addWidget(heading)
            self._column.addWidget(still)


def _stills(scene: str, side: Side | None, other: str) -> Stills:
    return stills_of(scene, side) or (stills_of(other, side) if other else ())


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
