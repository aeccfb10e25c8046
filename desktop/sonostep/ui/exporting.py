"""Write a report's files, off the main thread."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.problem import Problem
from sonostep.ui.background import Task
from sonostep.ui.desk import Library
from sonostep.ui.language import N

if TYPE_CHECKING:
    from sonostep.core.clip import Clip, Frame, FrameSource
    from sonostep.core.report import Report
    from sonostep.reporting.words import ReportLanguage

FORMATS: tuple[tuple[str, str], ...] = (
    ("pdf", "PDF"),
    ("sr", "DICOM SR"),
    ("json", "JSON"),
    ("html", "HTML"),
    ("csv", "CSV"),
    ("fhir", "FHIR"),
    ("handout", N("Export", "Patient's handout")),
    ("images", N("Export", "Key images")),
    ("states", N("Export", "DICOM presentation states")),
    ("pdf-dicom", N("Export", "PDF in DICOM")),
    ("clips", N("Export", "Clips as DICOM")),
)
"""Every format that reports are rendered in, with its name."""

USUAL = ("pdf", "sr", "json")
"""What is chosen at first."""


def sealed_file(exam: Exam) -> Path | None:
    """Return the file with the frozen report of a final exam, or None where it is not here."""
    from sonostep.storage import exams_folder
    from sonostep.storage.finals import final_path

    path = final_path(exams_folder(), exam.id)
    return path if exam.closed and path.is_file() else None


def report_of(exam: Exam, library: Library, language: "ReportLanguage") -> "Report":
    """Return the report of an exam, weighed anew."""
    from sonostep import __version__
    from sonostep.core.differential.weighing import weigh
    from sonostep.core.report import build_report
    from sonostep.core.report.model import HandoutEntry
    from sonostep.protocols import load_error_data
    from sonostep.protocols.companions import compose_handout
    from sonostep.reporting.letterhead import letterhead
    from sonostep.settings import load_settings
    from sonostep.storage import exams_folder, kept_exam

    used = {p.id for p in exam.protocols}
    return build_report(
        exam,
        [p for p in library.protocols if p.id in used],
        library.vocabulary,
        weigh(exam, library.knowledge, library.vocabulary),
        "zh-TW" if language == "zh-TW" else "en",
        conditions=[(c.id, c.name) for c in library.knowledge.conditions],
        program=f"SonoStep {__version__}",
        letterhead=letterhead(load_settings()[0])[0],
        handout=[HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(exam)],
        before=kept_exam(exams_folder(), exam.predecessor),
        errors=load_error_data(),
    )


def logo_problem() -> Problem | None:
    """Return why the letterhead is printed without its logo; None where all is well."""
    from sonostep.reporting.letterhead import letterhead
    from sonostep.settings import load_settings

    return letterhead(load_settings()[0])[1]


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
        """Write the files and return them; those of a final exam are its frozen ones, byte for byte.

        Raises:
            ProblemError: why they could not be written, or that they are no longer wanted; no file is left.
        """
        from sonostep.reporting import export, files_of, write_out
        from sonostep.storage import exam_to_json

        task.report(0.05)
        far = _Far(task)
        sealed = sealed_file(self.exam)
        if sealed is not None:
            return tuple(write_out(self.folder, files_of(sealed)))
        return tuple(
            export(
                report_of(self.exam, self.library, self.language),
                self.folder,
                self.formats,
                exam_json=exam_to_json(self.exam),
                language=self.language,
                progress=far.formats,
                cancelled=partial(_asked, task),
                opened=far.opened,
            )
        )


def frames_of(record: ClipRecord) -> "FrameSource":
    """Open a clip's frames from where it was opened before."""
    from sonostep.imaging import open_clip

    return open_clip(record.path)[1]


class _Far:
    """How far an export is: formats that are done, and frames of the clip under way."""

    def __init__(self, task: Task) -> None:
        self._task, self._done = task, 0.0

    def formats(self, done: int, total: int) -> None:
        if not self._task.cancelled:
            self._done = done / total
            self._task.report(self._done)

    def frame(self, number: int, total: int) -> None:
        self._task.report(self._done, f"{number} / {total}")

    def opened(self, record: ClipRecord) -> "FrameSource":
        return _Watched(frames_of(record), self)


class _Watched:
    """A clip's frames that say how many of them were read; implements ``core.clip.FrameSource``."""

    def __init__(self, source: "FrameSource", far: _Far) -> None:
        self._source, self._far = source, far

    @property
    def clip(self) -> "Clip":
        return self._source.clip

    def frame(self, number: int) -> "Frame":
        self._far.frame(number, self.clip.frames)
        return self._source.frame(number)

    def close(self) -> None:
        self._source.close()


def _asked(task: Task) -> bool:
    return task.cancelled
