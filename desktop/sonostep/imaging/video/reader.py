"""Video files: exact frames by number, from a store of decoded planes where seeking would be slow."""

from collections import OrderedDict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from sonostep.core.clip import Clip, ClipKind, Frame, ScaleInfo, StudyInfo
from sonostep.core.problem import ProblemError
from sonostep.core.text import plain_text
from sonostep.imaging.identity import file_hash
from sonostep.imaging.limits import size_differs, store_budget
from sonostep.imaging.source import ClipSource
from sonostep.imaging.video.bitstream.codecs import CODEC_NAMES
from sonostep.imaging.video.container import Opener
from sonostep.imaging.video.decoder import VideoDecoder
from sonostep.imaging.video.display_matrix import Orientation
from sonostep.imaging.video.frame_count import VideoFacts, read_video
from sonostep.imaging.video.index import problems_of, timing_of_video
from sonostep.imaging.video.store import VideoStore


def read_video_clip(path: Path, shown_path: str) -> Clip:
    """Read what a video file says of itself.

    Raises:
        ProblemError: when it is no video, or holds no frame that can be decoded.
    """
    facts = video_facts(path_opener(path), path)
    layout = facts.layout
    timing, problems = timing_of_video(facts.index)
    return Clip(
        id=file_hash(path),
        path=shown_path,
        kind=ClipKind.VIDEO,
        label=plain_text(Path(shown_path).name),
        frames=facts.index.frames,
        scale=ScaleInfo(
            layout.rows, layout.columns, pixel_aspect_ratio=_aspect(facts.aspect, layout.orientation)
        ),
        timing=timing,
        study=StudyInfo(codec=CODEC_NAMES.get(facts.codec, facts.codec)),
        problems=(*problems, *problems_of(facts.index, facts.streams)),
        synthetic=_is_synthetic(facts.tags),
    )


_KNOWN: Final = 4
_facts: OrderedDict[tuple[str, int, int], VideoFacts] = OrderedDict()
"""Files counted last in this process: a clip is opened right after it was read."""


def video_facts(opener: Opener, path: Path) -> VideoFacts:
    """Count the frames of a file, once as long as it does not change.

    Raises:
        ProblemError: when it is no video, holds no frame, or one that is larger than the budget.
    """
    stat = path.stat()
    key = str(path), stat.st_mtime_ns, stat.st_size
    facts = _facts.get(key)
    if facts is None:
        facts = read_video(opener, path.name)
        _facts[key] = facts
        if len(_facts) > _KNOWN:
            _facts.popitem(last=False)
    return facts


def path_opener(path: Path) -> Opener:
    """Open by path: a name that looks like an address stays a file's."""
    return lambda: f"file:{path}"


def _aspect(ratio: Fraction | None, orientation: Orientation) -> tuple[float, float] | None:
    """Sample aspect ratio is width to height; PixelAspectRatio is height to width."""
    if not ratio or ratio == 1:
        return None
    pair = (float(ratio.denominator), float(ratio.numerator))
    return pair[::-1] if orientation.transposed else pair


def _is_synthetic(said: dict[str, str]) -> bool:
    text = " ".join(said.values()).upper()
    return "SYNTHETIC" in text and "SONOSTEP" in text


class VideoSource(ClipSource):
    """Frames of a video by number, none ever taken for another."""

    def __init__(self, clip: Clip, opener: Opener, facts: VideoFacts) -> None:
        super().__init__(clip)
        self._index = index = facts.index
        self._layout = facts.layout
        self._opener = opener
        self._decoder = VideoDecoder(opener, clip.label, index)
        self._filler = VideoDecoder(opener, clip.label, index)
        self._store = VideoStore(index.frames, 0 if index.all_keys and index.seekable else store_budget())
        self._converter = VideoReformatter()

    def _render(self, number: int, out: Frame) -> None:
        self._store.look_at(number)
        frame = self._store.get(number) or self._decode(number)
        paint(frame, self._layout.orientation_of(frame), self._converter, out)

    def _decode(self, number: int) -> VideoFrame:
        frame = self._decode_to(number)
        if frame is None and self._index.threads:
            # of a damaged stream some frames come only from a decoder on one thread
            self._index = replace(self._index, threads=False)
            self._decoder.close()
            self._decoder = VideoDecoder(self._opener, self._clip.label, self._index)
            frame = self._decode_to(number)
        if frame is None:
            raise ProblemError.of("imaging.frame_undecodable", frame=number)
        return frame

    def _decode_to(self, number: int) -> VideoFrame | None:
        """Return a frame on the shortest way that the decoder knows; None where it gives none."""
        decoder = self._decoder
        near = decoder.next_number and self._index.key_before(number) <= decoder.next_number <= number
        ahead = not self._index.seekable and 0 < decoder.next_number <= number
        if not (near or ahead):
            decoder.seek(number)
        while (found := decoder.read()) is not None:
            self._store.put(*found)
            if found[0] == number:
                return found[1]
            if found[0] > number:
                break
        decoder.close()
        return None

    def work(self) -> bool:
        """Decode one more frame into the store; False when nothing near is missing."""
        wanted = self._store.next_missing()
        if wanted is None:
            self._filler.close()
            if self._store.filled:
                # its threads and buffers are not needed any more
                self._decoder.close()
            return False
        filler = self._filler
        if not 0 < filler.next_number <= wanted or (
            self._index.seekable and filler.next_number < self._index.key_before(wanted)
        ):
            filler.seek(wanted)
        found = filler.read()
        if found is None:
            self._store.give_up(wanted)
            filler.close()
        else:
            self._store.put(*found)
            if found[0] > wanted:
                self._store.give_up(wanted)
        return True

    def close(self) -> None:
        """Let go of the file and the store."""
        self._decoder.close()
        self._filler.close()
        self._store.clear()


def paint(frame: VideoFrame, orientation: Orientation, converter: VideoReformatter, out: Frame) -> None:
    """Convert one decoded frame to B G R X, turned and mirrored as it is to be shown.

    One converter serves a whole clip, on this thread: a frame's own would stay with it, and its threads too.

    Raises:
        ProblemError: when its size is not the clip's (a stream that changes size midway).
    """
    rows, columns = orientation.size(frame)
    if (rows, columns) != out.shape[:2]:
        raise ProblemError(size_differs((rows, columns), (out.shape[0], out.shape[1])))
    try:
        packed = converter.reformat(frame, format="bgra", threads=1)
    except (av.FFmpegError, ValueError) as error:
        raise ProblemError.of("imaging.frame_damaged") from error
    plane = packed.planes[0]
    pixels: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8)
    lines = pixels.reshape(plane.height, plane.line_size // 4, 4)
    np.copyto(out, orientation.apply(lines[:, : plane.width]))


def open_video(path: Path, clip: Clip) -> VideoSource:
    """Open the frames of a video file.

    Raises:
        ProblemError: when it cannot be read any more.
    """
    opener = path_opener(path)
    return VideoSource(clip, opener, video_facts(opener, path))
