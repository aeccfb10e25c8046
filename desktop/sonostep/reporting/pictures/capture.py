"""A marked cine as DICOM Multi-frame True Color Secondary Capture Image (PS3.3 A.8.5)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

import imagecodecs
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGBaseline8Bit, MultiFrameTrueColorSecondaryCaptureImageStorage

from sonostep.core.clip import Patient, StudyInfo
from sonostep.core.exam import ClipRecord
from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import (
    SPACE,
    file_bytes,
    is_instance,
    known_uid,
    new_instance,
    short_text,
)
from sonostep.reporting.pictures.marked_frames import MarkedClip

_QUALITY = 95
_FRAME_TIME, _FRAME_TIME_VECTOR = 0x00181063, 0x00181065
_SERIES = "Cine with marks"


def capture(report: Report, clip: ClipRecord, marked: MarkedClip, *, identified: bool) -> bytes:
    """Return the file.

    Args:
        report: of the exam; patient and study come from it where ``identified``.
        clip: what the frames are of.
        identified: whether patient and study go with it. Where not, neither header nor UIDs lead back to
            them (PS3.15 E.1.1: new study, series and instance UIDs; dates of the study left out).

    Raises:
        ProblemError: when a frame cannot be decoded.
    """
    frames = [
        bytes(
            imagecodecs.jpeg8_encode(
                rgb, level=_QUALITY, colorspace="rgb", outcolorspace="ycbcr", subsampling="422"
            )
        )
        for rgb in marked.frames()
    ]
    secret = "" if identified else uuid.uuid4().hex
    ds = new_instance(
        report if identified else _nameless(report, secret),
        MultiFrameTrueColorSecondaryCaptureImageStorage, _SERIES, clip.id, uuid.uuid4().hex,
    )  # fmt: skip
    _say(ds, report, clip, marked, identified=identified)
    _timing(ds, marked)
    _pixels(ds, marked, frames)
    return file_bytes(ds)


def _nameless(report: Report, secret: str) -> Report:
    """The report of nobody: its UIDs are made from a number that is kept nowhere."""
    return replace(
        report, exam=str(uuid.uuid5(SPACE, secret)), created="", patient=Patient(), study=StudyInfo(),
        amends=None,
    )  # fmt: skip


def _say(ds: Dataset, report: Report, clip: ClipRecord, marked: MarkedClip, *, identified: bool) -> None:
    ds.Modality, ds.ConversionType = "US", "WSD"
    ds.SeriesNumber, ds.InstanceNumber = 9006, 1
    mark = "SYNTHETIC " if report.synthetic else ""
    ds.SeriesDescription = mark + _SERIES
    ds.ImageType = ["DERIVED", "SECONDARY"]
    ds.DerivationDescription = f"Frames {marked.first} to {marked.last} with measurements drawn in"
    ds.PatientOrientation = ds.Laterality = ""
    ds.BurnedInAnnotation = "YES" if identified else "NO"
    if identified:
        ds.ImageComments = short_text(f"{mark}{clip.label} {clip.id}", 1000)
        if is_instance(clip):
            ds.SourceImageSequence = [_source(clip, range(marked.first, marked.last + 1))]
    else:
        ds.PatientIdentityRemoved = "YES"
        ds.DeidentificationMethod = "SonoStep: identity and study left out, pixels kept as reviewed"
        ds.StudyDate = ds.StudyTime = ""
        for keyword in ("InstanceCreationDate", "InstanceCreationTime", "ContentDate", "ContentTime"):
            delattr(ds, keyword)


def _source(clip: ClipRecord, frames: Sequence[int]) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = known_uid(clip.study.sop_class_uid), clip.id
    if clip.frames > 1:
        item.ReferencedFrameNumber = list(frames)
    return item


def _timing(ds: Dataset, marked: MarkedClip) -> None:
    """Times in milliseconds (PS3.3 C.7.6.5): one number where all intervals are alike."""
    starts = [s * 1000.0 for s in marked.starts]
    steps = [b - a for a, b in zip(starts, starts[1:], strict=False)]
    if not steps:
        return
    if max(steps) - min(steps) > 0.01:
        ds.FrameTimeVector = [f"{s:.6f}".rstrip("0").rstrip(".") for s in (0.0, *steps)]
        ds.FrameIncrementPointer = _FRAME_TIME_VECTOR
        return
    ds.FrameTime = f"{sum(steps) / len(steps):.6f}"
    ds.FrameIncrementPointer = _FRAME_TIME


def _pixels(ds: Dataset, marked: MarkedClip, frames: list[bytes]) -> None:
    columns, rows = marked.drawer().size
    ds.NumberOfFrames, ds.Rows, ds.Columns = len(frames), rows, columns
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "YBR_FULL_422", 0
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.LossyImageCompression, ds.LossyImageCompressionMethod = "01", "ISO_10918_1"
    whole = rows * columns * 3 * len(frames)
    ds.LossyImageCompressionRatio = f"{whole / max(1, sum(map(len, frames))):.2f}"
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    ds.PixelData = encapsulate(frames)
    ds["PixelData"].VR = "OB"
