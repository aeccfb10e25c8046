"""What a person can do to the viewer pane, one small method each; keys, menus and pedals call them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.clip import ScaleInfo
from sonostep.core.edits import PutAnnotation, Together
from sonostep.core.exam import Exam
from sonostep.core.problem import Problem
from sonostep.session import PaneSession, Session
from sonostep.ui.viewer.canvas import ZOOM_STEP, Canvas
from sonostep.ui.viewer.cine.frame_clock import LoopMode
from sonostep.ui.viewer.cine.playback import Playback
from sonostep.ui.viewer.cine.timeline import Timeline
from sonostep.ui.viewer.cine.transport import Transport
from sonostep.ui.viewer.display_bar import DisplayBar
from sonostep.ui.viewer.drawing.controller import Drawing
from sonostep.ui.viewer.drawing.overlays import scale_at
from sonostep.ui.viewer.tool_strip import Strip

_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one viewer pane."""

    canvas: Canvas
    display: DisplayBar
    drawing: Drawing
    playback: Playback
    timeline: Timeline
    transport: Transport
    strip: Strip


class ViewerVerbs(QWidget):
    """The commands of the viewer pane.

    The verbs; they act on the parts of one pane, for several panes on those of the active one.
    """

    problem = Signal(Problem)

    def __init__(self, session: Session | PaneSession, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._session = session
        self._copied: Annotation | None = None

    def parts(self) -> Parts:
        """The parts that are acted on."""
        raise NotImplementedError

    @property
    def canvas(self) -> Canvas:
        """The picture."""
        return self.parts().canvas

    @property
    def display(self) -> DisplayBar:
        """The display filters."""
        return self.parts().display

    @property
    def drawing(self) -> Drawing:
        """What draws."""
        return self.parts().drawing

    @property
    def playback(self) -> Playback:
        """What plays."""
        return self.parts().playback

    @property
    def timeline(self) -> Timeline:
        """The timeline."""
        return self.parts().timeline

    @property
    def transport(self) -> Transport:
        """The row of buttons."""
        return self.parts().transport

    @property
    def strip(self) -> Strip:
        """The strip below the picture."""
        return self.parts().strip

    def info(self) -> ScaleInfo:
        """What is known of the clip's scale: the exam's record, where the user's calibration is."""
        id_ = self._session.view.clip
        clip = self._session.clip(id_)
        if clip is None:
            return ScaleInfo(0, 0)
        return next((c.scale for c in self._session.exam.clips if c.id == id_), clip.scale)

    # cine

    def play_pause(self) -> None:
        """Play, or freeze; a half-drawn shape waits on its frame."""
        self.playback.play_pause()

    def step(self, n: int) -> None:
        """Freeze, and go ``n`` frames on, or back."""
        self.playback.step(n)

    def go_to(self, frame: int) -> None:
        """Freeze, and show a frame (from 1); the nearest there is."""
        self.playback.go_to(frame)

    def first(self) -> None:
        """Go to the first frame of the range."""
        self.playback.first()

    def last(self) -> None:
        """Go to the last frame of the range."""
        self.playback.last()

    def set_speed(self, speed: float) -> None:
        """Play at a factor of the true rate; negative plays backwards."""
        self.playback.set_speed(speed)

    def turn_round(self) -> None:
        """Play in the other direction."""
        self.playback.turn_round()

    def change_speed(self, by: int) -> None:
        """Play so many steps faster, slower where negative; 0 is the true rate."""
        self.playback.change_speed(by)

    def choose_loop(self, mode: str) -> None:
        """Say what happens at the end of the range, by the value of a ``LoopMode``."""
        self.playback.set_loop(LoopMode(mode))

    def set_loop(self, mode: LoopMode) -> None:
        """Say what happens at the end of the range."""
        self.playback.set_loop(mode)

    # looking

    def zoom_fit(self) -> None:
        """Show the whole picture."""
        self.canvas.fit()

    def zoom_one_to_one(self) -> None:
        """Show one image pixel as one screen pixel."""
        self.canvas.set_view(self.canvas.view.zoomed(1.0))

    def zoom_in(self) -> None:
        """Zoom in on the middle."""
        self.canvas.zoom_at(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out from the middle."""
        self.canvas.zoom_at(1.0 / ZOOM_STEP)

    def zoom_true_size(self) -> None:
        """Show a millimetre as a millimetre of this screen; refused without a scale."""
        scale = scale_at(self.info(), self.canvas.view.centre)
        if scale is None:
            self.problem.emit(Problem.of("viewer.true_size_without_scale"))
            return
        dots = self.screen().physicalDotsPerInchX() / _MM_PER_INCH
        self.canvas.set_view(self.canvas.view.zoomed(scale.mm_x * dots))

    def rotate(self) -> None:
        """Turn the picture a quarter clockwise; nothing but the view changes."""
        self.canvas.turn()

    def flip_horizontal(self) -> None:
        """Mirror the picture left to right."""
        self.canvas.flip(left_right=True)

    def flip_vertical(self) -> None:
        """Mirror the picture top to bottom."""
        self.canvas.flip(left_right=False)

    def toggle_overlays(self) -> None:
        """Draw the file's overlay planes over the picture, or take them away; say so where there are none."""
        if not self.display.toggle_overlays():
            self.problem.emit(Problem.of("viewer.no_overlays"))

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by screen pixels."""
        self.canvas.set_view(self.canvas.view.panned(QPointF(dx, dy)))

    def show_display_bar(self, shown: bool) -> None:
        """Show the row of display filters, or put it away; filters stay as they are."""
        self.display.setVisible(shown)

    def reset_display(self) -> None:
        """Show the frame as stored."""
        self.display.reset()

    # drawing

    def arm(self, tool: str) -> None:
        """Take up a tool; play stops, so that the frame under it stays."""
        self.playback.freeze()
        view = self._session.view
        self._session.look(tool=tool, slot=view.slot if tool == view.tool else "")
        self.canvas.setFocus()

    def cancel_gesture(self) -> None:
        """Drop the draft; else the tool; else the selection."""
        self.drawing.cancel()

    def confirm_point(self) -> None:
        """Set a point at the keyboard's cursor."""
        self.drawing.confirm()

    def undo_point(self) -> None:
        """Take back the last point of the draft."""
        self.drawing.back()

    def nudge(self, dx: float, dy: float) -> None:
        """Move the keyboard's cursor, or the selected shape or handle, by screen pixels."""
        self.drawing.nudge(dx, dy)

    def delete_selected(self) -> None:
        """Remove the selected shape."""
        self.drawing.delete_selected()

    def copy_selected(self) -> None:
        """Remember the selected shape, to paste it on another frame."""
        self._copied = self.drawing.selected() or self._copied

    def paste(self) -> None:
        """Put a copy of the remembered shape on the frame in view."""
        if self._copied is not None:
            self.drawing.paste(self._copied)

    def act(self, what: str) -> None:
        """Do one of ``shape_menu.ACTS`` to the selected shape."""
        editing, frame = self.drawing.editing, self._session.view.frame
        shape = editing.shape()
        acts: dict[str, Callable[[], None]] = {
            "lock": partial(editing.lock, shape is not None and not shape.locked),
            "hide": partial(editing.hide, True),
            "reach": partial(editing.reach_to, frame),
            "alone": partial(editing.keep_to, frame),
            "copy": self.copy_selected,
            "paste": self.paste,
            "earlier": partial(editing.reorder, -1),
            "later": partial(editing.reorder, 1),
            "delete": editing.remove,
            "show_all": self.show_hidden,
        }
        self.drawing.attempt(acts[what])

    def show_hidden(self) -> None:
        """Put every hidden shape of the exam back on its picture."""
        hidden = [a for a in self._session.exam.annotations if a.hidden]
        if hidden:
            shown = tuple(PutAnnotation(replace(a, hidden=False)) for a in hidden)
            self._session.do(Together(shown, "show_annotation"))

    def next_marked(self) -> None:
        """Go to the next frame that has a shape or was saved."""
        later = [f for f in self._marked() if f > self._session.view.frame]
        if later:
            self.go_to(later[0])

    def previous_marked(self) -> None:
        """Go to the frame before that has a shape or was saved."""
        earlier = [f for f in self._marked() if f < self._session.view.frame]
        if earlier:
            self.go_to(earlier[-1])

    def _marked(self) -> list[int]:
        annotated, saved = marked_frames(self._session.exam, self._session.view.clip)
        return sorted({*annotated, *saved})


def marked_frames(exam: Exam, clip: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the frames of a clip on which shapes begin or end, and those saved as key images, in order."""
    annotated = {f for a in exam.annotations if a.frame.clip == clip for f in (a.frames[0], a.frames[-1])}
    saved = {k.frame.frame for k in exam.key_images if k.frame.clip == clip}
    return tuple(sorted(annotated)), tuple(sorted(saved))
