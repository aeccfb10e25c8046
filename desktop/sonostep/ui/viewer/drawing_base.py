"""What drawing stands on: the armed tool's gesture, the shapes in view, and the way to the session."""

import uuid
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sonostep.core.annotation import Annotation
from sonostep.core.body_marks import DRAWINGS
from sonostep.core.clip import Frame, FrameRef, ScaleInfo
from sonostep.core.edits import Edit
from sonostep.core.problem import Problem, ProblemError
from sonostep.messages import text
from sonostep.session import PaneSession
from sonostep.tools import SELECT, TOOLS, Context, GestureRunner, Phase, PointerEvent
from sonostep.tools.gesture import put_annotation
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.choices import region_choice
from sonostep.ui.viewer.editing import LABELLED, Naming, ShapeEditing, freeing_slot, naming_of
from sonostep.ui.viewer.offers import Offer
from sonostep.ui.viewer.shape_view import ShapeView


class DrawingBase(QObject):
    """Stands between canvas and session for everything that is drawn.

    ``hinted`` carries the sentence that says what to do next, ``read`` the read-out of the shape under
    way or selected, ``finishable`` whether the shape under way can be finished here, ``naming`` what words
    would be given to, ``choosing`` the regions to choose between, or None, ``offering`` what is offered.
    """

    hinted = Signal(str)
    read = Signal(str)
    finishable = Signal(bool)
    naming = Signal(object)
    choosing = Signal(object)
    offering = Signal(str)
    problem = Signal(Problem)

    def __init__(self, session: PaneSession, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._armed = SELECT
        self._hint = ""
        self._view = ShapeView(session, canvas)
        self.editing = ShapeEditing(session)
        self.filters: tuple[str, ...] = ()
        self.assists = False
        self._offer: Offer | None = None
        self.words, self.known_mm, self.drawing = "", 10.0, next(iter(DRAWINGS))
        self._region: tuple[str, int | None] = ("", None)
        self._runner = GestureRunner(TOOLS[SELECT], self._context)
        canvas.pointed.connect(self.feed)

    @property
    def hint(self) -> str:
        """What to do next, in words."""
        return self._hint

    def set_frame(self, frame: FrameRef | None, info: ScaleInfo, pixels: Frame | None) -> None:
        """Turn to a frame, or to its shapes as they are now; a draft on the frame before is dropped."""
        moved = frame != self._view.frame
        self._view.turn_to(frame, info, pixels)
        if moved:
            self._offer = None
        if moved or self.resting or not self._runner.drawing:
            # A gesture holds the shapes as they were when it began: what was changed must not come back.
            self._runner.cancel()
        self.refresh()

    def arm(self) -> None:
        """Take up the tool that the session says."""
        tool = TOOLS.get(self._session.view.tool, TOOLS[SELECT])
        if self._armed in LABELLED and self._session.view.tool not in LABELLED:
            # What was written on the picture does not name the next thing that is measured.
            self.words = ""
        self._armed = self._session.view.tool
        self._runner.cancel()
        self._runner = GestureRunner(tool, self._context)
        self._session.look(handle=-1)
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
            new_id=new_id,
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
        self._session.look(selected=id_, handle=-1)

    @property
    def active(self) -> int:
        """Index of the selected shape's handle that keys move, -1 for none."""
        shape, handle = self.selected(), self._session.view.handle
        return handle if shape is not None and handle < len(shape.points) else -1

    def selected(self) -> Annotation | None:
        """Return the selected shape if it is on this frame."""
        return self._view.selected()

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
        shape, words = put_annotation(edit), self.words
        self._offer = None
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
        words = text(draft.hint, self._session.view.language)
        if words != self._hint:
            self._hint = words
            self.hinted.emit(words)

    def _naming(self) -> Naming:
        shape = None if self._runner.drawing else self.selected()
        return naming_of(self._session.view.tool, shape, self._view.numbers(), self.words)


def new_id() -> str:
    """Return an id that no shape has."""
    return uuid.uuid4().hex
