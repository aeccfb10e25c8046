"""An exam is begun off the main thread, and given up whole."""

from sonostep.core.clip import Patient
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.core.problem import ProblemError
from sonostep.workflows.begin_exam import PendingExam

EXAM = Exam("1", "2026-01-01T00:00:00+00:00", Patient())


class Kept:
    closed = 0

    def keep(self, history: History) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        self.closed += 1


def test_a_journal_that_nobody_wants_any_more_is_closed_whenever_that_is_said() -> None:
    for early in (True, False):
        journal = Kept()
        pending = PendingExam(lambda journal=journal: (journal, History.start(EXAM)), EXAM)
        if early:
            pending.drop()
        pending.run()
        if not early:
            assert journal.closed == 0
            pending.drop()
        assert journal.closed == 1


def test_an_exam_without_a_journal_goes_on_and_says_so_and_none_is_made_of_nothing() -> None:
    def refuse() -> tuple[Kept, History]:
        raise ProblemError.of("journal.exists")

    def full() -> tuple[Kept, History]:
        raise OSError(28, "No space left on device")

    for begin, code in ((refuse, "journal.exists"), (full, "ui.home")):
        told = PendingExam(begin, EXAM).run()
        session = told.session()
        assert told.problem is not None and told.problem.code == code
        assert session is not None and session.exam == EXAM
        assert PendingExam(begin, None).run().session() is None
