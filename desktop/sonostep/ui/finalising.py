"""Sign an exam, freeze its report and begin its amendment, off the main thread."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import amend, close, obstacles
from sonostep.core.problem import ProblemError
from sonostep.core.protocol import ProtocolDefinition
from sonostep.core.text import Language
from sonostep.ui.background import Task
from sonostep.ui.desk import Library
from sonostep.ui.exporting import frames_of, report_of

if TYPE_CHECKING:
    from sonostep.core.finalise import Obstacles
    from sonostep.reporting.certificate import Certificate, CertificateFile
    from sonostep.reporting.words import ReportLanguage

SEALED = ("pdf", "sr", "csv", "fhir")
"""What is frozen beside ``exam.json``; everything else can be made again from it."""

MOST_VIDEO_FRAMES = 1500
"""Frames of video that are frozen too, so that the structured report can refer to the clip itself: about a
minute, and about 100 MB. Beyond that it refers to its key frames."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What to make final: a frozen request that shares nothing with the window.

    Attributes:
        language: of the report, ``en``, ``zh-TW`` or ``both``; told: of what is refused.
        certificate: the file that signs the PDF, and its passphrase, which goes with this request.
    """

    exam: Exam
    library: Library
    signature: Signature
    language: "ReportLanguage"
    told: Language
    certificate: "CertificateFile | None" = None

    def run(self, task: Task) -> tuple[Exam, bytes]:
        """Return the sealed exam and its frozen files as one zip; nothing is kept yet.

        Raises:
            ProblemError: what keeps the exam from being final, why the certificate cannot sign, or why it
                could not be rendered.
        """
        from sonostep.reporting import freeze, zipped
        from sonostep.reporting.certificate import open_certificate
        from sonostep.storage import exam_to_json

        task.report(0.05)
        certificate = open_certificate(self.certificate) if self.certificate else None
        signature = certificate.signed(self.signature) if certificate else self.signature
        closed = close(self.exam, signature, what_is_open(self.exam, self.library), self.told)
        final, files = freeze(closed, partial(self._rendered, task, certificate), exam_to_json)
        return final, zipped(files)

    def _rendered(
        self, task: Task, certificate: "Certificate | None", closed: Exam
    ) -> Mapping[str, bytes]:
        from sonostep.reporting import render
        from sonostep.storage import exam_to_json

        def told(done: int, total: int) -> None:
            task.report(done / (total + 1))

        def signed(pdf: bytes) -> bytes:
            return certificate.sign(pdf, closed.physician) if certificate else pdf

        freeze = partial(
            render, report_of(closed, self.library, self.language), exam_json=exam_to_json(closed),
            language=self.language, progress=told, cancelled=lambda: task.cancelled, opened=frames_of,
            signer=signed,
        )  # fmt: skip
        try:
            return freeze(sealed_formats(closed))
        except ProblemError as error:
            if error.problem.code != "export.video_gone":
                raise
            # a video that has changed or left since: its key frames stand for it
            return freeze(SEALED)


def sealed_formats(exam: Exam) -> tuple[str, ...]:
    """Return what is frozen: with videos as DICOM where measurements lie on them and they are at hand."""
    videos = [c for c in exam.clips if not c.study.sop_class_uid]
    drawn = {a.frame.clip for a in exam.annotations}
    at_hand = all(Path(c.path).is_file() for c in videos)
    few = sum(c.frames for c in videos) <= MOST_VIDEO_FRAMES
    return (*SEALED, "clips") if any(c.id in drawn for c in videos) and at_hand and few else SEALED


def what_is_open(exam: Exam, library: Library) -> "Obstacles":
    """Return what keeps an exam from being final."""
    return obstacles(exam, used(exam, library), library.vocabulary)


def used(exam: Exam, library: Library) -> list[ProtocolDefinition]:
    """Return the protocols in use that are at hand."""
    wanted = {p.id for p in exam.protocols}
    return [p for p in library.protocols if p.id in wanted]


def keep(exam: Exam, data: bytes) -> None:
    """Keep the frozen report, one zip, beside the exam's journal, for good.

    Raises:
        ProblemError: when it cannot be kept; the exam is then not to be taken as final.
    """
    from sonostep.storage import exams_folder
    from sonostep.storage.finals import keep_final

    keep_final(exams_folder(), exam.id, data)


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
