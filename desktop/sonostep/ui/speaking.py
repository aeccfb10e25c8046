"""Widgets that change their language."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class Speaking(QWidget):
    """A widget that rewrites its texts when the interface's language changes.

    At once where they are seen, else when they come to be seen: all panels together would take too long.
    """

    _unspoken = False

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._unspoken = not self.isVisible()
            if not self._unspoken:
                self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        if self._unspoken:
            self._unspoken = False
            self.retranslate()
        super().showEvent(event)

    def retranslate(self) -> None:
        """Write every text again, in the interface's language."""
