"""The banner of unsaved changes and of a read-only exam: it stays for as long as that is so."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.session import Session
from sonostep.ui.kit.i18n import translate
from sonostep.ui.shell.notifications import Notices, StayingLine


class UnsavedBanner(QObject):
    """The banner of unsaved changes. Watches one session; lives as long as its exam_view.

    Args:
        reopen: opens the exam's journal anew.
    """

    def __init__(
        self, session: Session, notices: Notices, reopen: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._notices = session, notices
        self._unsaved: StayingLine | None = None
        session.on_exam(self._exam_changed)
        if session.read_only is not None:
            line = self._stay(Problem.of("journal.looking_only"), translate("Notices", "Open to work on it"))
            line.again.connect(reopen)

    def _stay(self, problem: Problem, text: str) -> StayingLine:
        line = self._notices.stay(problem, text)
        # what is said of an exam goes with it
        self.destroyed.connect(line.go)
        return line

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        self._show()

    def _show(self) -> None:
        error = self._session.unsaved
        if self._unsaved is not None and (error is None or self._unsaved.problem != error.problem):
            line, self._unsaved = self._unsaved, None
            line.go()
        if self._unsaved is None and error is not None:
            self._unsaved = self._stay(error.problem, translate("Notices", "Save again"))
            self._unsaved.again.connect(self.save_again)

    def save_again(self) -> None:
        """Try once more to make everything durable."""
        self._session.keep_again()
        self._show()
