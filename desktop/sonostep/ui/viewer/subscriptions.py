"""Listen to the session for as long as a widget lives."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from sonostep.session import PaneSession, Session
from sonostep.session.session import ExamListener, ViewListener


class Subscriptions:
    """Keeps what stops each listener, and stops them all when the owner is destroyed."""

    def __init__(self, owner: QObject) -> None:
        self._stops: list[Callable[[], None]] = []
        owner.destroyed.connect(self.stop)

    def listen(self, session: Session | PaneSession, exam: ExamListener, view: ViewListener) -> None:
        """Tell a widget of each change of the exam and of the view."""
        self._stops += [session.on_exam(exam), session.on_view(view)]

    def also(self, stop: Callable[[], None]) -> None:
        """Stop something else with the listeners."""
        self._stops.append(stop)

    def stop(self) -> None:
        """Stop listening; calling it twice does no harm."""
        stops, self._stops = self._stops, []
        for stop in stops:
            stop()
