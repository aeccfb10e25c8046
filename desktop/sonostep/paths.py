"""The only code that knows where the data folders and the user's own folder are."""

import os
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(__file__).resolve().parent


def _data_root() -> Path:
    """Return the folder that holds ``resources/`` and ``exam_protocols/``.

    A wheel carries them as ``sonostep/_data``; a checkout has them at its root.
    """
    packaged = _PACKAGE / "_data"
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent


def resources() -> Path:
    """Return the folder of icons, translations, templates, codes, messages and phantom scenes."""
    return _data_root() / "resources"


def exam_protocols() -> Path:
    """Return the folder of the exam protocols and the knowledge base that we ship."""
    return _data_root() / "exam_protocols"


def user_home() -> Path:
    """Return the folder for the user's journal, settings and sample exam; made when missing.

    The environment variable ``SONOSTEP_HOME`` moves it, for tests and for portable installations.

    Raises:
        OSError: when the folder cannot be made.
    """
    override = os.environ.get("SONOSTEP_HOME")
    home = Path(override) if override else user_data_path("sonostep", appauthor=False)
    home.mkdir(parents=True, exist_ok=True)
    return home
