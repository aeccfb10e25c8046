"""The views of a step: save them, or say why they were not seen. Together they are the step's ledger."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.clip import Clip, FrameRef
from sonostep.core.exam import ViewRecord, ViewState
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import View
from sonostep.core.text import Language
from sonostep.session.view_clips import clips_of_view
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.autosave import Drafts
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.inputs import EditableComboBox
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, mark, row, show_in_place, unfold
from sonostep.ui.panels.views.extra_views import ExtraViews

_EXCUSES = (ViewState.SKIPPED, ViewState.NOT_VISUALISED, ViewState.NOT_APPLICABLE)

_REASONS = (
    N("Views", "Not needed for today's question"),
    N("Views", "Patient could not hold the position"),
    N("Views", "Too painful"),
    N("Views", "Body habitus, poor penetration"),
    N("Views", "Wound or dressing in the way"),
    N("Views", "No time left"),
)


class ExcuseForm(QWidget):
    """The form for the reason why a view is missing.

    Asks why a view was not seen; ``given`` carries the state and the reason.
    """

    given = Signal(object, str)
    dropped = Signal()

    def __init__(self, drafts: Drafts, key: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        self.reason = EditableComboBox()
        self.reason.addItems([translate("Views", r) for r in _REASONS])
        self.reason.setCurrentIndex(-1)
        self.reason.setAccessibleName(translate("Views", "Reason"))
        self.reason.line.setPlaceholderText(translate("Views", "Reason (choose or write)"))
        self.reason.line.draft_in(drafts, key)
        column.addWidget(self.reason)
        line = QHBoxLayout()
        self.buttons: dict[ViewState, Button] = {}
        for state in _EXCUSES:
            self.buttons[state] = Button(wording.view_state(state).capitalize(), "", state)
            self.buttons[state].picked.connect(self._give)
            line.addWidget(self.buttons[state], 1)
        column.addLayout(line)
        self.refusal = Label(translate("Views", "A reason first: choose one, or write it."), "warning")
        self.refusal.hide()
        column.addWidget(self.refusal)

    def _give(self, state: ViewState) -> None:
        reason = self.reason.currentText().strip()
        self.refusal.setVisible(not reason)
        if not reason:
            self.reason.setFocus()
        self.given.emit(state, reason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        unfold(self)


class ViewRow(Card):
    """One view: its state, and what can be done about it."""

    chosen = Signal(object)
    excused = Signal(str, object, str)
    repeated = Signal(str)
    opened = Signal(object)

    def __init__(self, view: View, language: Language, drafts: Drafts, key: str) -> None:
        super().__init__("view", margin=0, spacing=0)
        self._id = view.id
        self._drafts, self._key = drafts, key
        text = view.text.in_language(language)
        if not view.required:
            text = translate("Views", "{view} (optional)").format(view=text)
        self.title = WrapButton(text, "row", view.id)
        self._text = text
        self.title.picked.connect(self.chosen)
        skip, again = translate("Views", "Skip…"), translate("Views", "Repeat")
        self.skip = Button(skip, "quiet", name=f"{skip} {text}")
        self.skip.setCheckable(True)
        self.skip.toggled.connect(self._open_form)
        self.again = Button(again, "quiet", name=f"{again} {text}")
        self.again.clicked.connect(self._repeat)
        self.state = Label("", "small")
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.title, 1)
        line.addWidget(self.skip)
        line.addWidget(self.again)
        self.column.addLayout(line)
        self.add(self.state)
        self.clips: tuple[Button, ...] = ()
        self._shown: tuple[tuple[Clip, FrameRef], ...] = ()
        self._openers: QWidget | None = None
        self.form: ExcuseForm | None = None
        self.skip.setChecked(key in drafts)

    def show_clips(self, found: tuple[tuple[Clip, FrameRef], ...]) -> None:
        """Show a button for each clip that shows the view."""
        if found == self._shown:
            return
        self._shown = found
        if self._openers is not None:
            self._openers.hide()
            self._openers.deleteLater()
        self.clips = tuple(self._opener(clip, frame) for clip, frame in found)
        self._openers = flow(self.clips, 2) if self.clips else None
        if self._openers is not None:
            self.column.insertWidget(2, self._openers)

    def _opener(self, clip: Clip, frame: FrameRef) -> Button:
        name = translate("Views", "Open clip {clip}").format(clip=clip.title)
        made = Button(f"▶ {clip.title}", "quiet", frame, name=name)
        made.setToolTip(name)
        made.picked.connect(self.opened)
        return made

    def show_state(self, record: ViewRecord, images: int, *, active: bool) -> None:
        """Show the view's state in the ledger."""
        self.title.setText(f"{wording.VIEW_MARKS[record.state]}  {self._text}")
        words = wording.view_state(record.state)
        self.title.setAccessibleName(f"{self._text}: {words}")
        pictures = self.tr("%n key image(s)", "", images) if images else ""
        self.state.setText("  ·  ".join(t for t in (words, record.reason, pictures) if t))
        open_ = record.state is ViewState.OPEN
        self.state.setVisible(not open_ or images > 0)
        self.skip.setVisible(open_)
        self.again.setVisible(not open_)
        if not open_:
            self.skip.setChecked(False)
        mark(self, "active", "true" if active and open_ else "false")

    def lock(self, editable: bool) -> None:
        """What would change a final exam does not look as if it could."""
        for button in (self.skip, self.again):
            button.setEnabled(editable)
        if not editable and self.form is not None:
            self.form.hide()

    def _repeat(self) -> None:
        self.repeated.emit(self._id)

    def _open_form(self, opened: bool) -> None:
        if opened and self.form is None:
            self.form = ExcuseForm(self._drafts, self._key)
            self.form.given.connect(self._excuse)
            self.add(self.form)
        if self.form is not None:
            self.form.setVisible(opened)

    def _excuse(self, state: ViewState, reason: str) -> None:
        self._drafts.drop(self._key)
        self.excused.emit(self._id, state, reason)


class ExcuseAll(QWidget):
    """The form that skips all open views.

    One reason for every view of the protocols in use that is still open: one act, one undo.
    """

    def __init__(self, controller: ExamController, where: str) -> None:
        super().__init__()
        self._controller, self._key = controller, f"excuse all {where}"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.skip = Button("", "quiet")
        self.skip.setCheckable(True)
        self.skip.toggled.connect(self._open)
        self.form = ExcuseForm(controller.drafts, self._key)
        self.form.given.connect(self._give)
        self.form.hide()
        column.addWidget(self.skip)
        column.addWidget(self.form)
        self.skip.setChecked(self._key in controller.drafts)
        self.refresh()

    def refresh(self) -> None:
        """Say how many are open; nothing where one reason is no fewer acts than the view's own."""
        count = len(self._controller.open_views())
        text = self.tr("Skip all %n open view(s) with one reason…", "", count)
        self.skip.setText(text if self.skip.parentWidget() is self else self.tr("Skip all %n…", "", count))
        self.skip.setAccessibleName(text)
        self.skip.setToolTip(text)
        due = count > 1 and self._controller.editable
        for part in (self, self.skip):
            show_in_place(part, due)

    def _open(self, opened: bool) -> None:
        self.form.setVisible(opened)

    def _give(self, state: ViewState, reason: str) -> None:
        if self._controller.excuse_all_views(state, reason):
            self._controller.drafts.drop(self._key)
            self.skip.setChecked(False)


class Views(QWidget):
    """All views of the place being worked on."""

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self._controller, self._place = controller, place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.rows: dict[str, ViewRow] = {}
        for view in place.step.views:
            key = f"excuse {place.step.id} {view.id} {place.side}"
            made = ViewRow(view, controller.language, controller.drafts, key)
            made.chosen.connect(controller.choose_view)
            made.excused.connect(controller.excuse_view)
            made.repeated.connect(controller.repeat_view)
            made.opened.connect(self._open)
            self.rows[view.id] = made
            column.addWidget(made)
        self.all_open = ExcuseAll(controller, place.step.id)
        self.beside = ExtraViews(controller, place)
        # their keys in one line, what these open below it
        column.addWidget(row(self.beside.extra, 1, self.all_open.skip))
        column.addWidget(self.beside)
        column.addWidget(self.all_open)
        self.refresh()

    def refresh(self) -> None:
        """Show the present state of each view."""
        exam, step, side = self._controller.exam, self._place.step.id, self._place.side
        views = {v.id: v for v in self._place.step.views}
        for id_, made in self.rows.items():
            images = sum((k.step, k.view, k.side) == (step, id_, side) for k in exam.key_images)
            made.show_state(exam.view_record(step, id_, side), images, active=id_ == self._controller.view_id)
            made.show_clips(clips_of_view(self._controller.session, step, views[id_], side))
            made.lock(self._controller.editable)
        self.all_open.refresh()
        self.beside.refresh()

    def _open(self, frame: FrameRef) -> None:
        """Bring a clip into view; one that is there already stays at its frame."""
        if self._controller.session.view.clip != frame.clip:
            self._controller.session.look(clip=frame.clip, frame=frame.frame, selected="")
