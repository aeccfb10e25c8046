"""Key images for a PACS: annotated Secondary Captures, and the Key Object Selection that points at them."""

import highdicom.ko as ko
import highdicom.sr as hd
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from sonostep.core.report.model import Report
from sonostep.reporting.dicom.still import annotated
from sonostep.reporting.dicom.values import (
    CHARACTER_SET,
    MANUFACTURER,
    file_bytes,
    made_uid,
    marked,
    short_text,
    stamp,
)
from sonostep.reporting.words import ReportWords


def render_key_images(report: Report, words: ReportWords) -> dict[str, bytes]:
    """Return ``key-image-NN.dcm`` for each readable key image and ``key-objects.dcm``; empty without any."""
    made = list(annotated(report, words))
    if not made:
        return {}
    files = {f"key-image-{entry.number:02d}.dcm": file_bytes(ds) for entry, ds in made}
    return {**files, "key-objects.dcm": file_bytes(_selection(report, [ds for _, ds in made]))}


def _selection(report: Report, pictures: list[Dataset]) -> Dataset:
    device = hd.ObserverContext(
        hd.CodedConcept.from_code(codes.DCM.Device),
        hd.DeviceObserverIdentifyingAttributes(uid=made_uid(MANUFACTURER, report.program), name=MANUFACTURER),
    )
    content = ko.KeyObjectSelection(
        document_title=codes.DCM.OfInterest,
        referenced_objects=pictures,
        observer_device_context=device,
        description="SYNTHETIC key images" if report.synthetic else "Key images of the report",
    )
    document = ko.KeyObjectSelectionDocument(
        evidence=pictures,
        content=content,
        series_instance_uid=made_uid(report.exam, "series", "key objects"),
        series_number=9003,
        sop_instance_uid=made_uid(report.exam, "key objects", *(p.SOPInstanceUID for p in pictures)),
        instance_number=1,
        manufacturer=MANUFACTURER,
        institution_name=short_text(report.study.institution) or None,
        specific_character_set=CHARACTER_SET,
    )
    return _settled(document, report)


def _settled(document: Dataset, report: Report) -> Dataset:
    """Name the series, which highdicom leaves nameless, and put the exam's time where it put its own."""
    for item in document.ContentSequence:
        if item.ValueType == "IMAGE" and "ConceptNameCodeSequence" in item:
            # TID 2010 gives its image items no concept name, and PixelMed's validator refuses one
            del item.ConceptNameCodeSequence
    document.SeriesDescription = marked(report, "SonoStep selection of key images")
    when = stamp(report.created)
    document.ContentDate = document.InstanceCreationDate = f"{when:%Y%m%d}"
    document.ContentTime = document.InstanceCreationTime = f"{when:%H%M%S}"
    for equipment in document.get("ContributingEquipmentSequence", ()):
        equipment.ContributionDateTime = f"{when:%Y%m%d%H%M%S}"
    return document
