"""Main thread: the one way to call a function there from another thread."""

import threading
from collections import deque
from collections.abc import Callable
from functools import cache, partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid


class _Receiver(QObject):
    """Lives on the main thread as long as the process, so that no thread ever calls what Qt is deleting."""

    _woken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Callable[[], object]] = deque()
        # Queued, as from another thread it is by itself. To say so takes the namespace with all of Qt's
        # enumerations, which is a tenth of the time to the first paint.
        self._woken.connect(self._run_next)

    def post(self, fn: Callable[[], object]) -> None:
        """Call ``fn`` on the main thread, soon; called from other threads only."""
        self._waiting.append(fn)
        self._woken.emit()

    @Slot()
    def _run_next(self) -> None:
        self._waiting.popleft()()


@cache
def _receiver() -> _Receiver:
    return _Receiver()


class MainThread(QObject):
    """Lives on the main thread and runs there what other threads post.

    What is posted after the door was closed, or after Qt has torn it down, is dropped: a late frame has
    nobody left to show it to.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._thread = threading.get_ident()
        self._receiver = _receiver()

    def post(self, fn: Callable[..., object], *args: object) -> None:
        """Call ``fn(*args)`` on the main thread, soon; may be called from any thread."""
        if self._closed:
            return
        if threading.get_ident() != self._thread:
            # not a signal of this object: Qt may be deleting it at this moment
            self._receiver.post(partial(self._run, fn, args))
        elif isValid(self):
            QTimer.singleShot(0, self, partial(self._run, fn, args))

    def close(self) -> None:
        """Let nothing through any more."""
        self._closed = True

    def _run(self, fn: Callable[..., object], args: tuple[object, ...]) -> None:
        if not self._closed and isValid(self):
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
