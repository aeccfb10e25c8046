"""Combo box, spin box, slider and tabs that ignore the mouse wheel as long as they have no focus.

Qt lets the wheel change a value under the pointer, and even gives it the focus for that: whoever scrolls a
panel would set a list that happens to pass by. Here the wheel goes to the panel instead. Every list, number
and slider of the interface is one of these; a test holds that.
"""

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QSlider,
    QTabBar,
    QTabWidget,
    QWidget,
)

from sonostep.core.measure.number_entry import parse_within
from sonostep.core.problem import Problem
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.text_fields import LineEdit

_STRONG = Qt.FocusPolicy.StrongFocus
"""Tab and a press give the focus, the wheel does not (Qt's own default for these is WheelFocus)."""


class ComboBox(QComboBox):
    """A list of choices; the wheel changes it only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(_STRONG)
        # Connected first: who chooses acts on what is typed elsewhere, too.
        self.activated.connect(_save_typed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class EnterPresses(QObject):
    """Lets Tab reach buttons that are not the kit's own, and Enter press them, for Space belongs to the cine.

    A press by hand leaves the focus where it was: on the picture, most of the time.
    """

    def take(self, button: QAbstractButton) -> None:
        """Do so for a button."""
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QAbstractButton):
            watched.click()
            return True
        return False


class EditableComboBox(ComboBox):
    """A list of choices whose line can be written in, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.line = LineEdit(parent=self)
        self.setLineEdit(self.line)
        # Qt's own would write what was not typed, or lie over the picture.
        self.setCompleter(None)  # type: ignore[arg-type]


class DoubleSpinBox(QDoubleSpinBox):
    """A number with arrows, read as people write it; the wheel changes it only while it has the focus.

    ``refused`` carries why what was typed was not taken; the number before then comes back.
    """

    refused = Signal(Problem)

    def __init__(self, parent: QWidget | None = None, unit: str = "") -> None:
        super().__init__(parent)
        self._unit = unit
        self.setFocusPolicy(_STRONG)
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)
        self.setLineEdit(LineEdit(parent=self))

    def _read(self, text: str) -> float | Problem:
        typed = text.removeprefix(self.prefix()).removesuffix(self.suffix())
        return parse_within(typed, self.minimum(), self.maximum(), self._unit)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        known = isinstance(self._read(text), float)
        return (QValidator.State.Acceptable if known else QValidator.State.Intermediate), text, place

    def valueFromText(self, text: str) -> float:
        value = self._read(text)
        return value if isinstance(value, float) else self.value()

    def fixup(self, text: str) -> str:
        value = self._read(text)
        if isinstance(value, Problem):
            self.refused.emit(value)
        return self.prefix() + self.textFromValue(self.value()) + self.suffix()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpinBox(DoubleSpinBox):
    """A whole number with arrows."""

    def __init__(self, low: int, high: int, value: int) -> None:
        super().__init__()
        self.setDecimals(0)
        self.setRange(low, high)
        self.setValue(value)

    def whole(self) -> int:
        """Return the number."""
        return round(self.value())


class Slider(QSlider):
    """A slider; the wheel moves it only while it has the focus."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setFocusPolicy(_STRONG)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TabBar(QTabBar):
    """A row of tabs; the wheel turns them only while they have the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TabWidget(QTabWidget):
    """Pages with such a row of tabs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(TabBar(self))


def _save_typed() -> None:
    save_typed()
