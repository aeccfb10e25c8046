"""Opening a video with FFmpeg, and which of its streams is shown."""

from collections.abc import Callable, Iterator
from io import RawIOBase
from typing import Final

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sonostep.core.problem import ProblemError

Opener = Callable[[], str | RawIOBase]
"""Gives the file to read anew: a path, or an open file of its own."""

_FORMATS: Final = ",".join(
    "mov mp4 m4a 3gp 3g2 mj2 matroska webm avi asf mpeg mpegts mpegvideo"
    " h264 hevc m4v mjpeg ivf flv gif".split()
)
"""No playlist or script formats: a video must not make us open other files or addresses."""

RAW_FORMATS: Final = frozenset("h264 hevc mpegvideo m4v mjpeg".split())
"""Streams without a container: only their own headers can state a rate."""


def open_container(opener: Opener, name: str, *, threads: bool = True) -> tuple[InputContainer, VideoStream]:
    """Open a video and the stream that is shown.

    Args:
        threads: let FFmpeg decode on several threads; on one, an error is told with its own packet.

    Raises:
        ProblemError: when it is no video that we can read, or has no picture.
    """
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    try:
        container = av.open(opener(), mode="r", container_options=options, metadata_errors="replace")
    except (av.FFmpegError, ValueError, MemoryError, OSError):
        raise ProblemError.of("imaging.video_unreadable", file=name) from None
    streams = picture_streams(container)
    if not streams:
        container.close()
        raise ProblemError.of("imaging.video_without_frames")
    # as ffmpeg chooses: the one that the file calls its default, then the largest, then the first
    stream = max(streams, key=lambda s: (_is_default(s), s.codec_context.width * s.codec_context.height))
    if threads:
        stream.thread_type = "AUTO"
    else:
        stream.codec_context.thread_count = 1
    return container, stream


def picture_streams(container: InputContainer) -> list[VideoStream]:
    """Return the video streams that can be decoded; a cover picture is none."""
    return [
        s
        for s in container.streams.video
        if s.codec_context is not None and not s.disposition & Disposition.attached_pic
    ]


def _is_default(stream: VideoStream) -> bool:
    return bool(stream.disposition & Disposition.default)


def packets_of(container: InputContainer, stream: VideoStream) -> "Iterator[av.Packet[VideoStream]]":
    """Yield the packets that hold something; a file that breaks off ends them early.

    An empty packet midway (a dropped frame in AVI) would be taken for the end by the decoder.
    """
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except av.FFmpegError:
        return


def frames_in(packet: "av.Packet[VideoStream]") -> list[VideoFrame] | None:
    """Return what the decoder gives for a packet, or None where it says that the packet is damaged."""
    try:
        return [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
    except av.FFmpegError:
        return None


def last_frames(stream: VideoStream) -> list[VideoFrame]:
    """Return what the decoder still holds at the end."""
    try:
        return [frame for frame in stream.decode(None) if isinstance(frame, VideoFrame)]
    except av.FFmpegError:
        return []
