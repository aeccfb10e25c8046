"""Values as DICOM can hold them: texts fit for their VR, UIDs made from content, dates from the exam."""

import hashlib
import io
import re
import unicodedata
import uuid
from datetime import datetime
from typing import Final

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from sonostep.core.clip import Patient, StudyInfo
from sonostep.core.exam import ClipRecord
from sonostep.core.report.model import Report

SPACE = uuid.UUID("0f3a2a8e-6d5c-5c0b-9d2e-9f4d7a1b3c58")
"""Namespace of all UIDs that reports make (RFC 9562 version 5)."""

MANUFACTURER = "SonoStep"
CHARACTER_SET = "ISO_IR 192"


def made_uid(*parts: str) -> str:
    """Return the UID that always belongs to these parts (PS3.5 B.2: 2.25 and a UUID as an integer)."""
    return f"2.25.{uuid.uuid5(SPACE, '|'.join(parts)).int}"


def digest(report: Report) -> str:
    """Return a hash of all that the report says, so that another content gets another UID."""
    return hashlib.sha256(repr(report).encode("utf-8", "backslashreplace")).hexdigest()


def long_text(text: str) -> str:
    """Return a text fit for UT, ST and LT: tabs become spaces, other controls are spelt, none is lost."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "".join(c if c == "\n" or not _control(c) else f"[U+{ord(c):04X}]" for c in kept)


def short_text(text: str, most: int = 64) -> str:
    """Return a text fit for LO (64) or SH (16): one line, no backslash, cut with an ellipsis.

    The limit is kept in bytes: the standard counts characters (PS3.5 6.2), validators do not.
    """
    line = " ".join(long_text(text).replace("\\", "/").split())
    if len(line.encode()) <= most:
        return line
    return line.encode()[: most - 3].decode("utf-8", "ignore") + "…"


def marked(report: Report, series: str) -> str:
    """Return a series description, which says SYNTHETIC for pictures of a phantom."""
    return short_text(("SYNTHETIC " if report.synthetic else "") + series)


def person_name(name: str) -> str:
    """Return a name fit for PN: a DICOM name as it is if it holds to PS3.5 6.2, else one component.

    A name of one component ends in a caret, which says that it is meant to be one.
    """
    groups = name.split("=")
    if len(groups) <= 3 and all(len(g) < 64 and g.count("^") <= 4 for g in groups) and _clean(name):
        return name if "^" in name or not name.strip() else f"{name}^"
    return short_text(name.replace("=", " ").replace("^", " "), 63) + "^"


_UID: Final = re.compile(r"(?=.{1,64}\Z)(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+")


def known_uid(value: str) -> str:
    """Return a UID as it is; empty where it is none (PS3.5 section 9.1): an exam file may say anything."""
    return value if _UID.fullmatch(value) else ""


def is_instance(clip: ClipRecord) -> bool:
    """Whether a clip is a DICOM instance that others can be referred to."""
    return bool(known_uid(clip.study.sop_class_uid) and known_uid(clip.id))


def _clean(text: str) -> bool:
    return not any(_control(c) or c in "\\\n\t" for c in text)


def _control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def stamp(created: str) -> datetime:
    """Return the exam's start; the epoch where it is not ISO 8601."""
    try:
        return datetime.fromisoformat(created)
    except ValueError:
        return datetime(1970, 1, 1)


def own_study(report: Report) -> str:
    """Return the study of a report without a DICOM clip; an amendment stays in its predecessor's."""
    return known_uid(report.amends.study_uid if report.amends else "") or made_uid(report.exam, "study")


def patient_and_study(report: Report) -> Dataset:
    """Return patient and study attributes, those of the clips' study where there is one."""
    study = report.study if known_uid(report.study.study_uid) else StudyInfo()
    when = stamp(report.created)
    ds = Dataset()
    ds.SpecificCharacterSet = CHARACTER_SET
    _patient(ds, report.patient)
    ds.StudyInstanceUID = study.study_uid or own_study(report)
    ds.StudyDate = study.study_date if _is_date(study.study_date) else f"{when:%Y%m%d}"
    ds.StudyTime = study.study_time if study.study_time[:6].isdigit() else f"{when:%H%M%S}"
    ds.AccessionNumber = short_text(study.accession_number, 16)
    ds.StudyID = ""
    ds.ReferringPhysicianName = ""
    if study.study_description:
        ds.StudyDescription = short_text(study.study_description)
    return ds


def _patient(ds: Dataset, patient: Patient) -> None:
    ds.PatientName = person_name(patient.name)
    ds.PatientID = short_text(patient.id)
    ds.PatientBirthDate = patient.birth_date if _is_date(patient.birth_date) else ""
    ds.PatientSex = patient.sex if patient.sex in ("M", "F", "O") else ""


def _is_date(text: str) -> bool:
    return len(text) == 8 and text.isdigit() and "0101" <= text[4:] <= "1231"


def new_instance(report: Report, sop_class: str, series: str, *content: str) -> Dataset:
    """Return the attributes that every object of a report has: patient, study, UIDs, dates, equipment."""
    ds = patient_and_study(report)
    when = stamp(report.created)
    ds.SOPClassUID = sop_class
    ds.SOPInstanceUID = made_uid(report.exam, series, *content)
    ds.SeriesInstanceUID = made_uid(report.exam, "series", series)
    ds.Manufacturer = ds.ManufacturerModelName = MANUFACTURER
    ds.SoftwareVersions = short_text(report.program or MANUFACTURER)
    ds.InstanceCreationDate = ds.ContentDate = f"{when:%Y%m%d}"
    ds.InstanceCreationTime = ds.ContentTime = f"{when:%H%M%S}"
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta = meta
    return ds


def file_bytes(ds: Dataset) -> bytes:
    """Return a dataset as a DICOM file (PS3.10) with a zero preamble."""
    buffer = io.BytesIO()
    ds.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()
