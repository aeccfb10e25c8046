"""What must never get into the environment again, and what the core must never import."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
pytestmark = pytest.mark.skipif(not LOCKS[0].exists(), reason="the lock files are only in a checkout")


def entries(lock: Path) -> dict[str, str]:
    """Name -> the whole of a locked requirement, its hashes included; of several, the one for Python 3.11."""
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    lines = [line for line in lines if not re.search(r";.*python_full_version >= ", line)]
    return {line.partition("==")[0].strip().lower(): line for line in lines}


def version(entry: str) -> tuple[int, ...]:
    found = re.search(r"==([\d.]+)", entry)
    assert found, entry
    return tuple(int(part) for part in found[1].strip(".").split("."))


@pytest.fixture(params=LOCKS, ids=lambda lock: lock.name)
def lock(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.mark.parametrize("name", ["pyside6-essentials", "shiboken6"])
def test_lock_has_the_qt_release_that_python_311_survives(lock, name):
    assert (6, 11, 3) <= version(entries(lock)[name]) < (6, 12)


def test_project_refuses_the_qt_release_that_kills_python_311():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (below_315, *newer) = [d for d in project["dependencies"] if d.startswith("PySide6-Essentials")]
    assert below_315.partition(";")[0].strip() == "PySide6-Essentials>=6.11.3,<6.12"
    assert all("python_version >= '3.15'" in d for d in newer)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the defect is Python 3.11's")
def test_installed_qt_survives_python_311():
    installed = importlib.metadata.version("PySide6-Essentials")
    assert not installed.startswith("6.12.0")


@pytest.mark.parametrize("name", ["pyside6", "pyside6-addons", "opencv-python", "opencv-contrib-python"])
def test_lock_has_no_package_that_another_stands_for(lock, name):
    assert name not in entries(lock)


def test_lock_has_the_headless_opencv(lock):
    assert "opencv-python-headless" in entries(lock)


def test_lock_names_no_index_or_path(lock):
    text = lock.read_text("utf-8")
    assert not re.findall(r"https?:|file:|--index|--find-links|--trusted-host|/\w+/", text)


def test_every_locked_package_has_a_version_and_hashes(lock):
    bare = [
        name for name, entry in entries(lock).items() if "==" not in entry or "--hash=sha256:" not in entry
    ]
    assert entries(lock) and not bare


def test_both_locks_agree():
    runtime, dev = map(entries, LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_core_imports_only_the_standard_library_and_numpy():
    program = (
        "import importlib, pkgutil, sys, sonostep.core as core\n"
        "for m in pkgutil.walk_packages(core.__path__, 'sonostep.core.'): importlib.import_module(m.name)\n"
        "print(*sorted({m.partition('.')[0] for m in sys.modules} & set(sys.argv[1:])))"
    )
    foreign = ["PySide6", "pydicom", "highdicom", "cv2", "pydantic", "yaml", "av", "typst", "PIL"]
    done = subprocess.run(
        [sys.executable, "-c", program, *foreign], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
