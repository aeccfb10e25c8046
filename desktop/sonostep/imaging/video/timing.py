"""Times at equal distances, and the rate taken where none is stated."""

from typing import Final

from sonostep.core.clip import Timing, TimingSource

DEFAULT_FPS: Final = 25.0
"""Shown where a file states no rate at all, and said so; a design choice, not a standard."""

STILL: Final = Timing((0.0,), 0.0, TimingSource.STILL, 0.0)


def even(frames: int, fps: float, source: TimingSource) -> Timing:
    """Frames at equal distances."""
    return Timing(tuple(n / fps for n in range(frames)), frames / fps, source, fps)
