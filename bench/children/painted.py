"""Says when a window has come on the screen for the first time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class _Watch(QObject):
    def __init__(self, window: QWidget, done: Callable[[], None]) -> None:
        super().__init__()
        self._window, self._done = window, done
        self._over = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and watched is self._window:
            handle = self._window.windowHandle()
            self._window.removeEventFilter(self)
            handle.installEventFilter(self)
        elif event.type() == QEvent.Type.Expose and not self._over and watched.isExposed():
            # Qt paints and flushes while it handles the event; what is posted now runs after that
            self._over = True
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._done)
        return False


def when_painted(window: QWidget, done: Callable[[], None]) -> QObject:
    """Call ``done`` once the window's first paint is on the screen; keep what is returned."""
    return _Watch(window, done)
