"""The frozen report of a final exam, kept beside its journal; written once, never replaced."""

import os
from pathlib import Path

from sonostep.core.problem import ProblemError
from sonostep.storage.exam_json import reason_of, write_atomically
from sonostep.storage.journal import path_for, present_values


def final_path(folder: Path, exam_id: str) -> Path:
    """Return the file of an exam's frozen report."""
    return path_for(folder, exam_id).with_suffix(".final.zip")


def keep_final(folder: Path, exam_id: str, data: bytes) -> Path:
    """Keep the frozen report, readable by its owner and writable by nobody.

    Raises:
        ProblemError: ``exam.final`` when another one is kept already; ``exam.unwritable``.
    """
    path = final_path(folder, exam_id)
    try:
        if path.exists():
            if path.read_bytes() != data:
                raise ProblemError.of("exam.final")
            return path
        write_atomically(path, data)
        os.chmod(path, 0o400)
    except OSError as error:
        raise ProblemError.of("exam.unwritable", file=path.name, reason=reason_of(error)) from error
    return path


def kept_seal(folder: Path, exam_id: str) -> str | None:
    """Return the seal that the journal of an exam holds, empty for a draft, None without a journal.

    Raises:
        ProblemError: why the journal cannot be read.
    """
    path = path_for(folder, exam_id)
    if not path.is_file():
        return None
    return str(present_values(path, ("final_sha256",)).get("final_sha256", ""))
