"""A still file to its pages: what a page is made of, and its pixels, upright, as 8-bit colours.

Pictures of more than 8 bits are shown through a window that is stated: that of the file (MinSampleValue and
its kin, TIFF 6.0), else from the darkest to the brightest of its pixels.
"""

import contextlib
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from sonostep.core.problem import ProblemError
from sonostep.imaging.limits import MAX_FRAMES, check_frame_size

Pixels = NDArray[np.generic]

_FORMATS: Final = ("PNG", "JPEG", "BMP", "WEBP")
_ORIENTATION: Final = 0x0112
_NEW_SUBFILE, _WIDTH, _LENGTH, _BITS, _PHOTOMETRIC = 254, 256, 257, 258, 262
_SAMPLES: Final = 277
_MOST_SAMPLES: Final = 4
_LEAST, _MOST = (340, 280), (341, 281)
"""SMinSampleValue, MinSampleValue and their maxima (TIFF 6.0 sections 8 and 19)."""
_UNREADABLE: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    EOFError,
    LookupError,
)
_PROBED: Final = 8
"""Pages looked at for the range of a deep picture."""

# damaged pictures are told as problems, not on the terminal
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


@dataclass(frozen=True, slots=True)
class StillHeader:
    """What a file says of its pictures.

    Attributes:
        rows, columns: of the picture as shown, upright.
        pages: numbers (from 0) of the pages that are shown: those of the first one's size.
        codec: its format.
        bits: of one sample; more than 8 needs a window.
        window: the values shown black and white where the file states them.
    """

    rows: int
    columns: int
    pages: tuple[int, ...]
    codec: str
    bits: int = 8
    window: tuple[float, float] | None = None


def read_header(path: Path) -> StillHeader:
    """Read what a still says of itself; nothing is decoded before its size is checked.

    Raises:
        ProblemError: when it is no picture that we can read.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            return _tiff_header(path) if _is_tiff(path) else _other_header(path)
    except Image.DecompressionBombError:
        raise ProblemError.of("imaging.unpacks_too_large", file=path.name) from None
    except (*_UNREADABLE, struct.error):
        raise ProblemError.of("imaging.still_unreadable", file=path.name) from None


def _is_tiff(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def _other_header(path: Path) -> StillHeader:
    with Image.open(path, formats=_FORMATS) as image:
        columns, rows = image.size
        check_frame_size(rows, columns)
        codec = str(image.format)
        # of a PNG, Pillow would decode the whole picture to look for tags behind it
        tags = _png_tags(path) if codec == "PNG" else image.getexif()
        turned = tags.get(_ORIENTATION, 1) in (5, 6, 7, 8)
    size = (columns, rows) if turned else (rows, columns)
    # a JPEG with an embedded preview counts as several pages, but shows one
    return StillHeader(*size, (0,), codec, _png_bits(path) if codec == "PNG" else 8)


def _png_tags(path: Path) -> Image.Exif:
    """The eXIf chunk, wherever it lies (W3C PNG 11.3.3.7)."""
    tags = Image.Exif()
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                tags.load(file.read(length))
                break
            file.seek(length + 4, 1)
    return tags


def _png_bits(path: Path) -> int:
    """Bit depth of the IHDR chunk (W3C PNG 11.2.1)."""
    with path.open("rb") as file:
        return max(8, file.read(25)[24])


def _tiff_header(path: Path) -> StillHeader:
    """From the directories themselves, for Pillow opens fewer kinds of pixels than libtiff decodes."""
    directories = _directories(path)
    rows, columns = _upright_size(directories[0])
    check_frame_size(rows, columns)
    bits = max(8, *(int(b) for b in _values(directories[0].get(_BITS, 1))))
    least, most = (_stated(directories[0], tags) for tags in (_LEAST, _MOST))
    window = (least, most) if least is not None and most is not None and most > least else None
    pages = tuple(
        page
        for page, tags in enumerate(directories)
        # reduced copies of a page lie beside it
        if _upright_size(tags) == (rows, columns) and not (page and int(tags.get(_NEW_SUBFILE, 0)) & 1)
    )
    return StillHeader(rows, columns, pages, "TIFF", bits, window)


def _directories(path: Path) -> list[Any]:
    """The image file directories in their order (TIFF 6.0 section 2), each once."""
    with path.open("rb") as file:
        head = file.read(8)
        head += file.read(8) if head[2:3] == b"+" or head[3:4] == b"+" else b""
        directory: Any = ImageFileDirectory_v2(head)
        found: list[Any] = []
        seen: set[int] = set()
        while directory.next and directory.next not in seen and len(found) < MAX_FRAMES:
            seen.add(directory.next)
            file.seek(directory.next)
            directory.load(file)
            found.append(dict(directory))
    if not found:
        raise ValueError("no directory")
    return found


def _upright_size(tags: Any) -> tuple[int, int]:  # noqa: ANN401 - Pillow's directory
    rows, columns = int(tags.get(_LENGTH, 0)), int(tags.get(_WIDTH, 0))
    return (columns, rows) if tags.get(_ORIENTATION, 1) in (5, 6, 7, 8) else (rows, columns)


def _values(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _stated(tags: Any, choices: tuple[int, int]) -> float | None:  # noqa: ANN401 - Pillow's directory
    for tag in choices:
        for value in _values(tags.get(tag)):
            with contextlib.suppress(TypeError, ValueError):
                return float(value)
    return None


def colours_of(
    path: Path, header: StillHeader, page: int, window: tuple[float, float] | None
) -> NDArray[np.uint8] | None:
    """Return one page, rows x columns x 3, B G R; None where it cannot be decoded.

    Args:
        path: the file.
        header: what it says of itself.
        page: which page, from 0.
        window: values shown black and white; None for pictures of 8 bits.
    """
    if header.bits > 8 and window is not None:
        deep = deep_page(path, header, page)
        return None if deep is None else _windowed(deep, window)
    if header.codec != "TIFF":
        return _single(path)
    picture = _tiff_page(path, page)
    if picture is None and (other := deep_page(path, header, page)) is not None:
        # what Pillow's decoders refuse, libtiff's may read
        return _windowed(other, (0.0, 255.0))
    return picture


def _single(path: Path) -> NDArray[np.uint8] | None:
    packed = np.fromfile(path, np.uint8)
    try:
        # EXIF orientation is applied
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR) if packed.size else None
    except cv2.error:
        return None
    return None if picture is None else np.asarray(picture, np.uint8)


def _tiff_page(path: Path, page: int) -> NDArray[np.uint8] | None:
    """Pillow reads strips and tiles, and turns the page upright (orientations 1 to 8)."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=("TIFF",)) as image:
            image.seek(page)
            check_frame_size(image.height, image.width)
            return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
    except _UNREADABLE:
        return None


def range_of(path: Path, header: StillHeader) -> tuple[float, float] | None:
    """Return the values shown black and white; None for pictures of 8 bits or none that can be decoded."""
    if header.bits <= 8 or header.window is not None:
        return header.window if header.bits > 8 else None
    count = min(len(header.pages), _PROBED)
    places = {round(n * (len(header.pages) - 1) / max(1, count - 1)) for n in range(count)}
    found = [ends for n in sorted(places) if (ends := _ends(deep_page(path, header, header.pages[n])))]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def _ends(pixels: Pixels | None) -> tuple[float, float] | None:
    """The least and greatest finite value; colours of 16 bits are shown from 0 to white."""
    if pixels is None:
        return None
    if pixels.ndim == 3 and pixels.dtype.kind == "u":
        return 0.0, _white(pixels)
    values = pixels.astype(np.float64)
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def deep_page(path: Path, header: StillHeader, page: int) -> Pixels | None:
    """Return a page of more than 8 bits as stored but upright: rows x columns, or x 3 in B G R."""
    if header.codec != "TIFF":
        packed = np.fromfile(path, np.uint8)
        try:
            turned = cv2.imdecode(packed, cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR)
        except cv2.error:
            return None
        return None if turned is None else np.asarray(turned)
    try:
        with warnings.catch_warnings(action="ignore"):
            tags = _directories(path)[page]
        check_frame_size(*_upright_size(tags))
        if int(tags.get(_SAMPLES, 1)) > _MOST_SAMPLES:
            return None
        orientation, inverted = int(tags.get(_ORIENTATION, 1)), int(tags.get(_PHOTOMETRIC, 1)) == 0
        pixels = np.asarray(imagecodecs.tiff_decode(path.read_bytes(), index=page))
    except (*_UNREADABLE, RuntimeError):
        return None
    upright = _upright(_interleaved(pixels), orientation)
    return _upside_down(upright) if inverted else upright


def _interleaved(pixels: Pixels) -> Pixels:
    """Rows x columns x samples in B G R; separate planes come first, alpha is dropped."""
    if pixels.ndim == 3 and pixels.shape[0] in (3, 4) and pixels.shape[2] not in (3, 4):
        pixels = np.moveaxis(pixels, 0, 2)
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        return pixels[:, :, 2::-1]
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels


def _white(pixels: Pixels) -> float:
    """The greatest value of an unsigned type."""
    return float((1 << 8 * pixels.dtype.itemsize) - 1)


def _upside_down(pixels: Pixels) -> Pixels:
    """WhiteIsZero: the greatest value is black."""
    if pixels.dtype.kind == "u":
        return np.asarray(_white(pixels) - pixels.astype(np.float64))
    return np.asarray(-pixels.astype(np.float64))


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo the orientation of TIFF 6.0 and EXIF: 2 to 4 mirror, 5 to 8 exchange rows and columns, too."""
    if orientation in (5, 6, 7, 8):
        pixels = np.swapaxes(pixels, 0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


def _windowed(pixels: Pixels, window: tuple[float, float]) -> NDArray[np.uint8]:
    """Greys or colours of 8 bits; what is no number is black."""
    low, high = window
    values = np.nan_to_num((pixels.astype(np.float64) - low) * (255.0 / max(high - low, 1e-300)), nan=0.0)
    eight = np.rint(np.clip(values, 0, 255)).astype(np.uint8)
    return eight if eight.ndim == 3 else np.repeat(eight[:, :, np.newaxis], 3, axis=2)
