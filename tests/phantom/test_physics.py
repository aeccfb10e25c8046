"""The picture obeys the physics that it claims: Rayleigh speckle, blur with depth, shadow, anisotropy."""

import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from sonostep.phantom.catalogue import load_scene
from sonostep.phantom.machine import Probe
from sonostep.phantom.render import Rendered, cheap, render, speckle
from sonostep.phantom.scene import Scene, Tissue

PROBE = Probe(
    name="P", geometry="linear", mhz=8, depth_mm=40, width_mm=40, focus_mm=12, fps=20, frames=2, looks=1
)


def _scene(**change: object) -> Scene:
    plain = Tissue(echo_db=-20, attenuation=0.5, patch_db=0)
    data: dict[str, object] = {
        "id": "patch", "title": "t", "view": "v", "region": "HIP", "side": "R", "background": "plain",
        "probe": PROBE, "tissues": {"plain": plain},
    }  # fmt: skip
    return Scene.model_validate(data | change)


@pytest.fixture(scope="module")
def patch() -> NDArray[np.float32]:
    return speckle(_scene())


def test_speckle_of_a_homogeneous_patch_is_rayleigh_distributed(patch: NDArray[np.float32]) -> None:
    middle = patch[60:-60, 30:-30]
    assert middle.mean() / middle.std() == pytest.approx(1.913, abs=0.05)
    x = middle / np.sqrt((middle**2).mean())
    for level in (0.25, 0.5, 1.0, 1.5, 2.0):
        assert (x < level).mean() == pytest.approx(1 - np.exp(-(level**2)), abs=0.02)


def _lateral_width(envelope: NDArray[np.float32]) -> int:
    """Columns until the envelope's correlation across the beams has fallen to one half."""
    e = envelope - envelope.mean()
    return next(k for k in range(1, 60) if (e[:, :-k] * e[:, k:]).mean() < 0.5 * (e**2).mean())


def test_speckle_is_narrow_at_the_focus_and_wider_in_depth(patch: NDArray[np.float32]) -> None:
    rows = len(patch) // 40
    assert _lateral_width(patch[30 * rows : 38 * rows]) >= 1.4 * _lateral_width(patch[9 * rows : 15 * rows])


def test_echo_of_a_fibrillar_tendon_falls_as_the_beam_leaves_the_fibre_normal() -> None:
    tissues = load_scene("hip_gmed_lax").tissues
    levels = []
    for tilt in (0, 10, 20, 30):
        slope = float(np.tan(np.deg2rad(tilt)))
        curves = {"line": {"points": [[-20, 20 - 20 * slope], [20, 20 + 20 * slope]]}}
        band = {"kind": "band", "tissue": "tendon", "curve": "line", "thickness": 5}
        e = speckle(_scene(tissues=tissues, curves=curves, structures={"tendon": band}))
        row = int(e.shape[0] * 21 / 45.4)
        middle = e[row - 12 : row + 12, e.shape[1] // 2 - 6 : e.shape[1] // 2 + 6]
        levels.append(20 * np.log10(np.sqrt((middle**2).mean())))
    assert levels[0] > levels[1] > levels[2] > levels[3]
    assert levels[0] - levels[2] > 6


def _grey(clip: Rendered, frame: int = 1) -> NDArray[np.float64]:
    return clip.frames[frame - 1].mean(axis=-1)


def test_bone_is_bright_and_casts_a_clean_shadow(bursa_clip: Rendered) -> None:
    grey, (_, y0, _, y1) = _grey(bursa_clip), bursa_clip.region
    column = grey[y0:y1, bursa_clip.origin[0] - 80 : bursa_clip.origin[0] - 60].mean(axis=1)
    cortex = int(np.argmax(column[150:])) + 150
    assert column[cortex] > 170
    assert column[-60:].mean() < 25 < column[cortex - 60 : cortex - 10].mean()


def test_fluid_enhances_what_lies_behind_it() -> None:
    ellipse = {"centre": [0, 15], "semi": [8, 5]}
    tissues = {
        "plain": Tissue(echo_db=-20, patch_db=0),
        "fluid": Tissue(echo_db=-80, attenuation=0, patch_db=0),
    }
    e = speckle(
        _scene(tissues=tissues, structures={"cyst": {"kind": "blob", "tissue": "fluid", "ellipse": ellipse}})
    )
    rows, columns = e.shape
    deep = e[int(rows * 0.6) : int(rows * 0.9)]
    middle = slice(columns // 2 - 15, columns // 2 + 15)
    assert deep[:, middle].mean() > 1.25 * deep[:, 20:60].mean()
    assert e[int(rows * 0.37) : int(rows * 0.4), middle].mean() < 0.05 * deep.mean()


def test_the_same_scene_gives_the_same_bytes_and_another_seed_does_not() -> None:
    scene = cheap(load_scene("hip_apex"), 2, 150, 200)
    first, second = (render(s, detail=0.5) for s in (scene, pickle.loads(pickle.dumps(scene))))
    assert first.frames.tobytes() == second.frames.tobytes()
    assert first.truth == second.truth
    other = render(scene.model_copy(update={"seed": scene.seed + 1}), detail=0.5)
    assert first.frames.tobytes() != other.frames.tobytes()


def test_the_clip_lives_but_its_dressing_stands_still(small_clip: Rendered) -> None:
    x0, y0, x1, y1 = small_clip.region
    scan = small_clip.frames[:, y0 : y1 + 1, x0 : x1 + 1].astype(int)
    assert np.abs(scan[1] - scan[0]).mean() > 1
    assert (small_clip.frames[:, :y0] == small_clip.frames[0, :y0]).all()


def test_progress_is_told_after_each_frame_and_may_end_the_work() -> None:
    class Cancelled(Exception):
        pass

    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(cheap(_scene(), 3, 120, 160), progress=progress)
    assert seen == [(1, 3), (2, 3)]
