"""The exam as a JSON file: versioned, deterministic, complete (key images included), strictly checked.

The file is an object ``{"schema": "sonostep.exam", "version": 1, "exam": {...}}``, UTF-8, every field in
declared order, so that saving, loading and saving again gives the same bytes.
"""

import base64
import binascii
import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from sonostep.core.exam import SCHEMA_VERSION, Exam
from sonostep.core.problem import ProblemError
from sonostep.storage.codec import codec

SCHEMA = "sonostep.exam"

MAX_BYTES = 512 * 1024 * 1024
"""A larger file is refused before it is parsed: a full exam with a hundred key images takes about 100 MB."""


class _Base64:
    def put(self, data: bytes) -> object:
        return base64.b64encode(data).decode("ascii")

    def get(self, plain: object) -> bytes:
        if not isinstance(plain, str):
            raise ValueError("not text")
        try:
            return base64.b64decode(plain, validate=True)
        except binascii.Error as error:
            raise ValueError("not base64") from error


def exam_to_json(exam: Exam) -> bytes:
    """Return the exam as the bytes of an exam file."""
    body = codec(Exam).write(exam, _Base64())
    return to_bytes({"schema": SCHEMA, "version": SCHEMA_VERSION, "exam": body}, indent=1) + b"\n"


def exam_from_json(data: bytes) -> Exam:
    """Return the exam that the bytes of an exam file hold.

    Raises:
        ProblemError: ``exam.too_large``, ``exam.not_json`` (also when cut off), ``exam.not_exam``,
            ``exam.newer``, ``exam.unknown_field``, ``exam.missing_field`` or ``exam.wrong_value``.
    """
    if len(data) > MAX_BYTES:
        raise ProblemError.of("exam.too_large", limit=MAX_BYTES // 1024**2)
    envelope = from_bytes(data)
    if not isinstance(envelope, dict) or envelope.get("schema") != SCHEMA:
        raise ProblemError.of("exam.not_exam")
    _check_version(envelope.get("version"))
    for name in envelope:
        if name not in ("schema", "version", "exam"):
            raise ProblemError.of("exam.unknown_field", field=str(name)[:60])
    if "exam" not in envelope:
        raise ProblemError.of("exam.missing_field", field="exam")
    exam: Exam = codec(Exam).read(envelope["exam"], "", _Base64())
    return exam


def load_exam(path: Path) -> Exam:
    """Read an exam file.

    Raises:
        ProblemError: ``exam.unreadable``, or as ``exam_from_json``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ProblemError.of("exam.too_large", limit=MAX_BYTES // 1024**2)
        return exam_from_json(path.read_bytes())
    except OSError as error:
        raise ProblemError.of("exam.unreadable", file=path.name, reason=reason_of(error)) from error


def save_exam(exam: Exam, path: Path) -> None:
    """Write an exam file whole or not at all.

    Raises:
        ProblemError: ``exam.unwritable``.
    """
    try:
        write_atomically(path, exam_to_json(exam))
    except OSError as error:
        raise ProblemError.of("exam.unwritable", file=path.name, reason=reason_of(error)) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that another reader, or a crash, sees the old bytes or the new, never a part.

    Raises:
        OSError: as the file system says; the old file is then untouched.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    # the bytes are there under the name; that the name outlives a power loss is all that is left
    with contextlib.suppress(OSError):
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where folders can be synced (not on Windows).

    Raises:
        OSError: as the system says.
    """
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def reason_of(error: OSError) -> str:
    """Return the system's own words for what went wrong, without the path."""
    return error.strerror or type(error).__name__


def to_bytes(plain: object, indent: int | None = None) -> bytes:
    """Return a plain value as JSON in UTF-8, the same bytes each time.

    A lone surrogate (a file name that is not UTF-8 has them) becomes its JSON escape.
    """
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return text.encode("utf-8", "backslashreplace")


def from_bytes(data: bytes) -> object:
    """Return the plain value of JSON bytes; an object that names a member twice is refused.

    Raises:
        ProblemError: ``exam.not_json``.
    """
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ProblemError.of("exam.not_json") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name twice in one object")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _check_version(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ProblemError.of("exam.wrong_value", field="version")
    if version > SCHEMA_VERSION:
        raise ProblemError.of("exam.newer", version=version, known=SCHEMA_VERSION)
