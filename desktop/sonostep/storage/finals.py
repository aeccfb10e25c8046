"""The frozen report of a final exam, kept beside its journal; written once, never replaced.

It is kept before the journal takes the final exam. Where the program ended between the two, ``settled``
brings them together when the journal is opened again.
"""

import os
import zipfile
from dataclasses import replace
from pathlib import Path

from sonostep.core.exam import Exam
from sonostep.core.finalise import EXAM_FILE, SEAL_FILE, Obstacles, close, seal
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.storage.exam_json import exam_from_json, reason_of, write_atomically
from sonostep.storage.journal import AnyJournal, ExamJournal, path_for, present_values


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


def settled(journal: AnyJournal, history: History) -> tuple[History, Problem | None]:
    """Bring a journal and the frozen report beside it together; what belongs together is left alone.

    A draft with the frozen report of just this draft becomes final, as it was signed. A report that is not
    of this draft, or not whole, is set aside under another name, so that the draft can be signed again.

    Returns:
        The history, and what to tell the person, or None.

    Raises:
        ProblemError: as ``ExamJournal.keep``; ``exam.unwritable`` when the report cannot be set aside.
    """
    path = final_path(journal.path.parent, history.exam.id)
    if not isinstance(journal, ExamJournal) or history.exam.closed or not path.is_file():
        return history, None
    final = _frozen_exam(path)
    if final is None or not _follows(final, history.exam):
        aside = _set_aside(path)
        return history, Problem.of("final.set_aside", file=aside.name)
    after = history.did(final, "finalise")
    journal.keep(after)
    return after, Problem.of("final.attached")


def _frozen_exam(path: Path) -> Exam | None:
    """The exam in a frozen report, or None where a byte of it is not as it was sealed."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = {e.filename: archive.read(e) for e in archive.infolist()}
        exam = exam_from_json(files[EXAM_FILE])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, RuntimeError, ProblemError):
        return None
    sealed = {name: data for name, data in files.items() if name != SEAL_FILE}
    return exam if exam.closed and exam.final_sha256 == seal(sealed) else None


def _follows(final: Exam, draft: Exam) -> bool:
    """Whether the final exam is this draft, closed by its signature and sealed."""
    if final.signature is None:
        return False
    return replace(final, final_sha256="") == close(draft, final.signature, Obstacles())


def _set_aside(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.aside-{n}.zip") for n in range(1, 10_000))
    aside = next(name for name in names if not name.exists())
    try:
        path.rename(aside)
    except OSError as error:
        raise ProblemError.of("exam.unwritable", file=path.name, reason=reason_of(error)) from error
    return aside
