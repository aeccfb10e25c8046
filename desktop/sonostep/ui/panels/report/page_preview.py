"""Set the report's pages for the screen, off the main thread, and only for the newest exam."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from sonostep.core.exam import Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.tasks import Task
from sonostep.workflows.library import Library
from sonostep.workflows.report_export import report_pages
from sonostep.workflows.task import TaskLike

if TYPE_CHECKING:
    from sonostep.workflows.report_export import PageLink, ReportLanguage

_PAUSE_MS = 350
"""A pause in editing after which the pages are set again."""


@dataclass(frozen=True, slots=True)
class ShownPages:
    """The rendered pages of a preview.

    The pages as pictures of ``ppi`` pixels per inch, and what on them leads somewhere; or why not.
    """

    pages: tuple[QImage, ...] = ()
    spots: "tuple[PageLink, ...]" = ()
    ppi: float = 72.0
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PreviewOrder:
    """A request for a preview. What to set: a frozen request that shares nothing with the window."""

    exam: Exam
    library: Library
    language: "ReportLanguage"
    ppi: float

    def run(self, task: TaskLike) -> ShownPages:
        """Set the pages that an export would write."""
        try:
            made = report_pages(self.exam, self.library, self.language, self.ppi)
        except ProblemError as error:
            return ShownPages(problem=error.problem)
        return ShownPages(tuple(map(_decoded, made.pictures)), made.spots, made.ppi)


def _decoded(png: bytes) -> QImage:
    """Read a page without Qt's readers.

    They make QObjects, whose connections wait for a lock of Qt while this thread holds Python's; the main
    thread may hold the one and wait for the other, and neither ever goes on.
    """
    import cv2
    import numpy as np

    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None, "the pages are PNG"
    rows, columns = pixels.shape[:2]
    image = QImage(pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_BGR888)
    return image.copy()


class Previewer(QObject):
    """The page preview in the background.

    Follows the exam: ``shown`` carries its pages soon after a change, ``working`` whether it is at it. It
    begins at once, or ``later``, after the pause that follows an edit.
    """

    shown = Signal(object)
    working = Signal(bool)

    def __init__(
        self,
        controller: ExamController,
        language: "ReportLanguage",
        ppi: float,
        parent: QObject,
        *,
        later: bool = False,
    ) -> None:
        super().__init__(parent)
        self._controller, self._language, self._ppi = controller, language, ppi
        self._task: Task | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._set)
        self._stop = controller.session.on_exam(self._exam_changed)
        self._timer.start() if later else self._set()

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
            order = PreviewOrder(self._controller.exam, self._controller.library, self._language, self._ppi)
            title = translate("Preview", "Setting the pages")
            self._task = self._controller.background.run(title, order.run, self._landed, aside=True)
            self._task.ended.connect(self._ended)
            self.working.emit(True)

    def _ended(self) -> None:
        self._task = None
        if self._again:
            self._set()
        else:
            self.working.emit(False)

    def _landed(self, shown: ShownPages) -> None:
        # pages of an exam that is being typed in are better than none
        self.shown.emit(shown)

    def close(self) -> None:
        """Follow no more."""
        self._timer.stop()
        self._stop()
