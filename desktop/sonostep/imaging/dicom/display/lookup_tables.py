"""Grey and colour tables of the header (PS3.3 C.11.1, C.11.2, C.7.6.3.1.5): one entry per stored pattern.

A table that is empty, half-stated or unreadable counts as absent: the picture is shown without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.dicom.elements.functional_groups import frame_groups, items, where_stated
from sonostep.imaging.dicom.elements.numbers import number, stated
from sonostep.imaging.dicom.elements.text import text_of
from sonostep.imaging.dicom.pixels import PixelLayout

GreyTable = NDArray[np.uint8]
Extremes = Callable[[], tuple[float, float]]
"""Gives the least and the greatest stored value of a clip."""

Floats = NDArray[np.float64]

_VALUES_GROUP: Final = "PixelValueTransformationSequence"
_WINDOW_GROUP: Final = "FrameVOILUTSequence"


@dataclass(frozen=True, slots=True)
class Window:
    """A window of grey values, in units after the rescale."""

    centre: float
    width: float
    function: str = "LINEAR"


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A modality or VOI table: its entries, the first value mapped, and how many bits an entry has."""

    entries: Floats
    first: int
    bits: int

    def look_up(self, values: Floats) -> Floats:
        """Map values; those outside take the first or the last entry."""
        index = np.clip(np.rint(values) - self.first, 0, len(self.entries) - 1).astype(np.intp)
        found: Floats = self.entries[index]
        return found


def greys_vary(dataset: Dataset) -> bool:
    """Whether frames state windows or rescales of their own in functional groups."""
    groups = frame_groups(dataset)
    return any(items(group, macro) for group in groups for macro in (_WINDOW_GROUP, _VALUES_GROUP))


def frame_view(dataset: Dataset, number: int) -> Dataset:
    """Return the header as it holds for frame ``number``: of the groups per frame, only its own."""
    view = Dataset()
    for keyword in _GREY_ELEMENTS:
        if keyword in dataset:
            view[keyword] = dataset[keyword]
    view.PerFrameFunctionalGroupsSequence = frame_groups(dataset)[number - 1 : number]
    return view


_GREY_ELEMENTS: Final = (
    "SharedFunctionalGroupsSequence",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
    "VOILUTSequence",
    "RescaleSlope",
    "RescaleIntercept",
    "ModalityLUTSequence",
)


def window_of(dataset: Dataset) -> Window | None:
    """Return the first window whose centre and width are both numbers and whose width is above zero."""
    place = where_stated(dataset, "WindowCenter", _WINDOW_GROUP)
    centres, widths = stated(place, "WindowCenter").numbers, stated(place, "WindowWidth").numbers
    for centre, width in zip(centres, widths, strict=False):
        if centre is not None and width is not None and width > 0:
            function = text_of(place, "VOILUTFunction").upper() or "LINEAR"
            # LINEAR needs a width of at least 1 (PS3.3 C.11.2.1.2.1); who writes less means the exact one
            return Window(centre, width, "LINEAR_EXACT" if function == "LINEAR" and width < 1 else function)
    return None


def rescale_of(dataset: Dataset) -> tuple[float, float]:
    """Return slope and intercept; what is missing, unreadable or a slope of 0 is 1 and 0."""
    place = where_stated(dataset, "RescaleSlope", _VALUES_GROUP)
    slope, intercept = number(place, "RescaleSlope"), number(place, "RescaleIntercept")
    return slope or 1.0, intercept or 0.0


def table_of(dataset: Dataset, keyword: str, signed: bool) -> LookupTable | None:
    """Return the first table of a sequence that is whole; None where there is none."""
    for item in items(dataset, keyword):
        descriptor = stated(item, "LUTDescriptor").whole
        if len(descriptor) == 3:
            entries = _entries(item, "LUTData", int(descriptor[0]), int(descriptor[2]))
            if entries is not None:
                first = int(descriptor[1])
                return LookupTable(
                    entries,
                    first - 65536 if signed and first > 32767 else first,
                    _bits(entries, int(descriptor[2])),
                )
    return None


def _bits(entries: Floats, told: int) -> int:
    """Bits of an entry as told, unless the entries do not fit, or are 8 bits wide where 16 are told."""
    held = max(8, int(entries.max()).bit_length())
    return held if not 8 <= told <= 16 or held > told or (told == 16 and held == 8) else told


def _entries(item: Dataset, keyword: str, count: int, bits: int) -> Floats | None:
    """Entries of a lookup table, 8 or 16 bits each by how many bytes there are; 0 entries mean 65536."""
    count = count % 65536 or 65536
    raw = _raw(item, keyword)
    if len(raw) >= 2 * count:
        return np.frombuffer(raw[: 2 * count], "<u2").astype(np.float64)
    if len(raw) >= count and (bits <= 8 or len(raw) <= count + 1):
        return np.frombuffer(raw[:count], np.uint8).astype(np.float64)
    # shorter than its descriptor says: what there is, the last entry standing for the rest
    short = np.frombuffer(raw[: len(raw) // 2 * 2], "<u2") if bits > 8 else np.frombuffer(raw, np.uint8)
    return short.astype(np.float64) if len(short) else None


def _raw(item: Dataset, keyword: str) -> bytes:
    """The bytes of a table, whatever its VR and byte order: little endian when returned."""
    if keyword not in item:
        return b""
    try:
        value = item[keyword].value
    except (ValueError, TypeError, AttributeError, LookupError, NotImplementedError):
        return b""
    if isinstance(value, bytes):
        big = item.original_encoding[1] is False and item[keyword].VR == "OW"
        return np.frombuffer(value[: len(value) // 2 * 2], ">u2").astype("<u2").tobytes() if big else value
    numbers = stated(item, keyword).whole
    return np.asarray(numbers, np.float64).astype(np.int64).astype("<u2").tobytes()


def grey_table_needed(dataset: Dataset, layout: PixelLayout) -> bool:
    """Whether what is shown differs from what is stored."""
    plain = layout.allocated == 8 and layout.stored == 8 and not layout.signed
    return (
        not plain
        or layout.photometric == "MONOCHROME1"
        or window_of(dataset) is not None
        or rescale_of(dataset) != (1.0, 0.0)
        or any(table_of(dataset, k, False) is not None for k in ("ModalityLUTSequence", "VOILUTSequence"))
    )


def grey_table(dataset: Dataset, layout: PixelLayout, extremes: Extremes) -> GreyTable | None:
    """Return the grey shown for each stored bit pattern; None where stored and shown are the same.

    Modality table or rescale, then VOI table or window (PS3.3 C.11), then MONOCHROME1 upside down. Without a
    window, 8-bit values are shown as they are and deeper ones from the first of the ``extremes`` black to the
    second white; these are asked for only then.
    """
    if not grey_table_needed(dataset, layout):
        return None
    return greys_of_values(dataset, layout, values_of_patterns(layout), extremes)


def greys_of_values(dataset: Dataset, layout: PixelLayout, values: Floats, extremes: Extremes) -> GreyTable:
    """Return the greys of ``values`` of any shape, as :func:`grey_table` says; what is no number is black."""
    shown = _shown(dataset, layout, values, extremes)
    greys = np.clip(np.rint(np.nan_to_num(shown, nan=0.0)), 0, 255).astype(np.uint8)
    return 255 - greys if layout.photometric == "MONOCHROME1" else greys


def values_of_patterns(layout: PixelLayout) -> Floats:
    """The value of each bit pattern of the allocated size: overlay bits masked, sign extended."""
    return values_of(np.arange(1 << max(8, layout.allocated), dtype=np.int64), layout)


def values_of(patterns: NDArray[np.generic], layout: PixelLayout) -> Floats:
    """The value of each of ``patterns``, unsigned as stored: overlay bits masked, sign extended."""
    if layout.floating:
        return patterns.astype(np.float64)
    values = (patterns.astype(np.int64) >> layout.low_bit) & ((1 << layout.stored) - 1)
    if layout.signed:
        sign = 1 << (layout.stored - 1)
        values = (values ^ sign) - sign
    return values.astype(np.float64)


def _shown(dataset: Dataset, layout: PixelLayout, values: Floats, extremes: Extremes) -> Floats:
    """Greys 0 to 255 before they are rounded and clipped."""
    modality = _modality(dataset, layout, values)
    voi = table_of(dataset, "VOILUTSequence", bool(np.nanmin(modality) < 0))
    if voi is not None:
        return np.asarray(voi.look_up(modality) * (255.0 / (2**voi.bits - 1)), np.float64)
    window = window_of(dataset)
    if window is not None:
        return windowed(modality, window)
    if layout.allocated == 8 and not layout.signed and layout.stored == 8:
        return values
    ends = _modality(dataset, layout, np.array(extremes(), np.float64))
    low, high = float(ends.min()), float(ends.max())
    return np.asarray((modality - low) * (255.0 / max(high - low, 1e-9)), np.float64)


def _modality(dataset: Dataset, layout: PixelLayout, values: Floats) -> Floats:
    table = table_of(dataset, "ModalityLUTSequence", layout.signed)
    if table is not None:
        return table.look_up(values)
    slope, intercept = rescale_of(dataset)
    return values * slope + intercept


def windowed(values: Floats, window: Window) -> Floats:
    """Greys 0 to 255 by the window's function (PS3.3 C.11.2.1.2.1 and C.11.2.1.3)."""
    centre, width = window.centre, window.width
    if window.function == "SIGMOID":
        curve = np.exp(np.clip(-4 * (values - centre) / width, -50, 50))
        return np.asarray(255.0 / (1 + curve), np.float64)
    if window.function == "LINEAR_EXACT":
        return np.asarray(np.clip((values - centre) / width + 0.5, 0, 1) * 255)
    # LINEAR: a width of 1 is a threshold
    return np.asarray(np.clip((values - (centre - 0.5)) / max(width - 1, 1e-9) + 0.5, 0, 1) * 255)


_COLOURS: Final = ("Red", "Green", "Blue")


def palette_table(dataset: Dataset, layout: PixelLayout) -> NDArray[np.uint8]:
    """Return rows of B, G, R, 255 for each stored index; 16-bit entries shifted to 8.

    Raises:
        ProblemError: when the tables are missing or broken.
    """
    if any(f"Segmented{name}PaletteColorLookupTableData" in dataset for name in _COLOURS):
        return _segmented(dataset, layout)
    planes = [_palette_plane(dataset, name, layout) for name in _COLOURS]
    table = np.full((len(planes[0]), 4), 255, np.uint8)
    for channel, plane in zip((2, 1, 0), planes, strict=True):
        table[:, channel] = plane
    return table


def palette_descriptor(dataset: Dataset, name: str) -> tuple[float, ...]:
    """Return entries, first index and bits of one colour; where unreadable, those of another colour."""
    for colour in (name, *_COLOURS):
        whole = stated(dataset, f"{colour}PaletteColorLookupTableDescriptor").whole
        if len(whole) == 3:
            return whole
    return ()


def _palette_plane(dataset: Dataset, name: str, layout: PixelLayout) -> NDArray[np.uint8]:
    descriptor = palette_descriptor(dataset, name)
    keyword = f"{name}PaletteColorLookupTableData"
    size = len(_raw(dataset, keyword))
    # a descriptor that is missing, or asks for 65536 entries where 256 lie there: as many as there are
    count, first, bits = (int(n) for n in descriptor) if descriptor else (size // 2, 0, 16)
    if count % 65536 == 0 and size < 2 * 65536:
        count = size // 2 if bits > 8 else size
    entries = _entries(dataset, keyword, count, bits) if size else None
    if entries is None:
        raise ProblemError.of("imaging.palette_broken")
    if entries.max() > 255:
        # some writers store 8-bit colours in 16-bit entries; those must not be shifted to black
        entries = np.floor(entries / 256)
    first = first - 65536 if layout.signed and first > 32767 else first
    # every entry of the allocated size: an index beyond the table takes its last colour
    index = np.clip(values_of_patterns(layout) - first, 0, len(entries) - 1).astype(np.intp)
    return np.asarray(entries[index], np.uint8)


def _segmented(dataset: Dataset, layout: PixelLayout) -> NDArray[np.uint8]:
    indices = np.arange(1 << max(8, layout.allocated), dtype=np.uint16 if layout.allocated > 8 else np.uint8)
    try:
        colours = np.asarray(apply_color_lut(indices[np.newaxis, :], dataset))[0]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, NotImplementedError) as error:
        raise ProblemError.of("imaging.palette_broken") from error
    wide = colours.astype(np.uint16)
    table = np.full((len(indices), 4), 255, np.uint8)
    table[:, :3] = (wide if wide.max() < 256 else wide >> 8).astype(np.uint8)[:, 2::-1]
    return table


def table_notes(dataset: Dataset, layout: PixelLayout) -> tuple[Problem, ...]:
    """Say which grey or colour table stands in the header and was mended or not used."""
    if layout.palette:
        return _palette_notes(dataset)
    return (
        (*_window_notes(dataset), *_rescale_notes(dataset), *_sequence_notes(dataset)) if layout.grey else ()
    )


def _window_notes(dataset: Dataset) -> tuple[Problem, ...]:
    place = where_stated(dataset, "WindowCenter", _WINDOW_GROUP)
    centre, width = stated(place, "WindowCenter"), stated(place, "WindowWidth")
    if not any((*centre.numbers, *width.numbers)) and not (centre.unreadable or width.unreadable):
        # 0 and 0, or nothing, is how writers say that they have no window
        return ()
    if window_of(dataset) is None and (centre.said or width.said):
        said = f"{centre.said or '-'} / {width.said or '-'}"
        return (Problem.of("imaging.window_unused", found=said),)
    return tuple(_comma(k, s.said) for k, s in (("WindowCenter", centre), ("WindowWidth", width)) if s.mended)


def _rescale_notes(dataset: Dataset) -> tuple[Problem, ...]:
    notes = []
    place = where_stated(dataset, "RescaleSlope", _VALUES_GROUP)
    for keyword in ("RescaleSlope", "RescaleIntercept"):
        said = stated(place, keyword)
        if said.unreadable or (keyword == "RescaleSlope" and said.first == 0):
            notes.append(Problem.of("imaging.rescale_unused", element=keyword, found=said.said))
        elif said.mended:
            notes.append(_comma(keyword, said.said))
    return tuple(notes)


def _sequence_notes(dataset: Dataset) -> tuple[Problem, ...]:
    """An empty sequence states nothing; one whose table is broken does."""
    return tuple(
        Problem.of("imaging.table_unused", element=keyword)
        for keyword in ("ModalityLUTSequence", "VOILUTSequence")
        if any(len(item) for item in items(dataset, keyword)) and table_of(dataset, keyword, False) is None
    )


def _palette_notes(dataset: Dataset) -> tuple[Problem, ...]:
    if any(f"Segmented{name}PaletteColorLookupTableData" in dataset for name in _COLOURS):
        return ()
    sizes = [len(_raw(dataset, f"{name}PaletteColorLookupTableData")) for name in _COLOURS]
    told = [palette_descriptor(dataset, name) for name in _COLOURS]
    missing = any(not stated(dataset, f"{n}PaletteColorLookupTableDescriptor").whole for n in _COLOURS)
    short = any(d and size < int(d[0]) % 65536 for d, size in zip(told, sizes, strict=True))
    return (Problem.of("imaging.palette_mended"),) if all(sizes) and (missing or short) else ()


def _comma(element: str, said: str) -> Problem:
    return Problem.of("imaging.decimal_comma", element=element, found=said, read=said.replace(",", "."))
