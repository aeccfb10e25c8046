"""Scales that were set by hand, remembered per scanner, depth and picture size, to be offered again.

Nothing of a patient is in the file. What is remembered is never applied by itself: each exam asks anew.
"""

import json
import os
import tempfile
from pathlib import Path

from sonostep.core.clip import Clip, UserCalibration
from sonostep.paths import user_home

_MOST = 200
"""Scales kept, the newest; a clinic has a few scanners with a few depths each."""


def key_of(clip: Clip) -> str | None:
    """Return what a scale is remembered by; None where the file does not say the scanner and its depth."""
    study = clip.study
    if not study.model or study.depth_mm is None:
        return None
    parts = (study.manufacturer, study.model, study.transducer, f"{study.depth_mm:g}")
    return "|".join((*parts, f"{clip.scale.columns}x{clip.scale.rows}"))


def remembered(clip: Clip, path: Path | None = None) -> UserCalibration | None:
    """Return the scale that was set for this scanner, depth and picture size before, or None."""
    key = key_of(clip)
    return _load(path).get(key) if key is not None else None


def remember(clip: Clip, calibration: UserCalibration, path: Path | None = None) -> bool:
    """Keep a scale for the next exam; returns whether it could be kept."""
    key = key_of(clip)
    if key is None:
        return False
    known = {k: c for k, c in _load(path).items() if k != key}
    known[key] = calibration
    plain = {
        k: [c.mm_per_pixel_x, c.mm_per_pixel_y, c.relative_uncertainty] for k, c in known.items()
    }  # fmt: skip
    try:
        _write(path or _path(), dict(list(plain.items())[-_MOST:]))
    except OSError:
        return False
    return True


def _path() -> Path:
    return user_home() / "calibrations.json"


def _load(path: Path | None) -> dict[str, UserCalibration]:
    """Whatever is unreadable or impossible counts as not remembered."""
    try:
        plain = json.loads((path or _path()).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    items = plain.items() if isinstance(plain, dict) else ()
    read = {str(key): _calibration(value) for key, value in items}
    return {key: value for key, value in read.items() if value is not None}


def _calibration(value: object) -> UserCalibration | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
        return None
    try:
        return UserCalibration(*map(float, value))
    except (ValueError, OverflowError):
        return None


def _write(file: Path, plain: dict[str, list[float]]) -> None:
    handle, name = tempfile.mkstemp(prefix=".calibrations.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as temporary:
            json.dump(plain, temporary, ensure_ascii=False, indent=1)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
