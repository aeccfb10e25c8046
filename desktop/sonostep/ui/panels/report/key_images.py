"""Key images of the report: which, in which order, and with what below them."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.clip import FrameRef
from sonostep.core.edits import CaptionKeyImage, MoveKeyImage, RemoveKeyImage
from sonostep.core.exam import Exam, KeyImage
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, row
from sonostep.ui.panels.report.key_image_list import ImageList


class ImagesCard(Card):
    """The card of key images.

    Arranges key images; ``wanted`` carries a frame to keep as one, and the place that it should have,
    ``shown`` says that a frame was brought into view.
    """

    wanted = Signal(object, int)
    shown = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self.list = ImageList()
        self.list.setAccessibleName(translate("Images", "Key images in the report"))
        self.list.moved.connect(self._move)
        self.list.clip_dropped.connect(self._drop)
        self.list.opened.connect(self._open)
        self.list.unwanted.connect(self._remove)
        self.list.currentRowChanged.connect(self._show_caption)
        self.caption = LineEdit()
        self.caption.setAccessibleName(translate("Images", "Caption of the chosen image"))
        self.caption.setPlaceholderText(translate("Images", "Caption, in your own words"))
        self.none = Label(translate("Images", "None yet: save one with S, or drag a clip here."), "muted")
        self.add(Label(translate("Images", "KEY IMAGES IN THE REPORT"), "heading"), self.none, self.list)
        self.add(self.caption, self._buttons(), row(self.take, 1))
        keys = translate("Images", "Drag to reorder, or Alt+↑ and Alt+↓. Drag a clip in to add its frame.")
        self.hint = Label(keys, "small")
        self.add(self.hint)
        self.show_exam(controller.exam)

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
        images, locked = exam.key_images, exam.closed or not self._controller.editable
        self.none.setVisible(not images)
        self.list.setVisible(bool(images) or not locked)
        self.list.show_images(images, [self._text(n, i) for n, i in enumerate(images, 1)])
        for part in (self.caption, self.earlier, self.later, self.go, self.remove):
            part.setEnabled(bool(images))
        for part in (self.earlier, self.later, self.remove, self.take):
            part.setHidden(locked)
        self.hint.setHidden(locked)
        self.caption.setReadOnly(locked)
        self.list.setAcceptDrops(not locked)
        self._show_caption()

    def _text(self, number: int, image: KeyImage) -> str:
        exam = self._controller.exam
        clip = next((c for c in exam.clips if c.id == image.frame.clip), None)
        place = translate("Images", "frame {frame}").format(frame=image.frame.frame)
        where = "  ·  ".join(t for t in (clip.label if clip else "", place) if t)
        caption = image.caption or translate("Images", "no caption")
        return f"{number}  {caption}\n{where}"

    def _show_caption(self) -> None:
        """Bind the field to the image that is chosen; what was typed belongs to the one that was."""
        chosen = next((i for i in self._controller.exam.key_images if i.id == self.list.chosen), None)
        id_, text = (chosen.id, chosen.caption) if chosen else ("", "")
        if f"caption {id_}" != self.caption.key:
            self.caption.autosave.save()
            self.caption.keep_with(partial(self._keep_caption, id_), f"caption {id_}")
            self.caption.autosave.begin()
            # the saved caption may have come in between; the field is this image's from here on
            self.caption.setText(text)
        self.caption.show_text(text)

    # acting

    def _keep_caption(self, of: str, text: str, visit: object) -> bool:
        images = self._controller.exam.key_images
        known = any(i.id == of for i in images) and self._controller.editable
        return known and self._controller.do(CaptionKeyImage(of, text), visit)

    def _move(self, id_: str, to: int) -> None:
        self._controller.do(MoveKeyImage(id_, to))
        self.list.choose(id_)

    def _step(self, by: int) -> None:
        self.list.step(by)

    def _drop(self, clip: str, to: int) -> None:
        view = self._controller.session.view
        self.wanted.emit(FrameRef(clip, view.frame if view.clip == clip else 1), to)

    def _take(self) -> None:
        frame = self._controller.session.view.frame_ref
        if frame is not None:
            self.wanted.emit(frame, len(self._controller.exam.key_images))

    def _open(self, id_: str) -> None:
        for image in self._controller.exam.key_images:
            if image.id == id_:
                self._controller.session.look(clip=image.frame.clip, frame=image.frame.frame, selected="")
                self.shown.emit()

    def _go(self) -> None:
        self._open(self.list.chosen)

    def _remove(self, id_: str) -> None:
        self._controller.do(RemoveKeyImage(id_))

    def _remove_chosen(self) -> None:
        self._remove(self.list.chosen)
