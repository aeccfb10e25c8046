"""How tissue moves under the probe: per frame an affine map and, where a scene has one, a local sliding. Both
are known exactly at every point, and so is the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sonostep.phantom.curves import Floats
from sonostep.phantom.machine import Slip
from sonostep.phantom.physics import noise
from sonostep.phantom.scene import Scene

_JUMP_S = 0.08
"""How long a snap takes; two frames at 25 a second. Chosen for the look."""


@dataclass(frozen=True)
class Pose:
    """Scene point (x, z) appears at (x * scale_x + shift_x, z * scale_z) in mm; angles in radians."""

    scale_x: float
    scale_z: float
    shift_x: float
    rock: float
    plane: float
    slip: Slip | None = None
    slipped: float = 0.0

    def shown(self, x: float, z: float) -> tuple[float, float]:
        """Where a scene point appears, mm from the middle of the probe's face."""
        if self.slip is not None and self.slipped:
            x, z = _slid(self.slip, self.slipped, x, z)
        return x * self.scale_x + self.shift_x, z * self.scale_z

    def scene(self, x: Floats, z: Floats) -> tuple[Floats, Floats]:
        """The scene points that appear at x, z."""
        x, z = (x - self.shift_x) / self.scale_x, z / self.scale_z
        if self.slip is None or not self.slipped:
            return x, z
        weight = _weight(self.slip, x, z) * np.float32(self.slipped)
        return x - np.float32(self.slip.by[0]) * weight, z - np.float32(self.slip.by[1]) * weight


def _weight(slip: Slip, x: Floats, z: Floats) -> Floats:
    turn, (a, b) = np.deg2rad(slip.ellipse.deg), slip.ellipse.semi
    dx, dz = x - slip.ellipse.centre[0], z - slip.ellipse.centre[1]
    u = (dx * np.cos(turn) + dz * np.sin(turn)) / a
    v = (dz * np.cos(turn) - dx * np.sin(turn)) / b
    return np.asarray(np.maximum(1 - u * u - v * v, 0) ** 2)


def _slid(slip: Slip, part: float, x: float, z: float) -> tuple[float, float]:
    """Where a point at rest stands: the inverse of the map that `Pose.scene` applies, by halving the way."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        at = np.array([[x, z]], np.float32) + np.float32(middle * part) * np.array(slip.by, np.float32)
        weight = float(_weight(slip, at[:, 0], at[:, 1])[0])
        low, high = (middle, high) if weight > middle else (low, middle)
    return x + low * part * slip.by[0], z + low * part * slip.by[1]


def slipped(slip: Slip, t: float) -> float:
    """How far the sliding has gone at t seconds, 0 to 1."""
    phase = (t / slip.period_s) % 1.0
    if slip.rhythm == "glide":
        return float(0.5 - 0.5 * np.cos(2 * np.pi * phase))
    since = np.array([phase - slip.snap_at, phase - slip.snap_at - 0.5]) * slip.period_s
    away, back = np.clip(since / _JUMP_S, 0, 1)
    lag = 0.12 * np.clip(phase / slip.snap_at, 0, 1) * (1 - away)
    return float(away - back + lag)


def poses(scene: Scene, count: int) -> tuple[Pose, ...]:
    """The pose of each frame. The first `n` poses do not depend on `count`."""
    m, probe = scene.motion, scene.probe
    rng = noise.generator(scene.seed if m.seed is None else m.seed, "motion")
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
            slip=m.slip, slipped=slipped(m.slip, t) if m.slip else 0.0,
        ))  # fmt: skip
    return tuple(made)
