"""Subscriptions: listen to the session for as long as a widget lives."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from sonostep.session import PaneSession, Session
from sonostep.session.session import ExamListener, ViewListener
from sonostep.ui.kit.autosave import save_typed


class Subscriptions:
    """The subscriptions of a widget.

    Keeps what stops each listener, and stops them all when the owner is destroyed.
    """

    def __init__(self, owner: QObject) -> None:
        self._stops: list[Callable[[], None]] = []
        owner.destroyed.connect(self.stop)

    def listen(
        self, session: Session | PaneSession, exam: ExamListener, view: ViewListener, *of: str
    ) -> None:
        """Tell a widget of each change of the exam (``of`` some of its fields alone) and of the view; what is
        being typed is kept before it."""
        self._stops += [session.on_exam(exam, *of), session.on_view(view), session.on_before(save_typed)]

    def also(self, stop: Callable[[], None]) -> None:
        """Stop something else with the listeners."""
        self._stops.append(stop)

    def stop(self) -> None:
        """Stop listening; calling it twice does no harm."""
        stops, self._stops = self._stops, []
        for stop in stops:
            stop()
