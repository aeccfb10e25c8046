"""Key images in FHIR: a Media for each, marks drawn in, with its caption (hl7.org/fhir/R4B/media.html)."""

import base64
from collections.abc import Iterator

from sonostep.core.report.model import ImageEntry, Report
from sonostep.reporting.burned_in_marks import Unreadable, burned, jpeg
from sonostep.reporting.fhir.parts import Resource, coding, made_id, ref, tag
from sonostep.reporting.printed.measurements import image, place
from sonostep.reporting.words import ReportWords

_TYPES = "http://terminology.hl7.org/CodeSystem/media-type"


def images(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Yield the key images in their order; one that cannot be decoded is there without its picture."""
    for entry in report.images:
        said = image(entry, words)
        what = " · ".join(t for t in (said["title"], said["what"], place(entry, words)) if t)
        caption = entry.caption.strip()
        yield {
            "resourceType": "Media",
            "id": made_id(report, "image", entry.id),
            **tag(report),
            "status": "completed",
            "type": coding(_TYPES, "image", "Image"),
            "subject": ref(made_id(report, "patient")),
            "content": {**_picture(entry, words), "title": what},
            **({"note": [{"text": caption}]} if caption else {}),
        }


def media(made: list[Resource]) -> list[Resource]:
    """Return what a DiagnosticReport says of its images, in their order."""
    comments = [m["note"][0]["text"] if "note" in m else m["content"]["title"] for m in made]
    return [{"comment": c, "link": ref(m)} for c, m in zip(comments, made, strict=True)]


def _picture(entry: ImageEntry, words: ReportWords) -> Resource:
    try:
        data = jpeg(burned(entry, words))
    except Unreadable:
        return {}
    return {"contentType": "image/jpeg", "data": base64.b64encode(data).decode()}
