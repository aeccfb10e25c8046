"""What reaches a pane beside the pointer: arrows that nudge, and thumbnails that are dropped on it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from sonostep.session import PaneSession
from sonostep.ui.viewer.loading import CLIP_MIME
from sonostep.ui.viewer.verbs import ViewerVerbs

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PaneEvents(ViewerVerbs):
    """A pane's verbs and events; ``looking`` is where it looks."""

    def __init__(self, looking: PaneSession, parent: QWidget | None) -> None:
        super().__init__(looking, parent)
        self.looking = looking
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CLIP_MIME):
            event.acceptProposedAction()
        else:
            # Files are the window's.
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        id_ = bytes(event.mimeData().data(CLIP_MIME).data()).decode("utf-8", "replace")
        if self.looking.clip(id_) is not None:
            event.acceptProposedAction()
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
