"""From structures to maps of reflectivity: how strongly each point of the grid scatters, and what lies in
its way.

Echo levels are amplitudes relative to the brightest grey (0 dB). Anisotropy: the amplitude of a fibrillar
tissue falls as cos(psi)**p, psi being the angle between beam and fibre normal (Connolly and others describe
the effect; the exponents in tissues.yaml are chosen for the look).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import cv2
import numpy as np

from sonostep.phantom import shapes
from sonostep.phantom.curves import Curve, Floats
from sonostep.phantom.physics import noise
from sonostep.phantom.physics.grid import Grid
from sonostep.phantom.scene import (
    Blob,
    Bone,
    Calcification,
    Fluid,
    Layer,
    Needle,
    Scene,
    Tear,
    Tendinosis,
    Tissue,
    TissueBand,
)

_EDGE_MM = 0.12
_WALL_MM = 0.28
_SKIRT_MM = 0.8
_SHAFT_MM = 0.3
_ECHO_FADE_DB, _FIRST_ECHO_DB = 6.0, 15.0
_NEPER = np.float32(np.log(10) / 20)
"""Of a decibel: an exponential takes a tenth of the time of a power."""

REFERENCE_ATTENUATION = 0.5


@dataclass
class ReflectivityMap:
    """Maps over the grid. `even` and `fibre` are amplitudes of scatter without and with anisotropy, `line`
    and `fibre_line` their coherent parts, `psi` the angle between beam and fibre normal, `power` the
    exponent p.
    """

    even: Floats
    line: Floats
    fibre: Floats
    fibre_line: Floats
    psi: Floats
    power: Floats
    attenuation: Floats
    bone: Floats
    cortex: Floats

    def part(self, window: shapes.Window) -> ReflectivityMap:
        """Views of the maps on some rows and columns: painting the part paints the whole."""
        return ReflectivityMap(*(getattr(self, field.name)[window] for field in fields(self)))

    def blend(self, mask: Floats, **values: Floats | float) -> None:
        """Replace maps, in place, by the values where the mask is 1."""
        for name, value in values.items():
            old: Floats = getattr(self, name)
            old += (value - old) * mask


def amplitude(db: Floats | float) -> Floats:
    """Amplitude of a level in dB."""
    return np.asarray(np.exp(np.asarray(db, np.float32) * _NEPER), np.float32)


def _mask(sdf: Floats, edge: float = _EDGE_MM) -> Floats:
    return np.asarray(np.clip(0.5 - sdf / np.float32(edge), 0, 1), np.float32)


def paint(scene: Scene, curves: Mapping[str, Curve], grid: Grid) -> ReflectivityMap:
    """All structures in their order, then the pathologies in theirs, then bone, then needles."""
    blank = np.zeros_like(grid.x)
    canvas = ReflectivityMap(*(blank.copy() for _ in range(9)))
    whole = shapes.layer(Layer(kind="layer", tissue=scene.background), curves, grid.x, grid.z)
    _tissue(scene, canvas, grid, whole, scene.background, "background")
    for name, item in scene.structures.items():
        if not isinstance(item, Bone | Needle):
            shape = shape_of(scene, name, curves, grid)
            _tissue(scene, canvas, grid, shape, item.tissue, name, item.echo_db)
    for name, ill in scene.pathologies.items():
        if not isinstance(ill, Tendinosis):
            _tissue(scene, canvas, grid, shape_of(scene, name, curves, grid), ill.tissue, name)
    for name, item in scene.structures.items():
        if isinstance(item, Bone):
            _bone(scene, canvas, grid, shapes.bone(item, curves, grid.x, grid.z), item, name)
    for item in scene.structures.values():
        if isinstance(item, Needle):
            _add_needle(canvas.line, item, grid)
    return canvas


def shape_of(scene: Scene, name: str, curves: Mapping[str, Curve], grid: Grid) -> shapes.Shape:
    """The shape of a named structure or pathology on the grid."""
    item = resolved(scene, name)
    if isinstance(item, TissueBand):
        return shapes.band(item, curves, grid.x, grid.z)
    if isinstance(item, Layer):
        return shapes.layer(item, curves, grid.x, grid.z)
    if isinstance(item, Blob):
        return shapes.blob(item, curves, grid.x, grid.z)
    return shapes.bone(item, curves, grid.x, grid.z)


def resolved(scene: Scene, name: str) -> Layer | TissueBand | Blob | Bone:
    """A structure as it is with its pathologies: a thickened band, or a pathology as the shape that it
    makes.
    """
    if name in scene.structures:
        item = scene.structures[name]
        if isinstance(item, Needle):
            raise KeyError(name)
        return _thickened(scene, name, item) if isinstance(item, TissueBand) else item
    ill = scene.pathologies[name]
    if isinstance(ill, Calcification):
        return Blob(kind="blob", tissue=ill.tissue, ellipse=ill.ellipse)
    if isinstance(ill, Fluid):
        return TissueBand(
            kind="band",
            tissue=ill.tissue,
            curve=ill.curve,
            x=ill.x,
            thickness=ill.thickness,
            side=ill.side,
            gap=ill.gap,
            ends="spindle",
        )
    if isinstance(ill, Tear):
        return _torn(scene, ill)
    return resolved(scene, ill.of)


def _thickened(scene: Scene, name: str, item: TissueBand) -> TissueBand:
    ills = [p for p in scene.pathologies.values() if isinstance(p, Tendinosis) and p.of == name]
    if not ills:
        return item
    x = np.arange(-40, 40.5, 0.5, dtype=np.float32)
    thick = shapes.thickness_at(item.model_copy(update={"x": None}), x)
    for ill in ills:
        thick = thick + np.float32(ill.thickening_mm) * _bump(ill.x, x)
    return item.model_copy(
        update={"thickness": [(float(a), float(b)) for a, b in zip(x, thick, strict=True)]}
    )


def _torn(scene: Scene, ill: Tear) -> TissueBand:
    whole = resolved(scene, ill.of)
    if not isinstance(whole, TissueBand):
        raise KeyError(ill.of)
    middle = np.array([(ill.x[0] + ill.x[1]) / 2], np.float32)
    full = float(shapes.thickness_at(whole, middle)[0])
    low, high = ill.part
    gap = full * (low if whole.side == "above" else 1 - high) + whole.gap
    side = "above" if whole.side == "centre" else whole.side
    gap = gap - full / 2 if whole.side == "centre" else gap
    return TissueBand(
        kind="band",
        tissue=ill.tissue,
        curve=whole.curve,
        x=ill.x,
        side=side,
        gap=max(gap, 0.0),
        thickness=full * (high - low),
        ends="spindle" if high - low < 1 else "taper",
    )


def _bump(span: tuple[float, float], x: Floats) -> Floats:
    t = np.clip((x - span[0]) / (span[1] - span[0]), 0, 1)
    return np.asarray(np.maximum(np.sin(np.pi * t), 0) ** 0.8, np.float32)


def _disease(scene: Scene, name: str, x: Floats) -> tuple[Floats, Floats] | None:
    ills = [p for p in scene.pathologies.values() if isinstance(p, Tendinosis) and p.of == name]
    if not ills:
        return None
    db, kept = np.zeros_like(x), np.ones_like(x)
    for ill in ills:
        bump = np.clip(_bump(ill.x, x) * 1.6, 0, 1)
        db, kept = db + ill.echo_db * bump, kept * (1 - (1 - ill.fibrils) * bump)
    return db.astype(np.float32), kept.astype(np.float32)


def _tissue(
    scene: Scene,
    canvas: ReflectivityMap,
    grid: Grid,
    shape: shapes.Shape,
    tissue_name: str,
    part: str,
    shift_db: float = 0.0,
) -> None:
    tissue = scene.tissues[tissue_name]
    window = shape.window(tissue.edge_mm + tissue.margin_mm + _SKIRT_MM)
    if window is not None:
        inner = grid.part(window)
        ill = _disease(scene, part, inner.x)
        _fill(scene, canvas.part(window), inner, shape.part(window), tissue, part, shift_db, ill)


def _fill(
    scene: Scene,
    canvas: ReflectivityMap,
    grid: Grid,
    shape: shapes.Shape,
    tissue: Tissue,
    part: str,
    shift_db: float,
    ill: tuple[Floats, Floats] | None,
) -> None:
    mask = _mask(shape.sdf - np.float32(tissue.margin_mm), tissue.edge_mm)
    rng = noise.generator(scene.seed, part)
    patch = tissue.patch_db * noise.texture(rng, grid.x, grid.z, 5.0, 2.5)
    patch = patch + 0.8 * tissue.patch_db * noise.texture(rng, shape.u, shape.v, 2.2, 0.7)
    db, kept = ill if ill else (np.float32(0), np.float32(1))
    streak = _streaks(tissue, rng, grid, shape) * kept
    level = tissue.echo_db + shift_db + db + patch
    contrast = tissue.fibres.contrast_db if tissue.fibres else 0.0
    scatter = amplitude(level + contrast * streak)
    smooth = scatter * np.minimum(streak, 1) * (tissue.fibres.coherent if tissue.fibres else 0.0)
    floor = amplitude(level - 10) if tissue.anisotropy else scatter
    canvas.blend(
        mask,
        even=floor,
        line=0.0 if tissue.anisotropy else smooth,
        fibre=scatter if tissue.anisotropy else 0.0,
        fibre_line=smooth if tissue.anisotropy else 0.0,
        psi=shape.fibre + grid.beam,
        power=tissue.anisotropy,
        attenuation=tissue.attenuation,
    )
    if tissue.wall_db is not None:
        canvas.line += _wall(tissue.wall_db, rng, grid, shape.sdf)


def _streaks(tissue: Tissue, rng: np.random.Generator, grid: Grid, shape: shapes.Shape) -> Floats:
    if tissue.fibres is None:
        return np.zeros_like(grid.x)
    f = tissue.fibres
    wobble = f.wobble_mm * noise.texture(rng, grid.x, grid.z, 9.0, 5.0)
    total = np.zeros_like(grid.x)
    turns = (0.0,) if f.crossing_deg == 0 else (-f.crossing_deg, f.crossing_deg)
    for turn in turns:
        a = np.float32(np.deg2rad(turn))
        v = shape.v * np.cos(a) - shape.u * np.sin(a) + wobble
        total = np.maximum(total, noise.texture(rng, shape.u, v, f.length_mm, f.thick_mm) - f.threshold)
    fine = (
        noise.texture(rng, shape.u, shape.v + wobble, f.length_mm * 0.5, f.thick_mm * 0.7) - f.threshold * 0.7
    )
    return np.asarray(np.clip(np.maximum(total, 0.45 * fine) / 1.15, 0, 1.5), np.float32)


def _facing(sdf: Floats, grid: Grid) -> Floats:
    """Cosine between the beam and a surface's normal: positive on the side facing the probe."""
    smooth = cv2.GaussianBlur(sdf, (0, 0), 3)
    along = cv2.Sobel(smooth, cv2.CV_32F, 0, 1) / grid.axial_mm
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) / grid.lateral_mm[:, None]
    return np.asarray(-along / np.maximum(np.hypot(along, across), 1e-6), np.float32)


def _wall(db: float, rng: np.random.Generator, grid: Grid, sdf: Floats) -> Floats:
    # the wall lies outside the fluid, so that the dark gap that is seen is the stated one in spite of blur
    glint = np.abs(_facing(sdf, grid)) ** 12 + 0.06
    uneven = amplitude(3.0 * noise.texture(rng, grid.x, grid.z, 3.0, 3.0))
    return np.asarray(amplitude(db) * glint * uneven * np.exp(-(((sdf - _WALL_MM) / 0.1) ** 2)), np.float32)


def _bone(
    scene: Scene, canvas: ReflectivityMap, grid: Grid, shape: shapes.Shape, item: Bone, part: str
) -> None:
    rng = noise.generator(scene.seed, part)
    rough = item.rough_mm * noise.texture(rng, grid.x, grid.z, 2.5, 8.0)
    sdf = np.asarray(shape.sdf + rough, np.float32)
    cosine = np.clip(_facing(shape.sdf, grid), 0, 1)
    glint = amplitude(item.peak_db) * np.maximum(cosine**item.specular, 0.05 * (cosine > 0.02))
    glint = glint * amplitude(2.5 * noise.texture(rng, grid.x, grid.z, 2.5, 9.0))
    depth = np.maximum(-sdf, 0)
    line = (np.exp(-((sdf / 0.14) ** 2)) + 0.25 * np.exp(-((depth / 0.5) ** 2)) * (sdf < 0)) * glint
    canvas.cortex = np.maximum(canvas.cortex, line).astype(np.float32)
    canvas.bone = np.maximum(canvas.bone, _mask(sdf + 0.15))


def _add_needle(line: Floats, item: Needle, grid: Grid) -> None:
    """Add a needle in the scan plane to the map of coherent echoes: a specular line and its reverberations.

    The shaft is brightest where the beam meets it squarely; each further echo is weaker by a fixed step. Both
    laws are chosen for the look.
    """
    start, way = np.array(item.entry), np.subtract(item.tip, item.entry)
    length = float(np.hypot(*way))
    along = way / length
    dx, dz = grid.x - np.float32(start[0]), grid.z - np.float32(start[1])
    s = dx * np.float32(along[0]) + dz * np.float32(along[1])
    d = (dz * np.float32(along[0]) - dx * np.float32(along[1])) * np.float32(np.sign(along[0]) or 1.0)
    on = np.clip(1 - np.maximum(s - length, -s) / 0.5, 0, 1) * (grid.z > 0.3)
    slant = np.abs(np.sin(grid.beam) * along[0] + np.cos(grid.beam) * along[1])
    glint = np.exp(-((slant / 0.8) ** 2)) + 0.1
    for n in range(item.echoes + 1):
        level = 10 ** ((item.peak_db - _ECHO_FADE_DB * n - _FIRST_ECHO_DB * (n > 0)) / 20)
        width = _SHAFT_MM * (0.6 + 0.2 * (n > 0))
        line += (level * glint * on * np.exp(-(((d - n * item.spacing_mm) / width) ** 2))).astype(np.float32)
