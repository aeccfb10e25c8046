"""Functional groups of enhanced multi-frame objects (PS3.3 C.7.6.16): spacing, times, places of frames."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydicom.dataset import Dataset

from sonostep.core.problem import Problem
from sonostep.imaging.dicom.elements.numbers import Stated, number, stated

_SHARED: Final = "SharedFunctionalGroupsSequence"
_PER_FRAME: Final = "PerFrameFunctionalGroupsSequence"


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return the items of a sequence; none where it is missing, empty or no sequence."""
    sequence = dataset.get(keyword)
    found = list(sequence) if isinstance(sequence, Iterable) and not isinstance(sequence, str | bytes) else []
    return [item for item in found if isinstance(item, Dataset)]


def frame_groups(dataset: Dataset) -> list[Dataset]:
    """Return the items that say what differs from frame to frame."""
    return items(dataset, _PER_FRAME)


def macro(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return a functional group macro: once where it is shared, else one per frame that states it."""
    shared = [inner for group in items(dataset, _SHARED) for inner in items(group, keyword)[:1]]
    return shared or [inner for group in frame_groups(dataset) for inner in items(group, keyword)[:1]]


def where_stated(dataset: Dataset, keyword: str, group: str) -> Dataset:
    """Return the data set that states an element: the instance itself, else the first macro of a group."""
    if stated(dataset, keyword).numbers:
        return dataset
    return next((item for item in macro(dataset, group) if stated(item, keyword).numbers), dataset)


@dataclass(frozen=True, slots=True)
class Spacing:
    """PixelSpacing of the functional groups.

    Attributes:
        pair: (row, column) as stored; None where there is none or none that holds for all frames.
        unused: what was found and why it is not used.
        found: what the element says, for a note.
    """

    pair: tuple[float, float] | None = None
    unused: Problem | None = None
    found: Stated = Stated()


def spacing(dataset: Dataset) -> Spacing:
    """Return the spacing of PixelMeasuresSequence where all frames agree on it (PS3.3 C.7.6.16.2.1)."""
    found = [stated(item, "PixelSpacing") for item in macro(dataset, "PixelMeasuresSequence")]
    values = {s.whole for s in found}
    if not found or values == {()} and not any(s.said for s in found):
        return Spacing()
    if len(values) > 1:
        return Spacing(unused=Problem.of("calibration.spacing_varies"))
    (pair,) = values
    if len(pair) != 2:
        said = next(s.said for s in found if s.said)
        return Spacing(unused=Problem.of("calibration.spacing_unused", found=said))
    return Spacing((pair[0], pair[1]), None, found[0])


def frame_seconds(dataset: Dataset, frames: int) -> tuple[float, ...]:
    """Return when each frame was acquired, in seconds from the first; empty where that is not stated for all.

    FrameReferenceDateTime (0018,9151), else FrameAcquisitionDateTime (0018,9074), else
    TemporalPositionTimeOffset (0020,930D), PS3.3 C.7.6.16.2.2 and C.8.24.6.
    """
    groups = frame_groups(dataset)
    if len(groups) < frames or frames < 2:
        return ()
    for inside, keyword in _TIMES:
        times = [_time(group, inside, keyword) for group in groups[:frames]]
        known = [t for t in times if t is not None]
        if len(known) == frames and known[-1] > known[0]:
            return tuple(t - known[0] for t in known)
    return ()


_TIMES: Final = (
    ("FrameContentSequence", "FrameReferenceDateTime"),
    ("FrameContentSequence", "FrameAcquisitionDateTime"),
    ("TemporalPositionSequence", "TemporalPositionTimeOffset"),
)


def _time(group: Dataset, inside: str, keyword: str) -> float | None:
    item = next(iter(items(group, inside)), None)
    if item is None:
        return None
    return number(item, keyword) if keyword == "TemporalPositionTimeOffset" else _date_time(item.get(keyword))


def _date_time(value: object) -> float | None:
    """DT is YYYYMMDDHHMMSS.FFFFFF&ZZXX (PS3.5 6.2); without seconds it tells no frame from the next."""
    text = str(value or "").strip(" \0")
    digits, _, fraction = text.partition(".")
    fraction = fraction.split("+")[0].split("-")[0]
    digits = digits.split("+")[0].split("-")[0]
    if len(digits) < 14 or not digits[:14].isdigit() or (fraction and not fraction.isdigit()):
        return None
    try:
        moment = datetime.strptime(digits[:14], "%Y%m%d%H%M%S")  # noqa: DTZ007 - only differences are used
    except ValueError:
        return None
    return (moment - datetime(2000, 1, 1)).total_seconds() + float(f"0.{fraction or 0}")  # noqa: DTZ001


Vector = tuple[float, float, float]


def slice_positions(dataset: Dataset, frames: int) -> tuple[float, ...]:
    """Return how far each frame lies along the normal of the first, in millimetres; empty where not stated.

    From ImagePositionVolume and ImageOrientationVolume (0020,9301 and 0020,9302), else from
    ImagePositionPatient and ImageOrientationPatient (PS3.3 C.8.24.2 and C.7.6.16.2.3).
    """
    groups = frame_groups(dataset)
    if len(groups) < frames or frames < 2:
        return ()
    for places, place, planes, plane in _PLANES:
        normal = _normal(dataset, planes, plane)
        found = [_vector(group, places, place) for group in groups[:frames]]
        points = [p for p in found if p is not None]
        if normal is not None and len(points) == frames:
            return tuple(sum(n * v for n, v in zip(normal, p, strict=True)) for p in points)
    return ()


_PLANES: Final = (
    ("PlanePositionVolumeSequence", "ImagePositionVolume", "PlaneOrientationVolumeSequence",
     "ImageOrientationVolume"),
    ("PlanePositionSequence", "ImagePositionPatient", "PlaneOrientationSequence", "ImageOrientationPatient"),
)  # fmt: skip


def _vector(group: Dataset, inside: str, keyword: str) -> Vector | None:
    item = next(iter(items(group, inside)), None)
    values = stated(item, keyword).whole if item is not None else ()
    return (values[0], values[1], values[2]) if len(values) == 3 else None


def orientation(dataset: Dataset) -> tuple[tuple[float, ...], bool]:
    """Return the six direction cosines of rows and columns that all frames share; empty without them.

    With them, whether they are in the patient's coordinates: those of an ultrasound volume are its own.
    """
    for _, _, planes, plane in _PLANES:
        found = {stated(item, plane).whole for item in macro(dataset, planes)}
        if len(found) == 1 and len(cosines := found.pop()) == 6:
            return cosines, plane == "ImageOrientationPatient"
    whole = stated(dataset, "ImageOrientationPatient").whole
    return (whole, True) if len(whole) == 6 else ((), False)


def _normal(dataset: Dataset, planes: str, plane: str) -> Vector | None:
    found = [stated(item, plane).whole for item in macro(dataset, planes)]
    if not found or len(found[0]) != 6:
        return None
    a, b, c, d, e, f = found[0]
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    length = math.hypot(*normal)
    return None if length < 1e-6 else (normal[0] / length, normal[1] / length, normal[2] / length)


def temporal_positions(dataset: Dataset, frames: int) -> tuple[float, ...]:
    """Return each frame's TemporalPositionIndex; empty where it is not stated for all."""
    groups = frame_groups(dataset)[:frames]
    contents = [next(iter(items(group, "FrameContentSequence")), None) for group in groups]
    found = [number(item, "TemporalPositionIndex") for item in contents if item is not None]
    known = tuple(n for n in found if n is not None)
    return known if len(known) == frames else ()


def volume_notes(dataset: Dataset, frames: int) -> tuple[Problem, ...]:
    """Say where the slices of a volume are not stored in the order in which they lie.

    Frames keep the numbers that they are stored under, for reports refer to them by these.
    """
    places = slice_positions(dataset, frames)
    volumes = temporal_positions(dataset, frames) or (0.0,) * len(places)
    for volume in dict.fromkeys(volumes):
        inside = [place for place, of in zip(places, volumes, strict=True) if of == volume]
        if inside != sorted(inside) and inside != sorted(inside, reverse=True):
            first = min(range(len(places)), key=places.__getitem__) + 1
            return (Problem.of("imaging.slices_out_of_order", first=first),)
    return ()
