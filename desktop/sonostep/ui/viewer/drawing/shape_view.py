"""What is seen and read of the shapes on one frame: numbers, labels, read-out. It changes nothing."""

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Frame, FrameRef, ScaleInfo
from sonostep.core.measure.echo import echo_statistics
from sonostep.core.measure.measurement import measures, numbered
from sonostep.core.shapes import shape_row
from sonostep.messages import sentence, text
from sonostep.session import PaneSession
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.drawing.echo_text import echo_words
from sonostep.ui.viewer.drawing.painters import ShownShape
from sonostep.ui.viewer.drawing.picture_depth import doubted_depth
from sonostep.ui.viewer.drawing.readout import details, full, short, value_of
from sonostep.ui.viewer.drawing.style import ShapeStyle
from sonostep.ui.viewer.drawing.suggestions import Offer, border_offer


class ShapeView:
    """The view of shapes. Shows the exam's shapes of one frame on the canvas."""

    def __init__(self, session: PaneSession, canvas: Canvas) -> None:
        self._session = session
        self._canvas = canvas
        self._pixels: Frame | None = None
        self._numbered: tuple[Annotation, ...] | None = None
        self._numbers: dict[str, int] = {}
        self.frame: FrameRef | None = None
        self.info = ScaleInfo(0, 0)

    def turn_to(self, frame: FrameRef | None, info: ScaleInfo, pixels: Frame | None) -> None:
        """Turn to another frame, with what is known of its scale and its stored pixels."""
        self.frame, self.info, self._pixels = frame, info, pixels

    def shapes(self) -> tuple[Annotation, ...]:
        """Return the shapes that are to be seen on the frame, oldest first."""
        if self.frame is None:
            return ()
        return tuple(a for a in self._session.exam.annotations_on(self.frame) if not a.hidden)

    def selected(self) -> Annotation | None:
        """Return the selected shape if it is on the frame."""
        wanted = self._session.view.selected
        return next((a for a in self.shapes() if a.id == wanted), None)

    def show(self, draft: Annotation | None, active: int, offer: Annotation | None = None) -> None:
        """Show the resting shapes, and the one under way in place of the shape that it moves.

        ``active`` is the index of the selected shape's handle that keys move, -1 for none; ``offer`` is shown
        beside what is there, while nothing is under way.
        """
        numbers = self.numbers()
        moving = draft.id if draft else ""
        resting = [a for a in self.shapes() if a.id != moving]
        bare = offer.id if offer else ""
        shown = [self._resting(numbers.get(a.id, 0), a, active, bare=a.id == bare) for a in resting]
        self._canvas.show_shapes(tuple(shown))
        look = ShapeStyle(numbers.get(bare, 0), draft=True, assisted=True)
        offered = ShownShape(offer, look) if offer else None
        self._canvas.show_draft(self._under_way(draft) if draft else offered)

    def numbers(self) -> dict[str, int]:
        """Number the shapes with a value through the whole exam, as the report does; marks have none."""
        annotations = self._session.exam.annotations
        if self._numbered is not annotations:
            self._numbered = annotations
            self._numbers = numbered(annotations)
        return self._numbers

    def read_out(self, draft: Annotation | None) -> str:
        """Return the draft's main value while it moves, all that the selected shape says while it rests."""
        language = self._session.view.language
        if draft is not None:
            return full(value_of(draft, self.info), language)
        shape = self.selected()
        if shape is None:
            return ""
        counted = shape_row(shape.kind).echo
        echo = echo_words(shape, self.shapes(), self.numbers(), self._pixels, language) if counted else ""
        assisted = text("readout.assisted", language) if shape.assisted else ""
        doubt = doubted_depth(self.info) if shape.calibrates else None
        doubted = sentence(doubt, language) if doubt is not None else ""
        return " · ".join(w for w in (details(shape, self.info, language), echo, assisted, doubted) if w)

    def border_offer(self, shape: Annotation) -> Offer | None:
        """Return what image analysis would offer for a shape of the frame in view."""
        if self._pixels is None or self.frame is None or not shape.on(self.frame):
            return None
        return border_offer(self._pixels, shape, self.info, self._session.view.language)

    def _resting(self, number: int, shape: Annotation, active: int, *, bare: bool) -> ShownShape:
        # Handles would hide the line that is offered in the place of this one.
        chosen = shape.id == self._session.view.selected and not bare
        look = ShapeStyle(number, selected=chosen, active=active if chosen else -1, assisted=shape.assisted)
        return ShownShape(shape, look, self._label(number, shape), self._histogram(shape) if chosen else ())

    def _histogram(self, shape: Annotation) -> tuple[int, ...]:
        if not shape_row(shape.kind).echo or self._pixels is None:
            return ()
        said = echo_statistics(self._pixels, shape.points)
        return said.histogram if said else ()

    def _under_way(self, shape: Annotation) -> ShownShape:
        numbers = self.numbers()
        new = len(numbers) + 1 if measures(shape.kind) and not shape.calibrates else 0
        number = numbers.get(shape.id, new)
        words = self._label(number, shape) if len(shape.points) > 1 else ""
        return ShownShape(shape, ShapeStyle(number, selected=True, draft=True), words)

    def _label(self, number: int, shape: Annotation) -> str:
        words = short(value_of(shape, self.info))
        mark = "*" if shape.assisted else ""
        return " ".join(w for w in (f"{number}{mark}:" if number else "", shape.label, words) if w)
