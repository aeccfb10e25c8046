"""A scene made into frames with their truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep.core.problem import ProblemError
from sonostep.phantom import cart_screen as dressing
from sonostep.phantom import curves
from sonostep.phantom.curves import Curve, Floats
from sonostep.phantom.layout import FrameLayout, layout
from sonostep.phantom.machine import Display, Probe
from sonostep.phantom.physics import acoustics, grid, noise
from sonostep.phantom.physics import reflectivity as paint
from sonostep.phantom.physics.doppler import Overlay
from sonostep.phantom.physics.motion import Pose, poses
from sonostep.phantom.scene import Scene
from sonostep.phantom.truth import Truth, truths

MOST_FRAMES = 600
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rendered:
    """A finished clip. `frames` is uint8 RGB of shape (n, rows, columns, 3); `mm_per_px` is (x, y);
    `region` is the scan's box (x0, y0, x1, y1) in pixels, inclusive; `origin` the pixel at the middle of
    the probe's face.
    """

    scene: Scene
    frames: NDArray[np.uint8]
    truth: tuple[Truth, ...]
    mm_per_px: tuple[float, float]
    region: tuple[int, int, int, int]
    origin: tuple[int, int]

    @property
    def frame_ms(self) -> float:
        """Time from frame to frame."""
        return 1000 / self.scene.probe.fps


def cheap(scene: Scene, frames: int = 3, rows: int = 300, columns: int = 400) -> Scene:
    """The same scene in fewer and smaller frames, for tests and previews."""
    probe = scene.probe.model_copy(update={"frames": frames, "looks": 1})
    return scene.model_copy(update={"probe": probe, "display": Display(rows=rows, columns=columns)})


def render(
    scene: Scene, frames: int | None = None, progress: Progress | None = None, detail: float = 1.0
) -> Rendered:
    """Render the scene's first `frames` frames (all by default).

    The same scene and generator version give the same bytes on one machine. `progress(done, total)` is
    called after each frame; what it raises ends the work. `detail` below 1 samples the echo more coarsely: a
    quicker, softer picture with the same truth. Raises ProblemError `phantom.scene-unknown-name`
    for a scene that names a curve, tissue or structure which it does not have, ValueError for a count of
    frames outside 1 to 600.
    """
    count = scene.probe.frames if frames is None else frames
    if not 1 <= count <= MOST_FRAMES:
        raise ValueError(count)
    try:
        named = curves.build(scene.curves, scene.probe)
        place = layout(scene)
        path = poses(scene, count)
        known = truths(scene, named, place, path)
        echo_grid = grid.build(scene.probe, detail)
        canvas = paint.paint(scene, named, echo_grid)
    except KeyError as error:
        raise ProblemError.of("phantom.scene-unknown-name", scene=scene.id, name=error.args[0]) from error
    echo = acoustics.beamform(scene, canvas, echo_grid)
    images = _images(scene, named, place, path, echo_grid, echo, progress)
    mm = place.mm_per_px
    return Rendered(scene, images, known, (mm, mm), place.box, place.origin)


def speckle(scene: Scene) -> Floats:
    """The envelope of one look at rest before compression, without electronic noise: for checks of its
    statistics.
    """
    single = scene.model_copy(update={"probe": scene.probe.model_copy(update={"looks": 1})})
    echo_grid = grid.build(single.probe)
    canvas = paint.paint(single, curves.build(single.curves, single.probe), echo_grid)
    return acoustics.envelope(acoustics.beamform(single, canvas, echo_grid), 0.0, 0.0, None)


def _images(scene: Scene, named: dict[str, Curve], place: FrameLayout, path: tuple[Pose, ...], echo_grid:
grid.Grid,
            echo: acoustics.Echo, progress: Progress | None) -> NDArray[np.uint8]:  # fmt: skip
    x, z = place.pixel_mm()
    inside, near = _window(scene, x, z, named["face"])
    within = (inside > 0).astype(np.uint8)
    back = dressing.base(scene, place)
    out = np.empty((len(path), *back.shape), np.uint8)
    x0, y0, x1, y1 = place.box
    rng = noise.generator(scene.seed, "frames")
    shifts = rng.integers(0, 200, (700, 2))
    flow = Overlay(scene, scene.doppler, x, z) if scene.doppler else None
    for i, pose in enumerate(path):
        shift = (int(shifts[i, 0]) % 40, int(shifts[i, 1]))
        grey = acoustics.compress(acoustics.envelope(echo, pose.plane, pose.rock, shift), scene.probe)
        at = pose.scene(x, z)
        column, row = echo_grid.place(*at)
        shown = cv2.remap(grey, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        shown = np.maximum(shown * inside, near)
        out[i] = back
        scan = out[i, y0 : y1 + 1, x0 : x1 + 1]
        cv2.copyTo(cv2.cvtColor(shown.astype(np.uint8), cv2.COLOR_GRAY2BGR), within, scan)
        if flow is not None:
            flow.draw(scan, *at, i)
        dressing.frame_number(out[i], place, i + 1, len(path))
        if progress is not None:
            progress(i + 1, len(path))
    return out


def _window(scene: Scene, x: Floats, z: Floats, face: Curve) -> tuple[Floats, Floats]:
    """(weight of each pixel of the box: 0 outside the scan; the grey of the probe's own ring-down)."""
    probe = scene.probe
    depth, across = _beam_place(probe, x, z)
    inside = ((depth >= 0) & (depth <= probe.depth_mm) & (np.abs(across) <= 1)).astype(np.float32)
    edge = 1 - 0.35 * np.clip((np.abs(across) - 0.9) / 0.1, 0, 1) ** 2
    rng = noise.generator(scene.seed, "ring-down")
    unit = 1.54 / probe.mhz
    ripple = 0.75 + 0.25 * np.cos(2 * np.pi * depth / (3.2 * unit))
    uneven = 1 + 0.06 * noise.texture(rng, x, depth * 0, 3.0, 1.0)
    ring = 205 * np.exp(-((depth / (2.2 * unit)) ** 2)) + 70 * np.exp(-depth / (5 * unit)) * ripple
    return (inside * edge).astype(np.float32), (inside * ring * uneven).clip(0, 235).astype(np.float32)


def _beam_place(probe: Probe, x: Floats, z: Floats) -> tuple[Floats, Floats]:
    """(depth along the beam in mm, position across from -1 to 1)."""
    if probe.geometry == "linear":
        return z, x / (probe.width_mm / 2)
    radius = probe.radius_mm
    turn = np.arctan2(x, z + radius) / np.deg2rad(probe.sector_deg / 2)
    return (np.hypot(x, z + radius) - radius).astype(np.float32), turn.astype(np.float32)
