"""What the next shape is given beside its points: words, slot, side, region, filters, and what it shows."""

import uuid

from sonostep.core.body_marks import DRAWINGS
from sonostep.core.clip import FrameRef
from sonostep.session import PaneSession
from sonostep.tools import Context
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.drawing.shape_view import ShapeView


class NextShape:
    """The properties of the next shape. Gathers what a gesture may know.

    Attributes:
        words: what the next shape is called.
        drawing: id of the drawing that a body mark shows.
        filters: display filters that are on.
    """

    def __init__(self, session: PaneSession, canvas: Canvas, view: ShapeView) -> None:
        self._session = session
        self._canvas = canvas
        self._view = view
        self._region: tuple[str, int | None] = ("", None)
        self.words, self.drawing = "", next(iter(DRAWINGS))
        self.filters: tuple[str, ...] = ()

    def use_region(self, region: int) -> None:
        """Let a region's scale hold for what is drawn on this clip from now on."""
        self._region = (self._session.view.clip, region)

    def context(self) -> Context:
        """Return what a gesture may know now."""
        view = self._session.view
        return Context(
            frame=self._view.frame or FrameRef("", 1),
            shapes=self._view.shapes(),
            scale=self._view.info,
            new_id=new_id,
            select=self.select,
            step=view.step if view.slot else "",
            slot=view.slot,
            side=view.side or self._session.exam.side,
            label=self.words,
            filters=self.filters + self._canvas.view.marks,
            region=self._region[1] if self._region[0] == view.clip else None,
            drawing=self.drawing,
        )

    def select(self, id_: str) -> None:
        """Select a shape by its id; "" selects nothing."""
        self._session.look(selected=id_, handle=-1)


def new_id() -> str:
    """Return an id that no shape has."""
    return uuid.uuid4().hex
