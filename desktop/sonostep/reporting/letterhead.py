"""The clinic's letterhead, from the settings."""

import io
from pathlib import Path
from typing import Final

from PIL import Image

from sonostep.core.problem import Problem
from sonostep.core.report.model import Letterhead
from sonostep.settings import Settings

_MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_PIXELS: Final = 50_000_000
_SIZE: Final = (1200, 400)
"""Pixels that a logo is shrunk to: 600 dpi at the size in which it is printed."""


def letterhead(settings: Settings) -> tuple[Letterhead, Problem | None]:
    """Return the letterhead, and why its logo is missing where it cannot be read."""
    words = Letterhead(settings.clinic.strip(), tuple(x for x in settings.clinic_lines if x.strip()))
    if not settings.clinic_logo:
        return words, None
    path = Path(settings.clinic_logo)
    try:
        return Letterhead(words.name, words.lines, _logo(path)), None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return words, Problem.of("export.logo_unreadable", file=path.name)


def _logo(path: Path) -> bytes:
    """The picture decoded and written anew: no more than its pixels gets into a report."""
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError("no logo is that large")
    with Image.open(path) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("no logo is that large")
        shown = picture.convert("RGBA")
    shown.thumbnail(_SIZE)
    buffer = io.BytesIO()
    shown.save(buffer, "PNG")
    return buffer.getvalue()
