"""Compressed DICOM frames: one fragment index per clip, one decode per frame shown."""

# PEP 810: from Python 3.15 on a baseline JPEG is on the screen before these 12 ms are spent
__lazy_modules__ = ("imagecodecs",)

import struct
from functools import partial
from typing import Final

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import ProblemError
from sonostep.imaging.cache.packed_store import PackedStore
from sonostep.imaging.colour import StoredColour, to_bgrx
from sonostep.imaging.dicom import codecs
from sonostep.imaging.dicom.decoders import Decoder
from sonostep.imaging.dicom.display.lookup_tables import grey_table_needed
from sonostep.imaging.dicom.display.overlays import mask_over, overlays_of
from sonostep.imaging.dicom.file import DicomFile
from sonostep.imaging.dicom.fragments import PICTURES, FragmentIndex, Marks, index_fragments, rle_begins
from sonostep.imaging.dicom.pixels import PixelLayout
from sonostep.imaging.dicom.streams.jpeg import JpegInfo, read_jpeg_info
from sonostep.imaging.dicom.streams.jpeg_2000 import read_jpeg_2000_info
from sonostep.imaging.dicom.streams.jpeg_xl import holds_jpeg
from sonostep.imaging.file_bytes import FileBytes
from sonostep.imaging.limits import store_budget
from sonostep.imaging.painter import FrameProbe, Painter, labelled_colour
from sonostep.imaging.source import ClipSource

try:
    import simplejpeg
except ImportError:
    simplejpeg = None

_DECODER_ERRORS = (ValueError, RuntimeError, TypeError, IndexError, MemoryError, struct.error)
"""What the codecs raise on damaged input (imagecodecs' errors are RuntimeErrors)."""

_PROBED: Final = 4
"""Frames decoded for the grey range of a deep clip without a window."""


def index_of(
    file: DicomFile, data: FileBytes, layout: PixelLayout, decoder: Decoder, trust_table: bool = True
) -> FragmentIndex:
    """Index the frames of an encapsulated file.

    Raises:
        ProblemError: when there are none.
    """
    extended = _extended_offsets(file.dataset) if trust_table else None
    marks = _marks(layout, decoder)
    return index_fragments(data, file.offset, layout.frames, extended, trust_table, marks)


def _marks(layout: PixelLayout, decoder: Decoder) -> Marks:
    """How the frames of a transfer syntax begin."""
    if decoder.decode is codecs.rle:
        return Marks(partial(rle_begins, segments=layout.samples * layout.allocated // 8))
    if decoder.decode is codecs.uncompressed:
        return Marks(size=-(-layout.frame_bits // 8))
    return Marks() if decoder.decode is codecs.deflated else PICTURES


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
            self._index = index_of(file, self._data, layout, decoder)
        except ProblemError:
            self._data.close()
            raise
        self._painter = Painter(file.dataset, layout, FrameProbe(clip.frames, self._probe_samples, _PROBED))
        self._grey_table_needed = layout.grey and grey_table_needed(file.dataset, layout)
        frames = clip.frames if decoder.slow else 0
        self._store = PackedStore(frames, store_budget())

    def _render(self, number: int, out: Frame) -> None:
        if self._store.copy_into(number, out):
            return
        try:
            self._decode(self._stream(number), out, number)
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

    def _decode(self, stream: bytes, out: Frame, number: int) -> None:
        stream, decode = self._unwrapped(stream)
        info = read_jpeg_info(stream) if decode is codecs.jpeg else None
        if info is None or not info.plain or self._layout.palette:
            self._painter.paint(decode(stream, self._layout), out, self._told(stream, info), number)
            return
        codecs.require_size(info.rows, info.columns, self._layout)
        if len(info.component_ids) == 1:
            self._grey_jpeg(stream, out, number)
        else:
            self._colour_jpeg(stream, info, out)

    def _unwrapped(self, stream: bytes) -> tuple[bytes, codecs.Codec]:
        """A frame and its decoder; of a JPEG that was recompressed as JPEG XL, the JPEG."""
        if self._decoder.decode is codecs.jpeg_xl and holds_jpeg(stream):
            return codecs.jpeg_of(stream), codecs.jpeg
        if self._decoder.decode is None:
            raise ProblemError.of("imaging.frame_damaged")
        return stream, self._decoder.decode

    def _grey_jpeg(self, stream: bytes, out: Frame, number: int) -> None:
        if self._grey_table_needed or not self._layout.grey:
            self._painter.paint(self._samples(stream), out, number=number)
        else:
            _straight(stream, out)

    def _colour_jpeg(self, stream: bytes, info: JpegInfo, out: Frame) -> None:
        """The fast way only where libjpeg's own guess of the colour model is the truth."""
        label = labelled_colour(self._layout.photometric) if self._layout.labelled else libjpeg_guess(info)
        colour = info.colour or label
        if colour == libjpeg_guess(info):
            _straight(stream, out)
        else:
            to_bgrx(codecs.jpeg_raw(stream).astype(np.uint8, copy=False), colour, out)

    def _told(self, stream: bytes, info: JpegInfo | None) -> StoredColour | None:
        """The colour model that the stream names, whatever the header says; None where it names none."""
        if self._layout.samples != 3:
            return None
        if info is None and self._decoder.decode in (codecs.jpeg_2000, codecs.htj2k):
            found = read_jpeg_2000_info(stream)
            return found.colour if found else None
        return info.colour if info else None

    def _samples(self, stream: bytes) -> NDArray[np.generic]:
        unwrapped, decode = self._unwrapped(stream)
        return decode(unwrapped, self._layout)

    def _probe_samples(self, number: int) -> NDArray[np.generic] | None:
        """Samples for the grey range; a frame that cannot be decoded has none."""
        try:
            return self._samples(self._stream(number))
        except (ProblemError, *_DECODER_ERRORS):
            return None

    def _stream(self, number: int) -> bytes:
        if self._data.closed:
            raise ProblemError.of("imaging.closed")
        if number > self._index.count:
            raise ProblemError.of("imaging.frame_undecodable", frame=number)
        try:
            return self._index.read(self._data, number)
        except ProblemError:
            # an offset in the middle of the table was wrong: the items themselves are right
            self._index = index_of(self._file, self._data, self._layout, self._decoder, trust_table=False)
        return self._index.read(self._data, number)

    def overlay(self, number: int) -> NDArray[np.bool_] | None:
        """Which pixels lie under an overlay plane of the header or of unused bits."""
        planes = overlays_of(self._file.dataset, self._layout)
        if not planes:
            return None
        embedded = any(not plane.data for plane in planes)
        patterns = self._probe_samples(number) if embedded else None
        return mask_over(planes, number, self._layout, patterns)

    def close(self) -> None:
        """Let go of the file and the store."""
        self._data.close()
        self._store.clear()


def _straight(stream: bytes, out: Frame) -> None:
    """libjpeg-turbo writes B G R 255 where Qt will paint from; for Python 3.15 simplejpeg has no wheel."""
    if simplejpeg is not None:
        simplejpeg.decode_jpeg(stream, colorspace="BGRA", buffer=out, strict=False)
        return
    out[:, :, :3] = imagecodecs.jpeg8_decode(stream)[:, :, ::-1]
    out[:, :, 3] = 255


def libjpeg_guess(info: JpegInfo) -> StoredColour:
    """The colour model libjpeg assumes for three components (jdapimin.c, default_decompress_parms)."""
    if info.jfif:
        return "ycbcr"
    if info.adobe is not None:
        return "rgb" if info.adobe == 0 else "ycbcr"
    return "rgb" if info.component_ids == (0x52, 0x47, 0x42) else "ycbcr"
