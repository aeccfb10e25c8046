"""Cards that are built anew after a change once they can be seen: a hidden panel costs nothing."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.text_fields import keep_keyboard
from sonostep.ui.kit.widgets import Card


class WhenShown(QWidget):
    """A card that is built when it is shown (lazily).

    Shows the card that ``made`` returns, and asks for another after ``mark_stale``.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
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
        held = self.window().focusWidget()
        card = self.made()
        old, self._card = self._card, card
        self._column.addWidget(card)
        if old is not None:
            keep_keyboard(old, held, card)
            # Not with the next event: till then it would be seen beside the new one, which has to be there
            # before, for the place of the page is kept by its height.
            card.show()
            old.hide()
            old.deleteLater()
