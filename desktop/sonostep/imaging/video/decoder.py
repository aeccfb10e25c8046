"""Decoding forward from a key frame, each frame known by its number."""

from collections.abc import Iterator
from typing import Final

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sonostep.imaging.video.container import Opener, frames_in, last_frames, open_container, packets_of
from sonostep.imaging.video.index import VideoIndex

_NUMBERED: Final = 3


class VideoDecoder:
    """One open container with a position; ``read`` goes on from there, ``seek`` moves it."""

    def __init__(self, opener: Opener, name: str, index: VideoIndex) -> None:
        self._opener = opener
        self._name = name
        self._index = index
        self._numbers = {pts: n for n, pts in enumerate(index.times, 1)} if index.seekable else {}
        self._opened: tuple[InputContainer, VideoStream] | None = None
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
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None
        self._frames = iter(())
        self.next_number = 0

    def _restart(self) -> None:
        self.close()
        self._opened = open_container(self._opener, self._name, threads=self._index.threads)
        self._frames = self._decoded(*self._opened, 1)
        self.next_number = 1

    def _try_seek(self, key: int, number: int) -> bool:
        """Seek to key frame ``key``; False when the container landed behind ``number``."""
        if self._opened is None:
            self._restart()
        assert self._opened is not None  # just opened
        container, stream = self._opened
        try:
            container.seek(self._index.times[key - 1], stream=stream, backward=True)
        except av.FFmpegError:
            return False
        frames = self._decoded(container, stream, None)
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
        landed: list[int] = []
        counter = start or 1
        for frame in _frames(container, stream, landed):
            if not self._index.seekable:
                yield counter, frame
                counter += 1
                continue
            pts = frame.pts or 0
            known = self._numbers.get(pts)
            if known is not None and (start is not None or not landed or pts >= landed[0]):
                yield known, frame


def _frames(container: InputContainer, stream: VideoStream, landed: list[int]) -> Iterator[VideoFrame]:
    """Yield all frames from here on; ``landed`` is given the time of the first packet that has one.

    A damaged packet costs its own frames, not the clip.
    """
    for packet in packets_of(container, stream):
        if not landed and packet.pts is not None:
            landed.append(packet.pts)
        yield from frames_in(packet) or ()
    landed.append(0)
    yield from last_frames(stream)


def _chain(
    first: tuple[int, VideoFrame], rest: Iterator[tuple[int, VideoFrame]]
) -> Iterator[tuple[int, VideoFrame]]:
    yield first
    yield from rest
