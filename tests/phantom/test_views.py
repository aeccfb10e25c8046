"""Every view of the protocols has its own picture, on both sides, normal and with pathology."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from sonostep import paths
from sonostep.core.problem import ProblemError
from sonostep.phantom import cart_screen as dressing
from sonostep.phantom import curves, reference
from sonostep.phantom.catalogue import Side, list_scenes, list_variants, load_scene, scene_for
from sonostep.phantom.layout import layout
from sonostep.phantom.machine import Display, Slip
from sonostep.phantom.physics.motion import Pose, poses, slipped
from sonostep.phantom.reference import reference_still
from sonostep.phantom.render import cheap, render
from sonostep.phantom.scene import Scene
from sonostep.phantom.truth import truths

BASES = {"hip_base", "lumbar_base", "lumbar_sagittal_base"}
SHIPPED = [name for name in list_scenes() if name not in BASES]
SIDES: tuple[Side, Side] = ("R", "L")
GREY_STEP = 2.0


def _everything() -> list[tuple[str, str]]:
    return [(name, variant) for name in SHIPPED for variant in list_variants(name)]


def _views() -> dict[str, str]:
    text = (paths.resources() / "phantom" / "views.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _steps(node: Any) -> list[dict[str, Any]]:
    """Every step of a protocol file, wherever it stands."""
    if isinstance(node, list):
        return [step for item in node for step in _steps(item)]
    if not isinstance(node, dict):
        return []
    inner = [step for value in node.values() for step in _steps(value)]
    return [node, *inner] if "phantom" in node or "views" in node else inner


def _protocol_steps() -> list[dict[str, Any]]:
    files = sorted(paths.exam_protocols().rglob("*.yaml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    names = ("protocol.yaml", "steps.yaml")
    read = [yaml.load(f.read_text(encoding="utf-8"), Loader=loader) for f in files if f.name in names]
    return _steps(read)


def test_every_phantom_that_a_protocol_names_is_there_on_both_sides_normal_and_ill() -> None:
    names = {step["phantom"] for step in _protocol_steps() if step.get("phantom")}
    assert len(names) >= 10
    for name, side, variant in itertools.product(sorted(names), SIDES, ("normal", "pathology")):
        scene = scene_for(name, side, variant)
        assert (scene.side, scene.variant) == (side, variant)


def test_every_required_view_with_a_reference_picture_has_one_of_its_own() -> None:
    views = _views()
    for step in (s for s in _protocol_steps() if s.get("phantom")):
        asked = [view["id"] for view in step.get("views", ()) if view.get("required", True)]
        # a view of the user's own may share its step's picture, but only one of them can
        assert sum(view not in views for view in asked) <= 1, asked
    assert set(views.values()) <= set(SHIPPED)
    assert len(set(views.values())) == len(views)
    assert set(views.values()) >= set(SHIPPED) - {"hip_gmed_full_tear"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scene_is_shown_normal_and_ill_under_different_titles(name: str) -> None:
    assert {"normal", "pathology"} <= set(list_variants(name))
    healthy, ill = scene_for(name, "R"), scene_for(name, "R", "pathology")
    assert healthy.title != ill.title
    assert not healthy.pathologies
    assert healthy.truth and ill.truth


def test_titles_and_ids_tell_all_clips_apart() -> None:
    scenes = [scene_for(name, side, v) for name, v in _everything() for side in SIDES]
    assert len({s.id for s in scenes}) == len({s.digest() for s in scenes}) == len(scenes)
    assert len({(s.title, s.side) for s in scenes}) == len(scenes)


def _small(scene: Scene) -> NDArray[np.float32]:
    tiny = cheap(scene, 1, 120, 160)
    clip = render(tiny, 1, detail=0.22)
    x0, y0, x1, y1 = clip.region
    scan = clip.frames[0, y0 : y1 + 1, x0 : x1 + 1].mean(axis=-1).astype(np.float32)
    side = 48
    rows = np.linspace(0, scan.shape[0] - 1, side).astype(int)
    columns = np.linspace(0, scan.shape[1] - 1, side).astype(int)
    return scan[rows][:, columns]


def test_no_two_clips_look_alike(full_scale: bool) -> None:
    sides = SIDES if full_scale else SIDES[:1]
    pictures = [_small(scene_for(name, side, v)) for name, v in _everything() for side in sides]
    flat = np.array(pictures).reshape(len(pictures), -1)
    for i in range(len(flat) - 1):
        assert np.abs(flat[i + 1 :] - flat[i]).mean(axis=1).min() > GREY_STEP, _everything()[i // len(sides)]


@pytest.mark.parametrize(("name", "variant"), _everything())
def test_the_other_side_has_the_same_truth_mirrored_to_a_hundredth_of_a_pixel(
    name: str, variant: str
) -> None:
    sizes = []
    for side in SIDES:
        scene = scene_for(name, side, variant)
        place = layout(scene)
        named = curves.build(scene.curves, scene.probe)
        sizes.append((scene, place, truths(scene, named, place, poses(scene, 12))))
    (right, place, a), (left, other, b) = sizes
    assert place == other
    turned = right.mirrored != left.mirrored
    assert turned == (right.drawn_side != "U")
    for one, two in zip(a, b, strict=True):
        wanted = [(2 * place.origin[0] - x if turned else x, y) for x, y in one.points]
        got = sorted(two.points) if one.kind == "ellipse" else list(two.points)
        assert np.allclose(sorted(wanted) if one.kind == "ellipse" else wanted, got, atol=0.01), one.name
        assert two.value == pytest.approx(one.value, rel=1e-6)


@pytest.mark.parametrize(("name", "variant"), _everything())
def test_every_truth_lies_inside_the_scan(name: str, variant: str) -> None:
    scene = scene_for(name, "R", variant)
    place = layout(scene)
    x0, y0, x1, y1 = place.box
    for size in truths(scene, curves.build(scene.curves, scene.probe), place, poses(scene, 1)):
        p = np.array(size.points)
        inside = (p >= (x0 - 1, y0 - 1)) & (p <= (x1 + 2, y1 + 2))
        assert inside.all(), (size.name, size.points, place.box)
        assert size.value > 0


def test_the_orientation_mark_goes_with_the_anatomy() -> None:
    for name, wanted in (
        ("hip_gmed_sax", ("POST", "ANT")),
        ("hip_gmed_lax", ("CAUD", "CRAN")),
        ("lumbar_facet_transverse", ("L", "R")),
        ("lumbar_lamina_sagittal", ("CRAN", "CAUD")),
    ):
        scene = scene_for(name, "L")
        assert scene.shown_ends == wanted
        image, place = dressing.base(scene, layout(scene)), layout(scene)
        strip = image[place.box[1] - 28 : place.box[1] - 16].astype(int)
        teal = np.flatnonzero(((strip[..., 1] > 150) & (strip[..., 0] < 110)).any(axis=0))
        middle = (place.box[0] + place.box[2]) / 2
        assert (teal.mean() > middle) == (wanted[1] in ("ANT", "CRAN")), name


def test_the_severe_multifidus_is_brighter_than_the_slight_one_and_that_than_the_normal() -> None:
    for name in ("lumbar_multifidus_transverse", "lumbar_multifidus_sagittal"):
        levels = []
        for variant in ("normal", "slight", "pathology"):
            scene = scene_for(name, "R", variant)
            clip = render(cheap(scene, 1, 300, 400), 1, detail=0.5)
            # the middle of the muscle, 12 mm beside the spinous process, 24 mm deep
            column, row = (round(v) for v in layout(clip.scene).to_px(12, 24))
            levels.append(clip.frames[0, row - 12 : row + 12, column - 18 : column + 18].mean())
        assert levels[0] + 8 < levels[1] < levels[2] - 8, name


SLIP = Slip.model_validate({"ellipse": {"centre": [0, 12], "semi": [16, 6]}, "by": [-7, 0]})


def test_a_local_sliding_moves_its_middle_fully_and_leaves_its_edge_alone() -> None:
    pose = Pose(1.0, 1.0, 0.0, 0.0, 0.0, SLIP, 1.0)
    assert pose.shown(7, 12) == (pytest.approx(0, abs=0.01), 12)
    assert pose.shown(0, 19) == (0, 19)
    assert pose.shown(-30, 12) == (-30, 12)


@pytest.mark.parametrize("part", [0.0, 0.3, 1.0])
def test_where_a_point_is_shown_is_where_the_picture_takes_it_from(part: float) -> None:
    pose = Pose(-1.01, 0.98, 0.4, 0.0, 0.0, SLIP, part)
    for x, z in itertools.product(np.linspace(-20, 20, 9), np.linspace(5, 19, 8)):
        shown = np.array([pose.shown(float(x), float(z))], np.float32)
        back = pose.scene(shown[:, 0], shown[:, 1])
        assert (back[0][0], back[1][0]) == (pytest.approx(x, abs=0.002), pytest.approx(z, abs=0.002))


def test_a_snap_jumps_within_a_tenth_of_a_second_and_a_glide_never_does() -> None:
    times = np.arange(0, 1.6, 0.04)
    snap = SLIP.model_copy(update={"rhythm": "snap"})
    steps = {s.rhythm: np.abs(np.diff([slipped(s, float(t)) for t in times])).max() for s in (SLIP, snap)}
    assert steps["snap"] > 0.4 > 0.1 > steps["glide"]


def test_a_sliding_that_would_fold_the_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="fold"):
        Slip.model_validate({"ellipse": {"centre": [0, 12], "semi": [10, 6]}, "by": [-7, 0]})


def test_a_needle_is_a_bright_line_to_its_stated_tip() -> None:
    scene = scene_for("hip_posterior_bursa", "R", "needle")
    rest = {name: item for name, item in scene.structures.items() if name != "needle"}
    without = scene.model_copy(update={"structures": rest})
    a, b = (render(cheap(s, 1, 300, 400), 1, detail=0.7) for s in (scene, without))
    gain = a.frames[0].mean(axis=-1) - b.frames[0].mean(axis=-1)
    ((x0, y0), (x1, y1)) = next(t.points for t in a.truth if t.name == "needle_shown")
    on = [gain[round(y0 + (y1 - y0) * t), round(x0 + (x1 - x0) * t)] for t in np.linspace(0.1, 0.95, 30)]
    assert np.median(on) > 40
    assert np.abs(gain[round(y1) + 30 :, : round(x1) - 20]).max() < 40


def test_an_unknown_variant_is_one_problem() -> None:
    with pytest.raises(ProblemError) as caught:
        load_scene("hip_apex", "R", "healed")
    assert caught.value.problem.code == "phantom.variant-unknown"
    with pytest.raises(ProblemError) as caught:
        scene_for("nowhere", "R")
    assert caught.value.problem.code == "phantom.scene-unknown"


def test_a_reference_still_is_made_once_and_a_damaged_one_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reference_still("gmin_sax", "L", "pathology", (180, 240), tmp_path)
    assert (first.shape, first.dtype) == ((180, 240, 3), np.uint8)
    (kept,) = tmp_path.iterdir()
    with monkeypatch.context() as no_render:
        no_render.setattr(reference, "render", lambda *_: pytest.fail("rendered again"))
        assert (reference_still("gmin_sax", "L", "pathology", (180, 240), tmp_path) == first).all()
    kept.write_bytes(kept.read_bytes()[:200])
    assert (reference_still("gmin_sax", "L", "pathology", (180, 240), tmp_path) == first).all()
    other = reference_still("gmin_sax", "R", "pathology", (180, 240), tmp_path)
    assert (other != first).any() and len(list(tmp_path.iterdir())) == 2


def test_a_reference_still_says_synthetic_and_is_shown_even_where_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    picture = reference_still("sacrum_sag", "R", size=(180, 240), folder=tmp_path / "file")
    small = scene_for("sacrum_sag", "R").model_copy(update={"display": Display(rows=180, columns=240)})
    x0, y0, x1, y1 = dressing.synthetic_box(layout(small))
    plate = picture[y0 : y1 + 1, x0 : x1 + 1].astype(int)
    assert ((plate[..., 0] > 150) & (plate[..., 2] < 120)).mean() > 0.12
    with pytest.raises(ValueError):
        reference_still("sacrum_sag", "R", size=(10, 10), folder=tmp_path)
