"""What a file is, by its first bytes; its name decides only where they do not tell."""

import struct
from enum import Enum
from pathlib import Path
from typing import Final

from sonostep.core.problem import ProblemError


class FileKind(Enum):
    """Which reader a file is for."""

    DICOM = "dicom"
    DICOMDIR = "dicomdir"
    VIDEO = "video"
    STILL = "still"
    ZIP = "zip"
    OTHER = "other"


DICOM_SUFFIXES: Final = frozenset((".dcm", ".dicom", ".dic", ".ima"))
VIDEO_SUFFIXES: Final = frozenset(
    ".mp4 .m4v .mov .avi .mkv .webm .wmv .asf .mpg .mpeg .m2v .ts .m2ts .vob .h264 .264 .avc .h265 .265 .hevc"
    " .mjpeg .mjpg .ivf .gif .3gp .flv".split()
)
STILL_SUFFIXES: Final = frozenset((".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".tif", ".tiff"))
_JPEG_SERIES: Final = frozenset((".mjpeg", ".mjpg"))
_STILL_MAGIC: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_VIDEO_MAGIC: Final = (
    b"\x1a\x45\xdf\xa3",  # Matroska
    b"\x30\x26\xb2\x75",  # ASF
    b"\0\0\x01\xba",  # MPEG program stream
    b"\0\0\x01\xb3",  # MPEG video
    b"GIF8",
    b"DKIF",
)
_HEAD: Final = 512
_MEDIUM: Final = b"\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10"
"""Media Storage SOP Class UID (0002,0002) of a medium's directory, whatever its file is called."""


def is_dicomdir_name(name: str) -> bool:
    """Whether a file is named as a medium's directory is, with ``;1`` or a dot that a copy may have left."""
    return name.upper().partition(";")[0].rstrip(".") == "DICOMDIR"


def sniff(path: Path) -> FileKind:
    """Tell the kind of a file.

    Raises:
        ProblemError: when it is empty.
        OSError: when it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise ProblemError.of("imaging.empty_file", file=path.name)
    if head[128:132] == b"DICM" or _bare_dicom(head):
        return FileKind.DICOMDIR if is_dicomdir_name(path.name) or _MEDIUM in head else FileKind.DICOM
    if path.suffix.lower() in _JPEG_SERIES and head.startswith(b"\xff\xd8\xff"):
        # one JPEG after the other, of which a still would be the first alone
        return FileKind.VIDEO
    return _by_magic(head) or _by_name(path)


def _by_magic(head: bytes) -> FileKind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.ZIP
    if head.startswith(_STILL_MAGIC):
        return FileKind.STILL
    if head.startswith(_VIDEO_MAGIC) or head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return FileKind.VIDEO
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.STILL
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return FileKind.VIDEO
    return None


def _by_name(path: Path) -> FileKind:
    suffix = path.suffix.lower()
    if suffix in DICOM_SUFFIXES:
        return FileKind.DICOM
    if suffix in VIDEO_SUFFIXES:
        return FileKind.VIDEO
    return FileKind.STILL if suffix in STILL_SUFFIXES else FileKind.OTHER


def _bare_dicom(head: bytes) -> bool:
    """A data set without preamble starts in group 0002 or 0008 with a sane length (PS3.5 7.1)."""
    if len(head) < 16:
        return False
    for order in ("<", ">"):
        group, element = struct.unpack_from(order + "HH", head)
        if group not in (0x0002, 0x0008) or element > 0x0100:
            continue
        if head[4:6].isalpha() and head[4:6].isupper():
            return True
        (length,) = struct.unpack_from(order + "I", head, 4)
        if length <= 1024 and length % 2 == 0:
            return True
    return False
