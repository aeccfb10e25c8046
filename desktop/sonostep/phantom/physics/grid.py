"""The sampling grid of the simulated echo: rows along the beam, columns across it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sonostep.phantom.curves import Floats
from sonostep.phantom.machine import Probe

_MARGIN_MM = 4.0
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Sample positions in scene mm, shape (rows, columns); `beam` is each beam's angle from the z axis in
    radians.
    """

    probe: Probe
    x: Floats
    z: Floats
    beam: Floats
    axial_mm: float
    first_row_mm: float
    first_column: float
    column_step: float

    @property
    def depth(self) -> Floats:
        """Distance from the probe's face along the beam, shape (rows,), mm."""
        return (self.first_row_mm + np.arange(self.x.shape[0]) * self.axial_mm).astype(np.float32)

    @property
    def lateral_mm(self) -> Floats:
        """Distance between neighbouring beams in each row, mm."""
        if self.probe.geometry == "linear":
            return np.full(self.x.shape[0], self.column_step, np.float32)
        return ((self.probe.radius_mm + np.maximum(self.depth, 0)) * self.column_step).astype(np.float32)

    def part(self, window: tuple[slice, slice]) -> Grid:
        """The grid of some rows and columns only."""
        rows, columns = window
        return replace(
            self,
            x=self.x[window],
            z=self.z[window],
            beam=self.beam[window],
            first_row_mm=self.first_row_mm + rows.start * self.axial_mm,
            first_column=self.first_column + columns.start * self.column_step,
        )

    def place(self, x: Floats, z: Floats) -> tuple[Floats, Floats]:
        """(column, row) of scene points, as float32 for cv2.remap."""
        if self.probe.geometry == "linear":
            across, along = x, z
        else:
            radius = self.probe.radius_mm
            across, along = np.arctan2(x, z + radius), np.hypot(x, z + radius) - radius
        column = (across - self.first_column) / self.column_step
        row = (along - self.first_row_mm) / self.axial_mm
        return column.astype(np.float32), row.astype(np.float32)


def build(probe: Probe, detail: float = 1.0) -> Grid:
    """A grid fine enough for the probe's pulse; `detail` below 1 makes it coarser."""
    wavelength = 1.54 / probe.mhz
    axial = 0.42 * wavelength / detail
    lateral = 0.75 * wavelength / detail
    along = np.arange(-1.0, probe.depth_mm * 1.06 + 2.0, axial)
    if probe.geometry == "linear":
        half, step = probe.width_mm / 2 + _MARGIN_MM, lateral
    else:
        half = np.deg2rad(probe.sector_deg / 2) + _MARGIN_MM / probe.radius_mm
        step = lateral / probe.radius_mm
    across = np.arange(-half, half, step)
    return Grid(
        probe, *_samples(probe, across, along), float(axial), float(along[0]), float(across[0]), float(step)
    )


def _samples(probe: Probe, across: Doubles, along: Doubles) -> tuple[Floats, Floats, Floats]:
    """x and z in mm, and the angle of the beam; what all rows share is kept once, and read-only."""
    shape = len(along), len(across)
    if probe.geometry == "linear":
        x = np.broadcast_to(across.astype(np.float32), shape)
        z = np.broadcast_to(along.astype(np.float32)[:, None], shape)
        return x, z, np.broadcast_to(np.float32(0), shape)
    radius = probe.radius_mm + along[:, None]
    beam = np.broadcast_to(across.astype(np.float32), shape)
    return (
        (radius * np.sin(across)).astype(np.float32),
        (radius * np.cos(across) - probe.radius_mm).astype(np.float32),
        beam,
    )
