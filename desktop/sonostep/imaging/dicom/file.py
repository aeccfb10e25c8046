"""Opening a DICOM file: the header by pydicom, the place of the pixels, nothing decoded."""

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pydicom import config, dcmread
from pydicom.dataset import FileDataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import MAX_INFLATED
from sonostep.imaging.worker import scratch_folder

UNDEFINED_LENGTH: Final = 0xFFFFFFFF
_PREAMBLE: Final = 128
_CHUNK: Final = 1 << 20
META: Final = 2048
"""Bytes of a file in which its transfer syntax stands."""

_DEFLATED: Final = b"\x02\x00\x10\x00UI\x16\x00" + str(DeflatedExplicitVRLittleEndian).encode("ascii")
_pydicom_log = logging.getLogger("pydicom")


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A parsed header and where its pixels are.

    Attributes:
        dataset: all elements before the pixels.
        path: the file that holds the pixel bytes (an inflated copy where the original is deflated).
        syntax: transfer syntax UID.
        little: byte order of the pixels.
        pixel_keyword: which of the three pixel elements there is; empty where there is none.
        offset: first byte of the pixel element's value.
        length: its stated length; ``UNDEFINED_LENGTH`` where encapsulated.
        available: bytes from ``offset`` to the end of the file.
        pixel_vr: its value representation; empty where implicit.
    """

    dataset: FileDataset
    path: Path
    syntax: str
    little: bool
    pixel_keyword: str = ""
    offset: int = 0
    length: int = 0
    available: int = 0
    pixel_vr: str = ""

    @property
    def encapsulated(self) -> bool:
        """Whether the pixels are wrapped in items."""
        return self.length == UNDEFINED_LENGTH


class PixelElement(NamedTuple):
    """Where the pixels of a file are; the attributes are those of ``DicomFile``."""

    keyword: str
    offset: int
    length: int
    available: int
    vr: str


@contextmanager
def quiet_pydicom() -> Iterator[None]:
    """Read tolerantly: a value that breaks the standard is no reason to hide the picture."""
    before, silent = config.settings.reading_validation_mode, _pydicom_log.disabled
    config.settings.reading_validation_mode = config.IGNORE
    # its warnings quote values, a patient's name among them
    _pydicom_log.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        config.settings.reading_validation_mode = before
        _pydicom_log.disabled = silent


_DAMAGE: Final = (
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    LookupError,
    OverflowError,
    BytesLengthException,
)
"""What pydicom raises on damaged headers; elements are converted when first asked for, so later too."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Read tolerantly, and turn what pydicom raises on damage into a problem."""
    with quiet_pydicom():
        try:
            yield
        except InvalidDicomError:
            raise ProblemError.of("imaging.not_dicom", file=path.name) from None
        except (EOFError, struct.error, zlib.error):
            raise ProblemError.of("imaging.dicom_broken_off", file=path.name) from None
        except RecursionError:
            raise ProblemError.of("imaging.dicom_nested", file=path.name) from None
        except _DAMAGE as error:
            raise ProblemError.of("imaging.dicom_damaged", file=path.name, detail=_kind(error)) from None


def read_dicom(path: Path) -> DicomFile:
    """Parse the header of a DICOM file, with or without a preamble.

    Raises:
        ProblemError: when the file is not DICOM, breaks off, or unpacks to more than the budget.
        OSError: when it cannot be read at all.
    """
    with reading(path):
        return _read(path)


def _kind(error: Exception) -> str:
    """The kind of the error only: its text may quote the file's values, a name among them."""
    return type(error).__name__


def _read(path: Path) -> DicomFile:
    if _says_deflated(path):
        return _read_parts(_inflated(path), str(DeflatedExplicitVRLittleEndian))
    return _read_parts(path, "")


def _says_deflated(path: Path) -> bool:
    with path.open("rb") as file:
        return is_deflated(file.read(META))


def is_deflated(head: bytes) -> bool:
    """Whether the file meta information, in the first ``META`` bytes of a file, says deflated (PS3.5 A.5)."""
    return head[_PREAMBLE : _PREAMBLE + 4] == b"DICM" and _DEFLATED in head


def _read_parts(path: Path, stated: str) -> DicomFile:
    with path.open("rb") as file:
        dataset = dcmread(file, stop_before_pixels=True, force=True)
        position = file.tell()
        size = file.seek(0, 2)
        implicit, little = _encoding(dataset)
        told = stated or str(dataset.file_meta.get("TransferSyntaxUID", ""))
        syntax = told or _native_syntax(implicit, little)
        _require_some_dicom(dataset, path)
        file.seek(position)
        found = pixel_element(file.read(12), position, size, little)
    return DicomFile(dataset, path, syntax, little, *(found or ()))


def _encoding(dataset: FileDataset) -> tuple[bool, bool]:
    implicit, little = dataset.original_encoding
    return bool(implicit), little is not False


def _native_syntax(implicit: bool, little: bool) -> str:
    if implicit:
        return str(ImplicitVRLittleEndian)
    return str(ExplicitVRLittleEndian if little else ExplicitVRBigEndian)


_TELLING: Final = ("SOPClassUID", "SOPInstanceUID", "Modality", "Rows", "DirectoryRecordSequence")


def _require_some_dicom(dataset: FileDataset, path: Path) -> None:
    """Anything parses when forced; a DICOM instance names at least one of these."""
    if not any(keyword in dataset for keyword in _TELLING):
        if not getattr(dataset, "preamble", None):
            raise InvalidDicomError


_PIXEL_KEYWORDS: Final = {0x0010: "PixelData", 0x0009: "DoubleFloatPixelData", 0x0008: "FloatPixelData"}


def pixel_element(head: bytes, position: int, size: int, little: bool) -> PixelElement | None:
    """Return the pixel element at ``position`` of a file of ``size`` bytes; None where there is none.

    ``head`` are the first 12 bytes there (PS3.5 7.1).
    """
    order = "<" if little else ">"
    if len(head) < 12:
        return None
    # the element itself tells; some files mix explicit headers with implicit elements
    implicit = head[4:6] not in (b"OB", b"OW", b"UN", b"OF", b"OD")
    group, element = struct.unpack_from(order + "HH", head)
    if group != 0x7FE0 or element not in _PIXEL_KEYWORDS:
        return None
    at, start = (4, 8) if implicit else (8, 12)
    (length,) = struct.unpack_from(order + "I", head, at)
    vr = "" if implicit else head[4:6].decode("ascii", "replace")
    offset = position + start
    return PixelElement(_PIXEL_KEYWORDS[element], offset, int(length), max(0, size - offset), vr)


def _inflated(path: Path) -> Path:
    """Inflate a deflated data set (PS3.5 A.5) into a native copy within the budget, streaming."""
    stat = path.stat()
    key = sha256(f"{path.resolve()}|{stat.st_mtime_ns}|{stat.st_size}".encode()).hexdigest()[:24]
    copy = scratch_folder.folder() / f"inflated-{key}.dcm"
    if not copy.is_file():
        partial = copy.with_suffix(".part")
        with path.open("rb") as source, partial.open("wb") as target:
            _inflate(source, target, path.name)
        partial.replace(copy)
    return copy


def _inflate(source: BinaryIO, target: BinaryIO, name: str) -> None:
    start = _end_of_meta(source)
    source.seek(0)
    head = source.read(start)
    swapped = head.replace(
        _padded(str(DeflatedExplicitVRLittleEndian)), _padded(str(ExplicitVRLittleEndian), 22), 1
    )
    target.write(swapped)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    total = 0
    while packed := unpacker.unconsumed_tail or source.read(_CHUNK):
        piece = unpacker.decompress(packed, _CHUNK)
        total += len(piece)
        if total > MAX_INFLATED:
            raise ProblemError.of("imaging.unpacks_too_large", file=name)
        target.write(piece)
        if unpacker.eof:
            break
    if not unpacker.eof:
        target.write(unpacker.flush())


def _padded(uid: str, size: int | None = None) -> bytes:
    raw = uid.encode("ascii")
    size = size or len(raw) + len(raw) % 2
    return raw.ljust(size, b"\0")


def _end_of_meta(source: BinaryIO) -> int:
    """The group length element (0002,0000) says where the file meta information ends."""
    source.seek(_PREAMBLE + 4)
    head = source.read(12)
    if len(head) < 12 or head[:6] != b"\x02\x00\x00\x00UL":
        raise EOFError
    (length,) = struct.unpack_from("<I", head, 8)
    return _PREAMBLE + 4 + 12 + int(length)
