"""Scene files: finding, inheriting, checking. A scene that `extends` another gives only what differs, and so
does each of a scene's `variants`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from sonostep import paths
from sonostep.core.problem import ProblemError
from sonostep.phantom.scene import Scene

Side = Literal["R", "L"]
_VARIANT_SEED, _SIDE_SEED = 1000, 10000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _folder() -> Path:
    return paths.resources() / "phantom"


def list_scenes() -> tuple[str, ...]:
    """Names of the scenes that we ship, in the order of an exam."""
    scenes = [load_scene(path.stem) for path in sorted((_folder() / "scenes").glob("*.yaml"))]
    return tuple(s.id for s in sorted(scenes, key=lambda s: (s.order, s.id)))


def list_variants(name_or_path: str | Path) -> tuple[str, ...]:
    """Names of a scene's variants: `normal` first, then `pathology`, then what else its file gives."""
    data = _merged(_path(name_or_path), ())
    given = _variants(data, Path(name_or_path).stem)
    has = ["normal", *(["pathology"] if data.get("pathologies") else [])]
    return tuple(dict.fromkeys([*has, *given]))


def scene_of_view(view: str) -> str:
    """The name of the scene that shows a required view of a protocol; empty where none does."""
    return str(_read(_folder() / "views.yaml").get(view, ""))


def label_of_view(view: str) -> str:
    """What is written on the phantom of a required view, without the side; empty where none shows it."""
    scene = scene_of_view(view)
    return str(_merged(_path(scene), ()).get("view", "")) if scene else ""


def scene_for(view_or_scene: str, side: Side, variant: str = "normal") -> Scene:
    """The clip that illustrates a step: a scene's name, or a required view's id from views.yaml.

    Raises ProblemError as `load_scene` does.
    """
    views = _read(_folder() / "views.yaml")
    return load_scene(str(views.get(view_or_scene, view_or_scene)), side, variant)


def load_scene(name_or_path: str | Path, side: Side | None = None, variant: str | None = None) -> Scene:
    """The checked scene of a shipped name or of a YAML file, as it is there or in another side or variant.

    `normal` is the scene without its pathologies and their truth; `pathology` the scene as it is if it has
    any; what `variants` gives for a name lies over that. Raises ProblemError: `phantom.scene-unknown`,
    `phantom.scene-unreadable`, `phantom.variant-unknown`, or `phantom.scene-invalid` naming the first wrong
    field and how many there are.
    """
    path = _path(name_or_path)
    data = _merged(path, ())
    variants = _variants(data, path.stem)
    data.pop("variants", None)
    data.setdefault("id", path.stem)
    if variant is not None:
        data = _varied(data, variants, variant)
    if side is not None and side != data.get("side"):
        data = _other_side(data, side)
    return _checked(data, path)


def _checked(data: dict[str, Any], path: Path) -> Scene:
    data["tissues"] = _over(_read(_folder() / "tissues.yaml"), data.get("tissues", {}))
    try:
        return Scene.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "scene"
        raise ProblemError.of(
            "phantom.scene-invalid",
            scene=path.name,
            field=field,
            reason=first["msg"],
            count=error.error_count(),
        ) from error


def _path(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    return path if path.suffix in (".yaml", ".yml") else _folder() / "scenes" / f"{name_or_path}.yaml"


def _variants(data: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    given = data.get("variants", {})
    if not isinstance(given, dict) or not all(isinstance(v, dict) for v in given.values()):
        raise ProblemError.of("phantom.scene-unreadable", scene=name)
    return given


def _varied(data: dict[str, Any], variants: dict[str, dict[str, Any]], variant: str) -> dict[str, Any]:
    known = sorted({"normal", *variants} | ({"pathology"} if data.get("pathologies") else set()))
    if variant not in known:
        raise ProblemError.of("phantom.variant-unknown", scene=data["id"], variant=variant)
    data = _healthy(data) if variant == "normal" else data
    # another clip, so another speckle
    seed = data.get("seed", 1) + _VARIANT_SEED * (1 + known.index(variant))
    other = {"id": f"{data['id']}_{variant}", "variant": variant, "seed": seed}
    return _over(data | other, variants.get(variant, {}))


def _healthy(data: dict[str, Any]) -> dict[str, Any]:
    """The scene without its pathologies and the targets that measure them."""
    ills, targets = data.get("pathologies"), data.get("truth")
    if not isinstance(ills, dict) or not isinstance(targets, dict):
        return data
    known = {n: t for n, t in targets.items() if not (isinstance(t, dict) and t.get("of") in ills)}
    return data | {"pathologies": {}, "truth": known}


def _other_side(data: dict[str, Any], side: Side) -> dict[str, Any]:
    """Another speckle, but the same movements, so that the truth of the two sides is the same mirrored."""
    motion = {"seed": data.get("seed", 1)} | data.get("motion", {})
    name = f"{data['id']}_{side.lower()}"
    return data | {"id": name, "side": side, "seed": data.get("seed", 1) + _SIDE_SEED, "motion": motion}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except FileNotFoundError as error:
        raise ProblemError.of("phantom.scene-unknown", scene=path.stem) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProblemError.of("phantom.scene-unreadable", scene=path.name) from error
    if not isinstance(data, dict):
        raise ProblemError.of("phantom.scene-unreadable", scene=path.name)
    return data


def _merged(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path in seen:
        raise ProblemError.of("phantom.scene-unreadable", scene=path.name)
    data = _read(path)
    parent = data.pop("extends", None)
    if parent is None:
        return data
    base = _merged(path.parent / f"{parent}.yaml", (*seen, path))
    base.pop("id", None)
    return _over(base, data)


def _over(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """`base` with the values of `change`; mappings merge, null removes, a mapping with another kind
    replaces.
    """
    out = dict(base)
    for key, value in change.items():
        old = out.get(key)
        if value is None:
            out.pop(key, None)
        elif (
            isinstance(old, dict)
            and isinstance(value, dict)
            and value.get("kind", old.get("kind")) == old.get("kind")
        ):
            out[key] = _over(old, value)
        else:
            out[key] = value
    return out
