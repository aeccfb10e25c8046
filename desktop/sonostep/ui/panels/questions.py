"""The questions of a step as rows of big exclusive answers; what is not assessed looks unanswered."""

from collections import deque

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import PutFinding, Together
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.core.protocol import AnswerKind, FlagLevel, Question, Step
from sonostep.ui import progress
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.answers import Answer
from sonostep.ui.panels.levels import LEVEL, LevelPicker, shown_levels
from sonostep.ui.progress import Place
from sonostep.ui.widgets import Button, Card, Label, row

__all__ = ["Answer", "QuestionCard", "Questions"]

_AT_ONCE = 4
"""Cards laid out in one go: about ten milliseconds."""


class QuestionCard(Card):
    """One question with an answer for each of its sites."""

    def __init__(self, desk: Desk, question: Question, keys: tuple[FindingKey, ...], step: Step) -> None:
        super().__init__(margin=8, spacing=4)
        self.question = question
        language = desk.language
        text = question.text.in_language(language)
        self.answers: list[Answer] = []
        sites = [desk.vocabulary.site_text(k.site).in_language(language) if k.site else "" for k in keys]
        for key, site in zip(keys, sites, strict=True):
            self.answers.append(Answer(desk, question, key, step, f"{text} {site}".strip()))
        single = len(keys) == 1
        self.add(row(Label(text), self.answers[0].note.toggle) if single else Label(text))
        if question.help is not None:
            self.add(Label(question.help.in_language(language), "small"))
        self.unmeasured = Label(
            translate("Questions", "Not measured? A note that says why is enough."), "small"
        )
        self.add(self.unmeasured)
        for answer, site in zip(self.answers, sites, strict=True):
            if not single:
                self.add(row(Label(site, "muted"), answer.note.toggle))
            elif site:
                self.add(Label(site, "muted"))
            self.add(answer)
        if not keys:
            self.add(Label(translate("Questions", "Choose the side first."), "warning"))

        self._say_unmeasured()

    def refresh(self) -> None:
        """Show what is recorded now."""
        for answer in self.answers:
            answer.refresh()
        self._say_unmeasured()

    def _say_unmeasured(self) -> None:
        """A stop that is a number is due before the signature, but not everyone is measured."""
        due = self.question.flag is FlagLevel.STOP and self.question.kind is AnswerKind.NUMBER
        self.unmeasured.setVisible(due and not all(a.told for a in self.answers))


class Questions(QWidget):
    """All questions of the place being worked on; ``only`` these of them, where it is given."""

    changed = Signal()

    def __init__(self, desk: Desk, place: Place, only: frozenset[str] | None = None) -> None:
        super().__init__()
        self._desk, self._place, self._only = desk, place, only
        self._levels = {s.id for s in desk.vocabulary.sites if s.group == LEVEL}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        asked = self._asked()
        self.rest = Button(translate("Questions", "Asked all: mark the rest absent"), "quiet")
        self.rest.clicked.connect(self._rest_absent)
        if asked:
            self._column.addWidget(
                row(Label(translate("Questions", "FINDINGS"), "heading", wrap=False), 1, self.rest)
            )
        else:
            self.rest.setParent(self)
        self.picker = LevelPicker(desk, place.step) if place.step.per_level and only is None else None
        if self.picker is not None:
            self._column.addWidget(self.picker)
        self._shape = self._keys()
        due = zip(asked, self._shape, strict=True)
        self._waiting = deque((q, keys) for q, keys in due if keys or self._lacks_side(q))
        self._cards: list[QuestionCard] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._build_some)
        self._timer.start(0)
        self._build(_AT_ONCE)
        self.refresh()

    def _lacks_side(self, question: Question) -> bool:
        side = self._place.side or self._desk.exam.side
        return question.sided and side not in (Side.LEFT, Side.RIGHT)

    def _build_some(self) -> None:
        self._build(_AT_ONCE)

    def _build(self, count: int) -> None:
        """Make the next cards: a long step is laid out in pieces, so that the window never waits for it."""
        for _ in range(min(count, len(self._waiting))):
            question, keys = self._waiting.popleft()
            card = QuestionCard(self._desk, question, keys, self._place.step)
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

    def _asked(self) -> tuple[Question, ...]:
        found = progress.questions(self._place.step, self._desk.vocabulary)
        return tuple(q for q in found if self._only is None or q.id in self._only)

    def _keys(self) -> list[tuple[FindingKey, ...]]:
        desk, shown = self._desk, shown_levels(self._desk, self._place.step)
        here = [progress.keys_here(q, self._place, desk.exam, desk.vocabulary) for q in self._asked()]
        return [tuple(k for k in keys if k.site not in self._levels or k.site in shown) for keys in here]

    def stale(self) -> bool:
        """Whether other rows are due now than are shown."""
        return self._keys() != self._shape

    def refresh(self) -> None:
        """Show what is recorded now."""
        for card in self._cards:
            card.refresh()
        self.rest.setVisible(len(self._open()) > 1 and self._desk.editable)
        if self.picker is not None:
            self.picker.refresh()

    def _open(self) -> list[FindingKey]:
        asked = self._asked()
        recorded = {f.key for f in self._desk.exam.findings}
        simple = [k for q, k in zip(asked, self._keys(), strict=True) if _by_asking(q)]
        return [key for keys in simple for key in keys if key not in recorded]

    def _rest_absent(self) -> None:
        step = self._place.step.id
        edits = tuple(PutFinding(Finding(k, FindingState.ABSENT, step=step)) for k in self._open())
        self._desk.do(Together(edits, "rest_absent"))


def _by_asking(question: Question) -> bool:
    """Whether one press may answer it with others: a test that nobody did is not absent."""
    return question.kind is AnswerKind.PRESENCE and progress.asked_of_patient(question)
