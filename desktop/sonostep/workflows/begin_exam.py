"""Begin an exam off the main thread: its journal is made or read, and clips wait for it meanwhile."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sonostep.core.problem import Problem, ProblemError

if TYPE_CHECKING:
    from sonostep.core.clip import Clip
    from sonostep.core.exam import Exam
    from sonostep.core.history import History
    from sonostep.session import Journal, Session

    Begun = tuple[Journal, History] | tuple[Journal, History, Problem | None]
    Begin = Callable[[], Begun]


class PendingExam:
    """An exam that is being begun and is not kept yet.

    Args:
        begin: makes or reads the journal; it may say what is to be told of it, too.
        exam: what goes on without a journal where there can be none; None where there is then no exam.

    Attributes:
        clips: those that came meanwhile; visit: the scan that gave them.
        problem: why there is no journal, or what is to be told of it.
    """

    def __init__(self, begin: "Begin", exam: "Exam | None") -> None:
        self._begin, self._exam = begin, exam
        self._lock = threading.Lock()
        self._dropped = False
        self._begun: tuple[Journal, History] | None = None
        self.clips: list[Clip] = []
        self.visit: object = None
        self.problem: Problem | None = None

    def run(self) -> "PendingExam":
        """Do the work; called on another thread."""
        try:
            begun = self._begin()
        except ProblemError as error:
            self.problem = error.problem
        except OSError as error:
            self.problem = Problem.of("ui.home", reason=error.strerror or type(error).__name__)
        else:
            with self._lock:
                self._begun = (begun[0], begun[1])
                self.problem = begun[2] if len(begun) == 3 else None
                if self._dropped:
                    begun[0].close()
        return self

    def drop(self) -> None:
        """Nobody wants it any more; may be called while ``run`` is under way."""
        with self._lock:
            self._dropped = True
            if self._begun is not None:
                self._begun[0].close()

    def session(self) -> "Session | None":
        """Return the session, or None where no exam could be begun."""
        from sonostep.core.history import History
        from sonostep.session import NoJournal, Session

        if self._begun is not None:
            journal, history = self._begun
            return Session(history, journal, read_only=_read_only(journal))
        # Better an exam that is told not to be kept than no exam.
        return Session(History.start(self._exam), NoJournal()) if self._exam is not None else None


def _read_only(journal: "Journal") -> Problem | None:
    from sonostep.storage.journal import ReadOnlyJournal

    if not isinstance(journal, ReadOnlyJournal):
        return None
    return Problem.of("journal.read_only", file=journal.path.name)
