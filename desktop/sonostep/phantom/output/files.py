"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sonostep.core.problem import ProblemError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the target, then rename, so that a broken-off write leaves no half file."""
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        os.replace(part, path)
    except OSError as error:
        raise ProblemError.of(
            "phantom.write-failed", file=path.name, reason=error.strerror or error
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
