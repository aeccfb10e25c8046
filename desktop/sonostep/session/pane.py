"""Where one of several panes looks: the session's own view while it is the active one, else its own place."""

from collections.abc import Callable
from dataclasses import replace

from sonostep.core.clip import Clip
from sonostep.core.edits import Edit
from sonostep.core.exam import Exam
from sonostep.session.session import BeforeListener, ExamListener, Session, ViewListener
from sonostep.session.view import ViewChange, ViewingState

_PLACE = ("clip", "frame", "selected", "handle")
"""What a resting pane keeps for itself; everything else is the session's."""


class PaneSession:
    """A session as one pane sees it. Awake, it is the session; resting, its clip and frame are its own.

    A resting pane holds no tool and no selection, so that there is one pointer in the program.
    """

    def __init__(self, session: Session, *, awake: bool = True) -> None:
        self._session = session
        self._awake = awake
        self._own = _at_rest(session.view, "" if not awake else session.view.clip, session.view.frame)
        self._listeners: list[ViewListener] = []
        self._waking = False
        self._stop = session.on_view(self._looked)

    @property
    def awake(self) -> bool:
        """Whether the pane is the active one."""
        return self._awake

    @property
    def exam(self) -> Exam:
        """The present exam."""
        return self._session.exam

    @property
    def view(self) -> ViewingState:
        """Where this pane looks."""
        return self._session.view if self._awake else self._own

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips opened in the session."""
        return self._session.clips

    def clip(self, id_: str) -> Clip | None:
        """Return an opened clip, or None."""
        return self._session.clip(id_)

    def do(self, edit: Edit, visit: object = None) -> None:
        """Apply an edit to the exam; raises ProblemError as the session does."""
        self._session.do(edit, visit)

    def look(self, **changes: object) -> None:
        """Change where this pane looks; what is not a place of its own is changed in the session."""
        if self._awake:
            self._session.look(**changes)
            return
        own = {name: value for name, value in changes.items() if name in _PLACE}
        shared = {name: value for name, value in changes.items() if name not in _PLACE}
        if own:
            self._settle(replace(self._own, **own))  # type: ignore[arg-type]
        if shared:
            self._session.look(**shared)

    def rest(self) -> None:
        """Stay where the pane is while the session turns to another."""
        if self._awake:
            before = self._session.view
            self._awake = False
            self._own = before
            self._settle(_at_rest(before, before.clip, before.frame))

    def wake(self) -> None:
        """Take the session to where this pane looks."""
        if self._awake:
            return
        before = self._own
        self._awake, self._waking = True, True
        try:
            self._session.look(clip=before.clip, frame=before.frame, selected="")
        finally:
            self._waking = False
        self._tell(before, self._session.view)

    def on_exam(self, listener: ExamListener, *of: str) -> Callable[[], None]:
        """Call ``listener(before, after)`` after each change of the exam, as the session does."""
        return self._session.on_exam(listener, *of)

    def on_before(self, listener: BeforeListener) -> Callable[[], None]:
        """Call ``listener(whole)`` before anything changes, as the session does; returns what stops it."""
        return self._session.on_before(listener)

    def on_view(self, listener: ViewListener) -> Callable[[], None]:
        """Call ``listener(change)`` after each change of this pane's view; returns what stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def stop(self) -> None:
        """Hear nothing more of the session; calling it twice does no harm."""
        stop, self._stop = self._stop, _nothing
        stop()

    def _looked(self, change: ViewChange) -> None:
        if self._waking:
            return
        if self._awake:
            self._tell(change.before, change.after)
        else:
            self._settle(_at_rest(change.after, self._own.clip, self._own.frame))

    def _settle(self, view: ViewingState) -> None:
        before, self._own = self._own, view
        self._tell(before, view)

    def _tell(self, before: ViewingState, after: ViewingState) -> None:
        if before != after:
            for listener in tuple(self._listeners):
                listener(ViewChange(before, after))


def _at_rest(view: ViewingState, clip: str, frame: int) -> ViewingState:
    return replace(view, clip=clip, frame=frame, selected="", handle=-1, tool="select", slot="")


def _nothing() -> None:
    """Stopped already."""
