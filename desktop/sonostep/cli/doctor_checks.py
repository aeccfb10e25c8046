"""What the doctor looks at. What could bring a process down is tried in another one."""

import json
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from sonostep.cli.probe_code import PROBE
from sonostep.core.problem import Problem, ProblemError
from sonostep.paths import resources, user_home

MIB: Final = 1 << 20
_ROOM: Final = 500 * MIB
_SHM: Final = 128 * MIB
"""Containers often have 64 MB of shared memory; frames then go through mapped files, which is slower."""

_QT_LIBRARIES: Final = "libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
_WINDOW_LIBRARIES: Final = (
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 (Debian, Ubuntu)"
)

_SHADOWS: Final = ("opencv-python", "opencv-contrib-python")
_HEADLESS: Final = ("opencv-python-headless", "opencv-contrib-python-headless")

_LIBRARIES: Final = (
    "numpy", "pydicom", "opencv-python-headless", "av", "imagecodecs", "pylibjpeg-openjpeg", "highdicom",
    "typst", "pydantic", "PyYAML", "platformdirs", "psutil",
)  # fmt: skip
_WHERE_THERE_IS_A_WHEEL: Final = ("simplejpeg", "pylibjpeg-rle", "pyjpegls")
"""Faster, or what another package asks for; imagecodecs stands in, so that new Pythons need not wait."""


class State(StrEnum):
    """The state of a check of the installation: good, worth knowing, or broken."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class DoctorCheck:
    """One check of the installation: ``doctor.<name>`` is its title; advice says what to do about it."""

    name: str
    state: State
    detail: str
    advice: Problem | None = None


def good(check: str, detail: str) -> DoctorCheck:
    """Return a check that is as it should be."""
    return DoctorCheck(check, State.GOOD, detail)


def bad(check: str, detail: str, code: str, **params: object) -> DoctorCheck:
    """Return a check of something needed that is broken."""
    return DoctorCheck(check, State.BAD, detail, Problem.of(code, **params))


def note(check: str, detail: str, code: str, **params: object) -> DoctorCheck:
    """Return a check of something that works, but not as well as it could."""
    return DoctorCheck(check, State.NOTE, detail, Problem.of(code, **params))


# the machine


def machine() -> Iterator[DoctorCheck]:
    """Check Python, SQLite, folders and shared memory."""
    yield good("python", f"{platform.python_version()}, {platform.system()} {platform.machine()}")
    yield good("sqlite", sqlite3.sqlite_version)
    yield _home()
    yield _writable("temporary", Path(tempfile.gettempdir()))
    shared = Path("/dev/shm")
    if shared.is_dir():
        yield _shared_memory(shutil.disk_usage(shared).total)


def _home() -> DoctorCheck:
    try:
        return _writable("home", user_home())
    except OSError as error:
        return bad("home", error.strerror or "", "doctor.folder", folder=error.filename)


def _writable(name: str, folder: Path) -> DoctorCheck:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"SonoStep")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return bad(name, str(folder), "doctor.folder", folder=error.filename or folder)
    detail = f"{folder} ({free // MIB} MB)"
    return good(name, detail) if free > _ROOM else note(name, detail, "doctor.room", free=free // MIB)


def _shared_memory(size: int) -> DoctorCheck:
    detail = f"{size // MIB} MB"
    return good("shm", detail) if size >= _SHM else note("shm", detail, "doctor.shm_small", size=size // MIB)


# what is installed


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def packages() -> Iterator[DoctorCheck]:
    """Check which distributions are installed, by their metadata only."""
    missing = [name for name in _LIBRARIES if _version(name) is None]
    names = (*_LIBRARIES, *_WHERE_THERE_IS_A_WHEEL)
    versions = ", ".join(f"{name} {found}" for name in names if (found := _version(name)) is not None)
    if missing:
        yield bad("libraries", versions, "doctor.missing", names=", ".join(missing))
    else:
        yield good("libraries", versions)
    yield opencv({name: _version(name) for name in (*_SHADOWS, *_HEADLESS)})
    yield pyside(_version("PySide6-Essentials") or _version("PySide6"), sys.version_info[:2])


def opencv(versions: Mapping[str, str | None]) -> DoctorCheck:
    """Check that no OpenCV with its own Qt lies over the headless one: both are the same module ``cv2``."""
    shadows = [name for name in _SHADOWS if versions.get(name)]
    headless = [f"{name} {versions[name]}" for name in _HEADLESS if versions.get(name)]
    if shadows:
        return bad("opencv", ", ".join(shadows + headless), "doctor.opencv_shadow", name=shadows[0])
    if not headless:
        return bad("opencv", "-", "doctor.missing", names=_HEADLESS[0])
    return good("opencv", ", ".join(headless))


def pyside(version: str | None, python: tuple[int, int]) -> DoctorCheck:
    """Check PySide6: 6.12.0 on Python 3.11 loses a reference to None per call and kills the process."""
    if version is None:
        return bad("pyside", "-", "doctor.missing", names="PySide6-Essentials")
    if python < (3, 12) and tuple(map(int, version.split(".")[:2])) >= (6, 12):
        return bad("pyside", version, "doctor.pyside_kills", version=version)
    return good("pyside", version)


# what another process finds


def probe() -> Mapping[str, Any]:
    """Start Qt offscreen and import every decoder, in another process, and return what it found."""
    found: dict[str, Any] = {}
    for part in ("codecs", "offscreen", "display"):
        found |= _probed(part)
    return found


def _probed(part: str) -> dict[str, Any]:
    command = [sys.executable, "-c", PROBE, part, str(resources() / "fonts")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, encoding="utf-8")
        facts = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired, ValueError, IndexError):
        return {part: None}
    return {part: facts}


def qt(facts: Mapping[str, Any]) -> Iterator[DoctorCheck]:
    """Check that Qt starts, offscreen and on the display if there is one, and has Chinese letters."""
    offscreen = facts["offscreen"]
    if not offscreen:
        yield bad("qt", "-", "doctor.qt_broken", packages=_QT_LIBRARIES)
        return
    yield good("qt", f"Qt {offscreen['qt']}, {offscreen['platform']}")
    yield _display(facts["display"])
    yield _fonts(offscreen)


def _display(display: Mapping[str, Any] | None) -> DoctorCheck:
    if display is None:
        return note("display", "-", "doctor.display_broken", packages=_WINDOW_LIBRARIES)
    if not display["present"]:
        return note("display", "-", "doctor.no_display")
    return good("display", str(display["platform"]))


def _fonts(offscreen: Mapping[str, Any]) -> DoctorCheck:
    bundled, system = offscreen["bundled"], offscreen["system"]
    detail = ", ".join([*bundled, *system[:3]]) or "-"
    if not bundled:
        return bad("fonts", detail, "doctor.no_bundled_font")
    return good("fonts", detail) if system else note("fonts", detail, "doctor.no_system_font")


def program(facts: Mapping[str, Any]) -> Iterator[DoctorCheck]:
    """Check the decoders and the program's own data."""
    codecs: Mapping[str, str] = facts["codecs"] or {}
    broken = [f"{name} ({why})" for name, why in codecs.items() if why]
    working = ", ".join(name for name, why in codecs.items() if not why)
    if broken or not codecs:
        yield bad("codecs", working, "doctor.codecs_broken", names=", ".join(broken) or "-")
    else:
        yield good("codecs", working)
    yield _data_files()


def _data_files() -> DoctorCheck:
    from sonostep.protocols import list_protocols, load_knowledge, load_vocabulary

    try:
        vocabulary, knowledge = load_vocabulary(), load_knowledge()
        listed = list_protocols()
    except ProblemError as error:
        return DoctorCheck("data", State.BAD, "-", error.problem)
    broken = next((p for p in listed if isinstance(p, Problem)), None)
    if broken:
        return DoctorCheck("data", State.BAD, f"{len(listed)}", broken)
    return good("data", f"{len(listed)} / {len(vocabulary.questions)} / {len(knowledge.conditions)}")
