"""Key images as DICOM, so that a report can point at the pixels of a clip that is no DICOM object."""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage

from sonostep.core.finding import Side
from sonostep.core.report.model import ImageEntry, Report
from sonostep.reporting.burn import Unreadable, opened
from sonostep.reporting.dicom_values import MANUFACTURER, made_uid, patient_and_study, short_text, stamp


def needs_still(entry: ImageEntry) -> bool:
    """Whether a key image's clip has no SOP Instance that a report could refer to."""
    return entry.clip is None or not entry.clip.study.sop_class_uid


def stills(report: Report) -> Iterator[tuple[ImageEntry, Dataset]]:
    """Make a Secondary Capture of each readable key image of a video, without annotations."""
    for entry in report.images:
        if needs_still(entry):
            try:
                yield entry, secondary_capture(report, entry, opened(entry.png))
            except Unreadable:
                continue


def secondary_capture(report: Report, entry: ImageEntry, picture: Image.Image) -> Dataset:
    """Return a Secondary Capture Image (PS3.3 A.8.1), 8-bit RGB, uncompressed."""
    ds = patient_and_study(report)
    when = stamp(report.created)
    ds.SOPClassUID = SecondaryCaptureImageStorage
    ds.SOPInstanceUID = made_uid(report.exam, "still", entry.id, str(entry.frame))
    ds.SeriesInstanceUID = made_uid(report.exam, "stills")
    ds.SeriesNumber, ds.InstanceNumber = 9001, entry.number
    ds.Modality, ds.ConversionType, ds.Manufacturer = "US", "WSD", MANUFACTURER
    mark = "SYNTHETIC " if report.synthetic else ""
    ds.SeriesDescription = f"{mark}Key frames of video clips"
    ds.ImageComments = short_text(f"{mark}{entry.frame.clip} frame {entry.frame.frame}", 1000)
    ds.InstanceCreationDate = ds.ContentDate = f"{when:%Y%m%d}"
    ds.InstanceCreationTime = ds.ContentTime = f"{when:%H%M%S}"
    ds.PatientOrientation = ""
    ds.Laterality = {Side.LEFT: "L", Side.RIGHT: "R"}.get(entry.side, "") if entry.side else ""
    _pixels(ds, np.asarray(picture, dtype=np.uint8))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta = meta
    return ds


def _pixels(ds: Dataset, rgb: np.ndarray) -> None:
    ds.Rows, ds.Columns = rgb.shape[:2]
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    data = rgb.tobytes()
    ds.PixelData = data + b"\0" * (len(data) % 2)


def file_bytes(ds: Dataset) -> bytes:
    """Return a dataset as a DICOM file (PS3.10) with a zero preamble."""
    buffer = io.BytesIO()
    ds.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()
