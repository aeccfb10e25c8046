"""One DICOM image, de-identified: attributes by the profile, pixels blanked, a fresh file around it."""

import errno
import io
import struct
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from sonostep.core.clip import FrameSource, Timing, TimingSource
from sonostep.core.problem import ProblemError
from sonostep.privacy.attributes import Cleaner
from sonostep.privacy.choices import Choices, Dates
from sonostep.privacy.pixels import Mask, blanked

_PROFILE = ("113100", "Basic Application Confidentiality Profile")
_PIXELS = ("113101", "Clean Pixel Data Option")
_OPTIONS = {
    Dates.KEEP: ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    Dates.SHIFT: ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
}
"""PS3.16 CID 7050."""

_TEMPORAL = {Dates.REMOVE: "REMOVED", Dates.KEEP: "UNMODIFIED", Dates.SHIFT: "MODIFIED"}
_LOSSY = tuple(f"1.2.840.10008.1.2.4.{end}" for end in ("5", "81", "91", "10", "20"))
"""Beginnings of the syntaxes of JPEG, near-lossless JPEG-LS, lossy JPEG 2000, MPEG, HTJ2K (PS3.5 A.4)."""
_LOSSLESS = tuple(f"1.2.840.10008.1.2.4.{end}" for end in ("57", "70", "201", "202"))
_QUALITY = 95
_DAMAGE = (
    InvalidDicomError, BytesLengthException, OSError, EOFError, struct.error, zlib.error, RecursionError,
    ValueError, TypeError, AttributeError, LookupError, OverflowError, NotImplementedError,
)  # fmt: skip
"""What pydicom raises on damaged files; values are converted when first asked for, so while writing, too."""

_STORED = (
    """PaletteColorLookupTableUID ModalityLUTSequence VOILUTSequence WindowCenter WindowWidth RescaleSlope
    RescaleIntercept RescaleType SmallestImagePixelValue LargestImagePixelValue PixelPaddingValue""".split()
    + [f"{c}PaletteColorLookupTable{p}" for c in ("Red", "Green", "Blue") for p in ("Descriptor", "Data")]
    + [f"Segmented{c}PaletteColorLookupTableData" for c in ("Red", "Green", "Blue")]
)
"""What described the stored values, of which only the shown ones leave."""


def deidentified(path: Path, source: FrameSource, mask: Mask, cleaner: Cleaner, choices: Choices) -> bytes:
    """Return a DICOM image's file, fit to leave.

    Frames are written as they are shown, in 8 bits: JPEG at quality 95 where the original was lossy, else
    uncompressed.

    Args:
        path: the file; source: its frames; mask: what of them is kept.

    Raises:
        ProblemError: ``privacy.unreadable`` when it is not readable as DICOM, or why a frame is not.
    """
    with guarded():
        dataset = read(path)
        syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
        cleaner.clean(dataset)
        frames = (blanked(source.frame(n), mask) for n in range(1, source.clip.frames + 1))
        lossy = syntax.startswith(_LOSSY) and syntax not in _LOSSLESS
        _describe(dataset, source.clip.frames)
        _keep_rate(dataset, source.clip.timing)
        _say(dataset, source, choices)
        return _jpegs(dataset, frames) if lossy else _uncompressed(dataset, frames)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what pydicom raises on damage into a problem, and let no warning quote a value of the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _DAMAGE as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise ProblemError.of("export.disk_full", folder=tempfile.gettempdir()) from None
            raise ProblemError.of("privacy.unreadable", reason=type(error).__name__) from None


def read(path: Path) -> Dataset:
    """Return a DICOM file without its pixels."""
    dataset = pydicom.dcmread(path, force=True, stop_before_pixels=True)
    dataset.decode()
    if not hasattr(dataset, "file_meta"):
        dataset.file_meta = FileMetaDataset()
    return dataset


def _describe(dataset: Dataset, count: int) -> None:
    """Say what the pixels are now: R G B in 8 bits."""
    for keyword in _STORED:
        dataset.pop(keyword, None)
    dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    if count > 1 or "NumberOfFrames" in dataset:
        dataset.NumberOfFrames = count
    dataset.file_meta = FileMetaDataset()


_LEFT_BEHIND = (TimingSource.STREAM, TimingSource.FUNCTIONAL_GROUPS)
"""Where a rate stands that does not leave: in the stream that is coded anew, in dates of frames."""


def _keep_rate(dataset: Dataset, timing: Timing) -> None:
    """State the mean rate where what stated it stays behind (PS3.3 C.7.6.5, FrameTime in milliseconds)."""
    if timing.source in _LEFT_BEHIND and timing.fps > 0:
        dataset.FrameTime = f"{1000 / timing.fps:.6f}"
        dataset.FrameIncrementPointer = Tag("FrameTime")


def _jpegs(dataset: Dataset, frames: Iterator[NDArray[np.uint8]]) -> bytes:
    dataset.PhotometricInterpretation = "YBR_FULL_422"
    dataset.LossyImageCompression = "01"
    dataset.PixelData = encapsulate([_jpeg(f) for f in frames])
    dataset["PixelData"].VR = "OB"
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    return written(dataset)


def _uncompressed(dataset: Dataset, frames: Iterator[NDArray[np.uint8]]) -> bytes:
    """A long clip takes gigabytes: its frames are gathered in a file, not in memory."""
    dataset.PhotometricInterpretation = "RGB"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    with tempfile.TemporaryDirectory(prefix="sonostep-leaving-") as folder:
        with (Path(folder) / "pixels").open("w+b") as pixels:
            size = sum(pixels.write(f.data) for f in frames)
            pixels.write(b"\0" * (size % 2))
            pixels.seek(0)
            dataset.PixelData = pixels
            dataset["PixelData"].VR = "OB"
            return written(dataset)


def _jpeg(rgb: NDArray[np.uint8]) -> bytes:
    return bytes(
        imagecodecs.jpeg8_encode(
            rgb, level=_QUALITY, colorspace="rgb", outcolorspace="ycbcr", subsampling="422"
        )
    )


def _say(dataset: Dataset, source: FrameSource, choices: Choices) -> None:
    say_method(dataset, choices, "pixels outside regions blanked", _PIXELS)
    if choices.assume_reviewed:
        # nobody looked: nothing is claimed of what stands in the picture
        dataset.pop("BurnedInAnnotation", None)
    else:
        dataset.BurnedInAnnotation = "NO"
    if source.clip.synthetic:
        dataset.SeriesDescription = "SYNTHETIC"


def say_method(dataset: Dataset, choices: Choices, done: str, *options: tuple[str, str]) -> None:
    """State what was done (PS3.15 E.1.1): the profile, ``options`` and what became of dates."""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = f"SonoStep: PS3.15 basic profile, {done}"
    codes = [_PROFILE, *options, *([_OPTIONS[choices.dates]] if choices.dates in _OPTIONS else [])]
    dataset.DeidentificationMethodCodeSequence = [_code(value, meaning) for value, meaning in codes]
    dataset.LongitudinalTemporalInformationModified = _TEMPORAL[choices.dates]


def _code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code


def written(dataset: Dataset) -> bytes:
    """Return the file: a zero preamble and a file meta group of our own (PS3.10 7.1)."""
    meta = dataset.file_meta
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.preamble = b"\0" * 128
    buffer = io.BytesIO()
    pydicom.dcmwrite(
        buffer, dataset, implicit_vr=False, little_endian=True, enforce_file_format=True, overwrite=True
    )
    return buffer.getvalue()
