"""Drawing on the picture: runs the armed tool, shows shapes and draft, hands edits to the session."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal

from sonostep.core.annotation import Annotation
from sonostep.core.body_marks import DRAWINGS
from sonostep.core.clip import Frame, FrameRef, ScaleInfo
from sonostep.core.edits import Edit, PutAnnotation
from sonostep.core.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import PaneSession
from sonostep.tools import SELECT, TOOLS, Context, GestureRunner, Handle, Phase, PointerEvent
from sonostep.tools.gesture import put_annotation
from sonostep.tools.select import shifted, with_handle
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.choices import region_choice
from sonostep.ui.viewer.editing import LABELLED, Naming, ShapeEditing, freeing_slot, naming_of
from sonostep.ui.viewer.shape_view import ShapeView


class Drawing(QObject):
    """Stands between canvas and session for everything that is drawn.

    ``hinted`` carries the sentence that says what to do next, ``read`` the read-out of the shape under
    way or selected, ``finishable`` whether the shape under way can be finished here, ``naming`` what words
    would be given to, ``choosing`` the regions to choose between, or None.
    """

    hinted = Signal(str)
    read = Signal(str)
    finishable = Signal(bool)
    naming = Signal(object)
    choosing = Signal(object)
    problem = Signal(Problem)

    def __init__(self, session: PaneSession, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._active = -1
        self._hint = ""
        self._view = ShapeView(session, canvas)
        self.editing = ShapeEditing(session)
        self.filters: tuple[str, ...] = ()
        self.words, self.known_mm, self.drawing = "", 10.0, next(iter(DRAWINGS))
        self._region: tuple[str, int | None] = ("", None)
        self._runner = GestureRunner(TOOLS[SELECT], self._context)
        canvas.pointed.connect(self.feed)

    @property
    def hint(self) -> str:
        """What to do next, in words."""
        return self._hint

    # what is drawn on

    def set_frame(self, frame: FrameRef | None, info: ScaleInfo, pixels: Frame | None) -> None:
        """Turn to a frame, or to its shapes as they are now; a draft on the frame before is dropped."""
        moved = frame != self._view.frame
        self._view.turn_to(frame, info, pixels)
        if moved or self.resting or not self._runner.drawing:
            # A gesture holds the shapes as they were when it began: what was changed must not come back.
            self._runner.cancel()
        self.refresh()

    def arm(self) -> None:
        """Take up the tool that the session says."""
        tool = TOOLS.get(self._session.view.tool, TOOLS[SELECT])
        self._runner.cancel()
        self._runner = GestureRunner(tool, self._context)
        self._active = -1
        self._canvas.show_cursor(None)
        self.refresh()

    @property
    def resting(self) -> bool:
        """Whether the select tool is armed."""
        return self._session.view.tool not in TOOLS or self._session.view.tool == SELECT

    def _context(self) -> Context:
        view = self._session.view
        return Context(
            frame=self._view.frame or FrameRef("", 1),
            shapes=self._view.shapes(),
            scale=self._view.info,
            new_id=_new_id,
            select=self._select,
            step=view.step if view.slot else "",
            slot=view.slot,
            side=view.side if view.slot else None,
            label=self.words,
            filters=self.filters + self._canvas.view.marks,
            known_mm=self.known_mm,
            region=self._region[1] if self._region[0] == view.clip else None,
            drawing=self.drawing,
        )

    def _select(self, id_: str) -> None:
        self._active = -1
        self._session.look(selected=id_)

    def selected(self) -> Annotation | None:
        """Return the selected shape if it is on this frame."""
        return self._view.selected()

    # pointer and keys

    def feed(self, event: PointerEvent) -> None:
        """Hand an event to the armed tool."""
        if self._view.frame is None:
            return
        try:
            edit = self._runner.feed(event)
        except ProblemError as refusal:
            self.problem.emit(refusal.problem)
            edit = None
        if edit is not None:
            self.do(edit)
        elif self.resting and event.phase is Phase.PRESS and not self._runner.drawing and event.held:
            # A press beside every shape pulls the picture, so that one finger is enough to pan.
            if self._session.view.selected == "":
                self._canvas.begin_pan()
        self.refresh()

    def do(self, edit: Edit) -> None:
        """Hand an edit to the session; the shape it puts becomes the selected one."""
        shape, words = put_annotation(edit), self.words
        if self._session.view.tool not in LABELLED:
            # One name, one shape: the next one is another thing.
            self.words = ""
        try:
            self._session.do(freeing_slot(self._session.exam, edit, shape))
        except ProblemError as error:
            self.words = words
            self.problem.emit(error.problem)
            return
        if shape is not None:
            self._session.look(selected=shape.id, slot="")

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something to the selected shape, and say why where it cannot be done."""
        try:
            act()
        except ProblemError as error:
            self.problem.emit(error.problem)
        self.refresh()

    def confirm(self) -> None:
        """Enter: set a point at the keyboard's cursor, or turn to the selected shape's next handle."""
        if self.resting:
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
            self._active = self._active + 1 if self._active + 1 < len(shape.points) else -1
            self.refresh()

    def _nudge_selected(self, dx: float, dy: float) -> None:
        shape, context = self.selected(), self._context()
        if shape is None or shape.locked:
            return
        anchor = shape.points[max(self._active, 0)]
        target = self._canvas.view.moved(anchor, dx, dy)
        if self._active < 0:
            moved = shifted(context, shape, Point(target.x - anchor.x, target.y - anchor.y))
        else:
            handle = Handle(context.clamped(target), self._canvas.view.resolution)
            moved = with_handle(shape, self._active, handle, context.filters)
        self.do(PutAnnotation(moved, "move_annotation"))

    def cancel(self) -> None:
        """Escape: drop the draft; else the keyboard's cursor; else the tool; else the selection."""
        if self.cancel_draft():
            return
        if self._canvas.cursor_at is not None:
            self._canvas.show_cursor(None)
        elif not self.resting:
            self._session.look(tool=SELECT, slot="")
        else:
            self._select("")

    def cancel_draft(self) -> bool:
        """Drop the draft, if there is one; returns whether there was."""
        was = self._runner.cancel()
        self.refresh()
        return was

    def delete_selected(self) -> None:
        """Remove the selected shape."""
        if self.selected() is not None:
            self.attempt(self.editing.remove)

    # showing

    def refresh(self) -> None:
        """Show the shapes, the draft, the hint and the read-out as they are now."""
        draft = self._runner.draft
        self._view.show(draft.annotation, self._active)
        self.finishable.emit(draft.can_finish)
        self.read.emit(self._view.read_out(draft.annotation))
        self.naming.emit(self._naming())
        self.choosing.emit(region_choice(draft.annotation or self.selected(), self._view.info))
        words = text(draft.hint, self._session.view.language)
        if words != self._hint:
            self._hint = words
            self.hinted.emit(words)

    # what shapes are made with

    def _naming(self) -> Naming:
        shape = None if self._runner.drawing else self.selected()
        return naming_of(self._session.view.tool, shape, self._view.numbers(), self.words)

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
            self.do(PutAnnotation(replace(alone, id=_new_id(), slot=""), "paste_annotation"))


def _new_id() -> str:
    return uuid.uuid4().hex
