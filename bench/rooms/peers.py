"""What a user would pick instead, on the same clip: exec to first picture, each in its own environment."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench import goals
from bench.bench import Bench, ChildFailed, child
from bench.result import Figure
from bench.timing import alternate

_PEERS = {"napari": ("napari[pyside6]", "pydicom", "pillow"), "pyqtgraph": ("pyqtgraph", "pydicom", "pillow")}


def measure(bench: Bench) -> Iterator[Figure]:
    """Yield one row per program."""
    for name in _PEERS:
        python = _python(bench, name)
        if python is None:
            yield Figure(goals.PEERS, name, None, note="not installed here; --peers installs it")
            continue
        yield _against(bench, name, python)


def _python(bench: Bench, name: str) -> Path | None:
    """The interpreter that has it: made with ``--peers``, kept in the cache folder."""
    folder = bench.cache / "peers" / name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = folder / "ready"
    if not bench.peers:
        return python if ready.is_file() else None
    if not ready.is_file():
        bench.say(f"installing {name}")
        # the Qt of our own lock: the next one ends programs on this Python (docs/adr/0001)
        packages = [*_PEERS[name], "PySide6-Essentials==6.11.3", "setuptools"]
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True, capture_output=True)
            command = [python, "-m", "pip", "install", "-q", "--only-binary", ":all:", *packages]
            subprocess.run(command, check=True, capture_output=True)
        except subprocess.CalledProcessError:
            bench.say(f"{name} could not be installed")
            return None
        ready.touch()
    return python


def _against(bench: Bench, name: str, python: Path) -> Figure:
    path = bench.clips.jpeg(bench.a)
    viewers: list[float] = []
    contestants = [
        _picture(f"peer_{name}", path, python, "picture"),
        _picture("full_window", path, None, "picture", viewers),
    ]
    try:
        theirs, ours = alternate(contestants, bench.rounds(3), warm=1)
    except (ChildFailed, subprocess.TimeoutExpired) as error:
        return Figure(goals.PEERS, name, None, note=str(error)[:120])
    note = f"{min(theirs):.1f} s, ours {min(ours):.2f} s, in the viewer with its tools {min(viewers):.2f} s"
    return Figure(goals.PEERS, name, median(t / o for t, o in zip(theirs, ours, strict=True)), note=note)


def _picture(
    module: str, path: Path, python: Path | None, stamp: str, viewers: list[float] | None = None
) -> Callable[[], float]:
    def contest() -> float:
        answer = child(module, path, python=python, seconds=180)
        if viewers is not None:
            viewers.append(answer["viewer"] - answer["started"])
        return float(answer.get(stamp, answer.get("viewer")) - answer["started"])

    return contest
