"""Drafts on disk: what is typed into a form and not given yet, beside the journal of its exam."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sonostep.core.problem import ProblemError
from sonostep.storage.exam_json import from_bytes, reason_of, to_bytes, write_atomically
from sonostep.storage.journal import SUFFIX, path_for

_VERSION: Final = 1
_MOST_BYTES: Final = 1024 * 1024
"""A larger file is none of ours."""


def drafts_path(folder: Path, exam_id: str) -> Path:
    """Return the file of an exam's drafts."""
    return path_for(folder, exam_id).with_suffix(f"{SUFFIX}-drafts")


def load_drafts(folder: Path, exam_id: str) -> dict[str, str]:
    """Return what was typed and not given, by what it is for; nothing where the file cannot be read."""
    path = drafts_path(folder, exam_id)
    try:
        plain = from_bytes(path.read_bytes()) if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError, ProblemError):
        return {}
    held = plain.get("drafts") if isinstance(plain, dict) and plain.get("version") == _VERSION else None
    kept = held.items() if isinstance(held, dict) else ()
    return {k: v for k, v in kept if isinstance(k, str) and isinstance(v, str)}


def save_drafts(folder: Path, exam_id: str, drafts: Mapping[str, str]) -> None:
    """Make drafts durable; without any the file goes.

    Raises:
        ProblemError: ``draft.unwritable``; the file then holds what it held before.
    """
    path = drafts_path(folder, exam_id)
    try:
        if drafts:
            write_atomically(path, to_bytes({"version": _VERSION, "drafts": dict(drafts)}))
        else:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
    except OSError as error:
        raise ProblemError.of("draft.unwritable", reason=reason_of(error)) from error
