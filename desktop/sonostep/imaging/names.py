"""Names as people write them: DICOM person names in any character set, with the repair of unlabelled Big5."""

import re
from typing import Final

from pydicom.dataset import Dataset
from pydicom.valuerep import PersonName

_MIXED: Final = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
"""Han beside a Latin letter: what Big5 makes of an accented name."""


def is_cjk(text: str) -> bool:
    """Whether every character beyond ASCII is a Han, Kana, Bopomofo or Hangul one."""
    beyond = [c for c in text if ord(c) > 127]
    return bool(beyond) and all(
        0x2E80 <= ord(c) <= 0x9FFF or 0xAC00 <= ord(c) <= 0xD7A3 or 0xF900 <= ord(c) <= 0xFAFF for c in beyond
    )


def redecode(raw: bytes) -> str | None:
    """Read bytes that no character set labels: as UTF-8, else as Big5 (cp950); None where neither fits.

    Accented names in ISO 8859-1 often are formally valid Big5 too, but then mix Han with Latin letters.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("cp950")
    except UnicodeDecodeError:
        return None
    return text if is_cjk(text) and not _MIXED.search(text) else None


def text_of(dataset: Dataset, keyword: str) -> str:
    """Return an element as text, several values joined with a backslash; empty where it is missing.

    A text with bytes beyond ASCII in a file that names no character set (0008,0005) is read as ``redecode``
    says; the file is not touched.
    """
    value = dataset.get(keyword)
    if value is None:
        return ""
    repaired = None if dataset.get("SpecificCharacterSet") else _repair(value)
    if repaired is not None:
        return repaired.strip()
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        return "\\".join(str(v) for v in value).strip()
    return str(value).strip()


def was_repaired(dataset: Dataset) -> bool:
    """Whether the patient's name was read in a character set that the file does not name."""
    name = dataset.get("PatientName")
    return not dataset.get("SpecificCharacterSet") and name is not None and _repair(name) is not None


def _repair(value: object) -> str | None:
    raw = _raw_bytes(value)
    return redecode(raw) if raw and any(byte > 127 for byte in raw) else None


def _raw_bytes(value: object) -> bytes:
    if isinstance(value, PersonName):
        return value.original_string if isinstance(value.original_string, bytes) else b""
    if isinstance(value, str):
        try:
            # pydicom reads unlabelled text as ISO 8859-1, which keeps each byte
            return value.encode("latin-1")
        except UnicodeEncodeError:
            return b""
    return b""
