"""The viewer pane: the picture, its timeline and buttons, and what is said around it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.exam import Exam
from sonostep.core.measure.calibration import known_aspect
from sonostep.core.problem import Problem
from sonostep.messages import sentence, text
from sonostep.session import PaneSession, Session, ViewChange
from sonostep.tools import Phase
from sonostep.ui.kit.drops import accept_copy
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.cine.frame_requests import FrameFlow
from sonostep.ui.viewer.cine.marked_frames_menu import marked_list
from sonostep.ui.viewer.cine.overlay_requests import OverlayRequests, has_overlays
from sonostep.ui.viewer.cine.playback import Playback
from sonostep.ui.viewer.cine.timeline import Timeline
from sonostep.ui.viewer.cine.transport import Transport
from sonostep.ui.viewer.display_bar import DisplayBar
from sonostep.ui.viewer.display_filters import Filters, applied
from sonostep.ui.viewer.drawing.controller import Drawing
from sonostep.ui.viewer.drawing.overlays import OverlayTexts
from sonostep.ui.viewer.drawing.suggestions import remember_scale, scale_offer
from sonostep.ui.viewer.header import PictureHeader
from sonostep.ui.viewer.pane_commands import Parts, ViewerVerbs, marked_frames
from sonostep.ui.viewer.subscriptions import Subscriptions
from sonostep.ui.viewer.tool_strip import Strip
from sonostep.workflows.frame_loader import FrameLoaderLike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIP_MIME = "application/x-sonostep-clip"
"""What a dragged thumbnail carries: the clip's id, UTF-8."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ViewerPane(ViewerVerbs):
    """The viewer pane. Shows the session's clip and frame, and lets the armed tool draw on it.

    ``key_hint_changed`` carries what the keys do now, ``frame_shown`` the frame that came on the screen,
    ``problem`` what a person is to be told, ``menu_wanted`` where on the screen a context menu is to open,
    and whether it is that of the selected shape.
    """

    key_hint_changed = Signal(str)
    frame_shown = Signal(FrameRef)
    menu_wanted = Signal(QPoint, bool)

    def __init__(
        self,
        session: Session | PaneSession,
        loader: FrameLoaderLike,
        parent: QWidget | None = None,
    ) -> None:
        looking = session if isinstance(session, PaneSession) else PaneSession(session)
        super().__init__(looking, parent)
        self.looking = looking
        self.setObjectName("viewer_pane")
        self.setAcceptDrops(True)
        self.one_of_many = self.held = False
        self._clip: Clip | None = None
        self._shown: FrameRef | None = None
        self._raw: Frame | None = None
        self._failure: Problem | None = None
        self._offered_for = ""
        self._parts = self._make_parts()
        self._flow = FrameFlow(loader, self)
        self._overlays = OverlayRequests(loader, self)
        self._lay_out()
        self._connect()
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(self.looking, self._exam_changed, self._view_changed)
        self._subscriptions.also(self.looking.stop)
        self._retranslate()
        self._open_clip()
        self.drawing.arm()

    def _make_parts(self) -> Parts:
        canvas, timeline = Canvas(self), Timeline(self)
        transport = Transport(timeline, self)
        display = DisplayBar(self)
        display.hide()
        drawing = Drawing(self.looking, canvas, self)
        playback = Playback(self.looking, timeline, transport, self)
        return Parts(canvas, display, drawing, playback, timeline, transport, Strip(self))

    def parts(self) -> Parts:
        return self._parts

    def _lay_out(self) -> None:
        self.header = PictureHeader(self)
        self._problems = _plain_label("clip_problems")
        self._problems.setWordWrap(True)
        self._problems.setProperty("role", "problem")
        self.controls = QWidget(self)
        self.controls.setObjectName("viewer_controls")
        below = _column_of(self.controls)
        for part in (self.strip, self.display, self.transport):
            below.addWidget(part)
        column = _column_of(self)
        column.addWidget(self._problems)
        column.addWidget(self.header)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.controls)

    def _connect(self) -> None:
        self._flow.arrived.connect(self._frame_arrived)
        self._flow.failed.connect(self._frame_failed)
        self._overlays.arrived.connect(self._overlay_arrived)
        self.canvas.scrolled.connect(self.step)
        self.canvas.menu_wanted.connect(self._open_menu)
        self.canvas.view_changed.connect(self._show_words)
        self.display.changed.connect(self._filtered)
        self.transport.display_toggled.connect(self.display.setVisible)
        self.drawing.hinted.connect(self.key_hint_changed)
        self.drawing.read.connect(self.strip.read_out.setText)
        self.drawing.read.connect(self.strip.read_out.setToolTip)
        self.drawing.finishable.connect(self.strip.show_finish)
        self.drawing.problem.connect(self.problem)
        self.drawing.naming.connect(self.strip.show_naming)
        self.drawing.choosing.connect(self.strip.regions.show_choice)
        self.drawing.offering.connect(self.strip.show_offer)
        self.strip.offer_answered.connect(self.drawing.answer)
        self.strip.tools.assist_toggled.connect(self._assist)
        self.transport.frame_picked.connect(self.go_to)
        self.strip.drawing_chosen.connect(self.drawing.use_drawing)
        self.strip.region_chosen.connect(self.drawing.use_region)
        self.strip.finish_wanted.connect(self.drawing.finish)
        self.strip.words_chosen.connect(self._named)
        self.strip.words_picked.connect(self._picked)
        self.strip.words_typed.connect(self.drawing.keep_words)
        self.strip.words_entered.connect(self.drawing.hold_naming)
        self.strip.words_done.connect(self.canvas.setFocus)
        self.strip.problem.connect(self.problem)
        self.drawing.calibrating.connect(self.strip.show_line)
        self.strip.length_typed.connect(self.drawing.use_length)
        self.header.calibration_wanted.connect(self._calibrate)
        self.strip.tool_picked.connect(self.arm)
        self.strip.act_picked.connect(self.act)

    def _open_menu(self, at: QPoint, pointed: bool) -> None:
        """Ask for the menu of the shape that is pointed at (by key: the selected one); else the picture's."""
        self.canvas.turned_to.emit()
        on_shape = self.drawing.selected() is not None
        if pointed:
            event = self.canvas.to_event(Phase.MOVE, QPointF(at))
            on_shape = self.drawing.select_at(event)
        self.menu_wanted.emit(self.canvas.mapToGlobal(at), on_shape)

    def _calibrate(self) -> None:
        """Take up the tool from the notice that there is no scale; the keys are the picture's then."""
        self.arm("calibrate")
        self.canvas.setFocus()

    def _filtered(self, filters: Filters) -> None:
        self.drawing.filters = filters.marks
        self.drawing.draw_again()
        if self._raw is not None:
            self.canvas.show_frame(applied(self._raw, filters))
        self._want_overlays()
        self._show_words()

    def _want_overlays(self) -> None:
        """Overlay planes are drawn while their switch is on, and are never part of the pixels."""
        on = self.display.filters.overlays and has_overlays(self._clip)
        self._overlays.want(self._shown if on else None)

    def _overlay_arrived(self, ref: FrameRef, mask: "NDArray[np.bool_]") -> None:
        if ref == self._shown:
            self.canvas.show_overlay(mask)

    def _assist(self, on: bool) -> None:
        self.drawing.assists = on
        self.drawing.offer(None)

    def _named(self, words: str) -> None:
        self.drawing.use_words(words)

    def _picked(self, shape: str, words: str) -> None:
        inside = self.strip.isAncestorOf(self.focusWidget() or self)
        self.drawing.keep_words(shape, words, None)
        if inside:
            # The keys are the picture's again.
            self.canvas.setFocus()

    def current_frame_pixels(self) -> Frame | None:
        """Return the frame in view as stored: no filter, turn, flip or shape.

        None where the session's frame is not on the screen (yet): the pixels of another frame would be
        saved under its number.
        """
        return self._raw if self._shown == self._session.view.frame_ref else None

    # what happened

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.clips is not after.clips:
            self._adopt_scale()
            if self._clip is not None:
                remember_scale(self._clip, before, after)
        if before.annotations is not after.annotations or before.clips is not after.clips:
            self.drawing.set_frame(self._shown, self.info(), self._raw)
            self._show_marks()
            self._show_selected()
        elif before.key_images is not after.key_images:
            self._show_marks()

    def _view_changed(self, change: ViewChange) -> None:
        before, after = change.before, change.after
        if before.tool != after.tool or before.slot != after.slot:
            if after.tool != "select":
                self.playback.freeze()
            self.strip.show_tool(after.tool)
            self._show_words()
            self.drawing.arm()
        if before.clip != after.clip:
            self._open_clip()
        elif before.frame != after.frame:
            self._want_frame()
        if before.side != after.side:
            self.drawing.draw_again()
        if (before.selected, before.handle) != (after.selected, after.handle):
            self._show_selected()
            self.drawing.refresh()
        if before.language != after.language:
            self._retranslate()

    def _open_clip(self) -> None:
        self._clip = self._session.clip(self._session.view.clip)
        self._shown, self._raw, self._failure = None, None, None
        self.canvas.show_frame(None)
        self.playback.open(self._clip)
        self._flow.open(self._clip)
        self._overlays.want(None)
        self.display.offer_overlays(has_overlays(self._clip))
        self.drawing.set_frame(None, self.info(), None)
        self._adopt_scale()
        self._show_marks()
        self._show_words()
        self._show_problems()
        self.transport.show_clip(self._clip, self._session.view.language)
        self._want_frame()

    def _want_frame(self) -> None:
        frame = self._session.view.frame
        self.timeline.setValue(frame)
        self.timeline.update()
        self.transport.show_place(frame, self._clip.frames if self._clip else 0)
        self._flow.want(frame)
        if self.one_of_many:
            self._show_words()

    def _frame_arrived(self, ref: FrameRef, frame: Frame) -> None:
        self._shown, self._raw, self._failure = ref, frame, None
        self.canvas.show_frame(applied(frame, self.display.filters))
        self._want_overlays()
        first = self._offered_for != ref.clip
        self.drawing.set_frame(ref, self.info(), frame)
        self._show_problems()
        if first and self._clip is not None:
            self._offered_for = ref.clip
            self.drawing.offer(scale_offer(self._clip, self.info(), self._session.view.language))
        self.frame_shown.emit(ref)

    def _frame_failed(self, ref: FrameRef, problem: Problem) -> None:
        # A picture that belongs to another frame would be a lie.
        self._shown, self._raw, self._failure = None, None, problem
        self.canvas.show_frame(None)
        self.drawing.set_frame(None, self.info(), None)
        self._show_problems()
        self.problem.emit(problem)

    # what is said around the picture

    def _adopt_scale(self) -> None:
        self.canvas.set_aspect(known_aspect(self.info()) or 1.0)
        self._show_words()

    def _show_words(self) -> None:
        words = self._words(self._clip) if self._clip else OverlayTexts(language=self._session.view.language)
        self.canvas.show_words(words)
        self.header.show_words(words)

    def _words(self, clip: Clip) -> OverlayTexts:
        """Beside others, a picture also says its day and its frame: today is not told from before without."""
        view, marks = self._session.view, self.drawing.filters + self.canvas.view.marks
        room = f"{clip.frames} / {clip.frames}" if self.one_of_many else ""
        room += self._held_words()
        return OverlayTexts(
            self.info(), view.language, clip.synthetic, marks,
            title=_dated(clip) if self.one_of_many else clip.title,
            place=self._place(clip) if self.one_of_many else "",
            place_room=room, outlines=view.tool != "select",
        )  # fmt: skip

    def _place(self, clip: Clip) -> str:
        return f"{self._session.view.frame} / {clip.frames}{self._held_words()}"

    def _held_words(self) -> str:
        return f" · {text('viewer.held', self._session.view.language)}" if self.held else ""

    def now(self) -> float:
        """Return when the frame in view starts, in seconds from the clip's first."""
        starts = self._clip.timing.starts if self._clip else ()
        return starts[self._session.view.frame - 1] if 0 < self._session.view.frame <= len(starts) else 0.0

    def show_held(self, held: bool) -> None:
        """Say on the picture that it is held while others play."""
        self.held = held
        self._show_words()

    def show_place(self, one_of_many: bool) -> None:
        """Say on the picture which frame of which day it is, for a pane without its own timeline."""
        self.one_of_many = one_of_many
        self._show_words()

    def _show_marks(self) -> None:
        exam, view = self._session.exam, self._session.view
        self.timeline.set_marks(*marked_frames(exam, view.clip))
        self.transport.place.show_frames(marked_list(exam, view.clip), view.language)

    def _show_selected(self) -> None:
        self.strip.shape_menu.show_shape(self.drawing.editing.shape())

    def _show_problems(self) -> None:
        told = self._clip.problems if self._clip else ()
        told = (*told, self._failure) if self._failure else told
        words = "\n".join(sentence(p, self._session.view.language) for p in told)
        self._problems.setText(words)
        self._problems.setVisible(bool(words))
        empty = words or text("viewer.empty", self._session.view.language)
        self.canvas.empty_words = empty if self._clip is None or words else ""

    # drag and drop, keys

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CLIP_MIME):
            accept_copy(event)
        else:
            # Files are the window's.
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        id_ = bytes(event.mimeData().data(CLIP_MIME).data()).decode("utf-8", "replace")
        if self.looking.clip(id_) is not None:
            accept_copy(event)
            self.canvas.turned_to.emit()
            self.looking.look(clip=id_, frame=1, selected="")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow nudge by one screen pixel, with Shift by ten; every other key is the window's."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        pixels = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self.nudge(way[0] * pixels, way[1] * pixels)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.canvas.setAccessibleName(self.tr("Picture"))
        self.timeline.setAccessibleName(self.tr("Timeline"))
        self._problems.setAccessibleName(self.tr("Problems of the clip"))
        self.strip.use_language(self._session.view.language)
        self.display.use_language(self._session.view.language)
        self._show_marks()
        self.transport.show_clip(self._clip, self._session.view.language)
        self._show_words()
        self._show_problems()
        self.drawing.refresh()


def _dated(clip: Clip) -> str:
    day = clip.study.study_date
    day = f"{day[:4]}-{day[4:6]}-{day[6:8]}" if len(day) == 8 and day.isdigit() else day
    return " · ".join(w for w in (clip.label, day) if w)


def _column_of(parent: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _plain_label(name: str) -> QLabel:
    """A label that takes nothing it shows for markup."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
