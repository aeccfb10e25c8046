"""The frame list: every frame of the exam that has shapes or was saved; choosing one goes there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from sonostep.core.clip import Frame, FrameRef
from sonostep.core.exam import Exam
from sonostep.messages import text
from sonostep.session import Session, ViewChange
from sonostep.ui.kit import theme
from sonostep.ui.panels.study.annotation_fields import clip_title
from sonostep.ui.viewer.canvas import image_of
from sonostep.ui.viewer.cine.marked_frames_menu import MarkedFrame, marked_list, marked_words
from sonostep.ui.viewer.drawing.style import picture_icon
from sonostep.ui.viewer.subscriptions import Subscriptions

_FRAME = Qt.ItemDataRole.UserRole
_PICTURE = QSize(64, 48)

Pixels = Callable[[], Frame | None]


class FrameList(QTreeWidget):
    """One row per marked frame, clip by clip: its picture, its number, what is on it.

    Pressing a row, or walking to it by Up and Down, shows that frame. ``pixels`` gives the stored pixels of
    the frame in view; a row has its picture once that has been in view, a saved frame from the start.
    """

    def __init__(self, session: Session, pixels: Pixels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame_list")
        self._session, self._pixels = session, pixels
        self._listed: tuple[tuple[str, MarkedFrame], ...] = ()
        self._pictures: dict[FrameRef, QPixmap] = {}
        self._filling = False
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setIconSize(_PICTURE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._go)
        self.itemClicked.connect(self._go)
        self._subscriptions = Subscriptions(self)
        self._subscriptions.listen(session, self._exam_changed, self._view_changed)
        self._retranslate()

    def seen(self, ref: FrameRef) -> None:
        """Keep the picture of a listed frame, which is in view now."""
        item, pixels = self._item(ref), self._pixels()
        if item is not None and pixels is not None and ref not in self._pictures:
            self._pictures[ref] = QPixmap.fromImage(_small(pixels))
            item.setIcon(0, picture_icon(self._pictures[ref]))

    def _fill(self) -> None:
        self._filling = True
        self._listed = listed(self._session.exam)
        self.clear()
        for clip, marked in self._listed:
            self._add(FrameRef(clip, marked.frame), marked)
        if not self._listed:
            words = text("marked.none", self._session.view.language)
            QTreeWidgetItem(self, [words]).setFlags(Qt.ItemFlag.NoItemFlags)
        self._filling = False
        here = self._session.view.frame_ref
        if here is not None:
            self.seen(here)
        self._follow()

    def _add(self, ref: FrameRef, marked: MarkedFrame) -> None:
        frame, *about = marked_words(marked, self._session.view.language)
        words = "\n".join([" · ".join(w for w in (frame, clip_title(self._session, ref.clip)) if w), *about])
        item = QTreeWidgetItem(self, [words])
        item.setData(0, _FRAME, ref)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
        item.setToolTip(0, words)
        item.setIcon(0, picture_icon(self._picture(ref)))

    def _picture(self, ref: FrameRef) -> QPixmap:
        """Return the frame's picture: as it was seen, else as it was saved, else an empty one."""
        if ref in self._pictures:
            return self._pictures[ref]
        made = QPixmap(_PICTURE)
        made.fill(QColor(theme.CARD))
        saved = next((k for k in self._session.exam.key_images if k.frame == ref), None)
        if saved is not None and made.loadFromData(saved.png):
            made = self._pictures[ref] = made.scaled(_PICTURE, *_KEPT)
        return made

    def _item(self, ref: FrameRef) -> QTreeWidgetItem | None:
        rows = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        return next((r for r in rows if r is not None and r.data(0, _FRAME) == ref), None)

    def _follow(self) -> None:
        """Mark the row of the frame in view."""
        here = self._session.view.frame_ref
        item = self._item(here) if here is not None else None
        self._filling = True
        if item is None:
            self.clearSelection()
        elif item is not self.currentItem() or not item.isSelected():
            self.setCurrentItem(item)
        self._filling = False

    def _go(self, item: QTreeWidgetItem | None) -> None:
        ref = item.data(0, _FRAME) if item is not None and not self._filling else None
        if ref is not None and ref != self._session.view.frame_ref:
            self._session.look(clip=ref.clip, frame=ref.frame, selected="")

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        touched = before.annotations is not after.annotations or before.key_images is not after.key_images
        if (touched or before.clips is not after.clips) and listed(after) != self._listed:
            self._fill()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.language != change.after.language:
            self._retranslate()
        elif change.before.frame_ref != change.after.frame_ref:
            self._follow()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(text("marked.title", self._session.view.language))
        self._fill()


_KEPT = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation


def _small(pixels: Frame) -> QImage:
    return image_of(pixels).scaled(_PICTURE, *_KEPT)


def listed(exam: Exam) -> tuple[tuple[str, MarkedFrame], ...]:
    """Return the marked frames of an exam with the ids of their clips, in the order of clips and frames."""
    return tuple((clip.id, marked) for clip in exam.clips for marked in marked_list(exam, clip.id))
