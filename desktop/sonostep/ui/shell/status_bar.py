"""Status bar: what the main keys do now, and what this program is not."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label, Speaking, show_in_place

_CONFIRMED_MS: Final = 8000
"""How long what was done is said; after it the history still takes it back."""


_AIR: Final = 12
"""Pixels of margins in the line."""


class HintStrip(Speaking):
    """The status bar. One line that never goes away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("role", "strip")
        line = QHBoxLayout(frame)
        line.setContentsMargins(2, 0, 2, 0)
        line.setSpacing(0)
        self.hint = Label("", "hint", wrap=False)
        self.keys = Label("", "hint", wrap=False)
        self.safety = Label("", "safety", wrap=False)
        for label in (self.hint, self.keys, self.safety):
            # A long text is cut, never the reason for a wide window.
            label.setMinimumWidth(1)
        self.undo = Button("", "strip")
        self.undo.clicked.connect(self._take_back)
        line.addWidget(self.hint)
        line.addWidget(self.undo)
        line.addStretch(1)
        line.addWidget(self.keys)
        line.addWidget(self.safety)
        self.safety.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        outer.addWidget(frame)
        self.undo.hide()
        self._exam, self._said = False, ""
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)
        self.retranslate()

    def retranslate(self) -> None:
        self.hint.setAccessibleName(translate("Hints", "What the keys do now"))
        self.undo.setText(translate("Hints", "Take it back"))
        self.undo.setAccessibleName(self.undo.text())
        whole = translate(
            "Hints",
            "Decision support for qualified physicians. Not a diagnosis. "
            "Not a substitute for clinical judgement, imaging or referral.",
        )
        self.safety.setText(translate("Hints", "Decision support. Not a diagnosis."))
        self.safety.setToolTip(whole)
        self.safety.setAccessibleName(whole)
        self.show_exam(self._exam)

    def show_exam(self, opened: bool) -> None:
        """Say the keys of an open exam, or those of the start page."""
        self._exam = opened
        if opened:
            keys = translate("Hints", "Space play · S save · N next · P back · C caliper · Ctrl+K find")
        else:
            keys = translate("Hints", "Ctrl+O open · Ctrl+K find a command · F1 keys")
            self.hint.setText("")
        self.keys.setText(keys)
        self._fit()

    def _fit(self) -> None:
        """The keys are said where the hint leaves them room; they are in every tooltip and under F1, too."""
        shown = (self.hint, self.keys, self.safety, *(() if self.undo.isHidden() else (self.undo,)))
        wanted = sum(part.sizeHint().width() for part in shown)
        self.keys.setVisible(wanted + _AIR <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_hint(self, text: str) -> None:
        """Say what the tool in hand wants next."""
        self._said = text
        if self._undo is None:
            self.hint.setText(text)
            self.hint.setToolTip(text)
            self._fit()

    def confirm(self, text: str, undo: Callable[[], None]) -> None:
        """Say for a while what was done, with a button that takes it back; the strip keeps its height."""
        self._undo = undo
        self.hint.setText(f"✓ {text}")
        show_in_place(self.undo, True)
        self.hint.setToolTip(text)
        self._fit()
        QAccessible.updateAccessibility(QAccessibleEvent(self.hint, QAccessible.Event.NameChanged))
        self._timer.start(_CONFIRMED_MS)

    def _take_back(self) -> None:
        undo = self._undo
        self._end()
        if undo is not None:
            undo()

    def _end(self) -> None:
        self._undo = None
        self.undo.hide()
        self.show_hint(self._said)
