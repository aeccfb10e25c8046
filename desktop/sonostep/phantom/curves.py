"""Lines z(x) in scene millimetres: sampling, normals, distances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonostep.phantom.machine import Probe
from sonostep.phantom.scene import CurveData

Floats = NDArray[np.float32]
_STEP = 0.05
_REACH = 90.0


@dataclass(frozen=True)
class Curve:
    """z(x) sampled every 0.05 mm from -90 to 90 mm: arrays of shape (n,), float32, in mm."""

    z: Floats
    slope: Floats
    arc: Floats

    def _look(self, x: Floats, *tables: Floats) -> tuple[Floats, ...]:
        """Each table between its samples at x."""
        if x.ndim == 2 and x.strides[0] == 0:
            # the beams of a linear probe: every row has the same x
            return tuple(np.broadcast_to(row, x.shape) for row in self._look(x[0], *tables))
        place = (x + np.float32(_REACH)) * np.float32(1 / _STEP)
        place = np.clip(place, 0, np.float32(len(self.z) - 1.001))
        low = place.astype(np.int32)
        place -= low.astype(np.float32)
        return tuple(_between(table.take(low), table[1:].take(low), place) for table in tables)

    def at(self, x: Floats) -> Floats:
        """Depth z at x."""
        return self._look(x, self.z)[0]

    def slope_at(self, x: Floats) -> Floats:
        """dz/dx at x."""
        return self._look(x, self.slope)[0]

    def arc_at(self, x: Floats) -> Floats:
        """Arc length from x = -90 mm."""
        return self._look(x, self.arc)[0]

    def quick(self, x: Floats, z: Floats) -> Floats:
        """Distance below the curve (positive is deeper), first order in the slope."""
        at, slope = self._look(x, self.z, self.slope)
        return np.asarray((z - at) / np.sqrt(1 + slope**2), np.float32)

    def foot(self, x: Floats, z: Floats) -> Floats:
        """x of the nearest curve point, by damped fixed-point steps: good where |distance| < radius of
        curvature.
        """
        s = x
        for _ in range(6):
            at, slope = self._look(s, self.z, self.slope)
            step = (x - s + (z - at) * slope) / (1 + slope**2)
            s = np.asarray(s + np.float32(0.8) * step, np.float32)
        return s

    def point(self, x: float, offset: float = 0.0) -> tuple[float, float]:
        """The point `offset` mm below the curve along its normal at x."""
        at = np.array([x], np.float32)
        slope = float(self.slope_at(at)[0])
        root = float(np.hypot(1.0, slope))
        return x - offset * slope / root, float(self.at(at)[0]) + offset / root


def _between(low: Floats, high: Floats, part: Floats) -> Floats:
    high -= low
    high *= part
    high += low
    return high


def axis() -> Floats:
    """The x positions at which every curve is sampled, in mm."""
    return (np.arange(int(2 * _REACH / _STEP) + 1) * _STEP - _REACH).astype(np.float32)


def from_depths(z: NDArray[np.floating]) -> Curve:
    """A curve from depths at `axis()`."""
    slope = np.gradient(z, _STEP)
    arc = np.cumsum(np.sqrt(1 + slope**2)) * _STEP
    return Curve(z.astype(np.float32), slope.astype(np.float32), arc.astype(np.float32))


def hermite(points: Sequence[tuple[float, float]], x: NDArray[np.floating]) -> NDArray[np.float64]:
    """Smooth interpolation through points of increasing x (Catmull-Rom tangents), straight beyond them."""
    px, pz = np.array(sorted(points), dtype=np.float64).T
    tangent = np.gradient(pz, px)
    i = np.clip(np.searchsorted(px, x) - 1, 0, len(px) - 2)
    width = px[i + 1] - px[i]
    raw = (x - px[i]) / width
    t = np.clip(raw, 0, 1)
    inside = (
        (2 * t**3 - 3 * t**2 + 1) * pz[i]
        + (t**3 - 2 * t**2 + t) * width * tangent[i]
        + (3 * t**2 - 2 * t**3) * pz[i + 1]
        + (t**3 - t**2) * width * tangent[i + 1]
    )
    beyond = np.where(raw > 1, (x - px[-1]) * tangent[-1], np.where(raw < 0, (x - px[0]) * tangent[0], 0))
    return np.asarray(inside + beyond, np.float64)


def face(probe: Probe) -> Curve:
    """The probe's face: flat, or the arc of a convex probe (z = 0 in its middle, negative at its ends)."""
    x = axis().astype(np.float64)
    if probe.geometry == "linear":
        return from_depths(np.zeros_like(x))
    radius = probe.radius_mm
    return from_depths(np.sqrt(np.maximum(radius**2 - x**2, 0.04 * radius**2)) - radius)


def moved(curve: Curve, offset: float | Sequence[tuple[float, float]]) -> Curve:
    """The curve shifted along its normals (positive is deeper) by a length or by lengths at positions x."""
    x = axis().astype(np.float64)
    by = np.full_like(x, offset) if isinstance(offset, (int, float)) else hermite(offset, x)
    root = np.sqrt(1 + curve.slope.astype(np.float64) ** 2)
    new_x, new_z = x - by * curve.slope / root, curve.z + by / root
    return from_depths(np.interp(x, np.maximum.accumulate(new_x), new_z))


def build(data: Mapping[str, CurveData], probe: Probe) -> dict[str, Curve]:
    """All named curves of a scene, `face` included; raises KeyError for an unknown or circular name."""
    made = {"face": face(probe)}
    waiting = dict(data)
    while waiting:
        ready = [name for name, item in waiting.items() if item.of is None or item.of in made]
        if not ready:
            raise KeyError(sorted(item.of or "" for item in waiting.values())[0])
        for name in ready:
            item = waiting.pop(name)
            made[name] = _one(item, made)
    return made


def _one(item: CurveData, made: Mapping[str, Curve]) -> Curve:
    base = made[item.of] if item.of else from_depths(hermite(item.points or [], axis()))
    return moved(base, item.offset) if item.offset else base
