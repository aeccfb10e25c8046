"""Background tasks: work off the main thread, with progress and cancel; results come back on it."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from sonostep.core.problem import Problem, ProblemError
from sonostep.ui.kit.excepthook import where
from sonostep.workflows.task import Cancelled

if TYPE_CHECKING:
    # Not for the first paint.
    from concurrent.futures import Executor, Future

T = TypeVar("T")

Refused = Callable[[Problem], None]
"""Takes why something was not done, on the main thread."""

_log = logging.getLogger(__name__)


class Door(Protocol):
    """The one way back to the main thread."""

    def post(self, fn: Callable[..., None], *args: object) -> None:
        """Call ``fn(*args)`` on the main thread, soon."""


class Task(QObject):
    """One piece of work under way.

    ``progressed`` carries a fraction (0 to 1) and what is being done; it and ``ended`` (an empty text
    where all went well) arrive on the main thread.
    """

    progressed = Signal(float, str)
    ended = Signal()

    def __init__(self, door: Door, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._door = door
        self._cancelled = False
        self._over = False
        self._stop: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the person no longer wants it."""
        return self._cancelled

    @property
    def over(self) -> bool:
        """Whether the work has come to its end."""
        return self._over

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._cancelled = True
        if self._stop is not None:
            self._stop()

    def cancel_by(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` where the work is cancelled: for work that runs elsewhere."""
        self._stop = stop

    def report(self, fraction: float, what: str = "") -> None:
        """Say how far the work is; called by the work, on its own thread.

        Raises:
            Cancelled: when the person no longer wants it.
        """
        if self._cancelled:
            raise Cancelled
        self._door.post(self._tell, fraction, what)

    def _tell(self, fraction: float, what: str) -> None:
        if not self._over:
            self.progressed.emit(fraction, what)

    def end(self) -> None:
        """Say that the work is over, and go."""
        self._over = True
        self.ended.emit()
        self.deleteLater()


def alive(task: Task) -> bool:
    """Whether a task is still under way."""
    return isValid(task) and not task.over


def _gone(done: Callable[..., None]) -> bool:
    """Whether whom the result is for has left meanwhile."""
    owner = getattr(done, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


class Background(QObject):
    """Runs tasks on one worker thread each of three lanes: quick ones never wait for long ones, nor does what
    is done aside, such as a preview, for an export.

    ``failed`` carries the problem of any task that went wrong and was started without a ``refused``, which
    takes it otherwise.
    """

    failed = Signal(Problem)
    started = Signal(Task)

    def __init__(self, door: Door, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self._lanes: dict[str, Executor] = {}
        self._open: set[Task] = set()
        self._closed = False

    def _lane(self, name: str) -> "Executor":
        from concurrent.futures import ThreadPoolExecutor

        if name not in self._lanes:
            self._lanes[name] = ThreadPoolExecutor(1, name)
        return self._lanes[name]

    def quick(self, work: Callable[[], T], done: Callable[[T], None], refused: Refused | None = None) -> None:
        """Run short work without showing it; ``done(result)`` on the main thread."""
        if not self._closed:
            lane = self._lane("quick")
            lane.submit(work).add_done_callback(lambda f: self._door.post(self._finish, f, done, refused))

    def run(
        self,
        title: str,
        work: Callable[[Task], T],
        done: Callable[[T], None],
        refused: Refused | None = None,
        *,
        aside: bool = False,
    ) -> Task:
        """Run long work that shows its progress and can be cancelled; ``aside``, whoever asked shows it."""
        task = Task(self._door, title, self)
        self._open.add(task)
        if not aside:
            self.started.emit(task)
        future = self._lane("aside" if aside else "long").submit(work, task)
        future.add_done_callback(lambda f: self._door.post(self._finish_task, task, f, done, refused))
        return task

    def _finish_task(
        self, task: Task, future: "Future[T]", done: Callable[[T], None], refused: Refused | None
    ) -> None:
        self._open.discard(task)
        if not self._closed:
            task.end()
            self._finish(future, done, refused)

    def _finish(self, future: "Future[T]", done: Callable[[T], None], refused: Refused | None) -> None:
        if self._closed or future.cancelled() or _gone(done):
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, ProblemError):
            self._tell(error.problem, refused)
        elif not isinstance(error, Cancelled):
            # Type and place only: a message could hold a patient's data.
            _log.error("background work failed: %s at %s", type(error).__name__, where(error.__traceback__))
            self._tell(Problem.of("ui.unexpected", kind=type(error).__name__), refused)

    def _tell(self, problem: Problem, refused: Refused | None) -> None:
        """To who asked, who shows it beside the button; else to everybody."""
        if refused is None or _gone(refused):
            self.failed.emit(problem)
        else:
            refused(problem)

    def close(self) -> None:
        """Cancel everything and wait for it."""
        self._closed = True
        for task in self._open:
            task.cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
