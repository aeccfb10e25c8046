"""Autosave: what is typed into a field is kept within a second, and before anything else happens.

A field is bound, when it is made, to the one thing that it writes, and writes nothing else: a panel that is
made anew cannot speak for the old one. What one visit to a field keeps is one step of undo. What is typed
into a form and not given yet is a draft, kept by what it is for.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sonostep.core.problem import Problem, ProblemError

IDLE_MS = 600
"""After the first letter that is not kept yet; with the journal's own time, within a second."""

Keep = Callable[[object, bool], bool]
"""Keeps what stands in a field; takes the visit (``Session.do``) and whether the person is done with it.
Returns False where that cannot be kept yet, such as a number that is not finished."""


class Autosave:
    """Keeps what is typed into one field: a pause after it was begun, and at once when it is left."""

    def __init__(self, field: QWidget, keep: Keep) -> None:
        self._field, self._keep = field, keep
        self._visit: object = object()
        self._timer: QTimer | None = None

    @property
    def pending(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self in _pending

    def typed(self) -> None:
        """The person changed the text. The clock runs from the first letter: who types on is kept, too."""
        _pending[self] = None
        if self._timer is None:
            self._timer = QTimer(self._field, singleShot=True, interval=IDLE_MS)
            self._timer.timeout.connect(self._pause)
        if not self._timer.isActive():
            self._timer.start()

    def begin(self) -> None:
        """The field was entered: what is typed from now on is another step of undo."""
        if not self.pending:
            self._visit = object()

    def save(self, done: bool = True) -> None:
        """Keep what is typed, if anything is."""
        if self in _pending:
            self.forget()
            if not self._keep(self._visit, done):
                _pending[self] = None

    def forget(self) -> None:
        """What was typed is not to be kept."""
        if self._timer is not None:
            self._timer.stop()
        _pending.pop(self, None)

    def _pause(self) -> None:
        self.save(done=False)

    @property
    def alive(self) -> bool:
        """Whether the field is still there."""
        return isValid(self._field)


_pending: dict[Autosave, None] = {}
"""What waits to be kept, in the order in which it was begun. All of it on the main thread."""


def save_typed(done: bool = True) -> None:
    """Keep all that is being typed anywhere in the program.

    To be called before whatever reads, changes, rebuilds, leaves or closes an exam; without ``done`` a
    number that is not finished stays in its field and is not complained about.
    """
    for autosave in tuple(_pending):
        if autosave.alive:
            autosave.save(done)
        else:
            _pending.pop(autosave, None)


class Drafts(QObject):
    """What is typed into the forms of one exam and not given yet, by what it is for (its key).

    It outlives the panels, which are made anew, and, where ``keep`` writes it to the disk, the program.

    Signals:
        changed: what is typed under a key is another text, or was given.
        failed: why it could not be kept; once, until it can be again.
    """

    changed = Signal(str)
    failed = Signal(Problem)

    def __init__(
        self,
        kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = dict(kept or {})
        self._kept = dict(self._texts)
        self._keep = keep
        self._failing = False
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self.save)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    @property
    def texts(self) -> Mapping[str, str]:
        """All of them, by what they are for."""
        return dict(self._texts)

    def put(self, key: str, text: str | None) -> None:
        """Remember what is typed under a key; None where nothing is."""
        if self._texts.get(key) == text:
            return
        if text is None:
            del self._texts[key]
        else:
            self._texts[key] = text
        if not self._timer.isActive():
            # the clock runs from the first letter: who types on is kept, too
            self._timer.start()
        self.changed.emit(key)

    def drop(self, *keys: str) -> None:
        """Forget what was given, or given up."""
        for key in keys:
            self.put(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self.drop(*self._texts)

    def save(self) -> None:
        """Write what is not on the disk yet."""
        self._timer.stop()
        if self._keep is None or self._texts == self._kept:
            return
        try:
            self._keep(self._texts)
        except ProblemError as error:
            if not self._failing:
                self._failing = True
                self.failed.emit(error.problem)
            return
        self._kept, self._failing = dict(self._texts), False
