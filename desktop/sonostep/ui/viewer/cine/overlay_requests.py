"""From the switch for overlay planes (60xx) to their bits on the main thread, with the stale dropped."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sonostep.core.clip import Clip, FrameRef
from sonostep.ui.kit.main_thread import MainThread
from sonostep.workflows.frame_loader import FrameLoaderLike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def has_overlays(clip: Clip | None) -> bool:
    """Whether the reader has said that there are overlay planes."""
    return clip is not None and any(problem.code == "imaging.overlays" for problem in clip.problems)


class OverlayRequests(QObject):
    """Asks for the overlay planes of one frame at a time.

    ``arrived`` carries the ``FrameRef`` and which of its pixels lie under a set bit.
    """

    arrived = Signal(object, object)

    def __init__(self, loader: FrameLoaderLike, parent: QObject) -> None:
        super().__init__(parent)
        self._loader = loader
        self._door = MainThread(self)
        self._wanted: FrameRef | None = None

    def want(self, frame: FrameRef | None) -> None:
        """Ask for the overlays of a frame in place of any asked for before; None asks for none."""
        self._wanted = frame
        if frame is None:
            return
        post, landed = self._door.post, self._landed
        self._loader.overlay_async(frame, lambda ref, mask: post(landed, ref, mask))

    def _landed(self, ref: FrameRef, mask: "NDArray[np.bool_] | None") -> None:
        if ref == self._wanted and mask is not None:
            self.arrived.emit(ref, mask)

    def close(self) -> None:
        """Let nothing arrive any more."""
        self._door.close()
