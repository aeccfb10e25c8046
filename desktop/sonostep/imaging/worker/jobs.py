"""Jobs of a worker: what is to be read, and the entry of what cannot be. Light: the window imports it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sonostep.core.clip import Clip, ClipKind, ScaleInfo
from sonostep.core.problem import Problem
from sonostep.core.text import plain_text
from sonostep.imaging.file_type import FileKind
from sonostep.imaging.video.timing import STILL

Answer = tuple[str, Any]
"""What a worker answers: ``("ok", value)`` or ``("problem", Problem)``."""

_KINDS = {
    FileKind.DICOM: ClipKind.DICOM,
    FileKind.DICOMDIR: ClipKind.DICOM,
    FileKind.VIDEO: ClipKind.VIDEO,
    FileKind.STILL: ClipKind.STILL,
}


@dataclass(frozen=True, slots=True)
class Job:
    """One path to read, or a problem already known; ``asked`` where a person named this very file."""

    path: str
    asked: bool = False
    problem: Problem | None = None


def once(clip: Clip, seen: set[str]) -> Clip:
    """Two files with one UID are two entries: the second says so and goes by its path too."""
    if clip.id not in seen:
        seen.add(clip.id)
        return clip
    note = Problem.of("imaging.duplicate_instance", file=Path(clip.path).name)
    return replace(clip, id=f"{clip.id}#{clip.path}", problems=(*clip.problems, note))


def unreadable(path: str, error: OSError) -> Problem:
    """Say why the system gives us no file."""
    name = Path(path).name or path
    if isinstance(error, FileNotFoundError):
        return Problem.of("imaging.not_found", path=path)
    if isinstance(error, IsADirectoryError):
        return Problem.of("imaging.is_folder", file=name)
    if isinstance(error, PermissionError):
        return Problem.of("imaging.no_permission", path=path)
    return Problem.of("imaging.read_error", path=path, reason=error.strerror or type(error).__name__)


def unreadable_clip(path: str, problem: Problem, kind: FileKind = FileKind.OTHER) -> Clip:
    """A place in the list for what cannot be read, with its reason."""
    return Clip(
        id=f"unreadable:{path}",
        path=path,
        kind=_KINDS.get(kind, ClipKind.STILL),
        label=plain_text(Path(path).name or path),
        frames=0,
        scale=ScaleInfo(0, 0),
        timing=STILL,
        problems=(problem,),
    )
