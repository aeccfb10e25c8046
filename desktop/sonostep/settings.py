"""What the program remembers between runs; nothing of a patient but the paths in the recent list."""

import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from sonostep.core.problem import Problem, ProblemError
from sonostep.core.text import LANGUAGES, Language
from sonostep.paths import user_home

RECENT_LIMIT: Final = 12


@dataclass(frozen=True, slots=True)
class Settings:
    """What is remembered.

    Attributes:
        language: of the interface; None follows the system.
        recent: paths opened last, newest first.
        setting: id of the clinical setting chosen last: offered again, never applied by itself.
        ui_scale: factor on all sizes of the interface, 0.5 to 3.
        cache_mib: mebibytes for decoded frames.
        prefetch_frames: frames decoded ahead of the playhead.
        store_mib: mebibytes that the background store of one video may hold, 512 at the most, so that a
            worker stays below its memory limit.
        window: geometry of the window, as the interface encodes it.
        clips_shown: whether clips and shapes stand beside the picture; None leaves it to the window's width.
        panels_shown: whether the panels of the exam do.
        clinic, clinic_lines: name and address of the clinic on letterheads; clinic_zh, clinic_lines_zh: in
            Chinese, where they differ; clinic_phone: its number; clinic_logo: path of a picture.
        export_folder: the folder below which each exam's report gets a folder of its own; empty is in the
            user's documents.
        keys: (action id, key sequence in Qt's portable notation), where the user changed them.
    """

    language: Language | None = None
    recent: tuple[str, ...] = ()
    setting: str = ""
    ui_scale: float = 1.0
    cache_mib: int = 192
    prefetch_frames: int = 24
    store_mib: int = 256
    window: str = ""
    clips_shown: bool | None = None
    panels_shown: bool = True
    clinic: str = ""
    clinic_lines: tuple[str, ...] = ()
    clinic_logo: str = ""
    clinic_zh: str = ""
    clinic_lines_zh: tuple[str, ...] = ()
    clinic_phone: str = ""
    export_folder: str = ""
    keys: tuple[tuple[str, str], ...] = ()

    def opened(self, path: str) -> "Settings":
        """Return the settings with ``path`` first among the recent ones."""
        others = tuple(p for p in self.recent if p != path)
        return replace(self, recent=(path, *others)[:RECENT_LIMIT])


CLINIC_FIELDS: Final = tuple(f.name for f in fields(Settings) if f.name.startswith("clinic"))
"""What the letterhead is made of."""


def settings_path() -> Path:
    """Return the file of the settings."""
    return user_home() / "settings.json"


def load_settings(path: Path | None = None) -> tuple[Settings, Problem | None]:
    """Return the settings; what is missing, unknown or wrong counts as its default.

    The problem says that the file as a whole, or something in it, could not be used.
    """
    file = path or settings_path()
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, RecursionError):
        return Settings(), Problem.of("settings.unreadable", file=file.name)
    if not isinstance(plain, dict):
        return Settings(), Problem.of("settings.unreadable", file=file.name)
    values, wrong = _usable(plain)
    return Settings(**values), Problem.of("settings.wrong", fields=", ".join(wrong)) if wrong else None


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all.

    Raises:
        ProblemError: ``settings.unwritable``.
    """
    file = path or settings_path()
    data = json.dumps(asdict(settings), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    try:
        _replace(file, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProblemError.of("settings.unwritable", file=file.name, reason=reason) from error


def _replace(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".settings.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(data)
        os.replace(name, file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _usable(plain: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for field in fields(Settings):
        if field.name in plain:
            try:
                values[field.name] = _READERS[field.name](plain[field.name])
            except (TypeError, ValueError):
                wrong.append(field.name)
    return values, wrong


def _language(value: object) -> Language | None:
    if value is None:
        return None
    return LANGUAGES[[str(known) for known in LANGUAGES].index(_text(value))]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return tuple(_text(v) for v in value)[:RECENT_LIMIT]


def _keys(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(isinstance(v, list) and len(v) == 2 for v in value):
        raise TypeError("not a list of pairs")
    return tuple((_text(action), _text(key)) for action, key in value)


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither yes nor no")
    return value


def _between(low: float, high: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
            raise TypeError("not a number")
        return min(max(float(value), low), high)

    return read


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError("not a whole number")
        return min(max(value, low), high)

    return read


_READERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "language": _language,
    "recent": _texts,
    "setting": _text,
    "ui_scale": _between(0.5, 3.0),
    "cache_mib": _whole(16, 65536),
    "prefetch_frames": _whole(0, 10_000),
    "store_mib": _whole(0, 512),
    "window": _text,
    "clips_shown": lambda value: None if value is None else _yes_or_no(value),
    "panels_shown": _yes_or_no,
    "clinic": _text,
    "clinic_lines": _texts,
    "clinic_logo": _text,
    "clinic_zh": _text,
    "clinic_lines_zh": _texts,
    "clinic_phone": _text,
    "export_folder": _text,
    "keys": _keys,
}
