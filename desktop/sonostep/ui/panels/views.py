"""The views of a step: save them, or say why they were not seen. Together they are the step's ledger."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.clip import Clip, FrameRef
from sonostep.core.exam import ViewRecord, ViewState
from sonostep.core.protocol import View
from sonostep.core.text import Language
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import N, translate
from sonostep.ui.panels.extra_views import ExtraViews
from sonostep.ui.progress import Place
from sonostep.ui.view_clips import clips_of_view
from sonostep.ui.widgets import Button, Card, Label, WrapButton, mark

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
    """Asks why a view was not seen; ``given`` carries the state and the reason."""

    given = Signal(object, str)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems([translate("Views", r) for r in _REASONS])
        self.reason.setCurrentIndex(-1)
        self.reason.setAccessibleName(translate("Views", "Reason"))
        field = self.reason.lineEdit()
        if field is not None:
            field.setPlaceholderText(translate("Views", "Reason (choose or write)"))
        column.addWidget(self.reason)
        line = QHBoxLayout()
        self.buttons: dict[ViewState, Button] = {}
        for state in _EXCUSES:
            self.buttons[state] = Button(wording.view_state(state).capitalize(), "", state)
            self.buttons[state].picked.connect(self._give)
            line.addWidget(self.buttons[state], 1)
        column.addLayout(line)

    def _give(self, state: ViewState) -> None:
        self.given.emit(state, self.reason.currentText().strip())


class ViewRow(Card):
    """One view: its state, and what can be done about it."""

    chosen = Signal(object)
    excused = Signal(str, object, str)
    repeated = Signal(str)
    opened = Signal(object)

    def __init__(self, view: View, language: Language) -> None:
        super().__init__(margin=6, spacing=2)
        self._id = view.id
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
            self.form = ExcuseForm()
            self.form.given.connect(self._excuse)
            self.add(self.form)
        if self.form is not None:
            self.form.setVisible(opened)

    def _excuse(self, state: ViewState, reason: str) -> None:
        self.excused.emit(self._id, state, reason)


class Views(QWidget):
    """All views of the place being worked on."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__()
        self._desk, self._place = desk, place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.rows: dict[str, ViewRow] = {}
        if place.step.views:
            column.addWidget(Label(translate("Views", "VIEWS"), "heading"))
        for view in place.step.views:
            made = ViewRow(view, desk.language)
            made.chosen.connect(desk.choose_view)
            made.excused.connect(desk.excuse_view)
            made.repeated.connect(desk.repeat_view)
            made.opened.connect(self._open)
            self.rows[view.id] = made
            column.addWidget(made)
        self.beside = ExtraViews(desk, place)
        column.addWidget(self.beside)
        self.refresh()

    def refresh(self) -> None:
        """Show the present state of each view."""
        exam, step, side = self._desk.exam, self._place.step.id, self._place.side
        for id_, made in self.rows.items():
            images = sum((k.step, k.view, k.side) == (step, id_, side) for k in exam.key_images)
            made.show_state(exam.view_record(step, id_, side), images, active=id_ == self._desk.view_id)
            made.show_clips(clips_of_view(self._desk.session, step, id_, side))
            made.lock(self._desk.editable)
        self.beside.refresh()

    def _open(self, frame: FrameRef) -> None:
        """Bring a clip into view; one that is there already stays at its frame."""
        if self._desk.session.view.clip != frame.clip:
            self._desk.session.look(clip=frame.clip, frame=frame.frame, selected="")
