"""The journal: every state of one exam in one SQLite file, durable when the edit is acknowledged.

Each field of the exam is stored once, as JSON under the hash of its bytes, and so is each key image's
picture; a state is a row of such hashes. States that share a field share its bytes.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sonostep.core.exam import Exam
from sonostep.core.history import Entry, History
from sonostep.core.problem import ProblemError
from sonostep.paths import user_home
from sonostep.storage import database
from sonostep.storage.blobs import FIELDS, Blobs, Sections
from sonostep.storage.exam_json import reason_of, sync_folder, to_bytes

SUFFIX: Final = ".sonostep"


def exams_folder() -> Path:
    """Return the folder of the journals; made when missing, readable by its owner only.

    Raises:
        OSError: when it cannot be made.
    """
    folder = user_home() / "exams"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class ExamJournal:
    """Keeps one exam's history in one file. Implements ``session.Journal``; used by one thread at a time."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: database.Lock, history: History | None
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._kept = history
        self._blobs = Blobs(connection, path)
        stored = _states(connection, path) if history else []
        self._sections: list[Sections] = [sections for _, _, sections in stored]

    def keep(self, history: History) -> None:
        """Make ``history`` durable: whatever of it the file does not hold yet is on the disk on return.

        Raises:
            ProblemError: ``journal.full``, ``journal.not_writable`` or another that says what to do; the
                file then holds what it held before. ``exam.final`` for anything after a final exam.
        """
        if history is self._kept:
            return
        if self._kept is not None and self._kept.exam.closed and history.exam != self._kept.exam:
            raise ProblemError.of("exam.final")
        same = _shared(self._kept, history)
        sections = self._sections[:same]
        try:
            with database.explained(self.path), database.transaction(self._connection):
                self._write_from(same, history, sections)
        except BaseException:
            self._blobs.forget_written()
            raise
        self._kept, self._sections = history, sections

    def _write_from(self, same: int, history: History, sections: list[Sections]) -> None:
        if self._kept is None:
            # with the first state, so that a journal is begun wholly or not at all
            database.create_tables(self._connection)
        # what a failed commit may have left goes, too
        self._connection.execute("DELETE FROM state WHERE position >= ?", (same,))
        for position in range(same, len(history.entries)):
            sections.append(self._write(history, position, sections))
        row = (history.cursor, database.seal(history.cursor))
        self._connection.execute("INSERT OR REPLACE INTO present VALUES (1, ?, ?)", row)

    def _write(self, history: History, position: int, sections: list[Sections]) -> Sections:
        entry = history.entries[position]
        before = history.entries[position - 1].exam if position else None
        known = sections[position - 1] if position else {}
        now = {
            name: known[name]
            if before is not None and getattr(entry.exam, name) is getattr(before, name)
            else self._blobs.store_field(name, getattr(entry.exam, name))
            for name in FIELDS
        }
        row = (position, entry.name, to_bytes(now).decode())
        self._connection.execute("INSERT INTO state VALUES (?, ?, ?, ?)", (*row, database.seal(*row)))
        return now

    def close(self) -> None:
        """Let go of the file and of the lock; calling it twice does no harm."""
        self._connection.close()
        self._lock.release()


class ReadOnlyJournal:
    """Stands for a journal that was opened to look at: each change is refused, and stays in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, history: History) -> None:
        """Refuse.

        Raises:
            ProblemError: ``journal.read_only``.
        """
        raise ProblemError.of("journal.read_only", file=self.path.name)

    def close(self) -> None:
        """Nothing is held."""


AnyJournal = ExamJournal | ReadOnlyJournal


def path_for(folder: Path, exam_id: str) -> Path:
    """Return the file of an exam; an id that is no plain word, such as a hostile one, is hashed."""
    plain = re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}", exam_id)
    name = exam_id if plain else hashlib.sha256(exam_id.encode("utf-8", "surrogatepass")).hexdigest()
    return folder / f"{name}{SUFFIX}"


def create_journal(folder: Path, exam: Exam) -> tuple[ExamJournal, History]:
    """Begin the journal of a new exam, and its history.

    Raises:
        ProblemError: ``journal.exists``, or why it cannot be written.
    """
    path = path_for(folder, exam.id)
    if _begun(path):
        raise ProblemError.of("journal.exists", file=path.name)
    lock = database.Lock(path)
    try:
        _make_room(path)
        _make_file(path)
        return _begin(path, lock, History.start(exam))
    except ProblemError:
        lock.release()
        raise


def _begun(path: Path) -> bool:
    """Whether there is anything to lose; a file whose process ended before the first commit holds nothing."""
    if not path.exists():
        return False
    try:
        present_values(path, ())
    except ProblemError as error:
        return error.problem.code != "journal.empty"
    return True


def _make_room(path: Path) -> None:
    """Take away a journal that was never begun; with the lock held."""
    if _begun(path):
        raise ProblemError.of("journal.exists", file=path.name)
    for side in ("", "-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)


def _make_file(path: Path) -> None:
    try:
        # the owner's alone before the first byte is written: it will hold a patient's data
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        sync_folder(path.parent)
    except OSError as error:
        raise ProblemError.of("journal.failed", file=path.name, reason=reason_of(error)) from error


def _begin(path: Path, lock: database.Lock, history: History) -> tuple[ExamJournal, History]:
    with database.explained(path):
        connection = database.open_writable(path)
        try:
            journal = ExamJournal(path, connection, lock, None)
            journal.keep(history)
        except (sqlite3.Error, ProblemError):
            connection.close()
            path.unlink(missing_ok=True)
            raise
    return journal, history


def open_journal(path: Path, *, read_only: bool = False) -> tuple[AnyJournal, History]:
    """Open an exam's journal and return it with the whole history, cursor included.

    Every state shares with its neighbours what they have in common, as it did when it was made.

    Raises:
        ProblemError: ``journal.locked`` when another instance has it open (open it with ``read_only``),
            ``journal.damaged``, ``journal.newer``, ``journal.missing``, or another that says why.
    """
    if not path.is_file():
        raise ProblemError.of("journal.missing", file=path.name)
    if read_only:
        return ReadOnlyJournal(path), _read(path)
    lock = database.Lock(path)
    try:
        return _open(path, lock)
    except ProblemError:
        lock.release()
        raise


def _open(path: Path, lock: database.Lock) -> tuple[ExamJournal, History]:
    with database.explained(path):
        connection = database.open_writable(path)
        try:
            database.check(connection, path)
            history = _history(connection, path)
            return ExamJournal(path, connection, lock, history), history
        except BaseException:
            connection.close()
            raise


def _read(path: Path) -> History:
    with database.explained(path):
        connection = database.open_readable(path)
        try:
            database.check(connection, path)
            return _history(connection, path)
        finally:
            connection.close()


def present_values(path: Path, names: Sequence[str]) -> dict[str, Any]:
    """Return some fields of the present state: quick, for lists.

    Raises:
        ProblemError: why it cannot be read.
    """
    with database.explained(path):
        connection = database.open_readable(path)
        try:
            database.check(connection, path, deep=False)
            (state,) = _states(connection, path, "WHERE position = ?", (_cursor(connection, path),))
            return Blobs(connection, path).values(state[2], names)
        finally:
            connection.close()


def _history(connection: sqlite3.Connection, path: Path) -> History:
    states, cursor = _states(connection, path), _cursor(connection, path)
    if [position for position, _, _ in states] != list(range(len(states))) or not 0 <= cursor < len(states):
        raise ProblemError.of("journal.damaged", file=path.name)
    blobs = Blobs(connection, path)
    return History(tuple(Entry(blobs.exam(sections), edit) for _, edit, sections in states), cursor)


def _cursor(connection: sqlite3.Connection, path: Path) -> int:
    row = connection.execute("SELECT cursor, sha FROM present").fetchone()
    if row is None or database.seal(row[0]) != row[1]:
        raise ProblemError.of("journal.damaged", file=path.name)
    cursor: int = row[0]
    return cursor


def _states(
    connection: sqlite3.Connection, path: Path, where: str = "", values: tuple[int, ...] = ()
) -> list[tuple[int, str, Sections]]:
    query = f"SELECT position, edit, sections, sha FROM state {where} ORDER BY position"
    rows = connection.execute(query, values).fetchall()
    if any(database.seal(*row[:3]) != row[3] for row in rows) or (where and len(rows) != 1):
        raise ProblemError.of("journal.damaged", file=path.name)
    return [(position, edit, json.loads(sections)) for position, edit, sections, _ in rows]


def _shared(kept: History | None, history: History) -> int:
    """How many entries both begin with. An entry has one past, so where one is shared, all before are."""
    if kept is None:
        return 0
    count = min(len(kept.entries), len(history.entries))
    while count and kept.entries[count - 1] is not history.entries[count - 1]:
        count -= 1
    return count
