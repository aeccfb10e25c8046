"""A loader asked from the main thread, as the window asks it, and the wait for its answers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.imaging import FrameLoader
from sonostep.imaging.open_file import read_clip


class Asker:
    """Asks for one frame at a time."""

    def __init__(self, loader: FrameLoader, clip: Clip) -> None:
        self.loader, self.clip = loader, clip
        self._came = threading.Event()
        self._answer: Frame | Problem | None = None
        loader.open(clip)

    def frame(self, number: int, *, ahead: int = 0) -> tuple[float, Frame]:
        """Return how long a frame took, and the frame; then wish for those ahead, as the window does."""
        ref = FrameRef(self.clip.id, number)
        start = time.perf_counter()
        found = self.loader.peek(ref)
        if found is None:
            self._came.clear()
            self.loader.request(ref, self._landed)
            if not self._came.wait(60):
                raise TimeoutError(f"frame {number} never came")
            answer = self._answer
            if not hasattr(answer, "shape"):
                raise ValueError(f"frame {number}: {answer}")
            found = answer
        taken = time.perf_counter() - start
        if ahead:
            self.loader.prefetch(self.clip, number, ahead)
        return taken, found  # type: ignore[return-value]

    def _landed(self, ref: FrameRef, answer: Frame | Problem) -> None:
        self._answer = answer
        self._came.set()


@contextmanager
def asking(path: Path, cache_mib: int | None = None) -> Iterator[Asker]:
    """Start a loader with its worker processes and open a clip."""
    loader = FrameLoader(cache_mib=cache_mib)
    loader.start()
    try:
        yield Asker(loader, read_clip(str(path)))
    finally:
        loader.close()
