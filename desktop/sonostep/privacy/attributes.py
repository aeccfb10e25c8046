"""Clean the attributes of a DICOM dataset by PS3.15's basic profile, and sweep what people type elsewhere."""

from collections import Counter
from collections.abc import Iterator

from pydicom.datadict import dictionary_has_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from sonostep.privacy.choices import Dates
from sonostep.privacy.profile import AttributeRule, rule_for
from sonostep.privacy.pseudonyms import Pseudonyms

_DUMMIES: dict[str, object] = {
    "AE": "ANON", "AS": "000Y", "CS": "ANON", "DA": "19000101", "DS": "0", "DT": "19000101000000", "IS": "0",
    "LO": "ANON", "LT": "ANON", "PN": "ANON^", "SH": "ANON", "ST": "ANON", "TM": "000000", "UC": "ANON",
    "UR": "urn:x", "UT": "ANON", "FD": 0.0, "FL": 0.0, "SL": 0, "SS": 0, "SV": 0, "UL": 0, "US": 0, "UV": 0,
}  # fmt: skip
_TEXTS = ("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "UN")
_REMOVED = "ANON"
_SHORT = 4
"""Letters from which a removed text is looked for elsewhere; two for scripts without spaces."""


class Cleaner:
    """Cleans datasets of one run; counts what it did, by action, and never keeps a value."""

    def __init__(self, pseudonyms: Pseudonyms, dates: Dates) -> None:
        self._pseudonyms = pseudonyms
        self._dates = dates
        self.counts: Counter[str] = Counter()

    def clean(self, dataset: Dataset) -> None:
        """Clean a whole dataset in place; pixels are not touched."""
        self.counts = Counter()
        patient = self._pseudonyms.patient(_text(dataset, "PatientID"), _text(dataset, "PatientName"))
        secrets = identifiers(dataset)
        self._walk(dataset, patient)
        dataset.PatientName, dataset.PatientID = f"{patient}^", patient
        self._sweep(dataset, secrets)

    def _walk(self, dataset: Dataset, patient: str) -> None:
        for element in list(dataset):
            tag = element.tag
            if tag.is_private or not (dictionary_has_tag(tag) or rule_for(tag)):
                self._drop(dataset, element, "private" if tag.is_private else "unknown")
                continue
            rule = rule_for(tag)
            if rule is not None:
                self._apply(dataset, element, rule, patient)
            if tag in dataset and dataset[tag].VR == "SQ":
                for item in dataset[tag].value or ():
                    self._walk(item, patient)
            elif rule is None and element.VR == "UI":
                dataset[tag].value = self._uids(dataset[tag])

    def _apply(self, dataset: Dataset, element: DataElement, rule: AttributeRule, patient: str) -> None:
        if rule.is_date and self._dates is not Dates.REMOVE:
            self._date(element, patient)
            return
        action = rule.action
        self.counts[action] += 1
        if action == "X":
            del dataset[element.tag]
        elif action == "U":
            element.value = self._uids(element)
        elif element.VR == "SQ":
            # cleaned item by item; PS3.15 asks for a dummy or nothing only where the content is free
            if action != "X/Z/U*":
                element.value = [_said_nothing()] if element.keyword == "ContentSequence" else []
        elif "D" in action:
            element.value = _DUMMIES.get(element.VR, b"\0\0")
        else:
            element.value = None if element.VR != "UI" else ""

    def _date(self, element: DataElement, patient: str) -> None:
        self.counts[f"date {self._dates.value}"] += 1
        if self._dates is Dates.SHIFT and element.VR in ("DA", "DT"):
            values = element.value if isinstance(element.value, MultiValue) else [element.value]
            element.value = [self._pseudonyms.shifted(str(v or ""), patient) for v in values]

    def _uids(self, element: DataElement) -> object:
        value = element.value
        if isinstance(value, MultiValue):
            return [self._pseudonyms.uid(str(v)) for v in value]
        return self._pseudonyms.uid(str(value or ""))

    def _drop(self, dataset: Dataset, element: DataElement, why: str) -> None:
        self.counts[why] += 1
        del dataset[element.tag]

    def _sweep(self, dataset: Dataset, secrets: frozenset[str]) -> None:
        """Empty what still holds a text that identified: the profile knows no free words."""
        for element in list(dataset):
            if element.VR == "SQ":
                for item in element.value or ():
                    self._sweep(item, secrets)
            elif element.VR in _TEXTS and _says(element, secrets):
                self.counts["swept"] += 1
                element.value = None if element.VR != "UN" else b""


def _says(element: DataElement, secrets: frozenset[str]) -> bool:
    value = element.value
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    folded = text.casefold()
    if element.VR == "CS":
        # a defined term such as ORIGINAL holds no name, but may hold a part of one
        return not secrets.isdisjoint(folded.strip("[]").replace("'", "").split(", "))
    return any(s in folded for s in secrets)


def identifiers(dataset: Dataset) -> frozenset[str]:
    """Return the texts, folded, that name somebody: names, numbers and their parts."""
    return frozenset(part for value in _removed(dataset) for part in _parts(value))


_NAMING = frozenset(
    """PatientID OtherPatientIDs IssuerOfPatientID AccessionNumber StudyID AdmissionID MedicalRecordLocator
    PatientBirthDate PatientAddress PatientTelephoneNumbers InsurancePlanIdentification MilitaryRank
    InstitutionName InstitutionAddress StationName DeviceSerialNumber""".split()
)
"""Keywords of what names somebody or somewhere, beside all of VR PN."""


def _removed(dataset: Dataset) -> Iterator[str]:
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _removed(item)
        elif element.VR == "PN" or element.keyword in _NAMING:
            values = element.value if isinstance(element.value, MultiValue) else [element.value]
            yield from (str(v) for v in values if v)


def _parts(value: str) -> Iterator[str]:
    for separator in "^=\\,;":
        value = value.replace(separator, " ")
    for part in (value, *value.split()):
        folded = part.strip().casefold()
        wide = any(ord(c) > 0x2E80 for c in folded)
        if len(folded) >= (2 if wide else _SHORT) and folded not in ("none", "anon", "unknown"):
            yield folded


def _said_nothing() -> Dataset:
    """A report's content without content: PS3.15 asks for a dummy (action D)."""
    item, name = Dataset(), Dataset()
    name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = "121106", "DCM", "Comment"
    item.RelationshipType, item.ValueType, item.TextValue = "CONTAINS", "TEXT", _REMOVED
    item.ConceptNameCodeSequence = [name]
    return item


def _text(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword) or "")
