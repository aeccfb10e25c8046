"""The physician's own phrases on disk: ``phrases.json`` in the user's data folder, no patient in it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from sonostep.core.problem import ProblemError
from sonostep.core.report.phrases import LONGEST, MOST, Phrase
from sonostep.core.text import Language
from sonostep.paths import user_home
from sonostep.storage.exam_json import reason_of, write_atomically

_FIELDS = ("question", "site", "answer", "language", "text")


def phrases_path() -> Path:
    """Return the file of the phrases."""
    return user_home() / "phrases.json"


def load_phrases() -> tuple[Phrase, ...]:
    """Return the phrases, oldest first; what cannot be used is left out."""
    try:
        plain = json.loads(phrases_path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    entries = plain.get("phrases") if isinstance(plain, dict) else None
    usable = (p for p in map(_phrase, entries if isinstance(entries, list) else []) if p is not None)
    return tuple({p.key: p for p in usable}.values())[-MOST:]


def _phrase(entry: object) -> Phrase | None:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in _FIELDS):
        return None
    if entry["language"] not in get_args(Language) or not 0 < len(entry["text"].strip()) <= LONGEST:
        return None
    return Phrase(*(entry[n] for n in _FIELDS))


def save_phrases(phrases: Sequence[Phrase]) -> None:
    """Write the phrases whole or not at all.

    Raises:
        ProblemError: ``settings.unwritable``.
    """
    file = phrases_path()
    entries = [{n: getattr(p, n) for n in _FIELDS} for p in phrases]
    data = json.dumps({"version": 1, "phrases": entries}, ensure_ascii=False, indent=1)
    try:
        write_atomically(file, data.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise ProblemError.of("settings.unwritable", file=file.name, reason=reason_of(error)) from error
