"""Sets SonoStep up and runs it from a checkout: `python3 tasks.py demo`, `python3 tasks.py test`.

Needs nothing but Python 3.11 to 3.15: everything else goes into `.venv` beside this file.
"""

from __future__ import annotations

import sys

if not (3, 11) <= sys.version_info[:2] < (3, 16):
    # the newest for which Qt and the decoders have wheels
    sys.exit("SonoStep needs Python 3.11 to 3.15, and this is Python {}.{}.".format(*sys.version_info[:2]))

import argparse
import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "sonostep-setup.json"
LOG = VENV / "sonostep-setup.log"
LOCK = ROOT / "requirements-dev.lock"
RUNTIME_LOCK = ROOT / "requirements.lock"

# soname -> Debian package, from the libraries that Qt's import and its offscreen platform open
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# the same for a window on an X server
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
CHINESE_FONT_PACKAGE = "fonts-noto-cjk"
CHINESE_FONT_FILES = ("NotoSansCJK*", "NotoSansTC*", "NotoSansHK*", "wqy-*", "uming*", "ukai*")


class TaskError(Exception):
    """One sentence for the person at the terminal; the task ends with exit code 1."""


def say(text: str) -> None:
    print(text, flush=True)


# the machine


def may_install_packages() -> bool:
    """True for root on a machine with apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(packages: Sequence[str]) -> str:
    """The command a person would type to install Debian packages."""
    return "sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def apt_install(packages: Sequence[str]) -> bool:
    """Installs Debian packages, reading the package lists first if they are missing or old."""
    install = ("install", "-y", "--no-install-recommends", *packages)
    return apt_get(*install) or (apt_get("update") and apt_get(*install))


def apt_get(*arguments: str) -> bool:
    """Runs apt-get without questions; True if it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-q", *arguments]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def can_load(soname: str) -> bool:
    """True if the dynamic linker finds the library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """The packages of those libraries which cannot be loaded."""
    return [package for soname, package in libraries.items() if not can_load(soname)]


def provide_system_libraries() -> None:
    """Installs the libraries that Qt opens on Linux, where that is allowed.

    Raises TaskError with the exact command if a library is missing that Qt cannot be imported without.
    """
    if not sys.platform.startswith("linux"):
        return
    needed, for_windows = missing_packages(QT_LIBRARIES), missing_packages(WINDOW_LIBRARIES)
    if (needed or for_windows) and may_install_packages():
        say("Installing the system libraries that Qt needs: " + " ".join(needed + for_windows))
        apt_install(needed + for_windows)
        needed, for_windows = missing_packages(QT_LIBRARIES), missing_packages(WINDOW_LIBRARIES)
    if needed:
        command = install_command(needed + for_windows)
        raise TaskError(f"Qt needs system libraries that are missing here; install them with: {command}")
    if for_windows:
        say(f"To open a window on this machine, first run: {install_command(for_windows)}")


def has_chinese_font() -> bool:
    """True if fontconfig, or else a look into the usual folders, finds a font for Traditional Chinese."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-tw", "file"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return any(next(folder.rglob(name), None) for folder in folders for name in CHINESE_FONT_FILES)


def provide_chinese_font() -> None:
    """Installs a font for Traditional Chinese where that is allowed. Reports use the one we bring anyway."""
    if not sys.platform.startswith("linux") or has_chinese_font():
        return
    if may_install_packages():
        say("Installing a font for Traditional Chinese: " + CHINESE_FONT_PACKAGE)
        if apt_install([CHINESE_FONT_PACKAGE]):
            return
    command = install_command([CHINESE_FONT_PACKAGE])
    say(f"No system font for Traditional Chinese was found; to get one, run: {command}")


# the environment


def venv_python(venv: Path = VENV) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_environment() -> dict[str, str]:
    """What programs in the environment see: UTF-8, and nothing of other Python installations."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX")
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment["PYTHONUTF8"] = "1"
    environment["PIP_USER"] = "0"
    return environment


def digest(path: Path) -> str:
    """The SHA-256 of a text file, the same with Windows' line ends."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def wanted_stamp(dev: bool) -> dict[str, str]:
    """What the environment must have been made from to be used as it is."""
    runtime = {
        "root": str(ROOT),
        "runtime": digest(RUNTIME_LOCK),
        "project": digest(ROOT / "pyproject.toml"),
    }
    return {**runtime, "dev": digest(LOCK)} if dev else runtime


def read_stamp() -> dict[str, str]:
    """What the environment was made from; empty if unknown."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def venv_works() -> bool:
    """True if the environment's Python starts, is new enough and has pip."""
    test = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        started = subprocess.run([venv_python(), "-c", test], capture_output=True, check=False)
    except OSError:
        return False
    return started.returncode == 0


def venv_package() -> str:
    """The Debian package with the venv module for the Python that runs this."""
    of_system = Path("/usr/bin/python3").resolve().name
    running = f"python3.{sys.version_info.minor}"
    return "python3-venv" if of_system == running else f"{running}-venv"


def provide_venv_module() -> None:
    """Installs what Debian leaves out of its Python, or raises TaskError with the exact command."""
    test = [base_python(), "-c", "import ensurepip, venv"]
    if subprocess.run(test, capture_output=True, check=False).returncode == 0:
        return
    package = venv_package()
    if may_install_packages():
        say(f"Installing {package}")
        apt_install([package])
        if subprocess.run(test, capture_output=True, check=False).returncode == 0:
            return
    if shutil.which("apt-get"):
        command = install_command([package])
        raise TaskError(f"This Python cannot make virtual environments yet; run: {command}")
    raise TaskError("This Python has no ensurepip module, which making a virtual environment needs.")


def base_python() -> str:
    """The Python to make the environment with, also when a Python inside an environment runs this."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def make_venv() -> None:
    """Makes a fresh `.venv`. Raises TaskError."""
    provide_venv_module()
    say("Making the environment .venv")
    made = subprocess.run([base_python(), "-m", "venv", "--clear", VENV], capture_output=True, check=False)
    if made.returncode != 0:
        lines = (made.stdout + made.stderr).decode(errors="replace").split("\n")
        reason = next((line.strip() for line in reversed(lines) if line.strip()), "no reason was given")
        raise TaskError(f"The environment could not be made in {VENV}: {reason}")


def pip(*arguments: str | Path) -> None:
    """Runs pip in the environment, its words in a log file. Raises TaskError with pip's own first error."""
    command = [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    with LOG.open("ab") as log:
        start = log.tell()
        environment = child_environment()
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, env=environment, check=False)
    if done.returncode != 0:
        reason = reason_of_pip(LOG.read_bytes()[start:].decode(errors="replace"))
        raise TaskError(f"The packages could not be installed: {reason} (all that pip said is in {LOG}).")


def reason_of_pip(words: str) -> str:
    """The line of pip's output that says best why it failed."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    said = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    raised = [line for line in lines if re.match(r"\w+Error: ", line)]
    return (said[:1] + raised[-1:] + lines[-1:] + ["it gave no reason"])[0].rstrip(". ")


def install_packages(dev: bool) -> None:
    """Installs the locked packages, checked by their hashes, and this project itself, editable."""
    say("Installing the locked packages (the first time takes a minute or two)")
    LOG.unlink(missing_ok=True)
    # the lock is complete; without --no-deps pip would look for what highdicom asks for and we leave out
    lock = LOCK if dev else RUNTIME_LOCK
    pip("install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", lock)
    if dev:
        # what builds it is among the packages for development
        pip("install", "--no-deps", "--no-build-isolation", "--force-reinstall", "-e", ROOT)
    point_to_sources()
    compile_sources()


def point_to_sources() -> None:
    """Lets the environment find this project, by a relative path.

    Python before 3.13 reads .pth files in the locale's encoding, even in UTF-8 mode (site.addpackage): an
    absolute path with Chinese letters would keep it from starting in the C locale or a Western Windows.
    """
    for packages in (*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")):
        (packages / "_sonostep.pth").write_text(os.path.relpath(ROOT / "desktop", packages), "ascii")


def compile_sources() -> None:
    """Compiles this project on all cores, as pip did with its packages; what cannot be written is left."""
    python("-m", "compileall", "-q", "-q", "-j", "0", ROOT / "desktop")


def is_whole(wanted: dict[str, str], found: dict[str, str]) -> bool:
    """True if the environment has all that is wanted; it may have more."""
    return wanted.items() <= found.items() and venv_python().exists()


def provide_environment(dev: bool) -> None:
    """Makes `.venv` what the lock says; does next to nothing when it already is. Raises TaskError."""
    wanted, found = wanted_stamp(dev), read_stamp()
    if is_whole(wanted, found):
        return
    moved = found.get("root", wanted["root"]) != wanted["root"]
    if moved or not venv_works():
        make_venv()
    STAMP.unlink(missing_ok=True)
    install_packages(dev)
    STAMP.write_text(json.dumps(wanted), "utf-8")
    say("Ready.")


def set_up(dev: bool = True) -> None:
    """Everything the other tasks need; without `dev` what the program itself needs. Raises TaskError."""
    provide_system_libraries()
    provide_chinese_font()
    provide_environment(dev)


# the tasks


def python(*arguments: str | Path, folder: Path | None = ROOT) -> int:
    """Runs the environment's Python and gives its exit code."""
    command = [venv_python(), *arguments]
    return subprocess.run(command, cwd=folder, env=child_environment(), check=False).returncode


def sonostep(arguments: Sequence[str]) -> int:
    """Runs the program in the folder the person is in, so that relative paths mean what they say."""
    return python("-P", "-m", "sonostep", *arguments, folder=None)


def task_setup(arguments: list[str]) -> int:
    set_up()
    return 0


def task_demo(arguments: list[str]) -> int:
    set_up(dev=False)
    return sonostep(["demo", *arguments])


def task_run(arguments: list[str]) -> int:
    set_up(dev=False)
    return sonostep(arguments[1:] if arguments[:1] == ["--"] else arguments)


def pytest_processes(arguments: Sequence[str]) -> list[str]:
    """What runs the whole suite on all cores; tests that are picked run in one process."""
    cores = os.cpu_count() or 1
    if cores < 2 or set(arguments) - {"--full", "-q", "-v"}:
        return []
    # where a process crashed the run ends and says so; begun anew it may wait for ever
    return ["-n", str(min(cores, MOST_TEST_PROCESSES)), "--dist", "loadscope", "--max-worker-restart", "0"]


def task_test(arguments: list[str]) -> int:
    set_up()
    return python("-m", "pytest", *pytest_processes(arguments), *arguments)


MOST_TEST_PROCESSES = 4
"""Each has windows and reader processes of its own: more of them want more memory than they save time."""

CHECKS: dict[str, tuple[str, ...]] = {
    "style": ("-m", "ruff", "check", "."),
    "formatting": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "types": ("-m", "mypy"),
    "structure": (".ci/structure.py",),
    "layers": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    "translations": ("resources/translations/check.py",),
}


def task_check(arguments: list[str]) -> int:
    set_up()
    failed = []
    for name, command in CHECKS.items():
        if command[0].endswith(".py") and not (ROOT / command[0]).exists():
            continue
        say(f"Checking {name}")
        if python(*command) != 0:
            failed.append(name)
    if failed:
        raise TaskError("These checks failed: " + ", ".join(failed) + ".")
    say("All checks passed.")
    return 0


def task_bench(arguments: list[str]) -> int:
    set_up()
    if not (ROOT / "bench" / "__main__.py").exists():
        raise TaskError("There is nothing to measure: bench/__main__.py does not exist.")
    return python("-m", "bench", *arguments)


def task_docs(arguments: list[str]) -> int:
    set_up()
    if not (ROOT / "docs" / "build.py").exists():
        raise TaskError("There is nothing to build: docs/build.py does not exist.")
    return python("docs/build.py", *arguments)


LOCK_OPTIONS = (
    "--quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --generate-hashes "
    "--no-annotate --no-header --no-build"
).split()
"""One lock for every Python from 3.11 and every system: one version of each package wherever one fits all."""


def task_lock(arguments: list[str]) -> int:
    """Renews both lock files from pyproject.toml; the only task that looks for newer packages.

    The locks carry the hashes of every platform's wheels, and no address.
    """
    provide_venv_module()
    with tempfile.TemporaryDirectory() as folder:
        interpreter = venv_python(Path(folder))
        subprocess.run([base_python(), "-m", "venv", folder], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "uv"], check=True)
        for lock, extras in ((RUNTIME_LOCK, ()), (LOCK, ("--extra", "dev"))):
            say(f"Locking {lock.name}")
            options = [*LOCK_OPTIONS, *extras, "-o", lock.name, "pyproject.toml"]
            subprocess.run([interpreter, "-m", "uv", "pip", "compile", *options], cwd=ROOT, check=True)
    return 0


TASKS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "demo": (task_demo, "open the sample exam; [--headless] [--out DIR]"),
    "test": (task_test, "run the tests; [--full] and what pytest takes"),
    "run": (task_run, "run sonostep: run -- ARGS"),
    "check": (task_check, "style, formatting, types, structure, layers, translations"),
    "bench": (task_bench, "measure against the goals"),
    "docs": (task_docs, "build the documentation's pictures"),
    "setup": (task_setup, "only make the environment, for development, too"),
    "lock": (task_lock, "renew the lock files"),
}


def parse(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The task and everything after its name, untouched. Ends the program with 2 on wrong usage."""
    table = "\n".join(f"  {name:7}{text}" for name, (_, text) in TASKS.items())
    parser = argparse.ArgumentParser(
        prog="tasks.py",
        usage="tasks.py TASK [ARGS ...]",
        description=__doc__,
        epilog="tasks:\n" + table,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=TASKS, metavar="TASK", help="one of those below")
    return parser.parse_args(arguments[:1]).task, list(arguments[1:])


def main(arguments: Sequence[str]) -> int:
    """Runs one task and gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    name, rest = parse(arguments)
    try:
        return TASKS[name][0](rest)
    except TaskError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"{name} could not go on: {error}.", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"{name} could not go on: a command ended with code {error.returncode}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
