"""The session: do, undo and redo edits on the exam, durably, and tell everybody once."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Final, Protocol

from sonostep.core.checks.identity import as_read_for
from sonostep.core.clip import Clip
from sonostep.core.edits import AddClips, Edit
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.session.view import ViewChange, ViewingState

ExamListener = Callable[[Exam, Exam], None]
ViewListener = Callable[[ViewChange], None]
EXAM_BUT_SHAPES: Final = tuple(f.name for f in fields(Exam) if f.name != "annotations")
"""All that an exam holds beside the shapes that are drawn: what most panels show."""

BeforeListener = Callable[[bool], None]
"""Is told before something happens; True where it is more than another frame of the same clip."""


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
        self._exam = history.exam
        self._journal: Journal = journal or NoJournal()
        self._view = ViewingState()
        self._clips: dict[str, Clip] = {}
        self._exam_listeners: list[tuple[ExamListener, tuple[str, ...]]] = []
        self._view_listeners: list[ViewListener] = []
        self._before_listeners: list[BeforeListener] = []
        self._visit: object = None
        self._settling = False
        self.unsaved: ProblemError | None = None
        self.read_only = read_only
        self.closed = False

    @property
    def exam(self) -> Exam:
        """The present exam."""
        return self._exam

    @property
    def history(self) -> History:
        """All states and the cursor."""
        return self._history

    @property
    def view(self) -> ViewingState:
        """Where the person is looking."""
        return self._view

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips opened in this session, in order of opening, unreadable ones included."""
        return tuple(self._clips.values())

    def clip(self, id_: str) -> Clip | None:
        """Return an opened clip, or None."""
        return self._clips.get(id_)

    def do(self, edit: Edit, visit: object = None) -> None:
        """Apply an edit, make it durable, announce it. An edit that changes nothing leaves no trace.

        Args:
            edit: what to do.
            visit: one visit of a person to one text field. Edits of the same visit that follow each other
                are one entry of the history: what is typed is kept letter by letter and undone as a whole.

        Raises:
            ProblemError: when the edit does not fit, or nothing may be changed; the exam is then unchanged.
        """
        same = visit is not None and visit is self._visit
        base = self._history.undone() if same else self._history
        before = self.exam
        after = edit.apply(base.exam)
        if after == before:
            return
        self._refuse_if_read_only()
        gone = after == base.exam
        # what was typed and taken away again within one visit was never an edit
        self._turn_to(
            History(base.entries[: base.cursor + 1], base.cursor) if gone else base.did(after, edit.name)
        )
        self._visit = None if gone else visit
        self._keep()
        if self._settling:
            return
        if visit is None:
            self._keep_what_is_typed()
        self._announce(before, self.exam)

    def _keep_what_is_typed(self) -> None:
        """Whoever made an edit did not know yet what is being typed elsewhere: that is written upon the edit,
        so that neither undoes the other, and before anybody is told and makes the fields anew."""
        self._settling = True
        try:
            self._tell_before(True)
        finally:
            self._settling = False

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
        """Go one state back, if there is one; what is being typed is kept first, and is then undone."""
        self._tell_before(True)
        self._move(self._history.undone())

    def redo(self) -> None:
        """Go one state on, if there is one; what is being typed is kept first."""
        self._tell_before(True)
        self._move(self._history.redone())

    def keep_again(self) -> bool:
        """Try once more to make everything durable; return whether it is."""
        self._keep()
        return self.unsaved is None

    def close(self) -> None:
        """Let go of the journal; what could not be written is tried once more, and else stays unsaved."""
        self._tell_before(True)
        if self.unsaved is not None and not self.closed:
            self._keep()
        self.closed = True
        self._journal.close()

    def add_clip(self, clip: Clip) -> None:
        """Take an opened clip into the session and, if readable, into the exam.

        Raises:
            ProblemError: when the exam is final.
        """
        self.add_clips((clip,))

    def add_clips(self, clips: Sequence[Clip], visit: object = None) -> None:
        """Take opened clips into the session and, if readable, into the exam, all as one edit.

        Args:
            visit: one act of opening, as ``do`` takes it: what it gives bit by bit is one edit.

        Raises:
            ProblemError: when the exam is final.
        """
        for clip in clips:
            self._clips.setdefault(clip.id, clip)
        # a name that the same bytes allow, and was chosen for the exam, holds for its other clips
        patient = self.exam.patient
        records = tuple(ClipRecord.of(as_read_for(patient, clip)) for clip in clips if clip.readable)
        if records:
            self.do(AddClips((*self._given_by(visit), *records)), visit)

    def _given_by(self, visit: object) -> tuple[ClipRecord, ...]:
        """The clips that the last edit took in, where it was of the same visit: it is made anew with more."""
        if visit is None or visit is not self._visit:
            return ()
        before = {c.id for c in self._history.undone().exam.clips}
        return tuple(c for c in self.exam.clips if c.id not in before)

    def look(self, **changes: object) -> None:
        """Change view state by field name (``clip``, ``frame``, ``tool`` ...), and announce it.

        Another shape that is selected is selected as a whole.
        """
        if any(getattr(self._view, name) != value for name, value in changes.items()):
            self._tell_before(set(changes) != {"frame"})
        before = self._view
        if changes.get("selected", before.selected) != before.selected:
            changes.setdefault("handle", -1)
        self._view = replace(before, **changes)  # type: ignore[arg-type]
        if self._view != before:
            change = ViewChange(before, self._view)
            for listener in tuple(self._view_listeners):
                listener(change)

    def on_exam(self, listener: ExamListener, *of: str) -> Callable[[], None]:
        """Call ``listener(before, after)`` after each change of the exam; returns what stops it.

        Args:
            of: only where one of these fields of the exam is another value than before; none: always.

        Raises:
            AttributeError: for a field that an exam does not have.
        """
        for name in of:
            getattr(self._exam, name)
        heard = (listener, of)
        self._exam_listeners.append(heard)
        return lambda: self._exam_listeners.remove(heard)

    def on_before(self, listener: BeforeListener) -> Callable[[], None]:
        """Call ``listener(whole)`` before the exam or the view is changed, or the session closed, by anything
        but a visit to a text field: the time to keep what is being typed. Returns what stops it."""
        self._before_listeners.append(listener)
        return lambda: self._before_listeners.remove(listener)

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
        self._turn_to(history)
        self._visit = None
        self._keep()
        self._announce(before, self.exam)

    def _turn_to(self, history: History) -> None:
        self._history, self._exam = history, history.exam

    def _keep(self) -> None:
        try:
            self._journal.keep(self._history)
        except ProblemError as error:
            self.unsaved = error
        else:
            self.unsaved = None

    def _tell_before(self, whole: bool) -> None:
        for listener in tuple(self._before_listeners):
            listener(whole)

    def _announce(self, before: Exam, after: Exam) -> None:
        for listener, of in tuple(self._exam_listeners):
            # the exam keeps the identity of everything that an edit did not touch
            if not of or any(getattr(before, name) is not getattr(after, name) for name in of):
                listener(before, after)
