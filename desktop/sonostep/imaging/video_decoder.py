"""Decoding forward from a key frame, each frame known by its number."""

from collections.abc import Callable, Iterator
from io import RawIOBase
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sonostep.core.problem import ProblemError
from sonostep.imaging.video_index import VideoIndex

Opener = Callable[[], str | RawIOBase]
"""Gives the file to read anew: a path, or an open file of its own."""

_FORMATS: Final = ",".join(
    "mov mp4 m4a 3gp 3g2 mj2 matroska webm avi asf mpeg mpegts mpegvideo"
    " h264 hevc m4v mjpeg ivf flv gif".split()
)
"""No playlist or script formats: a video must not make us open other files or addresses."""

_NUMBERED: Final = 3


def open_container(opener: Opener, name: str) -> tuple[InputContainer, VideoStream]:
    """Open a video and its first picture stream.

    Raises:
        ProblemError: when it is no video that we can read, or has no picture.
    """
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    try:
        container = av.open(opener(), mode="r", container_options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError, MemoryError, OSError):
        raise ProblemError.of("imaging.video_unreadable", file=name) from None
    streams = [s for s in container.streams.video if s.codec_context is not None]
    if not streams:
        container.close()
        raise ProblemError.of("imaging.video_without_frames")
    stream = streams[0]
    stream.thread_type = "AUTO"
    return container, stream


class VideoDecoder:
    """One open container with a position; ``read`` goes on from there, ``seek`` moves it."""

    def __init__(self, opener: Opener, name: str, index: VideoIndex) -> None:
        self._opener = opener
        self._name = name
        self._index = index
        self._numbers = {pts: n for n, pts in enumerate(index.times, 1)} if index.seekable else {}
        self._container: InputContainer | None = None
        self._frames: Iterator[tuple[int, VideoFrame]] = iter(())
        self.next_number = 0

    def seek(self, number: int) -> None:
        """Make ``read`` go on at the last key frame before ``number``, or from the start where times lie.

        Raises:
            ProblemError: when the file cannot be opened any more.
        """
        if not self._index.seekable:
            self._restart()
            return
        key = self._index.key_before(number)
        for _ in range(_NUMBERED):
            if self._try_seek(key, number):
                return
            if key <= 1:
                break
            key = self._index.key_before(key - 1)
        self._restart()

    def read(self) -> tuple[int, VideoFrame] | None:
        """Return the next frame and its number; None at the end."""
        found = next(self._frames, None)
        if found is not None:
            self.next_number = found[0] + 1
        return found

    def close(self) -> None:
        """Let go of the file."""
        if self._container is not None:
            self._container.close()
            self._container = None
        self._frames = iter(())
        self.next_number = 0

    def _restart(self) -> None:
        self.close()
        self._container, stream = open_container(self._opener, self._name)
        self._frames = self._decoded(self._container, stream, 1)
        self.next_number = 1

    def _try_seek(self, key: int, number: int) -> bool:
        """Seek to key frame ``key``; False when the container landed behind ``number``."""
        if self._container is None:
            self._restart()
        assert self._container is not None  # just opened
        stream = self._container.streams.video[0]
        try:
            self._container.seek(self._index.times[key - 1], stream=stream, backward=True)
        except av.FFmpegError:
            return False
        frames = self._decoded(self._container, stream, None)
        first = next(frames, None)
        if first is None or first[0] > number:
            return False
        self._frames = _chain(first, frames)
        self.next_number = first[0]
        return True

    def _decoded(
        self, container: InputContainer, stream: VideoStream, start: int | None
    ) -> Iterator[tuple[int, VideoFrame]]:
        """Yield numbered frames; after a seek (``start`` None) none that lean on earlier frames."""
        landed: int | None = None
        counter = start or 1
        for packet in _packets(container, stream):
            if landed is None and packet.pts is not None:
                landed = packet.pts
            for frame in _decode(packet):
                if not self._index.seekable:
                    yield counter, frame
                    counter += 1
                elif (n := self._numbers.get(frame.pts or 0)) is not None and (
                    start is not None or (frame.pts or 0) >= (landed or 0)
                ):
                    yield n, frame


def _chain(
    first: tuple[int, VideoFrame], rest: Iterator[tuple[int, VideoFrame]]
) -> Iterator[tuple[int, VideoFrame]]:
    yield first
    yield from rest


def _packets(container: InputContainer, stream: VideoStream) -> "Iterator[av.Packet[VideoStream]]":
    try:
        yield from container.demux(stream)
    except av.FFmpegError:
        return


def _decode(packet: "av.Packet[VideoStream]") -> list[VideoFrame]:
    """A damaged packet costs its own frames, not the clip."""
    try:
        return [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
    except av.FFmpegError:
        return []
