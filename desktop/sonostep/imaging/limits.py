"""Budgets: what a file may ask for before it is refused, and what we may hold for it."""

import os

from sonostep.core.problem import Problem, ProblemError

MIB = 1 << 20

MAX_PIXELS = 24_000_000
"""Pixels of one frame: the largest mammogram (4096 x 5625) fits, one that asks for terabytes does not."""

MAX_FRAMES = 200_000
"""Frames of one clip: nearly an hour at 60 frames per second."""

MAX_INFLATED = 512 * MIB
"""Bytes that a deflated or zipped file may unpack to (a 612 kB file was seen to ask for 1.27 GB)."""

MAX_STREAM = 2048 * MIB
"""Bytes of one member of a zip that is a video."""

WORKER_MEMORY = 768 * MIB
"""Resident memory of one worker process before it is stopped."""

WORKER_SECONDS = 20.0
"""Seconds that one request to a worker may take before the worker counts as hung."""


def store_budget() -> int:
    """Return the bytes that the background store of one video may hold.

    ``SONOSTEP_STORE_MIB`` sets it; the default leaves a worker room below its memory limit.
    """
    return _from_environment("SONOSTEP_STORE_MIB", 256)


def keep_store_within(mib: int) -> None:
    """Set the budget of the background store for this process and the workers that it starts from now on.

    What the environment says already holds.
    """
    os.environ.setdefault("SONOSTEP_STORE_MIB", str(mib))


def cache_budget() -> int:
    """Return the bytes of decoded frames kept ready for painting; ``SONOSTEP_CACHE_MIB`` sets it."""
    return _from_environment("SONOSTEP_CACHE_MIB", 192)


def _from_environment(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    return (int(text) if text.isdigit() else default) * MIB


def check_frame_size(rows: int, columns: int) -> None:
    """Refuse a picture without pixels, or larger than the budget, before anything is allocated.

    Raises:
        ProblemError: ``imaging.no_size`` or ``imaging.too_large``.
    """
    if rows <= 0 or columns <= 0:
        raise ProblemError.of("imaging.no_size", rows=rows, columns=columns)
    if rows * columns > MAX_PIXELS:
        raise ProblemError.of("imaging.too_large", rows=rows, columns=columns)


def size_differs(found: tuple[int, int], told: tuple[int, int]) -> Problem:
    """Say that a picture has other (rows, columns) than its file told: no scale would hold for it."""
    return Problem.of(
        "imaging.frame_size_differs", rows=found[0], columns=found[1], told_rows=told[0], told_columns=told[1]
    )
