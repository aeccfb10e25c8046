"""The sample exam: one clip for each view that a first exam needs, and the truth beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sonostep.phantom.catalogue import list_scenes, load_scene
from sonostep.phantom.dicom import write_dicom
from sonostep.phantom.files import write_whole
from sonostep.phantom.render import Progress, Rendered, render
from sonostep.phantom.scene import Scene
from sonostep.phantom.video import write_mp4

TRUTH_FILE = "truth.json"


def write_sample_exam(folder: Path, progress: Progress | None = None) -> list[Path]:
    """Write the sample exam's clips and truth.json; returns all their paths, clips first.

    A clip whose scene and files are unchanged since the last time is kept. `progress(done, total)` counts
    frames; what it raises ends the work, and the clips finished by then are kept. Raises ProblemError
    `phantom.write-failed`.
    """
    scenes = [scene for scene in map(load_scene, list_scenes()) if scene.sample]
    total = sum(scene.probe.frames for scene in scenes)
    kept = _kept(folder)
    entries: list[dict[str, Any]] = []
    done = 0
    for scene in scenes:
        entry = kept.get(scene.digest())
        entries.append(entry if entry else _make(scene, folder, done, total, progress))
        done += scene.probe.frames
        _write_truth(folder, entries + [e for e in kept.values() if e not in entries])
        if entry and progress is not None:
            progress(done, total)
    _write_truth(folder, entries)
    return [folder / name for entry in entries for name in entry["files"]] + [folder / TRUTH_FILE]


def _make(scene: Scene, folder: Path, before: int, total: int, progress: Progress | None) -> dict[str, Any]:
    step: Progress | None = None
    if progress is not None:
        report = progress
        step = lambda done, _: report(before + done, total)  # noqa: E731
    rendered = render(scene, progress=step)
    stem = f"{scene.order:03d}_{scene.id}"
    files = [write_dicom(rendered, folder / f"{stem}.dcm")]
    if scene.movie:
        files.append(write_mp4(rendered, folder / f"{stem}.mp4"))
    return truth_entry(rendered) | {"files": {path.name: _sha256(path) for path in files}}


def truth_entry(rendered: Rendered) -> dict[str, Any]:
    """A clip's truth as plain data: pixels are image coordinates, values mm or mm2, frames count from 1."""
    scene = rendered.scene
    sizes = [
        {"frame": t.frame, "name": t.name, "kind": t.kind, "unit": t.unit, "value": round(t.value, 4),
         "points": [[round(x, 3), round(y, 3)] for x, y in t.points]}
        for t in rendered.truth
    ]  # fmt: skip
    return {
        "synthetic": True, "scene": scene.id, "digest": scene.digest(), "title": scene.title,
        "view": scene.view,
        "region": scene.region, "side": scene.side, "frames": len(rendered.frames),
        "frame_ms": rendered.frame_ms,
        "mm_per_px": list(rendered.mm_per_px), "box": list(rendered.region), "truth": sizes,
    }  # fmt: skip


def _write_truth(folder: Path, entries: list[dict[str, Any]]) -> None:
    text = json.dumps({"synthetic": True, "clips": entries}, indent=1)
    write_whole(folder / TRUTH_FILE, lambda part: part.write_text(text, encoding="utf-8"))


def _kept(folder: Path) -> dict[str, dict[str, Any]]:
    """Entries of an earlier truth.json whose files are still what they were, by scene digest."""
    try:
        entries = json.loads((folder / TRUTH_FILE).read_text(encoding="utf-8"))["clips"]
        return {entry["digest"]: entry for entry in entries if _whole(folder, entry["files"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _whole(folder: Path, files: dict[str, str]) -> bool:
    return all(
        (folder / name).is_file() and _sha256(folder / name) == wanted for name, wanted in files.items()
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
