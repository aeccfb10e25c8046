"""Key images as DICOM, so that a report can point at the pixels of a clip that is no DICOM object."""

import hashlib
from collections.abc import Iterator

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from sonostep.core.exam import ClipRecord
from sonostep.core.finding import Side
from sonostep.core.report.model import ImageEntry, Report
from sonostep.reporting.burned_in_marks import Unreadable, burned, opened
from sonostep.reporting.dicom.values import is_instance, new_instance, short_text
from sonostep.reporting.words import ReportWords


def needs_still(entry: ImageEntry) -> bool:
    """Whether a key image's clip has no SOP Instance that a report could refer to."""
    return entry.clip is None or not is_instance(entry.clip)


def stills(report: Report) -> Iterator[tuple[ImageEntry, Dataset]]:
    """Make a Secondary Capture of each readable key image of a video, without annotations."""
    for entry in report.images:
        if needs_still(entry):
            try:
                yield entry, secondary_capture(report, entry, opened(entry.png), "Key frames of video clips")
            except Unreadable:
                continue


def annotated(report: Report, words: ReportWords) -> Iterator[tuple[ImageEntry, Dataset]]:
    """Make a Secondary Capture of each readable key image, its annotations burned in."""
    for entry in report.images:
        try:
            picture = burned(entry, words)
        except Unreadable:
            continue
        ds = secondary_capture(report, entry, picture, "Annotated key images")
        ds.BurnedInAnnotation = "YES"
        if not needs_still(entry) and entry.clip is not None:
            ds.SourceImageSequence = [_source(entry, entry.clip)]
        yield entry, ds


def _source(entry: ImageEntry, clip: ClipRecord) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = clip.study.sop_class_uid, clip.id
    if clip.frames > 1:
        item.ReferencedFrameNumber = entry.frame.frame
    return item


def secondary_capture(report: Report, entry: ImageEntry, picture: Image.Image, series: str) -> Dataset:
    """Return a Secondary Capture Image (PS3.3 A.8.1), 8-bit RGB, uncompressed; its UIDs are made from
    exam, series name, key image and, as marks can move, the picture. Each side has its own series, since
    Laterality is an attribute of the series (PS3.3 C.7.3.1).
    """
    side = {Side.LEFT: "L", Side.RIGHT: "R"}.get(entry.side, "") if entry.side else ""
    pixels = np.asarray(picture, dtype=np.uint8)
    shown = hashlib.sha256(pixels.tobytes()).hexdigest()
    ds = new_instance(report, SecondaryCaptureImageStorage, f"{series} {side}".strip(), entry.id, shown)
    place = ("", "R", "L").index(side)
    ds.SeriesNumber, ds.InstanceNumber = 9001 + ("key images" in series) + 10 * place, entry.number
    ds.Modality, ds.ConversionType = "US", "WSD"
    mark = "SYNTHETIC " if report.synthetic else ""
    ds.SeriesDescription = mark + series
    ds.ImageComments = short_text(f"{mark}{entry.frame.clip} frame {entry.frame.frame} {entry.caption}", 1000)
    ds.PatientOrientation = ""
    ds.Laterality = side
    _pixels(ds, pixels)
    return ds


def _pixels(ds: Dataset, rgb: np.ndarray) -> None:
    ds.Rows, ds.Columns = rgb.shape[:2]
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    data = rgb.tobytes()
    ds.PixelData = data + b"\0" * (len(data) % 2)
