"""Write a report's files into a folder: all of them or none."""

import errno
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report
from sonostep.reporting.encapsulated import render_encapsulated
from sonostep.reporting.fhir import render_fhir
from sonostep.reporting.handout import render_handout
from sonostep.reporting.key_objects import render_key_images
from sonostep.reporting.multiframe import Opener, render_multiframes
from sonostep.reporting.packing import zipped
from sonostep.reporting.page import render_html
from sonostep.reporting.pdf import render_pdf
from sonostep.reporting.presentation import render_presentations
from sonostep.reporting.sr import render_sr
from sonostep.reporting.table import render_csv, render_differential_csv, render_findings_csv
from sonostep.reporting.words import ReportLanguage, Words

Renderer = Callable[[Report, ReportLanguage, bytes], Mapping[str, bytes]]
Progress = Callable[[int, int], None]
"""Called with (formats done, formats in all)."""

Cancelled = Callable[[], bool]

_RENDERERS: dict[str, Renderer] = {
    "pdf": lambda report, language, data: {"report.pdf": render_pdf(report, language, data)},
    "sr": lambda report, language, data: render_sr(report),
    "json": lambda report, language, data: {"exam.json": data},
    "html": lambda report, language, data: {"report.html": render_html(report, Words(language))},
    "csv": lambda report, language, data: {
        "measurements.csv": render_csv(report, Words(language)),
        "findings.csv": render_findings_csv(report, Words(language)),
        "differential.csv": render_differential_csv(report, Words(language)),
    },
    "fhir": lambda report, language, data: {
        "report.fhir.json": render_fhir(report, Words(language), render_pdf(report, language, data))
    },
    "handout": lambda report, language, data: {"handout.pdf": render_handout(report, language)},
    "images": lambda report, language, data: render_key_images(report, Words(language)),
    "states": lambda report, language, data: render_presentations(report, Words(language)),
    "pdf-dicom": lambda report, language, data: {
        "report.pdf.dcm": render_encapsulated(report, language, render_pdf(report, language, data))
    },
}

CLIPS = "clips"
"""The one format that needs the clips' files."""

FORMATS: tuple[str, ...] = (*_RENDERERS, CLIPS)
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
) -> dict[str, bytes]:
    """Return the files of each of ``formats`` by name.

    Args:
        exam_json: the exam's file as bytes: what ``json`` writes and what the PDF carries.
        language: language of the PDF; the report's own by default.
        progress: told after each format.
        cancelled: asked before each format and before writing.
        opened: opens a clip's frames; needed for ``clips``.

    Raises:
        ProblemError: ``export.unknown_format``, ``export.cancelled``, or what a renderer raises.
    """
    for name in formats:
        if name not in FORMATS:
            raise ProblemError.of("export.unknown_format", format=name, formats=", ".join(FORMATS))
    files: dict[str, bytes] = {}
    chosen = list(dict.fromkeys(formats))
    for done, name in enumerate(chosen):
        _stop_if(cancelled)
        if name == CLIPS:
            files.update(render_multiframes(report, opened))
        else:
            files.update(_RENDERERS[name](report, language or report.language, exam_json))
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
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            parts.append(out / f".{name}.part")
            parts[-1].write_bytes(data)
        return [part.replace(out / name) for part, name in zip(parts, files, strict=True)]
    except OSError as error:
        _remove(parts)
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
