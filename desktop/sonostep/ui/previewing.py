"""Set the report's pages for the screen, off the main thread, and only for the newest exam."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from sonostep.core.exam import Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.ui.background import Task
from sonostep.ui.desk import Desk, Library
from sonostep.ui.exporting import report_of
from sonostep.ui.language import translate

if TYPE_CHECKING:
    from sonostep.reporting.preview import Spot
    from sonostep.reporting.words import ReportLanguage

_PAUSE_MS = 350
"""A pause in editing after which the pages are set again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The pages as pictures of ``ppi`` pixels per inch, and what on them leads somewhere; or why not."""

    pages: tuple[QImage, ...] = ()
    spots: "tuple[Spot, ...]" = ()
    ppi: float = 72.0
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PreviewOrder:
    """What to set: a frozen request that shares nothing with the window."""

    exam: Exam
    library: Library
    language: "ReportLanguage"
    ppi: float

    def run(self, task: Task) -> Shown:
        """Set the pages that an export would write."""
        from sonostep.reporting.preview import render_pages

        try:
            made = render_pages(report_of(self.exam, self.library, self.language), self.language, self.ppi)
        except ProblemError as error:
            return Shown(problem=error.problem)
        return Shown(tuple(QImage.fromData(p) for p in made.pictures), made.spots, made.ppi)


class Previewer(QObject):
    """Follows the exam: ``shown`` carries its pages soon after a change, ``working`` whether it is at it."""

    shown = Signal(object)
    working = Signal(bool)

    def __init__(self, desk: Desk, language: "ReportLanguage", ppi: float, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._language, self._ppi = desk, language, ppi
        self._task: Task | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._set)
        self._stop = desk.session.on_exam(self._exam_changed)
        self._set()

    def speak(self, language: "ReportLanguage") -> None:
        """Set the pages in another language."""
        if language != self._language:
            self._language = language
            self._set()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        self._timer.start()

    def _set(self) -> None:
        self._timer.stop()
        self._again = self._task is not None
        if self._task is None:
            order = PreviewOrder(self._desk.exam, self._desk.library, self._language, self._ppi)
            title = translate("Preview", "Setting the pages")
            self._task = self._desk.background.run(title, order.run, self._landed, aside=True)
            self._task.ended.connect(self._ended)
            self.working.emit(True)

    def _ended(self) -> None:
        self._task = None
        if self._again:
            self._set()
        else:
            self.working.emit(False)

    def _landed(self, shown: Shown) -> None:
        # pages of an exam that is being typed in are better than none
        self.shown.emit(shown)

    def close(self) -> None:
        """Follow no more."""
        self._timer.stop()
        self._stop()
