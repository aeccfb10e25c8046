"""Numeric elements, read tolerantly: absent, empty, half-stated, comma-decimal, of a wrong VR or unreadable.

Every number that we take from a DICOM header comes through here, so that an element which holds nothing
counts as absent everywhere, and what was found instead of a number can be said in words.
"""

import math
import re
import struct
from dataclasses import dataclass
from typing import Final

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.sequence import Sequence

_COMMA: Final = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
_BINARY: Final = {
    "US": "H", "SS": "h", "UL": "I", "SL": "i", "UV": "Q", "SV": "q", "FL": "f", "FD": "d", "AT": "I"
}  # fmt: skip
"""struct codes of the binary numeric VRs (PS3.5 table 6.2-1)."""

_UNREADABLE: Final = (
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    LookupError,
    OverflowError,
    BytesLengthException,
    struct.error,
)
_SHOWN: Final = 32
_MOST_VALUES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Stated:
    """What an element says.

    Attributes:
        numbers: one per value; None for a value that is empty or no finite number.
        said: what stands in the file, for a sentence; empty where the element is absent or holds nothing.
        mended: a decimal comma was read as a point.
    """

    numbers: tuple[float | None, ...] = ()
    said: str = ""
    mended: bool = False

    @property
    def first(self) -> float | None:
        """The first value; None where there is none."""
        return self.numbers[0] if self.numbers else None

    @property
    def whole(self) -> tuple[float, ...]:
        """All values where each is a number, else none of them."""
        found = tuple(n for n in self.numbers if n is not None)
        return found if len(found) == len(self.numbers) else ()

    @property
    def unreadable(self) -> bool:
        """Whether something stands there that is no number, or only partly one."""
        return bool(self.said) and not self.whole


_NOTHING: Final = Stated()


def stated(dataset: Dataset, keyword: str) -> Stated:
    """Read a numeric element, whatever its VR and whatever it holds; never raises for what it holds."""
    tag = tag_for_keyword(keyword)
    # most elements are not there, and the dictionary is slow
    return _NOTHING if tag is None or tag not in dataset else stated_at(dataset, tag, dictionary_VR(keyword))


def stated_at(dataset: Dataset, tag: int, representation: str) -> Stated:
    """Read an element by its tag and the VR that it should have: repeating groups have no keyword."""
    if tag not in dataset:
        return _NOTHING
    try:
        value = dataset[tag].value
    except _UNREADABLE:
        value = _raw_value(dataset, tag)
    if isinstance(value, (bytes, bytearray)):
        return _of_bytes(bytes(value), representation)
    if isinstance(value, str):
        return _of_texts(value.split("\\"))
    if isinstance(value, Sequence):
        # a sequence under the tag of a number: what it holds is nobody's to quote
        return Stated((None,), "?")
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        return _of_values(list(value)[:_MOST_VALUES])
    return _of_values([value])


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return the first value as a finite number; None where there is none."""
    return stated(dataset, keyword).first


def whole_number(dataset: Dataset, keyword: str, default: int = 0) -> int:
    """Return the first value as a whole number; ``default`` where it is missing or nonsense."""
    found = number(dataset, keyword)
    return default if found is None else int(found)


def _raw_value(dataset: Dataset, tag: int) -> bytes:
    """The bytes that pydicom could not convert."""
    raw = dataset.get_item(tag)
    value = raw.value if isinstance(raw, RawDataElement) else b""
    return value if isinstance(value, bytes) else b""


def _of_bytes(value: bytes, representation: str) -> Stated:
    """UN holds what its VR would hold, in little endian (PS3.5 6.2.2)."""
    code = _BINARY.get(representation.split(" ")[0])
    if code is None:
        return _of_texts(value.decode("ascii", "replace").split("\\"))
    size = struct.calcsize(code)
    count = min(len(value) // size, _MOST_VALUES)
    found = struct.unpack(f"<{count}{code}", value[: count * size])
    return _of_values(list(found)) if found else Stated(said="?" if value.strip(b"\0 ") else "")


def _of_texts(texts: list[str]) -> Stated:
    return _of_values([text.strip(" \0\t\r\n") for text in texts[:_MOST_VALUES]])


def _of_values(values: list[object]) -> Stated:
    # DS keeps the text it was read from, comma or not
    if all(v is None or v == "" for v in values):
        return _NOTHING
    pairs = [_number(value) for value in values]
    return Stated(tuple(n for n, _ in pairs), _shown(values), any(mended for _, mended in pairs))


def _number(value: object) -> tuple[float | None, bool]:
    mended = isinstance(value, str) and _COMMA.fullmatch(value) is not None
    text = value.replace(",", ".") if isinstance(value, str) and mended else value
    # Python reads "1_000" as a number; a DICOM decimal string has no such thing
    if isinstance(text, str) and "_" in text:
        return None, False
    try:
        found = float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None, False
    return (found, mended) if math.isfinite(found) else (None, False)


def _shown(values: list[object]) -> str:
    """Digits and signs for a sentence; letters of a numeric element may be anything, a name among them."""
    texts = ["" if v is None else str(getattr(v, "original_string", v)) for v in values[:4]]
    joined = "\\".join(re.sub(r"[^0-9eE.,+\-]", "?", text.strip(" \0")) for text in texts)
    joined += "..." if len(values) > 4 else ""
    return joined if len(joined) <= _SHOWN else joined[:_SHOWN] + "..."
