"""Scene files: what is shipped, how they inherit, what is said about a wrong one."""

from pathlib import Path

import pytest
import yaml

from sonostep import paths
from sonostep.core.problem import ProblemError
from sonostep.phantom.catalogue import list_scenes, load_scene
from sonostep.phantom.render import cheap, render

BASE = {
    "title": "t", "view": "v", "region": "HIP", "side": "R", "background": "plain",
    "probe": {"name": "P", "geometry": "linear", "mhz": 8, "depth_mm": 20, "width_mm": 20, "focus_mm": 10,
              "fps": 20, "frames": 2},
}  # fmt: skip


def _write(folder: Path, change: dict[str, object]) -> Path:
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(BASE | change), encoding="utf-8")
    return path


def test_every_view_of_the_lateral_hip_protocol_and_two_lumbar_views_are_shipped() -> None:
    names = list_scenes()
    wanted = {"hip_apex", "hip_gmin_sax", "hip_gmin_lax", "hip_gmed_sax", "hip_gmed_lax",
              "hip_superoposterior",
              "hip_posterior_bursa", "hip_itb_coronal", "hip_posterior_bursa_left", "lumbar_facet_transverse",
              "lumbar_paramedian_sagittal"}  # fmt: skip
    assert wanted <= set(names)
    assert all(load_scene(name).sample for name in wanted)


def test_a_scene_that_extends_another_differs_only_in_what_it_gives() -> None:
    right, left = load_scene("hip_posterior_bursa"), load_scene("hip_posterior_bursa_left")
    assert (left.side, left.mirrored, right.mirrored) == ("L", True, False)
    assert left.structures == right.structures
    assert "bursa" in right.pathologies and not left.pathologies
    assert left.digest() != right.digest()


def test_a_scene_is_one_yaml_file_anywhere(tmp_path: Path) -> None:
    scene = load_scene(_write(tmp_path, {}))
    assert scene.id == "mine"
    assert render(cheap(scene, 1, 120, 160)).frames.shape == (1, 120, 160, 3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": 3}, "colour"),
        ({"probe": BASE["probe"] | {"mhz": -1}}, "probe.mhz"),  # type: ignore[operator]
        ({"probe": BASE["probe"] | {"fps": float("nan")}}, "probe.fps"),  # type: ignore[operator]
        ({"truth": {"a": {"kind": "thickness", "of": "b", "at": "x"}}}, "truth.a"),
        ({"structures": {"a": {"kind": "blob", "tissue": "fat"}}}, "structures.a"),
        ({"structures": {"a": {"kind": "cloud"}}}, "structures.a"),
        ({"curves": {"c": {"points": [[0, 0]]}}}, "curves.c"),
        ({"curves": {"c": {"points": [[0, 0], [0, 1]]}}}, "curves.c"),
        ({"pathologies": {"p": {"kind": "tear", "of": "a", "x": [2, 1]}}}, "pathologies.p"),
        ({"side": "both"}, "side"),
    ],
)  # fmt: skip
def test_a_wrong_scene_gives_one_problem_that_names_the_field(
    tmp_path: Path, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        load_scene(_write(tmp_path, change))
    assert caught.value.problem.code == "phantom.scene-invalid"
    assert caught.value.problem.mapping["field"].startswith(field)


@pytest.mark.parametrize(
    "change",
    [
        {"background": "cheese"},
        {"curves": {"a": {"of": "b"}, "b": {"of": "a"}}},
        {"structures": {"a": {"kind": "band", "tissue": "fat", "curve": "nowhere", "thickness": 1}}},
        {"truth": {"a": {"kind": "thickness", "of": "nothing", "at": 0}}},
        {"pathologies": {"a": {"kind": "tear", "of": "nothing", "x": [0, 1]}}},
    ],
)
def test_a_name_that_the_scene_does_not_have_is_one_problem(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(ProblemError) as caught:
        render(cheap(load_scene(_write(tmp_path, change)), 1, 120, 160))
    assert caught.value.problem.code == "phantom.scene-unknown-name"


@pytest.mark.parametrize(
    ("text", "code"),
    [("- a\n", "phantom.scene-unreadable"), ("a: [", "phantom.scene-unreadable"), ("",
    "phantom.scene-unreadable"),
     ("extends: mine\n", "phantom.scene-unreadable"), ("extends: other\n", "phantom.scene-unknown")],
)  # fmt: skip
def test_a_file_that_is_no_scene_is_one_problem(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load_scene(path)
    assert caught.value.problem.code == code


def test_every_problem_has_its_sentence_in_both_languages() -> None:
    sentences = yaml.safe_load((paths.resources() / "messages" / "phantom.yaml").read_text(encoding="utf-8"))
    codes = {"phantom.scene-unknown", "phantom.scene-unreadable", "phantom.scene-invalid",
             "phantom.scene-unknown-name", "phantom.variant-unknown",
             "phantom.write-failed"}  # fmt: skip
    assert set(sentences) == codes
    assert all(set(s) == {"en", "zh-TW"} for s in sentences.values())
