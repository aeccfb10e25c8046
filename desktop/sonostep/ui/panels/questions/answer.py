"""One answer of the exam as a row: what is asked, its keys, and what lies behind the last of them."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sonostep.core.checks.blocks import TARGET
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.problem import Problem
from sonostep.core.progress.step_progress import pictured
from sonostep.core.protocol import AnswerKind, FlagLevel, Question, Step
from sonostep.core.safety import SafetyLevel
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import NumberEdit
from sonostep.ui.kit.widgets import Button, Label, Refusal, mark
from sonostep.ui.panels.questions.answer_details import AnswerDetails
from sonostep.ui.panels.questions.answer_keys import AnswerKeys
from sonostep.ui.panels.questions.evidence_links import EvidenceLinks
from sonostep.ui.panels.questions.note_field import NoteField
from sonostep.ui.panels.questions.override import OverrideForm
from sonostep.ui.panels.questions.reproduced_complaints import Reproduced
from sonostep.ui.panels.safety.notice_card import notice_text

_PEDAL = [
    str(s)
    for s in (
        FindingState.ABSENT, FindingState.INDETERMINATE, FindingState.PRESENT, FindingState.NOT_ASSESSED,
    )
]  # fmt: skip
"""The order in which a pedal goes through the answers."""


class AnswerWidget(QWidget):
    """The row of one answer.

    The keys stand beside what is asked. Note, help, links and the way back to "not assessed" lie behind the
    last key (``more``) and are made when they are first needed; what is recorded there is seen without it.
    An answer never makes its row higher, except where a pain is to be named next, or a danger is said.
    """

    def __init__(
        self,
        controller: ExamController,
        question: Question,
        key: FindingKey,
        step: Step,
        label: str,
        name: str,
    ) -> None:
        super().__init__()
        self._controller, self._question, self._key, self._name = controller, question, key, name
        self._step = step
        self.setObjectName("answer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        # room for the outline of the pedal
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(2)
        self.number: NumberEdit | None = None
        self.keys = AnswerKeys(question, controller.language, name)
        self.keys.picked.connect(self._take)
        self._details: AnswerDetails | None = None
        self._complaints: Reproduced | None = None
        self.refusal = Refusal()
        self._column.addWidget(self._line(label))
        self._column.addWidget(self.keys.options)
        self._column.addWidget(self.refusal)
        self.override = OverrideForm(controller, key, step.id) if key.id == TARGET else None
        if self.override is not None:
            self._column.addWidget(self.override)
        self.danger = Label("", "stop")
        self.danger.setObjectName("danger")
        self.armed = Label("", "warning")
        self.armed.setObjectName("pedal_hint")
        for said in (self.danger, self.armed):
            self._column.addWidget(said)
            said.hide()
        self.refresh()

    def _line(self, label: str) -> QWidget:
        """The line that is always there: the question, its keys or its number, and the last key."""
        line = QWidget()
        line.setObjectName("answer_line")
        row = QHBoxLayout(line)
        row.setContentsMargins(2, 1, 0, 1)
        row.setSpacing(2)
        self.label = Label(label)
        row.addWidget(self.label, 1)
        if self._question.kind is AnswerKind.NUMBER:
            self._add_number(row)
        row.addWidget(self.keys.line)
        self.more = Button(
            "⋯", "more", name=translate("Answer", "More: {question}").format(question=self._name)
        )
        self.more.setToolTip(translate("Answer", "Help, note, links, not assessed"))
        self.more.setCheckable(True)
        self.more.setChecked(str(self._key) in self._controller.unfolded)
        self.more.toggled.connect(self._unfold)
        row.addWidget(self.more)
        return line

    def _add_number(self, row: QHBoxLayout) -> None:
        question = self._question
        low, high = question.low or 0.0, question.high if question.high is not None else 1e6
        unit = wording.asked_unit(question.unit)
        self.number = NumberEdit(low, high, question.unit, unit)
        self.number.setAccessibleName(self._name)
        self.number.setFixedWidth(84)
        self.number.keep_number_with(self._take_number, f"number {self._key}")
        self.number.refused.connect(self._refuse)
        self.number.textEdited.connect(self._take_refusal_away)
        row.addWidget(self.number)
        row.addWidget(Label(unit, "muted", wrap=False))

    @property
    def key(self) -> FindingKey:
        """What is answered here."""
        return self._key

    @property
    def question(self) -> Question:
        """What is asked."""
        return self._question

    @property
    def told(self) -> bool:
        """Whether it is answered, or a note says why not."""
        finding = self._controller.exam.finding(self._key)
        return finding.state is not FindingState.NOT_ASSESSED or bool(finding.note.strip())

    @property
    def details(self) -> AnswerDetails:
        """What lies behind the last key."""
        if self._details is None:
            tied = pictured(self._question, self._step)
            self._details = AnswerDetails(
                self._controller, self._question, self._key, self._step.id, self._name, pictured=tied
            )
            self._details.cleared.connect(self._clear)
            self._column.addWidget(self._details)
        return self._details

    @property
    def note(self) -> NoteField:
        """The field of the note."""
        return self.details.note

    @property
    def links(self) -> EvidenceLinks:
        """What the answer is tied to."""
        return self.details.links

    @property
    def complaints(self) -> Reproduced | None:
        """The pains that a test can name; None where none is asked for."""
        if self._complaints is None and self._question.asks_complaint:
            self._complaints = Reproduced(self._controller, self._key)
            self._column.insertWidget(2, self._complaints)
            self._complaints.refresh()
            self._show_complaints(self._controller.exam.finding(self._key))
        return self._complaints

    def _unfold(self, opened: bool) -> None:
        known = self._controller.unfolded
        known.add(str(self._key)) if opened else known.discard(str(self._key))
        self._show_details(self._controller.exam.finding(self._key))
        self._show_complaints(self._controller.exam.finding(self._key))
        if opened:
            self.details.take_keys()

    def _refuse(self, problem: Problem) -> None:
        """Say it below the number; where that has been left for something else, there."""
        if self.isVisible():
            self.refusal.say(problem, self._controller.language)
        else:
            self._controller.problem.emit(problem)

    def _take_refusal_away(self) -> None:
        self.refusal.say(None, self._controller.language)

    def _finding(self) -> Finding:
        # what is answered by itself is no longer part of a group that was tested and normal
        found = self._controller.exam.finding(self._key)
        return replace(found, step=self._step.id, examiner="", examined_at="")

    def _take(self, choice: str, state: FindingState) -> None:
        self._put(replace(self._finding(), state=state, choice=choice))

    def _clear(self) -> None:
        self._put(replace(self._finding(), state=FindingState.NOT_ASSESSED, choice=""))

    def _take_number(self, value: float | None, visit: object) -> bool:
        """Emptied: not assessed."""
        old = self._finding()
        border = self._question.present_from
        unplaced = old.state is FindingState.NOT_ASSESSED
        state: FindingState = FindingState.INDETERMINATE if unplaced else old.state
        if value is None:
            state = FindingState.NOT_ASSESSED
        elif border is not None:
            state = FindingState.PRESENT if value >= border else FindingState.ABSENT
        return self._put(replace(old, state=state, value=value), visit)

    def _put(self, finding: Finding, visit: object = None) -> bool:
        if finding.state is FindingState.NOT_ASSESSED:
            finding = Finding(finding.key, finding.state, step=finding.step, note=finding.note)
        if self.override is not None and self.override.holds_back(finding):
            self.refresh()
            return False
        taken = self._controller.answer(finding, visit)
        self.refresh()
        return taken

    def refresh(self) -> None:
        """Show what is recorded now."""
        finding = self._controller.exam.finding(self._key)
        self.keys.show_choice(finding)
        if self.number is not None:
            self.number.show_number(finding.value)
        self._show_complaints(finding)
        self._show_details(finding)
        self._show_danger()
        editable = self._controller.editable
        # A final exam is read: what would change it does not look as if it could.
        self.keys.lock(editable)
        for part in (self.number, self._complaints):
            if part is not None:
                part.setEnabled(editable)

    def _show_complaints(self, finding: Finding) -> None:
        """Ask which pain it was where there is one to name; what is absent names one on request."""
        answered = finding.state is not FindingState.NOT_ASSESSED
        asked = finding.state is not FindingState.ABSENT or self._question.kind is AnswerKind.CHOICE
        named = bool(finding.reproduces) or finding.reproduces_none
        due = self._question.asks_complaint and answered and (asked or named or self.more.isChecked())
        if not due and self._complaints is None:
            return
        shown = self.complaints
        if shown is not None:
            shown.setVisible(due)
            shown.refresh()

    def _show_details(self, finding: Finding) -> None:
        """Show them where they are unfolded; what is recorded in them is always seen."""
        told = bool(finding.note or finding.annotations or finding.frames)
        if self._details is None and not (told or self.more.isChecked()):
            return
        self.details.refresh(opened=self.more.isChecked())

    def _show_danger(self) -> None:
        """Say under the answer what it raises, and what to do."""
        here = [n for n in self._controller.safety if n.stands and self._key in n.findings]
        language = self._controller.language
        lines = [f"{notice_text(n, self._controller)} {n.rule.todo.in_language(language)}" for n in here]
        self.danger.setText("\n".join(lines))
        loud = any(n.level is SafetyLevel.STOP for n in here)
        mark(self.danger, "role", "stop" if loud else "warning")
        self.danger.setVisible(bool(lines))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every key that answers, "not assessed" last."""
        return (*self.keys.buttons.values(), self.details.clear)

    def state_button(self, state: FindingState) -> Button:
        """Return the button that answers with a state (its first option where options are asked)."""
        return next(b for b in self.buttons if b.property("answer") == str(state))

    def take_focus(self) -> None:
        """Take the keys: the number where one is asked, else the answer that is chosen, else the first."""
        (self.number or self.keys.first()).setFocus(Qt.FocusReason.OtherFocusReason)

    def cycle(self) -> None:
        """Go to the next answer; for a pedal.

        The first tread never says that something is present, a stop needs a second tread once it is said
        what it will record, and a number is typed, not trodden.
        """
        if self._question.kind is AnswerKind.NUMBER:
            self._hint(translate("Pedal", "Type the number: the pedal records none."))
            return
        order = sorted(self.buttons, key=lambda b: _PEDAL.index(str(b.property("answer"))))
        now = next((i for i, b in enumerate(order) if b.isChecked()), -1)
        button = order[(now + 1) % len(order)]
        stops = self._question.flag is FlagLevel.STOP
        raises = stops and button.property("answer") == str(FindingState.PRESENT)
        if raises and self.armed.isHidden():
            self._hint(translate("Pedal", "Tread once more to record a STOP: present."))
            return
        self.disarm()
        button.click()

    def disarm(self) -> None:
        """Forget a stop that was about to be recorded."""
        self.armed.hide()

    def _hint(self, text: str) -> None:
        self.armed.setText(text)
        self.armed.show()
