"""Command palette: find a command by typing a few of its letters."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.shell.actions import ACTIONS, ActionSet


def matches(query: str, title: str) -> bool:
    """Whether every word of the query is in the title, in any order."""
    return all(word in title.lower() for word in query.lower().split())


class Palette(QDialog):
    """Lists the actions of use now; Enter or a press does the chosen one."""

    def __init__(self, made: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Palette", "Find a command"))
        self._made = made
        self._chosen: QAction | None = None
        column = QVBoxLayout(self)
        self.field = LineEdit()
        self.field.setPlaceholderText(translate("Palette", "Type a few letters"))
        self.field.setAccessibleName(translate("Palette", "Find a command"))
        self.list = QListWidget()
        self.list.setAccessibleName(translate("Palette", "Commands"))
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.resize(520, 460)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(self._run)
        self.field.installEventFilter(self)
        self._filter("")
        self.finished.connect(self._trigger)

    def _filter(self, query: str) -> None:
        self.list.clear()
        for declared in ACTIONS:
            action = self._made[declared.id]
            if action.isEnabled() and matches(query, f"{action.text()} {declared.text}"):
                keys = self._made.keys_of(declared.id)
                item = QListWidgetItem(f"{action.text()}      {keys}" if keys else action.text())
                item.setData(Qt.ItemDataRole.UserRole, declared.id)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if by is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._chosen = self._made[item.data(Qt.ItemDataRole.UserRole)]
            self.accept()

    def _trigger(self) -> None:
        if self._chosen is not None:
            self._chosen.trigger()
