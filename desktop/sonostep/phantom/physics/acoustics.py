"""The imaging physics: pulse and beam (point spread function), attenuation, shadow, noise, log compression.

White complex noise times the scatter amplitude, convolved with the point spread function, is circular
complex Gaussian, so its envelope is Rayleigh distributed (mean / standard deviation 1.91): fully developed
speckle (Burckhardt 1978; Wagner and others 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sonostep.phantom.curves import Floats
from sonostep.phantom.machine import Probe
from sonostep.phantom.physics import noise
from sonostep.phantom.physics.grid import Grid
from sonostep.phantom.physics.reflectivity import REFERENCE_ATTENUATION, ReflectivityMap, amplitude
from sonostep.phantom.scene import Scene

_LEVELS = 6

_STRIP = 64
"""Rows that are worked on at a time: what is made of them on the way stays in the processor's cache."""


@dataclass(frozen=True)
class Echo:
    """Beamformed fields: real and imaginary part, shape (2, rows, columns); two plane positions per look."""

    even: tuple[tuple[Floats, Floats], ...]
    fibre: tuple[tuple[Floats, Floats], ...]
    line: Floats
    fibre_line: Floats
    psi: Floats
    power: Floats
    noise: Floats


def axial_sigma_mm(probe: Probe) -> float:
    """Standard deviation of the pulse's amplitude along the beam."""
    return 0.62 * 1.54 / probe.mhz


def lateral_sigma_mm(probe: Probe, depth: Floats) -> Floats:
    """Standard deviation of the beam's amplitude across it: narrowest at the focus, wider away from it."""
    waist = 1.25 * 1.54 / probe.mhz
    length = 0.9 * probe.focus_mm
    return np.asarray(waist * np.sqrt(1 + ((depth - probe.focus_mm) / length) ** 2), np.float32)


def _blur(field: Floats, grid: Grid, unit_energy: bool) -> Floats:
    """Convolve with the depth-dependent point spread function, keeping energy (noise) or height (lines)."""
    axial = axial_sigma_mm(grid.probe) / grid.axial_mm
    lateral = lateral_sigma_mm(grid.probe, np.maximum(grid.depth, 0)) / grid.lateral_mm
    levels = np.geomspace(lateral.min(), lateral.max() * 1.0001, _LEVELS)
    place = np.interp(lateral, levels, np.arange(_LEVELS))
    out = np.zeros_like(field)
    for i, sigma in enumerate(levels):
        weight = np.clip(1 - np.abs(place - i), 0, 1).astype(np.float32)
        rows = np.flatnonzero(weight)
        if len(rows) == 0:
            continue
        pad = int(4 * axial) + 2
        low, high = max(rows[0] - pad, 0), min(rows[-1] + pad + 1, len(field))
        part = cv2.GaussianBlur(field[low:high], (0, 0), float(sigma), sigmaY=axial)
        gain = np.sqrt(4 * np.pi * sigma * axial) if unit_energy else np.sqrt(1 + 2 * axial**2 * 0.25)
        shape = (-1,) + (1,) * (field.ndim - 1)
        out[low:high] += part * (weight[low:high] * np.float32(gain)).reshape(shape)
    return out


def passage(canvas: ReflectivityMap, grid: Grid) -> tuple[Floats, Floats]:
    """(amplitude that survives the way to each point relative to the machine's TGC, bone path so far in
    mm).
    """
    excess = np.cumsum(canvas.attenuation - REFERENCE_ATTENUATION, axis=0) * (grid.axial_mm / 10)
    gain = amplitude((-2 * grid.probe.mhz * 0.6 * excess).astype(np.float32))
    bone = np.cumsum(canvas.bone, axis=0) * grid.axial_mm
    return gain, bone.astype(np.float32)


def beamform(scene: Scene, canvas: ReflectivityMap, grid: Grid) -> Echo:
    """All random fields of a clip, once."""
    gain, bone = passage(canvas, grid)
    through = (gain * np.exp(-bone / 0.12)).astype(np.float32)
    dirt = _reverberation(scene, grid, bone)
    even: list[tuple[Floats, Floats]] = []
    fibre: list[tuple[Floats, Floats]] = []
    scatter = (canvas.even * through + dirt + canvas.cortex * gain * 0.35)[..., None]
    fibril = (canvas.fibre * through)[..., None]
    for look in range(scene.probe.looks):
        rng = noise.generator(scene.seed, f"speckle {look}")
        first, second = (noise.complex_noise(rng, grid.x.shape) for _ in range(2))
        even.append((_parts(first * scatter, grid), _parts(second * scatter, grid)))
        fibre.append((_parts(first * fibril, grid), _parts(second * fibril, grid)))
    cortex = canvas.cortex * gain * np.exp(-np.maximum(bone - 0.3, 0) / 0.12)
    quiet = noise.generator(scene.seed, "electronic")
    return Echo(
        tuple(even), tuple(fibre),
        _blur(canvas.line * through + cortex, grid, False), _blur(canvas.fibre_line * through, grid, False),
        canvas.psi, canvas.power, np.ascontiguousarray(_electronic(quiet, grid).transpose(2, 0, 1)),
    )  # fmt: skip


def _parts(field: Floats, grid: Grid) -> Floats:
    return np.ascontiguousarray(_blur(field, grid, True).transpose(2, 0, 1))


def _reverberation(scene: Scene, grid: Grid, bone: Floats) -> Floats:
    """Faint, fading haze and echoes parallel to the cortex below bone."""
    rng = noise.generator(scene.seed, "reverberation")
    bars = noise.texture(rng, grid.x, bone, 22.0, 1.1)
    level = -43 + 4 * np.clip(bars, -1, 1.6) - bone * 1.5
    return np.asarray(amplitude(level.astype(np.float32)) * (bone > 0.02), np.float32)


def _electronic(rng: np.random.Generator, grid: Grid) -> Floats:
    field = noise.complex_noise(rng, grid.x.shape)
    field = np.asarray(cv2.GaussianBlur(field, (0, 0), 0.9, sigmaY=1.2), np.float32)
    level = -70 + 15 * np.clip(grid.depth / grid.probe.depth_mm, 0, 1.2) ** 2
    return np.asarray(field / field.std() * amplitude(level)[:, None, None], np.float32)


def envelope(echo: Echo, plane_rad: float, rock_rad: float, noise_shift: tuple[int, int] | None) -> Floats:
    """The detected envelope, averaged over looks, shape (rows, columns).

    `plane_rad` turns from one plane position's speckle to the other's, keeping the statistics.
    """
    hiss = np.zeros_like(echo.noise) if noise_shift is None else np.roll(echo.noise, noise_shift, (1, 2))
    turn = float(np.cos(plane_rad)), float(np.sin(plane_rad))
    out = np.empty_like(echo.line)
    for top in range(0, len(out), _STRIP):
        rows = slice(top, top + _STRIP)
        tilt = echo.psi[rows] + np.float32(rock_rad)
        gain = np.asarray(cv2.exp(np.float32(-0.5) * echo.power[rows] * tilt * tilt), np.float32)
        lines = echo.line[rows] + gain * echo.fibre_line[rows]
        total = np.zeros_like(lines)
        for even, fibre in zip(echo.even, echo.fibre, strict=True):
            real = _field(even, fibre, 0, rows, turn, gain) + (lines + hiss[0, rows])
            imaginary = _field(even, fibre, 1, rows, turn, gain) + hiss[1, rows]
            total += np.asarray(cv2.magnitude(real, imaginary), np.float32)
        out[rows] = total * np.float32(1 / len(echo.even))
    return out


Pair = tuple[Floats, Floats]


def _field(
    even: Pair, fibre: Pair, part: int, rows: slice, turn: tuple[float, float], gain: Floats
) -> Floats:
    """Real (0) or imaginary part (1) of one look on some rows."""
    aligned = cv2.addWeighted(fibre[0][part, rows], turn[0], fibre[1][part, rows], turn[1], 0)
    other = cv2.addWeighted(even[0][part, rows], turn[0], even[1][part, rows], turn[1], 0)
    return np.asarray(aligned * gain + other, np.float32)


def compress(envelope_: Floats, probe: Probe) -> Floats:
    """Log compression to grey 0..255 (float32): the top of the dynamic range is 0 dB + gain."""
    db = cv2.log(np.maximum(envelope_, 1e-6)) * np.float32(20 / np.log(10)) + np.float32(probe.gain_db)
    grey = np.clip(1 + db / np.float32(probe.dynamic_range_db), 0, 1)
    return np.asarray(255 * grey ** np.float32(1.25), np.float32)
