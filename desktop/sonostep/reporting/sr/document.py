"""The report as a DICOM Comprehensive SR, template TID 1500 "Measurement Report" (PS3.16)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import highdicom.sr as hd
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from sonostep.core.clip import FrameRef
from sonostep.core.exam import ClipRecord, Predecessor
from sonostep.core.report.model import ImageEntry, MeasurementEntry, Report
from sonostep.reporting.dicom.still import stills
from sonostep.reporting.dicom.values import (
    CHARACTER_SET,
    MANUFACTURER,
    digest,
    file_bytes,
    is_instance,
    known_uid,
    long_text,
    made_uid,
    marked,
    patient_and_study,
    person_name,
    short_text,
    stamp,
)
from sonostep.reporting.differential_rows import remarks, weighed
from sonostep.reporting.printed.follow_up import follow_up_lines
from sonostep.reporting.printed.measurements import image
from sonostep.reporting.printed.safety import safety_lines
from sonostep.reporting.sealing.signature_text import signed
from sonostep.reporting.sr.codes import SCHEME, local, procedure
from sonostep.reporting.sr.drawn_coordinates import ImageRef
from sonostep.reporting.sr.groups import ENGLISH, groups
from sonostep.reporting.sr.measurement_details import measurement_details

_NONE: Final[Mapping[str, Dataset]] = MappingProxyType({})


Carriers = Mapping[str, Dataset]
"""Headers of the objects that carry video clips, by clip."""


def render_sr(report: Report, carriers: Carriers = _NONE) -> dict[str, bytes]:
    """Return the SR as ``report.sr.dcm``, and the key frames of video clips that it points at, by file name.

    A measurement on a DICOM clip refers to its instance and to the frames it belongs to. One on a video
    refers to the multi-frame object that carries the clip; where there is none, to a Secondary Capture of
    its key image if the frame was saved; else it stands without coordinates and says in words which frame
    of which file, by hash, it is from. Same report, same bytes.
    """
    made = {e.frame: (e.number, ds) for e, ds in stills(report) if e.frame.clip not in carriers}
    found = {m.annotation.id: _reference(m, made, carriers) for m in report.measurements}
    refs = {id_: ref for id_, ref in found.items() if ref is not None}
    measured = {m.frame.clip for m in report.measurements}
    videos = [ds for id_, ds in carriers.items() if id_ in measured]
    document = _document(report, refs, [*videos, *(ds for _, ds in made.values())])
    files = {f"key-frame-{number:02d}.dcm": file_bytes(ds) for number, ds in made.values()}
    return {"report.sr.dcm": file_bytes(document), **files}


def _reference(
    entry: MeasurementEntry, made: dict[FrameRef, tuple[int, Dataset]], carriers: Carriers
) -> ImageRef | None:
    clip, frames = entry.clip, tuple(entry.annotation.frames)
    if clip is not None and is_instance(clip):
        return ImageRef(clip.study.sop_class_uid, clip.id, frames if clip.frames > 1 else ())
    if entry.frame.clip in carriers:
        carrier = carriers[entry.frame.clip]
        return ImageRef(carrier.SOPClassUID, carrier.SOPInstanceUID, frames)
    if entry.frame in made:
        still = made[entry.frame][1]
        return ImageRef(still.SOPClassUID, still.SOPInstanceUID)
    return None


def _document(report: Report, refs: dict[str, ImageRef], captures: list[Dataset]) -> Dataset:
    evidence = [_evidence(report, c) for c in report.clips if is_instance(c)] + captures
    final = report.closed
    said = (digest(report), *(str(ds.SOPInstanceUID) for ds in captures))
    document = hd.ComprehensiveSR(
        evidence=evidence or [_nothing(report)],
        content=_content(report, refs)[0],
        series_instance_uid=made_uid(report.exam, "sr series"),
        series_number=9000,
        sop_instance_uid=made_uid(report.exam, "sr", *said),
        instance_number=1,
        manufacturer=MANUFACTURER,
        is_complete=final,
        is_final=final,
        institution_name=short_text(report.study.institution) or None,
        performed_procedure_codes=[procedure(_region(report), report.side)],
        specific_character_set=CHARACTER_SET,
        series_description=marked(report, "SonoStep musculoskeletal ultrasound report"),
        manufacturer_model_name=MANUFACTURER,
        software_versions=short_text(report.program or MANUFACTURER),
        device_serial_number="1",
    )
    if not evidence:
        del document.CurrentRequestedProcedureEvidenceSequence
    if report.amends is not None and report.amends.sop_instance_uid:
        document.PredecessorDocumentsSequence = [_predecessor(report.amends, document)]
    _settle(document, report)
    return document


def _predecessor(before: Predecessor, document: Dataset) -> Dataset:
    """The final report that this one amends (PS3.3 C.17.2, Predecessor Documents Sequence)."""
    instance, series, study = Dataset(), Dataset(), Dataset()
    instance.ReferencedSOPClassUID = document.SOPClassUID
    instance.ReferencedSOPInstanceUID = before.sop_instance_uid
    series.SeriesInstanceUID = before.series_uid
    series.ReferencedSOPSequence = [instance]
    study.StudyInstanceUID = before.study_uid
    study.ReferencedSeriesSequence = [series]
    return study


def _region(report: Report) -> str:
    return next((p.region for p in report.protocols), "")


def _settle(document: Dataset, report: Report) -> None:
    """Put the exam's time where highdicom put its own, and name our coding scheme."""
    when = stamp(report.created)
    document.ContentDate = document.InstanceCreationDate = f"{when:%Y%m%d}"
    document.ContentTime = document.InstanceCreationTime = f"{when:%H%M%S}"
    for equipment in document.get("ContributingEquipmentSequence", ()):
        equipment.ContributionDateTime = f"{when:%Y%m%d%H%M%S}"
    if when.tzinfo is not None:
        document.TimezoneOffsetFromUTC = f"{when:%z}"
    scheme = Dataset()
    scheme.CodingSchemeDesignator = SCHEME
    scheme.CodingSchemeName = "SonoStep vocabulary"
    scheme.CodingSchemeVersion = short_text(report.vocabulary.version, 16)
    scheme.CodingSchemeResponsibleOrganization = "SonoStep"
    document.CodingSchemeIdentificationSequence = [scheme]


def _evidence(report: Report, clip: ClipRecord) -> Dataset:
    """What highdicom needs to know of a referenced clip."""
    ds = patient_and_study(report)
    ds.SOPClassUID, ds.SOPInstanceUID = clip.study.sop_class_uid, clip.id
    ds.StudyInstanceUID = known_uid(clip.study.study_uid) or ds.StudyInstanceUID
    ds.SeriesInstanceUID = known_uid(clip.study.series_uid) or made_uid(clip.id, "series")
    ds.Rows, ds.Columns, ds.Modality = clip.scale.rows, clip.scale.columns, "US"
    return ds


def _nothing(report: Report) -> Dataset:
    """Patient and study for a report without any image."""
    ds = patient_and_study(report)
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", made_uid(report.exam, "no image")
    ds.SeriesInstanceUID = made_uid(report.exam, "no series")
    return ds


def _content(report: Report, refs: dict[str, ImageRef]) -> hd.MeasurementReport:
    """TID 1500: numbers with coordinates in Imaging Measurements, all else in Qualitative Evaluations.

    OHIF takes the first coordinates of every group in Imaging Measurements, and shows nothing at all where
    one has none.
    """
    made = list(groups(report, refs))
    drawn = [group for group in made if _has_coordinates(group[0])]
    content = hd.MeasurementReport(
        observation_context=_observers(report),
        procedure_reported=hd.CodedConcept("363679005", "SCT", "Imaging procedure"),
        # highdicom wants one group at least
        imaging_measurements=drawn or [_placeholder()],
        language_of_content_item_and_descendants=hd.LanguageOfContentItemAndDescendants(
            hd.CodedConcept("en", "RFC5646", "English")
        ),
    )
    if not drawn:
        del content[0].ContentSequence[-1]
    others = [group for group in made if not _has_coordinates(group[0])]
    if others or not drawn:
        content[0].ContentSequence.append(_evaluations(others))
    if (details := measurement_details(report, refs)) is not None:
        content[0].ContentSequence.append(details)
    for name, text in _texts(report):
        item = hd.TextContentItem(name, long_text(text), hd.RelationshipTypeValues.CONTAINS)
        content[0].ContentSequence.append(item)
    if report.differential is not None:
        content[0].ContentSequence.append(_differential(report))
    return content


def _has_coordinates(item: Dataset) -> bool:
    """Whether a content item, or one below it, is drawn on an image."""
    below = item.get("ContentSequence", ())
    return str(item.ValueType) == "SCOORD" or any(_has_coordinates(inner) for inner in below)


def _placeholder() -> hd.MeasurementsAndQualitativeEvaluations:
    return hd.MeasurementsAndQualitativeEvaluations(
        hd.TrackingIdentifier(uid=made_uid("none"), identifier="none")
    )


def _evaluations(made: Sequence[hd.MeasurementsAndQualitativeEvaluations]) -> hd.ContainerContentItem:
    """The container of TID 1500 for what is not measured on an image; it says so where there is nothing."""
    container = hd.ContainerContentItem(
        hd.CodedConcept("C0034375", "UMLS", "Qualitative Evaluations"),
        relationship_type=hd.RelationshipTypeValues.CONTAINS,
    )
    items: list[Dataset] = [group[0] for group in made] or [
        hd.TextContentItem(
            hd.CodedConcept.from_code(codes.DCM.Comment),
            "No measurement, finding or complaint was recorded.",
            hd.RelationshipTypeValues.CONTAINS,
        )
    ]
    container.ContentSequence = hd.ContentSequence(items)  # type: ignore[arg-type]
    return container


def _differential(report: Report) -> hd.ContainerContentItem:
    """A container of ours: sentences around the judgements, and one text for each judgement."""
    container = hd.ContainerContentItem(
        local("differential", "Differential summary"), relationship_type=hd.RelationshipTypeValues.CONTAINS
    )
    said = [("differential_remark", "Remark", text) for text in remarks(report, ENGLISH)]
    said += [
        ("differential_item", "Condition weighed", "\n".join((w.title, *w.lines)))
        for w in weighed(report, ENGLISH)
    ]
    container.ContentSequence = hd.ContentSequence(
        [
            hd.TextContentItem(local(code, name), long_text(text), hd.RelationshipTypeValues.CONTAINS)
            for code, name, text in said
        ]
    )
    return container


def _texts(report: Report) -> list[tuple[hd.CodedConcept, str]]:
    comment, impression, plan = (
        hd.CodedConcept.from_code(c)
        for c in (codes.DCM.Comment, codes.DCM.Impression, codes.DCM.Recommendation)
    )
    notes = [ENGLISH.word("banner.synthetic")] if report.synthetic else []
    notes.append(ENGLISH.word("banner.support"))
    notes += safety_lines(report, ENGLISH)
    notes += signed(report, ENGLISH)
    notes += follow_up_lines(report, ENGLISH)
    notes += [ENGLISH.pair(ENGLISH.word("checks"), ENGLISH.local(c.text)) for c in report.checks]
    said = [(comment, text) for text in notes]
    said += [(local("key_image", "Key image"), _key_image(entry)) for entry in report.images]
    said += [(impression, report.impression)] if report.impression.strip() else []
    said += [(plan, report.plan)] if report.plan.strip() else []
    return said


def _key_image(entry: ImageEntry) -> str:
    """What a key image shows, its side, clip and frame, and its caption."""
    said = image(entry, ENGLISH)
    shown = " · ".join(t for t in (said["title"], said["what"], said["place"]) if t)
    caption = entry.caption.strip()
    return ENGLISH.pair(shown, caption) if caption else shown


def _observers(report: Report) -> hd.ObservationContext:
    person = None
    if report.physician.strip():
        person = hd.ObserverContext(
            hd.CodedConcept.from_code(codes.DCM.Person),
            hd.PersonObserverIdentifyingAttributes(name=person_name(report.physician)),
        )
    device = hd.ObserverContext(
        hd.CodedConcept.from_code(codes.DCM.Device),
        hd.DeviceObserverIdentifyingAttributes(
            uid=made_uid(MANUFACTURER, report.program),
            name=MANUFACTURER,
            model_name=report.program or MANUFACTURER,
        ),
    )
    return hd.ObservationContext(observer_person_context=person, observer_device_context=device)
