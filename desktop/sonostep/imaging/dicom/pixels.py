"""What the header says of the pixels, mended where it is half-stated and checked against the budget."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom.elements.numbers import whole_number
from sonostep.imaging.dicom.elements.text import text_of
from sonostep.imaging.limits import MAX_FRAMES, check_frame_size

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
        "XYB",
    )
)


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How samples are stored (PS3.3 C.7.6.3).

    ``labelled`` where the header names the colour model; ``floating`` where the values are IEEE 754 numbers
    of Float or Double Float Pixel Data (PS3.3 C.7.6.24 and C.7.6.25).
    """

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
    labelled: bool = True
    floating: bool = False

    @property
    def wide(self) -> bool:
        """Values too many for a table of all of them: each pixel's grey is computed."""
        return self.grey and (self.floating or self.allocated > 16)

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
    def low_bit(self) -> int:
        """The lowest bit of a value; what lies below or above it may be overlays."""
        return max(0, self.high_bit - self.stored + 1)

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame."""
        samples = 2 if self.subsampled else self.samples
        return self.rows * self.columns * samples * self.allocated

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The stored type, in the file's byte order."""
        letter = "f" if self.floating else "i" if self.signed else "u"
        kind = f"{letter}{max(1, self.allocated // 8)}"
        return np.dtype(("<" if self.little else ">") + kind)


def layout_of(dataset: Dataset, little: bool = True, floating: int = 0) -> PixelLayout:
    """Read and check the description of the pixels.

    Args:
        dataset: the header.
        little: whether its values are stored with the least significant byte first.
        floating: bits of a value where the element holds floating-point numbers, else 0.

    Raises:
        ProblemError: when it is missing, contradicts itself, or asks for more than the budget.
    """
    allocated = floating or whole_number(dataset, "BitsAllocated") or 8
    stored = floating or whole_number(dataset, "BitsStored") or allocated
    high_bit = whole_number(dataset, "HighBit", stored - 1)
    samples = whole_number(dataset, "SamplesPerPixel") or _samples(dataset)
    layout = PixelLayout(
        rows=whole_number(dataset, "Rows"),
        columns=whole_number(dataset, "Columns"),
        samples=samples,
        photometric=_photometric(dataset, samples),
        planar=whole_number(dataset, "PlanarConfiguration"),
        allocated=allocated,
        stored=stored,
        # a value cannot begin below bit 0 or end above the word
        high_bit=high_bit if stored - 1 <= high_bit < allocated else stored - 1,
        signed=whole_number(dataset, "PixelRepresentation") == 1,
        frames=max(1, whole_number(dataset, "NumberOfFrames", 1)),
        little=little,
        labelled=bool(text_of(dataset, "PhotometricInterpretation")),
        floating=floating > 0,
    )
    _check(layout)
    return layout


def _samples(dataset: Dataset) -> int:
    """A missing sample count is that of the colour model."""
    photometric = text_of(dataset, "PhotometricInterpretation").upper()
    return 1 if not photometric or photometric.startswith(("MONOCHROME", "PALETTE")) else 3


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
    known = layout.floating or layout.allocated in ((1, 8, 16) if layout.palette else (1, 8, 16, 32))
    if not known or not 1 <= layout.stored <= layout.allocated or (layout.floating and not layout.grey):
        raise ProblemError.of("imaging.unknown_depth", allocated=layout.allocated, stored=layout.stored)


def arranged(raw: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.generic]:
    """Give one frame's bytes their shape: rows x columns, x 3, or rows x columns/2 x 4 for native 4:2:2."""
    if layout.subsampled:
        return raw.reshape(layout.rows, layout.columns // 2, 4)
    flat = raw.view(layout.dtype.newbyteorder("=")) if layout.allocated == 8 else _words(raw, layout)
    if layout.samples == 1:
        return flat.reshape(layout.rows, layout.columns)
    if layout.planar == 1:
        import cv2

        planes = flat.reshape(3, layout.rows, layout.columns)
        return cv2.merge([np.ascontiguousarray(plane) for plane in planes])
    return flat.reshape(layout.rows, layout.columns, 3)


def single_bits(raw: NDArray[np.uint8], first: int, layout: PixelLayout) -> NDArray[np.uint8]:
    """One bit per pixel, least significant first, from bit ``first`` on (PS3.5 8.1.1)."""
    bits = np.unpackbits(raw, bitorder="little")[first:][: layout.rows * layout.columns]
    return bits.reshape(layout.rows, layout.columns)


def _words(raw: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.generic]:
    """A value may start at an odd byte, where a view of words would not."""
    return np.frombuffer(raw.tobytes(), layout.dtype).astype(layout.dtype.newbyteorder("="), copy=False)
