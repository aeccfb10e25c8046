"""Thickness between two traced borders, along the normal.

From evenly spaced places on each border a normal is drawn to the other; its length is the thickness there.
Both borders are walked, so that the result does not depend on which was traced first. Places whose normal
misses the other border (beyond its ends) say nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonostep.core.measure.geometry import Point

_PLACES = 64
"""Places on each border."""

_ON_END = 1e-9
"""Share of a segment by which a crossing may miss its end and still count."""

_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thickness:
    """Mean, greatest and least thickness, in the points' unit."""

    mean: float
    maximum: float
    minimum: float


def thickness(first: Sequence[Point], second: Sequence[Point]) -> Thickness:
    """Return the thickness between two borders.

    Raises:
        ValueError: when a border has fewer than two points or no length, or no normal reaches the other.
    """
    one, other = _border(first), _border(second)
    reached = np.concatenate([_normals(one, other), _normals(other, one)])
    found = reached[np.isfinite(reached)]
    if not found.size:
        raise ValueError("the borders do not face each other")
    return Thickness(float(found.mean()), float(found.max()), float(found.min()))


def _border(points: Sequence[Point]) -> _Array:
    made = np.asarray(points, np.float64).reshape(-1, 2)
    if len(made) < 2 or not np.ptp(made, axis=0).any():
        raise ValueError("a border needs two points apart")
    return made


def _normals(border: _Array, other: _Array) -> _Array:
    """Return the length of the normal from each place on ``border`` to the nearest crossing, inf for none."""
    at, along = _places(border)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    length = np.hypot(*normal.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        normal /= length[:, None]
        step = np.diff(other, axis=0)
        offset = other[None, :-1] - at[:, None]
        across = _cross(normal[:, None], step[None])
        share = _cross(offset, normal[:, None]) / across
        reach = np.abs(_cross(offset, step[None]) / across)
        missed = ~((share >= -_ON_END) & (share <= 1.0 + _ON_END))
    return np.asarray(np.where(missed, np.inf, reach).min(axis=1), np.float64)


def _places(border: _Array) -> tuple[_Array, _Array]:
    """Return evenly spaced places and the direction of the border there.

    The direction is that between the places before and after, so that a corner of the trace does not throw
    its normals apart.
    """
    steps = np.hypot(*np.diff(border, axis=0).T)
    walked = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = walked[-1] * (np.arange(_PLACES) + 0.5) / _PLACES
    at = np.stack([np.interp(wanted, walked, border[:, axis]) for axis in (0, 1)], axis=1)
    return at, at[[*range(1, _PLACES), _PLACES - 1]] - at[[0, *range(_PLACES - 1)]]


def _cross(a: _Array, b: _Array) -> _Array:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], np.float64)
