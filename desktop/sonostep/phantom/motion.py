"""How tissue moves under the probe: an affine map per frame, so that truth stays exact."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sonostep.phantom import noise
from sonostep.phantom.curves import Floats
from sonostep.phantom.scene import Scene


@dataclass(frozen=True)
class Pose:
    """Scene point (x, z) appears at (x * scale_x + shift_x, z * scale_z) in mm; angles in radians."""

    scale_x: float
    scale_z: float
    shift_x: float
    rock: float
    plane: float

    def shown(self, x: float, z: float) -> tuple[float, float]:
        """Where a scene point appears, mm from the middle of the probe's face."""
        return x * self.scale_x + self.shift_x, z * self.scale_z

    def scene(self, x: Floats, z: Floats) -> tuple[Floats, Floats]:
        """The scene points that appear at x, z."""
        return (x - self.shift_x) / self.scale_x, z / self.scale_z


def poses(scene: Scene, count: int) -> tuple[Pose, ...]:
    """The pose of each frame. The first `n` poses do not depend on `count`."""
    m, probe = scene.motion, scene.probe
    rng = noise.generator(scene.seed, "motion")
    jitter = cv2.GaussianBlur(rng.standard_normal((700, 1)), (0, 0), 0.01, sigmaY=2.0) * 2.6
    mirror = -1.0 if scene.mirrored else 1.0
    made = []
    for i in range(count):
        t = i / probe.fps
        turn = 2 * np.pi * t / m.period_s
        press = m.compress * (0.5 - 0.5 * np.cos(turn))
        slide = m.slide_mm * np.sin(0.6 * turn) + m.jitter_mm * jitter[i, 0]
        made.append(Pose(
            scale_x=float(mirror * (1 + 0.4 * press)), scale_z=float(1 - press), shift_x=float(mirror *
            slide),
            rock=float(np.deg2rad(m.rock_deg) * np.sin(0.8 * turn + 0.4)), plane=float(m.drift_rad_s * t),
        ))  # fmt: skip
    return tuple(made)
