"""Write a report's files, off the main thread."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.exam import Exam
from sonostep.ui.background import Task
from sonostep.ui.desk import Library

if TYPE_CHECKING:
    from sonostep.reporting.words import ReportLanguage

FORMATS: tuple[tuple[str, str], ...] = (("pdf", "PDF"), ("sr", "DICOM SR"), ("json", "JSON"))


@dataclass(frozen=True, slots=True)
class Order:
    """What to export: a frozen request that shares nothing with the window.

    Attributes:
        language: ``en``, ``zh-TW`` or ``both``.
        folder: made when missing.
    """

    exam: Exam
    library: Library
    formats: tuple[str, ...]
    language: "ReportLanguage"
    folder: Path

    def run(self, task: Task) -> tuple[Path, ...]:
        """Write the files and return them.

        Raises:
            ProblemError: why they could not be written, or that they are no longer wanted; no file is left.
        """
        from sonostep import __version__
        from sonostep.core.differential.weighing import weigh
        from sonostep.core.report import build_report
        from sonostep.reporting import export
        from sonostep.storage import exam_to_json

        task.report(0.05)
        library, exam = self.library, self.exam
        used = {p.id for p in exam.protocols}
        report = build_report(
            exam,
            [p for p in library.protocols if p.id in used],
            library.vocabulary,
            weigh(exam, library.knowledge, library.vocabulary),
            "zh-TW" if self.language == "zh-TW" else "en",
            conditions=[(c.id, c.name) for c in library.knowledge.conditions],
            program=f"SonoStep {__version__}",
        )
        return tuple(
            export(
                report,
                self.folder,
                self.formats,
                exam_json=exam_to_json(exam),
                language=self.language,
                progress=partial(_tell, task),
                cancelled=partial(_asked, task),
            )
        )


def _tell(task: Task, done: int, total: int) -> None:
    if not task.cancelled:
        task.report(done / total)


def _asked(task: Task) -> bool:
    return task.cancelled
