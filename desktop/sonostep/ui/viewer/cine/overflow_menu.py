"""The overflow menu of the transport: what a narrow row has no room for."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.viewer.drawing.style import icon


class OverflowMenu(QToolButton):
    """A button that is there while parts of its row are hidden; its menu presses and chooses for them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("more_playback")
        self.setIcon(icon("more"))
        self.setIconSize(QSize(24, 24))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._hidden: tuple[QToolButton | ComboBox, ...] = ()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.hide()

    def offer(self, hidden: Sequence[QToolButton | ComboBox]) -> None:
        """Take the place of these parts of the row."""
        self._hidden = tuple(hidden)
        self.setVisible(bool(hidden))

    def _fill(self) -> None:
        self._menu.clear()
        for part in self._hidden:
            if isinstance(part, ComboBox):
                self._list(part)
            else:
                self._add(self._menu, part.accessibleName(), part.isChecked(), part.isCheckable(), part.click)
                self._menu.actions()[-1].setEnabled(part.isEnabled())

    def _list(self, box: ComboBox) -> None:
        inner = self._menu.addMenu(box.accessibleName())
        inner.setEnabled(box.isEnabled())
        for index in range(box.count()):
            self._add(inner, box.itemText(index), index == box.currentIndex(), True, _chooser(box, index))

    def _add(self, menu: QMenu, name: str, on: bool, checkable: bool, press: Callable[[], object]) -> None:
        action = QAction(name, menu)
        action.setCheckable(checkable)
        action.setChecked(on)
        action.triggered.connect(lambda: press())
        menu.addAction(action)


def _chooser(box: ComboBox, index: int) -> Callable[[], None]:
    def choose() -> None:
        box.setCurrentIndex(index)
        box.activated.emit(index)

    return choose
