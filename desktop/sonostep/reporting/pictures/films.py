"""Films: a marked cine as MP4 or animated GIF, each frame shown when and as long as in the source."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from av.video.frame import PictureType
from PIL import Image

from sonostep.reporting.pictures.marked_frames import MarkedClip

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

    from sonostep.reporting.pictures.marked_frames import Rgb

_CLOCK: Final = 90_000
"""Ticks per second of the film's clock (that of MPEG systems, ISO/IEC 13818-1)."""

_RATE: Final = 30
"""What the encoder plans its bits by; the times themselves are the source's."""

_QUALITY: Final = {"crf": "16", "preset": "veryfast"}
"""x264's constant quality; 18 is held for visually lossless (FFmpeg wiki, "Encode/H.264")."""

SHORTEST_GIF: Final = 2
"""Hundredths of a second: browsers show a GIF's frame that asks for less for ten of them."""


def write_mp4(clip: MarkedClip, path: Path) -> int:
    """Write H.264 in MP4, 8 bits 4:2:0, which every player knows; return how many frames it has.

    Times are those of the source to 1/90,000 s, uneven ones too.

    Raises:
        ProblemError: when a frame cannot be decoded.
        OSError: when the file cannot be written.
    """
    ticks = [round(s * _CLOCK) for s in (*clip.starts, clip.end)]
    lengths = {at: after - at for at, after in zip(ticks, ticks[1:], strict=False)}
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream: VideoStream | None = None
        for number, rgb in enumerate(clip.frames()):
            if stream is None:
                stream = _stream(film, rgb)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = ticks[number], Fraction(1, _CLOCK)
            if number == 0:
                frame.pict_type = PictureType.I
            film.mux(_lasting(stream.encode(frame), lengths))
        if stream is not None:
            film.mux(_lasting(stream.encode(), lengths))
    return len(clip.starts)


def _lasting(packets: "list[Packet[VideoStream]]", lengths: "dict[int, int]") -> "list[Packet[VideoStream]]":
    """Say how long each picture is shown: of the last one nothing else tells it."""
    for packet in packets:
        packet.duration = lengths.get(packet.pts or 0, 0)
    return packets


def _stream(film: "av.container.OutputContainer", rgb: "Rgb") -> "VideoStream":
    stream = film.add_stream("libx264", rate=_RATE, options=_QUALITY)
    stream.height, stream.width = rgb.shape[:2]
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, _CLOCK)
    # without pictures that look ahead: each is shown when it is decoded
    stream.codec_context.max_b_frames = 0
    return stream


def write_gif(clip: MarkedClip, path: Path) -> int:
    """Write an animated GIF that plays for ever; return how many frames it has.

    GIF counts hundredths of a second. Starts are rounded to these one by one, so nothing adds up; a frame
    that would be shown for less than two of them is left out, and the film is as long as the source.

    Raises:
        ProblemError: when a frame cannot be decoded.
        OSError: when the file cannot be written.
    """
    shown = gif_times(clip.starts, clip.end)
    pictures = (_indexed(rgb) for number, rgb in enumerate(clip.frames()) if number in shown)
    first = next(pictures)
    # a list of hundredths becomes Pillow's milliseconds
    durations = [10 * hundredths for hundredths in shown.values()]
    first.save(
        path, "GIF", save_all=True, append_images=pictures, duration=durations, loop=0, disposal=1,
        optimize=False,
    )  # fmt: skip
    return len(shown)


def gif_times(starts: tuple[float, ...], end: float) -> dict[int, int]:
    """Return the frames (from 0) that a GIF can show, each with its hundredths of a second."""
    at = [round(s * 100) for s in starts]
    kept = [0]
    for number in range(1, len(at)):
        if at[number] - at[kept[-1]] >= SHORTEST_GIF:
            kept.append(number)
    over = max(round(end * 100), at[kept[-1]] + SHORTEST_GIF)
    ends = [*(at[n] for n in kept[1:]), over]
    return {number: after - at[number] for number, after in zip(kept, ends, strict=True)}


def _indexed(rgb: "Rgb") -> Image.Image:
    """A picture of 256 colours: most are those of the picture, the rest those that no echo has."""
    picture = Image.fromarray(rgb)
    drawn = rgb[(rgb.max(axis=2).astype(np.int16) - rgb.min(axis=2)) > _COLOURFUL]
    own = picture.quantize(_OWN if len(drawn) else 256, method=Image.Quantize.MEDIANCUT, kmeans=0)
    if not len(drawn):
        return own
    marks = Image.fromarray(drawn[None]).quantize(256 - _OWN, method=Image.Quantize.MEDIANCUT)
    table = Image.new("P", (1, 1))
    table.putpalette(own.getpalette("RGB")[: 3 * _OWN] + marks.getpalette("RGB")[: 3 * (256 - _OWN)])  # type: ignore[index]
    return picture.quantize(palette=table, dither=Image.Dither.NONE)


_COLOURFUL, _OWN = 60, 192
"""Levels between a pixel's colours from which it is no echo, and the colours that are the picture's."""
