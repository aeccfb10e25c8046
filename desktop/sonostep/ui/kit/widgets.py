"""Small widgets that several panels share, and the base of those that retranslate themselves."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.text_fields import keep_keyboard


class Speaking(QWidget):
    """A widget that rewrites its texts when the interface's language changes.

    At once where they are seen, else when they come to be seen: all panels together would take too long.
    """

    _unspoken = False

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._unspoken = not self.isVisible()
            if not self._unspoken:
                # before the fields are made anew
                save_typed()
                self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._unspoken:
            self._unspoken = False
            self.retranslate()
        super().showEvent(event)

    def retranslate(self) -> None:
        """Write every text again, in the interface's language."""


class Label(QLabel):
    """A label that shows text as it is: markup in a DICOM field is never rendered."""

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = True) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)


class Refusal(Label):
    """Why something was not done, in one sentence, beside the button or field that asked for it.

    Hidden while there is nothing to say; a press in another place does not take it away, an answer does.
    """

    def __init__(self) -> None:
        super().__init__("", "warning")
        self.setObjectName("refusal")
        self.problem: Problem | None = None
        self.hide()

    def say(self, problem: Problem | None, language: Language) -> None:
        """Say it, where it is seen; None takes it away."""
        self.problem = problem
        self.setText(sentence(problem, language) if problem is not None else "")
        self.setAccessibleName(self.text())
        show_in_place(self, problem is not None)
        if problem is not None and self.isVisible():
            unfold(self)


_BUBBLE = 320
"""Pixels that a refusal takes in width where it lies over something."""


class RefusalBubble(Refusal):
    """A refusal that lies over what is below its field or row, where no line is free for it.

    Goes with a press on it, and once the field is written in again.
    """

    def __init__(self, ground: QWidget) -> None:
        super().__init__()
        self._ground = ground
        self.setParent(ground)
        self.setProperty("role", "refusal")

    def say_below(self, problem: Problem, language: Language, field: QRect) -> None:
        """Say it below a field, or above where there is no room; ``field`` in pixels of what it lies on."""
        ground = self._ground
        self.say(problem, language)
        self.setFixedWidth(max(80, min(ground.width() - 8, _BUBBLE)))
        self.setFixedHeight(self.heightForWidth(self.width()))
        left = min(max(field.left(), 4), ground.width() - self.width() - 4)
        below, above = field.bottom() + 2, field.top() - self.height() - 2
        self.move(max(left, 0), below if below + self.height() <= ground.height() else max(above, 0))
        self.raise_()

    def take_away(self) -> None:
        """Say no more."""
        self.problem = None
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.take_away()


_SIGNS = "●○◐–✓✕↷⊘■⬣▣⚠▶◀▲▼▾▴⋯⟲↶↷⏮⏭"
"""Signs that stand for a word; read out, they say "black circle"."""


def spoken(text: str) -> str:
    """Return a text as a screen reader should say it: without the signs before and behind its words."""
    return text.strip(f"{_SIGNS} ")


class Button(QPushButton):
    """A button that hands over its own value; keeps the keyboard's keys for the window."""

    picked = Signal(object)

    def __init__(self, text: str, role: str = "", value: object = None, *, name: str = "") -> None:
        super().__init__(text)
        self.value = value
        self.setProperty("role", role)
        self.setAccessibleName(name or spoken(text))
        self.setAutoDefault(False)
        # Reached by Tab, but a press leaves the focus where it was: on the picture, most of the time.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._pick)

    # Enter is claimed from the window only while the button has the focus: hundreds of buttons are made, and
    # each event of each would come by here.

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _enters(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Space belongs to the cine, so Enter presses the button that has the focus.
        if _enters(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def _pick(self) -> None:
        # Connected first: a press may leave the focus in a field, and acts on what is typed there, too.
        save_typed()
        self.picked.emit(self.value)


class WrapButton(Button):
    """A button whose text runs over several lines where it must."""

    def __init__(self, text: str, role: str = "row", value: object = None, *, name: str = "") -> None:
        super().__init__("", role, value, name=name or spoken(text))
        self._label, self._end = Label(text), Label("", "small", wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 10, 4)
        line.addWidget(self._label, 1)
        line.addWidget(self._end)
        for label in (self._label, self._end):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._end.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        self._label.setText(text)

    def text(self) -> str:
        return self._label.text()

    def set_end(self, text: str) -> None:
        """Put a short text at the end of the line."""
        self._end.setText(text)
        self._end.setVisible(bool(text))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        end = self._end.sizeHint().width() + 6 if self._end.text() else 0
        return max(self._least(), self._label.heightForWidth(max(width - 24 - end, 40)) + 12)

    def _least(self) -> int:
        return self.fontMetrics().height() + (10 if self.property("role") == "reason" else 20)

    def sizeHint(self) -> QSize:
        return QSize(self._label.sizeHint().width() + 24, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._least())


def _enters(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet reads, and restyle the widget if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Segmented(QFrame):
    """Big exclusive buttons in a row; pressing the chosen one again changes nothing."""

    picked = Signal(object)

    def __init__(self, choices: Sequence[tuple[object, str]], role: str, what: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        group = QButtonGroup(self)
        self.buttons: dict[object, Button] = {}
        for value, text in choices:
            button = Button(text, role, value, name=f"{what}: {text}")
            button.setCheckable(True)
            button.picked.connect(self.picked)
            group.addButton(button)
            row.addWidget(button, 1)
            self.buttons[value] = button
        self._group = group

    def show_choice(self, value: object) -> None:
        """Check the button of ``value``; none for a value without a button."""
        self._group.setExclusive(False)
        for key, button in self.buttons.items():
            button.setChecked(key == value)
        self._group.setExclusive(True)


class Card(QFrame):
    """A rounded surface with its contents in a column."""

    def __init__(self, role: str = "card", margin: int = 10, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets below what is there."""
        for widget in widgets:
            self.column.addWidget(widget)


_DEEP = 4
"""Columns that lie in one another."""

_ROOM = 60
"""Pixels that stay free above and below what is scrolled to."""


class Fold(QWidget):
    """Widgets behind a button that opens and closes them; ``opened`` remembers the keys that are open.

    What ``more`` makes is made when it is first opened.
    """

    def __init__(
        self,
        text: str,
        inside: Sequence[QWidget],
        key: str,
        opened: set[str],
        more: Callable[[], Sequence[QWidget]] = tuple,
    ) -> None:
        super().__init__()
        self._more = more
        self._key, self._opened, self._text = key, opened, text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.button = Button("", "quiet", name=text)
        self.button.setCheckable(True)
        self.body = Card("", margin=0)
        self.body.add(*inside)
        column.addWidget(row(self.button, 1))
        column.addWidget(self.body)
        self.button.setChecked(key in opened)
        self.button.toggled.connect(self._toggle)
        self._toggle(key in opened)

    def _toggle(self, opened: bool) -> None:
        if opened:
            more, self._more = self._more, tuple
            self.body.add(*more())
        self.body.setVisible(opened)
        self.button.setText(f"{self._text} {'▲' if opened else '▼'}")
        self._opened.add(self._key) if opened else self._opened.discard(self._key)
        if opened and self.isVisible():
            unfold(self.body)


def row(*parts: QWidget | int, spacing: int = 6) -> QWidget:
    """Return a widget with ``parts`` in a row; a number is a stretch, unless a text that wraps takes it."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    wrapping = any(isinstance(p, WrapButton) or (isinstance(p, QLabel) and p.wordWrap()) for p in parts)
    for part in parts:
        if isinstance(part, int):
            line.addStretch(0 if wrapping else part)
        elif isinstance(part, QLabel) and not part.wordWrap():
            # As high as its text: a pill beside a long title stays a pill.
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            line.addWidget(part, int(isinstance(part, QLabel | WrapButton)))
    return holder


class Scroll(QScrollArea):
    """A column that scrolls up and down, and is as wide as it is given."""

    def __init__(self, margin: int = 10, spacing: int = 10) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._margin, self._spacing = margin, spacing
        self.column = QVBoxLayout()
        self.fill(())

    def fill(self, widgets: Iterable[QWidget]) -> None:
        """Show these widgets from the top, instead of what was there; the place is kept."""
        place = self.verticalScrollBar().value()
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(*[self._margin] * 4)
        self.column.setSpacing(self._spacing)
        for widget in widgets:
            self.column.addWidget(widget)
        self.column.addStretch(1)
        old = self.widget()
        held = old.window().focusWidget() if old is not None else None
        self.takeWidget()
        self.setWidget(body)
        if old is not None:
            keep_keyboard(old, held, body)
            old.deleteLater()
        self.verticalScrollBar().setValue(place)


class Part(QWidget):
    """A part of a column whose widgets are made anew while its neighbours stay; nothing where it has none."""

    def __init__(self, spacing: int = 10) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._spacing = spacing
        self._body: QWidget | None = None
        self.hide()

    def fill(self, widgets: Iterable[QWidget]) -> None:
        """Show these widgets instead of what was there."""
        old, self._body = self._body, QWidget()
        held = self.window().focusWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._spacing)
        for widget in widgets:
            column.addWidget(widget)
        self._column.addWidget(self._body)
        self.setVisible(column.count() > 0)
        # At once, not with the next event: a field in it may be given the keyboard now.
        self._body.show()
        if old is not None:
            keep_keyboard(old, held, self._body)
            self._column.removeWidget(old)
            old.setParent(None)
            old.deleteLater()


def bring_into_sight(widget: QWidget) -> None:
    """Scroll every area that a widget lies in so far that it is seen."""
    for _ in range(_DEEP):
        # what has just been unfolded is laid out first, from the inside out
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    above = widget.parentWidget()
    while above is not None:
        inside = above.widget() if isinstance(above, QScrollArea) else None
        if isinstance(above, QScrollArea) and inside is not None:
            if widget.height() > above.viewport().height():
                # of what is higher than the area the beginning is seen, with what was pressed above it
                top = widget.mapTo(inside, QPoint(0, 0)).y()
                above.verticalScrollBar().setValue(top - _ROOM)
            else:
                above.ensureWidgetVisible(widget, 0, _ROOM)
        above = above.parentWidget()


def show_in_place(widget: QWidget, shown: bool) -> None:
    """Show or hide a widget; one that has no place yet is not shown now, but with what it is put into.

    Qt makes whatever is shown without a parent a window of its own, which takes the keys from the field that
    a person types into.
    """
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


def lead_to(widget: QWidget) -> None:
    """Bring a widget into sight and give it the keys."""
    bring_into_sight(widget)
    widget.setFocus()


def unfold(widget: QWidget) -> None:
    """Bring what has just been unfolded into sight, once it is laid out."""
    QTimer.singleShot(0, widget, partial(bring_into_sight, widget))
