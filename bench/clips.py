"""The clips that are measured, made once into the user's cache folder and kept there."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RLELossless,
    UltrasoundImageStorage,
    UltrasoundMultiFrameImageStorage,
)

from bench.pictures import Picture, moving_pictures

VERSION = "2"
_RATE = Fraction(50)


@dataclass(frozen=True)
class Size:
    """How large a clip is.

    Attributes:
        jpeg_bytes: mean size of one JPEG frame, which the quality is chosen for.
    """

    name: str
    rows: int
    columns: int
    frames: int
    jpeg_bytes: int

    @property
    def decoded(self) -> int:
        """Bytes of the whole clip decoded to RGB."""
        return self.rows * self.columns * self.frames * 3


A = Size("A", 600, 800, 300, 76_000)
B = Size("B", 768, 1024, 600, 120_000)
SMALL = Size("small", 96, 224, 12, 4_000)
"""For tests."""


class Clips:
    """Makes what is asked for, once.

    Args:
        folder: where the files are kept.
        say: told what is being made.
    """

    def __init__(self, folder: Path, say: Callable[[str], None] = lambda text: None) -> None:
        self.folder = folder / f"clips-{VERSION}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._say = say

    def jpeg(self, size: Size, *, table: bool = True) -> Path:
        """DICOM, JPEG baseline 4:2:2, with or without offset table; beyond A's own pictures they repeat."""
        kind = "jpeg" if table else "jpeg-no-table"
        return self._once(f"{size.name}-{size.frames}-{kind}.dcm", lambda: _jpeg_file(size, table))

    def rle(self, size: Size) -> Path:
        """DICOM, RLE Lossless."""
        return self._once(f"{size.name}-{size.frames}-rle.dcm", lambda: _coded(size, RLELossless, _rle))

    def j2k(self, size: Size) -> Path:
        """DICOM, JPEG 2000 lossless."""
        return self._once(f"{size.name}-{size.frames}-j2k.dcm", lambda: _coded(size, JPEG2000Lossless, _j2k))

    def raw(self, size: Size) -> Path:
        """DICOM, uncompressed RGB."""
        return self._once(f"{size.name}-{size.frames}-raw.dcm", lambda: _raw_file(size))

    def mp4(self, size: Size) -> Path:
        """H.264, GOP 250, B-frames."""
        options = {"crf": "20", "preset": "veryfast", "g": "250", "keyint_min": "250", "sc_threshold": "0"}
        return self._video(size, "mp4", "libx264", {**options, "bf": "3"})

    def avi_mpeg4(self, size: Size) -> Path:
        """MPEG-4 with B-frames in AVI, whose times lie."""
        return self._video(size, "mpeg4.avi", "mpeg4", {"bf": "2", "g": "50", "qscale": "3"})

    def avi_mjpeg(self, size: Size) -> Path:
        """MJPEG in AVI: every frame stands for itself."""
        return self._video(size, "mjpeg.avi", "mjpeg", {"qscale": "4"}, "yuvj422p")

    def still_folder(self, files: int) -> Path:
        """A folder of small single-frame DICOM files."""
        folder = self.folder / f"folder-{files}"
        if not (folder / ".whole").is_file():
            self._say(f"making a folder of {files} files")
            folder.mkdir(exist_ok=True)
            for n, data in enumerate(_small_files(files)):
                (folder / f"IM{n:05}.dcm").write_bytes(data)
            (folder / ".whole").touch()
        return folder

    def _video(
        self, size: Size, ending: str, codec: str, options: dict[str, str], pixels: str = "yuv420p"
    ) -> Path:
        name = (
            f"{size.name}-{size.frames}-{ending}" if "." in ending else f"{size.name}-{size.frames}.{ending}"
        )
        container = ending.rpartition(".")[2]
        return self._once(name, lambda: _encoded(size, container, codec, options, pixels))

    def _once(self, name: str, make: Callable[[], bytes]) -> Path:
        path = self.folder / name
        if not path.is_file():
            self._say(f"making {name}")
            part = path.with_suffix(".part")
            part.write_bytes(make())
            part.replace(path)
        return path


def jpeg_frames(path: Path) -> list[bytes]:
    """Return the compressed frames of a JPEG clip, for decoders that know no DICOM."""
    from pydicom import dcmread

    dataset = dcmread(path)
    count = int(dataset.NumberOfFrames)
    return [bytes(frame) for frame in generate_frames(dataset.PixelData, number_of_frames=count)]


# encoding


def _jpeg_file(size: Size, table: bool) -> bytes:
    distinct = replace(size, frames=min(size.frames, A.frames if size.name == A.name else size.frames))
    quality = _quality(size)
    coded = [_jpeg(picture, quality) for picture in _pictures(distinct)]
    frames = [coded[n % len(coded)] for n in range(size.frames)]
    header = _header(size, JPEGBaseline8Bit, "jpeg")
    header.PhotometricInterpretation = "YBR_FULL_422"
    header.LossyImageCompression = "01"
    return _written(header, encapsulate(frames, has_bot=table))


def _quality(size: Size) -> int:
    """The JPEG quality that meets the wanted size on a frame from the middle."""
    picture = list(_pictures(replace(size, frames=3)))[1]
    low, high = 10, 98
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(_jpeg(picture, middle)) <= size.jpeg_bytes else (low, middle - 1)
    return low


def _jpeg(picture: Picture, quality: int) -> bytes:
    whole = np.ascontiguousarray(picture)
    import simplejpeg

    return bytes(simplejpeg.encode_jpeg(whole, quality=quality, colorspace="RGB", colorsubsampling="422"))


def _rle(picture: Picture) -> bytes:
    import rle

    rows, columns, samples = picture.shape
    return bytes(
        rle.encode_pixel_data(
            picture.tobytes(),
            rows=rows,
            columns=columns,
            samples_per_pixel=samples,
            bits_allocated=8,
            number_of_frames=1,
            byteorder="<",
        )
    )


def _j2k(picture: Picture) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(picture, level=0, reversible=True, codecformat="j2k", mct=True))


def _coded(size: Size, syntax: UID, code: Callable[[Picture], bytes]) -> bytes:
    header = _header(size, syntax, str(syntax))
    header.PhotometricInterpretation = "YBR_RCT" if syntax == JPEG2000Lossless else "RGB"
    return _written(header, encapsulate([code(picture) for picture in _pictures(size)]))


def _raw_file(size: Size) -> bytes:
    header = _header(size, ExplicitVRLittleEndian, "raw")
    header.PixelData = b"".join(picture.tobytes() for picture in _pictures(size))
    header["PixelData"].VR = "OB"
    return _bytes(header)


def _encoded(size: Size, container: str, codec: str, options: dict[str, str], pixels: str) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=container) as out:
        stream = out.add_stream(codec, rate=_RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = size.columns, size.rows, pixels
        for n, picture in enumerate(_pictures(size)):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = n, 1 / _RATE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def _pictures(size: Size) -> Iterator[Picture]:
    return moving_pictures(size.rows, size.columns, size.frames)


# DICOM


def _header(size: Size, syntax: UID, kind: str) -> FileDataset:
    header = _empty(syntax, UltrasoundMultiFrameImageStorage, f"{size} {kind}")
    header.NumberOfFrames = size.frames
    header.Rows, header.Columns = size.rows, size.columns
    header.FrameTime = str(float(1000 / _RATE))
    header.FrameIncrementPointer = 0x00181063
    header.SequenceOfUltrasoundRegions = [_region(size)]
    return header


def _empty(syntax: UID, sop_class: UID, name: str) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, _uid(name)
    meta.TransferSyntaxUID, meta.ImplementationClassUID = syntax, _uid("bench")
    header = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    header.SOPClassUID, header.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
    header.StudyInstanceUID, header.SeriesInstanceUID = _uid("study"), _uid("series" + name)
    header.PatientName, header.PatientID = "SYNTHETIC^BENCH", "SYNTHETIC"
    header.Modality, header.SeriesDescription = "US", "bench"
    header.SamplesPerPixel, header.PlanarConfiguration = 3, 0
    header.BitsAllocated, header.BitsStored, header.HighBit = 8, 8, 7
    header.PixelRepresentation, header.PhotometricInterpretation = 0, "RGB"
    return header


def _region(size: Size) -> Dataset:
    """The whole picture at 0.08 mm per pixel."""
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 0, 0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = size.columns - 1, size.rows - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX = region.PhysicalDeltaY = 0.008
    return region


def _small_files(files: int) -> Iterator[bytes]:
    """One file again and again, with another instance UID of the same length."""
    size = Size("still", 64, 224, 1, 4_000)
    header = _empty(JPEGBaseline8Bit, UltrasoundImageStorage, "still")
    header.Rows, header.Columns = size.rows, size.columns
    header.PhotometricInterpretation = "YBR_FULL_422"
    known = b"2.25." + b"1" * 32
    header.SOPInstanceUID = header.file_meta.MediaStorageSOPInstanceUID = UID(known.decode())
    picture = next(_pictures(size))
    whole = _written(header, encapsulate([_jpeg(picture, 60)]))
    for n in range(files):
        yield whole.replace(known, b"2.25." + b"%032d" % (10**31 + n))


def _written(header: FileDataset, pixels: bytes) -> bytes:
    header.PixelData = pixels
    header["PixelData"].VR = "OB"
    header["PixelData"].is_undefined_length = True
    return _bytes(header)


def _bytes(header: FileDataset) -> bytes:
    target = io.BytesIO()
    header.save_as(target, enforce_file_format=True)
    return target.getvalue()


def _uid(name: str) -> UID:
    digest = hashlib.sha256(f"sonostep bench {VERSION} {name}".encode()).digest()
    return UID(f"2.25.{int.from_bytes(digest[:15], 'big')}")
