"""MPEG-2, H.264 and HEVC inside DICOM: the fragments joined are one video stream (PS3.5 8.2.5)."""

import io
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Final

from sonostep.core.clip import Clip, Timing, TimingSource
from sonostep.core.problem import Problem
from sonostep.imaging.dicom.elements.numbers import whole_number
from sonostep.imaging.dicom.file import DicomFile
from sonostep.imaging.dicom.fragments import Span, all_spans
from sonostep.imaging.dicom.timing import timing_of
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.limits import size_differs
from sonostep.imaging.video.container import Opener
from sonostep.imaging.video.frame_count import VideoFacts
from sonostep.imaging.video.index import problems_of, timing_of_video
from sonostep.imaging.video.reader import VideoSource, video_facts


class FragmentStream(io.RawIOBase):
    """The fragments of a file as one readable, seekable stream; nothing is copied but what is read."""

    def __init__(self, path: Path, spans: tuple[Span, ...]) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._spans = spans
        self._ends = list(accumulate(length for _, length in spans))
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = self._ends[-1] if self._ends else 0
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        size = -1 if size is None else size
        total = self._ends[-1] if self._ends else 0
        wanted = total - self._position if size < 0 else min(size, total - self._position)
        pieces = []
        while wanted > 0:
            piece = self._piece(wanted)
            if not piece:
                break
            pieces.append(piece)
            self._position += len(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _piece(self, wanted: int) -> bytes:
        at = bisect_right(self._ends, self._position)
        start, length = self._spans[at]
        inside = self._position - (self._ends[at] - length)
        self._file.seek(start + inside)
        return self._file.read(min(wanted, length - inside))

    def close(self) -> None:
        self._file.close()
        super().close()


def _opener(file: DicomFile) -> Opener:
    with FileBytes(file.path) as data:
        spans = all_spans(data, file.offset)
    return lambda: FragmentStream(file.path, spans)


def _facts(file: DicomFile) -> tuple[Opener, VideoFacts]:
    opener = _opener(file)
    return opener, video_facts(opener, file.path)


def count_frames(file: DicomFile) -> tuple[int, tuple[Problem, ...]]:
    """Return how many frames the stream holds, and say where the header disagrees.

    Raises:
        ProblemError: when the stream holds none.
    """
    _, facts = _facts(file)
    index = facts.index
    problems = list(problems_of(index, facts.streams))
    declared = whole_number(file.dataset, "NumberOfFrames", 1)
    if declared not in (index.frames, index.frames + index.lost):
        problems.append(Problem.of("imaging.frame_count", declared=declared, found=index.frames))
    told = whole_number(file.dataset, "Rows"), whole_number(file.dataset, "Columns")
    rows, columns = facts.layout[:2]
    if told != (rows, columns):
        problems.append(size_differs((rows, columns), told))
        return 0, tuple(problems)
    return index.frames, tuple(problems)


_EVEN: Final = frozenset((TimingSource.FRAME_TIME, TimingSource.CINE_RATE, TimingSource.DISPLAY_RATE))


def video_timing(file: DicomFile, frames: int) -> tuple[Timing, tuple[Problem, ...]]:
    """Return the times that the header gives the frames; where it gives none, those of the stream.

    Pictures that are lost leave their gap.

    Raises:
        ProblemError: when the stream cannot be read.
    """
    index = _facts(file)[1].index
    own, _ = timing_of_video(index)
    stream = None if own.source is TimingSource.DEFAULT else own
    timing, problems = timing_of(file.dataset, frames, stream)
    if not index.lost or len(index.slots) != frames:
        return timing, problems
    if timing.source in _EVEN:
        return _spread(timing, index.slots), problems
    whole = index.lead + index.slots[-1] + 1
    longer, _ = timing_of(file.dataset, whole, stream)
    if longer.source is TimingSource.FRAME_TIME_VECTOR and whole == whole_number(
        file.dataset, "NumberOfFrames"
    ):
        # the vector was written for all of them
        return _picked(longer, [index.lead + slot for slot in index.slots]), ()
    return timing, problems


def _spread(timing: Timing, slots: tuple[int, ...]) -> Timing:
    """Even times, with a gap for each picture that is lost."""
    starts = tuple(slot / timing.fps for slot in slots)
    return replace(timing, starts=starts, duration=(slots[-1] + 1) / timing.fps)


def _picked(timing: Timing, numbers: list[int]) -> Timing:
    """Times of some of the frames that a vector was written for."""
    first = timing.starts[numbers[0]]
    starts = tuple(timing.starts[number] - first for number in numbers)
    return replace(timing, starts=starts, duration=timing.duration - first)


def open_dicom_video(clip: Clip, file: DicomFile) -> VideoSource:
    """Open the frames of a video inside DICOM.

    Raises:
        ProblemError: when the stream cannot be read.
    """
    opener, facts = _facts(file)
    return VideoSource(clip, opener, facts)
