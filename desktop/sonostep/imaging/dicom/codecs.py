"""One function per compressed still format: the bytes of a frame to its samples as stored.

Each takes (bytes, layout) and returns rows x columns or rows x columns x 3 in the stored colour model, except
JPEG 2000, whose codestream carries and undoes its own colour transform.
"""

# PEP 810: from Python 3.15 on a baseline JPEG is on the screen before these 12 ms are spent
__lazy_modules__ = ("imagecodecs",)

import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom.pixels import PixelLayout, arranged, single_bits
from sonostep.imaging.dicom.streams.jpeg import JpegInfo, point_transform, read_jpeg_info
from sonostep.imaging.dicom.streams.jpeg_2000 import read_jpeg_2000_info
from sonostep.imaging.dicom.streams.jpeg_xl import holds_jpeg
from sonostep.imaging.dicom.streams.jpeg_xl import size as jpeg_xl_size
from sonostep.imaging.limits import MAX_PIXELS, size_differs

Samples = NDArray[np.generic]
Codec = Callable[[bytes, PixelLayout], Samples]


def rle(stream: bytes, layout: PixelLayout) -> Samples:
    """RLE Lossless (PS3.5 annex G); its segments are planes, most significant byte first."""
    dtype = np.dtype(f"<u{layout.allocated // 8}")
    # a buffer of the right size, so that a damaged stream cannot ask for more
    flat = np.zeros(layout.samples * layout.rows * layout.columns, dtype)
    imagecodecs.dicomrle_decode(stream, dtype, out=flat.view(np.uint8).data)
    planes = flat.reshape(layout.samples, layout.rows, layout.columns)
    return planes[0] if layout.samples == 1 else np.moveaxis(planes, 0, 2)


def jpeg(stream: bytes, layout: PixelLayout) -> Samples:
    """Any JPEG family member, by its frame header and not by its label: carts mix them up."""
    info = read_jpeg_info(stream)
    if info is None:
        raise ProblemError.of("imaging.frame_damaged")
    require_size(info.rows, info.columns, layout)
    if info.unread:
        raise ProblemError.of("imaging.syntax_refused", syntax=info.unread)
    if info.jpeg_ls:
        return jpeg_ls(stream, layout)
    return _lossless_jpeg(stream, info) if info.lossless else jpeg_raw(stream)


def _lossless_jpeg(stream: bytes, info: JpegInfo) -> Samples:
    """libjpeg-turbo; jpegsof3 where it refuses, which leaves the point transform shifted (T.81 H.1.2.1)."""
    try:
        return jpeg_raw(stream)
    except (imagecodecs.Jpeg8Error, ValueError, RuntimeError):
        dtype = np.uint16 if info.precision > 8 else np.uint8
        decoded: NDArray[np.uint16 | np.uint8] = np.asarray(imagecodecs.jpegsof3_decode(stream), dtype)
        return decoded << dtype(point_transform(stream))


def jpeg_raw(stream: bytes) -> Samples:
    """JPEG of 8 to 16 bits, lossy or lossless, without any colour conversion."""
    info = read_jpeg_info(stream)
    if info is not None and len(info.component_ids) == 1:
        return _array(imagecodecs.jpeg8_decode(stream))
    return _array(imagecodecs.jpeg8_decode(stream, colorspace="YCBCR", outcolorspace="YCBCR"))


def jpeg_ls(stream: bytes, layout: PixelLayout) -> Samples:
    """JPEG-LS, lossless and near-lossless (CharLS)."""
    return _array(imagecodecs.jpegls_decode(stream))


def jpeg_2000(stream: bytes, layout: PixelLayout) -> Samples:
    """JPEG 2000 by OpenJPEG; the size is checked in the SIZ marker first.

    It is given the codestream alone: of a JP2 file it would convert the colours, and we should do so again.
    """
    return _array(imagecodecs.jpeg2k_decode(_codestream(stream, layout)))


def htj2k(stream: bytes, layout: PixelLayout) -> Samples:
    """HTJ2K by OpenJPH, whose error report is heeded; what it reports is left to OpenJPEG to show or refuse.

    imagecodecs loses OpenJPH's exception between two of its functions and returns the damaged picture; Python
    is told of the loss. On 60 damaged streams it was told of each of the 32 that OpenJPEG refuses.
    """
    code = _codestream(stream, layout)
    with _lost_exceptions() as lost:
        try:
            decoded = imagecodecs.htj2k_decode(code, planar=False)
        except (imagecodecs.Htj2kError, ValueError, RuntimeError) as error:
            lost.append(error)
    return _array(imagecodecs.jpeg2k_decode(code)) if lost else _array(decoded)


_HOOKS_LOCK: Final = threading.Lock()


@contextmanager
def _lost_exceptions() -> Iterator[list[object]]:
    """Collect what is told to Python's hooks of exceptions that cannot be raised, in place of printing."""
    lost: list[object] = []
    with _HOOKS_LOCK:
        raised, unraisable = sys.excepthook, sys.unraisablehook
        sys.excepthook, sys.unraisablehook = lambda *error: lost.append(error), lost.append
        try:
            yield lost
        finally:
            sys.excepthook, sys.unraisablehook = raised, unraisable


def _codestream(stream: bytes, layout: PixelLayout) -> bytes:
    info = read_jpeg_2000_info(stream)
    if info is None:
        raise ProblemError.of("imaging.frame_damaged")
    require_size(info.rows, info.columns, layout)
    return stream[info.start :] if info.start else stream


def jpeg_xl(stream: bytes, layout: PixelLayout) -> Samples:
    """JPEG XL by libjxl; a recompressed JPEG goes back to its JPEG first, for other pixels come out else."""
    found = jpeg_xl_size(stream)
    if found is None:
        raise ProblemError.of("imaging.frame_damaged")
    require_size(*found, layout)
    if holds_jpeg(stream):
        return jpeg(jpeg_of(stream), layout)
    return _array(imagecodecs.jpegxl_decode(stream, 0, numthreads=1))


def jpeg_of(stream: bytes) -> bytes:
    """The JPEG that was recompressed as JPEG XL, bit by bit (ISO/IEC 18181-2 annex A)."""
    return bytes(imagecodecs.jpegxl_decode_jpeg(stream, numthreads=1))


def uncompressed(stream: bytes, layout: PixelLayout) -> Samples:
    """Encapsulated Uncompressed (PS3.5 A.4.11): a frame as native pixels store it, from a byte of its own."""
    raw = np.frombuffer(stream, np.uint8)
    needed = -(-layout.frame_bits // 8)
    if len(raw) < needed:
        raise ProblemError.of("imaging.frame_damaged")
    return single_bits(raw, 0, layout) if layout.allocated == 1 else arranged(raw[:needed].copy(), layout)


def deflated(stream: bytes, layout: PixelLayout) -> Samples:
    """Deflated Image Frame Compression (PS3.5 A.4.13): each frame an RFC 1951 stream of native pixels."""
    needed = -(-layout.frame_bits // 8)
    for bits in (-zlib.MAX_WBITS, zlib.MAX_WBITS):
        # some writers leave the zlib header on
        try:
            return uncompressed(zlib.decompressobj(bits).decompress(stream, needed), layout)
        except (zlib.error, ProblemError):
            continue
    raise ProblemError.of("imaging.frame_damaged")


def require_size(rows: int, columns: int, layout: PixelLayout) -> None:
    """Refuse a stream of another size than the header's: its scale would belong to another picture."""
    if (rows, columns) != (layout.rows, layout.columns) or rows * columns > MAX_PIXELS:
        raise ProblemError(size_differs((rows, columns), (layout.rows, layout.columns)))


def _array(decoded: Any) -> Samples:  # noqa: ANN401 - imagecodecs has no types
    return np.asarray(decoded)
