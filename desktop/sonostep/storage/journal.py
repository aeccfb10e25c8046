"""The journal: every state of one exam in one SQLite file, durable when the edit is acknowledged.

Each field of the exam is stored once, as JSON under the hash of its bytes, and so is each key image's
picture; a state is a row of such hashes. States that share a field share its bytes.
"""

import hashlib
import json
import os
import re
import sqlite3
from pathlib import Path
from typing import Any, Final

from sonostep.core.exam import Exam
from sonostep.core.history import Entry, History
from sonostep.core.problem import ProblemError
from sonostep.paths import user_home
from sonostep.storage import database
from sonostep.storage.codec import codec, fields
from sonostep.storage.exam_json import from_bytes, reason_of, to_bytes

SUFFIX: Final = ".sonostep"

_FIELDS: Final = tuple((name, codec(kind)) for name, kind, _ in fields(Exam))

Sections = dict[str, str]
"""Field name to the hash of its stored JSON."""


def exams_folder() -> Path:
    """Return the folder of the journals; made when missing, readable by its owner only.

    Raises:
        OSError: when it cannot be made.
    """
    folder = user_home() / "exams"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class ExamJournal:
    """Keeps one exam's history in one file. Implements ``session.Journal``; lives on one thread."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: database.Lock, history: History | None
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = lock
        self._kept = history
        self._blobs = _Blobs(connection, path)
        self._sections: list[Sections] = [] if history is None else _stored_sections(connection)

    def keep(self, history: History) -> None:
        """Make ``history`` durable: whatever of it the file does not hold yet is on the disk on return.

        Raises:
            ProblemError: ``journal.full``, ``journal.not_writable`` or another that says what to do; the
                file then holds what it held before.
        """
        if history is self._kept:
            return
        same = _shared(self._kept, history)
        sections = self._sections[:same]
        with database.explained(self.path), database.transaction(self._connection):
            # what a failed commit may have left goes, too
            self._connection.execute("DELETE FROM state WHERE position >= ?", (same,))
            for position in range(same, len(history.entries)):
                sections.append(self._write(history, position, sections))
            self._connection.execute("INSERT OR REPLACE INTO present VALUES (1, ?)", (history.cursor,))
        self._kept, self._sections = history, sections

    def _write(self, history: History, position: int, sections: list[Sections]) -> Sections:
        entry = history.entries[position]
        before = history.entries[position - 1].exam if position else None
        known = sections[position - 1] if position else {}
        now = {
            name: known[name]
            if before is not None and getattr(entry.exam, name) is getattr(before, name)
            else self._blobs.store(to_bytes(part.write(getattr(entry.exam, name), self._blobs)))
            for name, part in _FIELDS
        }
        row = (position, entry.name, to_bytes(now).decode())
        self._connection.execute("INSERT INTO state VALUES (?, ?, ?)", row)
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
    if path.exists():
        raise ProblemError.of("journal.exists", file=path.name)
    lock = database.Lock(path)
    try:
        _make_file(path)
        return _begin(path, lock, History.start(exam))
    except ProblemError:
        lock.release()
        raise


def _make_file(path: Path) -> None:
    try:
        # the owner's alone before the first byte is written: it will hold a patient's data
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _sync_folder(path.parent)
    except OSError as error:
        raise ProblemError.of("journal.failed", file=path.name, reason=reason_of(error)) from error


def _sync_folder(folder: Path) -> None:
    """Make the file's name durable, too, where folders can be synced (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _begin(path: Path, lock: database.Lock, history: History) -> tuple[ExamJournal, History]:
    with database.explained(path):
        connection = database.open_writable(path)
        try:
            with database.transaction(connection):
                database.create_tables(connection)
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
        except (sqlite3.Error, ProblemError):
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


def present_exam(path: Path) -> Exam:
    """Return the present state only, without the past: quick, for lists.

    Raises:
        ProblemError: why it cannot be read.
    """
    query = "SELECT sections FROM state JOIN present ON position = cursor"
    with database.explained(path):
        connection = database.open_readable(path)
        try:
            database.check(connection, path, deep=False)
            row = connection.execute(query).fetchone()
            if row is None:
                raise ProblemError.of("journal.damaged", file=path.name)
            return _Blobs(connection, path).exam(_parsed(row[0], path))
        finally:
            connection.close()


def _history(connection: sqlite3.Connection, path: Path) -> History:
    rows = connection.execute("SELECT position, edit, sections FROM state ORDER BY position").fetchall()
    present = connection.execute("SELECT cursor FROM present").fetchone()
    whole = [row[0] for row in rows] == list(range(len(rows)))
    if present is None or not whole or not 0 <= present[0] < len(rows):
        raise ProblemError.of("journal.damaged", file=path.name)
    blobs = _Blobs(connection, path)
    return History(tuple(Entry(blobs.exam(_parsed(s, path)), edit) for _, edit, s in rows), present[0])


def _stored_sections(connection: sqlite3.Connection) -> list[Sections]:
    rows = connection.execute("SELECT sections FROM state ORDER BY position")
    return [json.loads(text) for (text,) in rows]


def _parsed(text: str, path: Path) -> Sections:
    try:
        sections = json.loads(text)
    except ValueError:
        sections = None
    if not isinstance(sections, dict) or not all(isinstance(v, str) for v in sections.values()):
        raise ProblemError.of("journal.damaged", file=path.name)
    return sections


def _shared(kept: History | None, history: History) -> int:
    """How many entries both begin with. An entry has one past, so where one is shared, all before are."""
    if kept is None:
        return 0
    count = min(len(kept.entries), len(history.entries))
    while count and kept.entries[count - 1] is not history.entries[count - 1]:
        count -= 1
    return count


class _Blobs:
    """The stored bytes by their hash; what was read once is shared by all states that have it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._hashes: dict[bytes, str] = {}
        self._pictures: dict[str, bytes] = {}
        self._values: dict[tuple[str, str], Any] = {}

    def store(self, data: bytes) -> str:
        sha = hashlib.sha256(data).hexdigest()
        self._connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (sha, data))
        return sha

    def load(self, sha: str) -> bytes:
        row = self._connection.execute("SELECT data FROM blob WHERE sha = ?", (sha,)).fetchone()
        if row is None or hashlib.sha256(row[0]).hexdigest() != sha:
            raise ProblemError.of("journal.damaged", file=self._path.name)
        data: bytes = row[0]
        return data

    def put(self, data: bytes) -> object:
        """Store a picture; as a ``BytesDoor`` for the codec."""
        sha = self._hashes.get(data) or hashlib.sha256(data).hexdigest()
        self._hashes[data] = sha
        if self._connection.execute("SELECT 1 FROM blob WHERE sha = ?", (sha,)).fetchone() is None:
            self.store(data)
        return {"blob": sha}

    def get(self, plain: object) -> bytes:
        """Fetch a picture; as a ``BytesDoor`` for the codec."""
        sha = plain.get("blob") if isinstance(plain, dict) else None
        if not isinstance(sha, str):
            raise ValueError("no blob")
        if sha not in self._pictures:
            self._pictures[sha] = self.load(sha)
        return self._pictures[sha]

    def value(self, name: str, sha: str) -> Any:  # noqa: ANN401 - the type is the field's
        """Return a field's value; the same object for the same bytes."""
        if (name, sha) not in self._values:
            part = dict(_FIELDS)[name]
            self._values[name, sha] = part.read(from_bytes(self.load(sha)), name, self)
        return self._values[name, sha]

    def exam(self, sections: Sections) -> Exam:
        """Build one state."""
        unknown = set(sections) - {name for name, _ in _FIELDS}
        if unknown:
            raise ProblemError.of("journal.newer", file=self._path.name)
        values = {name: self.value(name, sha) for name, sha in sections.items()}
        try:
            return Exam(**values)
        except (TypeError, ValueError) as error:
            raise ProblemError.of("journal.damaged", file=self._path.name) from error
