"""A power Doppler box over the picture: flow as colour without direction, pulsing, clearly drawn.

Colours, pulse and raggedness are chosen for the look; nothing here is a measurement of flow.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep.phantom.curves import Floats
from sonostep.phantom.machine import Ellipse
from sonostep.phantom.physics import noise
from sonostep.phantom.scene import Doppler, Scene

Picture = NDArray[np.uint8]
_LINE = (120, 210, 90)
_DARK, _MIDDLE, _BRIGHT = (118.0, 14.0, 6.0), (236.0, 96.0, 10.0), (255.0, 226.0, 120.0)
_BEAT_HZ = 1.1
_LEAST = 0.25


class Overlay:
    """The flow of one scene.

    Args:
        scene: with its Doppler box.
        x, z: mm of the pixel centres of the scan's box, as shown.
    """

    def __init__(self, scene: Scene, box: Doppler, x: Floats, z: Floats) -> None:
        self._box, self._fps = box, scene.probe.fps
        turn = -1.0 if scene.mirrored else 1.0
        inside = _within(x * np.float32(turn), box.x) & _within(z, box.z)
        edge = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
        # only there is anything drawn
        self._window = _extent(inside | edge)
        self._inside, self._edge = inside[self._window], edge[self._window]
        rng = noise.generator(scene.seed, "flow")
        self._ragged = noise.texture(rng, x, z, 0.5, 0.35)[self._window]

    def draw(self, scan: Picture, x: Floats, z: Floats, number: int) -> None:
        """Colour the flow of a frame, in place.

        Args:
            scan: the scan's box, RGB of shape (rows, columns, 3).
            x, z: scene mm that each pixel shows in this frame.
            number: of the frame, from 0.
        """
        scan, x, z = scan[self._window], x[self._window], z[self._window]
        beat = 0.5 + 0.5 * np.sin(2 * np.pi * _BEAT_HZ * number / self._fps)
        for index, vessel in enumerate(self._box.vessels):
            power = _power(vessel, x, z, self._ragged) * np.float32(0.55 + 0.45 * beat ** (1 + index % 2))
            _colour(scan, np.where(self._inside, power, 0.0).astype(np.float32))
        scan[self._edge] = _LINE


def _extent(drawn: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns that hold all of it."""
    rows, columns = (np.flatnonzero(drawn.any(axis)) for axis in (1, 0))
    if len(rows) == 0:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _within(values: Floats, span: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= span[0]) & (values <= span[1]))


def _power(vessel: Ellipse, x: Floats, z: Floats, ragged: Floats) -> Floats:
    """From 1 in the middle to 0 at a ragged edge."""
    turn, (a, b) = np.deg2rad(vessel.deg), vessel.semi
    dx, dz = x - np.float32(vessel.centre[0]), z - np.float32(vessel.centre[1])
    u = (dx * np.cos(turn) + dz * np.sin(turn)) / a
    v = (dz * np.cos(turn) - dx * np.sin(turn)) / b
    return np.asarray(np.clip(1.15 - u * u - v * v + 0.22 * ragged, 0, 1), np.float32)


def _colour(scan: Picture, power: Floats) -> None:
    shown = power > _LEAST
    level = ((power[shown] - _LEAST) / (1 - _LEAST))[:, None]
    low = np.array(_DARK) + (np.array(_MIDDLE) - _DARK) * np.clip(2 * level, 0, 1)
    scan[shown] = (low + (np.array(_BRIGHT) - _MIDDLE) * np.clip(2 * level - 1, 0, 1)).clip(0, 255)
