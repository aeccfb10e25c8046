"""The button that offers one, two or four pictures side by side, and to play them in step."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.ui.viewer.drawing.style import icon

LAYOUTS = (1, 2, 4)


class PanesMenu(QToolButton):
    """``chosen`` carries how many panes are wanted, ``linked`` whether they play in step, ``view_linked``
    whether they are zoomed and moved in step."""

    chosen = Signal(int)
    linked = Signal(bool)
    view_linked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panes")
        self.setIcon(icon("panes"))
        self.setIconSize(QSize(24, 24))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._layouts = {count: self._add(count) for count in LAYOUTS}
        self._menu.addSeparator()
        self._link, self._view_link = self._switch(), self._switch()
        self._group.triggered.connect(self._picked)
        self._link.toggled.connect(self.linked)
        self._view_link.toggled.connect(self.view_linked)
        self.setMenu(self._menu)
        self.show_state(1, False, False)

    def _switch(self) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        self._menu.addAction(action)
        return action

    def _add(self, count: int) -> QAction:
        action = QAction(self)
        action.setData(count)
        action.setCheckable(True)
        self._group.addAction(action)
        self._menu.addAction(action)
        return action

    def _picked(self, action: QAction) -> None:
        self.chosen.emit(action.data())

    def show_state(self, count: int, linked: bool, view_linked: bool) -> None:
        """Show how many panes there are and what they do in step, without telling."""
        self._layouts[count].setChecked(True)
        for action, on in ((self._link, linked), (self._view_link, view_linked)):
            action.setEnabled(count > 1)
            action.blockSignals(True)
            action.setChecked(on)
            action.blockSignals(False)

    def use_language(self, language: Language) -> None:
        """Name the choices in a language."""
        for count, action in self._layouts.items():
            action.setText(text(f"panes.{count}", language))
        self._link.setText(text("panes.linked", language))
        self._view_link.setText(text("panes.view_linked", language))
        self.setAccessibleName(text("panes.title", language))
        self.setToolTip(text("panes.title", language))
