"""Display filters: change what is seen, never what is stored or measured. The screen says when one is on."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame

_CLAHE_TILES: Final = (8, 8)
_CLAHE_LIMIT: Final = 2.5
_MEDIAN: Final = 3
"""Side of the median window that reduces speckle, image pixels."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is done to a frame before it is shown, in this order: speckle, CLAHE, then grey values.

    Attributes:
        gain: added brightness, -1 to 1 of the whole range.
        contrast: factor around the middle grey, 0.25 to 4.
        gamma: exponent, 0.25 to 4; above 1 darkens the middle.
        invert: white for black.
        clahe: contrast limited adaptive histogram equalisation.
        smooth: a median that reduces speckle.
    """

    gain: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0
    invert: bool = False
    clahe: bool = False
    smooth: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """Names of the filters that are on, for the screen and for shapes placed meanwhile."""
        states = {
            "gain": self.gain != 0.0,
            "contrast": self.contrast != 1.0,
            "gamma": self.gamma != 1.0,
            "invert": self.invert,
            "clahe": self.clahe,
            "smooth": self.smooth,
        }
        return tuple(name for name, on in states.items() if on)


def applied(frame: Frame, filters: Filters) -> Frame:
    """Return the frame to be shown; the frame itself where no filter is on."""
    if not filters.marks:
        return frame
    if filters.smooth or filters.clahe:
        frame = _spatial(frame, filters)
    table = look_up(filters)
    return frame if table is None else np.take(table, frame)


@lru_cache(maxsize=64)
def look_up(filters: Filters) -> NDArray[np.uint8] | None:
    """Return the table from stored to shown grey value, None where they are the same."""
    if (filters.gain, filters.contrast, filters.gamma, filters.invert) == (0.0, 1.0, 1.0, False):
        return None
    grey = np.arange(256) / 255.0
    shown = np.clip((grey - 0.5) * filters.contrast + 0.5 + filters.gain, 0.0, 1.0) ** filters.gamma
    table = np.round(255.0 * (1.0 - shown if filters.invert else shown))
    return np.asarray(table, np.uint8)


def _spatial(frame: Frame, filters: Filters) -> Frame:
    # OpenCV costs a tenth of a second to import, which a window without filters need not pay.
    import cv2

    if filters.smooth:
        frame = np.asarray(cv2.medianBlur(np.ascontiguousarray(frame), _MEDIAN), np.uint8)
    if filters.clahe:
        equaliser = cv2.createCLAHE(_CLAHE_LIMIT, _CLAHE_TILES)
        light = cv2.cvtColor(np.ascontiguousarray(frame[:, :, :3]), cv2.COLOR_BGR2LAB)
        light[:, :, 0] = equaliser.apply(light[:, :, 0])
        made = np.empty_like(frame)
        made[:, :, :3] = cv2.cvtColor(light, cv2.COLOR_LAB2BGR)
        frame = made
    return frame
