"""A copy of the program in which a test may change files, and the way to run code in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def copy_program(to: Path) -> Path:
    """Copy package and messages into a folder; the other data are linked. Return the folder."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop" / "sonostep", to / "desktop" / "sonostep", ignore=ignore)
    shutil.copytree(ROOT / "resources" / "messages", to / "resources" / "messages")
    for path in (ROOT / "resources").iterdir():
        if path.name != "messages":
            (to / "resources" / path.name).symlink_to(path)
    (to / "exam_protocols").symlink_to(ROOT / "exam_protocols")
    return to


def run_in(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the copied program, and on the helpers of the tests."""
    path = os.pathsep.join((str(copy / "desktop"), str(ROOT / "tests")))
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
