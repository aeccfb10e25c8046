"""Samples as stored to the picture as shown: tables are made once per clip, each frame is one pass in C."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.clip import Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.colour import StoredColour, colour_by_content, to_bgrx, unpack_422
from sonostep.imaging.dicom.display.lookup_tables import (
    Window,
    frame_view,
    grey_table,
    greys_of_values,
    greys_vary,
    palette_table,
    rescale_of,
    values_of,
    window_of,
)
from sonostep.imaging.dicom.file import quiet_pydicom
from sonostep.imaging.dicom.pixels import PixelLayout

Samples = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class FrameProbe:
    """Frames to look at where a header does not tell enough.

    Attributes:
        frames: how many the clip has.
        samples: the samples of a frame (from 1) in memory of their own; None where it cannot be decoded.
        most: how many are looked at, spread evenly over the clip.
    """

    frames: int
    samples: Callable[[int], Samples | None]
    most: int

    def numbers(self) -> list[int]:
        """Frame numbers, the first and the last among them."""
        count = min(self.frames, self.most)
        return sorted({1 + round(n * (self.frames - 1) / max(1, count - 1)) for n in range(count)})

    def all_samples(self) -> Iterator[Samples]:
        """The evenly spread frames, then others, until two could not be decoded: one may take seconds."""
        spread = self.numbers()
        rest = (n for n in range(1, self.frames + 1) if n not in set(spread))
        failed = 0
        for number in (*spread, *islice(rest, _MOST_SEARCHED)):
            samples = self.samples(number)
            if samples is not None:
                yield samples
                continue
            failed += 1
            if failed == _MOST_FAILED:
                return


_MOST_SEARCHED: Final = 512
_MOST_FAILED: Final = 2


class Painter:
    """Paints frames of one clip.

    Args:
        dataset: the header, for windows and palettes.
        layout: how the samples are stored.
        probe: frames to look at for the grey range of deep pictures without a window.
    """

    def __init__(self, dataset: Dataset, layout: PixelLayout, probe: FrameProbe) -> None:
        self._dataset = dataset
        self._layout = layout
        self._probe = probe
        self._tables_ready = False
        self._grey: NDArray[np.uint8] | None = None
        self._greys: dict[tuple[Window | None, tuple[float, float]], NDArray[np.uint8] | None] = {}
        self._range: tuple[float, float] | None = None
        self._varies = layout.grey and greys_vary(dataset)
        self._palette: NDArray[np.uint8] | None = None
        self._colour: StoredColour | None = None

    def paint(self, samples: Samples, out: Frame, told: StoredColour | None = None, number: int = 1) -> None:
        """Draw ``samples`` (rows x columns, or x 3; native 4:2:2 as rows x columns/2 x 4) into ``out``.

        ``told`` is the colour model that a compressed stream names, which outranks the header's; ``number``
        is the frame's, for windows that differ from frame to frame.
        """
        if not self._tables_ready:
            with quiet_pydicom():
                self._make_tables()
        self._require_shape(samples)
        if self._palette is not None:
            np.take(self._palette, _patterns(samples).astype(np.intp), axis=0, out=out, mode="clip")
        elif self._layout.wide:
            to_bgrx(self._wide_greys(samples, number), "gray", out)
        elif self._layout.grey:
            table = self._grey_of(number)
            grey = _patterns(samples) if table is None else table[_patterns(samples)]
            to_bgrx(grey.astype(np.uint8, copy=False), "gray", out)
        else:
            eight = self._eight_bits(samples)
            to_bgrx(eight, told or self._stored_colour(eight), out)

    def _make_tables(self) -> None:
        layout = self._layout
        if layout.palette:
            self._palette = palette_table(self._dataset, layout)
        elif layout.grey and not layout.wide:
            self._grey = grey_table(self._dataset, layout, self._extremes)
        self._tables_ready = True

    def _grey_of(self, number: int) -> NDArray[np.uint8] | None:
        """The table of a frame: one for all, unless functional groups give each its own window."""
        if not self._varies:
            return self._grey
        view = frame_view(self._dataset, number)
        key = window_of(view), rescale_of(view)
        if key not in self._greys:
            with quiet_pydicom():
                self._greys[key] = grey_table(view, self._layout, self._extremes)
        return self._greys[key]

    def _wide_greys(self, samples: Samples, number: int) -> NDArray[np.uint8]:
        """Greys of values too many for a table: the range is looked for once, then each pixel is computed."""
        view = frame_view(self._dataset, number) if self._varies else self._dataset
        with quiet_pydicom():
            return greys_of_values(view, self._layout, _values(samples, self._layout), self._wide_extremes)

    def _wide_extremes(self) -> tuple[float, float]:
        if self._range is None:
            self._range = self._extremes()
        return self._range

    def _extremes(self) -> tuple[float, float]:
        """Stored values shown black and white where no window is given: those of frames all over the clip.

        A clip that begins with blank frames is looked through until something shows.
        """
        layout = self._layout
        if layout.allocated == 1:
            return 0, 1
        if layout.allocated == 8 and layout.stored == 8 and not layout.signed:
            return 0, 255
        low, high, wanted = 0.0, 0.0, len(self._probe.numbers())
        for seen, samples in enumerate(self._probe.all_samples()):
            if seen >= wanted and high > low:
                break
            least, most = _ends(samples, layout)
            low, high = (least, most) if seen == 0 else (min(low, least), max(high, most))
        return low, high

    def _require_shape(self, samples: Samples) -> None:
        layout = self._layout
        expected: tuple[int, ...] = (layout.rows, layout.columns)
        if layout.subsampled and samples.shape == (layout.rows, layout.columns // 2, 4):
            return
        if layout.samples == 3:
            expected = (*expected, 3)
        if samples.shape != expected:
            raise ProblemError.of("imaging.frame_damaged")

    def _eight_bits(self, samples: Samples) -> NDArray[np.uint8]:
        layout = self._layout
        if samples.ndim == 3 and samples.shape[2] == 4 and layout.subsampled:
            return unpack_422(samples.astype(np.uint8, copy=False))
        if samples.dtype.itemsize == 1:
            return samples.astype(np.uint8, copy=False)
        return (samples.view(f"u{samples.dtype.itemsize}") >> max(0, layout.stored - 8)).astype(np.uint8)

    def _stored_colour(self, eight: NDArray[np.uint8]) -> StoredColour:
        """The label; what the picture looks like decides only where there is none."""
        if self._colour is None:
            seen = None if self._layout.labelled else colour_by_content(eight)
            self._colour = seen or labelled_colour(self._layout.photometric)
        return self._colour


def labelled_colour(photometric: str) -> StoredColour:
    """The colour model of samples after their codec; YBR_RCT and YBR_ICT are undone by JPEG 2000 itself."""
    if photometric.startswith("YBR_PARTIAL"):
        return "ycbcr_partial"
    return "ycbcr" if photometric.startswith("YBR_FULL") else "rgb"


def _values(samples: Samples, layout: PixelLayout) -> NDArray[np.float64]:
    return values_of(samples if layout.floating else _patterns(samples), layout)


def _ends(samples: Samples, layout: PixelLayout) -> tuple[float, float]:
    """The least and greatest stored value: bits of overlays masked, sign extended."""
    if layout.wide:
        wide = _values(samples, layout)
        numbers = wide[np.isfinite(wide)]
        return (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 0.0)
    kind = samples.view(f"{'i' if layout.signed else 'u'}{samples.dtype.itemsize}")
    least, most = int(kind.min()), int(kind.max())
    low = -(1 << layout.stored - 1) if layout.signed else 0
    high = low + (1 << layout.stored) - 1
    if layout.low_bit == 0 and low <= least and most <= high:
        # no other bits are set: the usual case, in one pass
        return least, most
    values = (_patterns(samples).astype(np.int32) >> layout.low_bit) & ((1 << layout.stored) - 1)
    sign = 1 << (layout.stored - 1)
    values = (values ^ sign) - sign if layout.signed else values
    return int(values.min()), int(values.max())


def _patterns(samples: Samples) -> Samples:
    """Bit patterns as unsigned numbers, to index a table with."""
    if samples.dtype.kind == "u":
        return samples
    return samples.astype(samples.dtype.newbyteorder("="), copy=False).view(f"u{samples.dtype.itemsize}")
