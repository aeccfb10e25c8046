"""Uncompressed DICOM: only the frame shown is read and converted."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom.display.overlays import mask_over, overlays_of
from sonostep.imaging.dicom.file import DicomFile
from sonostep.imaging.dicom.pixels import PixelLayout, arranged, single_bits
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.painter import FrameProbe, Painter
from sonostep.imaging.source import ClipSource

_PROBED = 8
"""Frames looked at for the grey range of a clip without a window: reading one is a matter of microseconds."""


def native_layout(file: DicomFile, layout: PixelLayout) -> PixelLayout:
    """Some files say 4:2:2 and store full samples: believe the length."""
    full = layout.rows * layout.columns * 3 * layout.frames
    if layout.subsampled and min(file.length, file.available) >= full:
        return replace(layout, photometric=layout.photometric.replace("_422", ""))
    return layout


def native_frames(file: DicomFile, layout: PixelLayout) -> int:
    """Return how many whole frames the file really holds.

    More than the header says count only where they fill the element: what follows may be padding.
    """
    bits = min(file.length, file.available) * 8
    stored = bits // layout.frame_bits
    spare = bits - stored * layout.frame_bits
    filled = layout.allocated != 1 and spare <= 8
    return stored if stored <= layout.frames or filled else layout.frames


class NativeSource(ClipSource):
    """Frames of uncompressed pixel data."""

    def __init__(self, clip: Clip, file: DicomFile, layout: PixelLayout) -> None:
        super().__init__(clip)
        if clip.frames < 1:
            raise ProblemError.of("imaging.dicom_broken_off", file=file.path.name)
        self._layout = layout
        self._header = file
        # eight-bit cells packed in big-endian words (PS3.5 8.1.1 with VR OW) change places in pairs
        self._swapped = not file.little and layout.allocated == 8 and file.pixel_vr == "OW"
        self._offset = file.offset
        self._size = min(file.length, file.available)
        self._file = FileBytes(file.path)
        self._scratch = np.empty(self._bytes_of(1)[1], np.uint8)
        self._painter = Painter(file.dataset, layout, FrameProbe(clip.frames, self._probe_samples, _PROBED))

    def _probe_samples(self, number: int) -> NDArray[np.generic]:
        # a buffer of its own: this is asked for while another frame is being painted
        return self._samples(number, np.empty_like(self._scratch))

    def _render(self, number: int, out: Frame) -> None:
        self._painter.paint(self._samples(number, self._scratch), out, number=number)

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
            return single_bits(raw, (number - 1) * layout.frame_bits % 8, layout)
        start = (number - 1) * layout.frame_bits // 8 - first
        return arranged(raw[start : start + layout.frame_bits // 8], layout)

    def overlay(self, number: int) -> NDArray[np.bool_] | None:
        """Which pixels lie under an overlay plane of the header or of unused bits."""
        planes = overlays_of(self._header.dataset, self._layout)
        if not planes:
            return None
        embedded = not self._layout.floating and any(not plane.data for plane in planes)
        patterns = self._probe_samples(number) if embedded else None
        return mask_over(planes, number, self._layout, patterns)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
