"""Cards that are built anew after a change once they can be seen: a hidden panel costs nothing."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.ui.desk import Desk
from sonostep.ui.widgets import Card


class WhenShown(QWidget):
    """Shows the card that ``made`` returns, and asks for another after ``mark_stale``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None
        self._stale = True

    def made(self) -> Card:
        """Return the card for the exam as it is now."""
        raise NotImplementedError

    def mark_stale(self) -> None:
        """What the card shows has changed."""
        self._stale = True
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._build()

    def _build(self) -> None:
        self._stale = False
        card = self.made()
        if self._card is not None:
            self._card.deleteLater()
        self._card = card
        self._column.addWidget(card)
