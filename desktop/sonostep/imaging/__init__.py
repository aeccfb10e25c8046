"""Files to clips to frames. Importing this package imports no reader; each is imported when first needed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonostep.core.clip import Clip, Frame
    from sonostep.imaging.loader import FrameLoader
    from sonostep.imaging.source import ClipSource

__all__ = ["FrameLoader", "open_clip", "open_source", "read_clip", "read_frame", "scan", "thumbnail"]


def scan(
    paths: Sequence[str | Path],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> "Iterator[Clip]":
    """Yield the clips under files, folders, DICOMDIRs and zips; what cannot be read says why.

    Args:
        paths: what to look at.
        progress: called with files done and files known.
        cancelled: asked before each file.
    """
    from sonostep.imaging.folder_scan import scan_paths

    return scan_paths([str(path) for path in paths], progress, cancelled)


def open_clip(path: str | Path) -> "tuple[Clip, ClipSource]":
    """Read one file and open its frames, in this process.

    Raises:
        ProblemError: when it cannot be read.
    """
    from sonostep.imaging.open_file import open_clip_source, read_clip

    clip = read_clip(str(path))
    return clip, open_clip_source(clip)


def read_clip(path: str | Path) -> "Clip":
    """Read what one file says of itself, in this process; no frame is decoded.

    Raises:
        ProblemError: when it is nothing that we can read.
    """
    from sonostep.imaging import open_file as opening

    return opening.read_clip(str(path))


def open_source(clip: "Clip") -> "ClipSource":
    """Open the frames of a clip that was read before, in this process.

    Raises:
        ProblemError: when it has none, or its file is gone.
    """
    from sonostep.imaging.open_file import open_clip_source

    return open_clip_source(clip)


def read_frame(path: str | Path, number: int) -> "Frame":
    """Return frame ``number`` (from 1) of a file: rows x columns x 4 uint8, B G R X.

    Raises:
        ProblemError: when the file or that frame cannot be read.
    """
    _, source = open_clip(path)
    with source:
        return source.frame(number)


def thumbnail(clip: "Clip", size: int = 160) -> "Frame":
    """Return a small picture of the first frame, at most ``size`` pixels on its longer side.

    Raises:
        ProblemError: when it cannot be decoded.
    """
    from sonostep.imaging.thumbnails import make_thumbnail

    return make_thumbnail(clip, size)


def __getattr__(name: str) -> object:
    """``FrameLoader`` is imported when it is first asked for."""
    if name == "FrameLoader":
        from sonostep.imaging.loader import FrameLoader

        return FrameLoader
    raise AttributeError(name)
