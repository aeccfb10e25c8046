"""A rendered clip as Ultrasound Multi-frame Image Storage (PS3.3 A.7), the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
    UltrasoundMultiFrameImageStorage,
)

from sonostep.phantom.output.files import write_whole
from sonostep.phantom.render import Rendered
from sonostep.phantom.scene import VERSION, Scene

Syntax = Literal["jpeg", "raw", "rle"]
_QUALITY = 88
_DATE, _HOUR = "20260102", 9


@dataclass(frozen=True)
class PhantomPatient:
    """Who the synthetic study says it is of. The defaults name nobody."""

    name: str = "SYNTHETIC^PHANTOM"
    id: str = "SYNTHETIC"
    birth_date: str = ""
    sex: Literal["", "M", "F", "O"] = ""


def uid(*parts: str) -> UID:
    """A UID of the 2.25 root (PS3.5 B.2) from the SHA-256 of the parts: the same parts, the same UID."""
    digest = hashlib.sha256("\n".join(("sonostep phantom", *parts)).encode()).digest()
    return UID(f"2.25.{int.from_bytes(digest[:16], 'big')}")


def write_dicom(
    rendered: Rendered, path: Path, *, transfer_syntax: Syntax = "jpeg", patient: PhantomPatient | None = None
) -> Path:
    """Write the clip; returns the path. JPEG baseline is YBR_FULL_422, the others are RGB.

    Raises ProblemError `phantom.write-failed` when the file cannot be written.
    """
    dataset = as_dataset(rendered, transfer_syntax, patient or PhantomPatient())
    write_whole(path, lambda part: dataset.save_as(part, enforce_file_format=True))
    return path


def as_dataset(rendered: Rendered, transfer_syntax: Syntax, patient: PhantomPatient) -> FileDataset:
    """The clip as a dataset with file meta information."""
    scene = rendered.scene
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UltrasoundMultiFrameImageStorage
    meta.MediaStorageSOPInstanceUID = uid(
        "instance", scene.digest(), str(len(rendered.frames)), transfer_syntax, patient.id, patient.name
    )
    meta.TransferSyntaxUID = JPEGBaseline8Bit if transfer_syntax == "jpeg" else ExplicitVRLittleEndian
    meta.ImplementationClassUID = uid("implementation")
    meta.ImplementationVersionName = f"SONOSTEP_PH_{VERSION}"
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID = UltrasoundMultiFrameImageStorage
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    _patient_and_study(ds, scene, patient)
    _series_and_equipment(ds, scene, patient)
    _image(ds, scene)
    _cine(ds, rendered)
    ds.SequenceOfUltrasoundRegions = [_region(rendered)]
    _pixels(ds, rendered.frames, transfer_syntax)
    return ds


def _patient_and_study(ds: Dataset, scene: Scene, patient: PhantomPatient) -> None:
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = patient.name, patient.id
    ds.PatientBirthDate, ds.PatientSex = patient.birth_date, patient.sex
    ds.StudyInstanceUID = uid("study", patient.id, patient.name)
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = ds.AcquisitionDate = _DATE
    ds.StudyTime = f"{_HOUR:02d}0000"
    ds.ContentTime = ds.AcquisitionTime = f"{_HOUR + scene.order // 60 % 12:02d}{scene.order % 60:02d}00"
    ds.SeriesTime = ds.StudyTime
    ds.StudyID, ds.AccessionNumber, ds.ReferringPhysicianName = "SYNTHETIC", "", ""
    ds.StudyDescription = "SYNTHETIC musculoskeletal ultrasound phantom"


def _series_and_equipment(ds: Dataset, scene: Scene, patient: PhantomPatient) -> None:
    ds.Modality, ds.BodyPartExamined = "US", scene.region
    # a series for each view, because a browser of studies lists series by their description
    ds.SeriesInstanceUID = uid("series", patient.id, patient.name, scene.id)
    ds.SeriesNumber = scene.order
    ds.SeriesDescription = f"SYNTHETIC {scene.side} {scene.view}"
    # only for paired parts (PS3.3 C.7.3.1); a spine view says its side in its comment and in the picture
    if scene.side != "U" and scene.region != "LSPINE":
        ds.Laterality = scene.side
    ds.Manufacturer, ds.ManufacturerModelName = "SonoStep", "SYNTHETIC phantom"
    ds.DeviceSerialNumber, ds.SoftwareVersions = "SYNTHETIC", f"phantom {VERSION}"
    ds.InstitutionName = "SYNTHETIC"


def _image(ds: Dataset, scene: Scene) -> None:
    ds.ImageType = ["ORIGINAL", "PRIMARY", "MUSCULOSKELETAL", "0001"]
    ds.InstanceNumber = scene.order
    ds.PatientOrientation = ""
    ds.ImageComments = f"SYNTHETIC phantom, not a patient: {scene.side} {scene.view}: {scene.title}"
    ds.BurnedInAnnotation = "NO"
    ds.UltrasoundColorDataPresent = 0
    probe = scene.probe
    ds.TransducerData = [probe.name, probe.geometry.upper(), f"{probe.mhz:g} MHz"]
    ds.DepthOfScanField = round(probe.depth_mm)
    ds.ProcessingFunction = "SYNTHETIC"


def _cine(ds: Dataset, rendered: Rendered) -> None:
    fps = rendered.scene.probe.fps
    ds.NumberOfFrames = len(rendered.frames)
    ds.FrameIncrementPointer = 0x00181063
    ds.FrameTime = f"{rendered.frame_ms:.6f}".rstrip("0").rstrip(".")
    ds.CineRate = ds.RecommendedDisplayFrameRate = round(fps)
    ds.StartTrim, ds.StopTrim = 1, len(rendered.frames)
    ds.FrameDelay = 0
    ds.ActualFrameDuration = round(rendered.frame_ms)
    ds.PreferredPlaybackSequencing = 0


def _region(rendered: Rendered) -> Dataset:
    """One 2D tissue region in cm (PS3.3 C.8.5.5). The reference pixel is the middle of the probe's face,
    relative to the region's corner, and lies at 0 cm, 0 cm.
    """
    region, probe = Dataset(), rendered.scene.probe
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    x0, y0, x1, y1 = rendered.region
    region.RegionLocationMinX0, region.RegionLocationMinY0 = x0, y0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = x1, y1
    region.ReferencePixelX0, region.ReferencePixelY0 = rendered.origin[0] - x0, rendered.origin[1] - y0
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.ReferencePixelPhysicalValueX = region.ReferencePixelPhysicalValueY = 0.0
    region.PhysicalDeltaX, region.PhysicalDeltaY = (mm / 10 for mm in rendered.mm_per_px)
    region.TransducerFrequency = round(probe.mhz * 1000)
    return region


def _pixels(ds: FileDataset, frames: NDArray[np.uint8], transfer_syntax: Syntax) -> None:
    ds.SamplesPerPixel, ds.PlanarConfiguration = 3, 0
    ds.Rows, ds.Columns = frames.shape[1:3]
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.LossyImageCompression = "00"
    ds.PhotometricInterpretation = "RGB"
    if transfer_syntax == "jpeg":
        _jpeg(ds, frames)
        return
    ds.PixelData = frames.tobytes() + b"\0" * (frames.size % 2)
    ds["PixelData"].VR = "OB"
    if transfer_syntax == "rle":
        ds.compress(RLELossless, generate_instance_uid=False)


def _jpeg(ds: FileDataset, frames: NDArray[np.uint8]) -> None:
    parts = [
        bytes(
            imagecodecs.jpeg8_encode(
                np.ascontiguousarray(f),
                level=_QUALITY,
                colorspace="rgb",
                outcolorspace="ycbcr",
                subsampling="422",
            )
        )
        for f in frames
    ]
    ds.PhotometricInterpretation = "YBR_FULL_422"
    ds.LossyImageCompression, ds.LossyImageCompressionMethod = "01", "ISO_10918_1"
    ds.LossyImageCompressionRatio = f"{frames.size / sum(map(len, parts)):.2f}"
    ds.PixelData = encapsulate(parts)
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
