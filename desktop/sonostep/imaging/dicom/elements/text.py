"""Texts of a DICOM header, from their bytes: labelled, unlabelled or wrongly labelled, always plain.

pydicom decodes first and asks later: an unlabelled text becomes ISO 8859-1, cut at each 0x5C, which is the
second byte of 許, 功 and 蓋 in Big5. So the bytes are read here before it does, and put together again
where it already has.
"""

from collections.abc import Iterator
from typing import Final

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.valuerep import PersonName

from sonostep.core.character_sets.decoded_text import Reading, read_text
from sonostep.core.character_sets.labels import CharacterSetLabel, label_of
from sonostep.core.problem import Problem
from sonostep.core.text import plain_text

_CODED: Final = frozenset(("AS", "DA", "DS", "DT", "IS", "TM", "UI"))
"""VRs of numbers, dates and identifiers (PS3.5 6.2): of no language, so never guessed at."""

_WORDED: Final = frozenset(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"))
"""VRs that hold words; codes (CS) among them, for carts write Chinese body parts there."""

_LINES: Final = frozenset(("LT", "ST", "UT"))
_UNKNOWN: Final = frozenset(("UN", "OB", None))
"""As which texts are stored by those who do not know the element."""

TEXTS: Final = (
    "PatientID", "StudyDescription", "SeriesDescription", "AccessionNumber", "InstitutionName",
    "Manufacturer", "ManufacturerModelName", "BodyPartExamined", "TransducerData", "TransducerType",
    "ImageComments", "ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName",
    "ReasonForTheRequestedProcedure", "ReasonForVisit", "ReasonForStudy", "AdmittingDiagnosesDescription",
)  # fmt: skip
"""Elements in words that a clip or its report shows, beside the patient's name."""


def text_of(dataset: Dataset, keyword: str, within: Dataset | None = None) -> str:
    """Return an element as plain text, several values joined with a backslash; empty where it is missing.

    ``within`` is the data set of an item that names no character set of its own. The file is not touched.
    """
    reading = reading_of(dataset, keyword, within)
    if reading is None:
        return ""
    text = plain_text(reading.text, lines=_vr(keyword) in _LINES)
    return text.rstrip("=") if _vr(keyword) == "PN" else text


def reading_of(dataset: Dataset, keyword: str, within: Dataset | None = None) -> Reading | None:
    """Return how an element's text was read; None where it is missing."""
    tag, vr = tag_for_keyword(keyword), _vr(keyword)
    if tag is None or tag not in dataset:
        return None
    raw = _raw_bytes(dataset, tag, vr)
    if raw is None:
        value = dataset.get(keyword)
        return None if value is None else Reading(_joined(value))
    if vr in _CODED:
        return Reading(raw.rstrip(b"\0 ").decode("ascii", "replace"))
    return read_text(raw, _label(dataset, within), name=vr == "PN")


def text_problems(dataset: Dataset) -> Iterator[Problem]:
    """Yield what a person must know of the texts: read against their label, readable otherwise, or damaged.

    A problem that offers another reading quotes both, a name among them: it is for the screen.
    """
    yield from _said(_NAME, reading_of(dataset, "PatientName"))
    texts = (reading_of(dataset, keyword) for keyword in TEXTS)
    yield from dict.fromkeys(problem for reading in texts for problem in _said(_TEXT, reading))


_NAME: Final = ("imaging.name_damaged", "imaging.name_readings", "imaging.name_repaired")
_TEXT: Final = ("imaging.text_damaged", "imaging.text_readings", "imaging.text_repaired")


def _said(codes: tuple[str, str, str], reading: Reading | None) -> Iterator[Problem]:
    if reading is None:
        return
    damaged, readings, repaired = codes
    if not reading.whole:
        yield Problem.of(damaged)
    said = {"encoding": reading.encoding, "read": plain_text(reading.text)}
    for encoding, text in reading.others:
        yield Problem.of(readings, other=plain_text(text), other_encoding=encoding, **said)
    if not reading.labelled and not reading.others:
        yield Problem.of(repaired, encoding=reading.encoding)


def _vr(keyword: str) -> str:
    tag = tag_for_keyword(keyword)
    return "UN" if tag is None else dictionary_VR(tag)


def _label(dataset: Dataset, within: Dataset | None) -> CharacterSetLabel:
    for holder in (dataset, within):
        if holder is not None and "SpecificCharacterSet" in holder:
            return label_of(_stated_sets(holder).split("\\"))
    return CharacterSetLabel()


def _stated_sets(dataset: Dataset) -> str:
    # a DataElement by its annotation, but raw until somebody asks for it
    element: object = dataset.get_item("SpecificCharacterSet")
    if isinstance(element, RawDataElement):
        return (element.value or b"").rstrip(b"\0 ").decode("latin-1")
    return _joined(dataset.get("SpecificCharacterSet"))


def _raw_bytes(dataset: Dataset, tag: int, vr: str) -> bytes | None:
    """The bytes as stored; None where they cannot be had again, or are no text."""
    element: object = dataset.get_item(tag)
    if isinstance(element, RawDataElement):
        fits = element.VR in _UNKNOWN or element.VR in _WORDED | _CODED
        return element.value or b"" if fits and (vr in _WORDED or vr in _CODED) else None
    return _bytes_again(getattr(element, "value", None), dataset) if vr in _WORDED else None


def _bytes_again(value: object, dataset: Dataset) -> bytes | None:
    if isinstance(value, PersonName):
        return value.original_string if isinstance(value.original_string, bytes) else None
    # pydicom reads unlabelled text as ISO 8859-1, which keeps each byte, and parts it at 0x5C
    return _latin_bytes(_joined(value)) if _is_latin(dataset) else None


def _is_latin(dataset: Dataset) -> bool:
    stated = dataset.get("SpecificCharacterSet")
    return not stated or stated in ("ISO_IR 6", "ISO_IR 100")


def _latin_bytes(text: str) -> bytes | None:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _joined(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, MultiValue)):
        return "\\".join(str(v) for v in value)
    return str(value)
