"""Finalise an exam: what stands in the way, the signature, and the frozen report that is sealed and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.core.exam import Exam, Signature
from sonostep.core.finalise import SEAL_FILE, close, obstacles
from sonostep.core.problem import ProblemError
from sonostep.core.text import Language
from sonostep.workflows.library import Library
from sonostep.workflows.report_export import SEALED_FORMATS, frames_of, report_of
from sonostep.workflows.task import TaskLike

if TYPE_CHECKING:
    from sonostep.core.checks.signing_questions import SigningQuestion
    from sonostep.core.finalise import Obstacles
    from sonostep.reporting.sealing.certificate import Certificate
    from sonostep.reporting.sealing.certificate import CertificateFile as CertificateFile
    from sonostep.reporting.words import ReportLanguage

MOST_VIDEO_FRAMES: Final = 1500
"""Frames of video that are frozen too, so that the structured report can refer to the clip itself: about a
minute, and about 100 MB. Beyond that it refers to its key frames."""


@dataclass(frozen=True, slots=True)
class FinaliseOrder:
    """What to make final: a frozen request that shares nothing with whoever made it.

    Attributes:
        language: of the report, ``en``, ``zh-TW`` or ``both``; told: of what is refused.
        certificate: the file that signs the PDF, and its passphrase, which goes with this request.
        formats: what is sealed beside ``exam.json``; ``sealed_formats`` where nothing is chosen.
    """

    exam: Exam
    library: Library
    signature: Signature
    language: "ReportLanguage"
    told: Language
    certificate: "CertificateFile | None" = None
    formats: tuple[str, ...] | None = None

    def run(self, task: TaskLike) -> tuple[Exam, bytes]:
        """Return the sealed exam and its frozen files as one zip; nothing is kept yet.

        Raises:
            ProblemError: as ``frozen``.
        """
        from sonostep.reporting import zipped

        final, files = self.frozen(task)
        return final, zipped(files)

    def frozen(self, task: TaskLike) -> tuple[Exam, Mapping[str, bytes]]:
        """Return the sealed exam and its frozen files by name; nothing is kept yet.

        Raises:
            ProblemError: what keeps the exam from being final, why the certificate cannot sign, or why it
                could not be rendered.
        """
        from sonostep.reporting import freeze
        from sonostep.reporting.sealing.certificate import open_certificate
        from sonostep.storage import exam_to_json

        task.report(0.05)
        certificate = open_certificate(self.certificate) if self.certificate else None
        signature = certificate.signed(self.signature) if certificate else self.signature
        closed = close(self.exam, signature, what_is_open(self.exam, self.library), self.told)
        return freeze(closed, partial(self._rendered, task, certificate), exam_to_json)

    def _rendered(
        self, task: TaskLike, certificate: "Certificate | None", closed: Exam
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
        if self.formats is not None:
            return freeze(self.formats)
        try:
            return freeze(sealed_formats(closed))
        except ProblemError as error:
            if error.problem.code != "export.video_gone":
                raise
            # a video that has changed or left since: its key frames stand for it
            return freeze(SEALED_FORMATS)


def sealed_formats(exam: Exam) -> tuple[str, ...]:
    """Return what is frozen: with videos as DICOM where measurements lie on them and they are at hand."""
    videos = [c for c in exam.clips if not c.study.sop_class_uid]
    drawn = {a.frame.clip for a in exam.annotations}
    at_hand = all(Path(c.path).is_file() for c in videos)
    few = sum(c.frames for c in videos) <= MOST_VIDEO_FRAMES
    with_clips = any(c.id in drawn for c in videos) and at_hand and few
    return (*SEALED_FORMATS, "clips") if with_clips else SEALED_FORMATS


def what_is_open(exam: Exam, library: Library) -> "Obstacles":
    """Return what keeps an exam from being final."""
    from sonostep.protocols import load_safety

    return obstacles(exam, library.in_use(exam), library.vocabulary, load_safety().rules)


def what_is_asked(exam: Exam, library: Library) -> "tuple[SigningQuestion, ...]":
    """Return what is asked about once before an exam is signed, and keeps nobody from signing."""
    from sonostep.core.checks.signing_questions import signing_questions

    return signing_questions(exam, library.vocabulary)


def certificate_file(path: Path, passphrase: str) -> "CertificateFile":
    """Return a PKCS #12 file that is to sign, with its passphrase."""
    from sonostep.reporting.sealing.certificate import CertificateFile

    return CertificateFile(path, passphrase)


def keep_final(exam: Exam, data: bytes) -> None:
    """Keep the frozen report, one zip, beside the exam's journal, for good.

    Raises:
        ProblemError: when it cannot be kept; the exam is then not to be taken as final.
    """
    from sonostep.storage import exams_folder
    from sonostep.storage.finals import keep_final as keep

    keep(exams_folder(), exam.id, data)


def write_final(
    exam: Exam, files: Mapping[str, bytes], out: Path, *, replace: bool = False
) -> tuple[Path, ...]:
    """Write frozen files into a folder, or into one zip where the name of ``out`` says so; return them.

    ``replace`` says that another exam's report, unsealed, may be replaced there.

    Raises:
        ProblemError: why they could not be written, or whose report is there; no file is left then.
    """
    from sonostep.reporting import write_out
    from sonostep.workflows.export_target import check_target, of_another

    check_target(exam, out, files, replace=replace, seal=files.get(SEAL_FILE))
    return tuple(write_out(out, files, of_another(exam, out) if replace else ()))
