"""The first picture of a file that was named on the command line, before there is a loader or an exam.

Known to the window before numpy is: a worker draws it into a block of its own while the window starts.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sonostep.core.problem import ProblemError
from sonostep.imaging.worker import shared_block
from sonostep.imaging.worker.client import Worker, WorkerLost
from sonostep.imaging.worker.shared_block import FirstDrawn

_SECONDS: Final = 8.0
"""A file that takes longer is shown by the loader, or refused by it."""

_PATIENCE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the layout that Qt paints (B G R X), shared with whoever drew it, who writes no more.

    Attributes:
        aspect: height over width of a pixel.
    """

    pixels: memoryview
    rows: int
    columns: int
    aspect: float


class FirstLook:
    """Asks a worker for the first picture of ``path``, on a thread of its own.

    Whatever goes wrong gives no picture: the loader asks again, and says what is wrong.
    """

    def __init__(self, worker: Worker, path: str) -> None:
        self.worker = worker
        self._path = path
        self._lock = threading.Lock()
        self._there = False
        self._picture: Picture | None = None
        self._tell: Callable[[Picture | None], None] | None = None
        self._thread = threading.Thread(target=self._ask, name="sonostep-first", daemon=True)

    def start(self) -> None:
        """Ask; returns at once."""
        self._thread.start()

    def when_there(self, tell: Callable[[Picture | None], None]) -> None:
        """Have ``tell`` called once, on any thread, with the picture or None."""
        with self._lock:
            self._tell = tell
            there = self._there
        if there:
            tell(self._picture)

    def give_up(self) -> None:
        """Wait no longer; the worker is free for others, or has to be started again."""
        if self._thread.is_alive():
            self.worker.interrupt()
            self._thread.join(_PATIENCE)

    def close(self) -> None:
        """Stop the worker at once; calling it twice does no harm."""
        self.give_up()
        self.worker.close()

    def _ask(self) -> None:
        picture = self._drawn()
        with self._lock:
            self._picture, self._there = picture, True
            tell = self._tell
        if tell is not None:
            tell(picture)

    def _drawn(self) -> Picture | None:
        try:
            drawn = self.worker.call("first", self._path, seconds=_SECONDS)
            return _attached(drawn) if isinstance(drawn, FirstDrawn) else None
        except (ProblemError, WorkerLost, OSError):
            return None


def _attached(drawn: FirstDrawn) -> Picture | None:
    block = shared_block.attach(drawn.token, drawn.size)
    block.forget()
    wanted = drawn.rows * drawn.columns * 4
    if not 0 < wanted <= block.size:
        return None
    return Picture(block.view[:wanted].toreadonly(), drawn.rows, drawn.columns, drawn.aspect)
