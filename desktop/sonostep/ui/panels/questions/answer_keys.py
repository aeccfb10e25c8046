"""The keys of an answer: present, absent, unclear beside the question, or the options of a question."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sonostep.core.finding import Finding, FindingState
from sonostep.core.protocol import AnswerKind, Question
from sonostep.core.text import Language
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, show_in_place, unfold

STATES = (FindingState.PRESENT, FindingState.ABSENT, FindingState.INDETERMINATE)
"""The states that a row offers, in their order; a legend above the rows says what their signs mean."""

_SHOWN = 5
"""Options up to which all are shown; of more, the chosen one, which brings the others."""


class AnswerKeys(QObject):
    """The keys of one answer.

    Attributes:
        line: what stands beside the question.
        options: what stands below it; nothing for a question that is answered by its state.
        buttons: by the id of their option, or by their state.
    """

    picked = Signal(str, object)

    def __init__(self, question: Question, language: Language, name: str) -> None:
        super().__init__()
        self._name, self._number = name, question.kind is AnswerKind.NUMBER
        self._options = question.kind is AnswerKind.CHOICE
        self.line = QWidget()
        self._row = QHBoxLayout(self.line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self.buttons: dict[object, Button] = {}
        self.choose: Button | None = None
        self.options = QWidget()
        if question.kind is AnswerKind.CHOICE:
            self._add_options(question, language)
        else:
            self._add_states()
            show_in_place(self.options, False)
        # A number without a border is its own answer: neither present nor absent, and never unclear.
        show_in_place(self.line, not self._number or question.present_from is not None)

    def _add_states(self) -> None:
        for state in STATES:
            button = self._button(wording.STATE_MARKS[state], wording.state(state), state)
            button.setToolTip(wording.state(state))
            self.buttons[state] = button
            self._row.addWidget(button)

    def _add_options(self, question: Question, language: Language) -> None:
        choices = [(o.id, o.text.in_language(language), o.state) for o in question.options]
        if not any(state is FindingState.INDETERMINATE for _, _, state in choices):
            choices.append(("?", wording.state(FindingState.INDETERMINATE), FindingState.INDETERMINATE))
        for id_, text, state in choices:
            self.buttons[id_] = self._button(f"{wording.STATE_MARKS[state]} {text}", text, state, id_)
        self.options = flow(self.buttons.values(), 3)
        if len(choices) > _SHOWN:
            choose = translate("Answer", "Choose: {question}").format(question=self._name)
            self.choose = Button("", "choose", name=choose)
            self.choose.setCheckable(True)
            self.choose.toggled.connect(self._open)
            self._row.addWidget(self.choose)
            show_in_place(self.options, False)

    def _button(self, text: str, word: str, state: FindingState, id_: str = "") -> Button:
        button = Button(text, "answer", (id_, state), name=f"{self._name}: {word}")
        button.setProperty("answer", str(state))
        button.setProperty("sign", not id_)
        button.setCheckable(True)
        button.picked.connect(self._pick)
        return button

    def _open(self, opened: bool) -> None:
        self.options.setVisible(opened)
        if opened and self.options.isVisible():
            unfold(self.options)

    def _pick(self, value: tuple[str, FindingState]) -> None:
        id_, state = value
        if self.choose is not None:
            self.choose.setChecked(False)
        self.picked.emit("" if id_ == "?" else id_, state)

    def show_choice(self, finding: Finding) -> None:
        """Show what is recorded: nothing pressed where nothing is."""
        chosen: object = finding.state
        if self._options:
            unsure = finding.state is FindingState.INDETERMINATE and not finding.choice
            chosen = "?" if unsure and "?" in self.buttons else finding.choice or None
        for key, button in self.buttons.items():
            button.setChecked(key == chosen)
        if self.choose is not None:
            shown = self.buttons.get(chosen)
            self.choose.setText(shown.text() if shown is not None else translate("Answer", "Choose…"))

    def lock(self, editable: bool) -> None:
        """What would change a final exam does not look as if it could."""
        self.line.setEnabled(editable)
        self.options.setEnabled(editable)

    def first(self) -> Button:
        """The key that the keyboard goes to: the chosen one, else the first, else what brings them."""
        if self.choose is not None and self.options.isHidden():
            return self.choose
        chosen = [b for b in self.buttons.values() if b.isChecked()]
        return (chosen or list(self.buttons.values()))[0]
