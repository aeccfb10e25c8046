"""Drawing on the picture: runs the armed tool, shows shapes and draft, hands edits to the session."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Frame, FrameRef, ScaleInfo
from sonostep.core.edits import Edit, PutAnnotation
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import PaneSession
from sonostep.tools import SELECT, TOOLS, GestureRunner, Handle, Phase, PointerEvent
from sonostep.tools.gesture import REACH, put_annotation
from sonostep.tools.hit_testing import hit_test
from sonostep.tools.select import shifted, with_handle
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.drawing.next_shape import NextShape, new_id
from sonostep.ui.viewer.drawing.picture_depth import doubted_depth
from sonostep.ui.viewer.drawing.shape_commands import LABELLED, Naming, ShapeEditing, freeing_slot, naming_of
from sonostep.ui.viewer.drawing.shape_view import ShapeView
from sonostep.ui.viewer.drawing.suggestions import Offer
from sonostep.ui.viewer.mark_and_region_lists import region_choice


class Drawing(QObject):
    """The controller of drawing.

    Stands between canvas and session for everything that is drawn, by pointer, key, button and list.

    ``hinted`` carries the sentence that says what to do next, ``read`` the read-out of the shape under
    way or selected, ``finishable`` whether the shape under way can be finished here, ``naming`` what words
    would be given to, ``choosing`` the regions to choose between, or None, ``calibrating`` the selected
    calibration line, or None, ``offering`` what is offered.
    """

    hinted = Signal(str)
    read = Signal(str)
    finishable = Signal(bool)
    naming = Signal(object)
    choosing = Signal(object)
    calibrating = Signal(object)
    offering = Signal(str)
    problem = Signal(Problem)

    def __init__(self, session: PaneSession, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._hint = ""
        self._view = ShapeView(session, canvas)
        self._next = NextShape(session, canvas, self._view)
        self._armed = SELECT
        self._place: tuple[object, ...] = ()
        self._named = ""
        self._put_by: dict[tuple[object, ...], tuple[PointerEvent, ...]] = {}
        self._runner = GestureRunner(TOOLS[SELECT], self._next.context)
        self.editing = ShapeEditing(session)
        self.assists = False
        self._offer: Offer | None = None
        canvas.pointed.connect(self.feed)

    @property
    def hint(self) -> str:
        """What to do next, in words."""
        return self._hint

    def set_frame(self, frame: FrameRef | None, info: ScaleInfo, pixels: Frame | None) -> None:
        """Turn to a frame, or to its shapes as they are now; a draft on the frame before waits there."""
        moved = frame != self._view.frame
        if moved:
            self.put_draft_by()
        self._view.turn_to(frame, info, pixels)
        if moved:
            self._offer = None
        if moved or self.resting or not self._runner.drawing:
            # A gesture holds the shapes as they were when it began: what was changed must not come back.
            self._runner.cancel()
        if moved:
            self._take_draft_up()
        self.refresh()

    def arm(self) -> None:
        """Take up the tool that the session says."""
        tool = TOOLS.get(self._session.view.tool, TOOLS[SELECT])
        if self._armed in LABELLED and self._session.view.tool not in LABELLED:
            # What was written on the picture does not name the next thing that is measured.
            self._next.words = ""
        self.put_draft_by()
        view = self._session.view
        self._armed = view.tool
        self._place = (view.tool, view.step, view.side, view.slot) if view.slot else (view.tool,)
        self._runner.cancel()
        self._runner = GestureRunner(tool, self._next.context)
        self._take_draft_up()
        self._session.look(handle=-1)
        self._canvas.show_cursor(None)
        self.refresh()

    def put_draft_by(self) -> None:
        """Let a half-drawn shape wait on its frame, for the same tool and the same slot."""
        if self._runner.drawing and self._armed != SELECT:
            self._put_by[(self._view.frame, *self._place)] = self._runner.events
            self._runner.cancel()

    def _take_draft_up(self) -> None:
        """Go on with a half-drawn shape that waits here."""
        events = self._put_by.pop((self._view.frame, *self._place), ())
        if events and self._view.frame is not None:
            self._runner.resume(events)

    def draw_again(self) -> None:
        """Let a half-drawn shape go on with what the next shape is given now: words, filters, a scale."""
        events = self._runner.events
        self._runner.resume(events)
        self.refresh()

    def _waiting(self) -> str:
        """Say where a half-drawn shape of the armed tool waits; empty where none does."""
        frames = [key[0] for key in self._put_by if key[1:] == self._place and key[0] is not None]
        if not frames or self._runner.drawing:
            return ""
        frame = frames[-1]
        assert isinstance(frame, FrameRef)
        return " " + text("hint.draft_waits", self._session.view.language, frame=frame.frame)

    @property
    def resting(self) -> bool:
        """Whether the select tool is armed."""
        return self._session.view.tool not in TOOLS or self._session.view.tool == SELECT

    @property
    def filters(self) -> tuple[str, ...]:
        """Display filters that are on, as the next shape keeps them."""
        return self._next.filters

    @filters.setter
    def filters(self, filters: tuple[str, ...]) -> None:
        self._next.filters = filters

    @property
    def active(self) -> int:
        """Index of the selected shape's handle that keys move, -1 for none."""
        shape, handle = self.selected(), self._session.view.handle
        return handle if shape is not None and handle < len(shape.points) else -1

    def selected(self) -> Annotation | None:
        """Return the selected shape if it is on this frame."""
        return self._view.selected()

    def select_at(self, event: PointerEvent) -> bool:
        """Select the shape that lies under a place, if one does and none is being drawn; returns whether."""
        if self._view.frame is None or self._runner.drawing:
            return False
        hit = hit_test(self._next.context().shapes, event.at, REACH * event.resolution)
        if hit is not None:
            self._next.select(hit.annotation.id)
        return hit is not None

    def feed(self, event: PointerEvent) -> None:
        """Hand an event to the armed tool."""
        if self._view.frame is None:
            return
        if event.phase is Phase.PRESS and self._offer is not None and self._offer.shape is not None:
            # Whoever goes on drawing has kept the line as it is.
            self._offer = None
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
        shape, words = put_annotation(edit), self._next.words
        self._offer = None
        if self._session.view.tool not in LABELLED:
            # One name, one shape: the next one is another thing.
            self._next.words = ""
        try:
            self._session.do(freeing_slot(self._session.exam, edit, shape))
        except ProblemError as error:
            self._next.words = words
            self.problem.emit(error.problem)
            return
        if shape is not None:
            self._session.look(selected=shape.id, slot="")
            if self.assists and edit.name == "put_annotation":
                self._offer = self._view.border_offer(shape)
                self.refresh()

    def attempt(self, act: Callable[[], None]) -> None:
        """Do something to the selected shape, and say why where it cannot be done."""
        try:
            act()
        except ProblemError as error:
            self.problem.emit(error.problem)
        self.refresh()

    def cancel_draft(self) -> bool:
        """Drop the draft, if there is one; returns whether there was."""
        was = self._runner.cancel()
        self.refresh()
        return was

    def refresh(self) -> None:
        """Show the shapes, the draft, the hint and the read-out as they are now."""
        draft = self._runner.draft
        self._view.show(draft.annotation, self.active, self._offer.shape if self._offer else None)
        self.finishable.emit(draft.can_finish)
        self.read.emit(self._view.read_out(draft.annotation))
        self.offering.emit(self._offer.words if self._offer else "")
        self.naming.emit(self._naming())
        self.choosing.emit(region_choice(draft.annotation or self.selected(), self._view.info))
        line = None if self._runner.drawing else self.selected()
        self.calibrating.emit(line if line is not None and line.calibrates else None)
        words = text(draft.hint, self._session.view.language) + self._waiting()
        if words != self._hint:
            self._hint = words
            self.hinted.emit(words)

    def _naming(self) -> Naming:
        shape = None if self._runner.drawing else self.selected()
        if shape is not None and shape.id == self._named:
            return Naming(True, shape.id, self._view.numbers().get(shape.id, 0), shape.label)
        return naming_of(self._session.view.tool, shape, self._view.numbers(), self._next.words)

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
        moved = self._next.context().clamped(self._canvas.view.moved(at, dx, dy))
        self._canvas.show_cursor(moved)
        self.feed(PointerEvent(Phase.MOVE, moved, self._canvas.view.resolution))

    def _middle(self) -> Point:
        """The image point under the middle pixel of the canvas."""
        view = self._canvas.view
        middle = QPointF(self._canvas.width() // 2 + 0.5, self._canvas.height() // 2 + 0.5)
        return self._next.context().clamped(view.to_image(middle))

    def _next_handle(self) -> None:
        shape = self.selected()
        if shape is not None:
            after = self.active + 1
            self._session.look(handle=after if after < len(shape.points) else -1)

    def _nudge_selected(self, dx: float, dy: float) -> None:
        shape, context = self.selected(), self._next.context()
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
            self._next.select("")

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
            self._next.words = words.strip()
            self.draw_again()

    def keep_words(self, shape: str, words: str, visit: object) -> None:
        """Take words that are typed for one shape, by its id, or for the next one; never for another."""
        if shape:
            self.attempt(partial(self.editing.name_shape, shape, words, visit))
        elif words.strip() != self._next.words:
            self._next.words = words.strip()
            self.draw_again()

    def hold_naming(self, shape: str) -> None:
        """Go on naming a shape while its words are being typed, though it has some by now; "" ends it."""
        self._named = shape
        self.refresh()

    def use_drawing(self, drawing: str) -> None:
        """Let body marks show another drawing."""
        self._next.drawing = drawing
        self.draw_again()

    def use_region(self, region: int) -> None:
        """Let a region's scale hold for the selected shape, and for those drawn on this clip from now on."""
        self._next.use_region(region)
        self.attempt(partial(self.editing.use_region, region))
        self.draw_again()

    def use_length(self, line: str, millimetres: float | None, visit: object = None) -> None:
        """Take the ends of a calibration line, by its id, to be so far apart; None takes the scale back."""
        self.attempt(partial(self.editing.give_length, line, millimetres, visit))
        doubt = doubted_depth(self._view.info) if millimetres is not None else None
        if doubt is not None:
            self.problem.emit(doubt)

    def paste(self, shape: Annotation) -> None:
        """Put a copy of a shape on this frame, where it was on the other; it answers no slot."""
        frame = self._view.frame
        if frame is not None and all(self._next.context().inside(p) for p in shape.points):
            alone = replace(shape, frame=frame, last_frame=0, locked=False, hidden=False)
            # of a copy nobody has said how long it is
            alone = replace(alone, calibrates=False, known_mm=None)
            self.do(PutAnnotation(replace(alone, id=new_id(), slot=""), "paste_annotation"))
