"""How a decoded frame is turned and mirrored before it is shown: the display matrix as a whole."""

import struct
from collections.abc import Mapping
from typing import Final, NamedTuple, Self, cast

import numpy as np
from av.buffer import Buffer
from av.video.frame import VideoFrame
from numpy.typing import NDArray


class Orientation(NamedTuple):
    """One of the eight ways to lay a picture: first transposed, then mirrored.

    Attributes:
        transposed: rows become columns.
        mirrored_x: left becomes right.
        mirrored_y: top becomes bottom.
    """

    transposed: bool = False
    mirrored_x: bool = False
    mirrored_y: bool = False

    def size(self, frame: VideoFrame) -> tuple[int, int]:
        """Return rows and columns of a decoded frame as it is shown."""
        return (frame.width, frame.height) if self.transposed else (frame.height, frame.width)

    def apply(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a view of rows x columns x samples, laid as the file wants it shown."""
        if self.transposed:
            picture = picture.swapaxes(0, 1)
        return picture[:: -1 if self.mirrored_y else 1, :: -1 if self.mirrored_x else 1]


UPRIGHT: Final = Orientation()


class StoredLayout(NamedTuple):
    """How the frames of one video are laid.

    Attributes:
        rows, columns: size of the first frame as it is shown.
        orientation: of the first frame.
        rotation: what PyAV says of its angle, which is 180 for a mirrored frame and 0 for an upended one.
    """

    rows: int
    columns: int
    orientation: Orientation
    rotation: int

    @classmethod
    def of(cls, frame: VideoFrame) -> Self:
        """Take the layout of a frame that was just decoded."""
        orientation = orientation_of(frame)
        rows, columns = orientation.size(frame)
        return cls(rows, columns, orientation, frame.rotation)

    def orientation_of(self, frame: VideoFrame) -> Orientation:
        """Return how another frame of the video is laid: as the first, unless it says an angle of its own.

        A message in the stream stands with key frames and holds for those that follow (ITU-T H.264 D.2.27).
        Side data is looked at only where it must be: PyAV keeps a frame that was asked for it until the next
        garbage collection, and the pointers that it hands out do not survive ``make_writable``.
        """
        return self.orientation if frame.rotation in (0, self.rotation) else orientation_of(frame)


def orientation_of(frame: VideoFrame) -> Orientation:
    """Return how a frame is laid, from the container's matrix or the stream's own message (SEI)."""
    side_data = cast("Mapping[str, Buffer]", frame.side_data)
    try:
        matrix = side_data.get("DISPLAYMATRIX")
    except ValueError:
        # side data of a kind that PyAV does not know hides all of it; a turn is told apart
        return _turned(round(frame.rotation / 90) % 4)
    return UPRIGHT if matrix is None else orientation_of_matrix(struct.unpack("=9i", bytes(matrix)))


def orientation_of_matrix(matrix: tuple[int, ...]) -> Orientation:
    """Return the orientation that is nearest to a 3 x 3 display matrix in rows.

    x' = a x + c y, y' = b x + d y (ISO/IEC 14496-12 6.2.2; FFmpeg's libavutil/display.h). An angle that is
    no multiple of 90 degrees is taken for the nearest one.
    """
    a, b, _, c, d = matrix[:5]
    if abs(b) + abs(c) > abs(a) + abs(d):
        return Orientation(True, c < 0, b < 0)
    return Orientation(False, a < 0, d < 0)


def _turned(quarters: int) -> Orientation:
    """Anticlockwise quarter turns."""
    return (UPRIGHT, Orientation(True, False, True), Orientation(False, True, True), Orientation(True, True))[
        quarters
    ]
