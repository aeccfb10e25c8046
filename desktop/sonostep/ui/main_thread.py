"""The one door to the main thread."""

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class MainThread(QObject):
    """Lives on the main thread and runs there what other threads post.

    What is posted after the door was closed, or after Qt has torn it down, is dropped: a late frame has
    nobody left to show it to.
    """

    _posted = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._thread = threading.get_ident()
        # Queued, as from another thread it is by itself. To say so takes the namespace with all of Qt's
        # enumerations, which is a tenth of the time to the first paint.
        self._posted.connect(self._run)

    def post(self, fn: Callable[..., object], *args: object) -> None:
        """Call ``fn(*args)`` on the main thread, soon; may be called from any thread."""
        if self._closed:
            return
        try:
            if threading.get_ident() == self._thread:
                QTimer.singleShot(0, self, partial(self._run, fn, args))
            else:
                self._posted.emit(fn, args)
        except RuntimeError:
            # Qt deleted this object between the check and the call.
            self._closed = True

    def close(self) -> None:
        """Let nothing through any more."""
        self._closed = True

    @Slot(object, object)
    def _run(self, fn: Callable[..., object], args: tuple[object, ...]) -> None:
        if not self._closed:
            fn(*args)


class Generation:
    """Counts requests, so that the answer to an older one can be told and dropped."""

    def __init__(self) -> None:
        self._now = 0

    def next(self) -> int:
        """Begin a new generation; answers to all earlier ones are stale from here on."""
        self._now += 1
        return self._now

    def current(self, number: int) -> bool:
        """Whether ``number`` is still the newest."""
        return number == self._now
