"""The frame number, which is also the list of the frames that have shapes or were saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sonostep.core.exam import Exam
from sonostep.core.text import Language
from sonostep.messages import text


@dataclass(frozen=True, slots=True)
class MarkedFrame:
    """A frame (from 1), how many shapes begin on it, and whether it was saved as a key image."""

    frame: int
    shapes: int
    saved: bool


def marked_list(exam: Exam, clip: str) -> tuple[MarkedFrame, ...]:
    """Return the frames of a clip that have shapes or were saved, in order."""
    drawn = [a.frame.frame for a in exam.annotations if a.frame.clip == clip]
    saved = {k.frame.frame for k in exam.key_images if k.frame.clip == clip}
    return tuple(MarkedFrame(f, drawn.count(f), f in saved) for f in sorted({*drawn, *saved}))


def marked_words(marked: MarkedFrame, language: Language) -> tuple[str, ...]:
    """Return the frame's number and what is on it, in words."""
    shapes = text("marked.shapes", language, count=marked.shapes) if marked.shapes else ""
    saved = text("marked.saved", language) if marked.saved else ""
    frame = text("marked.frame", language, frame=marked.frame)
    return tuple(w for w in (frame, shapes, saved) if w)


class MarkedMenu(QToolButton):
    """The menu of marked frames. ``picked`` carries a frame."""

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame_number")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMinimumWidth(96)
        self._frames: tuple[MarkedFrame, ...] = ()
        self._language: Language = "en"
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._picked)
        self.setMenu(self._menu)
        self._fill()

    def show_frames(self, frames: Sequence[MarkedFrame], language: Language) -> None:
        """List the marked frames."""
        if (tuple(frames), language) != (self._frames, self._language):
            self._frames, self._language = tuple(frames), language
            self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for marked in self._frames:
            action = self._menu.addAction(" · ".join(marked_words(marked, self._language)))
            action.setData(marked.frame)
        if not self._frames:
            self._menu.addAction(text("marked.none", self._language)).setEnabled(False)
        self.setToolTip(text("marked.title", self._language))

    def _picked(self, action: QAction) -> None:
        self.picked.emit(action.data())
