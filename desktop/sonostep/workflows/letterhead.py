"""The clinic's letterhead: as reports print it, and the logo that is kept for it."""

from pathlib import Path

from sonostep.core.problem import Problem
from sonostep.core.report.model import Letterhead
from sonostep.paths import user_home
from sonostep.settings import Settings, load_settings


def letterhead(settings: Settings) -> tuple[Letterhead, Problem | None]:
    """Return the letterhead, and why its logo is missing where it cannot be read."""
    from sonostep.reporting.letterhead import letterhead as read

    return read(settings)


def logo_problem() -> Problem | None:
    """Return why reports are printed without the logo that is set; None where all is well."""
    return letterhead(load_settings()[0])[1]


def keep_logo(path: Path) -> Path:
    """Keep a picture as the clinic's logo in the user's folder, so that the original may go; return the copy.

    Raises:
        ProblemError: ``letterhead.logo_unreadable``, ``.logo_large`` or ``.logo_unwritable``.
    """
    from sonostep.reporting.letterhead import keep_logo as keep

    return keep(path, user_home())[0]
