"""A button that names the armed tool and offers all of them, by touch as by mouse."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from sonostep.core.text import Language
from sonostep.messages import text
from sonostep.tools import SELECT, TOOLS


class ToolMenu(QPushButton):
    """The menu of tools.

    ``picked`` carries a tool's id, ``assist_toggled`` whether image analysis may make offers.
    """

    picked = Signal(str)
    assist_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_menu")
        # Space belongs to the key map; a focused button would take it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoDefault(False)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions = {id_: self._add(id_) for id_ in TOOLS}
        self._group.triggered.connect(self._picked)
        self._menu.addSeparator()
        self.assist = QAction(self)
        self.assist.setCheckable(True)
        self.assist.toggled.connect(self.assist_toggled)
        self._menu.addAction(self.assist)
        self.setMenu(self._menu)
        self._tool = SELECT
        self.use_language("en")

    def _add(self, id_: str) -> QAction:
        action = QAction(self)
        action.setData(id_)
        action.setCheckable(True)
        self._group.addAction(action)
        self._menu.addAction(action)
        return action

    def _picked(self, action: QAction) -> None:
        self.picked.emit(action.data())

    def show_tool(self, tool: str) -> None:
        """Name the armed tool."""
        self._tool = tool if tool in TOOLS else SELECT
        self._actions[self._tool].setChecked(True)
        self.setText(self._actions[self._tool].text())

    def use_language(self, language: Language) -> None:
        """Name the tools in a language."""
        for id_, action in self._actions.items():
            action.setText(text(f"tool.{id_}", language))
        self.assist.setText(text("offer.assist", language))
        self.show_tool(self._tool)
        self._retranslate()

    def sizeHint(self) -> QSize:
        """As wide as the longest name, so that the strip stays as it is when another tool is armed."""
        hint = super().sizeHint()
        widest = max(self.fontMetrics().horizontalAdvance(a.text()) for a in self._actions.values())
        return QSize(max(hint.width(), widest + 44), hint.height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Tool"))
        self.setToolTip(self.tr("Tool"))
