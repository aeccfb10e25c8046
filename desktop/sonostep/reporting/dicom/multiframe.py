"""A video clip as a DICOM Ultrasound Multi-frame Image, so that an archive can hold it beside its report."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import imagecodecs
import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGBaseline8Bit, UltrasoundMultiFrameImageStorage

from sonostep.core.clip import FrameSource
from sonostep.core.exam import ClipRecord
from sonostep.core.problem import ProblemError
from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import file_bytes, is_instance, new_instance, short_text

_QUALITY = 92
_FRAME_TIME, _FRAME_TIME_VECTOR = 0x00181063, 0x00181065

Opener = Callable[[ClipRecord], FrameSource]


Check = Callable[[], None]
"""Called before each frame; raises what ends the work."""


def render_multiframes(
    report: Report, opened: Opener | None, check: Check = lambda: None
) -> dict[str, bytes]:
    """Return each clip that is no DICOM object as ``clip-NN.dcm``, NN its place among the exam's clips.

    Args:
        opened: opens a clip's frames from where it was opened before; None where files cannot be opened.
        check: asked before each frame whether to go on.

    Raises:
        ProblemError: ``export.video_gone`` when a clip's file is not at hand.
    """
    return {
        _file(number): file_bytes(_multiframe(report, number, clip, opened, check))
        for number, clip in enumerate(report.clips, 1)
        if not is_instance(clip)
    }


def _file(number: int) -> str:
    return f"clip-{number:02d}.dcm"


def carriers(report: Report, files: Mapping[str, bytes]) -> dict[str, Dataset]:
    """Return the headers of what ``render_multiframes`` made, without pixels, by the id of the clip."""
    made = {clip.id: files[_file(n)] for n, clip in enumerate(report.clips, 1) if _file(n) in files}
    return {id_: pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True) for id_, data in made.items()}


def _multiframe(
    report: Report, number: int, clip: ClipRecord, opened: Opener | None, check: Check
) -> Dataset:
    try:
        if opened is None:
            raise ProblemError.of("export.video_gone", clip=clip.label)
        source = opened(clip)
    except (ProblemError, OSError) as error:
        raise ProblemError.of("export.video_gone", clip=clip.label) from error
    with closing(source):
        if source.clip.id != clip.id:
            raise ProblemError.of("export.video_gone", clip=clip.label)
        return _dataset(report, number, clip, source, check)


def _dataset(report: Report, number: int, clip: ClipRecord, source: FrameSource, check: Check) -> Dataset:
    ds = new_instance(report, UltrasoundMultiFrameImageStorage, "video clips", clip.id)
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "US", 9005, number
    mark = "SYNTHETIC " if report.synthetic else ""
    ds.SeriesDescription = f"{mark}Video clips"
    ds.ImageComments = short_text(f"{mark}{clip.label} {clip.id}", 1000)
    ds.ImageType = ["DERIVED", "SECONDARY"]
    ds.PatientOrientation = ds.Laterality = ""
    ds.BurnedInAnnotation = "YES"
    frames = list(_coded(source, check))
    ds.NumberOfFrames = len(frames)
    _timing(ds, source)
    _pixels(ds, clip, frames)
    return ds


def _coded(source: FrameSource, check: Check) -> Iterator[bytes]:
    for number in range(1, source.clip.frames + 1):
        check()
        rgb = np.ascontiguousarray(source.frame(number)[:, :, 2::-1])
        yield bytes(
            imagecodecs.jpeg8_encode(
                rgb, level=_QUALITY, colorspace="rgb", outcolorspace="ycbcr", subsampling="422"
            )
        )


def _timing(ds: Dataset, source: FrameSource) -> None:
    """The times as they are, in milliseconds (PS3.3 C.7.6.5): one number where all intervals are alike."""
    starts = [start * 1000.0 for start in source.clip.timing.starts]
    steps = [b - a for a, b in zip(starts, starts[1:], strict=False)]
    if steps and max(steps) - min(steps) > 0.01:
        ds.FrameTimeVector = [f"{s:.6f}".rstrip("0").rstrip(".") for s in (0.0, *steps)]
        ds.FrameIncrementPointer = _FRAME_TIME_VECTOR
        return
    only = sum(steps) / len(steps) if steps else 1000.0 / (source.clip.timing.fps or 25.0)
    ds.FrameTime = f"{only:.6f}"
    ds.FrameIncrementPointer = _FRAME_TIME


def _pixels(ds: Dataset, clip: ClipRecord, frames: list[bytes]) -> None:
    ds.Rows, ds.Columns = clip.scale.rows, clip.scale.columns
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "YBR_FULL_422", 0
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.LossyImageCompression, ds.LossyImageCompressionMethod = "01", "ISO_10918_1"
    whole = clip.scale.rows * clip.scale.columns * 3 * len(frames)
    ds.LossyImageCompressionRatio = f"{whole / max(1, sum(map(len, frames))):.2f}"
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    ds.PixelData = encapsulate(frames)
    ds["PixelData"].VR = "OB"
