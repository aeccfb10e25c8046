"""Stored bytes by their hash, and the exam's fields made of them.

A list, such as the annotations, is stored as the hashes of its items, so that an edit writes one item and
not all of them, and so that states share the items that they have in common.
"""

import dataclasses
import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from sonostep.core.exam import Exam
from sonostep.core.problem import ProblemError
from sonostep.storage.codec import Codec, codec, fields
from sonostep.storage.exam_json import from_bytes, to_bytes

Sections = dict[str, str]
"""Field name to the hash of what is stored of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class StoredPart:
    """How a field of the exam is stored: whole, or by its items."""

    whole: Codec
    item: Codec | None


def _part(kind: Any) -> StoredPart:  # noqa: ANN401 - a type, or what typing makes of one
    inner = get_args(kind)
    listed = get_origin(kind) is tuple and inner[1:] == (Ellipsis,) and dataclasses.is_dataclass(inner[0])
    return StoredPart(codec(kind), codec(inner[0]) if listed else None)


FIELDS: Final = {name: _part(kind) for name, kind, _ in fields(Exam)}


class Blobs:
    """The bytes of one journal; what was read or written once is shared by all states that have it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._written: dict[int, tuple[object, str]] = {}
        self._read: dict[tuple[str, str], Any] = {}

    # writing

    def store(self, data: bytes) -> str:
        """Store bytes, unless they are there, and return their hash."""
        sha = hashlib.sha256(data).hexdigest()
        known = self._connection.execute("SELECT 1 FROM blob WHERE sha = ?", (sha,)).fetchone()
        if known is None:
            self._connection.execute("INSERT INTO blob VALUES (?, ?)", (sha, data))
        return sha

    def store_field(self, name: str, value: Any) -> str:  # noqa: ANN401 - the type is the field's
        """Store a field's value and return the hash that stands for it."""
        part = FIELDS[name]
        if part.item is None:
            return self.store(to_bytes(part.whole.write(value, self)))
        return self.store(to_bytes([self._store_item(item, part.item) for item in value]))

    def _store_item(self, item: object, part: Codec) -> str:
        # the object is kept beside its hash, so that its id stays its own
        known = self._written.get(id(item))
        if known is None:
            known = (item, self.store(to_bytes(part.write(item, self))))
            self._written[id(item)] = known
        return known[1]

    def forget_written(self) -> None:
        """Trust nothing that was written: the transaction that wrote it was taken back."""
        self._written.clear()

    def put(self, data: bytes) -> object:
        """Store a picture; as a ``BytesDoor`` for the codec."""
        return {"blob": self.store(data)}

    # reading

    def load(self, sha: object) -> bytes:
        """Return stored bytes.

        Raises:
            ProblemError: ``journal.damaged`` when they are missing or not what was stored.
        """
        if not isinstance(sha, str):
            raise self._damaged()
        row = self._connection.execute("SELECT data FROM blob WHERE sha = ?", (sha,)).fetchone()
        data = row[0] if row else None
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != sha:
            raise self._damaged()
        return data

    def get(self, plain: object) -> bytes:
        """Fetch a picture; as a ``BytesDoor`` for the codec."""
        return self.load(plain.get("blob") if isinstance(plain, dict) else None)

    def field(self, name: str, sha: str) -> Any:  # noqa: ANN401 - the type is the field's
        """Return a field's value; the same object for the same bytes."""
        part = FIELDS[name]
        if part.item is None:
            return self._value(name, sha, part.whole)
        if (name, sha) not in self._read:
            hashes = from_bytes(self.load(sha))
            if not isinstance(hashes, list):
                raise self._damaged()
            self._read[name, sha] = tuple(self._value(f"{name}[]", h, part.item) for h in hashes)
        return self._read[name, sha]

    def _value(self, path: str, sha: str, part: Codec) -> Any:  # noqa: ANN401 - the type is the field's
        if (path, sha) not in self._read:
            self._read[path, sha] = part.read(from_bytes(self.load(sha)), path, self)
        return self._read[path, sha]

    def values(self, sections: Sections, names: Iterable[str]) -> dict[str, Any]:
        """Return some fields of a state.

        Raises:
            ProblemError: ``journal.damaged``.
        """
        return {name: self.field(name, sections[name]) for name in names if name in sections}

    def exam(self, sections: Sections) -> Exam:
        """Build one state.

        Raises:
            ProblemError: ``journal.damaged`` or ``journal.newer``.
        """
        if set(sections) - set(FIELDS):
            raise ProblemError.of("journal.newer", file=self._path.name)
        try:
            return Exam(**self.values(sections, FIELDS))
        except (TypeError, ValueError) as error:
            raise self._damaged() from error

    def _damaged(self) -> ProblemError:
        return ProblemError.of("journal.damaged", file=self._path.name)
