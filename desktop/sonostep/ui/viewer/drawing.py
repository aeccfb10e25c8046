"""Drawing on the picture: runs the armed tool, shows shapes and draft, hands edits to the session."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, Signal

from sonostep.core.annotation import Annotation
from sonostep.core.clip import FrameRef, ScaleInfo
from sonostep.core.edits import Edit, PutAnnotation, RemoveAnnotation, Together
from sonostep.core.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import Session
from sonostep.tools import SELECT, TOOLS, Context, GestureRunner, Handle, Phase, PointerEvent
from sonostep.tools.gesture import put_annotation
from sonostep.tools.select import shifted, with_handle
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.painters import Shown
from sonostep.ui.viewer.readout import full, short, value_of
from sonostep.ui.viewer.style import Look


class Drawing(QObject):
    """Stands between canvas and session for everything that is drawn.

    ``hinted`` carries the sentence that says what to do next, ``read`` the read-out of the shape under
    way or selected, ``finishable`` whether the shape under way can be finished here.
    """

    hinted = Signal(str)
    read = Signal(str)
    finishable = Signal(bool)
    problem = Signal(Problem)

    def __init__(self, session: Session, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._frame: FrameRef | None = None
        self._info = ScaleInfo(0, 0)
        self._active = -1
        self._hint = ""
        self.filters: tuple[str, ...] = ()
        self._runner = GestureRunner(TOOLS[SELECT], self._context)
        canvas.pointed.connect(self.feed)

    # what is drawn on

    def set_frame(self, frame: FrameRef | None, info: ScaleInfo) -> None:
        """Turn to another frame; a draft on the one before is dropped."""
        moved = frame != self._frame
        self._frame, self._info = frame, info
        if moved:
            self.cancel_draft()
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
            frame=self._frame or FrameRef("", 1),
            shapes=self._shapes(),
            scale=self._info,
            new_id=_new_id,
            select=self._select,
            step=view.step if view.slot else "",
            slot=view.slot,
            side=view.side if view.slot else None,
            filters=self.filters + self._canvas.view.marks,
        )

    def _shapes(self) -> tuple[Annotation, ...]:
        return self._session.exam.annotations_on(self._frame) if self._frame else ()

    def _select(self, id_: str) -> None:
        self._active = -1
        self._session.look(selected=id_)

    def selected(self) -> Annotation | None:
        """Return the selected shape if it is on this frame."""
        wanted = self._session.view.selected
        return next((a for a in self._shapes() if a.id == wanted), None)

    # pointer and keys

    def feed(self, event: PointerEvent) -> None:
        """Hand an event to the armed tool."""
        if self._frame is None:
            return
        edit = self._runner.feed(event)
        if edit is not None:
            self.do(edit)
        elif self.resting and event.phase is Phase.PRESS and not self._runner.drawing and event.held:
            # A press beside every shape pulls the picture, so that one finger is enough to pan.
            if self._session.view.selected == "":
                self._canvas.begin_pan()
        self._show_draft()

    def do(self, edit: Edit) -> None:
        """Hand an edit to the session; the shape it puts becomes the selected one."""
        shape = put_annotation(edit)
        try:
            self._session.do(self._freeing_slot(edit, shape))
        except ProblemError as error:
            self.problem.emit(error.problem)
            return
        if shape is not None:
            self._session.look(selected=shape.id, slot="")

    def _freeing_slot(self, edit: Edit, shape: Annotation | None) -> Edit:
        """A slot holds one shape: the newest; the one before stays as a shape of its own."""
        if shape is None or not shape.slot:
            return edit
        key = (shape.slot, shape.step, shape.side)
        old = [
            a for a in self._session.exam.annotations
            if (a.slot, a.step, a.side) == key and a.id != shape.id
        ]  # fmt: skip
        freed = tuple(PutAnnotation(replace(a, slot="")) for a in old)
        return Together((*freed, edit), edit.name) if freed else edit

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
        if self._frame is None:
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
        if shape is None:
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
        self._show_draft()
        return was

    def delete_selected(self) -> None:
        """Remove the selected shape."""
        shape = self.selected()
        if shape is not None:
            self.do(RemoveAnnotation(shape.id))
            self._select("")

    # showing

    def refresh(self) -> None:
        """Show the shapes, the draft, the hint and the read-out as they are now."""
        self._show_draft()

    def _shown(self, number: int, shape: Annotation) -> Shown:
        chosen = shape.id == self._session.view.selected
        look = Look(number, selected=chosen, active=self._active if chosen else -1, assisted=shape.assisted)
        words = short(value_of(shape, self._info))
        return Shown(shape, look, " ".join(w for w in (f"{number}:", shape.label, words) if w))

    def _show_draft(self) -> None:
        draft = self._runner.draft
        shown = self._draft_shown(draft.annotation) if draft.annotation else None
        self._show_resting(draft.annotation)
        self._canvas.show_draft(shown)
        self.finishable.emit(draft.can_finish)
        self._say(draft.hint)
        self._read(draft.annotation or self.selected())

    def _show_resting(self, moving: Annotation | None) -> None:
        shapes = enumerate(self._shapes(), 1)
        hidden = moving.id if moving else ""
        self._canvas.show_shapes(tuple(self._shown(n, a) for n, a in shapes if a.id != hidden))

    def _draft_shown(self, shape: Annotation) -> Shown:
        ids = [a.id for a in self._shapes()]
        number = ids.index(shape.id) + 1 if shape.id in ids else len(ids) + 1
        words = short(value_of(shape, self._info))
        return Shown(shape, Look(number, selected=True, draft=True), words and f"{number}: {words}")

    def _say(self, hint: str) -> None:
        words = text(hint, self._session.view.language)
        if words != self._hint:
            self._hint = words
            self.hinted.emit(words)

    def _read(self, shape: Annotation | None) -> None:
        measured = value_of(shape, self._info) if shape else None
        self.read.emit(full(measured, self._session.view.language))


def _new_id() -> str:
    return uuid.uuid4().hex
