"""Key map: all keyboard shortcuts in one list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sonostep.ui.kit.i18n import translate
from sonostep.ui.shell.actions import MENUS, ActionSet


class KeyMap(QDialog):
    """Shows what each key does, by menu."""

    def __init__(self, made: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("KeyMap", "Keys"))
        rows = [
            (made[id_].text(), made.keys_of(id_), translate("Actions", menu))
            for menu, ids in MENUS
            for id_ in ids
            if id_ != "-" and made.keys_of(id_)
        ]
        table = QTableWidget(len(rows), 3)
        table.setAccessibleName(translate("KeyMap", "Keys"))
        table.setHorizontalHeaderLabels(
            [translate("KeyMap", "What"), translate("KeyMap", "Keys"), translate("KeyMap", "Menu")]
        )
        for index, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.setItem(index, column, QTableWidgetItem(text))
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column_ = QVBoxLayout(self)
        column_.addWidget(table)
        self.table = table
        self.resize(620, 640)
