"""Uncompressed DICOM: frames are views of a memory map; only the one shown is converted."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom_file import DicomFile
from sonostep.imaging.dicom_pixels import PixelLayout
from sonostep.imaging.painter import Painter
from sonostep.imaging.source import ClipSource


def native_layout(file: DicomFile, layout: PixelLayout) -> PixelLayout:
    """Some files say 4:2:2 and store full samples: believe the length."""
    full = layout.rows * layout.columns * 3 * layout.frames
    if layout.subsampled and min(file.length, file.available) >= full:
        return replace(layout, photometric=layout.photometric.replace("_422", ""))
    return layout


def native_frames(file: DicomFile, layout: PixelLayout) -> int:
    """Return how many whole frames the file really holds."""
    bits = min(file.length, file.available) * 8
    return min(layout.frames, bits // layout.frame_bits)


class NativeSource(ClipSource):
    """Frames of uncompressed pixel data."""

    def __init__(self, clip: Clip, file: DicomFile, layout: PixelLayout) -> None:
        super().__init__(clip)
        if clip.frames < 1:
            raise ProblemError.of("imaging.dicom_broken_off", file=file.path.name)
        self._layout = layout
        # eight-bit cells packed in big-endian words (PS3.5 8.1.1 with VR OW) change places in pairs
        self._swapped = not file.little and layout.allocated == 8 and file.pixel_vr == "OW"
        size = min(file.length, file.available)
        self._bytes: NDArray[np.uint8] | None = np.memmap(
            file.path, np.uint8, mode="r", offset=file.offset, shape=(size,)
        )
        self._painter = Painter(file.dataset, layout, lambda: self._samples(1))

    def _render(self, number: int, out: Frame) -> None:
        self._painter.paint(self._samples(number), out)

    def _samples(self, number: int) -> NDArray[np.generic]:
        """Return the samples of one frame as stored, a view where possible."""
        if self._bytes is None:
            raise ProblemError.of("imaging.closed")
        layout = self._layout
        if layout.allocated == 1:
            return self._bits(self._bytes, number)
        size = layout.frame_bits // 8
        start = (number - 1) * size
        raw = _swapped(self._bytes, start, size) if self._swapped else self._bytes[start : start + size]
        if layout.subsampled:
            return raw.reshape(layout.rows, layout.columns // 2, 4)
        flat = raw.view(layout.dtype.newbyteorder("=")) if layout.allocated == 8 else _words(raw, layout)
        if layout.samples == 1:
            return flat.reshape(layout.rows, layout.columns)
        if layout.planar == 1:
            planes = flat.reshape(3, layout.rows, layout.columns)
            return cv2.merge([np.ascontiguousarray(plane) for plane in planes])
        return flat.reshape(layout.rows, layout.columns, 3)

    def _bits(self, data: NDArray[np.uint8], number: int) -> NDArray[np.uint8]:
        """One bit per pixel, least significant first; frames are not aligned to bytes (PS3.5 8.1.1)."""
        count = self._layout.rows * self._layout.columns
        first = (number - 1) * count
        packed = data[first // 8 : (first + count + 7) // 8]
        bits = np.unpackbits(packed, bitorder="little")[first % 8 :][:count]
        return bits.reshape(self._layout.rows, self._layout.columns)

    def close(self) -> None:
        """Let go of the map."""
        self._bytes = None


def _swapped(data: NDArray[np.uint8], start: int, size: int) -> NDArray[np.uint8]:
    """Bytes ``start`` to ``start + size`` of data whose even and odd bytes have changed places."""
    first, last = start - start % 2, start + size + (start + size) % 2
    pairs = data[first:last]
    return pairs[: len(pairs) - len(pairs) % 2].reshape(-1, 2)[:, ::-1].reshape(-1)[start - first :][:size]


def _words(raw: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.generic]:
    """A value may start at an odd byte, where a view of words would not."""
    return np.frombuffer(raw.tobytes(), layout.dtype).astype(layout.dtype.newbyteorder("="), copy=False)
