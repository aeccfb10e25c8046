"""One answer of the exam: states or options, a number where one is asked, complaints, links and a note."""

from dataclasses import replace

from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import AnswerKind, Question, Step
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.panels.evidence_links import EvidenceLinks
from sonostep.ui.panels.notes import NoteField
from sonostep.ui.panels.override import OverrideForm
from sonostep.ui.panels.reproduced import Reproduced
from sonostep.ui.progress import pictured
from sonostep.ui.widgets import Button, Label, Segmented, row

_STATES = tuple(FindingState)


class Answer(QWidget):
    """The answer under one key; the button of its note is placed by who shows it."""

    def __init__(self, desk: Desk, question: Question, key: FindingKey, step: Step, name: str) -> None:
        super().__init__()
        self._desk, self._question, self._key, self._step = desk, question, key, step.id
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.number: QLineEdit | None = None
        self.states = self._state_buttons(name)
        if question.kind is AnswerKind.NUMBER:
            column.addWidget(self._number_line(name))
            # A number without a border is its own answer: neither present nor absent, and never unclear.
            self.states.setHidden(question.present_from is None)
        self.note = NoteField(desk, key, step.id, name)
        column.addWidget(self.states)
        column.addWidget(self.note)
        self.override = OverrideForm(desk, key)
        column.addWidget(self.override)
        self.complaints = Reproduced(desk, key) if question.asks_complaint else None
        if self.complaints is not None:
            column.addWidget(self.complaints)
        self.links = EvidenceLinks(desk, key, pictured=pictured(question, step))
        column.addWidget(self.links)
        self.refresh()

    @property
    def key(self) -> FindingKey:
        """What is answered here."""
        return self._key

    @property
    def told(self) -> bool:
        """Whether it is answered, or a note says why not."""
        finding = self._desk.exam.finding(self._key)
        return finding.state is not FindingState.NOT_ASSESSED or bool(finding.note.strip())

    def _state_buttons(self, name: str) -> QWidget:
        self._options: dict[str, Button] = {}
        if self._question.kind is AnswerKind.CHOICE:
            return self._option_buttons(name)
        choices = [(s, f"{wording.STATE_MARKS[s]} {wording.state(s)}") for s in _STATES]
        made = Segmented(choices, "answer", name)
        for state, button in made.buttons.items():
            button.setProperty("answer", str(state))
        made.picked.connect(self._take_state)
        self._segmented = made
        return made

    def _option_buttons(self, name: str) -> QWidget:
        language = self._desk.language
        choices = [(o.id, o.text.in_language(language), o.state) for o in self._question.options]
        if not any(state is FindingState.INDETERMINATE for _, _, state in choices):
            choices.append(("?", wording.state(FindingState.INDETERMINATE), FindingState.INDETERMINATE))
        choices.append(("", wording.state(FindingState.NOT_ASSESSED), FindingState.NOT_ASSESSED))
        for id_, text, state in choices:
            shown = f"{wording.STATE_MARKS[state]} {text}"
            button = Button(shown, "answer", (id_, state), name=f"{name}: {text}")
            button.setProperty("answer", str(state))
            button.setStyleSheet("padding: 0 10px;")
            button.setCheckable(True)
            button.picked.connect(self._take_option)
            self._options[id_] = button
        return flow(self._options.values(), 4)

    def _number_line(self, name: str) -> QWidget:
        question = self._question
        low, high = question.low or 0.0, question.high if question.high is not None else 1e6
        self.number = QLineEdit()
        self.number.setAccessibleName(name)
        self.number.setPlaceholderText(f"{low:g}–{high:g}")
        self.number.setValidator(QDoubleValidator(low, high, 2, self.number))
        self.number.setMaximumWidth(140)
        self.number.editingFinished.connect(self._take_number)
        self.number.textEdited.connect(self._take_empty)
        return row(self.number, Label(wording.asked_unit(question.unit), "muted", wrap=False), 1)

    def _finding(self) -> Finding:
        return replace(self._desk.exam.finding(self._key), step=self._step)

    def _take_state(self, state: FindingState) -> None:
        self._put(replace(self._finding(), state=state))

    def _take_option(self, option: tuple[str, FindingState]) -> None:
        id_, state = option
        self._put(replace(self._finding(), state=state, choice="" if id_ == "?" else id_))

    def _take_number(self) -> None:
        field = self.number
        if field is None or field.text() == self._number_text() or not field.text().strip():
            return
        value = float(field.text())
        old = self._finding()
        border = self._question.present_from
        state = FindingState.INDETERMINATE if old.state is FindingState.NOT_ASSESSED else old.state
        if border is not None:
            state = FindingState.PRESENT if value >= border else FindingState.ABSENT
        self._put(replace(old, state=state, value=value))

    def _take_empty(self, text: str) -> None:
        """Emptied: not assessed. A validator lets no field that is empty be finished."""
        if not text and self._number_text():
            self._take_state(FindingState.NOT_ASSESSED)

    def _put(self, finding: Finding) -> None:
        if finding.state is FindingState.NOT_ASSESSED:
            finding = Finding(finding.key, finding.state, step=finding.step, note=finding.note)
        if self.override.holds_back(finding):
            self.refresh()
            return
        self._desk.answer(finding)
        self.refresh()

    def _number_text(self) -> str:
        value = self._desk.exam.finding(self._key).value
        return "" if value is None else wording.number(value)

    def refresh(self) -> None:
        """Show what is recorded now."""
        finding = self._desk.exam.finding(self._key)
        self._show_choice(finding)
        if self.number is not None and not self.number.hasFocus():
            self.number.setText(self._number_text())
        answered = finding.state is not FindingState.NOT_ASSESSED
        if self.complaints is not None:
            self.complaints.setVisible(answered)
            self.complaints.refresh()
        self.links.setVisible(answered)
        self.links.refresh()
        self.note.refresh()
        self._lock()

    def _show_choice(self, finding: Finding) -> None:
        if not self._options:
            self._segmented.show_choice(finding.state)
            return
        unsure = finding.state is FindingState.INDETERMINATE and not finding.choice
        chosen = "?" if unsure and "?" in self._options else finding.choice
        for id_, button in self._options.items():
            button.setChecked(id_ == chosen)

    def _lock(self) -> None:
        """A final exam is read: what would change it does not look as if it could."""
        editable = self._desk.editable
        self.states.setEnabled(editable)
        for part in (self.number, self.complaints, self.links.tie):
            if part is not None:
                part.setEnabled(editable)

    def state_button(self, state: FindingState) -> Button:
        """Return the button that answers with a state (its first option where options are asked)."""
        if self._options:
            return next(b for b in self._options.values() if b.property("answer") == str(state))
        return self._segmented.buttons[state]

    def cycle(self) -> None:
        """Go to the next answer; for a pedal."""
        buttons = list(self._options.values()) or list(self._segmented.buttons.values())
        now = next((i for i, b in enumerate(buttons) if b.isChecked()), -1)
        buttons[(now + 1) % len(buttons)].click()
