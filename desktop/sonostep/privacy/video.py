"""A video or a still, de-identified: decoded, blanked and encoded anew, so that nothing but pictures travels.

Metadata, audio, subtitles, attachments and what encoders hide in a stream have no way into the new file.
"""

import io
from collections.abc import Mapping
from fractions import Fraction

import av
import numpy as np

from sonostep.core.clip import ClipKind, FrameSource
from sonostep.core.problem import ProblemError
from sonostep.privacy.pixels import Mask, blanked, png

_TICKS = 90_000
"""Time base per second of MPEG systems (ISO/IEC 13818-1)."""

_QUALITY: Mapping[str, str] = {"crf": "12", "preset": "fast"}
"""x264: near to what the eye tells apart from the original."""


def deidentified(source: FrameSource, mask: Mask) -> tuple[str, bytes]:
    """Return the extension and the bytes of a video (MP4, H.264, no audio) or a still (PNG).

    Raises:
        ProblemError: why a frame cannot be decoded, or ``privacy.no_encoder``.
    """
    if source.clip.kind is ClipKind.STILL:
        return ".png", png(blanked(source.frame(1), mask))
    if "libx264" not in av.codecs_available:
        raise ProblemError.of("privacy.no_encoder")
    return ".mp4", _encoded(source, mask)


def _encoded(source: FrameSource, mask: Mask) -> bytes:
    buffer = io.BytesIO()
    rows, columns = (n + n % 2 for n in mask.shape)
    with av.open(buffer, "w", format="mp4", options={"fflags": "+bitexact"}) as out:
        rate = Fraction(round(source.clip.timing.fps * 1000) or 25_000, 1000)
        stream = out.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = columns, rows, "yuv420p"
        stream.options = dict(_QUALITY)
        stream.codec_context.time_base = Fraction(1, _TICKS)
        at = -1
        for number, start in enumerate(source.clip.timing.starts, 1):
            # two frames at one time are a tick apart: an encoder takes none twice
            at = max(round(start * _TICKS), at + 1)
            # 4:2:0 needs even sizes
            even = np.zeros((rows, columns, 3), dtype=np.uint8)
            even[: mask.shape[0], : mask.shape[1]] = blanked(source.frame(number), mask)
            frame = av.VideoFrame.from_ndarray(even, format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, _TICKS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return buffer.getvalue()
