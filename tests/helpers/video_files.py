"""Videos whose frames carry their own number, readable after any codec."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

BITS = 12
CELL = 8
ROWS, COLUMNS = 96, 128


def numbered(number: int, rows: int = ROWS, columns: int = COLUMNS) -> NDArray[np.uint8]:
    """A moving grey ramp with the frame number as twelve black or white cells in its first row."""
    x = np.arange(columns)[None, :] + 3 * number
    y = np.arange(rows)[:, None]
    picture = ((x + y) % 160 + 30).astype(np.uint8)
    for bit in range(BITS):
        level = 235 if number >> bit & 1 else 20
        picture[0 : 2 * CELL, bit * CELL : (bit + 1) * CELL] = level
    return np.repeat(picture[:, :, None], 3, axis=2)


def number_in(frame: NDArray[np.uint8]) -> int:
    """Read the number back, from the centres of the cells."""
    row = frame[2 : 2 * CELL - 2, :, :3].astype(float).mean(axis=(0, 2))
    cells = [row[bit * CELL + 2 : (bit + 1) * CELL - 2].mean() for bit in range(BITS)]
    return sum(1 << bit for bit, level in enumerate(cells) if level > 128)


@dataclass(frozen=True)
class Kind:
    """A container and codec as a cart or phone writes it."""

    name: str
    suffix: str
    codec: str
    options: dict[str, str] = field(default_factory=dict)
    format: str | None = None
    gop: int = 12
    b_frames: int = 0
    variable: bool = False
    pixels: str = "yuv420p"
    rows: int = ROWS
    columns: int = COLUMNS


_X264 = {"preset": "veryfast"}
_X265 = {"preset": "ultrafast", "x265-params": "log-level=none"}
KINDS = [
    Kind("h264 mp4", ".mp4", "libx264", _X264),
    Kind("h264 mp4, GOP 250, B-frames", ".mp4", "libx264", _X264, gop=250, b_frames=3),
    Kind("h264 mp4, open GOP", ".mp4", "libx264", _X264 | {"x264-params": "open-gop=1"}, gop=20, b_frames=3),
    Kind("h264 mp4, variable rate", ".mp4", "libx264", _X264, b_frames=2, variable=True),
    Kind("h264 mp4, odd size", ".mp4", "libx264", _X264, pixels="yuv444p", rows=95, columns=131),
    Kind("h264 mov", ".mov", "libx264", _X264, b_frames=2),
    Kind("h264 mkv, variable rate", ".mkv", "libx264", _X264, b_frames=2, variable=True),
    Kind("h264 avi, B-frames", ".avi", "libx264", _X264, b_frames=2),
    Kind("h264 ts, B-frames", ".ts", "libx264", _X264, b_frames=2),
    Kind("h264 raw", ".h264", "libx264", _X264, b_frames=2),
    Kind("hevc mp4", ".mp4", "libx265", _X265, gop=30, b_frames=2),
    Kind("hevc mkv", ".mkv", "libx265", _X265, gop=250, b_frames=3),
    Kind("hevc raw", ".h265", "libx265", _X265, format="hevc"),
    Kind("mjpeg avi", ".avi", "mjpeg", {"q": "3"}, pixels="yuvj420p"),
    Kind("mjpeg mov", ".mov", "mjpeg", {"q": "3"}, pixels="yuvj420p"),
    Kind("mpeg2 mpg, B-frames", ".mpg", "mpeg2video", {"b": "4M"}, b_frames=2),
    Kind("mpeg2 raw", ".m2v", "mpeg2video", {"b": "4M"}, b_frames=2),
    Kind("mpeg4 avi, B-frames", ".avi", "mpeg4", {"b": "4M"}, b_frames=2),
    Kind("mpeg4 mp4, B-frames", ".mp4", "mpeg4", {"b": "4M"}, gop=60, b_frames=2),
    Kind("vp9 webm", ".webm", "libvpx-vp9", {"cpu-used": "8", "deadline": "realtime"}, gop=60),
    Kind("wmv", ".wmv", "wmv2", {"b": "4M"}, gop=40),
]


def times_of(kind: Kind, frames: int) -> list[int]:
    """Presentation times in milliseconds."""
    if not kind.variable:
        return [40 * n for n in range(frames)]
    steps = [(20, 40, 100, 33)[n % 4] for n in range(frames)]
    return [sum(steps[:n]) for n in range(frames)]


def write_video(
    path: Path,
    kind: Kind,
    frames: int,
    picture: Callable[[int], NDArray[np.uint8]] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Encode ``frames`` numbered frames."""
    make = picture or (lambda n: numbered(n, kind.rows, kind.columns))
    with av.open(str(path), "w", format=kind.format) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(kind.codec, rate=25, options=dict(kind.options))
        stream.height, stream.width = kind.rows, kind.columns
        stream.pix_fmt = kind.pixels
        context = stream.codec_context
        context.gop_size, context.max_b_frames = kind.gop, kind.b_frames
        base = Fraction(1, 1000) if kind.variable else Fraction(1, 25)
        context.time_base = base
        for number, ms in enumerate(times_of(kind, frames), 1):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(make(number)), format="rgb24")
            frame.pts = ms if kind.variable else number - 1
            frame.time_base = base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
