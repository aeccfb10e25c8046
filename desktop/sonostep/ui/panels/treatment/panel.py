"""What may be done about the pains: the patient's handout, treatments as recorded, and where sources differ.

Nothing here is ranked, and nothing of it is weighed.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint
from sonostep.core.safety import Hold, held_back
from sonostep.core.text import LocalText
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.widgets import Card, Fold, Label, Scroll, Speaking
from sonostep.ui.panels.safety.notice_card import cards_of
from sonostep.ui.panels.treatment.follow_up import FollowUpCard

if TYPE_CHECKING:
    from sonostep.core.safety import SafetyNotice
    from sonostep.protocols.companions import HandoutTopic
    from sonostep.protocols.schema.companions import MatrixRowModel, StatementModel, TreatmentsFile

Loaded = tuple[Exam, "tuple[HandoutTopic, ...]", "TreatmentsFile"]

SECTIONS = (
    ("rows", N("Treatment", "Treatments side by side")),
    ("phases", N("Treatment", "Advice by phase")),
    ("statements", N("Treatment", "What the clinic's teaching articles say of treatments")),
    ("background", N("Treatment", "What they say of causes")),
    ("differences", N("Treatment", "Where the clinic's teaching articles and the literature differ")),
    ("tensions", N("Treatment", "Where the clinic's teaching articles disagree with each other")),
)
"""Parts of the treatments, in the order in which they are shown."""


def _load(exam: Exam) -> Loaded:
    # Reads files; imported off the first paint.
    from sonostep.protocols.companions import compose_handout, load_treatments

    return exam, compose_handout(exam), load_treatments()


class TreatmentPanel(Speaking):
    """The Treatment tab. Composed anew for the complaints at hand when it is looked at."""

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("treatment")
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = Scroll()
        column.addWidget(self.page)
        self.follow_up = FollowUpCard(controller)
        self._opened: set[str] = set()
        self._loaded: Loaded | None = None
        self._asked: Exam | None = None
        self.folds: dict[str, Fold] = {}
        controller.session.on_exam(self._exam_changed, "complaints", "findings")
        self.retranslate()

    @property
    def composed_for(self) -> tuple[Complaint, ...]:
        """The complaints that the handout shown is for."""
        return self._loaded[0].complaints if self._loaded else ()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if self.isVisible():
            self._renew()

    def _renew(self) -> None:
        exam, last = self._controller.exam, self._asked
        same = last is not None and (last.complaints, last.findings) == (exam.complaints, exam.findings)
        if not same:
            self._asked = exam
            self._controller.background.quick(partial(_load, exam), self._take)

    def _take(self, loaded: Loaded) -> None:
        if loaded[0] is self._asked:
            self._loaded = loaded
            self.retranslate()

    def retranslate(self) -> None:
        self.folds = {}
        if self._loaded is None:
            none = Label(translate("Treatment", "Nothing has been composed yet."), "muted")
            self.page.fill([self.follow_up, none])
            return
        _, topics, treatments = self._loaded
        standing = held_back(self._controller.safety, Hold.HOME_ADVICE)
        if standing:
            go = [self._stopped(standing), self._handout(topics)]
            self.page.fill([*go, self.follow_up])
            return
        self.page.fill([self.follow_up, self._handout(topics), self._treatments(treatments)])

    def _say(self, text: LocalText) -> str:
        return text.in_language(self._controller.language)

    def _stopped(self, standing: "Sequence[SafetyNotice]") -> QWidget:
        """While a stop stands nothing is said of treatments, exercises or home advice."""
        card = Card("stop")
        card.setObjectName("treatment_stop")
        held = translate("Treatment", "No exercise, home advice or treatment is offered while this stands.")
        card.add(Label(held, "stop"), *cards_of(self._controller, standing))
        return card

    def _handout(self, topics: "Sequence[HandoutTopic]") -> QWidget:
        card = Card()
        card.add(Label(translate("Treatment", "HANDOUT FOR THE COMPLAINTS AT HAND"), "heading"))
        for topic in topics:
            title = Label(self._say(topic.title))
            title.setProperty("role", "value")
            card.add(title, *(Label(self._say(line)) for line in topic.lines))
        how = translate("Treatment", "It is printed by the export “Patient's handout” in the report.")
        card.add(Label(how, "small"))
        return card

    def _treatments(self, treatments: "TreatmentsFile") -> QWidget:
        card = Card()
        card.add(Label(translate("Treatment", "TREATMENTS, RECORDED AND NOT RANKED"), "heading"))
        card.add(Label(self._say(treatments.notice.core()), "muted"))
        columns = [self._say(c.text.core()) for c in treatments.columns]
        for name, title in SECTIONS:
            lines: list[QWidget] = []
            for one in getattr(treatments, name):
                lines.append(self._row(one, columns) if name == "rows" else self._line(one))
            self.folds[name] = Fold(translate("Treatment", title), lines, name, self._opened)
            card.add(self.folds[name])
        return card

    def _row(self, row: "MatrixRowModel", columns: Sequence[str]) -> QWidget:
        holder = Card("", margin=0, spacing=2)
        title = Label(self._say(row.text.core()))
        title.setProperty("role", "value")
        holder.add(title)
        says = translate("Treatment", "{treatment}: {what}")
        for column, cell in zip(columns, row.cells, strict=True):
            holder.add(Label(says.format(treatment=column, what=self._say(cell.core()))))
        holder.add(_sources(", ".join(row.sources)))
        return holder

    def _line(self, one: "StatementModel") -> QWidget:
        holder = Card("", margin=0, spacing=0)
        founding = getattr(one, "founding", None)
        sources = ", ".join(one.sources)
        if founding:
            sources = f"{', '.join(founding)}  ↔  {sources}"
        holder.add(Label(self._say(one.text.core())), _sources(sources))
        return holder


def _sources(ids: str) -> Label:
    return Label(translate("Treatment", "Sources: {ids}").format(ids=ids), "small")
