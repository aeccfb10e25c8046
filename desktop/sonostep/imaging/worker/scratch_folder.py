"""Temporary folders for what must be unpacked; gone when their process ends, or swept after one was killed.

What is unpacked bears patients' names. Each folder holds a file that its owner keeps locked as long as it
lives: one that can be locked by another is nobody's any more.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Final

_PREFIX: Final = "sonostep-"
_OWNER: Final = ".owner"

_folder: Path | None = None
_locks: dict[str, int] = {}
"""Folder to the handle of its locked file."""


def use_folder(folder: Path) -> None:
    """Unpack into ``folder``, which its owner removes: a worker's belongs to the process that started it."""
    global _folder
    _folder = folder


def folder() -> Path:
    """Return the folder to unpack into; made when first asked for."""
    global _folder
    if _folder is None or not _folder.is_dir():
        sweep()
        _folder = make()
        atexit.register(partial(remove, _folder))
    return _folder


def make() -> Path:
    """Return a new folder, its owner's alone, that is this process's as long as it lives."""
    made = tempfile.mkdtemp(prefix=_PREFIX)
    # locked before it has its name: another program's sweep never finds it unlocked
    unnamed = os.path.join(made, "owner.part")
    handle = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    if _locked(handle):
        os.rename(unnamed, os.path.join(made, _OWNER))
        _locks[made] = handle
    else:
        os.close(handle)
        os.unlink(unnamed)
    return Path(made)


def remove(folder: Path) -> None:
    """Remove a folder that ``make`` made; calling it twice does no harm."""
    handle = _locks.pop(str(folder), None)
    _remove_all(folder)
    if handle is not None:
        os.close(handle)


def sweep() -> None:
    """Remove the folders of processes that were killed; those of living ones and of other users stay."""
    for owner in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_OWNER}"):
        with contextlib.suppress(OSError):
            _sweep(owner)


def sweep_aside() -> None:
    """Sweep on a thread of its own, so that nobody waits for it."""
    threading.Thread(target=sweep, name="sonostep-sweep", daemon=True).start()


def _sweep(owner: Path) -> None:
    if owner.parent.is_symlink() or str(owner.parent) in _locks:
        return
    handle = os.open(owner, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        mine = not hasattr(os, "getuid") or os.fstat(handle).st_uid == os.getuid()
        if mine and _locked(handle):
            _remove_all(owner.parent)
    finally:
        os.close(handle)


def _remove_all(folder: Path) -> None:
    """Remove a folder, the locked file last: a sweep that is cut off leaves what the next one finds."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _OWNER:
                path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _locked(handle: int) -> bool:
    """Whether the file could be locked; never where the system has no such locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
