"""One function per compressed still format: the bytes of a frame to its samples as stored.

Each takes (bytes, layout) and returns rows x columns or rows x columns x 3 in the stored colour model, except
JPEG 2000, whose codestream carries and undoes its own colour transform.
"""

from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from sonostep.core.problem import ProblemError
from sonostep.imaging.dicom_pixels import PixelLayout
from sonostep.imaging.jpeg_stream import read_jpeg_info
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
    if info.jpeg_ls:
        return jpeg_ls(stream, layout)
    if info.lossless:
        return _array(imagecodecs.jpegsof3_decode(stream))
    if info.precision == 8:
        return jpeg_raw(stream)
    return _array(imagecodecs.jpeg_decode(stream, bitspersample=info.precision))


def jpeg_raw(stream: bytes) -> Samples:
    """Lossy 8-bit JPEG without any colour conversion."""
    info = read_jpeg_info(stream)
    if info is not None and len(info.component_ids) == 1:
        return _array(imagecodecs.jpeg8_decode(stream))
    return _array(imagecodecs.jpeg8_decode(stream, colorspace="YCBCR", outcolorspace="YCBCR"))


def jpeg_ls(stream: bytes, layout: PixelLayout) -> Samples:
    """JPEG-LS, lossless and near-lossless (CharLS)."""
    return _array(imagecodecs.jpegls_decode(stream))


def jpeg_2000(stream: bytes, layout: PixelLayout) -> Samples:
    """JPEG 2000 and HTJ2K by OpenJPEG; the size is checked in the SIZ marker first."""
    rows, columns = _j2k_size(stream)
    require_size(rows, columns, layout)
    return _array(imagecodecs.jpeg2k_decode(stream))


def require_size(rows: int, columns: int, layout: PixelLayout) -> None:
    """Refuse a stream of another size than the header's: its scale would belong to another picture."""
    if (rows, columns) != (layout.rows, layout.columns) or rows * columns > MAX_PIXELS:
        raise ProblemError(size_differs((rows, columns), (layout.rows, layout.columns)))


def _j2k_size(stream: bytes) -> tuple[int, int]:
    """Xsiz - XOsiz and Ysiz - YOsiz of the SIZ marker segment (ITU-T T.800 A.5.1)."""
    at = stream.find(b"\xff\x4f\xff\x51", 0, 4096)
    if at < 0 or len(stream) < at + 24:
        raise ProblemError.of("imaging.frame_damaged")
    x, y, x0, y0 = (int.from_bytes(stream[at + n : at + n + 4], "big") for n in (8, 12, 16, 20))
    return y - y0, x - x0


def _array(decoded: Any) -> Samples:  # noqa: ANN401 - imagecodecs has no types
    return np.asarray(decoded)
