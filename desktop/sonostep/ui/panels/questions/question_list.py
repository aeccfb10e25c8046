"""The questions of a step as rows with the keys that answer them; what is not assessed looks unanswered."""

from collections import deque

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.progress import step_progress as progress
from sonostep.core.progress.normal_group import groups_of
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import AnswerKind, FlagLevel, Question
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label, row, show_in_place
from sonostep.ui.panels.questions.answer import AnswerWidget
from sonostep.ui.panels.questions.answer_keys import STATES
from sonostep.ui.panels.questions.further_questions import FurtherQuestions
from sonostep.ui.panels.questions.normal_group import NormalGroupRow
from sonostep.ui.panels.questions.question_card import QuestionCard
from sonostep.ui.panels.questions.spinal_levels import LEVEL, LevelPicker, shown_levels

__all__ = ["AnswerWidget", "QuestionCard", "Questions"]

_AT_ONCE = 6
"""Rows laid out in one go: about ten milliseconds."""

_Row = tuple[Question, tuple[FindingKey, ...]]


class Questions(QWidget):
    """The list of questions.

    All questions of the place being worked on; ``only`` these of them, where it is given.
    """

    def __init__(self, controller: ExamController, place: Place, only: frozenset[str] | None = None) -> None:
        super().__init__()
        self._controller, self._place, self._only = controller, place, only
        self._levels = {s.id for s in controller.vocabulary.sites if s.group == LEVEL}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._rows = self._due()
        self._add_head()
        self.normal = [NormalGroupRow(controller, place, g) for g in groups_of(place, controller.vocabulary)]
        self.picker = LevelPicker(controller, place.step) if place.step.per_level and only is None else None
        self._offer = Label(translate("Questions", "Tested and normal:"), "small", wrap=False)
        self._normal = flow([self._offer, *(g.open for g in self.normal)], 2)
        self._column.insertWidget(0, self._normal)
        for part in (*self.normal, *([self.picker] if self.picker else [])):
            self._column.addWidget(part)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self._column.addLayout(self._body)
        self.further = FurtherQuestions(sum(self._is_further(q) for q, _ in self._rows), self)
        self._column.addWidget(self.further)
        self._cards: list[QuestionCard] = []
        self._waiting = deque(r for r in self._rows if r[1])
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._build_some)
        self._timer.start(0)
        self._build(_AT_ONCE)
        self.refresh()

    def _add_head(self) -> None:
        """The meaning of the signs, and one press for what the patient was asked."""
        signs = [f"{wording.STATE_MARKS[s]} {wording.state(s)}" for s in STATES]
        self.legend = Label("   ".join(signs), "small", wrap=False)
        words = translate("Questions", "The signs of the keys: {signs}")
        self.legend.setAccessibleName(words.format(signs=", ".join(wording.state(s) for s in STATES)))
        self.rest = Button(translate("Questions", "Asked all: mark the rest absent"), "quiet")
        self.rest.clicked.connect(self._rest_absent)
        self._sure = False
        self.waits = Label("", "ask")
        self._column.addWidget(self.waits)
        self._rest_row = row(self.rest, 1)
        self._column.addWidget(self._rest_row)
        self._site = _common_site(self._rows)
        site = self._controller.vocabulary.site_text(self._site).in_language(self._controller.language)
        head = row(Label(site if self._site else "", "heading"), self.legend)
        self._column.addWidget(head)
        head.setVisible(any(q.kind is not AnswerKind.CHOICE for q, k in self._rows if k))

    def _lacks_side(self, question: Question) -> bool:
        side = self._place.side or self._controller.exam.side
        return question.sided and side not in (Side.LEFT, Side.RIGHT)

    def _build_some(self) -> None:
        self._build(_AT_ONCE)

    def _build(self, count: int) -> None:
        """Make the next rows: a long step is laid out in pieces, so that the window never waits for it."""
        for _ in range(min(count, len(self._waiting))):
            self._place_card(self._card(*self._waiting.popleft()))
        if not self._waiting:
            self._timer.stop()

    def _card(self, question: Question, keys: tuple[FindingKey, ...]) -> QuestionCard:
        return QuestionCard(self._controller, question, keys, self._place.step, said=self._site)

    def _place_card(self, card: QuestionCard) -> None:
        self._cards.append(card)
        if self._is_further(card.question):
            self.further.take(card)
        else:
            self._body.addWidget(card)

    def _is_further(self, question: Question) -> bool:
        return question.id in self._place.step.further

    @property
    def due(self) -> bool:
        """Whether the step asks anything."""
        return bool(self._rows)

    @property
    def cards(self) -> list[QuestionCard]:
        """Every question, from the top; what was still to be laid out is now."""
        self._build(len(self._waiting))
        return self._cards

    @property
    def answers(self) -> list[AnswerWidget]:
        """Every answer, from the top; the further ones last."""
        return [a for card in self.cards for a in card.answers]

    @property
    def asked(self) -> list[AnswerWidget]:
        """The answers that are due, and the further ones while they are unfolded."""
        shut = self._place.step.further if not self.further.opened else frozenset()
        return [a for card in self.cards if card.question.id not in shut for a in card.answers]

    def unfold(self, answer: AnswerWidget) -> None:
        """Open what an answer is folded away in."""
        if self.further.isAncestorOf(answer):
            self.further.button.setChecked(True)

    def _asked(self) -> tuple[Question, ...]:
        found = progress.questions(self._place.step, self._controller.vocabulary)
        wanted = [q for q in found if self._only is None or q.id in self._only]
        # sorted is stable: the further ones come last in their own order
        return tuple(sorted(wanted, key=self._is_further))

    def _due(self) -> tuple[_Row, ...]:
        """The questions with the keys that are asked for now."""
        controller, shown = self._controller, shown_levels(self._controller, self._place.step)
        made: list[_Row] = []
        for question in self._asked():
            keys = progress.keys_here(question, self._place, controller.exam, controller.vocabulary)
            made.append((question, tuple(k for k in keys if k.site not in self._levels or k.site in shown)))
        return tuple(made)

    def _update_rows(self) -> None:
        """Put in the rows that have come to be due, take out those that are no longer; all others stay."""
        due = self._due()
        if due == self._rows:
            return
        self._rows = due
        old = {(c.question.id, c.keys): c for c in self.cards}
        wanted = [r for r in due if r[1]]
        kept = {(q.id, keys) for q, keys in wanted}
        for at, card in old.items():
            self._body.removeWidget(card)
            if at not in kept:
                card.hide()
                card.deleteLater()
        self._cards = []
        for question, keys in wanted:
            held = old.get((question.id, keys))
            self._place_card(held or self._card(question, keys))

    def refresh(self) -> None:
        """Show what is recorded now."""
        self._update_rows()
        for card in self._cards:
            card.refresh()
        self._say_waiting()
        self._rest_row.setVisible(len(self._open()) > 1 and self._controller.editable)
        for group in self.normal:
            group.refresh()
        show_in_place(self._normal, any(g.offered for g in self.normal))
        if self.picker is not None:
            self.picker.refresh()

    def _say_waiting(self) -> None:
        """Say once what is not asked yet, and what brings it."""
        waiting = sum(self._lacks_side(q) for q, _ in self._rows)
        said = translate(
            "Questions",
            "{count} questions are asked of one side. Choose the side first: Right or Left, above.",
        )
        self.waits.setText(said.format(count=waiting))
        self.waits.setVisible(waiting > 0)

    def _open(self) -> list[FindingKey]:
        recorded = {f.key for f in self._controller.exam.findings}
        simple = [k for q, k in self._rows if _by_asking(q) and not self._is_further(q)]
        return [key for keys in simple for key in keys if key not in recorded]

    def _rest_absent(self) -> None:
        """Where a stop is among the rest, it takes a second press that says how many are answered."""
        stops = {q.id for q in self._asked() if q.flag is FlagLevel.STOP}
        if not self._sure and any(k.id in stops for k in self._open()):
            self._sure = True
            said = translate("Questions", "Each of these {count} was asked, and none is present: press again")
            self.rest.setText(said.format(count=len(self._open())))
            return
        self._sure = False
        self.rest.setText(translate("Questions", "Asked all: mark the rest absent"))
        step = self._place.step.id
        edits = tuple(PutFinding(Finding(k, FindingState.ABSENT, step=step)) for k in self._open())
        self._controller.do(Together(edits, "rest_absent"))


def _common_site(rows: tuple[_Row, ...]) -> str:
    """The one site that all rows with a site are asked of; it is said once. Empty where there are several."""
    sites = {k.site for _, keys in rows for k in keys if k.site}
    return sites.pop() if len(sites) == 1 else ""


def _by_asking(question: Question) -> bool:
    """Whether one press may answer it with others: a test that nobody did is not absent."""
    return question.kind is AnswerKind.PRESENCE and progress.asked_of_patient(question)
