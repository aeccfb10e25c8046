"""Moving speckle with a number in it: as compressible as a cart's pictures, and each knows its frame."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

BITS = 13
"""Frames 1 to 8191 can be told apart."""

BLOCK = 16
"""Pixels of one bit's square: two JPEG blocks, or one macroblock, so that lossy codecs keep it."""


def moving_pictures(rows: int, columns: int, frames: int, seed: int = 7) -> Iterator[Picture]:
    """Yield ``frames`` pictures, rows x columns x 3 uint8 RGB, numbered from 1."""
    rng = np.random.default_rng(seed)
    tissue, fresh = (_speckle(rng, rows + 64, columns + 64) for _ in range(2))
    layers = _layers(rng, rows, columns)
    bar = _grey_bar(rows)
    for n in range(1, frames + 1):
        y, x = _sway(n, 0.021), _sway(n, 0.033)
        v, u = _sway(n, 0.049), _sway(n, 0.061)
        mixed = cv2.addWeighted(
            tissue[y : y + rows, x : x + columns], 0.85, fresh[v : v + rows, u : u + columns], 0.3, -24
        )
        grey = cv2.multiply(mixed, layers, scale=1 / 255)
        picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
        picture[:, -24:] = bar
        yield write_number(np.asarray(picture, np.uint8), n)


def write_number(picture: Picture, number: int) -> Picture:
    """Draw the number into the upper left corner as squares, the lowest bit first."""
    for bit in range(BITS):
        shade = 235 if number >> bit & 1 else 16
        picture[:BLOCK, bit * BLOCK : (bit + 1) * BLOCK] = shade
    return picture


def read_number(picture: Picture) -> int:
    """Read the number from a picture of any colour order."""
    inner = slice(BLOCK // 4, BLOCK - BLOCK // 4)
    number = 0
    for bit in range(BITS):
        square = picture[inner, bit * BLOCK + BLOCK // 4 : (bit + 1) * BLOCK - BLOCK // 4, 1]
        number |= int(square.mean() > 126) << bit
    return number


def _sway(n: int, speed: float) -> int:
    return int(32 + 31 * np.sin(n * speed))


def _speckle(rng: np.random.Generator, rows: int, columns: int) -> Picture:
    """Log-compressed magnitude of filtered complex noise, which is what speckle is."""
    noise = rng.standard_normal((rows, columns, 2), np.float32)
    field = cv2.GaussianBlur(noise, (0, 0), 1.9, sigmaY=1.1)
    magnitude = np.sqrt((field**2).sum(axis=2))
    decibel = 20 * np.log10(magnitude / magnitude.max() + 1e-6)
    return np.asarray(np.clip((decibel + 48) / 48 * 255, 0, 255), np.uint8)


def _layers(rng: np.random.Generator, rows: int, columns: int) -> Picture:
    """Bands of tissue, brighter fascia between, dark at the sides as a sector is."""
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    bent = depth + 0.06 * np.sin(across * 3) + 0.02 * np.sin(across * 11)
    echo = 0.55 + 0.3 * np.sin(bent * 31) + 0.3 * (np.abs(np.sin(bent * 13)) > 0.97)
    echo = echo * (1 - 0.45 * depth) * (np.abs(across) < 0.62 + 0.3 * depth)
    return np.asarray(np.clip(echo * 255, 0, 255), np.uint8)


def _grey_bar(rows: int) -> Picture:
    """The coloured scale that carts draw at the side: the pictures are in colour for it."""
    ramp = np.linspace(255, 0, rows)[:, None, None]
    return np.asarray(np.broadcast_to(ramp * np.array([1.0, 0.72, 0.35]), (rows, 24, 3)), np.uint8)
