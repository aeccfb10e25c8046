"""Drawing on the picture: runs the armed tool, shows shapes and draft, hands edits to the session."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF

from sonostep.core.annotation import Annotation
from sonostep.core.edits import PutAnnotation
from sonostep.core.geometry import Point
from sonostep.tools import SELECT, Handle, Phase, PointerEvent
from sonostep.tools.select import shifted, with_handle
from sonostep.ui.viewer.drawing_base import DrawingBase, new_id
from sonostep.ui.viewer.offers import Offer


class Drawing(DrawingBase):
    """What a person does to the picture by key, button and list; the pointer is the base's."""

    def offer(self, offer: Offer | None) -> None:
        """Offer something; nothing is done until it is accepted."""
        self._offer = offer
        self.refresh()

    def answer(self, accepted: bool) -> None:
        """Take what is offered, or leave it."""
        offer, self._offer = self._offer, None
        if offer is not None and accepted:
            self.do(offer.edit)
        self.refresh()

    def confirm(self) -> None:
        """Enter: take what is offered; else set a point at the keyboard's cursor; else a next handle."""
        if self._offer is not None:
            self.answer(True)
        elif self.resting:
            self._next_handle()
        elif self._canvas.cursor_at is None:
            self._canvas.show_cursor(self._middle())
        else:
            self._press(self._canvas.cursor_at)

    def _press(self, at: Point) -> None:
        resolution = self._canvas.view.resolution
        self.feed(PointerEvent(Phase.PRESS, at, resolution))
        self.feed(PointerEvent(Phase.RELEASE, at, resolution))

    def back(self) -> None:
        """Backspace: take the last point away."""
        self._feed_key(Phase.BACK)

    def finish(self) -> None:
        """End a shape of many points here."""
        self._feed_key(Phase.FINISH)

    def _feed_key(self, phase: Phase) -> None:
        at = self._canvas.cursor_at or Point(-1.0, -1.0)
        self.feed(PointerEvent(phase, at, self._canvas.view.resolution))

    def nudge(self, dx: float, dy: float) -> None:
        """Move the keyboard's cursor, or the selected shape or handle, by screen pixels."""
        if self._view.frame is None:
            return
        if self.resting:
            self._nudge_selected(dx, dy)
            return
        at = self._canvas.cursor_at or self._middle()
        moved = self._context().clamped(self._canvas.view.moved(at, dx, dy))
        self._canvas.show_cursor(moved)
        self.feed(PointerEvent(Phase.MOVE, moved, self._canvas.view.resolution))

    def _middle(self) -> Point:
        """The image point under the middle pixel of the canvas."""
        view = self._canvas.view
        middle = QPointF(self._canvas.width() // 2 + 0.5, self._canvas.height() // 2 + 0.5)
        return self._context().clamped(view.to_image(middle))

    def _next_handle(self) -> None:
        shape = self.selected()
        if shape is not None:
            after = self.active + 1
            self._session.look(handle=after if after < len(shape.points) else -1)

    def _nudge_selected(self, dx: float, dy: float) -> None:
        shape, context = self.selected(), self._context()
        if shape is None or shape.locked:
            return
        anchor = shape.points[max(self.active, 0)]
        target = self._canvas.view.moved(anchor, dx, dy)
        if self.active < 0:
            moved = shifted(context, shape, Point(target.x - anchor.x, target.y - anchor.y))
        else:
            handle = Handle(context.clamped(target), self._canvas.view.resolution)
            moved = with_handle(shape, self.active, handle, context.filters)
        self.do(PutAnnotation(moved, "move_annotation"))

    def cancel(self) -> None:
        """Escape: drop the draft; else an offer; else the keyboard's cursor; else the tool or selection."""
        if self.cancel_draft():
            return
        if self._offer is not None:
            self.answer(False)
            return
        if self._canvas.cursor_at is not None:
            self._canvas.show_cursor(None)
        elif not self.resting:
            self._session.look(tool=SELECT, slot="")
        else:
            self._select("")

    def delete_selected(self) -> None:
        """Remove the selected shape."""
        if self.selected() is not None:
            self.attempt(self.editing.remove)

    def use_words(self, words: str) -> None:
        """Measure first: name the selected shape that has no words yet. Label first: name the next one."""
        if words.strip() == self._naming().words:
            return
        if self._naming().shape:
            self.attempt(partial(self.editing.name, words))
        else:
            self.words = words.strip()
            self.cancel_draft()

    def use_drawing(self, drawing: str) -> None:
        """Let body marks show another drawing."""
        self.drawing = drawing
        self.cancel_draft()

    def use_region(self, region: int) -> None:
        """Let a region's scale hold for the selected shape, and for those drawn on this clip from now on."""
        self._region = (self._session.view.clip, region)
        self.attempt(partial(self.editing.use_region, region))
        self.cancel_draft()

    def use_length(self, millimetres: float) -> None:
        """Take the two ticks of a calibration to be so far apart."""
        self.known_mm = millimetres
        self.cancel_draft()

    def paste(self, shape: Annotation) -> None:
        """Put a copy of a shape on this frame, where it was on the other; it answers no slot."""
        frame = self._view.frame
        if frame is not None and all(self._context().inside(p) for p in shape.points):
            alone = replace(shape, frame=frame, last_frame=0, locked=False, hidden=False)
            self.do(PutAnnotation(replace(alone, id=new_id(), slot=""), "paste_annotation"))
