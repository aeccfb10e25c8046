"""Whether a DICOM file is cut off (truncated): its last element does not end in it (PS3.5 7.1)."""

import struct
import zlib

from pydicom.dataset import FileMetaDataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

_PREAMBLE = 132
_UNDEFINED = 0xFFFFFFFF
_ITEM, _ITEM_END, _SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
_LONG = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"))
"""Value representations whose length has four bytes, after two that are reserved (PS3.5 7.1.2)."""


def is_cut_off(data: bytes, meta: FileMetaDataset) -> bool:
    """Whether a file ends within an element, or before a sequence or item of undefined length is closed.

    Args:
        data: the whole file, with its preamble and meta information.
        meta: its meta information, which names the transfer syntax.
    """
    if data[128:132] != b"DICM":
        return False
    syntax = meta.get("TransferSyntaxUID", "")
    start = _after_meta(data)
    if start is None:
        return True
    body = data[start:]
    if syntax == DeflatedExplicitVRLittleEndian:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            body = inflate.decompress(body)
        except zlib.error:
            return True
        if not inflate.eof:
            return True
    big = syntax == ExplicitVRBigEndian
    return not _ends_well(body, explicit=syntax != ImplicitVRLittleEndian, order=">" if big else "<")


def _after_meta(data: bytes) -> int | None:
    """Where the data set begins: after all of group 0002, which is Explicit VR Little Endian."""
    at = _PREAMBLE
    while at + 8 <= len(data) and struct.unpack_from("<H", data, at)[0] == 2:
        size, length = _header(data, at, explicit=True, order="<")
        at += size + length
    return at if at <= len(data) else None


def _header(data: bytes, at: int, *, explicit: bool, order: str) -> tuple[int, int]:
    """Bytes of an element's head, and the length of its value.

    Raises:
        struct.error: when the head itself is cut off.
    """
    if not explicit:
        return 8, struct.unpack_from(f"{order}L", data, at + 4)[0]
    if data[at + 4 : at + 6].decode("ascii", "replace") in _LONG:
        return 12, struct.unpack_from(f"{order}L", data, at + 8)[0]
    return 8, struct.unpack_from(f"{order}H", data, at + 6)[0]


def _ends_well(data: bytes, *, explicit: bool, order: str) -> bool:
    """Whether the last element ends where the data do. What has a length is stepped over as a whole."""
    at = depth = 0
    while at + 8 <= len(data):
        tag = struct.unpack_from(f"{order}HH", data, at)
        if tag == (0, 0):
            break
        if tag in (_ITEM_END, _SEQUENCE_END):
            at, depth = at + 8, depth - 1
            continue
        try:
            size, length = _header(data, at, explicit=explicit and tag != _ITEM, order=order)
        except struct.error:
            return False
        at += size
        if length == _UNDEFINED:
            depth += 1
        else:
            at += length
    # padding of zeros after the last element does no harm
    return depth == 0 and at <= len(data) and not any(data[at:])
