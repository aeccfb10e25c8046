"""Files, folders, DICOMDIRs and zips to clips, one at a time: the first is shown while the rest is read."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sonostep.core.clip import Clip
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.archive import member_path, members
from sonostep.imaging.file_type import (
    DICOM_SUFFIXES,
    STILL_SUFFIXES,
    VIDEO_SUFFIXES,
    FileKind,
    is_dicomdir_name,
    sniff,
)
from sonostep.imaging.numbered_stills import numbered_groups, sequence_name
from sonostep.imaging.open_file import read_clip
from sonostep.imaging.worker.jobs import Job, once, unreadable, unreadable_clip

Progress = Callable[[int, int], None]
"""Called with files done and files known so far."""

_NO_PICTURES: Final = frozenset(
    ".txt .pdf .xml .json .html .htm .css .js .ini .inf .exe .dll .bat .sh .md .csv .log .doc .docx .xls"
    " .xlsx .db .lnk .ico .icns .yaml .yml .py .wav .mp3 .sqlite .lock .key .jar .cfg .url .rtf .bak".split()
)
"""Beside the pictures on an exported medium; not listed unless asked for by name."""


def scan_paths(
    paths: Sequence[str],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Clip]:
    """Yield a clip for each picture, video or DICOM file under ``paths``; the unreadable say why.

    A path that holds nothing to show yields one clip without frames that says so. ``cancelled`` is asked
    before each file.
    """
    seen: set[str] = set()
    jobs = list_jobs(paths)
    for done, job in enumerate(jobs, 1):
        if cancelled is not None and cancelled():
            return
        clip = read_job(job)
        if progress is not None:
            progress(done, len(jobs))
        if clip is not None:
            yield once(clip, seen)


def list_jobs(paths: Iterable[str]) -> list[Job]:
    """Return what there is to read, each path once; only names and first bytes are looked at."""
    unique: dict[str, Job] = {}
    for path in paths:
        for job in _jobs_of(path):
            unique.setdefault(job.path, job)
    return list(unique.values())


def read_job(job: Job) -> Clip | None:
    """Return the clip of one job; None where a file in a folder turns out to be no picture at all."""
    if job.problem is not None:
        return unreadable_clip(job.path, job.problem)
    try:
        return read_clip(job.path)
    except ProblemError as error:
        if not job.asked and error.problem.code in ("imaging.not_an_image", "imaging.is_dicomdir"):
            return None
        return unreadable_clip(job.path, error.problem, _kind(job.path))


def _kind(path: str) -> FileKind:
    suffix = Path(path).suffix.lower()
    if suffix in DICOM_SUFFIXES:
        return FileKind.DICOM
    return FileKind.VIDEO if suffix in VIDEO_SUFFIXES else FileKind.STILL


def _jobs_of(text: str) -> Iterator[Job]:
    path = Path(text)
    try:
        if path.is_dir():
            yield from _folder(path)
            return
        kind = sniff(path) if path.is_file() else FileKind.OTHER
    except OSError as error:
        yield Job(text, problem=unreadable(text, error))
        return
    except ProblemError as error:
        yield Job(text, problem=error.problem)
        return
    if kind is FileKind.DICOMDIR:
        yield from _directory(path)
    elif kind is FileKind.ZIP:
        yield from _zip(path)
    else:
        yield Job(text, asked=True)


def _folder(folder: Path) -> Iterator[Job]:
    found = False
    problems: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=problems.append):
        folders.sort(key=_natural)
        visible = sorted((n for n in names if not n.startswith(".")), key=_natural)
        for job in _jobs_in(Path(here), visible):
            found = True
            yield job
    for error in problems:
        yield Job(str(error.filename), problem=unreadable(str(error.filename), error))
    if not found and not problems:
        yield Job(str(folder), problem=Problem.of("imaging.folder_without_images", folder=folder.name))


def _jobs_in(folder: Path, names: list[str]) -> Iterator[Job]:
    stills = tuple(folder / n for n in names if Path(n).suffix.lower() in STILL_SUFFIXES)
    grouped: set[Path] = set()
    for group in numbered_groups(stills):
        grouped.update(group)
        yield Job(sequence_name(group))
    for name in names:
        path = folder / name
        if path not in grouped and not is_dicomdir_name(name) and _may_hold_pictures(path):
            yield from _zip(path) if path.suffix.lower() == ".zip" else (Job(str(path)),)


def _may_hold_pictures(path: Path) -> bool:
    """Known names are trusted; an unknown one is looked at, so that DICOM without a suffix is found."""
    suffix = path.suffix.lower()
    if suffix in DICOM_SUFFIXES | VIDEO_SUFFIXES | STILL_SUFFIXES or suffix == ".zip":
        return True
    if suffix in _NO_PICTURES:
        return False
    try:
        # a pipe or device would keep us waiting for its first byte
        return path.is_file() and sniff(path) is not FileKind.OTHER
    except (OSError, ProblemError):
        # empty or closed to us: listed with its reason
        return True


def _directory(path: Path) -> Iterator[Job]:
    from sonostep.imaging.dicom.dicomdir import referenced_files

    found = False
    try:
        for file, error in referenced_files(path):
            found = True
            yield Job(str(file), asked=True, problem=error.problem if error else None)
    except ProblemError as error:
        yield Job(str(path), problem=error.problem)
        return
    if not found:
        yield Job(str(path), problem=Problem.of("imaging.dicomdir_empty"))


def _zip(path: Path) -> Iterator[Job]:
    found = False
    try:
        for member in members(path):
            if Path(member).suffix.lower() in _NO_PICTURES or is_dicomdir_name(Path(member).name):
                continue
            found = True
            yield Job(member_path(str(path), member))
    except ProblemError as error:
        yield Job(str(path), problem=error.problem)
        return
    except OSError as error:
        yield Job(str(path), problem=unreadable(str(path), error))
        return
    if not found:
        yield Job(str(path), problem=Problem.of("imaging.folder_without_images", folder=path.name))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Order that counts: scan2 before scan10."""
    return [(0, int(p), "") if p.isdigit() else (1, 0, p.lower()) for p in re.split(r"(\d+)", name) if p]
