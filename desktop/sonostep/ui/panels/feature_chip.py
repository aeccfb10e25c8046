"""The button of one feature of a complaint: yes, no, unclear or not asked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent

from sonostep.core.finding import FindingState
from sonostep.ui import wording
from sonostep.ui.widgets import Button, mark

_MARKS = {
    FindingState.NOT_ASSESSED: "",
    FindingState.PRESENT: "✓ ",
    FindingState.ABSENT: "× ",
    FindingState.INDETERMINATE: "? ",
}


class FeatureChip(Button):
    """One feature: each press goes on from not asked to yes, no, unclear and back.

    ``denied`` carries its value: no, with one press of the right button or the menu key.
    """

    denied = Signal(object)

    def __init__(self, id_: str, text: str) -> None:
        super().__init__(text, "chip", id_)
        self._text = text

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        self.denied.emit(self.value)

    def show_state(self, state: FindingState) -> None:
        """Show what is known, by mark, word and colour."""
        self.setText(_MARKS[state] + self._text)
        self.setAccessibleName(f"{self._text}: {wording.state(state)}")
        mark(self, "answer", str(state))
