"""What is kept of a picture, everything else black, and the sheet on which a person looks at a whole clip."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame, FrameSource, ScaleInfo
from sonostep.core.problem import ProblemError
from sonostep.privacy.choices import Box, Choices

Mask = NDArray[np.bool_]
"""Rows x columns; True where the picture is kept."""


def kept(scale: ScaleInfo, choices: Choices) -> Mask:
    """Return what of a clip's frames is kept: the union of its regions, or of the boxes to keep without any.

    Boxes to blank are taken out of either. A region that leaves the picture keeps what of it is inside.

    Raises:
        ProblemError: ``privacy.no_region`` when nothing says what may be kept.
    """
    regions = tuple(Box(r.x0, r.y0, r.x1, r.y1) for r in scale.regions)
    boxes = regions or choices.keep
    mask = np.zeros((scale.rows, scale.columns), dtype=bool)
    for box in boxes:
        mask[_inside(box)] = True
    if not mask.any():
        raise ProblemError.of("privacy.no_region")
    for box in choices.blank:
        mask[_inside(box)] = False
    return mask


def _inside(box: Box) -> tuple[slice, slice]:
    x0, x1 = sorted((box.x0, box.x1))
    y0, y1 = sorted((box.y0, box.y1))
    return slice(max(0, y0), max(0, y1 + 1)), slice(max(0, x0), max(0, x1 + 1))


def blanked(frame: Frame, mask: Mask) -> NDArray[np.uint8]:
    """Return a frame as rows x columns x 3 uint8, R G B, black outside the mask.

    Raises:
        ProblemError: ``privacy.size`` when frame and mask differ in size.
    """
    if frame.shape[:2] != mask.shape:
        raise ProblemError.of("privacy.size")
    rgb: NDArray[np.uint8] = np.ascontiguousarray(frame[:, :, 2::-1])
    rgb[~mask] = 0
    return rgb


def every_frame(source: FrameSource) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the brightest and the darkest that each pixel is in any frame: rows x columns x 4, B G R X.

    What stands in one frame only shows in the first, what stands still over moving tissue in the second.
    """
    brightest = source.frame(1).copy()
    darkest = brightest.copy()
    for number in range(2, source.clip.frames + 1):
        frame = source.frame(number)
        if frame.shape != brightest.shape:
            raise ProblemError.of("privacy.size")
        np.maximum(brightest, frame, out=brightest)
        np.minimum(darkest, frame, out=darkest)
    return brightest, darkest


def review_sheet(source: FrameSource, mask: Mask) -> bytes:
    """Return a PNG of what would leave: first, middle and last frame, and the brightest of each pixel of all.

    The last shows any text that stands in any frame.
    """
    count = source.clip.frames
    brightest = np.zeros((*mask.shape, 3), dtype=np.uint8)
    shown: dict[int, NDArray[np.uint8]] = {}
    for number in range(1, count + 1):
        frame = blanked(source.frame(number), mask)
        np.maximum(brightest, frame, out=brightest)
        if number in (1, (count + 1) // 2, count):
            shown[number] = frame
    tiles = [*shown.values(), brightest] if count > 1 else [brightest]
    return png(_tiled(tiles))


def _tiled(tiles: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    rule = np.full((tiles[0].shape[0], 4, 3), 128, dtype=np.uint8)
    row = [part for tile in tiles for part in (tile, rule)][:-1]
    return np.concatenate(row, axis=1)


def png(rgb: NDArray[np.uint8]) -> bytes:
    """Return a picture as PNG without any metadata."""
    done, data = cv2.imencode(".png", np.ascontiguousarray(rgb[:, :, ::-1]))
    assert done, "OpenCV writes PNG"
    return data.tobytes()
