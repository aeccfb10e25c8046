"""DICOMDIR: the files that a medium's directory names (PS3.3 annex F), and none outside the medium."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydicom.dataset import Dataset

from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom_file import quiet_pydicom, read_dicom

_MAX_RECORDS = 200_000


def referenced_files(directory: Path) -> Iterator[tuple[Path, ProblemError | None]]:
    """Yield each referenced file of pictures, with a problem where it is missing or outside the medium.

    Raises:
        ProblemError: when the DICOMDIR itself cannot be read.
    """
    with quiet_pydicom():
        sequence = read_dicom(directory).dataset.get("DirectoryRecordSequence")
        records = list(sequence)[:_MAX_RECORDS] if isinstance(sequence, Iterable) else []
        file_ids = [found for record in records if (found := _file_id(record))]
    root = directory.resolve().parent
    for parts in file_ids:
        yield _resolved(root, parts)


def _file_id(record: Dataset) -> tuple[str, ...]:
    value = record.get("ReferencedFileID")
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(part) for part in value)


def _resolved(root: Path, parts: tuple[str, ...]) -> tuple[Path, ProblemError | None]:
    named = "/".join(parts).replace("\\", "/")
    path = (root / named).resolve()
    if not path.is_relative_to(root):
        return Path(named), ProblemError.of("imaging.dicomdir_outside", file=named)
    found = path if path.is_file() else _ignoring_case(root, named.split("/"))
    if found is None:
        return path, ProblemError.of("imaging.dicomdir_missing", file=named)
    return found, None


def _ignoring_case(root: Path, parts: list[str]) -> Path | None:
    """Copied media come in lower case, or with the version suffix ``;1`` of ISO 9660."""
    here = root
    for part in parts:
        if not here.is_dir() or part in ("", ".", ".."):
            return None
        match = next((p for p in here.iterdir() if p.name.lower().split(";")[0] == part.lower()), None)
        if match is None:
            return None
        here = match
    return here if here.is_file() else None
