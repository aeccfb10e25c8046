"""Compressed DICOM frames: one fragment index per clip, one decode per frame shown."""

import struct

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging import codecs
from sonostep.imaging.colour import StoredColour, to_bgrx
from sonostep.imaging.decoders import Decoder
from sonostep.imaging.dicom_file import DicomFile
from sonostep.imaging.dicom_pixels import PixelLayout
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.fragments import FragmentIndex, index_fragments
from sonostep.imaging.jpeg_stream import JpegInfo, read_jpeg_info
from sonostep.imaging.limits import store_budget
from sonostep.imaging.packed_store import PackedStore
from sonostep.imaging.painter import Painter, labelled_colour, true_colour
from sonostep.imaging.source import ClipSource

_DECODER_ERRORS = (ValueError, RuntimeError, TypeError, IndexError, MemoryError, struct.error)
"""What the codecs raise on damaged input (imagecodecs' errors are RuntimeErrors)."""


def index_of(file: DicomFile, data: FileBytes, declared: int, trust_table: bool = True) -> FragmentIndex:
    """Index the frames of an encapsulated file.

    Raises:
        ProblemError: when there are none.
    """
    extended = _extended_offsets(file.dataset) if trust_table else None
    return index_fragments(data, file.offset, declared, extended, trust_table)


def _extended_offsets(dataset: Dataset) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """ExtendedOffsetTable and its lengths are 64-bit numbers (PS3.3 C.7.6.3.1.8)."""
    tables = [dataset.get(k) for k in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")]
    if not all(isinstance(t, bytes) and t and len(t) % 8 == 0 for t in tables):
        return None
    offsets, lengths = (struct.unpack(f"<{len(t) // 8}Q", t) for t in tables)
    return offsets, lengths


class EncapsulatedSource(ClipSource):
    """Frames of JPEG, JPEG-LS, JPEG 2000 or RLE pixel data."""

    def __init__(self, clip: Clip, file: DicomFile, layout: PixelLayout, decoder: Decoder) -> None:
        super().__init__(clip)
        self._file = file
        self._layout = layout
        self._decoder = decoder
        self._data = FileBytes(file.path)
        try:
            self._index = index_of(file, self._data, layout.frames)
        except ProblemError:
            self._data.close()
            raise
        self._painter = Painter(file.dataset, layout, lambda: self._samples(self._stream(1)))
        self._grey_table_needed = layout.grey and _has_grey_table(file.dataset, layout)
        self._jpeg_colour: StoredColour | None = None
        frames = clip.frames if decoder.slow else 0
        self._store = PackedStore(frames, store_budget())

    def _render(self, number: int, out: Frame) -> None:
        if self._store.copy_into(number, out):
            return
        try:
            self._decode(self._stream(number), out)
        except _DECODER_ERRORS as error:
            raise ProblemError.of("imaging.frame_undecodable", frame=number) from error
        self._store.put(number, out)

    def work(self) -> bool:
        """Decode one more frame of a slow codec into the store; False when no more is wanted."""
        number = self._store.next_missing()
        if number is None:
            return False
        try:
            self.frame(number)
        except ProblemError:
            self._store.give_up(number)
        return True

    def _decode(self, stream: bytes, out: Frame) -> None:
        info = read_jpeg_info(stream) if self._decoder.decode is codecs.jpeg else None
        if info is None or info.lossless or info.jpeg_ls or info.precision != 8 or self._layout.palette:
            self._painter.paint(self._samples(stream), out)
            return
        codecs.require_size(info.rows, info.columns, self._layout)
        if len(info.component_ids) == 1:
            self._grey_jpeg(stream, out)
        else:
            self._colour_jpeg(stream, info, out)

    def _grey_jpeg(self, stream: bytes, out: Frame) -> None:
        if self._grey_table_needed or not self._layout.grey:
            self._painter.paint(self._samples(stream), out)
        else:
            _straight(stream, out)

    def _colour_jpeg(self, stream: bytes, info: JpegInfo, out: Frame) -> None:
        """The fast way only where libjpeg's own guess of the colour model is the truth."""
        if self._jpeg_colour is None:
            self._jpeg_colour = jpeg_colour(stream, info, self._layout.photometric)
        if self._jpeg_colour == libjpeg_guess(info):
            _straight(stream, out)
        else:
            to_bgrx(_bytes(codecs.jpeg_raw(stream)), self._jpeg_colour, out)

    def _samples(self, stream: bytes) -> NDArray[np.generic]:
        if self._decoder.decode is None:
            raise ProblemError.of("imaging.frame_damaged")
        return self._decoder.decode(stream, self._layout)

    def _stream(self, number: int) -> bytes:
        if self._data.closed:
            raise ProblemError.of("imaging.closed")
        if number > self._index.count:
            raise ProblemError.of("imaging.frame_undecodable", frame=number)
        try:
            return self._index.read(self._data, number)
        except ProblemError:
            # an offset in the middle of the table was wrong: the items themselves are right
            self._index = index_of(self._file, self._data, self._layout.frames, trust_table=False)
        return self._index.read(self._data, number)

    def close(self) -> None:
        """Let go of the file and the store."""
        self._data.close()
        self._store.clear()


def _straight(stream: bytes, out: Frame) -> None:
    """libjpeg-turbo writes B G R 255 where Qt will paint from."""
    simplejpeg.decode_jpeg(stream, colorspace="BGRA", buffer=out, strict=False)


def _bytes(samples: NDArray[np.generic]) -> NDArray[np.uint8]:
    return samples.astype(np.uint8, copy=False)


def _has_grey_table(dataset: Dataset, layout: PixelLayout) -> bool:
    keys = ("WindowCenter", "VOILUTSequence", "ModalityLUTSequence", "RescaleSlope")
    return layout.photometric == "MONOCHROME1" or layout.stored != 8 or any(k in dataset for k in keys)


def libjpeg_guess(info: JpegInfo) -> StoredColour:
    """The colour model libjpeg assumes for three components (jdapimin.c, default_decompress_parms)."""
    if info.jfif:
        return "ycbcr"
    if info.adobe is not None:
        return "rgb" if info.adobe == 0 else "ycbcr"
    return "rgb" if info.component_ids == (0x52, 0x47, 0x42) else "ycbcr"


def jpeg_colour(stream: bytes, info: JpegInfo, photometric: str) -> StoredColour:
    """The true colour model of a lossy JPEG frame.

    The Adobe marker and component names R, G, B say it; coarser chroma exists in YCbCr only. Else the
    label, unless the picture plainly contradicts it.
    """
    if info.adobe is not None or info.component_ids == (0x52, 0x47, 0x42):
        return libjpeg_guess(info)
    if info.subsampled:
        return "ycbcr"
    label = labelled_colour(photometric)
    if label == "ycbcr" and info.jfif:
        return "ycbcr"
    return true_colour(photometric, _bytes(codecs.jpeg_raw(stream))) if photometric else label
