"""Pictures in step: what one of several panes is zoomed and moved by, the others are, too."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF

from sonostep.core.clip import ScaleInfo
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.overlays import scale_at
from sonostep.ui.viewer.transform import ViewTransform


class PicturesInStep:
    """Remembers how each picture lay when they were joined; what happens to one since then happens to all.

    Moves are those of the screen: a picture that is mirrored or turned still goes where the hand goes.
    """

    def __init__(self) -> None:
        self._joined: dict[Canvas, ViewTransform] = {}
        self._telling = False

    def join(self, leader: Canvas, info: ScaleInfo, others: Sequence[tuple[Canvas, ScaleInfo]]) -> None:
        """Join pictures as they lie now; where both have a scale, a millimetre becomes as long on each."""
        mine = scale_at(info, leader.view.centre)
        self.part()
        for canvas, of in others:
            theirs = scale_at(of, canvas.view.centre)
            if mine is not None and theirs is not None and canvas.frame is not None:
                canvas.set_view(canvas.view.zoomed(leader.view.zoom * theirs.mm_x / mine.mm_x))
        self._joined = {canvas: canvas.view for canvas in (leader, *(c for c, _ in others))}

    @property
    def joined(self) -> bool:
        """Whether pictures are joined."""
        return bool(self._joined)

    def part(self) -> None:
        """Let each picture be moved for itself."""
        self._joined = {}

    def follow(self, leader: Canvas) -> None:
        """Do to the others what was done to one since they were joined."""
        then = self._joined.get(leader)
        if then is None or self._telling:
            return
        self._telling = True
        try:
            for canvas, view in self._joined.items():
                if canvas is not leader:
                    canvas.set_view(_likewise(then, leader.view, view, canvas.view))
        finally:
            self._telling = False


def _likewise(
    then: ViewTransform, now: ViewTransform, other: ViewTransform, at: ViewTransform
) -> ViewTransform:
    """Return ``other``, seen by a widget as it is ``at`` now, changed as ``then`` became ``now``."""
    middle = QPointF(now.size[0] / 2, now.size[1] / 2)
    went = now.to_screen(then.centre) - middle
    turned = replace(at, zoom=other.zoom, centre=other.centre)
    return turned.zoomed(other.zoom * now.zoom / then.zoom).panned(went)
