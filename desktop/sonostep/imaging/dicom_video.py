"""MPEG-2, H.264 and HEVC inside DICOM: the fragments joined are one video stream (PS3.5 8.2.5)."""

import io
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from sonostep.core.clip import Clip
from sonostep.core.problem import Problem
from sonostep.imaging.dicom_file import DicomFile
from sonostep.imaging.dicom_header import whole_number
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.fragments import Span, all_spans
from sonostep.imaging.limits import size_differs
from sonostep.imaging.video import VideoSource, first_frame
from sonostep.imaging.video_decoder import Opener, open_container
from sonostep.imaging.video_index import VideoIndex, index_video


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


def _index(file: DicomFile, opener: Opener) -> VideoIndex:
    container, stream = open_container(opener, file.path.name)
    with container:
        return index_video(container, stream)


def count_frames(file: DicomFile) -> tuple[int, tuple[Problem, ...]]:
    """Return how many frames the stream holds, and say where the header disagrees.

    Raises:
        ProblemError: when the stream holds none.
    """
    opener = _opener(file)
    index = _index(file, opener)
    frame = first_frame(opener, file.path.name, index)
    problems = []
    declared = whole_number(file.dataset, "NumberOfFrames", 1)
    if declared != index.frames:
        problems.append(Problem.of("imaging.frame_count", declared=declared, found=index.frames))
    told = whole_number(file.dataset, "Rows"), whole_number(file.dataset, "Columns")
    if told != (frame.height, frame.width):
        problems.append(size_differs((frame.height, frame.width), told))
        return 0, tuple(problems)
    return index.frames, tuple(problems)


def open_dicom_video(clip: Clip, file: DicomFile) -> VideoSource:
    """Open the frames of a video inside DICOM.

    Raises:
        ProblemError: when the stream cannot be read.
    """
    opener = _opener(file)
    return VideoSource(clip, opener, _index(file, opener))
