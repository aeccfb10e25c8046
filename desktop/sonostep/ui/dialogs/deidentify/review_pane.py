"""Looking at one clip before it leaves: all frames at once or one by one, boxes, and the decision."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from sonostep.core.clip import Frame
from sonostep.core.problem import Problem
from sonostep.core.text import Language
from sonostep.messages import sentence
from sonostep.ui.dialogs.deidentify.canvas import BLANK, KEEP, BoxCanvas
from sonostep.ui.dialogs.deidentify.texts import DeidentifyTexts
from sonostep.ui.kit.i18n import N, spoken, translate
from sonostep.ui.kit.inputs import Slider
from sonostep.ui.kit.widgets import Label, row
from sonostep.workflows.deidentify_review import Review, masked

BRIGHT, DARK, SINGLE = "bright", "dark", "single"
"""The brightest of all frames, the darkest, or one frame."""


class ReviewPane(QWidget):
    """Shows what it is handed, and says what was done.

    Signals:
        boxes_changed: boxes to keep and to blank were drawn.
        shown: a picture is on the screen as it would leave; carries its frame, None for all at once.
        frame_wanted: a frame (number from 1) should be shown.
        decided: whether the clip leaves (True) or stays.
        undo_wanted, spread_wanted: take the last box back; put these boxes on all clips of this size.
    """

    boxes_changed = Signal(object, object)
    shown = Signal(object)
    frame_wanted = Signal(int)
    decided = Signal(bool)
    undo_wanted = Signal()
    spread_wanted = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._review: Review | None = None
        self._pictures: dict[str, Frame] = {}
        self._view, self._single = BRIGHT, 1
        self._problem: Problem | None = None
        self.words = DeidentifyTexts()
        self.title, self.about = Label("", "title"), Label("", "muted")
        self.canvas = BoxCanvas()
        self.words.name(self.canvas, N("Leaving", "The picture as it will leave"))
        self.canvas.changed.connect(self.boxes_changed)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.words.name(self.progress, N("Leaving", "Looking through all frames"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.progress)
        column.addWidget(self._frames_row())
        column.addWidget(self._tools_row())
        column.addWidget(self._decision_row())

    def _frames_row(self) -> QWidget:
        self.views = self.words.segmented(
            (
                (BRIGHT, N("Leaving", "All frames at once")),
                (DARK, N("Leaving", "What stands still")),
                (SINGLE, N("Leaving", "One by one")),
            ),
            N("Leaving", "What is shown"),
        )
        self.views.picked.connect(self._choose_view)
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setMinimum(1)
        self.words.name(self.slider, N("Leaving", "Frame"))
        self.slider.valueChanged.connect(self._choose_frame)
        self.number = Label("", "muted", wrap=False)
        self.number.setMinimumWidth(64)
        self.frames_row = row(self.views, self.slider, self.number)
        return self.frames_row

    def _tools_row(self) -> QWidget:
        self.tools = self.words.segmented(
            ((BLANK, N("Leaving", "Blank a box")), (KEEP, N("Leaving", "Keep a box"))),
            N("Leaving", "What a box does"),
        )
        self.tools.picked.connect(self._choose_tool)
        self.add = self.words.button(N("Leaving", "Add a box"))
        self.remove = self.words.button(N("Leaving", "Remove the box"))
        self.undo = self.words.button(N("Leaving", "Undo"))
        self.spread = self.words.button(N("Leaving", "Same boxes on all of this size"), "quiet")
        self.add.clicked.connect(self.canvas.add_box)
        self.remove.clicked.connect(self.canvas.remove_box)
        self.undo.clicked.connect(self.undo_wanted)
        self.spread.clicked.connect(self.spread_wanted)
        self.tools_row = row(self.tools, self.add, self.remove, self.undo, self.spread, 1)
        return self.tools_row

    def _decision_row(self) -> QWidget:
        keys = N(
            "Leaving",
            "Drag to draw. Keys: N new box, arrows move it (Shift: ten), Ctrl+arrows size it, "
            "PgDn next box, Delete removes.",
        )
        self.stay = self.words.button(N("Leaving", "Leave it behind"))
        self.leave = self.words.button(N("Leaving", "I looked: it names nobody"), "primary")
        self.stay.clicked.connect(self._stay)
        self.leave.clicked.connect(self._leave)
        return row(self.words.label(keys, "small"), self.stay, self.leave)

    def retranslate(self) -> None:
        """Write every text again but those of the clip, which follow with ``show_review``."""
        self._language = spoken()
        self.words.again()

    # what to show

    def show_review(self, review: Review, number: int, count: int) -> None:
        """Show another clip, or the same one after a change."""
        if self._review is None or self._review.clip.id != review.clip.id:
            self._pictures, self._view, self._single = {}, BRIGHT, 1
            self._problem = None
            self.canvas.show_boxes((), ())
            self.canvas.tool = BLANK if review.has_regions or review.keep else KEEP
        self._review = review
        clip = review.clip
        text = translate("Leaving", "{number} of {count}: {title}")
        self.title.setText(text.format(number=number, count=count, title=clip.title))
        self.about.setText(self._about(review))
        several = review.is_picture and clip.frames > 1
        self.frames_row.setVisible(several)
        self.tools_row.setVisible(review.is_picture)
        self.tools.setHidden(review.has_regions)
        self.slider.setMaximum(max(clip.frames, 1))
        self.tools.show_choice(self.canvas.tool)
        self.canvas.show_boxes(review.keep, review.blank)
        self._show_picture()
        self._show_decision()

    def take(self, view: str, picture: Frame) -> None:
        """Take a picture that was asked for."""
        self._pictures[view] = picture
        self._problem = None
        self.progress.hide()
        self._show_picture()

    def show_progress(self, fraction: float, _: str = "") -> None:
        """Say how far the look through all frames is."""
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(fraction * 1000))
        self.progress.show()

    def show_problem(self, problem: Problem) -> None:
        """Say why there is no picture."""
        self._problem = problem
        self.progress.hide()
        self.canvas.show_picture(None, sentence(problem, self._language))

    def _about(self, review: Review) -> str:
        if review.is_document:
            return translate("Leaving", "A report or document: all that it says is replaced.")
        if not review.is_picture:
            return sentence(review.refused, self._language) if review.refused else ""
        text = translate("Leaving", "Frames: {frames}. The file names no region: only the keep-box leaves.")
        if review.has_regions:
            text = translate("Leaving", "Frames: {frames}. All outside the file's regions is black.")
        return text.format(frames=review.clip.frames)

    def _show_picture(self) -> None:
        review = self._review
        assert review is not None
        self.views.show_choice(self._view)
        single = self._view == SINGLE
        self.slider.setVisible(single)
        self.number.setText(f"{self._single} / {review.clip.frames}" if single else "")
        picture = self._pictures.get(self._view)
        if picture is None or not review.is_picture:
            waits = translate("Leaving", "Looking through all frames") if review.is_picture else ""
            if self._problem is not None:
                waits = sentence(self._problem, self._language)
            self.canvas.show_picture(None, waits or translate("Leaving", "Nothing to look at"))
            return
        mask = review.mask
        if mask is not None and mask.shape != picture.shape[:2]:
            self.show_problem(Problem.of("privacy.size"))
            return
        draw = translate("Leaving", "Draw a box around the ultrasound picture: only what is inside leaves.")
        self.canvas.show_picture(masked(picture, mask), "" if mask is not None else draw)
        if mask is not None and self.isVisible():
            self._say_shown()

    def _say_shown(self) -> None:
        assert self._review is not None
        if self._view == BRIGHT and not self._review.composed:
            self.shown.emit(None)
        elif self._view == SINGLE and self._single not in self._review.seen:
            self.shown.emit(self._single)

    def _show_decision(self) -> None:
        review = self._review
        assert review is not None
        self.undo.setEnabled(bool(review.earlier))
        self.remove.setEnabled(bool(review.keep or review.blank))
        self.spread.setEnabled(bool(review.keep or review.blank))
        self.leave.setEnabled(review.can_leave)
        self.stay.setEnabled(review.is_picture or review.is_document)

    # acting

    def _choose_view(self, view: object) -> None:
        self._view = str(view)
        if self._view == SINGLE:
            self._problem = None
            self._pictures.pop(SINGLE, None)
            self.frame_wanted.emit(self._single)
        self._show_picture()

    def _choose_frame(self, number: int) -> None:
        self._single = number
        if self._view == SINGLE:
            self.frame_wanted.emit(number)

    def take_frame(self, number: int, picture: Frame) -> None:
        """Take a single frame, if it is still the one that is wanted."""
        if number == self._single and self._view == SINGLE:
            self.take(SINGLE, picture)

    def _choose_tool(self, tool: object) -> None:
        self.canvas.tool = str(tool)
        self.canvas.setFocus()

    def _stay(self) -> None:
        self.decided.emit(False)

    def _leave(self) -> None:
        self.decided.emit(True)
