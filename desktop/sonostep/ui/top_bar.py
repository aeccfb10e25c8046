"""The toolbar: what is done most, the side, and the language."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolBar, QWidget

from sonostep.core.text import Language
from sonostep.ui.actions import ActionSet, fill_tool_bar
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button


class TopBar(QToolBar):
    """Actions from ``TOOLBAR``, a place for the side chooser, and the button that changes the language."""

    def __init__(self, made: ActionSet) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(22, 22))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        fill_tool_bar(self, made)
        place = QWidget()
        self._place = QHBoxLayout(place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.addWidget(place)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.language = Button("", "quiet")
        self.addWidget(self.language)

    def put_side(self, chooser: QWidget | None) -> None:
        """Put a side chooser in the place of the one before; None for none."""
        item = self._place.takeAt(0)
        old = item.widget() if item is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
        if chooser is not None:
            self._place.addWidget(chooser)

    def retranslate(self, language: Language) -> None:
        """Offer the other language, in its own words."""
        self.language.setText("中文" if language == "en" else "English")
        self.language.setAccessibleName(translate("Window", "Change language"))
