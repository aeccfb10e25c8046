"""An exam's report: built once, previewed as pages, and exported in the formats that are asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.finalise import SEAL_FILE
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LocalText
from sonostep.workflows.export_target import MARK_FILE, check_target, marked, of_another, refusal, superseded
from sonostep.workflows.library import Library
from sonostep.workflows.task import TaskLike

if TYPE_CHECKING:
    from sonostep.core.checks.check import Check
    from sonostep.core.clip import Clip, Frame, FrameSource
    from sonostep.core.differential.result import Differential
    from sonostep.core.report import Report
    from sonostep.reporting.printed.page_images import PageLink as PageLink
    from sonostep.reporting.printed.page_images import Pages
    from sonostep.reporting.words import ReportLanguage as ReportLanguage

FORMATS: Final = (
    "pdf", "sr", "json", "html", "csv", "fhir", "fhir-eu", "fhir-tw", "handout", "images", "states",
    "pdf-dicom", "clips",
)  # fmt: skip
"""Ids of every format that reports are rendered in, in the order in which they are made."""

_OF_PICTURES: Final = {"images": "key-image-", "states": "presentation-", "clips": "clip-"}
"""Formats of which there are as many files as there are pictures, and how the names of these begin."""

USUAL_FORMATS: Final = ("pdf", "sr", "json")
"""What is exported where nothing else is chosen."""

SEALED_FORMATS: Final = ("pdf", "sr", "csv", "fhir")
"""What is sealed beside ``exam.json`` where nothing else is chosen; all else can be made again from it."""


def without_files(formats: Iterable[str], names: Iterable[str]) -> tuple[Problem, ...]:
    """Return one problem for each chosen format of pictures of which there was nothing to write.

    Args:
        formats: those that were chosen.
        names: of the files that were written.
    """
    written = tuple(names)
    chosen = [f for f in dict.fromkeys(formats) if f in _OF_PICTURES]
    empty = [f for f in chosen if not any(n.startswith(_OF_PICTURES[f]) for n in written)]
    return tuple(Problem.of(f"export.nothing_{f}") for f in empty)


def sealed_file(exam: Exam) -> Path | None:
    """Return the file with the frozen report of a final exam, or None where it is not here."""
    from sonostep.storage import exams_folder, final_path

    path = final_path(exams_folder(), exam.id)
    return path if exam.closed and path.is_file() else None


def frozen_files(exam: Exam) -> Mapping[str, bytes]:
    """Return the sealed files of a final exam of ours, each byte as it was sealed.

    Raises:
        ProblemError: ``export.final_missing`` where they are not here, ``export.final_altered``, or why they
            cannot be read.
    """
    from sonostep.reporting import files_of, verify

    path = sealed_file(exam)
    if path is None:
        raise ProblemError.of("export.final_missing")
    files = files_of(path)
    verdict = verify(files)
    if not verdict.unaltered or verdict.sha256 != exam.final_sha256:
        raise ProblemError.of("export.final_altered", file=path.name)
    return files


def report_of(exam: Exam, library: Library, language: "ReportLanguage") -> "Report":
    """Return the report of an exam, weighed anew; a protocol that is not at hand is named without its views.

    Raises:
        ProblemError: when the handout's texts or the published errors cannot be read.
    """
    from sonostep import __version__
    from sonostep.core.report import build_report
    from sonostep.core.report.model import HandoutEntry
    from sonostep.protocols import load_error_data, load_safety
    from sonostep.protocols.companions import compose_handout
    from sonostep.settings import load_settings
    from sonostep.storage import exams_folder, kept_exam
    from sonostep.workflows.letterhead import letterhead

    differential, unweighed = _weighed(exam, library)
    report = build_report(
        exam,
        library.in_use(exam),
        library.vocabulary,
        differential,
        "zh-TW" if language == "zh-TW" else "en",
        conditions=[(c.id, c.name) for c in library.knowledge.conditions],
        program=f"SonoStep {__version__}",
        letterhead=letterhead(load_settings()[0])[0],
        handout=[HandoutEntry(t.id, t.title, t.lines) for t in compose_handout(exam, differential)],
        before=kept_exam(exams_folder(), exam.predecessor),
        errors=load_error_data(),
        safety=load_safety().rules,
    )
    return replace(report, checks=(*report.checks, *unweighed))


def _weighed(exam: Exam, library: Library) -> tuple["Differential | None", tuple["Check", ...]]:
    """The differential; where the exam holds what our knowledge does not know, a check that says so."""
    from sonostep.core.checks.check import Check, CheckKind
    from sonostep.core.differential.weighing import weigh
    from sonostep.messages import sentence

    try:
        return weigh(exam, library.knowledge, library.vocabulary), ()
    except ProblemError as error:
        said = LocalText(sentence(error.problem, "en"), sentence(error.problem, "zh-TW"))
        return None, (Check(CheckKind.NOT_WEIGHED, said),)


def report_pages(exam: Exam, library: Library, language: "ReportLanguage", ppi: float) -> "Pages":
    """Return the print preview: the pages that an export would print, and where on them something leads.

    Args:
        ppi: pixels per inch of the pages, which are PNG.

    Raises:
        ProblemError: why they cannot be set.
    """
    from sonostep.reporting.printed.page_images import render_pages

    return render_pages(report_of(exam, library, language), language, ppi)


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote.

    Attributes:
        files: the files, or the one zip.
        empty: why there is no file of a format that was chosen, one for each.
    """

    files: tuple[Path, ...]
    empty: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export: a frozen request that shares nothing with whoever made it.

    Attributes:
        language: ``en``, ``zh-TW`` or ``both``.
        out: the folder, made when missing, or, where its name ends in ``.zip``, the one file to write.
        copy: whether a final exam is rendered again in these formats, as a copy of what was sealed.
        replace: whether a person said that another exam's report, unsealed, may be replaced there.
    """

    exam: Exam
    library: Library
    formats: tuple[str, ...]
    language: "ReportLanguage"
    out: Path
    copy: bool = False
    replace: bool = False

    def refused(self) -> Problem | None:
        """Return whose report is in the way, before anything is rendered; None where nothing is."""
        if self.copy or not self.exam.closed:
            return refusal(self.exam, self.out, ())
        try:
            files = frozen_files(self.exam)
        except ProblemError:
            return None  # told by ``run``
        return refusal(self.exam, self.out, files, seal=files.get(SEAL_FILE))

    def run(self, task: TaskLike) -> Written:
        """Write the files and return them; those of a final exam are its frozen ones, byte for byte.

        Where there is nothing to write, not even a folder is.

        Raises:
            ProblemError: why they could not be written, whose report is there, or that they are no longer
                wanted; no file is left.
        """
        from sonostep.reporting import render
        from sonostep.storage import exam_to_json

        task.report(0.05)
        far = _Far(task)
        if self.exam.closed and not self.copy:
            return Written(self._written(frozen_files(self.exam)))
        # before minutes of work that would then be refused
        check_target(self.exam, self.out, (), replace=self.replace)
        files = render(
            report_of(self.exam, self.library, self.language),
            self.formats,
            exam_json=exam_to_json(self.exam),
            language=self.language,
            progress=far.formats,
            cancelled=partial(_asked, task),
            opened=far.opened,
        )
        if task.cancelled:
            raise ProblemError.of("export.cancelled")
        # no folder with nothing but our mark in it
        paths = self._written(marked(self.exam, files)) if files else ()
        return Written(paths, without_files(self.formats, files))

    def _written(self, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        from sonostep.reporting import write_out

        check_target(self.exam, self.out, files, replace=self.replace, seal=files.get(SEAL_FILE))
        removed = of_another(self.exam, self.out) if self.replace else ()
        prefixes = tuple(_OF_PICTURES[f] for f in self.formats if f in _OF_PICTURES)
        removed += superseded(self.out, prefixes, files)
        return tuple(p for p in write_out(self.out, files, removed) if p.name != MARK_FILE)


def frames_of(record: ClipRecord) -> "FrameSource":
    """Open a clip's frames from where it was opened before."""
    from sonostep.imaging import open_clip

    return open_clip(record.path)[1]


class _Far:
    """How far an export is: formats that are done, and frames of the clip under way."""

    def __init__(self, task: TaskLike) -> None:
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


def _asked(task: TaskLike) -> bool:
    return task.cancelled
