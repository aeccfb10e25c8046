"""What the figures were measured on: no name, no date, nothing that tells whose machine it is."""

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_PACKAGES = ("PySide6-Essentials", "pydicom", "numpy", "simplejpeg", "imagecodecs", "av")


def describe(platform_name: str) -> dict[str, str]:
    """Return cores, memory, system and versions."""
    found = {
        "cores": str(os.cpu_count() or 1),
        "processor": _processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "Qt platform": platform_name,
        "load when it began": f"{psutil.getloadavg()[0]:.1f}",
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    for name, option in (("ffmpeg", "-version"), ("djpeg", "-version")):
        found[name] = _version(name, option)
    return {name: value for name, value in found.items() if value}


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else platform.processor()


def _version(name: str, option: str) -> str:
    if shutil.which(name) is None:
        return ""
    done = subprocess.run([name, option], capture_output=True, text=True, check=False)
    found = re.search(r"version (\S+)", done.stdout + done.stderr)
    return found.group(1) if found else ""
