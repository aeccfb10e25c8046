"""Stills and folders of numbered stills as clips, and their frames."""

from pathlib import Path

import cv2

from sonostep.core.clip import Clip, ClipKind, Frame, ScaleInfo, StudyInfo, TimingSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.identity import file_hash, files_hash
from sonostep.imaging.limits import size_differs
from sonostep.imaging.source import ClipSource
from sonostep.imaging.stills.pixels import StillHeader, colours_of, range_of, read_header
from sonostep.imaging.video.timing import DEFAULT_FPS, STILL, even

Window = tuple[float, float]


def read_still_clip(path: Path, shown_path: str) -> Clip:
    """Read size and page count of a still.

    Raises:
        ProblemError: when it is no picture that we can read.
    """
    header = read_header(path)
    pages = len(header.pages)
    timing = even(pages, DEFAULT_FPS, TimingSource.DEFAULT) if pages > 1 else STILL
    rate = (_no_rate(),) if pages > 1 else ()
    return Clip(
        id=file_hash(path),
        path=shown_path,
        kind=ClipKind.STILL if pages == 1 else ClipKind.SEQUENCE,
        label=Path(shown_path).name,
        frames=pages,
        scale=ScaleInfo(header.rows, header.columns),
        timing=timing,
        study=StudyInfo(codec=header.codec),
        problems=(*rate, *_window_note(header, range_of(path, header))),
    )


def _no_rate() -> Problem:
    return Problem.of("imaging.timing_default", fps=f"{DEFAULT_FPS:g}")


def _window_note(header: StillHeader, window: Window | None) -> tuple[Problem, ...]:
    """Say from which value to which a deep picture is shown."""
    if window is None:
        return ()
    ends = {"low": f"{window[0]:.6g}", "high": f"{window[1]:.6g}"}
    return (Problem.of("imaging.still_window", bits=header.bits, **ends),)


def _draw(path: Path, header: StillHeader, page: int, window: Window | None, out: Frame) -> None:
    """Draw one picture into ``out``.

    Raises:
        ProblemError: when it cannot be decoded or has another size.
    """
    picture = colours_of(path, header, page, window)
    if picture is None:
        raise ProblemError.of("imaging.still_unreadable", file=path.name)
    if picture.shape[:2] != out.shape[:2]:
        raise ProblemError(size_differs((picture.shape[0], picture.shape[1]), (out.shape[0], out.shape[1])))
    cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA, dst=out)


class StillSource(ClipSource):
    """One picture, or the pages of one file."""

    def __init__(self, path: Path, clip: Clip) -> None:
        super().__init__(clip)
        self._path = path
        self._header = read_header(path)
        self._window = range_of(path, self._header)

    def _render(self, number: int, out: Frame) -> None:
        if number > len(self._header.pages):
            raise ProblemError.of("imaging.file_changed")
        _draw(self._path, self._header, self._header.pages[number - 1], self._window, out)


class SequenceSource(ClipSource):
    """A folder of numbered stills, all shown through the window of the first."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        super().__init__(clip)
        self._paths = paths
        self._window = sequence_range(paths)

    def _render(self, number: int, out: Frame) -> None:
        path = self._paths[number - 1]
        _draw(path, read_header(path), 0, self._window, out)


def sequence_range(paths: tuple[Path, ...]) -> Window | None:
    """Return the values shown black and white in numbered stills of more than 8 bits: those of three of them.

    Raises:
        ProblemError: when one of the three is no picture that we can read.
    """
    some = (paths[0], paths[len(paths) // 2], paths[-1])
    found = [ends for path in some if (ends := range_of(path, read_header(path))) is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def read_sequence_clip(paths: tuple[Path, ...], shown_path: str) -> Clip:
    """Read a folder of numbered stills as one clip; its rate is not stated anywhere, and the clip says so.

    Raises:
        ProblemError: when the first of them is no picture that we can read.
    """
    header = read_header(paths[0])
    window = sequence_range(paths) if header.bits > 8 else None
    return Clip(
        id=files_hash(paths),
        path=shown_path,
        kind=ClipKind.SEQUENCE,
        label=Path(shown_path).name,
        frames=len(paths),
        scale=ScaleInfo(header.rows, header.columns),
        timing=even(len(paths), DEFAULT_FPS, TimingSource.DEFAULT),
        study=StudyInfo(codec=header.codec),
        problems=(_no_rate(), *_window_note(header, window)),
    )
