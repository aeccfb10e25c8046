"""Drawing on the picture: runs the armed tool, shows shapes and draft, hands edits to the session."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal

from sonostep.core.annotation import Annotation
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
from sonostep.ui.viewer.editing import Naming, ShapeEditing, freeing_slot
from sonostep.ui.viewer.shape_view import ShapeView

LABELLED = ("text", "arrow")
"""Tools whose shapes are words: what was chosen stays for the next one."""

NAMELESS = (SELECT, "calibrate")
"""Tools that make nothing that could have words."""


class Drawing(QObject):
    """Stands between canvas and session for everything that is drawn.

    ``hinted`` carries the sentence that says what to do next, ``read`` the read-out of the shape under
    way or selected, ``finishable`` whether the shape under way can be finished here, ``naming`` what words
    would be given to.
    """

    hinted = Signal(str)
    read = Signal(str)
    finishable = Signal(bool)
    naming = Signal(object)
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
        self.words, self.known_mm = "", 10.0
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
        moved = self._context().clamped(self._by_screen(at, dx, dy))
        self._canvas.show_cursor(moved)
        self.feed(PointerEvent(Phase.MOVE, moved, self._canvas.view.resolution))

    def _by_screen(self, at: Point, dx: float, dy: float) -> Point:
        view = self._canvas.view
        return view.to_image(view.to_screen(at) + QPointF(dx, dy))

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
        target = self._by_screen(anchor, dx, dy)
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
        words = text(draft.hint, self._session.view.language)
        if words != self._hint:
            self._hint = words
            self.hinted.emit(words)

    # what shapes are made with

    def _naming(self) -> Naming:
        """Words go to the selected shape while it has none, or while no tool is armed; else to the next."""
        tool, shape = self._session.view.tool, self.selected()
        if shape is not None and not self._runner.drawing and tool not in LABELLED:
            if tool in NAMELESS or not (shape.label or shape.slot):
                return Naming(True, shape.id, self._view.numbers().get(shape.id, 0), shape.label)
        return Naming(tool not in NAMELESS, "", 0, self.words)

    def use_words(self, words: str) -> None:
        """Measure first: name the selected shape that has no words yet. Label first: name the next one."""
        if words.strip() == self._naming().words:
            return
        if self._naming().shape:
            self.attempt(partial(self.editing.name, words))
        else:
            self.words = words.strip()
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
