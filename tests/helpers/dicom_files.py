"""DICOM files made in code: phantom-like frames, stored in every way a cart may choose."""

import struct
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended, itemize_fragment
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

ROWS, COLUMNS = 48, 64
NATIVE = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)

Array = NDArray[Any]


def grey(number: int = 1, rows: int = ROWS, columns: int = COLUMNS) -> Array:
    """Speckle on black with a bright line and the frame number as a row of dots."""
    rng = np.random.default_rng(number)
    picture = rng.rayleigh(18, (rows, columns)).clip(0, 255)
    picture[:, : columns // 4] = 0
    picture[rows // 2] = 230
    picture[2, : 2 * number : 2] = 255
    return picture.astype(np.uint8)


def colour(number: int = 1, rows: int = ROWS, columns: int = COLUMNS) -> Array:
    """The same in RGB, with a red and a blue flow patch: mostly grey, as a real scan is."""
    picture = np.repeat(grey(number, rows, columns)[:, :, None], 3, axis=2)
    picture[6:14, 20:32] = (210, 40, 10)
    picture[6:14, 34:46] = (15, 60, 220)
    return picture


def deep(number: int = 1, bits: int = 12) -> Array:
    """A grey picture of more than 8 bits."""
    return (grey(number).astype(np.uint16) << (bits - 8)) + np.arange(COLUMNS, dtype=np.uint16) % (
        1 << (bits - 8)
    )


def to_ybr(rgb: Array) -> Array:
    """PS3.3 C.7.6.3.1.2, YBR_FULL."""
    matrix = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    return np.rint(rgb.astype(float) @ matrix.T + (0, 128, 128)).clip(0, 255).astype(np.uint8)


def from_ybr(ybr: Array) -> Array:
    """The reverse, as PS3.3 gives it."""
    y, cb, cr = (ybr[..., n].astype(float) for n in range(3))
    rgb = np.stack(
        (
            y + 1.402 * (cr - 128),
            y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128),
            y + 1.772 * (cb - 128),
        ),
        axis=-1,
    )
    return np.rint(rgb).clip(0, 255).astype(np.uint8)


def header(frames: int, **elements: Any) -> Dataset:
    """A small ultrasound multi-frame instance."""
    dataset = Dataset()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"
    dataset.SOPInstanceUID = generate_uid()
    dataset.StudyInstanceUID = generate_uid()
    dataset.SeriesInstanceUID = generate_uid()
    dataset.Modality = "US"
    dataset.PatientName = "Phantom^Hip"
    dataset.Rows, dataset.Columns = ROWS, COLUMNS
    dataset.NumberOfFrames = frames
    dataset.FrameTime = "40"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    dataset.PixelRepresentation = 0
    for keyword, value in elements.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    if dataset.SamplesPerPixel == 3 and "PlanarConfiguration" not in dataset:
        dataset.PlanarConfiguration = 0
    return dataset


def write(path: Path, dataset: Dataset, syntax: str, preamble: bool = True) -> Path:
    """Write a Part 10 file, or a bare data set."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax  # type: ignore[assignment]
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta = meta
    if preamble and meta.TransferSyntaxUID.is_transfer_syntax:
        dcmwrite(path, dataset, enforce_file_format=True)
        return path
    if preamble:
        # a syntax newer than pydicom: written under a private name of the same length
        private = "1.9." + "9" * (len(syntax) - 4)
        meta.TransferSyntaxUID = private  # type: ignore[assignment]
        dcmwrite(path, dataset, enforce_file_format=True, implicit_vr=False, little_endian=True)
        path.write_bytes(path.read_bytes().replace(private.encode(), syntax.encode(), 1))
        return path
    bare = BytesIO()
    dataset.__delattr__("file_meta")
    little = syntax != ExplicitVRBigEndian
    dcmwrite(bare, dataset, implicit_vr=syntax == ImplicitVRLittleEndian, little_endian=little)
    path.write_bytes(bare.getvalue())
    return path


def native(
    path: Path, frames: Sequence[Array], syntax: str = ExplicitVRLittleEndian, **elements: Any
) -> Path:
    """Write uncompressed frames: samples exactly as given."""
    preamble = elements.pop("preamble", True)
    dataset = header(len(frames), **elements)
    swapped = syntax == ExplicitVRBigEndian and dataset.BitsAllocated == 16
    raw = b"".join((f.byteswap() if swapped else f).tobytes() for f in frames)
    dataset.PixelData = raw + b"\0" * (len(raw) % 2)
    dataset["PixelData"].VR = (
        "OW" if dataset.BitsAllocated == 16 or syntax == ImplicitVRLittleEndian else "OB"
    )
    return write(path, dataset, syntax, preamble)


def packed(
    path: Path,
    frames: Sequence[bytes],
    syntax: str,
    table: str = "basic",
    fragments: int = 1,
    **elements: Any,
) -> Path:
    """Write encapsulated frames with a ``basic``, ``extended`` or ``no`` offset table."""
    declared = elements.pop("declared", len(frames))
    dataset = header(declared, **elements)
    if table == "extended":
        raw, offsets, lengths = encapsulate_extended(list(frames))
        dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
        dataset.PixelData = raw
    else:
        dataset.PixelData = encapsulate(list(frames), fragments, has_bot=table == "basic")
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return write(path, dataset, syntax)


def one_stream(path: Path, stream: bytes, syntax: str, fragments: int, **elements: Any) -> Path:
    """Write a video stream cut into fragments."""
    dataset = header(elements.pop("frames"), **elements)
    items = b"".join(itemize_fragment(f) for f in _cut(stream, fragments))
    dataset.PixelData = struct.pack("<HHI", 0xFFFE, 0xE000, 0) + items
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return write(path, dataset, syntax)


def _cut(stream: bytes, pieces: int) -> list[bytes]:
    size = -(-len(stream) // pieces)
    size += size % 2
    cut = [stream[at : at + size] for at in range(0, len(stream), size)]
    return [piece + b"\0" * (len(piece) % 2) for piece in cut]
