"""Annotations of DICOM clips as softcopy presentation states, one for each annotated clip."""

from collections.abc import Iterator, Mapping
from importlib import resources as package_files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import highdicom.pr as pr
import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from sonostep.core.annotation import Annotation
from sonostep.core.exam import ClipRecord
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Mark, Report
from sonostep.reporting.burned_in_marks import label_text
from sonostep.reporting.dicom.values import (
    CHARACTER_SET,
    MANUFACTURER,
    digest,
    file_bytes,
    is_instance,
    made_uid,
    marked,
    short_text,
    stamp,
)
from sonostep.reporting.strokes import strokes
from sonostep.reporting.words import ReportWords

_NONE: Final[Mapping[str, Dataset]] = MappingProxyType({})
_LAYER = pr.GraphicLayer("SONOSTEP", order=1, description="SonoStep annotations")


def render_presentations(
    report: Report, words: ReportWords, carriers: Mapping[str, Dataset] = _NONE
) -> dict[str, bytes]:
    """Return ``presentation-NN.dcm`` for each DICOM clip with shapes, and each video that an object carries.

    Args:
        carriers: headers of the objects that carry video clips, by clip.

    Raises:
        ProblemError: ``export.clip_gone`` where a clip's file, whose colour model decides on the kind of
            state, cannot be read.
    """
    marks = {c.id: [m for m in report.marks if m.annotation.frame.clip == c.id] for c in report.clips}
    stored = [c for c in report.clips if is_instance(c) or c.id in carriers]
    annotated = [c for c in stored if marks[c.id]]
    return {
        f"presentation-{number:02d}.dcm": file_bytes(
            _state(report, clip, carriers.get(clip.id) or _header(clip), marks[clip.id], words)
        )
        for number, clip in enumerate(annotated, 1)
    }


def _header(clip: ClipRecord) -> Dataset:
    try:
        ds = pydicom.dcmread(clip.path, stop_before_pixels=True)
    except (OSError, InvalidDicomError, ValueError) as error:
        raise ProblemError.of("export.clip_gone", clip=clip.label, path=Path(clip.path).name) from error
    if ds.get("SOPInstanceUID") != clip.id:
        raise ProblemError.of("export.clip_gone", clip=clip.label, path=Path(clip.path).name)
    return ds


def _state(report: Report, clip: ClipRecord, ds: Dataset, marks: list[Mark], words: ReportWords) -> Dataset:
    grey = ds.PhotometricInterpretation in ("MONOCHROME1", "MONOCHROME2")
    if grey and "SharedFunctionalGroupsSequence" not in ds:
        # highdicom 0.28 looks for these in any multi-frame image; a US one has none
        ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [Dataset()], []
    shared: dict[str, Any] = {
        "referenced_images": [ds],
        "series_instance_uid": made_uid(report.exam, "series", "presentation", clip.id),
        "series_number": 9005,
        "sop_instance_uid": made_uid(report.exam, "presentation", clip.id, digest(report)),
        "instance_number": 1,
        "manufacturer": MANUFACTURER,
        "manufacturer_model_name": MANUFACTURER,
        "software_versions": short_text(report.program or MANUFACTURER),
        "device_serial_number": "1",
        "content_label": "SONOSTEP",
        "content_description": "SYNTHETIC annotations" if report.synthetic else "Annotations",
        "graphic_annotations": list(_annotations(ds, marks, words)),
        "graphic_layers": [_LAYER],
        "specific_character_set": CHARACTER_SET,
    }
    if grey:
        state: Dataset = pr.GrayscaleSoftcopyPresentationState(**shared)
    else:
        state = pr.ColorSoftcopyPresentationState(**shared, icc_profile=_srgb())
    state.Laterality = _laterality(marks)
    # each clip's state is a series of its own: a list of them is told apart by the clip
    name = (clip.label or clip.id).removeprefix("SYNTHETIC ")
    state.SeriesDescription = marked(report, f"SonoStep annotations: {name}")
    return _settled(state, report)


def _srgb() -> bytes:
    """sRGB as a profile of class spac, which a colour presentation state asks for (PS3.3 C.11.15)."""
    file = package_files.files("highdicom") / "_icc_profiles" / "sRGB_v4_ICC_preference.icc"
    return file.read_bytes()


def _settled(state: Dataset, report: Report) -> Dataset:
    when = stamp(report.created)
    state.PresentationCreationDate = state.InstanceCreationDate = f"{when:%Y%m%d}"
    state.PresentationCreationTime = state.InstanceCreationTime = f"{when:%H%M%S}"
    for keyword in ("ContentDate", "ContentTime"):
        if keyword in state:
            setattr(
                state,
                keyword,
                state.InstanceCreationDate if "Date" in keyword else state.InstanceCreationTime,
            )
    for equipment in state.get("ContributingEquipmentSequence", ()):
        equipment.ContributionDateTime = f"{when:%Y%m%d%H%M%S}"
    return state


def _laterality(marks: list[Mark]) -> str:
    """The side that all shapes show; empty where they differ or none is stated."""
    sides = {m.annotation.side for m in marks}
    return {Side.LEFT: "L", Side.RIGHT: "R"}.get(sides.pop() or Side.MIDLINE, "") if len(sides) == 1 else ""


def _annotations(ds: Dataset, marks: list[Mark], words: ReportWords) -> Iterator[pr.GraphicAnnotation]:
    multi = "NumberOfFrames" in ds
    for mark in marks:
        text = label_text(mark, words)
        yield pr.GraphicAnnotation(
            referenced_images=[ds],
            graphic_layer=_LAYER,
            referenced_frame_number=list(mark.annotation.frames) if multi else None,
            graphic_objects=_graphics(mark.annotation, ds),
            text_objects=[_text(text, mark.annotation, ds)] if text else None,
        )


def _graphics(annotation: Annotation, ds: Dataset) -> list[pr.GraphicObject]:
    drawn = [("POLYLINE", stroke) for stroke in strokes(annotation)] or [("POINT", annotation.points[:1])]
    return [
        pr.GraphicObject(
            kind,
            _inside(points, ds),
            units="PIXEL",
            tracking_id=short_text(annotation.id) or None,
            tracking_uid=made_uid(annotation.frame.clip, annotation.id),
        )
        for kind, points in drawn
    ]


def _inside(points: tuple[Point, ...], ds: Dataset) -> np.ndarray:
    """Hold coordinates to the picture, as PS3.3 C.10.5 asks."""
    held: np.ndarray = np.clip(np.array(points, dtype=float), 0.0, [float(ds.Columns), float(ds.Rows)])
    return held


def _text(text: str, annotation: Annotation, ds: Dataset) -> pr.TextObject:
    x, y = _inside(annotation.points[:1], ds)[0]
    return pr.TextObject(short_text(text, 1000), units="PIXEL", anchor_point=(float(x), float(y)))
