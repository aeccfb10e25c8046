"""Crash handler: a sentence for the user, the place for the log, and no patient data in either."""

import os
from pathlib import Path

from sonostep import __version__
from sonostep.core.problem import Problem
from sonostep.paths import user_home


def log_crash(error: BaseException) -> Problem:
    """Write where an unexpected error happened to the log, and return what to tell the user.

    The log has types, files and line numbers only: an error's own words may quote a file or a patient.
    """
    try:
        path = user_home() / "log" / "sonostep.log"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(_entry(error))
    except OSError:
        return Problem.of("cli.crash_unlogged", kind=type(error).__name__)
    return Problem.of("cli.crash", kind=type(error).__name__, log=path)


def _entry(error: BaseException) -> str:
    # Imported where it is used: hardly ever, and a window opens sooner without.
    import traceback
    from datetime import UTC, datetime

    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [f"{stamp} sonostep {__version__}"]
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {_short(f.filename)}:{f.lineno} in {f.name}" for f in frames]
        lines.append(f"  {type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines) + "\n"


def _short(filename: str) -> str:
    """The last parts of a module's path: enough to find it, without the user's folders."""
    return os.sep.join(Path(filename).parts[-3:])
