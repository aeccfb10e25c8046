"""Open, keep and begin exams: their journals and files, and whether a clip is of their patient."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.checks.identity import as_read_for, same_person, stated
from sonostep.core.exam import Exam
from sonostep.core.history import History
from sonostep.core.problem import Problem, ProblemError
from sonostep.paths import user_home
from sonostep.workflows.task import TaskLike

if TYPE_CHECKING:
    from sonostep.core.clip import Clip
    from sonostep.core.protocol import ProtocolDefinition
    from sonostep.session import Journal


def make_sample(task: TaskLike) -> list[Path]:
    """Write the sample exam into the user's folder where it is not there yet; returns its DICOM clips."""
    from sonostep.phantom.sample_exam import write_sample_exam

    folder = user_home() / "sample"

    def progress(done: int, total: int) -> None:
        task.report(done / max(total, 1), f"{done} / {total}")

    return [p for p in write_sample_exam(folder, progress) if p.suffix == ".dcm"]


def read_exam(path: Path) -> Exam:
    """Read an exam file.

    Raises:
        ProblemError: what is wrong with it.
    """
    from sonostep.storage import load_exam

    return load_exam(path)


ExamFiles = tuple[tuple[Path, Exam], ...]
"""Exam files with the exam that each holds."""


def read_exams(paths: Sequence[Path]) -> tuple[ExamFiles, tuple[Problem, ...]]:
    """Read exam files; returns those that can be read, and what is wrong with the others."""
    files: list[tuple[Path, Exam]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files.append((path, read_exam(path)))
        except ProblemError as error:
            problems.append(error.problem)
    return tuple(files), tuple(problems)


def write_exam(exam: Exam, path: Path) -> None:
    """Write an exam file; never into the folder of a sealed report, nor over the file of another exam.

    Raises:
        ProblemError: why it cannot be written.
    """
    from sonostep.storage import save_exam
    from sonostep.workflows.export_target import refuse_in_sealed

    refuse_in_sealed(path)
    if path.exists() and not _is_file_of(exam, path):
        raise ProblemError.of("exam.other_there", file=path.name)
    save_exam(exam, path)


def _is_file_of(exam: Exam, path: Path) -> bool:
    """Whether a file holds an exam, or the exam that it is a copy of."""
    try:
        there = read_exam(path)
    except ProblemError:
        return False
    return there.id == exam.id or (there.created, there.patient) == (exam.created, exam.patient)


def read_protocol(path: Path) -> "ProtocolDefinition":
    """Read a protocol file.

    Raises:
        ProblemError: what is wrong with it.
    """
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


def drafts_of(exam: Exam) -> dict[str, str]:
    """Return what was typed into the forms of an exam and not given yet, by what it is for."""
    from sonostep.storage import exams_folder, load_drafts

    return load_drafts(exams_folder(), exam.id)


def keep_drafts(exam_id: str, drafts: Mapping[str, str]) -> None:
    """Keep what is typed into the forms of an exam, durably, beside its journal.

    Raises:
        ProblemError: ``draft.unwritable``.
    """
    from sonostep.storage import exams_folder, save_drafts

    save_drafts(exams_folder(), exam_id, drafts)


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


def new_exam(clip: "Clip") -> Exam:
    """Return a new exam of the clip's patient."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Exam(str(uuid.uuid4()), now, clip.patient)


def in_question(exam: Exam, clip: "Clip") -> bool:
    """Whether it has to be said that a clip is of the exam's patient: one of them names nobody, or another.

    A clip that is part of the exam was asked for; one that cannot be read is told, and shows nobody.
    """
    if not clip.readable or any(c.id == clip.id for c in exam.clips):
        return False
    if not stated(exam.patient):
        # nobody's exam, begun with a clip that names none, does not become another's without a word
        return stated(clip.patient)
    return not same_person(as_read_for(exam.patient, clip).patient, exam.patient)
