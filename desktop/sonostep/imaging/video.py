"""Video files: exact frames by number, from a store of decoded planes where seeking would be slow."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from sonostep.core.clip import Clip, ClipKind, Frame, ScaleInfo, StudyInfo
from sonostep.core.problem import ProblemError
from sonostep.imaging.identity import file_hash
from sonostep.imaging.limits import check_frame_size, size_differs, store_budget
from sonostep.imaging.source import ClipSource
from sonostep.imaging.video_decoder import Opener, VideoDecoder, open_container
from sonostep.imaging.video_index import VideoIndex, index_video, timing_of_video
from sonostep.imaging.video_store import VideoStore

_CODEC_NAMES = {
    "h264": "H.264",
    "hevc": "HEVC",
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "mpeg4": "MPEG-4",
    "mjpeg": "MJPEG",
    "vp8": "VP8",
    "vp9": "VP9",
    "libdav1d": "AV1",
}


def read_video_clip(path: Path, shown_path: str) -> Clip:
    """Read what a video file says of itself.

    Raises:
        ProblemError: when it is no video, or holds no frame that can be decoded.
    """
    opener = path_opener(path)
    container, stream = open_container(opener, path.name)
    with container:
        index = index_video(container, stream)
        codec = _CODEC_NAMES.get(stream.codec_context.name, stream.codec_context.name)
        said = {**container.metadata, **stream.metadata}
        aspect = stream.sample_aspect_ratio
    first = first_frame(opener, path.name, index)
    rows, columns, turns = shown_size(first)
    timing, problems = timing_of_video(index)
    return Clip(
        id=file_hash(path),
        path=shown_path,
        kind=ClipKind.VIDEO,
        label=Path(shown_path).name,
        frames=index.frames,
        scale=ScaleInfo(rows, columns, pixel_aspect_ratio=_aspect(aspect, turns)),
        timing=timing,
        study=StudyInfo(codec=codec),
        problems=problems,
        synthetic=_is_synthetic(said),
    )


def path_opener(path: Path) -> Opener:
    """Open by path: a name that looks like an address stays a file's."""
    return lambda: f"file:{path}"


def first_frame(opener: Opener, name: str, index: VideoIndex) -> VideoFrame:
    """Decode the first frame, for only it tells size and rotation truly.

    Raises:
        ProblemError: when nothing can be decoded, or the picture is larger than the budget.
    """
    decoder = VideoDecoder(opener, name, index)
    try:
        decoder.seek(1)
        found = decoder.read()
    finally:
        decoder.close()
    if found is None:
        raise ProblemError.of("imaging.video_without_frames")
    check_frame_size(found[1].height, found[1].width)
    return found[1]


def shown_size(frame: VideoFrame) -> tuple[int, int, int]:
    """Return rows, columns and anticlockwise quarter turns after the rotation tag is applied."""
    turns = round(frame.rotation / 90) % 4
    size = (frame.width, frame.height) if turns % 2 else (frame.height, frame.width)
    return (*size, turns)


def _aspect(ratio: Fraction | None, turns: int) -> tuple[float, float] | None:
    """Sample aspect ratio is width to height; PixelAspectRatio is height to width."""
    if not ratio or ratio == 1:
        return None
    pair = (float(ratio.denominator), float(ratio.numerator))
    return pair[::-1] if turns % 2 else pair


def _is_synthetic(said: dict[str, str]) -> bool:
    text = " ".join(said.values()).upper()
    return "SYNTHETIC" in text and "SONOSTEP" in text


class VideoSource(ClipSource):
    """Frames of a video by number, none ever taken for another."""

    def __init__(self, clip: Clip, opener: Opener, index: VideoIndex) -> None:
        super().__init__(clip)
        self._index = index
        self._decoder = VideoDecoder(opener, clip.label, index)
        self._filler = VideoDecoder(opener, clip.label, index)
        self._store = VideoStore(index.frames, 0 if index.all_keys and index.seekable else store_budget())
        self._converter = VideoReformatter()

    def _render(self, number: int, out: Frame) -> None:
        self._store.look_at(number)
        frame = self._store.get(number) or self._decode(number)
        paint(frame, self._converter, out)

    def _decode(self, number: int) -> VideoFrame:
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
        raise ProblemError.of("imaging.frame_undecodable", frame=number)

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


def paint(frame: VideoFrame, converter: VideoReformatter, out: Frame) -> None:
    """Convert one decoded frame to B G R X, turned as its rotation tag says.

    One converter serves a whole clip, on this thread: a frame's own would stay with it, and its threads too.

    Raises:
        ProblemError: when its size is not the clip's (a stream that changes size midway).
    """
    rows, columns, turns = shown_size(frame)
    if (rows, columns) != out.shape[:2]:
        raise ProblemError(size_differs((rows, columns), (out.shape[0], out.shape[1])))
    try:
        packed = converter.reformat(frame, format="bgra", threads=1)
    except (av.FFmpegError, ValueError) as error:
        raise ProblemError.of("imaging.frame_damaged") from error
    plane = packed.planes[0]
    pixels: NDArray[np.uint8] = np.frombuffer(memoryview(plane), np.uint8)
    lines = pixels.reshape(plane.height, plane.line_size // 4, 4)
    np.copyto(out, np.rot90(lines[:, : plane.width], turns))


def open_video(path: Path, clip: Clip) -> VideoSource:
    """Open the frames of a video file.

    Raises:
        ProblemError: when it cannot be read any more.
    """
    opener = path_opener(path)
    container, stream = open_container(opener, path.name)
    with container:
        index = index_video(container, stream)
    return VideoSource(clip, opener, index)
