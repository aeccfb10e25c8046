"""Run a tool's gesture: feed it events, show its draft, hand out its edit, start again."""

from collections.abc import Callable, Iterable

from sonostep.core.edits import Edit
from sonostep.core.problem import ProblemError
from sonostep.tools.gesture import Context, Draft, Gesture, Phase, PointerEvent

Tool = Callable[[Context], Gesture]


class GestureRunner:
    """Keeps one tool armed: after each edit, and after each cancel, its gesture begins anew.

    Attributes:
        draft: what the gesture shows now.
    """

    def __init__(self, tool: Tool, context: Callable[[], Context]) -> None:
        self._tool = tool
        self._context = context
        self._gesture: Gesture | None = None
        self._events: list[PointerEvent] = []
        self.draft = self._begin()

    @property
    def drawing(self) -> bool:
        """Whether a shape is under way."""
        return self.draft.annotation is not None

    def feed(self, event: PointerEvent) -> Edit | None:
        """Hand an event to the gesture; returns the edit when it has come to its end.

        Raises:
            ProblemError: when the tool refuses; the tool stays armed.
        """
        if self._gesture is None:
            self.draft = self._begin()
        assert self._gesture is not None
        self._record(event)
        try:
            self.draft = self._gesture.send(event)
        except StopIteration as end:
            edit: Edit | None = end.value
            self._end()
            return edit
        except ProblemError:
            self._end()
            raise
        return None

    @property
    def events(self) -> tuple[PointerEvent, ...]:
        """What led to the draft, to be handed to ``resume``."""
        return tuple(self._events) if self.drawing else ()

    def resume(self, events: Iterable[PointerEvent]) -> None:
        """Draw a draft again that was put by, with what a gesture may know now; a refusal drops it."""
        self.cancel()
        for event in events:
            try:
                self.feed(event)
            except ProblemError:
                self.cancel()
                return

    def _record(self, event: PointerEvent) -> None:
        """Of a pointer that only passes over the picture, the last place is enough."""
        passing = event.phase is Phase.MOVE and not event.held
        if passing and self._events and self._events[-1].phase is Phase.MOVE and not self._events[-1].held:
            self._events.pop()
        self._events.append(event)

    def _end(self) -> None:
        # The next gesture begins with the next event, when what this one did is in the exam.
        self._gesture = None
        self._events.clear()
        self.draft = Draft(self._idle_hint)

    def cancel(self) -> bool:
        """Drop the draft and begin anew; returns whether there was one."""
        was = self.drawing
        if self._gesture is not None:
            self._gesture.close()
        self.draft = self._begin()
        return was

    def _begin(self) -> Draft:
        self._events.clear()
        self._gesture = self._tool(self._context())
        first = next(self._gesture)
        self._idle_hint = first.hint
        return first
