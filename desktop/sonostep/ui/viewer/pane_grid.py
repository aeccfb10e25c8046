"""One, two or four pictures side by side; one of them is worked on, and they can play in step."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sonostep.core.clip import Frame, FrameRef
from sonostep.session import PaneSession, Session, ViewChange
from sonostep.ui.viewer.canvas import Canvas
from sonostep.ui.viewer.cine.frame_clock import nearest_frame
from sonostep.ui.viewer.layout_menu import LAYOUTS
from sonostep.ui.viewer.linked_panes import PicturesInStep
from sonostep.ui.viewer.pane import ViewerPane
from sonostep.ui.viewer.pane_commands import Parts, ViewerVerbs
from sonostep.ui.viewer.pane_window import PaneWindow
from sonostep.workflows.frame_loader import FrameLoaderLike


class PaneGrid(ViewerVerbs):
    """The grid of one, two or four viewer panes.

    Stands where a single ``ViewerPane`` stood; every verb acts on the active pane.

    The active pane shows the session's clip and frame; the others stay where they are. Pressing, scrolling
    or tabbing into a pane makes it the active one, where a draft in the one before waits. ``layout_changed``
    carries the number of panes, ``assist_changed`` whether image analysis may make offers, ``menu_wanted``
    where on the screen a context menu is to open and whether it is a shape's.
    """

    key_hint_changed = Signal(str)
    frame_shown = Signal(FrameRef)
    layout_changed = Signal(int)
    assist_changed = Signal(bool)
    menu_wanted = Signal(QPoint, bool)

    def __init__(self, session: Session, loader: FrameLoaderLike, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setObjectName("pane_grid")
        self._whole, self._loader = session, loader
        self._count, self._linked, self._view_linked, self.assists = 1, False, False, False
        self._in_step = PicturesInStep()
        self._anchors: dict[int, float] = {}
        self._held: set[ViewerPane] = set()
        self._own: PaneWindow | None = None
        self._panes: list[ViewerPane] = []
        self._pictures = QGridLayout()
        self._pictures.setSpacing(2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._pictures, 1)
        self.controls = QWidget(self)
        """Below the pictures: the tool's choices and the transport of the picture that is worked on."""
        self._below = QVBoxLayout(self.controls)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(0)
        self._column.addWidget(self.controls)
        self._active = self._add(PaneSession(session))
        self.set_layout(1)

    def _add(self, looking: PaneSession) -> ViewerPane:
        pane = ViewerPane(looking, self._loader, self)
        place = len(self._panes)
        self._panes.append(pane)
        self._pictures.addWidget(pane, place // 2, place % 2)
        self._below.addWidget(pane.controls)
        pane.transport.panes.show()
        looking.on_view(partial(self._looked, pane))
        pane.canvas.turned_to.connect(self._turned)
        pane.key_hint_changed.connect(self._hinted)
        pane.frame_shown.connect(self._shown)
        pane.problem.connect(self.problem)
        pane.menu_wanted.connect(self.menu_wanted)
        pane.transport.panes_chosen.connect(self.set_layout)
        pane.transport.link_toggled.connect(self.set_linked)
        pane.transport.panes.view_linked.connect(self.set_view_linked)
        pane.canvas.view_changed.connect(self._picture_moved)
        pane.strip.tools.assist.setChecked(self.assists)
        pane.strip.tools.assist_toggled.connect(self.set_assist)
        return pane

    # what there is

    @property
    def active(self) -> ViewerPane:
        """The pane that is worked on."""
        return self._active

    @property
    def panes(self) -> tuple[ViewerPane, ...]:
        """The panes on the screen, from left to right and down."""
        return tuple(self._panes[: self._count])

    @property
    def linked(self) -> bool:
        """Whether the panes play in step."""
        return self._linked

    def parts(self) -> Parts:
        return self._active.parts()

    def current_frame_pixels(self) -> Frame | None:
        """Return the stored pixels of the frame in the active pane; None where it is not shown (yet)."""
        return self._active.current_frame_pixels()

    # how many, and which

    def set_layout(self, count: int) -> None:
        """Show one, two or four panes; a new one opens the next clip that is not in view.

        Raises:
            ValueError: for any other number.
        """
        if count not in LAYOUTS:
            raise ValueError(f"{count} panes")
        while len(self._panes) < count:
            self._add(PaneSession(self._whole, awake=False))
        if self._active not in self._panes[:count]:
            self.activate(self._panes[0])
        self._count = count
        for pane in self._panes[1:count]:
            self._fill(pane)
        for index, pane in enumerate(self._panes):
            pane.setVisible(index < count)
            pane.show_place(count > 1)
            if index >= count:
                pane.playback.freeze()
        for line in (0, 1):
            # Rows and columns of one size, whatever is said above a picture; an unused one takes nothing.
            self._pictures.setRowStretch(line, int(line < (count + 1) // 2))
            self._pictures.setColumnStretch(line, int(line < min(count, 2)))
        if count == 1:
            self._bring_home()
            self._let_go()
        self.set_linked(self._linked and count > 1)
        self.set_view_linked(self._view_linked and count > 1)
        self._mark_active()
        self.layout_changed.emit(count)

    def _fill(self, pane: ViewerPane) -> None:
        if pane.looking.view.clip:
            return
        shown = {p.looking.view.clip for p in self.panes}
        readable = [c.id for c in self._whole.clips if c.readable]
        unseen = [id_ for id_ in readable if id_ not in shown]
        if unseen or readable:
            pane.looking.look(clip=(unseen or readable)[0], frame=1)

    def activate(self, pane: ViewerPane) -> None:
        """Work on a pane; a draft in the one before waits there."""
        if pane is self._active:
            return
        before, self._active = self._active, pane
        before.drawing.put_draft_by()
        before.looking.rest()
        if self._linked:
            before.playback.freeze()
        pane.looking.wake()
        self._mark_active()
        self.key_hint_changed.emit(pane.drawing.hint)

    def _let_go(self) -> None:
        for pane in self._held:
            pane.show_held(False)
        self._held.clear()

    def toggle_own_window(self) -> None:
        """Give the second picture a window of its own, on the second screen where there is one; or take it
        back beside the first."""
        if self._own is not None:
            self._bring_home()
            return
        if self._count == 1:
            self.set_layout(2)
        pane = self._panes[1]
        self._pictures.removeWidget(pane)
        self._pictures.setColumnStretch(1, 0)
        self._own = PaneWindow(pane, self)
        self._own.closed.connect(self._bring_home)
        self._own.open_beside(self.screen())

    def _bring_home(self) -> None:
        own, self._own = self._own, None
        if own is None:
            return
        pane = own.pane
        self._pictures.addWidget(pane, 0, 1)
        self._pictures.setColumnStretch(1, int(self._count > 1))
        pane.setVisible(self._count > 1)
        own.done()

    def open_beside(self, clip: str) -> None:
        """Show a clip in the next pane, in two panes where there is one, and work on it there."""
        if self._count == 1:
            self.set_layout(2)
        self.next_pane()
        self._active.looking.look(clip=clip, frame=1, selected="")

    def next_pane(self) -> None:
        """Work on the next pane."""
        panes = self.panes
        self.activate(panes[(panes.index(self._active) + 1) % len(panes)])

    def _mark_active(self) -> None:
        for pane in self._panes:
            pane.canvas.show_framed(self._count > 1 and pane is self._active)
            pane.controls.setVisible(pane is self._active)
            pane.transport.panes.show_state(self._count, self._linked, self._view_linked)

    def _turned(self) -> None:
        canvas = self.sender()
        pane = next((p for p in self._panes if p.canvas is canvas), None)
        if pane is not None:
            self.activate(pane)

    # in step

    def set_linked(self, linked: bool) -> None:
        """Let the other panes follow the active one's time, from where each of them is now."""
        self._linked = linked
        for pane in self._panes:
            if linked and pane is not self._active:
                pane.playback.freeze()
        self._mark_active()
        self._anchor()

    def toggle_linked(self) -> None:
        """Play in step, or each for itself."""
        self.set_linked(not self._linked and self._count > 1)

    def toggle_hold(self) -> None:
        """Hold the active picture where it is while the others play in step, or let it go along again."""
        pane = self._active
        if pane in self._held:
            self._held.discard(pane)
            self._anchor()
        else:
            self._held.add(pane)
            pane.playback.freeze()
        pane.show_held(pane in self._held)

    def set_view_linked(self, linked: bool) -> None:
        """Zoom and move the panes together, from where each lies now and at one scale where both have one."""
        self._view_linked = linked
        self._mark_active()
        self._in_step.part()
        if linked:
            others = [(p.canvas, p.info()) for p in self.panes if p is not self._active]
            self._in_step.join(self._active.canvas, self._active.info(), others)

    def toggle_view_linked(self) -> None:
        """Zoom and move the panes together, or each for itself."""
        self.set_view_linked(not self._view_linked and self._count > 1)

    def _picture_moved(self) -> None:
        canvas = self.sender()
        if isinstance(canvas, Canvas):
            self._in_step.moved(canvas, leads=canvas is self._active.canvas)

    def set_assist(self, on: bool) -> None:
        """Let image analysis make offers in every pane, or in none."""
        if on != self.assists:
            self.assists = on
            for pane in self._panes:
                pane.strip.tools.assist.setChecked(on)
            self.assist_changed.emit(on)

    def toggle_assist(self) -> None:
        """Let image analysis make offers, or not."""
        self.set_assist(not self.assists)

    def _anchor(self) -> None:
        self._anchors = {id(p): p.now() for p in self._panes}

    def _looked(self, pane: ViewerPane, change: ViewChange) -> None:
        if change.before.clip != change.after.clip:
            # Joined anew when its picture is there and lies as it will.
            self._in_step.part()
        if not self._linked:
            return
        if change.before.clip != change.after.clip:
            # What belongs together is what is in view when another clip comes.
            self._anchor()
        elif change.before.frame != change.after.frame and pane is self._active:
            self._follow()

    def _follow(self) -> None:
        passed = self._active.now() - self._anchors.get(id(self._active), 0.0)
        for pane in self.panes:
            clip = pane.looking.clip(pane.looking.view.clip)
            if pane is self._active or pane in self._held or clip is None or not clip.readable:
                continue
            pane.looking.look(frame=nearest_frame(clip.timing, self._anchors[id(pane)] + passed))

    # what the active pane says

    def _hinted(self, words: str) -> None:
        if self.sender() is self._active:
            self.key_hint_changed.emit(words)

    def _shown(self, ref: FrameRef) -> None:
        if self._view_linked and not self._in_step.joined:
            self.set_view_linked(True)
        if self.sender() is self._active:
            self.frame_shown.emit(ref)
