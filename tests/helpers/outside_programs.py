"""Programs that others wrote, where they are here."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(os.environ.get("SONOSTEP_NODE", ROOT / ".ci" / "node"))
"""Where `.ci/node/install` put node and its packages."""

HAS_NODE = (NODE / "bin" / "node").exists() and (NODE / "node_modules").is_dir()
needs_node = pytest.mark.skipif(
    not HAS_NODE, reason="needs node's packages, which .ci/node/install .ci/node fetches"
)


HAS_OHIF = HAS_NODE and (NODE / "node_modules" / "@ohif").is_dir()
needs_ohif = pytest.mark.skipif(not HAS_OHIF, reason="needs OHIF's package, which .ci/node/install fetches")


def run(*command, **more):
    """Return what a program says on stdout; a failure shows what it said on stderr."""
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False, **more)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout.decode()


def image(uid, sop_class, frames, spacing, study="1.2.3", series="1.2.3.1"):
    """A picture of 640 by 480 as `cornerstone.mjs` is told of it; spacing in mm per pixel."""
    return {"uid": uid, "sopClass": sop_class, "study": study, "series": series, "frames": frames,
            "rows": 480, "columns": 640, "spacing": spacing}  # fmt: skip


def cornerstone(task, folder, images, reports, annotations=(), program="cornerstone.mjs"):
    """Let Cornerstone read or write reports; return what its tools would show, a list for each report.

    ``program`` is another one of .ci/node that takes the same, such as ``ohif.mjs``.
    """
    scene = folder / "scene.json"
    scene.write_text(json.dumps({"images": images, "annotations": annotations}), "utf-8")
    said = run(NODE / "bin" / "node", NODE / program, task, scene, *reports)
    return json.loads(said) if said else []
