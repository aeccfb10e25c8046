"""Linked panes: where one of several is zoomed or moved, the others follow."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF

from sonostep.core.clip import ScaleInfo
from sonostep.core.measure.geometry import Point
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.drawing.overlays import scale_at
from sonostep.ui.viewer.transform import ViewTransform


class PicturesInStep:
    """The linked panes.

    Remembers how each picture lies; what happens to one of those that are joined happens to all.

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
                middle = canvas.view.to_screen(Point(of.columns / 2, of.rows / 2))
                canvas.set_view(canvas.view.zoomed(leader.view.zoom * theirs.mm_x / mine.mm_x, middle))
        self._joined = {canvas: canvas.view for canvas in (leader, *(c for c, _ in others))}

    @property
    def joined(self) -> bool:
        """Whether pictures are joined."""
        return bool(self._joined)

    def part(self) -> None:
        """Let each picture be moved for itself."""
        self._joined = {}

    def moved(self, canvas: Canvas, *, leads: bool) -> None:
        """Do to the others what was done to the one that leads; a turn or a flip is its own affair."""
        if self._telling or canvas not in self._joined:
            return
        then, now = self._joined[canvas], canvas.view
        self._telling = True
        try:
            for other in self._joined if leads and _lies_alike(then, now) else ():
                if other is not canvas:
                    other.set_view(_likewise(then, now, other.view))
        finally:
            self._telling = False
        self._joined = {known: known.view for known in self._joined}


def _lies_alike(a: ViewTransform, b: ViewTransform) -> bool:
    return (a.quarters, a.flip_x, a.flip_y, a.aspect) == (b.quarters, b.flip_x, b.flip_y, b.aspect)


def _likewise(then: ViewTransform, now: ViewTransform, other: ViewTransform) -> ViewTransform:
    """Return ``other`` zoomed and moved on the screen as ``then`` became ``now``."""
    went = now.to_screen(then.centre) - QPointF(now.size[0] / 2, now.size[1] / 2)
    return other.zoomed(other.zoom * now.zoom / then.zoom).panned(went)
