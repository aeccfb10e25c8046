"""Scene files: finding, inheriting, checking. A scene that `extends` another gives only what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sonostep import paths
from sonostep.core.problem import ProblemError
from sonostep.phantom.scene import Scene


def _folder() -> Path:
    return paths.resources() / "phantom"


def list_scenes() -> tuple[str, ...]:
    """Names of the scenes that we ship, in the order of an exam."""
    scenes = [load_scene(path.stem) for path in sorted((_folder() / "scenes").glob("*.yaml"))]
    return tuple(s.id for s in sorted(scenes, key=lambda s: (s.order, s.id)))


def load_scene(name_or_path: str | Path) -> Scene:
    """The checked scene of a shipped name or of a YAML file.

    Raises ProblemError: `phantom.scene-unknown`, `phantom.scene-unreadable`, or `phantom.scene-invalid`
    naming the first wrong field and how many there are.
    """
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml"):
        path = _folder() / "scenes" / f"{name_or_path}.yaml"
    data = _merged(path, ())
    data.setdefault("id", path.stem)
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


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
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
