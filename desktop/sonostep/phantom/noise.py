"""Seeded textures: the same scene and part name give the same numbers on one machine."""

from __future__ import annotations

import zlib

import cv2
import numpy as np

from sonostep.phantom.curves import Floats

_SHAPE = (512, 512)
_SEAM = 16


def generator(seed: int, part: str) -> np.random.Generator:
    """A random generator of its own for each part of a scene, so that parts do not disturb one another."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def texture(rng: np.random.Generator, u: Floats, v: Floats, long_mm: float, thick_mm: float) -> Floats:
    """Unit normal noise over coordinates u, v (mm), correlated over `long_mm` along u and `thick_mm` along
    v.
    """
    tile = rng.standard_normal(_SHAPE).astype(np.float32)
    around = np.pad(tile, _SEAM, mode="wrap")
    tile = np.asarray(cv2.GaussianBlur(around, (0, 0), 2.0, sigmaY=1.4), np.float32)[
        _SEAM:-_SEAM, _SEAM:-_SEAM
    ]
    tile = (tile - tile.mean()) / tile.std()
    scale_u, scale_v = 4.7 / long_mm, 3.3 / thick_mm
    map_u = np.mod(u * scale_u, _SHAPE[1]).astype(np.float32)
    map_v = np.mod(v * scale_v, _SHAPE[0]).astype(np.float32)
    out = cv2.remap(tile, map_u, map_v, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
    return np.asarray(out, np.float32)


def complex_noise(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """White circular complex Gaussian noise of unit variance, shape (rows, columns, 2)."""
    return np.asarray(rng.standard_normal((*shape, 2), np.float32) * np.float32(np.sqrt(0.5)))
