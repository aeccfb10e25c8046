"""A window of its own for one picture, for a second screen; the controls stay with the first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

_SIZE = (900, 720)
"""Where there is no second screen, pixels."""


class PaneWindow(QWidget):
    """Holds a pane. ``closed`` says that a person has closed it."""

    closed = Signal()

    def __init__(self, pane: QWidget, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("pane_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.pane = pane
        self.setWindowTitle(parent.window().windowTitle())
        # the keys of the program hold here, too
        self.addActions(parent.window().actions())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        pane.show()

    def open_beside(self, here: QScreen) -> None:
        """Fill another screen than this one; where there is none, open as a window."""
        others = [s for s in QGuiApplication.screens() if s is not here]
        if others:
            self.setGeometry(others[0].availableGeometry())
            self.showMaximized()
        else:
            self.resize(*_SIZE)
            self.show()

    def done(self) -> None:
        """Go: the pane has been taken out."""
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()
