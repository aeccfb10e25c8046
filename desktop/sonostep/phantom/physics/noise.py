"""Seeded textures: the same scene and part name give the same numbers on one machine."""

from __future__ import annotations

import zlib
from functools import cache

import cv2
import numpy as np

from sonostep.phantom.curves import Floats

_SIDE = 1024
_SEAM = 16


def generator(seed: int, part: str) -> np.random.Generator:
    """A random generator of its own for each part of a scene, so that parts do not disturb one another."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def texture(rng: np.random.Generator, u: Floats, v: Floats, long_mm: float, thick_mm: float) -> Floats:
    """Unit normal noise over coordinates u, v (mm), correlated over `long_mm` along u and `thick_mm` along
    v.
    """
    turn_u, turn_v = rng.random(2, np.float32) * _SIDE
    # each part looks at its own place of one shared tile: drawing a tile for each would take most of the time
    map_u = _wrapped(u, 4.7 / long_mm, turn_u)
    map_v = _wrapped(v, 3.3 / thick_mm, turn_v)
    out = cv2.remap(_tile(), map_u, map_v, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
    return np.asarray(out, np.float32)


def _wrapped(mm: Floats, scale: float, turn: np.float32) -> Floats:
    """The place within the tile; the remainder of a division would take ten times as long."""
    place = mm.astype(np.float32) * np.float32(scale)
    place += turn
    place -= np.floor(place * np.float32(1 / _SIDE)) * np.float32(_SIDE)
    return np.asarray(place)


@cache
def _tile() -> Floats:
    """Smooth unit normal noise that continues across its edges, shape (1024, 1024)."""
    rough = np.random.default_rng(20260102).standard_normal((_SIDE, _SIDE), np.float32)
    around = cv2.GaussianBlur(np.pad(rough, _SEAM, mode="wrap"), (0, 0), 2.0, sigmaY=1.4)
    tile = np.asarray(around, np.float32)[_SEAM:-_SEAM, _SEAM:-_SEAM]
    return np.ascontiguousarray((tile - tile.mean()) / tile.std())


def complex_noise(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """White circular complex Gaussian noise of unit variance, shape (rows, columns, 2)."""
    return np.asarray(rng.standard_normal((*shape, 2), np.float32) * np.float32(np.sqrt(0.5)))
