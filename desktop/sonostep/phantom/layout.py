"""Where the scan sits in the frame: one scale for both directions, an integer box, an integer origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sonostep.phantom.curves import Floats
from sonostep.phantom.scene import Scene


@dataclass(frozen=True)
class FrameLayout:
    """`box` is (x0, y0, x1, y1) in pixels, inclusive. The middle of the probe's face lies at `origin`
    (image coordinates, top-left corner of the first pixel (0, 0)).
    """

    mm_per_px: float
    box: tuple[int, int, int, int]
    origin: tuple[int, int]
    scale: float

    def to_px(self, x_mm: float, z_mm: float) -> tuple[float, float]:
        """Image coordinates of a point given in mm from the middle of the probe's face."""
        return self.origin[0] + x_mm / self.mm_per_px, self.origin[1] + z_mm / self.mm_per_px

    def pixel_mm(self) -> tuple[Floats, Floats]:
        """mm positions (x, z) of the pixel centres of the box, each of shape (height, width)."""
        x0, y0, x1, y1 = self.box
        x = (np.arange(x0, x1 + 1) + 0.5 - self.origin[0]) * self.mm_per_px
        z = (np.arange(y0, y1 + 1) + 0.5 - self.origin[1]) * self.mm_per_px
        gx, gz = np.meshgrid(x.astype(np.float32), z.astype(np.float32))
        return gx, gz


def layout(scene: Scene) -> FrameLayout:
    """The largest picture that leaves room for the dressing."""
    probe, rows, columns = scene.probe, scene.display.rows, scene.display.columns
    scale = min(rows / 600, columns / 800)
    left, right, top, bottom = (round(n * scale) for n in (112, 64, 64, 58))
    if probe.geometry == "linear":
        half, above = probe.width_mm / 2, 0.0
    else:
        angle = np.deg2rad(probe.sector_deg / 2)
        half, above = (
            (probe.radius_mm + probe.depth_mm) * np.sin(angle),
            probe.radius_mm * (1 - np.cos(angle)),
        )
    room_x, room_y = columns - left - right, rows - top - bottom
    mm = float(max(2 * half / room_x, (probe.depth_mm + above) / room_y))
    width, height = int(2 * half / mm), int((probe.depth_mm + above) / mm)
    x0 = left + (room_x - width) // 2
    origin = (x0 + width // 2, top + round(above / mm))
    return FrameLayout(mm, (x0, top, x0 + width - 1, top + height - 1), origin, scale)
