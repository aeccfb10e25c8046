"""Which frame is due: chosen from elapsed time, so that a slow machine drops frames and never plays slowly.

Pure: no clock and no Qt.
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from sonostep.core.clip import Timing

_TINY = 1e-9
"""Seconds; keeps a sum of rounded times on the right side of a frame's start."""


class LoopMode(StrEnum):
    """The loop mode: what happens at the end of the range."""

    LOOP = "loop"
    BOUNCE = "bounce"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Cine:
    """The playback settings of a clip.

    Attributes:
        timing: when each frame starts.
        first, last: the range, frames from 1, both included.
        mode: what happens at its end.
        speed: 1 is the true rate; negative plays backwards.
    """

    timing: Timing
    first: int
    last: int
    mode: LoopMode = LoopMode.LOOP
    speed: float = 1.0

    @property
    def begin(self) -> float:
        """Start of the range, seconds."""
        return self.timing.starts[self.first - 1]

    @property
    def end(self) -> float:
        """End of the range's last frame, seconds."""
        return end_of(self.timing, self.last)

    def frame_at(self, start: int, elapsed: float) -> int:
        """Return the frame due ``elapsed`` seconds after playing began at frame ``start``."""
        return self._frame(self._position(start, elapsed)[0])

    def over(self, start: int, elapsed: float) -> bool:
        """Whether a range that is played once has come to its end."""
        return self.mode is LoopMode.ONCE and not 0.0 <= self._raw(start, elapsed) < self._span

    def until_next(self, start: int, elapsed: float) -> float:
        """Return the seconds until another frame is due."""
        place, sign = self._position(start, elapsed)
        frame = self._frame(place)
        edge = end_of(self.timing, frame) if sign > 0 else self.timing.starts[frame - 1]
        return abs(edge - self.begin - place) / max(abs(self.speed), _TINY)

    @property
    def _span(self) -> float:
        return max(self.end - self.begin, _TINY)

    def _raw(self, start: int, elapsed: float) -> float:
        kept = min(max(start, self.first), self.last)
        # Backwards, a frame is entered at its end.
        at = self.timing.starts[kept - 1] if self.speed > 0 else end_of(self.timing, kept) - _TINY
        return at - self.begin + elapsed * self.speed

    def _position(self, start: int, elapsed: float) -> tuple[float, int]:
        """Return seconds into the range, and 1 or -1 for the way it is being walked."""
        raw, span = self._raw(start, elapsed), self._span
        way = 1 if self.speed > 0 else -1
        if self.mode is LoopMode.LOOP:
            return raw % span, way
        if self.mode is LoopMode.ONCE:
            return min(max(raw, 0.0), span - _TINY), way
        folded = raw % (2 * span)
        return (folded, way) if folded < span else (2 * span - folded - _TINY, -way)

    def _frame(self, place: float) -> int:
        found = bisect_right(self.timing.starts, self.begin + place + _TINY)
        return min(max(found, self.first), self.last)


def end_of(timing: Timing, frame: int) -> float:
    """Return when a frame (from 1) ends, seconds."""
    return timing.starts[frame] if frame < len(timing.starts) else timing.duration


def nearest_frame(timing: Timing, seconds: float) -> int:
    """Return the frame (from 1) that starts nearest to a time; the first or last one outside the clip."""
    after = bisect_right(timing.starts, seconds)
    candidates = range(max(after - 1, 0), min(after, len(timing.starts) - 1) + 1)
    return 1 + min(candidates, key=lambda n: abs(timing.starts[n] - seconds), default=0)
