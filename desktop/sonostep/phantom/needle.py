"""A needle in the scan plane: a specular line with reverberation echoes below its shaft."""

from __future__ import annotations

import numpy as np

from sonostep.phantom.curves import Floats
from sonostep.phantom.grid import Grid
from sonostep.phantom.scene import Needle

_HALF_MM = 0.3
_FADE_DB, _FIRST_DB = 6.0, 15.0


def paint(line: Floats, item: Needle, grid: Grid) -> None:
    """Add the needle to the map of coherent echoes, in place.

    The shaft is brightest where the beam meets it squarely; each further echo is weaker by a fixed step. Both
    laws are chosen for the look.
    """
    start, way = np.array(item.entry), np.subtract(item.tip, item.entry)
    length = float(np.hypot(*way))
    along = way / length
    dx, dz = grid.x - np.float32(start[0]), grid.z - np.float32(start[1])
    s = dx * np.float32(along[0]) + dz * np.float32(along[1])
    d = (dz * np.float32(along[0]) - dx * np.float32(along[1])) * np.float32(np.sign(along[0]) or 1.0)
    on = np.clip(1 - np.maximum(s - length, -s) / 0.5, 0, 1) * (grid.z > 0.3)
    slant = np.abs(np.sin(grid.beam) * along[0] + np.cos(grid.beam) * along[1])
    glint = np.exp(-((slant / 0.8) ** 2)) + 0.1
    for n in range(item.echoes + 1):
        level = 10 ** ((item.peak_db - _FADE_DB * n - _FIRST_DB * (n > 0)) / 20)
        width = _HALF_MM * (0.6 + 0.2 * (n > 0))
        line += (level * glint * on * np.exp(-(((d - n * item.spacing_mm) / width) ** 2))).astype(np.float32)
