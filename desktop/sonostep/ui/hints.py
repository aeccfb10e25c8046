"""The strip at the bottom: what the main keys do now, and what this program is not."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from sonostep.ui.language import translate
from sonostep.ui.widgets import Label, Speaking, row


class HintStrip(Speaking):
    """Two lines that never go away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("role", "strip")
        column = QVBoxLayout(frame)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        self.hint = Label("", "hint", wrap=False)
        self.keys = Label("", "hint", wrap=False)
        self.safety = Label("", "safety", wrap=False)
        for label in (self.hint, self.keys, self.safety):
            # A long text is cut, never the reason for a wide window.
            label.setMinimumWidth(1)
        column.addWidget(row(self.hint, 1, self.keys))
        column.addWidget(self.safety)
        outer.addWidget(frame)
        self._exam = False
        self.retranslate()

    def retranslate(self) -> None:
        self.hint.setAccessibleName(translate("Hints", "What the keys do now"))
        self.safety.setText(
            translate(
                "Hints",
                "Decision support for qualified physicians. Not a diagnosis. "
                "Not a substitute for clinical judgement, imaging or referral.",
            )
        )
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

    def show_hint(self, text: str) -> None:
        """Say what the tool in hand wants next."""
        self.hint.setText(text)
        self.hint.setToolTip(text)
