"""Plays a clip: a timer only wakes, the clock says which frame is due."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from sonostep.ui.viewer.cine.frame_clock import Cine

_LONGEST, _SHORTEST = 100, 1
"""Milliseconds between two looks at the clock."""


class Player(QObject):
    """The player of a clip.

    Says which frame is due while it plays. ``frame_due`` carries a frame, ``stopped`` the end of play.
    """

    frame_due = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._cine: Cine | None = None
        self._start, self._since = 1, 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    @property
    def playing(self) -> bool:
        """Whether frames are coming."""
        return self._cine is not None

    def play(self, cine: Cine, start: int) -> None:
        """Play from a frame on, or go on from there in another way."""
        was = self.playing
        self._cine, self._start, self._since = cine, start, self._clock()
        if not was:
            self.playing_changed.emit(True)
        self._look()

    def stop(self) -> None:
        """Freeze."""
        self._timer.stop()
        if self._cine is not None:
            self._cine = None
            self.playing_changed.emit(False)

    def _look(self) -> None:
        cine = self._cine
        if cine is None:
            return
        elapsed = self._clock() - self._since
        self.frame_due.emit(cine.frame_at(self._start, elapsed))
        if self._cine is not cine:
            # Whoever was told has stopped the play, or begun another.
            return
        if cine.over(self._start, elapsed):
            self.stop()
            return
        wait = round(1000 * cine.until_next(self._start, self._clock() - self._since)) + 1
        self._timer.start(min(max(wait, _SHORTEST), _LONGEST))
