"""De-identified copies: choose, look at every picture, blank what names somebody, and let them leave."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.dialogs.deidentify.clip_list import ReviewList
from sonostep.ui.dialogs.deidentify.options import Departing
from sonostep.ui.dialogs.deidentify.pictures import Pictures
from sonostep.ui.dialogs.deidentify.result import Result
from sonostep.ui.dialogs.deidentify.review_pane import BRIGHT, DARK, ReviewPane
from sonostep.ui.dialogs.deidentify.texts import DeidentifyTexts
from sonostep.ui.kit.drops import accept_copy
from sonostep.ui.kit.file_dialogs import choose_files
from sonostep.ui.kit.i18n import N, spoken, translate
from sonostep.ui.kit.main_thread import MainThread
from sonostep.ui.kit.tasks import Background, Task
from sonostep.ui.kit.widgets import Card
from sonostep.workflows.deidentify import Composed, DeidentifiedCopies, DeidentifyOrder
from sonostep.workflows.deidentify_review import Boxes, Review, ReviewDecision, spread

if TYPE_CHECKING:
    from sonostep.workflows.frame_loader import Loader

_SIZE = (1180, 740)


class DeidentifyDialog(QDialog):
    """Holds one ``Review`` per clip; nothing leaves that was not confirmed on the screen."""

    def __init__(
        self, clips: Sequence[Clip], loader: "Loader", background: Background, language: Language,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = DeidentifyTexts()
        self.words.write(self.setWindowTitle, N("Leaving", "De-identified copies"))
        self.setAcceptDrops(True)
        self._loader, self._background, self._language = loader, background, language
        self._door = MainThread(self)
        self.pictures = Pictures(loader, background, self)
        self._task: Task | None = None
        self._writing = False
        self._small: dict[str, Frame] = {}
        self.reviews: tuple[Review, ...] = ()
        self.outcome: Result | None = None
        self._lay_out()
        self._connect()
        room = self.screen().availableGeometry()
        self.resize(min(max(_SIZE[0], room.width() * 3 // 4), room.width() - 40),
                    min(max(_SIZE[1], room.height() * 3 // 4), room.height() - 40))  # fmt: skip
        self.add_clips(clips)

    def _lay_out(self) -> None:
        self.list = ReviewList()
        self.look = ReviewPane(self._language)
        self.departing = Departing()
        self.stack = QStackedWidget()
        card = Card(margin=14)
        card.add(self.look)
        self.stack.addWidget(card)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.departing.beside(self.list))
        body.addWidget(self.stack, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addWidget(self.departing.header)
        page.addLayout(body, 1)
        page.addWidget(self.departing.footer)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show)
        self.list.itemClicked.connect(self._back)
        self.departing.files.clicked.connect(self._ask_files)
        self.pictures.small.connect(self._small_landed)
        self.pictures.progressed.connect(self.look.show_progress)
        self.pictures.composed.connect(self._composed)
        self.pictures.framed.connect(self._frame_landed)
        self.look.boxes_changed.connect(self._boxes_changed)
        self.look.shown.connect(self._shown)
        self.look.frame_wanted.connect(self._want_frame)
        self.look.decided.connect(self._decide)
        self.look.undo_wanted.connect(self.undo)
        self.look.spread_wanted.connect(self._spread)
        self.departing.start.clicked.connect(self._export)
        self.departing.choose.clicked.connect(self.departing.ask_folder)
        self.departing.cancel.clicked.connect(self._cancel)
        self.finished.connect(self._end)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._language = spoken()
        self.words.again()
        for part in (self.list, self.look, self.departing):
            part.retranslate()
        self._refresh()
        if self.reviews:
            self.look.show_review(self.here, self.list.currentRow() + 1, len(self.reviews))
        if self.outcome is not None:
            self._show_outcome(self.outcome.copies, self.stack.currentWidget() is self.outcome)

    # clips

    def add_clips(self, clips: Sequence[Clip]) -> None:
        """Take clips into the review; one that is there already stays as it is."""
        known = {r.clip.id for r in self.reviews}
        new = [Review(c) for c in {c.id: c for c in clips}.values() if c.id not in known]
        self.reviews = (*self.reviews, *new)
        self._refresh()
        for review in new:
            if review.is_picture:
                self.pictures.want_small(review.clip)
        if self.list.currentRow() < 0 and self.reviews:
            self.list.setCurrentRow(0)
        self.stack.setVisible(bool(self.reviews))

    def _small_landed(self, clip: str, picture: Frame) -> None:
        self._small[clip] = picture
        self._show_small(clip)

    def _show_small(self, clip: str) -> None:
        index = next((i for i, r in enumerate(self.reviews) if r.clip.id == clip), None)
        if index is not None and clip in self._small:
            self.list.show_picture(index, self.reviews[index], self._small[clip])

    def _ask_files(self) -> None:
        choose_files(self, self.add_files, translate("Leaving", "Add files"))

    def add_files(self, paths: Sequence[str | Path]) -> None:
        """Look for clips under paths, and take them into the review as they come."""
        post, take, none = self._door.post, self._take, partial(self._looked, len(self.reviews))
        self._loader.scan_async(list(paths), lambda clip: post(take, clip), on_done=lambda: post(none))

    def _take(self, clip: Clip) -> None:
        self.add_clips([clip])

    def _looked(self, before: int) -> None:
        if len(self.reviews) == before:
            self.departing.say(sentence(Problem.of("ui.no_clips"), self._language))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.add_files([u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()])

    # looking

    @property
    def here(self) -> Review:
        """The review that is looked at."""
        return self.reviews[self.list.currentRow()]

    def _show(self, index: int) -> None:
        if not 0 <= index < len(self.reviews):
            return
        self.stack.setCurrentIndex(0)
        review = self.here
        self.look.show_review(review, index + 1, len(self.reviews))
        self.pictures.stop()
        self.look.progress.hide()
        if review.is_picture:
            self.pictures.want_composed(review.clip)

    def _back(self) -> None:
        """From the result to the pictures."""
        self.stack.setCurrentIndex(0)

    def _composed(self, result: Composed) -> None:
        if not self.reviews or self.here.clip.id != result.clip:
            return
        if result.problem is not None or result.brightest is None or result.darkest is None:
            self.look.show_problem(result.problem or Problem.of("privacy.size"))
            return
        self.look.take(DARK, result.darkest)
        self.look.take(BRIGHT, result.brightest)

    def _want_frame(self, number: int) -> None:
        self.pictures.want_frame(self.here.clip.id, number)

    def _frame_landed(self, ref: FrameRef, result: "Frame | Problem") -> None:
        if not self.reviews or self.here.clip.id != ref.clip:
            return
        if isinstance(result, Problem):
            self.look.show_problem(result)
        else:
            self.look.take_frame(ref.frame, result)

    # deciding

    def _put(self, review: Review) -> None:
        index = self.list.currentRow()
        self.reviews = (*self.reviews[:index], review, *self.reviews[index + 1 :])
        self._refresh()
        self.look.show_review(review, index + 1, len(self.reviews))
        self._show_small(review.clip.id)

    def _refresh(self) -> None:
        self.list.show_reviews(self.reviews)
        self.departing.show_count(self.reviews, busy=self._task is not None)

    def _boxes_changed(self, keep: Boxes, blank: Boxes) -> None:
        self._put(self.here.with_boxes(keep, blank))

    def undo(self) -> None:
        """Take the last change of a box back."""
        self._put(self.here.undone())

    def _shown(self, frame: int | None) -> None:
        self._put(self.here.shown(frame))

    def _spread(self) -> None:
        """Put the boxes on every clip of this size; those then are to be looked at again."""
        self.reviews = spread(self.here, self.reviews)
        self._refresh()
        for review in self.reviews:
            self._show_small(review.clip.id)

    def _decide(self, leaves: bool) -> None:
        self._put(self.here.decided(ReviewDecision.LEAVES if leaves else ReviewDecision.STAYS))
        if self.here.verdict is not ReviewDecision.OPEN:
            open_ = [
                i for i, r in enumerate(self.reviews) if r.is_picture and r.verdict is ReviewDecision.OPEN
            ]
            later = [i for i in open_ if i > self.list.currentRow()] or open_
            if later:
                self.list.setCurrentRow(later[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) and self.reviews:
            self.undo()
        elif event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.look.leave.click()
        else:
            super().keyPressEvent(event)

    # writing

    def _export(self) -> None:
        self.pictures.stop()
        folder = Path(self.departing.folder.text()).expanduser()
        order = DeidentifyOrder(self.reviews, self.departing.chosen, folder, self._loader)
        title = translate("Leaving", "Writing de-identified copies")
        self._task = self._background.run(title, order.run, self._left, self._failed, aside=True)
        self._writing = True
        self._task.progressed.connect(self.departing.show_progress)
        self._task.ended.connect(self._over)
        self._refresh()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _over(self) -> None:
        cancelled = self._task is not None and self._task.cancelled
        self._writing = self._writing and not cancelled
        self._task = None
        self._refresh()
        self.departing.say(translate("Leaving", "Cancelled: nothing was written.") if cancelled else "")

    def _failed(self, problem: Problem) -> None:
        """Say beside the button why nothing was written."""
        self._writing = False
        self.departing.say(sentence(problem, self._language))

    def _left(self, copies: DeidentifiedCopies) -> None:
        self._writing = False
        self._show_outcome(copies)
        self.departing.name_folder()

    def _show_outcome(self, copies: DeidentifiedCopies, in_front: bool = True) -> None:
        old, self.outcome = self.outcome, Result(copies, self._language)
        self.outcome.back.clicked.connect(self._back)
        self.stack.addWidget(self.outcome)
        self.stack.setCurrentIndex(self.stack.indexOf(self.outcome) if in_front else 0)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()

    def _end(self) -> None:
        self.pictures.stop()
        self._cancel()
