"""Cache of headers: those that differ in nothing but what differs between instances are read once.

A folder holds thousands of files of a few kinds. Each header is walked here, element by element and without
converting a value; where all else is byte for byte what pydicom has read before, the clip is that clip with
its own identifiers and times. Whatever is not plain is left to pydicom.
"""

import re
import struct
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from sonostep.core.clip import Clip
from sonostep.imaging.dicom.file import META, UNDEFINED_LENGTH, PixelElement, is_deflated, pixel_element
from sonostep.imaging.dicom.header import first_time

_HEAD: Final = 16_384
_MOST: Final = 131_072
"""Bytes of a header that is walked here: overlays and tables beyond that are rare, and pydicom reads them."""

_KEPT: Final = 64
"""Headers that are remembered; a study has a few kinds."""

_SOP_UID: Final = 0x0008_0018
_SERIES_UID: Final = 0x0020_000E
_TIMES: Final = (0x0008_002A, 0x0008_0032, 0x0008_0033, 0x0008_0031)
"""The elements of ``header.ACQUIRED_FROM``, in that order."""

_UID: Final = re.compile(rb"[0-9.]{1,64}\0?")
_TIME: Final = re.compile(rb"[0-9.+\-]{0,26} ?")
_TOLD: Final = {
    _SOP_UID: (b"UI", _UID), _SERIES_UID: (b"UI", _UID), _TIMES[0]: (b"DT", _TIME), _TIMES[1]: (b"TM", _TIME),
    _TIMES[2]: (b"TM", _TIME), _TIMES[3]: (b"TM", _TIME),
}  # fmt: skip
"""Elements of an instance that its clip shows, with VR and form: taken from each file."""

UNSHOWN: Final = frozenset((
    0x0002_0000, 0x0002_0003, 0x0008_0012, 0x0008_0013, 0x0008_0014, 0x0008_0021, 0x0008_0022, 0x0008_0023,
    0x0020_0011, 0x0020_0012, 0x0020_0013,
))  # fmt: skip
"""Elements of an instance that no clip shows: length and identifier of the file meta information, dates and
times of creation, series, acquisition and content, numbers of series, acquisition and instance. Nor does one
show private elements, where it has pixels, and lengths of groups. A test changes each of them.
"""

_SHORT_VRS: Final = frozenset(
    (b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL",
     b"SS", b"ST", b"TM", b"UI", b"UL", b"US")
)  # fmt: skip
_LONG_VRS: Final = frozenset(
    (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
)
_FIRST_PIXELS: Final = 0x7FE0_0008
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFE_E000, 0xFFFE_E00D, 0xFFFE_E0DD
_DEEPEST: Final = 8

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class HeaderPrint:
    """A header without what differs between instances.

    Attributes:
        key: all bytes that a clip depends on; equal keys say the same.
        told: values of the elements that are taken from each file, by tag, without padding.
        pixels: where its pixels are.
    """

    key: bytes
    told: dict[int, str]
    pixels: PixelElement


class HeaderCache(Generic[Kept]):
    """What was read of the headers seen last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()

    def get(self, header: HeaderPrint) -> Kept | None:
        """Return what was kept for such a header."""
        found = self._kept.get(header.key)
        if found is not None:
            self._kept.move_to_end(header.key)
        return found

    def keep(self, header: HeaderPrint, value: Kept) -> None:
        """Keep it, and let go of what was asked for longest ago."""
        self._kept[header.key] = value
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()


def with_told(clip: Clip, header: HeaderPrint, path: str, label: str) -> Clip:
    """Return a clip as it is told by another instance of the same header, at another path."""
    told, study, visit = header.told, clip.study, clip.visit
    series = told.get(_SERIES_UID, "")
    if series != study.series_uid:
        study = replace(study, series_uid=series)
    acquired = first_time(told.get(tag, "") for tag in _TIMES)
    if acquired != visit.acquired:
        visit = replace(visit, acquired=acquired)
    return replace(clip, id=told[_SOP_UID], path=path, label=label, study=study, visit=visit)


class _NotPlain(Exception):  # noqa: N818 - it names what was found
    """The header is one for pydicom."""


def print_of(path: Path) -> HeaderPrint | None:
    """Walk the header of a file; None where it is not plain.

    Raises:
        OSError: when it cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        head = file.read(_HEAD)
        size = file.seek(0, 2)
        for most in (_HEAD, _MOST):
            try:
                return _walk(head, size)
            except _NotPlain:
                return None
            except struct.error:
                # it goes on beyond what was read
                if most == _MOST or len(head) >= size:
                    return None
                file.seek(0)
                head = file.read(_MOST)
    return None


def _walk(head: bytes, size: int) -> HeaderPrint:
    """Raises struct.error where the header goes on beyond ``head``."""
    if head[128:132] != b"DICM" or is_deflated(head[:META]):
        raise _NotPlain
    kept: list[bytes] = []
    told: dict[int, str] = {}
    begin = last = 0
    for tag, vr, at, value, end in _elements(head):
        if tag >= _FIRST_PIXELS:
            break
        if tag <= last:
            raise _NotPlain
        last = tag
        if tag in _TOLD:
            told[tag] = _told(tag, vr, head[value:end])
        elif tag not in UNSHOWN and not tag & 0x1_0000 and tag & 0xFFFF:
            continue
        if value < 0:
            # pydicom looks into it
            raise _NotPlain
        # that it is there, and as what, is kept; its length and value are not
        kept.append(head[begin : at + 4])
        kept.append(vr)
        begin = end
    else:
        raise _NotPlain
    return _print(head, at, size, b"".join((*kept, head[begin:at])), told)


def _print(head: bytes, at: int, size: int, key: bytes, told: dict[int, str]) -> HeaderPrint:
    struct.unpack_from("12s", head, at)
    pixels = pixel_element(head[at : at + 12], at, size, little=True)
    if pixels is None or _SOP_UID not in told:
        raise _NotPlain
    extent = (
        () if pixels.length == UNDEFINED_LENGTH else (pixels.length, min(pixels.length, pixels.available))
    )
    return HeaderPrint(key + repr((pixels.keyword, pixels.vr, extent)).encode(), told, pixels)


_Element = tuple[int, bytes, int, int, int]
"""Tag, VR (empty where implicit), and where element, value and next element begin.

The value is -1 where its length is undefined.
"""


def _elements(head: bytes) -> Iterator[_Element]:
    """Yield the elements of file meta information and data set, none within another (PS3.5 7.1)."""
    at, implicit, syntax_is_implicit = 132, False, False
    while True:
        implicit = implicit or (syntax_is_implicit and head[at : at + 2] != b"\2\0")
        tag, vr, value, length = _beginning(head, at, implicit)
        if length != UNDEFINED_LENGTH:
            end = value + length
            yield tag, vr, at, value, end
        else:
            end = value if tag >= _FIRST_PIXELS else _end_of_sequence(head, value, implicit, _DEEPEST)
            yield tag, vr, at, -1, end
        if tag == 0x0002_0010:
            syntax_is_implicit = _is_implicit(head[value:end])
        at = end


def _beginning(head: bytes, at: int, implicit: bool) -> tuple[int, bytes, int, int]:
    """Tag, VR, begin of the value, and length of the element at a place."""
    group, number, vr, length = struct.unpack_from("<HH2sH", head, at)
    if implicit:
        if vr.isalpha():
            # it may have a VR in spite of its transfer syntax; pydicom guesses
            raise _NotPlain
        (length,) = struct.unpack_from("<I", head, at + 4)
        return group << 16 | number, b"", at + 8, length
    if vr in _SHORT_VRS:
        return group << 16 | number, vr, at + 8, length
    if vr not in _LONG_VRS:
        raise _NotPlain
    (length,) = struct.unpack_from("<I", head, at + 8)
    return group << 16 | number, vr, at + 12, length


def _is_implicit(syntax: bytes) -> bool:
    found = syntax.rstrip(b"\0 ").decode("ascii", "replace")
    if found in ("", ExplicitVRBigEndian):
        raise _NotPlain
    return found == ImplicitVRLittleEndian


def _end_of_sequence(head: bytes, at: int, implicit: bool, deep: int) -> int:
    """Where a sequence of undefined length ends, by its items (PS3.5 7.5)."""
    while True:
        group, number, length = struct.unpack_from("<HHI", head, at)
        tag, at = group << 16 | number, at + 8
        if tag == _SEQUENCE_END and length == 0:
            return at
        if tag != _ITEM or deep == 0:
            raise _NotPlain
        at = at + length if length != UNDEFINED_LENGTH else _end_of_item(head, at, implicit, deep - 1)


def _end_of_item(head: bytes, at: int, implicit: bool, deep: int) -> int:
    while struct.unpack_from("<HHI", head, at) != (_ITEM_END >> 16, _ITEM_END & 0xFFFF, 0):
        _, _, value, length = _beginning(head, at, implicit)
        defined = length != UNDEFINED_LENGTH
        at = value + length if defined else _end_of_sequence(head, value, implicit, deep)
    return at + 8


def _told(tag: int, vr: bytes, value: bytes) -> str:
    wanted, form = _TOLD[tag]
    if vr not in (wanted, b"") or not form.fullmatch(value):
        raise _NotPlain
    return value.rstrip(b"\0 ").decode("ascii")
