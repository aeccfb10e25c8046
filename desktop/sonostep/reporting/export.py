"""Write a report's files into a folder: all of them or none."""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydicom.dataset import Dataset

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report
from sonostep.reporting.encapsulated import render_encapsulated
from sonostep.reporting.fhir import render_fhir
from sonostep.reporting.handout import render_handout
from sonostep.reporting.key_objects import render_key_images
from sonostep.reporting.multiframe import Opener, carriers, render_multiframes
from sonostep.reporting.packing import zipped
from sonostep.reporting.page import render_html
from sonostep.reporting.pdf import render_pdf
from sonostep.reporting.presentation import render_presentations
from sonostep.reporting.sr import render_sr
from sonostep.reporting.table import render_csv, render_differential_csv, render_findings_csv
from sonostep.reporting.words import ReportLanguage, Words

Progress = Callable[[int, int], None]
"""Called with (formats done, formats in all)."""

Cancelled = Callable[[], bool]
Signer = Callable[[bytes], bytes]
"""Returns a PDF signed with a certificate."""


@dataclass(frozen=True)
class _Job:
    """What renderers need; the PDF, which three formats carry, is made and signed once."""

    report: Report
    language: ReportLanguage
    exam_json: bytes
    signer: Signer | None
    opened: Opener | None
    cancelled: Cancelled | None
    with_clips: bool

    @cached_property
    def pdf(self) -> bytes:
        """The report as PDF."""
        made = render_pdf(self.report, self.language, self.exam_json)
        return self.signer(made) if self.signer else made

    @cached_property
    def clips(self) -> dict[str, bytes]:
        """The video clips as DICOM."""
        return render_multiframes(self.report, self.opened, lambda: _stop_if(self.cancelled))

    @cached_property
    def carriers(self) -> Mapping[str, Dataset]:
        """The headers of the objects that carry the video clips, by clip, where these are exported, too."""
        return carriers(self.report, self.clips) if self.with_clips else {}

    @property
    def words(self) -> Words:
        """The words of its language."""
        return Words(self.language)


_RENDERERS: dict[str, Callable[[_Job], Mapping[str, bytes]]] = {
    "pdf": lambda job: {"report.pdf": job.pdf},
    "sr": lambda job: render_sr(job.report, job.carriers),
    "json": lambda job: {"exam.json": job.exam_json},
    "html": lambda job: {"report.html": render_html(job.report, job.words)},
    "csv": lambda job: {
        "measurements.csv": render_csv(job.report, job.words),
        "findings.csv": render_findings_csv(job.report, job.words),
        "differential.csv": render_differential_csv(job.report, job.words),
    },
    "fhir": lambda job: {"report.fhir.json": render_fhir(job.report, job.words, job.pdf)},
    "handout": lambda job: {"handout.pdf": render_handout(job.report, job.language)},
    "images": lambda job: render_key_images(job.report, job.words),
    "states": lambda job: render_presentations(job.report, job.words, job.carriers),
    "pdf-dicom": lambda job: {"report.pdf.dcm": render_encapsulated(job.report, job.language, job.pdf)},
    "clips": lambda job: job.clips,
}

FORMATS: tuple[str, ...] = tuple(_RENDERERS)
"""Names of the formats, in the order in which they are made."""


def export(
    report: Report,
    out: Path,
    formats: Sequence[str],
    *,
    exam_json: bytes,
    language: ReportLanguage | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    opened: Opener | None = None,
) -> list[Path]:
    """Write the report in each of ``formats`` into ``out``, which is made when missing; return the files.

    Files of the same name are replaced. Nothing is written before everything is rendered.

    Args: as ``render``, and

        out: the folder, or, where its name ends in ``.zip``, the one file to write.

    Raises:
        ProblemError: as ``render``; ``export.folder_not_writable``, ``export.disk_full``. No new file is
            left then.
    """
    files = render(
        report,
        formats,
        exam_json=exam_json,
        language=language,
        progress=progress,
        cancelled=cancelled,
        opened=opened,
    )
    _stop_if(cancelled)
    return write_out(out, files)


def render(
    report: Report,
    formats: Sequence[str],
    *,
    exam_json: bytes,
    language: ReportLanguage | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    opened: Opener | None = None,
    signer: Signer | None = None,
) -> dict[str, bytes]:
    """Return the files of each of ``formats`` by name.

    Args:
        exam_json: the exam's file as bytes: what ``json`` writes and what the PDF carries.
        language: language of the PDF; the report's own by default.
        progress: told after each format.
        cancelled: asked before each format and before writing.
        opened: opens a clip's frames; needed for ``clips``.
        signer: signs the PDF, which FHIR and the PDF in DICOM then carry as signed.

    With ``clips``, the structured report and the presentation states refer to those of a video.

    Raises:
        ProblemError: ``export.unknown_format``, ``export.cancelled``, or what a renderer raises.
    """
    for name in formats:
        if name not in FORMATS:
            raise ProblemError.of("export.unknown_format", format=name, formats=", ".join(FORMATS))
    chosen = list(dict.fromkeys(formats))
    job = _Job(
        report, language or report.language, exam_json, signer, opened, cancelled, "clips" in chosen
    )  # fmt: skip
    files: dict[str, bytes] = {}
    for done, name in enumerate(chosen):
        _stop_if(cancelled)
        files.update(_RENDERERS[name](job))
        if progress is not None:
            progress(done + 1, len(chosen))
    return files


def _stop_if(cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise ProblemError.of("export.cancelled")


def write_out(out: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, or into one zip where the name of ``out`` says so.

    Raises:
        ProblemError: as ``write_all``.
    """
    if out.suffix.lower() == ".zip":
        return write_all(out.parent, {out.name: zipped(files)})
    return write_all(out, files)


def write_all(out: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write all files, each complete under its name or not at all.

    Raises:
        ProblemError: ``export.folder_not_writable`` or ``export.disk_full``; no part of a file is left.
    """
    parts: list[Path] = []
    new: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            parts.append(out / f".{name}.part")
            parts[-1].write_bytes(data)
        for part, name in zip(parts, files, strict=True):
            there = (out / name).exists()
            part.replace(out / name)
            new += [] if there else [out / name]
        return [out / name for name in files]
    except OSError as error:
        _remove([*parts, *new])
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ProblemError.of("export.disk_full", folder=out) from error
        reason = error.strerror or str(error)
        raise ProblemError.of("export.folder_not_writable", folder=out, reason=reason) from error


def _remove(parts: Sequence[Path]) -> None:
    for part in parts:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            # the first error is the one to tell
            continue
