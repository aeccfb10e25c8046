"""The SQLite file under a journal: opening, durability, locking, and what its errors mean to a person."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sonostep.core.problem import ProblemError

APPLICATION_ID: Final = 0x534E5354
"""``SNST``: marks the file as ours (SQLite's ``PRAGMA application_id``)."""

USER_VERSION: Final = 1

_TABLES: Final = (
    "CREATE TABLE blob (sha TEXT PRIMARY KEY, data BLOB NOT NULL)",
    "CREATE TABLE state (position INTEGER PRIMARY KEY, edit TEXT NOT NULL, sections TEXT NOT NULL,"
    " sha TEXT NOT NULL)",
    "CREATE TABLE present (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL,"
    " sha TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
)

_CODES: Final = {
    "SQLITE_FULL": "journal.full",
    "SQLITE_READONLY": "journal.not_writable",
    "SQLITE_CANTOPEN": "journal.not_writable",
    "SQLITE_PERM": "journal.not_writable",
    "SQLITE_BUSY": "journal.locked",
    "SQLITE_LOCKED": "journal.locked",
    "SQLITE_CORRUPT": "journal.damaged",
    "SQLITE_NOTADB": "journal.damaged",
}


def problem_of(error: sqlite3.Error, path: Path) -> ProblemError:
    """Return what a person is told of an SQLite error; names the file, never its content."""
    name = str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
    for prefix, code in _CODES.items():
        if name.startswith(prefix):
            return ProblemError.of(code, file=path.name)
    return ProblemError.of("journal.failed", file=path.name, reason=name)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about ``path`` into problems.

    Raises:
        ProblemError: in place of each ``sqlite3.Error``.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise problem_of(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite quotes a damaged file's names in its message
        raise ProblemError.of("journal.damaged", file=path.name) from error


def seal(*values: object) -> str:
    """Return a hash over the values of a row, so that a flipped bit in any of them shows."""
    return hashlib.sha256(repr(values).encode("utf-8", "backslashreplace")).hexdigest()


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open an existing file in SQLite's URI ``mode`` (``rw``, ``ro``, or ``ro&immutable=1``)."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    # opened on a background thread, then used on the main one: one at a time, which SQLite allows
    return sqlite3.connect(uri, uri=True, timeout=2.0, isolation_level=None, check_same_thread=False)


def open_writable(path: Path) -> sqlite3.Connection:
    """Open an existing file for durable writing: each commit is on the disk when it returns.

    WAL with synchronous=FULL syncs the log on every commit (https://www.sqlite.org/pragma.html).

    Raises:
        sqlite3.Error: as SQLite says.
    """
    connection = connect(path, "rw")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # macOS needs this for a sync that reaches the disk; elsewhere it does nothing
        connection.execute("PRAGMA fullfsync = 1")
    except BaseException:
        connection.close()
        raise
    return connection


def open_readable(path: Path) -> sqlite3.Connection:
    """Open an existing file for reading only, also while another instance writes it or on a read-only medium.

    Raises:
        sqlite3.Error: as SQLite says.
    """
    connection = connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        # WAL wants a side file, which a read-only medium refuses; nobody can be writing there
        connection = connect(path, "ro&immutable=1")
    except BaseException:
        # SQLite quotes a damaged file in its message, and Python may fail to decode that
        connection.close()
        raise
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a new journal; inside the caller's transaction."""
    for statement in _TABLES:
        connection.execute(statement)


def check(connection: sqlite3.Connection, path: Path, *, deep: bool = True) -> None:
    """Check that the file is a journal that this version can read and, if ``deep``, that all pages are whole.

    Raises:
        ProblemError: ``journal.damaged``, ``journal.newer`` or ``journal.empty``.
        sqlite3.Error: as SQLite says.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()
    if not tables:
        raise ProblemError.of("journal.empty", file=path.name)
    if application != APPLICATION_ID:
        raise ProblemError.of("journal.damaged", file=path.name)
    if version > USER_VERSION:
        raise ProblemError.of("journal.newer", file=path.name)
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if deep else "ok"
    if verdict != "ok":
        raise ProblemError.of("journal.damaged", file=path.name)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; durable when the block has ended."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # a full disk can end the transaction by itself, or refuse even the rollback
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise


class Lock:
    """Held by the one instance that may write an exam; the system lets go of it when the process dies.

    It is a lock on a second, empty SQLite file beside the journal: SQLite locks files on every system that
    we run on, and the journal itself stays readable to others.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            ProblemError: ``journal.locked`` when another holds it, ``journal.not_writable``.
        """
        file = path.with_name(path.name + ".lock")
        with explained(path):
            self._connection = sqlite3.connect(
                file, timeout=0.0, isolation_level=None, check_same_thread=False
            )
            try:
                self._connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error:
                self._connection.close()
                raise

    def release(self) -> None:
        """Let go; calling it twice does no harm."""
        self._connection.close()
