"""Samples as stored to the picture as shown: tables are made once per clip, each frame is one pass in C."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.clip import Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.colour import StoredColour, colour_by_content, to_bgrx, unpack_422
from sonostep.imaging.dicom_file import quiet_pydicom
from sonostep.imaging.dicom_pixels import PixelLayout, grey_table, palette_table

Samples = NDArray[np.generic]


class Painter:
    """Paints frames of one clip.

    Args:
        dataset: the header, for windows and palettes.
        layout: how the samples are stored.
        first_samples: gives the first frame's samples, looked at once where a header does not tell enough
            (the grey range of deep pictures, the truth of a colour label).
        codec_undoes_colour: the decoder returns RGB for YBR_RCT and YBR_ICT.
    """

    def __init__(self, dataset: Dataset, layout: PixelLayout, first_samples: Callable[[], Samples]) -> None:
        self._dataset = dataset
        self._layout = layout
        self._first_samples = first_samples
        self._tables_ready = False
        self._grey: NDArray[np.uint8] | None = None
        self._palette: NDArray[np.uint8] | None = None
        self._colour: StoredColour | None = None

    def paint(self, samples: Samples, out: Frame) -> None:
        """Draw ``samples`` (rows x columns, or x 3; native 4:2:2 as rows x columns/2 x 4) into ``out``."""
        if not self._tables_ready:
            with quiet_pydicom():
                self._make_tables()
        self._require_shape(samples)
        if self._palette is not None:
            np.take(self._palette, _patterns(samples).astype(np.intp), axis=0, out=out, mode="clip")
        elif self._layout.grey:
            grey = _patterns(samples) if self._grey is None else self._grey[_patterns(samples)]
            to_bgrx(grey.astype(np.uint8, copy=False), "gray", out)
        else:
            to_bgrx(self._eight_bits(samples), self._stored_colour(), out)

    def _make_tables(self) -> None:
        layout = self._layout
        if layout.palette:
            self._palette = palette_table(self._dataset, layout)
        elif layout.grey:
            self._grey = grey_table(self._dataset, layout, self._extremes())
        self._tables_ready = True

    def _extremes(self) -> tuple[int, int]:
        """Stored values shown black and white where no window is given: those of the first frame."""
        layout = self._layout
        if layout.allocated == 1:
            return 0, 1
        if layout.allocated == 8 and layout.stored == 8 and not layout.signed:
            return 0, 255
        first = self._first_samples()
        return int(first.min()), int(first.max())

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

    def _stored_colour(self) -> StoredColour:
        if self._colour is None:
            probe = self._eight_bits(self._first_samples())
            self._colour = true_colour(self._layout.photometric, probe)
        return self._colour


def labelled_colour(photometric: str) -> StoredColour:
    """The colour model of samples after their codec; YBR_RCT and YBR_ICT are undone by JPEG 2000 itself."""
    if photometric.startswith("YBR_PARTIAL"):
        return "ycbcr_partial"
    return "ycbcr" if photometric.startswith("YBR_FULL") else "rgb"


def true_colour(photometric: str, probe: NDArray[np.uint8]) -> StoredColour:
    """The label, unless the picture plainly contradicts it: both kinds of mislabelled files occur."""
    label = labelled_colour(photometric)
    seen = colour_by_content(probe)
    if seen is None or (seen == "ycbcr" and label == "ycbcr_partial"):
        return label
    return seen


def _patterns(samples: Samples) -> Samples:
    """Bit patterns as unsigned numbers, to index a table with."""
    if samples.dtype.kind == "u":
        return samples
    return samples.astype(samples.dtype.newbyteorder("="), copy=False).view(f"u{samples.dtype.itemsize}")
