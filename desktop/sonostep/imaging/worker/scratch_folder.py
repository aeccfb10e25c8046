"""A temporary folder of this process for what must be unpacked; gone when the process ends."""

import atexit
import shutil
import tempfile
from pathlib import Path

_folder: Path | None = None


def use_folder(folder: Path) -> None:
    """Unpack into ``folder``, which its owner removes: a worker's belongs to the process that started it."""
    global _folder
    _folder = folder


def folder() -> Path:
    """Return the folder to unpack into; made when first asked for."""
    global _folder
    if _folder is None or not _folder.is_dir():
        _folder = Path(tempfile.mkdtemp(prefix="sonostep-"))
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder
