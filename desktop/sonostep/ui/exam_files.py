"""Read and write what exams are kept in; the rooms that do it are imported when they are first needed."""

import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.paths import user_home
from sonostep.ui.background import Task

if TYPE_CHECKING:
    from sonostep.session import Journal


def make_sample(task: Task) -> list[Path]:
    """Write the sample exam into the user's folder where it is not there yet; returns its DICOM clips."""
    from sonostep.phantom.sample_exam import write_sample_exam

    folder = user_home() / "sample"

    def progress(done: int, total: int) -> None:
        task.report(done / max(total, 1), f"{done} / {total}")

    return [p for p in write_sample_exam(folder, progress) if p.suffix == ".dcm"]


def read_exam(path: Path) -> Exam:
    """Read an exam file."""
    from sonostep.storage import load_exam

    return load_exam(path)


def write_exam(exam: Exam, path: Path) -> None:
    """Write an exam file."""
    from sonostep.storage import save_exam

    save_exam(exam, path)


def read_protocol(path: Path) -> object:
    """Read a protocol file."""
    from sonostep.protocols import load_protocol

    return load_protocol(path)


def journal_of_new(exam: Exam) -> "tuple[Journal, History]":
    """Begin the journal of a new exam."""
    from sonostep.storage import create_journal, exams_folder

    return create_journal(exams_folder(), exam)


def journal_of_path(path: Path) -> "tuple[Journal, History, Problem | None]":
    """Open a journal and its history, and say what was mended where the program ended while signing.

    One that another window has open, or that cannot be written, is opened to look at.
    """
    from sonostep.storage import open_journal, settled

    try:
        journal, history = open_journal(path)
    except ProblemError as error:
        if error.problem.code not in ("journal.locked", "journal.not_writable"):
            raise
        return *open_journal(path, read_only=True), None
    try:
        return journal, *settled(journal, history)
    except ProblemError as error:
        return journal, history, error.problem


def is_journal_of(path: Path, exam: Exam) -> bool:
    """Whether a journal is where an exam is kept."""
    from sonostep.storage import exams_folder
    from sonostep.storage.journal import path_for

    return path == path_for(exams_folder(), exam.id)


def journal_of_file(exam: Exam) -> "tuple[Journal, History]":
    """Begin the journal of an exam that came from a file; one that is here already gets a copy's id."""
    try:
        return journal_of_new(exam)
    except ProblemError as error:
        if error.problem.code != "journal.exists":
            raise
        return journal_of_new(replace(exam, id=str(uuid.uuid4())))


def nothing(_: object) -> None:
    """Nothing follows."""
