"""A DICOM header to what a Clip says: patient, study, scale, as stored; nothing repaired, nothing guessed."""

import math
from collections.abc import Callable, Iterable

from pydicom.dataset import Dataset

from sonostep.core.clip import Patient, Region, ScaleInfo, StudyInfo
from sonostep.imaging.names import text_of

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
    )


def scale_of(dataset: Dataset, rows: int, columns: int) -> ScaleInfo:
    """Return all that the header says of the scale (imaging reference section 3, rule 1: per instance)."""
    return ScaleInfo(
        rows=rows,
        columns=columns,
        regions=tuple(r for item in _region_items(dataset) if (r := _region(item)) is not None),
        pixel_spacing=_pair(dataset, "PixelSpacing"),
        uncorrected_spacing=_pair(dataset, "ImagerPixelSpacing")
        or _pair(dataset, "NominalScannedPixelSpacing"),
        pixel_aspect_ratio=_pair(dataset, "PixelAspectRatio"),
    )


def is_synthetic(dataset: Dataset) -> bool:
    """Whether the file says that it is a SonoStep phantom."""
    says = text_of(dataset, "SeriesDescription") + text_of(dataset, "ImageComments")
    return "SYNTHETIC" in says.upper() and "SONOSTEP" in text_of(dataset, "Manufacturer").upper()


def whole_number(dataset: Dataset, keyword: str, default: int = 0) -> int:
    """Return an element as a whole number; ``default`` where it is missing or nonsense."""
    number = _number(dataset.get(keyword))
    return default if number is None else int(number)


def _region_items(dataset: Dataset) -> list[Dataset]:
    sequence = dataset.get("SequenceOfUltrasoundRegions")
    items = list(sequence)[:_MAX_REGIONS] if isinstance(sequence, Iterable) else []
    return [item for item in items if isinstance(item, Dataset)]


def _region(item: Dataset) -> Region | None:
    """Return one region as stored; None where its box is missing, for then it is nowhere."""
    corners = ("RegionLocationMinX0", "RegionLocationMinY0", "RegionLocationMaxX1", "RegionLocationMaxY1")
    if any(_number(item.get(keyword)) is None for keyword in corners):
        return None
    x0, y0, x1, y1 = (whole_number(item, keyword) for keyword in corners)
    real: Callable[[str], float] = lambda keyword: _number(item.get(keyword)) or 0.0  # noqa: E731
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
    items = list(sequence) if isinstance(sequence, Iterable) else []
    return text_of(items[0], "CodeMeaning") if items and isinstance(items[0], Dataset) else ""


def _frequency(dataset: Dataset) -> float | None:
    """TransducerFrequency (0018,6030) is in kHz and lives in the region items."""
    khz = (_positive(item, "TransducerFrequency") for item in (*_region_items(dataset), dataset))
    return next((value / 1000 for value in khz if value), None)


def _positive(dataset: Dataset, keyword: str) -> float | None:
    number = _number(dataset.get(keyword))
    return number if number is not None and number > 0 else None


def _pair(dataset: Dataset, keyword: str) -> tuple[float, float] | None:
    value = dataset.get(keyword)
    if not isinstance(value, Iterable) or isinstance(value, str):
        return None
    numbers = [_number(v) for v in value]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
