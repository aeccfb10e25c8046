"""A rendered clip as H.264 in mp4."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.video.stream

from sonostep.phantom.output.files import write_whole
from sonostep.phantom.render import Rendered


def write_mp4(rendered: Rendered, path: Path) -> Path:
    """Write the clip (yuv420p, one time stamp per frame at exactly n / fps); returns the path.

    Raises ProblemError `phantom.write-failed` when the file cannot be written.
    """
    write_whole(path, lambda part: _encode(rendered, part))
    return path


def _encode(rendered: Rendered, path: Path) -> None:
    rate = Fraction(rendered.scene.probe.fps).limit_denominator(1001)
    rows, columns = rendered.frames.shape[1:3]
    with av.open(str(path), "w", format="mp4") as container:
        container.metadata["comment"] = "SYNTHETIC"
        container.metadata["title"] = f"SYNTHETIC {rendered.scene.title}"
        stream = container.add_stream("libx264", rate=rate, options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = columns, rows, "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.time_base = 1 / rate
        for i, picture in enumerate(rendered.frames):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = i, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
