"""Line, text and number fields: all that is typed in the interface is typed into one of these.

Each is bound to one thing, by ``keep_with`` (the exam, the settings) or ``draft_in`` (what is not given yet,
such as a reason: it outlives a panel that is made anew, and the program). A file that is dropped or pasted is
not text.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from sonostep.core.measure.number_entry import parse_within
from sonostep.core.problem import Problem
from sonostep.core.report.numbers import plain
from sonostep.ui.kit.autosave import Autosave, Drafts
from sonostep.ui.kit.drops import accept_copy, hand_on, has_files

Write = Callable[[str, object], object]
"""Takes the text, and the visit to the field (``Session.do``); False says that it was refused."""


class LineEdit(QLineEdit):
    """One line of text. ``show_text`` shows what is recorded; what is being typed stays.

    ``focused`` says that the field was entered (True) or left.
    """

    focused = Signal(bool)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.key = ""
        self._recorded = text
        self._write: Write | None = None
        self._drafts: Drafts | None = None
        self._proposed = ""
        self.autosave = Autosave(self, self._keep)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._done)

    def keep_with(self, write: Write, key: str = "") -> None:
        """Let what is typed be written by ``write``, and nothing else; ``key`` names the thing it is of."""
        self._write, self.key = write, key

    def draft_in(self, drafts: Drafts, key: str) -> None:
        """Show what was typed for ``key`` before, and remember what is typed; ``drafts.drop`` forgets it.

        What the field shows now is proposed: no person typed it, and it is no draft.
        """
        self.key, self._drafts, self._proposed = key, drafts, self.text()
        self._show_draft(key)
        self.textChanged.connect(self._remember)
        drafts.changed.connect(self._show_draft)

    @property
    def is_draft(self) -> bool:
        """Whether what is typed here is given by a press, and a draft until then."""
        return self._drafts is not None

    def propose(self, text: str) -> None:
        """Show what is proposed now, unless something else was typed."""
        self._proposed = text
        self._show_draft(self.key)

    def _remember(self, text: str) -> None:
        if self._drafts is not None:
            self._drafts.put(self.key, None if text == self._proposed else text)

    def _show_draft(self, key: str) -> None:
        """Two fields of one thing, such as a warning that stands in two panels, show the same."""
        if self._drafts is None or key != self.key:
            return
        text = self._drafts[key] if key in self._drafts else self._proposed
        if text != self.text():
            self.setText(text)

    def show_text(self, text: str) -> None:
        """Show what is recorded, unless something is being typed that is not kept yet."""
        self._recorded = text
        typing = self.hasFocus() and self._means_recorded()
        if not self.autosave.pending and not typing and self.text() != text:
            self.setText(text)

    def _means_recorded(self) -> bool:
        """Whether the text is the recorded one but for blanks, as while a next word is begun."""
        return self.text().strip() == self._recorded.strip()

    def _typed(self) -> None:
        if self._write is not None:
            self.autosave.typed()

    def _keep(self, visit: object, done: bool) -> bool:
        before, self._recorded = self._recorded, self.text()
        if self._write is not None and self._write(self.text(), visit) is False:
            self._recorded = before
        return True

    def _done(self) -> None:
        """Enter was pressed, or the field left: what it shows is what is held."""
        if self._write is None:
            return
        if self.text() != self._recorded:
            self.autosave.typed()
        self.autosave.save()
        self.autosave.begin()
        if self.text() != self._recorded:
            self.setText(self._recorded)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return _claims_key(event) or super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        self.autosave.begin()
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        self.autosave.save()
        super().focusOutEvent(event)
        self.focused.emit(False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.autosave.save()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copied = QGuiApplication.clipboard().mimeData
        if event.matches(QKeySequence.StandardKey.Paste) and has_files(copied()):
            # the path of a copied file, and with it a patient's name, is no text of the report
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        if has_files(QGuiApplication.clipboard().mimeData()):
            # Qt names the entry so; what it would paste is the path
            for paste in (a for a in menu.actions() if a.objectName() == "edit-paste"):
                paste.setEnabled(False)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            event.ignore()
            return
        super().dragEnterEvent(event)
        _as_copy(self, event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if has_files(event.mimeData()):
            event.ignore()
            return
        super().dragMoveEvent(event)
        _as_copy(self, event)

    def dropEvent(self, event: QDropEvent) -> None:
        if has_files(event.mimeData()):
            hand_on(self, event)
            return
        super().dropEvent(event)
        _as_copy(self, event)
        self._typed()


_MOST_LINES = 60
"""Lines that a text grows to before it scrolls in itself."""


class TextEdit(QPlainTextEdit):
    """Several lines of text, kept as those of ``LineEdit`` are. Tab leaves it; it is as high as its text."""

    def __init__(self, name: str, lines: int, text: str = "") -> None:
        super().__init__(text)
        self.key = ""
        self._recorded = text
        self._write: Write | None = None
        self.autosave = Autosave(self, self._keep)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._lines = lines
        self._fit()
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._typed)

    def _fit(self, *_: object) -> None:
        """Be as high as the text: a scroll bar within what scrolls is one too many."""
        lines = round(self.document().size().height())
        grown = max(self._lines, min(lines, _MOST_LINES))
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(needed if lines > _MOST_LINES else off)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * grown + 22)

    def keep_with(self, write: Write, key: str = "") -> None:
        """Let what is typed be written by ``write``, and nothing else; ``key`` names the thing it is of."""
        self._write, self.key = write, key

    def show_text(self, text: str) -> None:
        """Show what is recorded, unless something is being typed that is not kept yet."""
        self._recorded = text
        if self.toPlainText() != text and not self.autosave.pending:
            told = self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(told)

    def _typed(self) -> None:
        if self._write is not None:
            self.autosave.typed()

    def _keep(self, visit: object, done: bool) -> bool:
        before, self._recorded = self._recorded, self.toPlainText()
        if self._write is not None and self._write(self.toPlainText(), visit) is False:
            self._recorded = before
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return _claims_key(event) or super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        self.autosave.begin()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        self.autosave.save()
        if self._write is not None:
            self.show_text(self._recorded)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.autosave.save()
        super().hideEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not has_files(source) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not has_files(source):
            super().insertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            event.ignore()
            return
        super().dragEnterEvent(event)
        _as_copy(self.viewport(), event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if has_files(event.mimeData()):
            event.ignore()
            return
        super().dragMoveEvent(event)
        _as_copy(self.viewport(), event)

    def dropEvent(self, event: QDropEvent) -> None:
        if has_files(event.mimeData()):
            hand_on(self, event)
            return
        super().dropEvent(event)
        _as_copy(self.viewport(), event)


class NumberEdit(LineEdit):
    """One number, read as people write it, within limits. ``refused`` carries why one was not taken; the
    recorded number then comes back.

    ``unit`` is the UCUM code of what is asked for, ``shown_unit`` how it is said in the problem.
    """

    refused = Signal(Problem)

    def __init__(self, low: float, high: float, unit: str = "", shown_unit: str = "") -> None:
        super().__init__()
        self._low, self._high, self._unit, self._shown_unit = low, high, unit, shown_unit
        self._write_number: Callable[[float | None, object], object] | None = None
        self.setPlaceholderText(f"{plain(low)}–{plain(high)}")
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def keep_number_with(self, write: Callable[[float | None, object], object], key: str = "") -> None:
        """Let the number be written by ``write``: None for an emptied field."""
        self._write_number = write
        self.keep_with(lambda text, visit: None, key)

    def show_number(self, value: float | None) -> None:
        """Show what is recorded."""
        self.show_text("" if value is None else plain(value))

    def read(self) -> float | None | Problem:
        """Return what is typed: a number within the limits, None for nothing, or what is wrong with it."""
        if not self.text().strip():
            return None
        value = parse_within(self.text(), self._low, self._high, self._unit)
        if isinstance(value, Problem):
            return Problem.of(value.code, **{**value.mapping, "unit": self._shown_unit or self._unit})
        return value

    def _means_recorded(self) -> bool:
        value = self.read()
        shown = "" if value is None else plain(value) if isinstance(value, float) else self.text()
        return shown == self._recorded

    def _keep(self, visit: object, done: bool) -> bool:
        value = self.read()
        if value is None and not done:
            # emptied to be written anew: what hangs on the answer is not thrown away for that
            return False
        if isinstance(value, Problem):
            if done:
                self.setText(self._recorded)
                self.refused.emit(value)
            return done
        before, self._recorded = self._recorded, "" if value is None else plain(value)
        if self._write_number is not None and self._write_number(value, visit) is False:
            self._recorded = before
        return True


def _claims_key(event: QEvent) -> bool:
    """Whether a key is the field's and no shortcut of the window: Enter would set a point in the picture,
    Escape drop a shape, Page Down go to the next step. Function keys and what is held with Ctrl or Alt stay
    the window's."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    if held or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
        return False
    event.accept()
    return True


def _as_copy(field: QWidget, event: QDropEvent) -> None:
    """Text that comes from elsewhere stays there; within one field it may be moved."""
    if event.isAccepted() and event.source() is not field:
        accept_copy(event)


def keep_keyboard(old: QWidget, held: QWidget | None, new: QWidget) -> None:
    """Give the keyboard to the field of ``new`` that is of the same thing as ``held``, which had it in
    ``old``."""
    if not isinstance(held, LineEdit | TextEdit) or not held.key or not old.isAncestorOf(held):
        return
    kinds = [f for f in new.findChildren(type(held)) if isinstance(f, LineEdit | TextEdit)]
    twin = next((f for f in kinds if f.key == held.key), None)
    if isinstance(held, LineEdit) and isinstance(twin, LineEdit):
        place = held.cursorPosition()
        twin.setFocus()
        twin.setCursorPosition(place)
    elif isinstance(held, TextEdit) and isinstance(twin, TextEdit):
        cursor = twin.textCursor()
        cursor.setPosition(min(held.textCursor().position(), len(twin.toPlainText())))
        twin.setFocus()
        twin.setTextCursor(cursor)
