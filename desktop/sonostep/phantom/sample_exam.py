"""The sample exam: one clip for each view that a first exam needs, and the truth beside it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from sonostep.phantom.catalogue import list_scenes, load_scene
from sonostep.phantom.output.dicom import write_dicom
from sonostep.phantom.output.files import write_whole
from sonostep.phantom.output.video import write_mp4
from sonostep.phantom.parallel_render import Entry, render_apart
from sonostep.phantom.render import Progress, Rendered, render
from sonostep.phantom.scene import Scene

TRUTH_FILE = "truth.json"

_WORTH_PROCESSES: Final = 60
"""Frames; fewer are rendered before a second process has imported what it needs."""

_MOST_PROCESSES: Final = 4
"""Each holds a clip and its noise: some 300 MB."""


def write_sample_exam(
    folder: Path, progress: Progress | None = None, processes: int | None = None
) -> list[Path]:
    """Write the sample exam's clips and truth.json; returns all their paths, clips first.

    A clip whose scene and files are unchanged since the last time is kept. `progress(done, total)` counts
    frames; what it raises ends the work, and the clips finished by then are kept. `processes` render at a
    time, by default one on each core where there is enough to render. Raises ProblemError
    `phantom.write-failed`.
    """
    scenes = [scene for scene in map(load_scene, list_scenes()) if scene.sample]
    total = sum(scene.probe.frames for scene in scenes)
    tell = progress or _silent
    entries = _kept(folder)
    missing = [scene for scene in scenes if scene.digest() not in entries]
    done = total - sum(scene.probe.frames for scene in missing)
    tell(done, total)
    for scene, entry in _made(missing, folder, lambda new: tell(done + new, total), processes):
        entries[scene.digest()] = entry
        _write_truth(folder, list(entries.values()))
    mine = [entries[scene.digest()] for scene in scenes]
    _write_truth(folder, mine)
    return [folder / name for entry in mine for name in entry["files"]] + [folder / TRUTH_FILE]


def _silent(done: int, total: int) -> None:
    """Nobody asked."""


def _made(
    scenes: list[Scene], folder: Path, tell: Callable[[int], None], processes: int | None
) -> Iterator[tuple[Scene, Entry]]:
    """Yield each scene with the entry of its clip, as they are finished; `tell` counts frames."""
    frames = sum(scene.probe.frames for scene in scenes)
    wanted = processes or (os.cpu_count() or 1 if frames >= _WORTH_PROCESSES else 1)
    make = partial(make_clip, folder=folder)
    if wanted > 1:
        yield from render_apart(scenes, make, tell, min(wanted, _MOST_PROCESSES))
        return
    before = 0
    for scene in scenes:
        yield scene, make(scene, step=partial(_tell_after, before, tell))
        before += scene.probe.frames


def _tell_after(before: int, tell: Callable[[int], None], done: int, total: int) -> None:
    tell(before + done)


def make_clip(scene: Scene, step: Progress, folder: Path) -> Entry:
    """Render a scene and write its files; returns its truth, with their hashes."""
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
