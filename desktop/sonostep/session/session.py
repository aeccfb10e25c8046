"""The session: do, undo and redo edits on the exam, durably, and tell everybody once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from sonostep.core.clip import Clip
from sonostep.core.edits import AddClips, Edit
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.session.view import ViewChange, ViewState

ExamListener = Callable[[Exam, Exam], None]
ViewListener = Callable[[ViewChange], None]


class Journal(Protocol):
    """Keeps history on disk. A call returns only once everything in it is durable."""

    def keep(self, history: History) -> None:
        """Make a history durable: what earlier calls could not write is written now, too.

        Raises:
            ProblemError: when it cannot be made durable; the next call tries again.
        """

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""


class NoJournal:
    """A journal that keeps nothing, for read-only looks and tests."""

    def keep(self, history: History) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Nothing to let go of."""


class Session:
    """The exam being worked on. Lives on one thread.

    Attributes:
        unsaved: the problem that keeps the last change from being durable, or None. The exam stays open
            and the change stays in memory; the next edit, or ``keep_again``, writes all that is missing.
        closed: the journal was let go of.
        read_only: why nothing of the exam can be changed here, or None; each edit is then refused.
    """

    def __init__(
        self, history: History, journal: Journal | None = None, *, read_only: Problem | None = None
    ) -> None:
        self._history = history
        self._journal: Journal = journal or NoJournal()
        self._view = ViewState()
        self._clips: dict[str, Clip] = {}
        self._exam_listeners: list[ExamListener] = []
        self._view_listeners: list[ViewListener] = []
        self.unsaved: ProblemError | None = None
        self.read_only = read_only
        self.closed = False

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
            ProblemError: when the edit does not fit, or nothing may be changed; the exam is then unchanged.
        """
        before = self.exam
        after = edit.apply(before)
        if after is before or after == before:
            return
        self._refuse_if_read_only()
        self._history = self._history.did(after, edit.name)
        self._keep()
        self._announce(before, after)

    def finalise(self, final: Exam) -> None:
        """Take the sealed exam (``core.finalise.sealed``) as the last state; undo ends here.

        Raises:
            ValueError: when it is not closed and sealed.
        """
        if not (final.closed and final.final_sha256):
            raise ValueError("only a closed and sealed exam ends the history")
        self._refuse_if_read_only()
        self._move(self._history.did(final, "finalise"))

    def undo(self) -> None:
        """Go one state back, if there is one."""
        self._move(self._history.undone())

    def redo(self) -> None:
        """Go one state on, if there is one."""
        self._move(self._history.redone())

    def keep_again(self) -> bool:
        """Try once more to make everything durable; return whether it is."""
        self._keep()
        return self.unsaved is None

    def close(self) -> None:
        """Let go of the journal; what could not be written stays unsaved."""
        self.closed = True
        self._journal.close()

    def add_clip(self, clip: Clip) -> None:
        """Take an opened clip into the session and, if readable, into the exam.

        Raises:
            ProblemError: when the exam is final.
        """
        self._clips.setdefault(clip.id, clip)
        if clip.readable:
            self.do(AddClips((ClipRecord.of(clip),)))

    def look(self, **changes: object) -> None:
        """Change view state by field name (``clip``, ``frame``, ``tool`` ...), and announce it.

        Another shape that is selected is selected as a whole.
        """
        before = self._view
        if changes.get("selected", before.selected) != before.selected:
            changes.setdefault("handle", -1)
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

    def _refuse_if_read_only(self) -> None:
        if self.read_only is not None:
            raise ProblemError(self.read_only)

    def _move(self, history: History) -> None:
        if history is self._history or self.read_only is not None:
            return
        before = self.exam
        self._history = history
        self._keep()
        self._announce(before, self.exam)

    def _keep(self) -> None:
        try:
            self._journal.keep(self._history)
        except ProblemError as error:
            self.unsaved = error
        else:
            self.unsaved = None

    def _announce(self, before: Exam, after: Exam) -> None:
        for listener in tuple(self._exam_listeners):
            listener(before, after)
