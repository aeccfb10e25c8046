"""The questions of a step as rows of big exclusive answers; what is not assessed looks unanswered."""

from collections import deque
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import AnswerKind, Question
from sonostep.ui import progress, wording
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import translate
from sonostep.ui.panels.evidence_links import EvidenceLinks
from sonostep.ui.panels.reproduced import Reproduced
from sonostep.ui.progress import Place
from sonostep.ui.widgets import Button, Card, Label, Segmented, row

_STATES = tuple(FindingState)


_AT_ONCE = 4
"""Cards laid out in one go: about ten milliseconds."""


class Answer(QWidget):
    """The answer under one key: states or options, a number where one is asked, the complaints, the links."""

    def __init__(self, desk: Desk, question: Question, key: FindingKey, step: str, name: str) -> None:
        super().__init__()
        self._desk, self._question, self._key, self._step = desk, question, key, step
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.number: QLineEdit | None = None
        self.states = self._state_buttons(name)
        if question.kind is AnswerKind.NUMBER:
            column.addWidget(self._number_line(name))
        column.addWidget(self.states)
        self.complaints = Reproduced(desk, key) if question.asks_complaint else None
        if self.complaints is not None:
            column.addWidget(self.complaints)
        self.links = EvidenceLinks(desk, key)
        column.addWidget(self.links)
        self.refresh()

    @property
    def key(self) -> FindingKey:
        """What is answered here."""
        return self._key

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
        return row(self.number, Label(question.unit, "muted", wrap=False), 1)

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

    def _put(self, finding: Finding) -> None:
        if finding.state is FindingState.NOT_ASSESSED:
            finding = Finding(finding.key, finding.state, step=finding.step, note=finding.note)
        self._desk.answer(finding)
        self.refresh()

    def _number_text(self) -> str:
        value = self._desk.exam.finding(self._key).value
        return "" if value is None else wording.number(value)

    def refresh(self) -> None:
        """Show what is recorded now."""
        finding = self._desk.exam.finding(self._key)
        if self._options:
            unsure = finding.state is FindingState.INDETERMINATE and not finding.choice
            chosen = "?" if unsure and "?" in self._options else finding.choice
            for id_, button in self._options.items():
                button.setChecked(id_ == chosen)
        else:
            self._segmented.show_choice(finding.state)
        if self.number is not None and not self.number.hasFocus():
            self.number.setText(self._number_text())
        answered = finding.state is not FindingState.NOT_ASSESSED
        if self.complaints is not None:
            self.complaints.setVisible(answered)
            self.complaints.refresh()
        self.links.setVisible(answered)
        self.links.refresh()

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


class QuestionCard(Card):
    """One question with an answer for each of its sites."""

    def __init__(self, desk: Desk, question: Question, keys: tuple[FindingKey, ...], step: str) -> None:
        super().__init__(margin=8, spacing=4)
        self.question = question
        language = desk.language
        text = question.text.in_language(language)
        self.add(Label(text))
        if question.help is not None:
            self.add(Label(question.help.in_language(language), "small"))
        self.answers: list[Answer] = []
        for key in keys:
            site = desk.vocabulary.site_text(key.site).in_language(language) if key.site else ""
            if site:
                self.add(Label(site, "muted"))
            answer = Answer(desk, question, key, step, f"{text} {site}".strip())
            self.answers.append(answer)
            self.add(answer)
        if not keys:
            self.add(Label(translate("Questions", "Choose the side first."), "warning"))

    def refresh(self) -> None:
        """Show what is recorded now."""
        for answer in self.answers:
            answer.refresh()


class Questions(QWidget):
    """All questions of the place being worked on."""

    changed = Signal()

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__()
        self._desk, self._place = desk, place
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        asked = progress.questions(place.step, desk.vocabulary)
        self.rest = Button(translate("Questions", "Asked all: mark the rest absent"), "quiet")
        self.rest.clicked.connect(self._rest_absent)
        if asked:
            self._column.addWidget(
                row(Label(translate("Questions", "FINDINGS"), "heading", wrap=False), 1, self.rest)
            )
        else:
            self.rest.setParent(self)
        self._shape = self._keys()
        due = zip(asked, self._shape, strict=True)
        self._waiting = deque((q, keys) for q, keys in due if keys or q.sided)
        self._cards: list[QuestionCard] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._build_some)
        self._timer.start(0)
        self._build(_AT_ONCE)
        self.refresh()

    def _build_some(self) -> None:
        self._build(_AT_ONCE)

    def _build(self, count: int) -> None:
        """Make the next cards: a long step is laid out in pieces, so that the window never waits for it."""
        for _ in range(min(count, len(self._waiting))):
            question, keys = self._waiting.popleft()
            card = QuestionCard(self._desk, question, keys, self._place.step.id)
            self._cards.append(card)
            self._column.addWidget(card)
        if not self._waiting:
            self._timer.stop()

    @property
    def due(self) -> bool:
        """Whether the step asks anything."""
        return bool(self._shape)

    @property
    def cards(self) -> list[QuestionCard]:
        """Every question, from the top; what was still to be laid out is now."""
        self._build(len(self._waiting))
        return self._cards

    @property
    def answers(self) -> list[Answer]:
        """Every answer, from the top."""
        return [a for card in self.cards for a in card.answers]

    def _keys(self) -> list[tuple[FindingKey, ...]]:
        asked = progress.questions(self._place.step, self._desk.vocabulary)
        return [progress.keys_here(q, self._place, self._desk.exam, self._desk.vocabulary) for q in asked]

    def stale(self) -> bool:
        """Whether other rows are due now than are shown."""
        return self._keys() != self._shape

    def refresh(self) -> None:
        """Show what is recorded now."""
        for card in self._cards:
            card.refresh()
        self.rest.setVisible(len(self._open()) > 1)

    def _open(self) -> list[FindingKey]:
        asked = progress.questions(self._place.step, self._desk.vocabulary)
        recorded = {f.key for f in self._desk.exam.findings}
        simple = [k for q, k in zip(asked, self._keys(), strict=True) if q.kind is AnswerKind.PRESENCE]
        return [key for keys in simple for key in keys if key not in recorded]

    def _rest_absent(self) -> None:
        step = self._place.step.id
        edits = tuple(PutFinding(Finding(k, FindingState.ABSENT, step=step)) for k in self._open())
        self._desk.do(Together(edits, "rest_absent"))
