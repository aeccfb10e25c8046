"""Stills (jpg, png, bmp, tif) and folders of numbered stills played as one clip."""

import warnings
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from sonostep.core.clip import Clip, ClipKind, Frame, ScaleInfo, StudyInfo, TimingSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.identity import file_hash, files_hash
from sonostep.imaging.limits import MAX_FRAMES, check_frame_size, size_differs
from sonostep.imaging.source import ClipSource
from sonostep.imaging.timing import DEFAULT_FPS, STILL, even

_FORMATS: Final = ("PNG", "JPEG", "BMP", "TIFF")
_ORIENTATION: Final = 0x0112
# damaged pictures are told as problems, not on the terminal
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def read_still_clip(path: Path, shown_path: str) -> Clip:
    """Read size and page count of a still.

    Raises:
        ProblemError: when it is no picture that we can read.
    """
    rows, columns, pages, codec = _header(path)
    timing = even(pages, DEFAULT_FPS, TimingSource.DEFAULT) if pages > 1 else STILL
    notes = (Problem.of("imaging.timing_default", fps=f"{DEFAULT_FPS:g}"),) if pages > 1 else ()
    return Clip(
        id=file_hash(path),
        path=shown_path,
        kind=ClipKind.STILL if pages == 1 else ClipKind.SEQUENCE,
        label=Path(shown_path).name,
        frames=pages,
        scale=ScaleInfo(rows, columns),
        timing=timing,
        study=StudyInfo(codec=codec),
        problems=notes,
    )


def _header(path: Path) -> tuple[int, int, int, str]:
    """Return shown rows and columns, pages and format; nothing is decoded before the size is checked."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_FORMATS) as image:
            columns, rows = image.size
            check_frame_size(rows, columns)
            turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
            pages = min(int(getattr(image, "n_frames", 1)), MAX_FRAMES)
            codec = str(image.format)
    except Image.DecompressionBombError:
        raise ProblemError.of("imaging.unpacks_too_large", file=path.name) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError):
        raise ProblemError.of("imaging.still_unreadable", file=path.name) from None
    # a JPEG with an embedded preview counts as several pages, but shows one
    pages = pages if codec == "TIFF" else 1
    turned = turned and pages == 1
    return (columns, rows, pages, codec) if turned else (rows, columns, pages, codec)


def decode_still(path: Path, rows: int, columns: int, out: Frame, page: int = 1, pages: int = 1) -> None:
    """Draw one picture into ``out``.

    Raises:
        ProblemError: when it cannot be decoded or has another size.
    """
    picture = _page(path, page) if pages > 1 else _single(path)
    if picture is None:
        raise ProblemError.of("imaging.still_unreadable", file=path.name)
    if picture.shape[:2] != (rows, columns):
        raise ProblemError(size_differs((picture.shape[0], picture.shape[1]), (rows, columns)))
    cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA, dst=out)


def _single(path: Path) -> NDArray[np.uint8] | None:
    packed = np.fromfile(path, np.uint8)
    try:
        # 16-bit pictures are scaled, EXIF orientation is applied
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR) if packed.size else None
    except cv2.error:
        return None
    return None if picture is None else np.asarray(picture, np.uint8)


def _page(path: Path, page: int) -> NDArray[np.uint8] | None:
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=("TIFF",)) as image:
            image.seek(page - 1)
            check_frame_size(image.height, image.width)
            return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
    except (OSError, ValueError, SyntaxError, EOFError, TypeError):
        return None


class StillSource(ClipSource):
    """One picture, or the pages of one file."""

    def __init__(self, path: Path, clip: Clip) -> None:
        super().__init__(clip)
        self._path = path

    def _render(self, number: int, out: Frame) -> None:
        scale = self._clip.scale
        decode_still(self._path, scale.rows, scale.columns, out, number, self._clip.frames)


class SequenceSource(ClipSource):
    """A folder of numbered stills."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        super().__init__(clip)
        self._paths = paths

    def _render(self, number: int, out: Frame) -> None:
        path = self._paths[number - 1]
        _header(path)
        decode_still(path, self._clip.scale.rows, self._clip.scale.columns, out)


def read_sequence_clip(paths: tuple[Path, ...], shown_path: str) -> Clip:
    """Read a folder of numbered stills as one clip; its rate is not stated anywhere, and the clip says so.

    Raises:
        ProblemError: when the first of them is no picture that we can read.
    """
    rows, columns, _, codec = _header(paths[0])
    return Clip(
        id=files_hash(paths),
        path=shown_path,
        kind=ClipKind.SEQUENCE,
        label=Path(shown_path).name,
        frames=len(paths),
        scale=ScaleInfo(rows, columns),
        timing=even(len(paths), DEFAULT_FPS, TimingSource.DEFAULT),
        study=StudyInfo(codec=codec),
        problems=(Problem.of("imaging.timing_default", fps=f"{DEFAULT_FPS:g}"),),
    )
