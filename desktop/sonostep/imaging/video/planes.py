"""A decoded frame as plain bytes and back, with everything that its conversion to colour depends on."""

from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

Kind = tuple[object, ...]
"""What frames have in common whose planes can stand in for each other's."""

_PALETTE: Final = "pal8"


class Planes:
    """Copies planes out of the decoder's frames and shows them again, one at a time.

    The frame shown is one of the decoder's own, so range, matrix, chroma position and rotation are the
    stream's. It is overwritten by the next one shown.
    """

    def __init__(self) -> None:
        self._frames: dict[Kind, VideoFrame] = {}

    def keep(self, frame: VideoFrame, into: Bytes) -> Kind:
        """Copy a frame's planes into ``plane_bytes`` bytes."""
        at = 0
        for lines in _planes(frame):
            np.copyto(into[at : at + lines.size].reshape(lines.shape), lines)
            at += lines.size
        kind = _kind(frame)
        if kind not in self._frames:
            # the decoder may still lean on it: then it is copied
            frame.make_writable()
            self._frames[kind] = frame
        return kind

    def show(self, kind: Kind, kept: Bytes) -> VideoFrame:
        """Return the frame of kept bytes; it is this one until the next is shown."""
        frame = self._frames[kind]
        at = 0
        for lines in _planes(frame):
            np.copyto(lines, kept[at : at + lines.size].reshape(lines.shape))
            at += lines.size
        return frame

    def clear(self) -> None:
        """Forget everything."""
        self._frames.clear()


def plane_bytes(frame: VideoFrame) -> int:
    """Bytes of all planes, their lines without padding."""
    return sum(lines.size for lines in _planes(frame))


def _kind(frame: VideoFrame) -> Kind:
    size = frame.format.name, frame.width, frame.height, frame.rotation
    return (*size, frame.colorspace, frame.color_range, frame.interlaced_frame)


def _planes(frame: VideoFrame) -> list[Bytes]:
    """Each plane's lines, rows x bytes, top line first, writable."""
    widths = _line_bytes(frame)
    return [_lines(plane)[:, :width] for plane, width in zip(frame.planes, widths, strict=True)]


def _lines(plane: VideoPlane) -> Bytes:
    flat: Bytes = np.frombuffer(memoryview(plane), np.uint8)
    # a palette states no line size
    lines = flat.reshape(plane.height, plane.buffer_size // plane.height)
    return lines[::-1] if plane.line_size < 0 else lines


def _line_bytes(frame: VideoFrame) -> list[int]:
    """Bytes of a line in each plane without what the decoder puts behind it."""
    form, planes = frame.format, frame.planes
    if form.name == _PALETTE:
        return [plane.width if n == 0 else plane.buffer_size for n, plane in enumerate(planes)]
    if len(planes) == 1:
        return [-(-planes[0].width * form.padded_bits_per_pixel // 8)]
    found = []
    for n, plane in enumerate(planes):
        parts = [part for part in form.components if part.plane == n]
        found.append(plane.width * sum(-(-part.bits // 8) for part in parts))
    return found
