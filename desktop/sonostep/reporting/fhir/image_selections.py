"""Key images and measurements in FHIR R5: an ImagingSelection for each place in a DICOM instance.

R5 has no Media: what lies in an instance is named by its frame and coordinates (hl7.org/fhir/R5,
imagingselection.html), and the picture with its marks is a DocumentReference to a Binary.
"""

import base64
from collections.abc import Iterator
from typing import Final

from sonostep.core.exam import ClipRecord
from sonostep.core.measure.quantity import Refused
from sonostep.core.report.model import ImageEntry, MeasurementEntry, Report
from sonostep.reporting.burned_in_marks import Unreadable, burned, jpeg
from sonostep.reporting.dicom.values import is_instance, known_uid, made_uid
from sonostep.reporting.fhir.parts import (
    SYSTEMS,
    Resource,
    coding,
    instant,
    made_id,
    ref,
    study_uid,
    tag,
)
from sonostep.reporting.printed.measurements import image, place
from sonostep.reporting.sr.drawn_coordinates import drawings
from sonostep.reporting.words import ReportWords

_THUMBNAIL: Final = "http://hl7.org/fhir/StructureDefinition/documentreference-thumbnail"
_REGIONS: Final = {"POINT": "point", "POLYLINE": "polyline", "ELLIPSE": "ellipse"}


def of_measurement(report: Report, entry: MeasurementEntry) -> Resource | None:
    """Return the frames and coordinates of a measurement, None where its clip is no DICOM instance."""
    if entry.clip is None or not is_instance(entry.clip) or isinstance(entry.measured, Refused):
        return None
    frames = tuple(entry.annotation.frames)
    made = _selection(report, entry.clip, frames, ("111030", "Image Region"), "region", entry.annotation.id)
    made["instance"][0]["imageRegion2D"] = [
        {"regionType": _REGIONS[graphic], "coordinate": [round(v, 4) for point in points for v in point]}
        for graphic, points in drawings(entry.annotation)
    ]
    return made


def key_images(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Yield for each key image its place in a DICOM instance, and its picture with the Binary of it."""
    clips = {c.id: c for c in report.clips if is_instance(c)}
    for entry in report.images:
        if (clip := clips.get(entry.frame.clip)) is not None:
            code = ("113000", "Of Interest")
            yield _selection(report, clip, (entry.frame.frame,), code, "key image", entry.id)
        yield from _picture(report, entry, words)


def _selection(
    report: Report, clip: ClipRecord, frames: tuple[int, ...], code: tuple[str, str], *parts: str
) -> Resource:
    instance: Resource = {
        "uid": clip.id,
        "sopClass": {"system": "urn:ietf:rfc:3986", "code": f"urn:oid:{clip.study.sop_class_uid}"},
    }
    if clip.frames > 1:
        instance["subset"] = [str(frame) for frame in frames]
    study = study_uid(report, clip.study.study_uid)
    return {
        "resourceType": "ImagingSelection",
        "id": made_id(report, "selection", *parts),
        **tag(report),
        "status": "available",
        "subject": ref(made_id(report, "patient")),
        "issued": instant(report),
        "code": coding(SYSTEMS["DCM"], *code),
        "derivedFrom": [ref(made_id(report, "study", study))],
        "studyUid": study,
        "seriesUid": known_uid(clip.study.series_uid) or made_uid(clip.id, "series"),
        "instance": [instance],
    }


def _picture(report: Report, entry: ImageEntry, words: ReportWords) -> Iterator[Resource]:
    try:
        data = jpeg(burned(entry, words))
    except Unreadable:
        return
    binary = made_id(report, "picture", entry.id)
    said = image(entry, words)
    what = " · ".join(t for t in (said["title"], said["what"], place(entry, words)) if t)
    caption = entry.caption.strip()
    yield {
        "resourceType": "DocumentReference",
        "id": made_id(report, "image", entry.id),
        **tag(report),
        "status": "current",
        "modality": [coding(SYSTEMS["DCM"], "US", "Ultrasound")],
        "category": [coding(SYSTEMS["LN"], "55113-5", "Key images Document Radiology")],
        "subject": ref(made_id(report, "patient")),
        "date": instant(report),
        "description": f"{what} · {caption}" if caption else what,
        "content": [
            {
                "extension": [{"url": _THUMBNAIL, "valueBoolean": False}],
                "attachment": {"contentType": "image/jpeg", "url": f"urn:uuid:{binary}", "title": what},
            }
        ],
    }
    encoded = base64.b64encode(data).decode()
    yield {"resourceType": "Binary", "id": binary, "contentType": "image/jpeg", "data": encoded}
