"""Sign an exam, freeze its report and begin its amendment, off the main thread."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import amend, close, obstacles
from sonostep.core.protocol import ProtocolDefinition
from sonostep.core.text import Language
from sonostep.ui.background import Task
from sonostep.ui.desk import Library
from sonostep.ui.exporting import report_of

if TYPE_CHECKING:
    from sonostep.core.finalise import Obstacles
    from sonostep.reporting.words import ReportLanguage

SEALED = ("pdf", "sr", "csv", "fhir")
"""What is frozen beside ``exam.json``; everything else can be made again from it."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What to make final: a frozen request that shares nothing with the window.

    Attributes:
        language: of the report, ``en``, ``zh-TW`` or ``both``; told: of what is refused.
    """

    exam: Exam
    library: Library
    signature: Signature
    language: "ReportLanguage"
    told: Language

    def run(self, task: Task) -> tuple[Exam, dict[str, bytes]]:
        """Return the sealed exam and its frozen files; nothing is kept yet.

        Raises:
            ProblemError: what keeps the exam from being final, or why it could not be rendered.
        """
        from sonostep.reporting import freeze
        from sonostep.storage import exam_to_json

        task.report(0.05)
        closed = close(self.exam, self.signature, what_is_open(self.exam, self.library), self.told)
        return freeze(closed, partial(self._rendered, task), exam_to_json)

    def _rendered(self, task: Task, closed: Exam) -> Mapping[str, bytes]:
        from sonostep.reporting import render
        from sonostep.storage import exam_to_json

        def told(done: int, total: int) -> None:
            task.report(done / (total + 1))

        report = report_of(closed, self.library, self.language)
        json = exam_to_json(closed)
        return render(report, SEALED, exam_json=json, language=self.language, progress=told)


def what_is_open(exam: Exam, library: Library) -> "Obstacles":
    """Return what keeps an exam from being final."""
    return obstacles(exam, used(exam, library), library.vocabulary)


def used(exam: Exam, library: Library) -> list[ProtocolDefinition]:
    """Return the protocols in use that are at hand."""
    wanted = {p.id for p in exam.protocols}
    return [p for p in library.protocols if p.id in wanted]


def keep(exam: Exam, files: Mapping[str, bytes]) -> None:
    """Keep the frozen report beside the exam's journal, for good.

    Raises:
        ProblemError: when it cannot be kept; the exam is then not to be taken as final.
    """
    from sonostep.reporting import zipped
    from sonostep.storage import exams_folder
    from sonostep.storage.finals import keep_final

    keep_final(exams_folder(), exam.id, zipped(files))


def amendment(exam: Exam, reason: str) -> Exam:
    """Return a new draft that follows a final exam and names its structured report.

    Raises:
        ProblemError: ``amend.not_final``, ``amend.no_reason``, or why the frozen report cannot be read.
    """
    from sonostep.reporting import files_of, report_reference
    from sonostep.storage import exams_folder
    from sonostep.storage.finals import final_path

    path = final_path(exams_folder(), exam.id)
    study, series, instance = report_reference(files_of(path)) if path.is_file() else ("", "", "")
    return amend(
        exam, str(uuid.uuid4()), reason, study_uid=study, series_uid=series, instance_uid=instance
    )
