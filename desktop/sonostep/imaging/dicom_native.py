"""Uncompressed DICOM: only the frame shown is read and converted."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom_file import DicomFile
from sonostep.imaging.dicom_pixels import PixelLayout
from sonostep.imaging.file_bytes import FileBytes
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
        self._offset = file.offset
        self._size = min(file.length, file.available)
        self._file = FileBytes(file.path)
        self._scratch = np.empty(self._bytes_of(1)[1], np.uint8)
        self._painter = Painter(file.dataset, layout, self._first_samples)

    def _first_samples(self) -> NDArray[np.generic]:
        # a buffer of its own: this is asked for while another frame is being painted
        return self._samples(1, np.empty_like(self._scratch))

    def _render(self, number: int, out: Frame) -> None:
        self._painter.paint(self._samples(number, self._scratch), out)

    def _bytes_of(self, number: int) -> tuple[int, int]:
        """Return first byte and length, in the pixel element, of what holds a frame."""
        bits = self._layout.frame_bits
        first = (number - 1) * bits // 8
        last = -(-number * bits // 8)
        if self._swapped:
            first, last = first - first % 2, last + last % 2
        # one byte more than a frame of single bits needs, so that every frame's buffer has one size
        return first, last - first + (1 if bits % 8 else 0)

    def _samples(self, number: int, buffer: NDArray[np.uint8]) -> NDArray[np.generic]:
        """Return the samples of one frame as stored, a view of ``buffer`` where possible."""
        if self._file.closed:
            raise ProblemError.of("imaging.closed")
        first, length = self._bytes_of(number)
        raw = buffer[: min(length, len(buffer), self._size - first)]
        self._file.read_into(self._offset + first, raw)
        if self._swapped:
            raw = raw[: len(raw) - len(raw) % 2].reshape(-1, 2)[:, ::-1].reshape(-1)
        layout = self._layout
        if layout.allocated == 1:
            return _bits(raw, (number - 1) * layout.frame_bits % 8, layout)
        start = (number - 1) * layout.frame_bits // 8 - first
        return _arranged(raw[start : start + layout.frame_bits // 8], layout)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _arranged(raw: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.generic]:
    """Give one frame's bytes their shape."""
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


def _bits(raw: NDArray[np.uint8], first: int, layout: PixelLayout) -> NDArray[np.uint8]:
    """One bit per pixel, least significant first; frames are not aligned to bytes (PS3.5 8.1.1)."""
    bits = np.unpackbits(raw, bitorder="little")[first:][: layout.rows * layout.columns]
    return bits.reshape(layout.rows, layout.columns)


def _words(raw: NDArray[np.uint8], layout: PixelLayout) -> NDArray[np.generic]:
    """A value may start at an odd byte, where a view of words would not."""
    return np.frombuffer(raw.tobytes(), layout.dtype).astype(layout.dtype.newbyteorder("="), copy=False)
