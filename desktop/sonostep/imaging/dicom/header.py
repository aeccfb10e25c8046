"""A DICOM header to what a Clip says: patient, study, scale, as stored; nothing repaired, nothing guessed."""

import re
from collections.abc import Callable, Iterable

from pydicom.dataset import Dataset

from sonostep.core.clip import Patient, Region, ScaleInfo, StudyInfo, VisitInfo
from sonostep.core.problem import Problem
from sonostep.imaging.dicom.elements.functional_groups import items, orientation, spacing
from sonostep.imaging.dicom.elements.numbers import number, stated, whole_number
from sonostep.imaging.dicom.elements.text import text_of

_MAX_REGIONS = 64


def patient_of(dataset: Dataset) -> Patient:
    """Return who was examined."""
    return Patient(
        name=text_of(dataset, "PatientName"),
        id=text_of(dataset, "PatientID"),
        birth_date=text_of(dataset, "PatientBirthDate"),
        sex=text_of(dataset, "PatientSex"),
    )


def study_of(dataset: Dataset, syntax: str, codec: str) -> StudyInfo:
    """Return where the instance belongs and how it was made."""
    cosines, in_patient = orientation(dataset)
    text: Callable[[str], str] = lambda keyword: text_of(dataset, keyword)  # noqa: E731
    return StudyInfo(
        study_uid=text("StudyInstanceUID"),
        series_uid=text("SeriesInstanceUID"),
        sop_class_uid=text("SOPClassUID"),
        transfer_syntax_uid=syntax,
        study_date=text("StudyDate"),
        study_time=text("StudyTime"),
        study_description=text("StudyDescription"),
        series_description=text("SeriesDescription"),
        accession_number=text("AccessionNumber"),
        institution=text("InstitutionName"),
        manufacturer=text("Manufacturer"),
        model=text("ManufacturerModelName"),
        laterality=text("ImageLaterality") or text("Laterality"),
        body_part=text("BodyPartExamined") or _anatomic_region(dataset),
        transducer=text("TransducerData") or text("TransducerType"),
        depth_mm=_positive(dataset, "DepthOfScanField"),
        frequency_mhz=_frequency(dataset),
        codec=codec,
        orientation=cosines,
        in_patient=in_patient,
    )


def visit_of(dataset: Dataset) -> VisitInfo:
    """Return who asked and examined, and what is said of the patient on that day."""
    return VisitInfo(
        referrer=text_of(dataset, "ReferringPhysicianName"),
        performer=text_of(dataset, "PerformingPhysicianName"),
        operator=text_of(dataset, "OperatorsName"),
        age=text_of(dataset, "PatientAge"),
        height_m=_positive(dataset, "PatientSize"),
        weight_kg=_positive(dataset, "PatientWeight"),
        reason=_reason(dataset),
        acquired=first_time(text_of(dataset, keyword) for keyword in ACQUIRED_FROM),
    )


ACQUIRED_FROM = ("AcquisitionDateTime", "AcquisitionTime", "ContentTime", "SeriesTime")
"""Where the time of an instance stands, the nearest to it first."""


def first_time(stored: Iterable[str]) -> str:
    """Return the first of these values that is a time of day, as ``HHMMSS``; empty where none is."""
    return next(filter(None, map(_time, stored)), "")


_REASONS = (
    "ReasonForTheRequestedProcedure",
    "ReasonForVisit",
    "ReasonForStudy",
    "AdmittingDiagnosesDescription",
)
"""(0040,1002), (0032,1066), (0032,1030) retired, (0008,1080)."""


def _reason(dataset: Dataset) -> str:
    """The reason of the request (PS3.3 C.7.3.1: RequestAttributesSequence), else of the study."""
    asked = items(dataset, "RequestAttributesSequence")[:1]
    found = [text_of(item, _REASONS[0], dataset) for item in asked]
    found += [text_of(dataset, keyword) for keyword in _REASONS]
    return next(filter(None, found), "")


def _time(stored: str) -> str:
    """``HHMMSS`` of a TM or DT; empty where it is neither."""
    found = _TIME.match(stored)
    return found[1] if found else ""


_TIME = re.compile(r"(?:\d{8})?((?:[01]\d|2[0-3])[0-5]\d[0-5]\d)(?:\.\d*)?(?:[+-]\d{4})?$")


def scale_of(dataset: Dataset, rows: int, columns: int) -> ScaleInfo:
    """Return all that the header says of the scale (imaging reference section 3, rule 1: per instance)."""
    regions = [_region(item) for item in _region_items(dataset)]
    grouped = spacing(dataset)
    plain = _pair(dataset, "PixelSpacing")
    return ScaleInfo(
        rows=rows,
        columns=columns,
        regions=tuple(r for r in regions if r is not None),
        pixel_spacing=plain or grouped.pair,
        uncorrected_spacing=_pair(dataset, "ImagerPixelSpacing")
        or _pair(dataset, "NominalScannedPixelSpacing"),
        pixel_aspect_ratio=_pair(dataset, "PixelAspectRatio"),
        unused=None if plain or grouped.pair else _unused(dataset, regions) or grouped.unused,
    )


def _unused(dataset: Dataset, regions: list[Region | None]) -> Problem | None:
    """What stands where a scale should, and is none."""
    said = stated(dataset, "PixelSpacing").said
    if said:
        return Problem.of("calibration.spacing_unused", found=said)
    nowhere = sum(region is None for region in regions)
    return Problem.of("calibration.region_nowhere", count=nowhere) if nowhere else None


def number_notes(dataset: Dataset) -> tuple[Problem, ...]:
    """Say where a spacing was read with a decimal comma: a millimetre depends on it."""
    found = {keyword: stated(dataset, keyword) for keyword in _SPACINGS}
    found["PixelSpacing"] = found["PixelSpacing"] if found["PixelSpacing"].said else spacing(dataset).found
    return tuple(
        Problem.of("imaging.decimal_comma", element=keyword, found=s.said, read=_plainly(s.whole))
        for keyword, s in found.items()
        if s.mended and s.whole
    )


_SPACINGS = ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing")


def _plainly(numbers: tuple[float, ...]) -> str:
    return "\\".join(f"{n:g}" for n in numbers[:4])


def is_synthetic(dataset: Dataset) -> bool:
    """Whether the file says that it is a SonoStep phantom."""
    says = text_of(dataset, "SeriesDescription") + text_of(dataset, "ImageComments")
    return "SYNTHETIC" in says.upper() and "SONOSTEP" in text_of(dataset, "Manufacturer").upper()


def _region_items(dataset: Dataset) -> list[Dataset]:
    return items(dataset, "SequenceOfUltrasoundRegions")[:_MAX_REGIONS]


def _region(item: Dataset) -> Region | None:
    """Return one region as stored; None where its box is missing, for then it is nowhere."""
    corners = ("RegionLocationMinX0", "RegionLocationMinY0", "RegionLocationMaxX1", "RegionLocationMaxY1")
    if any(number(item, keyword) is None for keyword in corners):
        return None
    x0, y0, x1, y1 = (whole_number(item, keyword) for keyword in corners)
    real: Callable[[str], float] = lambda keyword: number(item, keyword) or 0.0  # noqa: E731
    return Region(
        x0,
        y0,
        x1,
        y1,
        spatial_format=whole_number(item, "RegionSpatialFormat"),
        data_type=whole_number(item, "RegionDataType"),
        units_x=whole_number(item, "PhysicalUnitsXDirection"),
        units_y=whole_number(item, "PhysicalUnitsYDirection"),
        delta_x=real("PhysicalDeltaX"),
        delta_y=real("PhysicalDeltaY"),
        flags=whole_number(item, "RegionFlags"),
        reference_x=real("ReferencePixelX0"),
        reference_y=real("ReferencePixelY0"),
        reference_value_x=real("ReferencePixelPhysicalValueX"),
        reference_value_y=real("ReferencePixelPhysicalValueY"),
    )


def _anatomic_region(dataset: Dataset) -> str:
    sequence = dataset.get("AnatomicRegionSequence")
    found = list(sequence) if isinstance(sequence, Iterable) else []
    return text_of(found[0], "CodeMeaning", dataset) if found and isinstance(found[0], Dataset) else ""


def _frequency(dataset: Dataset) -> float | None:
    """TransducerFrequency (0018,6030) is in kHz and lives in the region items."""
    khz = (_positive(item, "TransducerFrequency") for item in (*_region_items(dataset), dataset))
    return next((value / 1000 for value in khz if value), None)


def _positive(dataset: Dataset, keyword: str) -> float | None:
    found = number(dataset, keyword)
    return found if found is not None and found > 0 else None


def _pair(dataset: Dataset, keyword: str) -> tuple[float, float] | None:
    whole = stated(dataset, keyword).whole
    return (whole[0], whole[1]) if len(whole) == 2 else None
