"""Texts of a structured report: in the character set that is meant, and without control characters."""

from typing import Final

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from sonostep.core.character_sets.decoded_text import read_text
from sonostep.core.character_sets.labels import CharacterSetLabel
from sonostep.core.text import plain_text

_LATIN: Final = {"iso8859": CharacterSetLabel(), "latin_1": CharacterSetLabel("latin-1")}
"""What pydicom calls a data set without a label, and one labelled ISO_IR 100: both keep each byte."""


def text_of(item: Dataset, keyword: str) -> str:
    """Return an element as plain text, an unlabelled one read from its bytes; empty where it is missing."""
    value = item.get(keyword)
    text = "\\".join(map(str, value)) if isinstance(value, MultiValue) else str(value or "")
    stored = item.original_character_set
    label = _LATIN.get(stored[0] if isinstance(stored, list) and len(stored) == 1 else str(stored))
    if label is not None and not text.isascii():
        text = _reread(text, label, keyword == "PatientName")
    return plain_text(text, lines=True)


def _reread(text: str, label: CharacterSetLabel, name: bool) -> str:
    try:
        return read_text(text.encode("latin-1"), label, name=name).text
    except UnicodeEncodeError:
        # made in memory, not read from a file
        return text
