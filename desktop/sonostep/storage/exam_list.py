"""The exams at hand: what a list shows of each, and copies that are safe to make while one is edited."""

import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sonostep.core.clip import Patient
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem, ProblemError
from sonostep.storage import database
from sonostep.storage.exam_json import reason_of
from sonostep.storage.journal import SUFFIX, open_journal, path_for, present_values


@dataclass(frozen=True, slots=True)
class ExamSummary:
    """One line of the list of exams.

    Attributes:
        path: the journal.
        id, patient, created, state, clips: of its present state; empty where it cannot be read.
        problem: why it cannot be read, or None.
    """

    path: Path
    id: str = ""
    patient: Patient = Patient()
    created: str = ""
    state: str = ""
    clips: int = 0
    problem: Problem | None = None


_SUMMED_UP = ("id", "patient", "created", "state", "clips")


_OTHER_LAYOUT = (KeyError, TypeError, ValueError, AttributeError, OSError)
"""How a journal of another layout, or one that goes away meanwhile, can end; it costs its own line only."""


def list_exams(folder: Path) -> tuple[ExamSummary, ...]:
    """Return what the folder holds, newest first; a damaged journal is listed with its problem.

    A journal that was never begun (its process ended first) holds nothing and is left out.
    """
    summaries = [_summary(path) for path in sorted(folder.glob("*" + SUFFIX))]
    listed = [s for s in summaries if s.problem is None or s.problem.code != "journal.empty"]
    return tuple(sorted(listed, key=lambda s: s.created, reverse=True))


def _summary(path: Path) -> ExamSummary:
    try:
        found = present_values(path, _SUMMED_UP)
        return ExamSummary(
            path, found["id"], found["patient"], found["created"], found["state"].value, len(found["clips"])
        )
    except ProblemError as error:
        return ExamSummary(path, problem=error.problem)
    except _OTHER_LAYOUT:
        return ExamSummary(path, problem=Problem.of("journal.damaged", file=path.name))


def kept_exam(folder: Path, exam_id: str) -> Exam | None:
    """Return an exam as its journal keeps it, also while it is open elsewhere; None where it cannot be read.

    For what another exam refers to, such as the visit before it: without an id there is none.
    """
    path = path_for(folder, exam_id)
    if not exam_id or not path.is_file():
        return None
    try:
        journal, history = open_journal(path, read_only=True)
    except ProblemError:
        # the report says that it was not at hand
        return None
    journal.close()
    return history.exam


def backup(path: Path, target: Path) -> None:
    """Copy a journal, also while it is being edited; ``target`` is then one whole file, checked.

    A copy back over a journal that nobody has open restores it.

    Raises:
        ProblemError: ``journal.backup_failed``, or why the source cannot be read; an old target stays.
    """
    if not path.is_file():
        raise ProblemError.of("journal.missing", file=path.name)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise _failed(target, reason_of(error)) from error
    try:
        _copy(path, Path(name))
        os.replace(name, target)
    except OSError as error:
        raise _failed(target, reason_of(error)) from error
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(path: Path, target: Path) -> None:
    with database.explained(path):
        source = database.open_readable(path)
    copy = database.connect(target, "rw")
    try:
        source.backup(copy)
        # a backup is one file: no log beside it
        copy.execute("PRAGMA journal_mode = DELETE")
        database.check(copy, target)
    except sqlite3.Error as error:
        raise _failed(target, str(getattr(error, "sqlite_errorname", "SQLite"))) from error
    finally:
        copy.close()
        source.close()


def _failed(target: Path, reason: str) -> ProblemError:
    return ProblemError.of("journal.backup_failed", file=target.name, reason=reason)
