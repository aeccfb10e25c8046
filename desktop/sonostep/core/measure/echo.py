"""Echo intensities inside an outline, from the stored pixels: never from a filtered display.

They depend on gain, depth and machine, so they are described and compared within one frame only, and never
reach the differential.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame
from sonostep.core.measure.geometry import Point

_LUMA = np.array([0.114, 0.587, 0.299])
"""Weights of B, G, R (ITU-R BT.601); a grey pixel keeps its value."""


@dataclass(frozen=True, slots=True)
class EchoStatistics:
    """Echo intensities, 0 to 255, of the pixels whose centre lies inside an outline.

    Attributes:
        histogram: how many pixels have each of 32 equal ranges of intensity.
    """

    count: int
    mean: float
    sd: float
    median: float
    low: float
    high: float
    histogram: tuple[int, ...]


def echo_statistics(frame: Frame, outline: Sequence[Point]) -> EchoStatistics | None:
    """Return the statistics of a frame inside a closed outline; None where it holds no pixel.

    ``low`` and ``high`` are the 5th and 95th percentile; ``sd`` is that of the pixels as a population.
    """
    values = _inside(frame, outline)
    if not values.size:
        return None
    low, median, high = (float(v) for v in np.percentile(values, (5, 50, 95)))
    counts, _ = np.histogram(values, bins=32, range=(0.0, 256.0))
    numbers = tuple(int(c) for c in counts)
    return EchoStatistics(
        int(values.size), float(values.mean()), float(values.std()), median, low, high, numbers
    )


def _inside(frame: Frame, outline: Sequence[Point]) -> NDArray[np.float64]:
    rows, columns = frame.shape[:2]
    xs, ys = np.array([p.x for p in outline]), np.array([p.y for p in outline])
    left, right = max(int(xs.min()), 0), min(int(np.ceil(xs.max())), columns)
    top, bottom = max(int(ys.min()), 0), min(int(np.ceil(ys.max())), rows)
    if left >= right or top >= bottom:
        return np.empty(0)
    x, y = np.meshgrid(np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5)
    part = frame[top:bottom, left:right, :3].astype(np.float64) @ _LUMA
    return np.asarray(part[_even_odd(x, y, xs, ys)], np.float64)


def _even_odd(
    x: NDArray[np.float64], y: NDArray[np.float64], xs: NDArray[np.float64], ys: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which places lie inside: a ray from there crosses the outline an odd number of times."""
    inside = np.zeros(x.shape, bool)
    for ax, ay, bx, by in zip(xs, ys, np.roll(xs, -1), np.roll(ys, -1), strict=True):
        if ay != by:
            spans = (ay > y) != (by > y)
            inside ^= spans & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside
