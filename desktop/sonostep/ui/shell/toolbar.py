"""Toolbars: the one header of the window, and the column of tools beside the picture."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from sonostep.core.text import Language
from sonostep.ui.kit import theme
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import EnterPresses
from sonostep.ui.kit.widgets import Button, Label
from sonostep.ui.shell.actions import HEADER_AFTER, HEADER_BEFORE, TOOL_COLUMN, ActionSet, fill, fill_menu

_ICON = 20
"""Pixels of a picture's side at a scale of one."""

_PATIENT = 90
"""Pixels that the patient's name keeps however narrow the header is; all of it is in the tooltip."""


class _IconBar(QToolBar):
    """A toolbar whose pictures grow with the interface."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            side = round(_ICON * theme.scale_of(self.font()))
            if self.iconSize().width() != side:
                self.setIconSize(QSize(side, side))


class TopBar(_IconBar):
    """The header.

    All menus behind one button, whose exam it is, the side, what stands against going on, how far the
    protocol is, and the button that changes the language.
    """

    def __init__(self, made: ActionSet) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._made = made
        self._menu = QMenu(self)
        self.menu_button = self._menu_button()
        self.addWidget(self.menu_button)
        # before all that a narrow window may take out of sight
        self._badge = self._place()
        fill(self, HEADER_BEFORE, made)
        self.patient = Elided()
        self.patient.setObjectName("patient")
        self.addWidget(self.patient)
        self._side = self._place()
        self.step = Label("", "muted", wrap=False)
        self.step.setObjectName("step_count")
        self.addWidget(self.step)
        fill(self, HEADER_AFTER, made)
        self.language = Button("", "quiet")
        self.addWidget(self.language)
        self._enter = _reach_by_tab(self)

    def _menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("main_menu")
        button.setIcon(QIcon(str(theme.icons() / "menu.svg")))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._menu)
        return button

    def _place(self) -> QHBoxLayout:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        self.addWidget(holder)
        return line

    def put_side(self, chooser: QWidget | None) -> None:
        """Put a side chooser in the place of the one before; None for none."""
        _put(self._side, chooser)

    def put_badge(self, badge: QWidget | None) -> None:
        """Put a STOP badge in the place of the one before; None for none."""
        _put(self._badge, badge)

    def show_exam(self, patient: str) -> None:
        """Say whose exam is open; nothing for none."""
        self.patient.show_text(patient)

    def show_step(self, number: int, count: int) -> None:
        """Say how far the protocol is; nothing for no steps."""
        self.step.setText(f"{number}/{count}" if count else "")
        said = translate("Window", "Step {number} of {count}").format(number=number, count=count)
        self.step.setAccessibleName(said if count else "")
        self.step.setToolTip(said if count else "")

    def retranslate(self, language: Language) -> None:
        """Name everything, and offer the other language in its own words."""
        fill_menu(self._menu, self._made)
        self.menu_button.setAccessibleName(translate("Window", "Menu"))
        self.menu_button.setToolTip(translate("Window", "Menu"))
        self.patient.setAccessibleDescription(translate("Window", "Patient"))
        self.language.setText("中文" if language == "en" else "English")
        self.language.setAccessibleName(translate("Window", "Change language"))
        self.setAccessibleName(translate("Window", "Header"))


class ToolColumn(_IconBar):
    """The column of tools beside the picture; what finds no room is behind the arrow at its end."""

    def __init__(self, made: ActionSet) -> None:
        super().__init__()
        self.setObjectName("tool_column")
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMovable(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        fill(self, TOOL_COLUMN, made)
        self._enter = _reach_by_tab(self)

    def retranslate(self) -> None:
        """Name it in the language of the moment."""
        self.setAccessibleName(translate("Window", "Tools"))


class Elided(Label):
    """A line that takes what room there is, and ends in an ellipsis where that is too little."""

    def __init__(self) -> None:
        super().__init__("", "", wrap=False)
        self._whole = ""
        self.setMinimumWidth(_PATIENT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Say something."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._fit()

    def _fit(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width() - 8)
        if cut != self.text():
            self.setText(cut)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(_PATIENT, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(_PATIENT, super().sizeHint().height())


def _reach_by_tab(bar: QToolBar) -> EnterPresses:
    enter = EnterPresses(bar)
    for button in bar.findChildren(QToolButton):
        enter.take(button)
    return enter


def _put(place: QHBoxLayout, new: QWidget | None) -> None:
    item = place.takeAt(0)
    old = item.widget() if item is not None else None
    if old is not None:
        old.hide()
        old.deleteLater()
    if new is not None:
        place.addWidget(new)
