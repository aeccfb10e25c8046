"""Write a report's files into a folder: all of them or none."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydicom.dataset import Dataset

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report
from sonostep.reporting.csv_table import render_csv, render_differential_csv, render_findings_csv
from sonostep.reporting.dicom.encapsulated_pdf import render_encapsulated
from sonostep.reporting.dicom.key_objects import render_key_images
from sonostep.reporting.dicom.multiframe import Opener, carriers, render_multiframes
from sonostep.reporting.dicom.presentation_state import render_presentations
from sonostep.reporting.fhir.bundle import render_fhir
from sonostep.reporting.fhir.europe import render_fhir_europe
from sonostep.reporting.fhir.taiwan import render_fhir_taiwan
from sonostep.reporting.html.document import render_html
from sonostep.reporting.printed.handout import render_handout
from sonostep.reporting.printed.pdf import render_pdf
from sonostep.reporting.sealing.zip_archive import zipped
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.words import ReportLanguage, ReportWords

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
    def words(self) -> ReportWords:
        """The words of its language."""
        return ReportWords(self.language)


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
    "fhir-eu": lambda job: {"report.fhir-eu.json": render_fhir_europe(job.report, job.words, job.pdf)},
    "fhir-tw": lambda job: {"report.fhir-tw.json": render_fhir_taiwan(job.report, job.words, job.pdf)},
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


def write_out(out: Path, files: Mapping[str, bytes], removed: Iterable[str] = ()) -> list[Path]:
    """Write files into a folder, or into one zip where the name of ``out`` says so.

    Args:
        removed: names in the folder that leave it in the same act.

    Raises:
        ProblemError: as ``write_all``.
    """
    if out.suffix.lower() == ".zip":
        return write_all(out.parent, {out.name: zipped(files)})
    return write_all(out, files, removed)


def write_all(out: Path, files: Mapping[str, bytes], removed: Iterable[str] = ()) -> list[Path]:
    """Write all files durably, or leave the folder as it was.

    A folder that is not there yet appears with all of them at once. In one that is, what they replace is put
    aside first and put back where anything fails.

    Raises:
        ProblemError: ``export.folder_not_writable`` or ``export.disk_full``.
    """
    try:
        if out.exists():
            _replace_in(out, files, [name for name in removed if name not in files])
        else:
            _make_folder(out, files)
        return [out / name for name in files]
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ProblemError.of("export.disk_full", folder=out) from error
        reason = error.strerror or str(error)
        raise ProblemError.of("export.folder_not_writable", folder=out, reason=reason) from error


def _make_folder(out: Path, files: Mapping[str, bytes]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    try:
        for name, data in files.items():
            _write(part / name, data)
        part.rename(out)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise
    _sync_folder(out)
    _sync_folder(out.parent)


def _replace_in(out: Path, files: Mapping[str, bytes], removed: Sequence[str]) -> None:
    parts = {name: out / f".{name}.part" for name in (*files, *removed)}
    aside = {name: out / f".{name}.before" for name in (*files, *removed)}
    moved: list[str] = []
    try:
        for name, data in files.items():
            _write(parts[name], data)
        for name in (*files, *removed):
            if (out / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            moved.append(name)
            if (out / name).exists():
                (out / name).replace(aside[name])
            if name in files:
                parts[name].replace(out / name)
    except OSError:
        for name in moved:
            if name in files and not parts[name].exists():
                _remove([out / name])
            if aside[name].exists():
                aside[name].replace(out / name)
        _remove(parts.values())
        raise
    _remove(aside.values())
    _sync_folder(out)


def _write(path: Path, data: bytes) -> None:
    """Write a file, for its owner alone, that is on the disk when this returns; no link is followed."""
    path.unlink(missing_ok=True)
    with open(path, "xb", opener=_private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; systems that cannot open a folder do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    with contextlib.suppress(OSError):
        os.fsync(handle)
    os.close(handle)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        # the first error is the one to tell
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
