"""Exception hook: no traceback reaches a person, and no patient a log."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from sonostep.core.problem import Problem, ProblemError

_log = logging.getLogger(__name__)
Tell = Callable[[Problem], None]


class Guard:
    """Installs the hooks, and takes them away again."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._before = sys.excepthook
        self._before_thread = threading.excepthook

    def install(self) -> None:
        """Catch what nobody else did."""
        sys.excepthook = self._unexpected
        threading.excepthook = self._unexpected_in_thread
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Put back what was there."""
        sys.excepthook = self._before
        threading.excepthook = self._before_thread
        qInstallMessageHandler(None)

    def _unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        if isinstance(error, ProblemError):
            self._tell(error.problem)
            return
        _log.error("unexpected %s at %s", kind.__name__, where(trace))
        self._tell(Problem.of("ui.unexpected", kind=kind.__name__))

    def _unexpected_in_thread(self, args: threading.ExceptHookArgs) -> None:
        # Widgets are not for other threads: the log must do.
        _log.error("unexpected %s in a thread at %s", args.exc_type.__name__, where(args.exc_traceback))


def where(trace: TracebackType | None) -> str:
    """Return file names, lines and functions of a traceback: no values, which could name a patient."""
    frames = traceback.extract_tb(trace)[-6:]
    return " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in reversed(frames))


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_EXPECTED = ("propagateSizeHints", "does not support raise", "does not support setting window")
"""What platforms without a window manager say of every window."""


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    level = logging.DEBUG if any(e in text for e in _EXPECTED) else _LEVELS.get(kind, logging.WARNING)
    logging.getLogger("qt").log(level, "%s", text)
