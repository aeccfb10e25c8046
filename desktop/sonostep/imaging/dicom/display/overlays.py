"""OverlayPlane planes (60xx, PS3.3 C.9.2): bitmaps that lie over the pictures and are no part of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.problem import Problem
from sonostep.imaging.dicom.elements.numbers import stated_at
from sonostep.imaging.dicom.pixels import PixelLayout

Mask = NDArray[np.bool_]

_GROUPS: Final = range(0x6000, 0x6020, 2)
_FRAMES, _ROWS, _COLUMNS, _ORIGIN = 0x0015, 0x0010, 0x0011, 0x0050
_FIRST_FRAME, _BITS, _POSITION, _DATA = 0x0051, 0x0100, 0x0102, 0x3000


@dataclass(frozen=True, slots=True)
class OverlayPlane:
    """One plane.

    Attributes:
        group: 6000 to 601E.
        top, left: row and column of its first bit in the picture, from 0; it may begin outside.
        first: the first frame (from 1) that it lies over.
        frames: how many frames it has; 1 without a count lies over every frame (PS3.3 C.9.2.1.3).
        data: packed bits; empty where they are embedded in unused bits of the pixels.
        bit: the embedded bit.
    """

    group: int
    rows: int
    columns: int
    top: int
    left: int
    first: int
    frames: int
    data: bytes
    bit: int

    def bits(self, number: int, patterns: NDArray[np.generic] | None) -> Mask | None:
        """The plane over frame ``number``; ``patterns`` are its stored samples, for embedded bits."""
        if not self.data:
            return None if patterns is None else (patterns.astype(np.int64) >> self.bit & 1).astype(bool)
        index = 0 if self.frames == 1 else number - self.first
        if not 0 <= index < self.frames:
            return None
        size = self.rows * self.columns
        start = index * size
        raw = np.frombuffer(self.data, np.uint8)[start // 8 : (start + size + 7) // 8]
        flat = np.unpackbits(raw, bitorder="little")[start % 8 :][:size]
        return flat.reshape(self.rows, self.columns).astype(bool) if len(flat) == size else None


def overlays_of(dataset: Dataset, layout: PixelLayout) -> tuple[OverlayPlane, ...]:
    """Return the planes that have bits, in the order of their groups."""
    return tuple(overlay for group in _GROUPS if (overlay := _overlay(dataset, group, layout)) is not None)


def _overlay(dataset: Dataset, group: int, layout: PixelLayout) -> OverlayPlane | None:
    if _tag(group, _DATA) not in dataset and _tag(group, _BITS) not in dataset:
        return None
    rows = _whole(dataset, group, _ROWS, layout.rows)
    columns = _whole(dataset, group, _COLUMNS, layout.columns)
    data = _data(dataset, group)
    bit = _whole(dataset, group, _POSITION, 0)
    if rows <= 0 or columns <= 0 or not (data or _embedded(dataset, group, bit, layout)):
        return None
    origin = stated_at(dataset, _tag(group, _ORIGIN), "SS").whole
    top, left = (int(origin[0]), int(origin[1])) if len(origin) == 2 else (1, 1)
    frames = max(1, _whole(dataset, group, _FRAMES, 1))
    first = max(1, _whole(dataset, group, _FIRST_FRAME, 1))
    return OverlayPlane(group, rows, columns, top - 1, left - 1, first, frames, data, bit)


def _embedded(dataset: Dataset, group: int, bit: int, layout: PixelLayout) -> bool:
    """Whether the plane is a bit of the pixels' words that no value uses (retired, PS3.3 2004 C.9.2)."""
    shares = _whole(dataset, group, _BITS, 1) == layout.allocated > 1
    return shares and bit < layout.allocated and not layout.low_bit <= bit <= layout.high_bit


def _tag(group: int, element: int) -> int:
    return group << 16 | element


def _whole(dataset: Dataset, group: int, element: int, default: int) -> int:
    found = stated_at(dataset, _tag(group, element), "US").first
    return default if found is None else int(found)


def _data(dataset: Dataset, group: int) -> bytes:
    tag = _tag(group, _DATA)
    if tag not in dataset:
        return b""
    value: object = dataset[tag].value
    if not isinstance(value, bytes):
        return b""
    big = dataset.original_encoding[1] is False and dataset[tag].VR == "OW"
    return np.frombuffer(value[: len(value) // 2 * 2], ">u2").astype("<u2").tobytes() if big else value


def mask_over(
    overlays: tuple[OverlayPlane, ...], number: int, layout: PixelLayout, patterns: NDArray[np.generic] | None
) -> Mask:
    """Return which pixels of frame ``number`` lie under a set bit of any plane, rows x columns."""
    mask = np.zeros((layout.rows, layout.columns), bool)
    for overlay in overlays:
        bits = overlay.bits(number, patterns)
        if bits is not None:
            _put(mask, bits, overlay.top, overlay.left)
    return mask


def _put(mask: Mask, bits: Mask, top: int, left: int) -> None:
    """Lay a plane into the picture; what lies outside is not shown."""
    rows, columns = mask.shape
    y0, x0 = max(0, top), max(0, left)
    y1, x1 = min(rows, top + bits.shape[0]), min(columns, left + bits.shape[1])
    if y1 > y0 and x1 > x0:
        mask[y0:y1, x0:x1] |= bits[y0 - top : y1 - top, x0 - left : x1 - left]


def overlay_notes(overlays: tuple[OverlayPlane, ...]) -> Iterator[Problem]:
    """Say that there are overlays, once."""
    if overlays:
        names = ", ".join(f"{overlay.group:04X}" for overlay in overlays)
        yield Problem.of("imaging.overlays", count=len(overlays), names=names)
