"""The clinic's letterhead, from the settings."""

import hashlib
import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from PIL import Image

from sonostep.core.problem import Problem, ProblemError
from sonostep.core.report.model import Letterhead
from sonostep.settings import Settings

_MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_PIXELS: Final = 50_000_000
_SIZE: Final = (1200, 400)
"""Pixels that a logo is shrunk to: 600 dpi at the size in which it is printed."""


def letterhead(settings: Settings) -> tuple[Letterhead, Problem | None]:
    """Return the letterhead, and why its logo is missing where it cannot be read."""
    words = Letterhead(
        settings.clinic.strip(),
        _filled(settings.clinic_lines),
        name_zh=settings.clinic_zh.strip(),
        lines_zh=_filled(settings.clinic_lines_zh),
        phone=settings.clinic_phone.strip(),
    )
    if not settings.clinic_logo:
        return words, None
    path = Path(settings.clinic_logo)
    try:
        return replace(words, logo=logo_of(path)), None
    except ProblemError:
        return words, Problem.of("export.logo_unreadable", file=path.name)


def _filled(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines if line.strip())


def logo_of(path: Path) -> bytes:
    """Return a picture as a logo: PNG, decoded and written anew, so that only pixels get into a report.

    Raises:
        ProblemError: ``letterhead.logo_unreadable``, ``letterhead.logo_large``.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProblemError.of("letterhead.logo_large", file=path.name)
        with _opened(path) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ProblemError.of("letterhead.logo_large", file=path.name)
            shown = picture.convert("RGBA")
    except Image.DecompressionBombError:
        raise ProblemError.of("letterhead.logo_large", file=path.name) from None
    except (OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise ProblemError.of("letterhead.logo_unreadable", file=path.name) from None
    shown.thumbnail(_SIZE)
    buffer = io.BytesIO()
    shown.save(buffer, "PNG")
    return buffer.getvalue()


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        # a bomb is refused below, with a sentence instead of a warning
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            yield picture


def keep_logo(path: Path, folder: Path) -> tuple[Path, bytes]:
    """Keep a picture as the clinic's logo in a folder, so that the original may go; return file and bytes.

    Raises:
        ProblemError: as ``logo_of``; ``letterhead.logo_unwritable``.
    """
    data = logo_of(path)
    file = folder / f"clinic-logo-{hashlib.sha256(data).hexdigest()[:8]}.png"
    part = file.with_suffix(".part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise ProblemError.of("letterhead.logo_unwritable", folder=folder, reason=reason) from error
    return file, data
