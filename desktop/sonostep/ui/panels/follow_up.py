"""This visit beside the earlier ones: what changed, and whether that is more than measurement error."""

from datetime import datetime
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from sonostep.core.edits import SetPredecessor
from sonostep.core.exam import Exam
from sonostep.core.follow_up import Change, Verdict
from sonostep.core.problem import Problem
from sonostep.messages import sentence
from sonostep.ui import course, wording
from sonostep.ui.course import Course, FollowUp, Visit
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import N, translate
from sonostep.ui.panels.course_plot import CoursePlot
from sonostep.ui.widgets import Card, Label, Speaking

VERDICTS = {
    Verdict.BEYOND: N("FollowUp", "more than the published error"),
    Verdict.WITHIN: N("FollowUp", "within the published error"),
    Verdict.NOT_INTERPRETABLE: N("FollowUp", "not interpretable"),
}
_KEYS = ("complaints", "findings", "annotations", "clips", "predecessor", "patient")


class FollowUpCard(Speaking):
    """Names the earlier visit, and sets what both hold side by side; looked at anew when it is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None
        self._visits: tuple[Visit, ...] = ()
        self._found: FollowUp | None = None
        self._asked: Exam | None = None
        self.rows: dict[str, Card] = {}
        self.plots: list[CoursePlot] = []
        desk.session.on_exam(self._exam_changed)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.state is not after.state:
            self.visit.setEnabled(self._desk.editable)
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        exam, last = self._desk.exam, self._asked
        if last is not None and all(getattr(last, k) is getattr(exam, k) for k in _KEYS):
            return
        self._asked = exam
        self._desk.background.quick(partial(_read, exam, self._desk), partial(self._take, exam))

    def _take(self, exam: Exam, read: tuple[tuple[Visit, ...], FollowUp]) -> None:
        if exam is self._asked:
            self._visits, self._found = read
            self.retranslate()

    def retranslate(self) -> None:
        self.rows, self.plots = {}, []
        card = Card()
        card.add(Label(translate("FollowUp", "COMPARED WITH AN EARLIER VISIT"), "heading"), self._choice())
        card.add(*self._compared())
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = card
        self._column.addWidget(card)

    def _choice(self) -> QWidget:
        self.visit = QComboBox()
        self.visit.setAccessibleName(translate("FollowUp", "Earlier visit"))
        self.visit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.visit.setMinimumContentsLength(10)
        self.visit.addItem(translate("FollowUp", "None"), "")
        for one in self._visits:
            self.visit.addItem("   ".join(t for t in (_when(one.created), one.who) if t), one.id)
        named = self._desk.exam.predecessor
        if named and self.visit.findData(named) < 0:
            self.visit.addItem(named, named)
        self.visit.setCurrentIndex(max(self.visit.findData(named), 0))
        self.visit.setEnabled(self._desk.editable)
        self.visit.activated.connect(self._choose)
        return self.visit

    def _choose(self) -> None:
        self._desk.do(SetPredecessor(str(self.visit.currentData())))

    def _compared(self) -> list[QWidget]:
        exam = self._desk.exam
        if not exam.predecessor:
            none = translate("FollowUp", "Name the earlier visit to see what has changed since.")
            return [Label(none, "muted")]
        if self._found is None or self._found.exam.predecessor != exam.predecessor:
            return [Label(translate("FollowUp", "Reading the earlier visit…"), "muted")]
        if not self._found.before:
            problem = Problem.of("followup.not_found", exam=exam.predecessor)
            return [Label(sentence(problem, self._desk.language), "warning")]
        if not self._found.courses:
            return [Label(translate("FollowUp", "Nothing stands in both visits yet."), "muted")]
        return [self._row(one) for one in self._found.courses]

    def _row(self, one: Course) -> QWidget:
        change = one.change
        card = Card("", margin=0, spacing=2)
        name = self._name(change)
        card.add(Label(name), flow([self._values(change), self._verdict(change)], 8))
        if len(one.points) > 1:
            plot = CoursePlot(one, f"{name}: {self._said(change)}")
            self.plots.append(plot)
            card.add(plot)
        card.add(Label(self._why(change), "small"))
        self.rows[f"{change.id}|{change.site}|{change.side or ''}"] = card
        return card

    def _name(self, change: Change) -> str:
        name = change.text.in_language(self._desk.language)
        return f"{name} · {wording.side(change.side)}" if change.side else name

    def _values(self, change: Change) -> Label:
        label = Label(self._said(change), wrap=False)
        label.setProperty("role", "value")
        return label

    def _said(self, change: Change) -> str:
        unit = "" if change.unit == "1" else {"mm2": "mm²", "deg": "°"}.get(change.unit, change.unit)
        if change.before is not None and change.after is not None:
            difference = change.after - change.before
            return f"{change.before:.3g} → {change.after:.3g} {unit} ({difference:+.3g})".replace("  ", " ")
        if change.chosen_before or change.chosen_after:
            names = (self._option(change, c) for c in (change.chosen_before, change.chosen_after))
            return " → ".join(names)
        no = translate("FollowUp", "no number")
        values = (change.before, change.after)
        return " → ".join(no if v is None else f"{v:.3g} {unit}".strip() for v in values)

    def _option(self, change: Change, id_: str) -> str:
        try:
            question = self._desk.vocabulary.question(change.id)
        except KeyError:
            return id_
        texts = (o.text.in_language(self._desk.language) for o in question.options if o.id == id_)
        return next(texts, id_)

    def _verdict(self, change: Change) -> Label:
        pill = Label(translate("FollowUp", VERDICTS[change.verdict]), "pill", wrap=False)
        pill.setProperty("verdict", str(change.verdict))
        return pill

    def _why(self, change: Change) -> str:
        language = self._desk.language
        parts = [change.reason.in_language(language)]
        if change.error is not None:
            parts += [change.error.note.in_language(language), change.error.source]
        return "  ·  ".join(p for p in parts if p)


def _read(exam: Exam, desk: Desk) -> tuple[tuple[Visit, ...], FollowUp]:
    return course.visits(exam), course.follow(exam, desk.library)


def _when(created: str) -> str:
    try:
        return f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return created
