"""What the header says of the pixels, checked against the budget, and the tables that make greys of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut

from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom_header import whole_number
from sonostep.imaging.limits import MAX_FRAMES, check_frame_size
from sonostep.imaging.names import text_of

KNOWN_COLOURS: Final = frozenset(
    (
        "MONOCHROME1",
        "MONOCHROME2",
        "PALETTE COLOR",
        "RGB",
        "YBR_FULL",
        "YBR_FULL_422",
        "YBR_PARTIAL_422",
        "YBR_PARTIAL_420",
        "YBR_ICT",
        "YBR_RCT",
    )
)


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How samples are stored (PS3.3 C.7.6.3)."""

    rows: int
    columns: int
    samples: int
    photometric: str
    planar: int
    allocated: int
    stored: int
    high_bit: int
    signed: bool
    frames: int
    little: bool = True

    @property
    def grey(self) -> bool:
        """One sample per pixel without a palette."""
        return self.photometric.startswith("MONOCHROME")

    @property
    def palette(self) -> bool:
        """One sample per pixel that is an index into a colour table."""
        return self.photometric == "PALETTE COLOR"

    @property
    def subsampled(self) -> bool:
        """Native 4:2:2: two luma samples share their chroma."""
        return self.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422")

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame."""
        samples = 2 if self.subsampled else self.samples
        return self.rows * self.columns * samples * self.allocated

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The stored type, in the file's byte order."""
        kind = f"{'i' if self.signed else 'u'}{max(1, self.allocated // 8)}"
        return np.dtype(("<" if self.little else ">") + kind)


def layout_of(dataset: Dataset, little: bool = True) -> PixelLayout:
    """Read and check the description of the pixels.

    Raises:
        ProblemError: when it is missing, contradicts itself, or asks for more than the budget.
    """
    allocated = whole_number(dataset, "BitsAllocated", 8)
    stored = whole_number(dataset, "BitsStored", allocated)
    samples = whole_number(dataset, "SamplesPerPixel", 1)
    layout = PixelLayout(
        rows=whole_number(dataset, "Rows"),
        columns=whole_number(dataset, "Columns"),
        samples=samples,
        photometric=_photometric(dataset, samples),
        planar=whole_number(dataset, "PlanarConfiguration"),
        allocated=allocated,
        stored=stored,
        high_bit=whole_number(dataset, "HighBit", stored - 1),
        signed=whole_number(dataset, "PixelRepresentation") == 1,
        frames=max(1, whole_number(dataset, "NumberOfFrames", 1)),
        little=little,
    )
    _check(layout)
    return layout


def _photometric(dataset: Dataset, samples: int) -> str:
    """A missing interpretation is the plain one of its sample count."""
    return text_of(dataset, "PhotometricInterpretation").upper() or ("RGB" if samples == 3 else "MONOCHROME2")


def _check(layout: PixelLayout) -> None:
    check_frame_size(layout.rows, layout.columns)
    if layout.frames > MAX_FRAMES:
        raise ProblemError.of("imaging.too_many_frames", frames=layout.frames)
    if layout.photometric not in KNOWN_COLOURS:
        raise ProblemError.of("imaging.unknown_colour", photometric=layout.photometric[:32])
    one_sample = layout.grey or layout.palette
    if layout.samples != (1 if one_sample else 3):
        raise ProblemError.of(
            "imaging.samples_contradict", photometric=layout.photometric, samples=layout.samples
        )
    deep = layout.allocated not in (1, 8, 16) or not 1 <= layout.stored <= layout.allocated
    if deep or (layout.allocated != 8 and not one_sample and layout.stored > 16):
        raise ProblemError.of("imaging.unknown_depth", allocated=layout.allocated, stored=layout.stored)


GreyTable = NDArray[np.uint8]


def grey_table(dataset: Dataset, layout: PixelLayout, extremes: tuple[int, int]) -> GreyTable | None:
    """Return the grey shown for each stored bit pattern; None where stored and shown are the same.

    Modality LUT, then VOI LUT or window (PS3.3 C.11), then MONOCHROME1 upside down. Without a window,
    8-bit values are shown as they are and deeper ones from ``extremes[0]`` black to ``extremes[1]`` white.
    """
    windowed = "WindowCenter" in dataset or "VOILUTSequence" in dataset
    inverted = layout.photometric == "MONOCHROME1"
    plain = layout.allocated == 8 and layout.stored == 8 and not layout.signed
    rescaled = "ModalityLUTSequence" in dataset or "RescaleSlope" in dataset
    if plain and not windowed and not inverted and not rescaled:
        return None
    values = _values_of_patterns(layout)
    shown = _shown(dataset, layout, values, windowed, extremes)
    table = np.clip(np.rint(shown), 0, 255).astype(np.uint8)
    return 255 - table if inverted else table


def _values_of_patterns(layout: PixelLayout) -> NDArray[np.int32]:
    """The value of each bit pattern of the allocated size: overlay bits masked, sign extended."""
    patterns = np.arange(1 << max(8, layout.allocated), dtype=np.int64)
    shift = max(0, layout.high_bit - layout.stored + 1)
    values = (patterns >> shift) & ((1 << layout.stored) - 1)
    if layout.signed:
        sign = 1 << (layout.stored - 1)
        values = (values ^ sign) - sign
    return values.astype(np.int32)


def _shown(
    dataset: Dataset,
    layout: PixelLayout,
    values: NDArray[np.int32],
    windowed: bool,
    extremes: tuple[int, int],
) -> NDArray[np.float64]:
    """Greys 0 to 255 before they are rounded and clipped."""
    modality = np.asarray(apply_modality_lut(values, dataset), np.float64)
    if "VOILUTSequence" in dataset:
        voi = np.asarray(apply_voi_lut(modality.astype(np.int32), dataset, prefer_lut=True), np.float64)
        white = max(1, 2 ** int(dataset.VOILUTSequence[0].LUTDescriptor[2]) - 1)
        return np.asarray(voi * (255.0 / white), np.float64)
    if windowed:
        return _window(dataset, modality)
    if layout.allocated == 8 and not layout.signed and layout.stored == 8:
        return values.astype(np.float64)
    ends = np.asarray(apply_modality_lut(np.array(extremes, np.int32), dataset), np.float64)
    low, high = float(ends.min()), float(ends.max())
    return np.asarray((modality - low) * (255.0 / max(high - low, 1e-9)), np.float64)


def _window(dataset: Dataset, modality: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first window, by its function (PS3.3 C.11.2.1.2.1 and C.11.2.1.3)."""
    centre = _first(dataset, "WindowCenter")
    width = max(_first(dataset, "WindowWidth"), 1.0)
    function = text_of(dataset, "VOILUTFunction").upper()
    if function == "SIGMOID":
        curve = np.exp(np.clip(-4 * (modality - centre) / width, -50, 50))
        return np.asarray(255.0 / (1 + curve), np.float64)
    if function == "LINEAR_EXACT":
        return np.asarray(np.clip((modality - centre) / width + 0.5, 0, 1) * 255)
    # LINEAR: a width of 1 is a threshold
    return np.asarray(np.clip((modality - (centre - 0.5)) / max(width - 1, 1e-9) + 0.5, 0, 1) * 255)


def _first(dataset: Dataset, keyword: str) -> float:
    value = dataset.get(keyword, 0)
    return float(value[0] if isinstance(value, (list, tuple)) or hasattr(value, "append") else value or 0)


def palette_table(dataset: Dataset, layout: PixelLayout) -> NDArray[np.uint8]:
    """Return rows of B, G, R, 255 for each stored index (PS3.3 C.7.6.3.1.5); 16-bit entries shifted to 8.

    Raises:
        ProblemError: when the tables are missing or broken.
    """
    # every entry of the allocated size: an index beyond the table takes its last colour
    indices = np.arange(1 << max(8, layout.allocated), dtype=np.uint16 if layout.allocated > 8 else np.uint8)
    try:
        colours = np.asarray(apply_color_lut(indices[np.newaxis, :], dataset))[0]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, NotImplementedError) as error:
        raise ProblemError.of("imaging.palette_broken") from error
    if _palette_depth(dataset) > 8 or colours.dtype.itemsize > 1:
        colours = _eight_bits(colours)
    table = np.full((len(indices), 4), 255, np.uint8)
    table[:, :3] = colours[:, 2::-1]
    return table


def _palette_depth(dataset: Dataset) -> int:
    return int(dataset.RedPaletteColorLookupTableDescriptor[2])


def _eight_bits(colours: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Some writers store 8-bit colours in 16-bit entries; those must not be shifted to black."""
    wide = colours.astype(np.uint16)
    return (wide if wide.max() < 256 else wide >> 8).astype(np.uint8)
