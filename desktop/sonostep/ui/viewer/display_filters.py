"""Display filters: change what is seen, never what is stored or measured. The screen says when one is on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame

_CLAHE_TILES: Final = (8, 8)
_CLAHE_LIMIT: Final = 2.5
_MEDIAN: Final = 3
"""Side of the median window that reduces speckle, image pixels."""


_GREY_MAPS: Final[dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]]] = {
    "": lambda grey: grey,
    "soft": lambda grey: np.sqrt(grey),
    "hard": lambda grey: grey**2,
    "s_curve": lambda grey: grey * grey * (3.0 - 2.0 * grey),
    "logarithmic": lambda grey: np.log1p(9.0 * grey) / np.log(10.0),
    "steps": lambda grey: np.round(grey * 15.0) / 15.0,
}

GREY_MAPS: Final = tuple(_GREY_MAPS)
"""Grey maps by name, the stored values first; each keeps black black and white white."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is done to a frame before it is shown, in this order: speckle, CLAHE, grey map, grey values.

    Attributes:
        gain: added brightness, -1 to 1 of the whole range.
        contrast: factor around the middle grey, 0.25 to 4.
        gamma: exponent, 0.25 to 4; above 1 darkens the middle.
        invert: white for black.
        clahe: contrast limited adaptive histogram equalisation.
        smooth: a median that reduces speckle.
        grey_map: one of ``GREY_MAPS``; empty for grey values as stored.
        overlays: the file's overlay planes are drawn over the picture.
    """

    gain: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0
    invert: bool = False
    clahe: bool = False
    smooth: bool = False
    grey_map: str = ""
    overlays: bool = False

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
            "overlays": self.overlays,
        }
        shaped = (f"map_{self.grey_map}",) if self.grey_map else ()
        return (*(name for name, on in states.items() if on), *shaped)


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
    if replace(filters, clahe=False, smooth=False, overlays=False) == Filters():
        return None
    grey = _GREY_MAPS[filters.grey_map](np.arange(256) / 255.0)
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
