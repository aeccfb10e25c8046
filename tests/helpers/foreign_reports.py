"""Structured reports of other programs, built item by item: kinds that highdicom does not write."""

import io

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

CLIP = "1.2.826.0.1.3680043.10.999.10"
"""The clip that they measure: see ``clip_of``."""

ELSEWHERE = "1.2.826.0.1.3680043.10.999.999"
LINE = (100, 203, 200, 203)
"""A hundred pixels."""

MM = ("mm", "UCUM", "mm")
LENGTH = ("410668003", "SCT", "Length")


def code(value, scheme, meaning):
    """A code sequence; a long value has its own attribute (PS3.3 8.1)."""
    item = Dataset()
    setattr(item, "CodeValue" if len(value) <= 16 else "LongCodeValue", value)
    item.CodingSchemeDesignator, item.CodeMeaning = scheme, meaning
    return Sequence([item])


def item(relation, kind, name=None, **attributes):
    """A content item."""
    made = Dataset()
    made.RelationshipType, made.ValueType = relation, kind
    if name:
        made.ConceptNameCodeSequence = code(*name)
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def drawn(points, clip=CLIP, frame=None, relation="INFERRED FROM", graphic="POLYLINE", name=None):
    """Coordinates on a frame of a clip, or on no frame in particular."""
    image, reference = item("SELECTED FROM", "IMAGE"), Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.3.1", clip
    if frame is not None:
        reference.ReferencedFrameNumber = frame
    image.ReferencedSOPSequence = Sequence([reference])
    data = [float(x) for x in points]
    return item(
        relation, "SCOORD", name, GraphicType=graphic, GraphicData=data, ContentSequence=Sequence([image])
    )


def by_reference(*place):
    """A child that stands for another item, by its place in the tree."""
    made = Dataset()
    made.RelationshipType, made.ReferencedContentItemIdentifier = "INFERRED FROM", list(place)
    return made


def number(name, value, unit, *inside):
    """A number with what it was read off."""
    made, measured = item("CONTAINS", "NUM", name), Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = str(value), code(*unit)
    made.MeasuredValueSequence = Sequence([measured])
    if inside:
        made.ContentSequence = Sequence(list(inside))
    return made


def group(tracking, finding, *items):
    """A measurement group."""
    group = item(
        "CONTAINS", "CONTAINER", ("125007", "DCM", "Measurement Group"), ContinuityOfContent="SEPARATE"
    )
    uid = generate_uid(entropy_srcs=[tracking, finding])
    head = [
        item("HAS OBS CONTEXT", "TEXT", ("112039", "DCM", "Tracking Identifier"), TextValue=tracking),
        item("HAS OBS CONTEXT", "UIDREF", ("112040", "DCM", "Tracking Unique Identifier"), UID=uid),
        item("CONTAINS", "CODE", ("121071", "DCM", "Finding"), ConceptCodeSequence=code("X", "99T", finding)),
    ]
    group.ContentSequence = Sequence([*head, *items])
    return group


def report(*groups, title=("126000", "DCM", "Imaging Measurement Report"), wrapped=True):
    """The bytes of a report."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.88.33"
    meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = "1.2.3.7", ExplicitVRLittleEndian
    ds = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = meta.MediaStorageSOPClassUID, "1.2.3.7", "SR"
    ds.SpecificCharacterSet, ds.PatientName, ds.PatientID = "ISO_IR 192", "", ""
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = code(*title)
    content = list(groups)
    if wrapped:
        holder = item(
            "CONTAINS", "CONTAINER", ("126010", "DCM", "Imaging Measurements"), ContinuityOfContent="SEPARATE"
        )
        holder.ContentSequence = Sequence(content)
        content = [holder]
    ds.ContentSequence = Sequence(content)
    buffer = io.BytesIO()
    ds.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def length(value=10.0, unit=MM, *inside, finding="Tendon", tracking="Other:Length"):
    """One length on frame 3."""
    return group(tracking, finding, number(LENGTH, value, unit, *(inside or (drawn(LINE, frame=3),))))
