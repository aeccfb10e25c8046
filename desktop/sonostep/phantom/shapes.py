"""Structures of a scene as signed distances (mm, negative inside) with coordinates along and across their
fibres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonostep.phantom.curves import Curve, Floats, hermite
from sonostep.phantom.machine import Ellipse
from sonostep.phantom.scene import Blob, Bone, Layer, TissueBand

FAR = 30.0
Window = tuple[slice, slice]


@dataclass(frozen=True)
class Shape:
    """Signed distance, fibre coordinates u (along) and v (across) in mm, fibre direction from the x axis in
    radians.
    """

    sdf: Floats
    u: Floats
    v: Floats
    fibre: Floats

    def window(self, margin_mm: float) -> Window | None:
        """The rows and columns that the shape and a margin around it touch; None where it touches none."""
        near = self.sdf < margin_mm
        rows, columns = np.flatnonzero(near.any(1)), np.flatnonzero(near.any(0))
        if len(rows) == 0:
            return None
        return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)

    def part(self, window: Window) -> Shape:
        """The shape on some rows and columns only."""
        return Shape(self.sdf[window], self.u[window], self.v[window], self.fibre[window])


def thickness_at(band: TissueBand, x: Floats) -> Floats:
    """Stated thickness of a band at curve position x, mm (0 beyond its ends)."""
    if isinstance(band.thickness, float):
        full = np.full_like(x, band.thickness)
    else:
        full = np.maximum(hermite(band.thickness, x), 0).astype(np.float32)
    if band.x is None:
        return full
    low, high = band.x
    t = np.clip((x - low) / (high - low), 0, 1) * 2 - 1
    inside = ((x >= low) & (x <= high)).astype(np.float32)
    if band.ends == "spindle":
        return np.asarray(full * np.sqrt(np.maximum(1 - t * t, 0)), np.float32)
    if band.ends == "taper":
        return np.asarray(full * inside * np.clip(1 - np.abs(t) ** 5, 0, 1), np.float32)
    return (full * inside).astype(np.float32)


def band_middle(band: TissueBand, thickness: Floats) -> Floats:
    """Signed distance of the band's middle from its curve (positive is deeper), mm."""
    if band.side == "centre":
        return np.zeros_like(thickness)
    sign = -1.0 if band.side == "above" else 1.0
    return (sign * (thickness / 2 + band.gap)).astype(np.float32)


def band(item: TissueBand, curves: Mapping[str, Curve], x: Floats, z: Floats) -> Shape:
    curve = curves[item.curve]
    rough = curve.quick(x, z)
    foot = curve.foot(x, z)
    near = np.abs(rough) < FAR
    exact = np.sign(z - curve.at(x)) * np.hypot(x - foot, z - curve.at(foot))
    distance = np.where(near, exact, rough).astype(np.float32)
    thick = thickness_at(item, foot)
    sdf = np.abs(distance - band_middle(item, thick)) - thick / 2
    if item.x is not None:
        sdf = np.maximum(sdf, np.maximum(item.x[0] - foot, foot - item.x[1]))
    sdf = np.where(thick <= 0.02, np.maximum(sdf, 0.2), sdf)
    return _tilted(sdf, curve.arc_at(foot), distance, np.arctan(curve.slope_at(foot)), item.tilt_deg)


def layer(item: Layer, curves: Mapping[str, Curve], x: Floats, z: Floats) -> Shape:
    sdf = np.full_like(x, -FAR)
    if item.top:
        sdf = np.maximum(sdf, -curves[item.top].quick(x, z))
    if item.bottom:
        sdf = np.maximum(sdf, curves[item.bottom].quick(x, z))
    if item.x is not None:
        sdf = np.maximum(sdf, np.maximum(item.x[0] - x, x - item.x[1]))
    along = item.along or item.top or item.bottom
    return _along(sdf, curves[along] if along else None, x, z, item.tilt_deg)


def blob(item: Blob, curves: Mapping[str, Curve], x: Floats, z: Floats) -> Shape:
    sdf = ellipse_distance(item.ellipse, x, z) if item.ellipse else outline_distance(item.outline or (), x, z)
    return _along(sdf, curves[item.along] if item.along else None, x, z, item.tilt_deg)


def bone(item: Bone, curves: Mapping[str, Curve], x: Floats, z: Floats) -> Shape:
    if item.outline:
        sdf = outline_distance(item.outline, x, z)
    else:
        sdf = -curves[item.surface or "face"].quick(x, z)
    if item.x is not None:
        sdf = np.maximum(sdf, np.maximum(item.x[0] - x, x - item.x[1]))
    return Shape(sdf, x, z, np.zeros_like(x))


def _along(sdf: Floats, curve: Curve | None, x: Floats, z: Floats, tilt: float) -> Shape:
    if curve is None:
        return _tilted(sdf, x, z, np.zeros_like(x), tilt)
    return _tilted(sdf, curve.arc_at(x), curve.quick(x, z), np.arctan(curve.slope_at(x)), tilt)


def _tilted(sdf: Floats, u: Floats, v: Floats, fibre: Floats, tilt: float) -> Shape:
    a = np.float32(np.deg2rad(tilt))
    c, s = np.cos(a), np.sin(a)
    return Shape(sdf.astype(np.float32), u * c + v * s, v * c - u * s, (fibre + a).astype(np.float32))


def ellipse_distance(item: Ellipse, x: Floats, z: Floats) -> Floats:
    """Signed distance to an ellipse, first order near its edge."""
    a = np.deg2rad(item.deg)
    dx, dz = x - item.centre[0], z - item.centre[1]
    u, v = dx * np.cos(a) + dz * np.sin(a), dz * np.cos(a) - dx * np.sin(a)
    p, q = item.semi
    k0 = np.hypot(u / p, v / q)
    k1 = np.hypot(u / p**2, v / q**2)
    return np.asarray(k0 * (k0 - 1) / np.maximum(k1, 1e-6), np.float32)


def smooth_outline(points: Sequence[tuple[float, float]], per_side: int = 6) -> NDArray[np.float64]:
    """A closed Catmull-Rom curve through the points, shape (n, 2)."""
    p = np.array(points, dtype=np.float64)
    before, after, second = np.roll(p, 1, 0), np.roll(p, -1, 0), np.roll(p, -2, 0)
    t = (np.arange(per_side) / per_side)[None, :, None]
    a, b, c, d = before[:, None], p[:, None], after[:, None], second[:, None]
    made = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.asarray(made).reshape(-1, 2)


def outline_distance(points: Sequence[tuple[float, float]], x: Floats, z: Floats) -> Floats:
    """Signed distance to a smooth closed outline; beyond 4 mm from its box only a bound."""
    path = smooth_outline(points).astype(np.float32)
    low, high = path.min(0) - 4, path.max(0) + 4
    box = (x > low[0]) & (x < high[0]) & (z > low[1]) & (z < high[1])
    out = np.full_like(x, FAR)
    out[box] = _polygon_distance(path, x[box], z[box])
    return out


def _polygon_distance(path: Floats, x: Floats, z: Floats) -> Floats:
    best = np.full(x.shape, 1e9, np.float32)
    inside = np.zeros(x.shape, bool)
    for (ax, az), (bx, bz) in zip(path, np.roll(path, -1, 0), strict=True):
        ex, ez = bx - ax, bz - az
        t = np.clip(((x - ax) * ex + (z - az) * ez) / max(ex * ex + ez * ez, 1e-9), 0, 1)
        best = np.minimum(best, (x - ax - t * ex) ** 2 + (z - az - t * ez) ** 2)
        if az != bz:
            inside ^= ((az > z) != (bz > z)) & (x < ax + (z - az) * ex / ez)
    return np.where(inside, -1, 1) * np.sqrt(best)
