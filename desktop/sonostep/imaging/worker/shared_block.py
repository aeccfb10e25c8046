"""Memory that two processes see: decoded frames cross without a copy.

A mapped file: in ``/dev/shm`` where that has room, which is shared memory; else in the temporary folder; on
Windows a named mapping without a file. ``multiprocessing.shared_memory`` is not used because it cannot let
go of a block while the window still paints from it, and because it does not reserve the room it promises:
overrunning a small /dev/shm (64 MB in many containers) kills the process with SIGBUS.
"""

import contextlib
import errno
import itertools
import mmap
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sonostep.core.problem import ProblemError

_SHARED: Final = Path("/dev/shm")
_PREFIX: Final = "sonostep-frames-"
_SPARE: Final = 8 << 20
"""Bytes left free in /dev/shm for others."""

_numbers = itertools.count(1)


class SharedBlock:
    """A writable mapping of ``size`` bytes with a ``token`` by which the other process attaches."""

    def __init__(self, token: str, size: int, mapping: mmap.mmap) -> None:
        self.token = token
        self.size = size
        self.view = memoryview(mapping)

    def forget(self) -> None:
        """Remove the name; the memory lives on until the last frame in it is let go."""
        if not _is_windows():
            with contextlib.suppress(OSError):
                os.unlink(self.token)


def create(size: int, folder: Path | None = None) -> SharedBlock:
    """Make a block of exactly ``size`` bytes, reserved and not only promised.

    Args:
        size: in bytes.
        folder: where to put it, for tests; else shared memory while it has room, then the temporary folder.

    Raises:
        ProblemError: when neither has room.
    """
    name = f"{_PREFIX}{os.getpid()}-{next(_numbers)}"
    if _is_windows():
        return SharedBlock(name, size, _windows_mapping(name, size))
    folders = (folder,) if folder else (_SHARED, Path(tempfile.gettempdir()))
    for place in folders:
        if _has_room(place, size):
            with contextlib.suppress(OSError):
                path = place / name
                return SharedBlock(str(path), size, _file_mapping(path, size))
    raise ProblemError.of("imaging.no_memory", mib=size >> 20)


def attach(token: str, size: int) -> SharedBlock:
    """Open a block that another process made.

    Raises:
        OSError: when it is gone or smaller than ``size``: writing beyond it would kill the process.
    """
    if _is_windows():
        return SharedBlock(token, size, _windows_mapping(token, size))
    with open(token, "r+b") as file:
        if os.fstat(file.fileno()).st_size < size:
            raise OSError(errno.EINVAL, "the shared block is smaller than promised")
        return SharedBlock(token, size, mmap.mmap(file.fileno(), size))


def sweep() -> None:
    """Remove what processes that were killed left behind."""
    # Imported here: a worker, which never sweeps, is sooner ready without.
    import psutil

    for place in (_SHARED, Path(tempfile.gettempdir())):
        if not place.is_dir():
            continue
        for path in place.glob(f"{_PREFIX}*"):
            owner = path.name.removeprefix(_PREFIX).partition("-")[0]
            if owner.isdigit() and not psutil.pid_exists(int(owner)):
                with contextlib.suppress(OSError):
                    path.unlink()


def _has_room(place: Path, size: int) -> bool:
    try:
        stat = os.statvfs(place)
    except OSError:
        return False
    return stat.f_bavail * stat.f_frsize >= size + _SPARE


def _file_mapping(path: Path, size: int) -> mmap.mmap:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, size)
        else:
            os.ftruncate(descriptor, size)
        return mmap.mmap(descriptor, size)
    except OSError:
        os.unlink(path)
        raise
    finally:
        os.close(descriptor)


def _windows_mapping(name: str, size: int) -> mmap.mmap:
    options: Any = {"tagname": name}
    return mmap.mmap(-1, size, **options)


def _is_windows() -> bool:
    return sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class FirstDrawn:
    """Where a worker has drawn: a block of ``size`` bytes, rows x columns x 4.

    Attributes:
        aspect: height over width of a pixel.
    """

    token: str
    size: int
    rows: int
    columns: int
    aspect: float
