"""Stored bytes by their hash, and the exam's fields made of them."""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any, Final

from sonostep.core.exam import Exam
from sonostep.core.problem import ProblemError
from sonostep.storage.codec import codec, fields
from sonostep.storage.exam_json import from_bytes

FIELDS: Final = tuple((name, codec(kind)) for name, kind, _ in fields(Exam))

Sections = dict[str, str]
"""Field name to the hash of its stored JSON."""


class Blobs:
    """The stored bytes by their hash; what was read once is shared by all states that have it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._hashes: dict[bytes, str] = {}
        self._pictures: dict[str, bytes] = {}
        self._values: dict[tuple[str, str], Any] = {}

    def store(self, data: bytes) -> str:
        """Store bytes, unless they are there, and return their hash."""
        sha = hashlib.sha256(data).hexdigest()
        self._connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (sha, data))
        return sha

    def load(self, sha: str) -> bytes:
        """Return stored bytes.

        Raises:
            ProblemError: ``journal.damaged`` when they are missing or not what was stored.
        """
        row = self._connection.execute("SELECT data FROM blob WHERE sha = ?", (sha,)).fetchone()
        data = row[0] if row else None
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha:
            raise ProblemError.of("journal.damaged", file=self._path.name)
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
            part = dict(FIELDS)[name]
            self._values[name, sha] = part.read(from_bytes(self.load(sha)), name, self)
        return self._values[name, sha]

    def exam(self, sections: Sections) -> Exam:
        """Build one state.

        Raises:
            ProblemError: ``journal.damaged`` or ``journal.newer``.
        """
        unknown = set(sections) - {name for name, _ in FIELDS}
        if unknown:
            raise ProblemError.of("journal.newer", file=self._path.name)
        values = {name: self.value(name, sha) for name, sha in sections.items()}
        try:
            return Exam(**values)
        except (TypeError, ValueError) as error:
            raise ProblemError.of("journal.damaged", file=self._path.name) from error
