"""The pictures that a review needs: small ones for the list, all frames at once, single frames."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.main_thread import MainThread
from sonostep.ui.kit.tasks import Background, Task
from sonostep.workflows.deidentify import Composed, compose

if TYPE_CHECKING:
    from sonostep.workflows.frame_loader import Loader

_CHANNEL = "leaving-look"
_KEPT = 8
"""Clips whose frames were looked through and need not be again."""


class Pictures(QObject):
    """Fetches pictures off the main thread.

    Signals:
        small: a clip's id and its small picture.
        progressed: how far the look through all frames is.
        composed: a ``Composed``.
        framed: a frame's reference, and its picture or its problem.
    """

    small = Signal(str, object)
    progressed = Signal(float, str)
    composed = Signal(object)
    framed = Signal(object, object)

    def __init__(self, loader: "Loader", background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._loader, self._background = loader, background
        self._door = MainThread(self)
        self._task: Task | None = None
        self._kept: dict[str, Composed] = {}

    @property
    def busy(self) -> bool:
        """Whether frames are being looked through."""
        return self._task is not None

    def want_small(self, clip: Clip) -> None:
        """Ask for a small picture."""
        self._loader.thumbnail_async(clip, partial(self._door.post, self._small))

    def _small(self, clip: Clip, result: "Frame | Problem") -> None:
        if not isinstance(result, Problem):
            self.small.emit(clip.id, result)

    def want_composed(self, clip: Clip) -> None:
        """Ask for all frames at once, instead of those of another clip."""
        self.stop()
        if clip.id in self._kept:
            self.composed.emit(self._kept[clip.id])
            return
        title = translate("Leaving", "Looking through all frames")
        work = partial(compose, clip, self._loader)
        self._task = self._background.run(title, work, self._composed, aside=True)
        self._task.progressed.connect(self.progressed)

    def _composed(self, result: Composed) -> None:
        self._task = None
        for old in list(self._kept)[: max(0, len(self._kept) - _KEPT + 1)]:
            del self._kept[old]
        if result.problem is None:
            self._kept[result.clip] = result
        self.composed.emit(result)

    def stop(self) -> None:
        """Look through no more frames."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def want_frame(self, clip: str, number: int) -> None:
        """Ask for one frame."""
        post, framed = self._door.post, self._framed
        ref = FrameRef(clip, number)
        self._loader.request(ref, lambda of, result: post(framed, of, result), channel=_CHANNEL)

    def _framed(self, ref: FrameRef, result: "Frame | Problem") -> None:
        self.framed.emit(ref, result)
