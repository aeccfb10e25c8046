"""Files of a report as one zip, and names for it that no file system and no shell stumbles over."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can say: the same files give the same zip."""

_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of all files that are unpacked from a zip; more is no report."""

_RESERVED: Final = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))]
)
"""Names that Windows keeps for devices, whatever follows the first dot."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zip, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def files_of(path: Path) -> dict[str, bytes]:
    """Return the files of a folder or of a zip, by relative name.

    Another file is never taken for the folder that it lies in: beside a damaged report lie other patients'.
    A link in a folder is no file of a report.

    Raises:
        ProblemError: ``export.unreadable`` when it is neither or cannot be read.
    """
    try:
        if path.is_dir():
            return {p.relative_to(path).as_posix(): p.read_bytes() for p in _regular(path)}
        if not zipfile.is_zipfile(path.resolve(strict=True)):
            raise zipfile.BadZipFile(path.name)
        return _unzipped(path)
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ProblemError.of("export.unreadable", path=path.name, reason=reason) from error


def _regular(folder: Path) -> list[Path]:
    found = sorted(p for p in folder.rglob("*") if not p.is_dir() or p.is_symlink())
    links = [p.relative_to(folder).as_posix() for p in found if p.is_symlink() or not p.is_file()]
    if links:
        raise ProblemError.of("export.link", path=folder.name, files=", ".join(links))
    return found


def _unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        if sum(e.file_size for e in entries) > _LIMIT or len({e.filename for e in entries}) != len(entries):
            raise ValueError("no report is like this")
        return {e.filename: archive.read(e) for e in entries}


def safe_name(text: str, most: int = 60) -> str:
    """Return a text as the name of a file or folder: letters and digits of any script, dot, dash, underscore.

    Never empty, never hidden, never a device of Windows, never more than ``most`` bytes of UTF-8.
    """
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in plain)
    name = re.sub(r"-{2,}", "-", kept).strip("-_. ")
    name = name.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore").rstrip("-_. ")
    return f"_{name}" if name.split(".")[0].upper() in _RESERVED else name or "report"


def export_name(report: Report) -> str:
    """Return the name of a report's folder or zip: exam date, short exam id and state; no patient's name."""
    mark = "SYNTHETIC-" if report.synthetic else ""
    version = f"-v{report.version}" if report.version > 1 else ""
    when = report.created[:10] or "undated"
    return safe_name(f"sonostep-{mark}{when}-{report.exam[:8]}{version}-{report.state.value}")
