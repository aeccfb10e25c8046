"""Small pictures for the study browser."""

import cv2
import numpy as np

from sonostep.core.clip import Clip, Frame
from sonostep.imaging.open_file import open_clip_source


def make_thumbnail(clip: Clip, size: int = 160) -> Frame:
    """Return the first frame, at most ``size`` pixels on its longer side, with its true aspect ratio.

    Raises:
        ProblemError: when it cannot be decoded.
    """
    with open_clip_source(clip) as source:
        frame = source.frame(1)
    rows, columns = frame.shape[:2]
    ratio = clip.scale.pixel_aspect_ratio
    tall = rows * (ratio[0] / ratio[1] if ratio and min(ratio) > 0 else 1.0)
    factor = min(1.0, size / max(tall, columns))
    target = max(1, round(columns * factor)), max(1, round(tall * factor))
    small = cv2.resize(frame, target, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
