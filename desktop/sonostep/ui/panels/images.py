"""Key images of the report: which, in which order, and with what below them."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.edit_images import CaptionKeyImage, MoveKeyImage
from sonostep.core.edits import RemoveKeyImage
from sonostep.core.exam import Exam, KeyImage
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.image_list import ImageList
from sonostep.ui.widgets import Button, Card, Label, row

_IDLE_MS = 900
"""A pause in typing after which a caption is kept; a focus that leaves keeps it at once."""


class ImagesCard(Card):
    """Arranges key images; ``wanted`` carries a frame to keep as one, and the place that it should have."""

    wanted = Signal(object, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = ImageList()
        self.list.setAccessibleName(translate("Images", "Key images in the report"))
        self.list.moved.connect(self._move)
        self.list.clip_dropped.connect(self._drop)
        self.list.opened.connect(self._open)
        self.list.unwanted.connect(self._remove)
        self.list.currentRowChanged.connect(self._show_caption)
        self.caption = QLineEdit()
        self.caption.setAccessibleName(translate("Images", "Caption of the chosen image"))
        self.caption.setPlaceholderText(translate("Images", "Caption, in your own words"))
        self._timer = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._timer.timeout.connect(self.keep_caption)
        self.caption.textEdited.connect(self._typed)
        self.caption.editingFinished.connect(self.keep_caption)
        self._of = ""
        self.none = Label(translate("Images", "None yet: save one with S, or drag a clip here."), "muted")
        self.add(Label(translate("Images", "KEY IMAGES IN THE REPORT"), "heading"), self.none, self.list)
        self.add(self.caption, self._buttons(), row(self.take, 1))
        keys = translate("Images", "Drag to reorder, or Alt+↑ and Alt+↓. Drag a clip in to add its frame.")
        self.hint = Label(keys, "small")
        self.add(self.hint)
        self.show_exam(desk.exam)

    def _buttons(self) -> QWidget:
        self.earlier = Button("↑", "", -1, name=translate("Images", "Earlier in the report"))
        self.later = Button("↓", "", 1, name=translate("Images", "Later in the report"))
        self.go = Button(translate("Images", "Go to frame"), "")
        self.remove = Button(translate("Images", "Remove"), "quiet")
        self.take = Button(translate("Images", "Add the frame in view"), "")
        for button in (self.earlier, self.later):
            button.picked.connect(self._step)
        self.go.clicked.connect(self._go)
        self.remove.clicked.connect(self._remove_chosen)
        self.take.clicked.connect(self._take)
        return row(self.earlier, self.later, self.go, self.remove, 1)

    # showing

    def show_exam(self, exam: Exam) -> None:
        """Show an exam's key images."""
        images = exam.key_images
        self.none.setVisible(not images)
        self.list.setVisible(bool(images) or not exam.closed)
        self.list.show_images(images, [self._text(n, i) for n, i in enumerate(images, 1)])
        for part in (self.caption, self.earlier, self.later, self.go, self.remove):
            part.setEnabled(bool(images))
        for part in (self.earlier, self.later, self.remove, self.take):
            part.setHidden(exam.closed)
        self.hint.setHidden(exam.closed)
        self.caption.setReadOnly(exam.closed)
        self.list.setAcceptDrops(not exam.closed)
        self._show_caption()

    def _text(self, number: int, image: KeyImage) -> str:
        exam = self._desk.exam
        clip = next((c for c in exam.clips if c.id == image.frame.clip), None)
        place = translate("Images", "frame {frame}").format(frame=image.frame.frame)
        where = "  ·  ".join(t for t in (clip.label if clip else "", place) if t)
        return f"{number}  {image.caption or translate('Images', 'no caption')}\n{where}"

    def _show_caption(self) -> None:
        chosen = next((i for i in self._desk.exam.key_images if i.id == self.list.chosen), None)
        id_, text = (chosen.id, chosen.caption) if chosen else ("", "")
        if id_ != self._of and self._timer.isActive():
            # what was typed belongs to the image that was chosen then
            self.keep_caption()
        # what is just being typed stays
        if id_ != self._of or not self._timer.isActive():
            self._of = id_
            if self.caption.text() != text:
                self.caption.setText(text)

    # acting

    def _typed(self) -> None:
        self._timer.start()

    def keep_caption(self) -> None:
        """Keep what was typed below the image that it was typed for."""
        self._timer.stop()
        of = next((i for i in self._desk.exam.key_images if i.id == self._of), None)
        if of is not None and not self._desk.exam.closed and of.caption != self.caption.text():
            self._desk.do(CaptionKeyImage(of.id, self.caption.text()))

    def _move(self, id_: str, to: int) -> None:
        self._desk.do(MoveKeyImage(id_, to))
        self.list.choose(id_)

    def _step(self, by: int) -> None:
        self.list.step(by)

    def _drop(self, clip: str, to: int) -> None:
        view = self._desk.session.view
        self.wanted.emit(FrameRef(clip, view.frame if view.clip == clip else 1), to)

    def _take(self) -> None:
        frame = self._desk.session.view.frame_ref
        if frame is not None:
            self.wanted.emit(frame, len(self._desk.exam.key_images))

    def _open(self, id_: str) -> None:
        for image in self._desk.exam.key_images:
            if image.id == id_:
                self._desk.session.look(clip=image.frame.clip, frame=image.frame.frame, selected="")

    def _go(self) -> None:
        self._open(self.list.chosen)

    def _remove(self, id_: str) -> None:
        self._desk.do(RemoveKeyImage(id_))

    def _remove_chosen(self) -> None:
        self._remove(self.list.chosen)
