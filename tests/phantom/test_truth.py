"""What the generator says is true can be measured in the picture by other means."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from sonostep.phantom import cart_screen as dressing
from sonostep.phantom import curves
from sonostep.phantom.catalogue import load_scene
from sonostep.phantom.layout import layout
from sonostep.phantom.physics import grid
from sonostep.phantom.physics import reflectivity as paint
from sonostep.phantom.physics.motion import poses
from sonostep.phantom.render import Rendered, cheap, render
from sonostep.phantom.truth import Truth, truths


def _named(clip: Rendered, name: str, frame: int = 1) -> Truth:
    return next(t for t in clip.truth if t.name == name and t.frame == frame)


def _profile(
    grey: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Grey along a line in image coordinates, ten samples per pixel, averaged over 9 px across."""
    along = (end - start) / np.hypot(*(end - start))
    across = np.array([-along[1], along[0]])
    steps = np.arange(0, np.hypot(*(end - start)), 0.1)
    total = np.zeros(len(steps))
    for shift in range(-4, 5):
        points = start + steps[:, None] * along + shift * across - 0.5
        x, y = points.T
        i, j = np.floor(y).astype(int), np.floor(x).astype(int)
        a, b = y - i, x - j
        total += (grey[i, j] * (1 - a) * (1 - b) + grey[i + 1, j] * a * (1 - b)
                  + grey[i, j + 1] * (1 - a) * b + grey[i + 1, j + 1] * a * b)  # fmt: skip
    return total / 9


@pytest.mark.parametrize("frame", [1, 2])
def test_the_dark_gap_of_the_bursa_is_as_thick_as_stated(bursa_clip: Rendered, frame: int) -> None:
    truth = _named(bursa_clip, "bursa_thickness", frame)
    start, end = (np.array(p) for p in truth.points)
    reach = (end - start) / np.hypot(*(end - start)) * 12
    profile = _profile(bursa_clip.frames[frame - 1].mean(axis=-1), start - reach, end + reach)
    middle = len(profile) // 2
    half = (profile[middle] + min(profile[:middle].max(), profile[middle:].max())) / 2
    above = middle - int(np.argmax(profile[middle::-1] > half))
    below = middle + int(np.argmax(profile[middle:] > half))
    measured_mm = (below - above) / 10 * bursa_clip.mm_per_px[0]
    assert measured_mm == pytest.approx(truth.value, abs=2 * bursa_clip.mm_per_px[0])
    assert abs(above / 10 - 12) < 2.5


def test_values_are_the_lengths_and_areas_of_their_points(
    bursa_clip: Rendered, lumbar_clip: Rendered
) -> None:
    for clip in (bursa_clip, lumbar_clip):
        for truth in clip.truth:
            p = np.array(truth.points) * clip.mm_per_px
            if truth.kind == "line":
                value = np.hypot(*(p[1] - p[0]))
            elif truth.kind == "ellipse":
                value = np.pi / 4 * np.hypot(*(p[1] - p[0])) * np.hypot(*(p[3] - p[2]))
            else:
                x, y = p.T
                value = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
            assert truth.value == pytest.approx(value, rel=1e-6), truth.name
            assert truth.unit == ("mm" if truth.kind == "line" else "mm2")


def test_the_first_frame_shows_the_stated_sizes(bursa_clip: Rendered, lumbar_clip: Rendered) -> None:
    assert _named(bursa_clip, "bursa_thickness").value == pytest.approx(3.4, abs=0.005)
    assert _named(lumbar_clip, "facet_lateral").value == pytest.approx(19.0)
    ellipse = load_scene("lumbar_facet_transverse").structures["multifidus"].ellipse  # type: ignore[union-attr]
    assert ellipse is not None
    area = _named(lumbar_clip, "multifidus_area")
    assert (area.kind, area.value) == ("ellipse", pytest.approx(np.pi * ellipse.semi[0] * ellipse.semi[1]))


def test_every_frame_has_every_truth_and_compression_makes_the_bursa_thinner(small_clip: Rendered) -> None:
    clip = small_clip
    names = set(clip.scene.truth)
    assert {(t.frame, t.name) for t in clip.truth} == {(f, n) for f in range(1, 6) for n in names}
    assert _named(clip, "bursa_thickness", 5).value < _named(clip, "bursa_thickness", 1).value


def test_the_facet_joint_lies_where_the_convex_picture_shows_its_shadowing_edge(
    lumbar_clip: Rendered,
) -> None:
    (x, y) = _named(lumbar_clip, "facet_depth").points[1]
    grey = lumbar_clip.frames[0].mean(axis=-1)
    near = grey[int(y) - 14 : int(y) + 15, int(x) - 24 : int(x) + 25]
    assert near.max() > 180
    assert grey[int(y) + 60 : int(y) + 100, int(x) - 24 : int(x) + 25].mean() < 0.5 * near.mean()


def test_a_left_side_is_the_mirror_of_the_right() -> None:
    right = load_scene("hip_posterior_bursa")
    left = right.model_copy(update={"side": "L"})
    a, b = (render(cheap(s, 1, 300, 400), detail=0.3) for s in (right, left))
    axis = a.origin[0]
    for one, other in zip(a.truth, b.truth, strict=True):
        assert [(2 * axis - x, y) for x, y in one.points] == [pytest.approx(p) for p in other.points]
        assert one.value == pytest.approx(other.value)


def test_tendinosis_thickens_the_stated_tendon_and_side_truth_follows() -> None:
    scene = load_scene("hip_gmed_lax")
    well = scene.model_copy(update={"pathologies": {}, "truth": {"t": scene.truth["gmed_tendon_thickness"]}})
    ill, healthy = (render(cheap(s, 1, 120, 160), detail=0.3) for s in (scene, well))
    gain = _named(ill, "gmed_tendon_thickness").value - _named(healthy, "t").value
    assert gain == pytest.approx(1.4, abs=0.1)


@pytest.mark.parametrize(
    ("scene_id", "structure", "target"),
    [
        ("hip_posterior_bursa", "bursa", "bursa_area"),
        ("hip_anterior_recess", "effusion", "effusion_area"),
        ("hip_gmed_lax", "calcification", "calcification_area"),
        ("lumbar_facet_transverse", "multifidus", "multifidus_area"),
    ],
)
def test_a_painted_structure_covers_its_stated_area(scene_id: str, structure: str, target: str) -> None:
    scene = load_scene(scene_id)
    place, named = layout(scene), curves.build(scene.curves, scene.probe)
    echo_grid = grid.build(scene.probe)
    x, z = place.pixel_mm()
    pixels = dataclasses.replace(echo_grid, x=x, z=z)
    covered = (paint.shape_of(scene, structure, named, pixels).sdf < 0).sum() * place.mm_per_px**2
    stated = next(t.value for t in truths(scene, named, place, poses(scene, 1)) if t.name == target)
    assert covered == pytest.approx(stated, rel=0.02)


def _ticks(clip: Rendered) -> list[int]:
    """Rows of the depth scale's ticks, found in the picture."""
    x = clip.region[2] + round(10 * layout(clip.scene).scale)
    column = clip.frames[0, :, x + 1 : x + 4].min(axis=(1, 2))
    return [int(row) for row in np.flatnonzero(column > 120)]


def test_the_burned_in_depth_scale_agrees_with_the_calibration(
    bursa_clip: Rendered, lumbar_clip: Rendered
) -> None:
    for clip in (bursa_clip, lumbar_clip):
        rows = _ticks(clip)
        assert len(rows) == int(clip.scene.probe.depth_mm // 5) + 1
        assert rows[0] == clip.origin[1]
        assert (rows[-1] - rows[0]) * clip.mm_per_px[1] == pytest.approx(
            5 * (len(rows) - 1), abs=clip.mm_per_px[1]
        )


def test_every_frame_says_synthetic_outside_the_scan(bursa_clip: Rendered, small_clip: Rendered) -> None:
    for clip in (bursa_clip, small_clip):
        x0, y0, x1, y1 = dressing.synthetic_box(layout(clip.scene))
        assert y1 < clip.region[1] or x1 < clip.region[0]
        for frame in clip.frames:
            plate = frame[y0 : y1 + 1, x0 : x1 + 1].astype(int)
            amber = (plate[..., 0] > 150) & (plate[..., 2] < 120)
            assert 0.12 < amber.mean() < 0.6
