"""Prefetch: which frames are decoded before anybody asks for them, and when."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Container
from typing import Final

from sonostep.core.clip import Clip, FrameRef

_BEHIND: Final = 2
"""Frames kept ready behind the playhead, for a step back."""

_QUIET_SECONDS: Final = 0.03
"""After a jump: a hand that scrubs asks again within two screen refreshes, and decoding round the place that
it has left would be in the way of what it asks for. One that has stopped does not notice."""

_REMEMBERED: Final = 8


class Ahead:
    """The frames round the playhead, nearest first. Not thread-safe; its owner locks.

    Args:
        frames: how many ahead of the playhead.
        clock: seconds, for tests.
    """

    def __init__(self, frames: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._frames = frames
        self._clock = clock
        self._refs: deque[FrameRef] = deque()
        self._quiet_until = 0.0
        self._places: OrderedDict[str, int] = OrderedDict()

    def wish(self, clip: Clip, around: int, direction: int, room: int, kept: Container[object]) -> None:
        """Want frames in ``direction`` (1 or -1) round the end, at most ``room``; replaces earlier wishes."""
        count = max(0, min(self._frames, room, clip.frames - 1))
        steps = [*range(1, count + 1), *range(-1, -_BEHIND - 1, -1)]
        numbers = [(around - 1 + direction * step) % max(1, clip.frames) + 1 for step in steps]
        refs = [FrameRef(clip.id, number) for number in numbers]
        self._refs = deque(dict.fromkeys(ref for ref in refs if ref not in kept))
        if self._jumped(clip, around):
            self._quiet_until = self._clock() + _QUIET_SECONDS

    def _jumped(self, clip: Clip, around: int) -> bool:
        """Whether the playhead has left what was decoded ahead; the first look at a clip is no jump."""
        before = self._places.pop(clip.id, around)
        self._places[clip.id] = around
        if len(self._places) > _REMEMBERED:
            self._places.popitem(last=False)
        distance = abs(around - before)
        return min(distance, clip.frames - distance) > max(_BEHIND, self._frames)

    def next(self) -> FrameRef | None:
        """Return the next frame to decode now, if any."""
        return self._refs.popleft() if self._refs and self.wait() <= 0 else None

    def wait(self) -> float:
        """Seconds until ``next`` has one; infinite where nothing is wanted."""
        return max(0.0, self._quiet_until - self._clock()) if self._refs else float("inf")
