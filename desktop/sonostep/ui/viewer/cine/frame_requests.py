"""From a wish to see a frame to its pixels on the main thread, with the late and the stale dropped."""

from PySide6.QtCore import QObject, Signal

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.ui.kit.main_thread import Generation, MainThread
from sonostep.workflows.frame_loader import FrameLoaderLike


class FrameFlow(QObject):
    """The requests for frames.

    Keeps at most one request under way, so that a slow decoder drops frames and never falls behind.

    ``arrived`` carries a ``FrameRef`` and its frame, ``failed`` a ``FrameRef`` and the problem.
    """

    arrived = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, loader: FrameLoaderLike, parent: QObject) -> None:
        super().__init__(parent)
        self._loader = loader
        # Two panes on one clip must not answer for each other.
        self._channel = f"pane-{id(self)}"
        self._door = MainThread(self)
        self._generation = Generation()
        self._now = self._generation.next()
        self._clip: Clip | None = None
        self._wanted: FrameRef | None = None
        self._pending = False
        self._shown = 1

    def open(self, clip: Clip | None) -> None:
        """Turn to another clip; what still comes of the one before is stale."""
        self._now = self._generation.next()
        self._clip, self._wanted, self._pending = clip, None, False
        if clip is not None and clip.readable:
            self._loader.open(clip)

    def want(self, frame: int) -> None:
        """Ask for a frame of the open clip, in place of any asked for before that is not under way."""
        if self._clip is None or not self._clip.readable:
            return
        self._wanted = FrameRef(self._clip.id, frame)
        self._ask()

    def _ask(self) -> None:
        if self._pending or self._wanted is None:
            return
        wanted, now = self._wanted, self._now
        self._wanted = None
        ready = self._loader.peek(wanted)
        if ready is not None:
            self._show(wanted, ready)
            return
        self._pending = True
        door, land = self._door, self._landed

        def answer(ref: FrameRef, result: Frame | Problem) -> None:
            door.post(land, now, ref, result)

        self._loader.request(wanted, answer, channel=self._channel)

    def _landed(self, generation: int, ref: FrameRef, result: Frame | Problem) -> None:
        if not self._generation.current(generation):
            return
        self._pending = False
        if isinstance(result, Problem):
            self.failed.emit(ref, result)
        else:
            self._show(ref, result)
        self._ask()

    def _show(self, ref: FrameRef, frame: Frame) -> None:
        self.arrived.emit(ref, frame)
        self._ahead(ref.frame)

    def _ahead(self, frame: int) -> None:
        direction = -1 if frame < self._shown else 1
        self._shown = frame
        if self._clip is not None:
            self._loader.prefetch(self._clip, frame, direction)

    def close(self) -> None:
        """Let nothing arrive any more."""
        self._door.close()
