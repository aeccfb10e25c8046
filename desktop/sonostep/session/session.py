"""The session: do, undo and redo edits on the exam, durably, and tell everybody once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from sonostep.core.clip import Clip
from sonostep.core.edits import AddClips, Edit
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.history import History
from sonostep.core.problem import ProblemError
from sonostep.session.view import ViewChange, ViewState

ExamListener = Callable[[Exam, Exam], None]
ViewListener = Callable[[ViewChange], None]


class Journal(Protocol):
    """Keeps history on disk. Each call returns only once the change is durable."""

    def did(self, exam: Exam, name: str) -> None:
        """Append a state after the cursor, dropping what had been undone.

        Raises:
            ProblemError: when it cannot be made durable.
        """

    def moved(self, cursor: int) -> None:
        """Move the cursor, for undo and redo.

        Raises:
            ProblemError: when it cannot be made durable.
        """


class NoJournal:
    """A journal that keeps nothing, for read-only looks and tests."""

    def did(self, exam: Exam, name: str) -> None:
        """Keep nothing."""

    def moved(self, cursor: int) -> None:
        """Keep nothing."""


class Session:
    """The exam being worked on. Lives on one thread.

    Attributes:
        unsaved: the problem that keeps the last change from being durable, or None. The exam stays open
            and the change stays in memory; the next edit tries to make everything durable again.
    """

    def __init__(self, history: History, journal: Journal | None = None) -> None:
        self._history = history
        self._journal: Journal = journal or NoJournal()
        self._view = ViewState()
        self._clips: dict[str, Clip] = {}
        self._exam_listeners: list[ExamListener] = []
        self._view_listeners: list[ViewListener] = []
        self.unsaved: ProblemError | None = None

    @property
    def exam(self) -> Exam:
        """The present exam."""
        return self._history.exam

    @property
    def history(self) -> History:
        """All states and the cursor."""
        return self._history

    @property
    def view(self) -> ViewState:
        """Where the person is looking."""
        return self._view

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips opened in this session, in order of opening, unreadable ones included."""
        return tuple(self._clips.values())

    def clip(self, id_: str) -> Clip | None:
        """Return an opened clip, or None."""
        return self._clips.get(id_)

    def do(self, edit: Edit) -> None:
        """Apply an edit, make it durable, announce it. An edit that changes nothing leaves no trace.

        Raises:
            ProblemError: when the edit does not fit; the exam is then unchanged.
        """
        before = self.exam
        after = edit.apply(before)
        if after is before or after == before:
            return
        self._history = self._history.did(after, edit.name)
        self._keep(lambda: self._journal.did(after, edit.name))
        self._announce(before, after)

    def undo(self) -> None:
        """Go one state back, if there is one."""
        self._move(self._history.undone())

    def redo(self) -> None:
        """Go one state on, if there is one."""
        self._move(self._history.redone())

    def add_clip(self, clip: Clip) -> None:
        """Take an opened clip into the session and, if readable, into the exam.

        Raises:
            ProblemError: when the exam is final.
        """
        self._clips.setdefault(clip.id, clip)
        if clip.readable:
            self.do(AddClips((ClipRecord.of(clip),)))

    def look(self, **changes: object) -> None:
        """Change view state by field name (``clip``, ``frame``, ``tool`` ...), and announce it."""
        before = self._view
        self._view = replace(before, **changes)  # type: ignore[arg-type]
        if self._view != before:
            change = ViewChange(before, self._view)
            for listener in tuple(self._view_listeners):
                listener(change)

    def on_exam(self, listener: ExamListener) -> Callable[[], None]:
        """Call ``listener(before, after)`` after each change of the exam; returns what stops it."""
        self._exam_listeners.append(listener)
        return lambda: self._exam_listeners.remove(listener)

    def on_view(self, listener: ViewListener) -> Callable[[], None]:
        """Call ``listener(change)`` after each change of view state; returns what stops it."""
        self._view_listeners.append(listener)
        return lambda: self._view_listeners.remove(listener)

    def _move(self, history: History) -> None:
        if history is self._history:
            return
        before = self.exam
        self._history = history
        self._keep(lambda: self._journal.moved(history.cursor))
        self._announce(before, self.exam)

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except ProblemError as error:
            self.unsaved = error
        else:
            self.unsaved = None

    def _announce(self, before: Exam, after: Exam) -> None:
        for listener in tuple(self._exam_listeners):
            listener(before, after)
