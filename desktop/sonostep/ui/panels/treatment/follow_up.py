"""This visit beside the earlier ones: what changed, and whether that is more than measurement error."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import SetPredecessor
from sonostep.core.exam import Exam
from sonostep.core.follow_up import Change, Verdict
from sonostep.core.problem import Problem
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.widgets import Card, Label, Speaking
from sonostep.ui.panels.treatment.follow_up_plot import CoursePlot
from sonostep.workflows import follow_up as course
from sonostep.workflows.follow_up import Course, EarlierVisits, Visit

VERDICTS = {
    Verdict.BEYOND: N("FollowUp", "more than the published error"),
    Verdict.WITHIN: N("FollowUp", "within the published error"),
    Verdict.NOT_INTERPRETABLE: N("FollowUp", "not interpretable"),
}
_KEYS = ("complaints", "findings", "annotations", "clips", "predecessor", "patient")


class FollowUpCard(Speaking):
    """The follow-up card.

    Names the earlier visit, and sets what both hold side by side; looked at anew when it is shown.
    """

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up")
        self._controller = controller
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None
        self._visits: tuple[Visit, ...] = ()
        self._found: EarlierVisits | None = None
        self._asked: Exam | None = None
        self.rows: dict[str, Card] = {}
        self.plots: list[CoursePlot] = []
        controller.session.on_exam(self._state_changed, "state")
        self._stop: Callable[[], None] | None = None
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stop is None:
            self._stop = self._controller.session.on_exam(self._exam_changed, *_KEYS)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._stop is not None:
            self._stop()
            self._stop = None

    def _state_changed(self, before: Exam, after: Exam) -> None:
        self.visit.setEnabled(self._controller.editable)

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        self._ask()

    def _ask(self) -> None:
        exam, last = self._controller.exam, self._asked
        if last is not None and all(getattr(last, k) is getattr(exam, k) for k in _KEYS):
            return
        self._asked = exam
        self._controller.background.quick(partial(_read, exam, self._controller), partial(self._take, exam))

    def _take(self, exam: Exam, read: tuple[tuple[Visit, ...], EarlierVisits]) -> None:
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
        self.visit = ComboBox()
        self.visit.setAccessibleName(translate("FollowUp", "Earlier visit"))
        self.visit.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.visit.setMinimumContentsLength(10)
        self.visit.addItem(translate("FollowUp", "None"), "")
        for one in self._visits:
            self.visit.addItem("   ".join(t for t in (_when(one.created), one.who) if t), one.id)
        named = self._controller.exam.predecessor
        if named and self.visit.findData(named) < 0:
            self.visit.addItem(named, named)
        self.visit.setCurrentIndex(max(self.visit.findData(named), 0))
        self.visit.setEnabled(self._controller.editable)
        self.visit.activated.connect(self._choose)
        return self.visit

    def _choose(self) -> None:
        self._controller.do(SetPredecessor(str(self.visit.currentData())))

    def _compared(self) -> list[QWidget]:
        exam = self._controller.exam
        if not exam.predecessor:
            none = translate("FollowUp", "Name the earlier visit to see what has changed since.")
            return [Label(none, "muted")]
        if self._found is None or self._found.exam.predecessor != exam.predecessor:
            return [Label(translate("FollowUp", "Reading the earlier visit…"), "muted")]
        if not self._found.before:
            problem = Problem.of("followup.not_found", exam=exam.predecessor)
            return [Label(sentence(problem, self._controller.language), "warning")]
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
        name = change.text.in_language(self._controller.language)
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
            question = self._controller.vocabulary.question(change.id)
        except KeyError:
            return id_
        texts = (o.text.in_language(self._controller.language) for o in question.options if o.id == id_)
        return next(texts, id_)

    def _verdict(self, change: Change) -> Label:
        pill = Label(translate("FollowUp", VERDICTS[change.verdict]), "pill", wrap=False)
        pill.setProperty("verdict", str(change.verdict))
        return pill

    def _why(self, change: Change) -> str:
        language = self._controller.language
        parts = [change.reason.in_language(language)]
        if change.error is not None:
            parts += [change.error.note.in_language(language), change.error.source]
        return "  ·  ".join(p for p in parts if p)


def _read(exam: Exam, controller: ExamController) -> tuple[tuple[Visit, ...], EarlierVisits]:
    return course.visits(exam), course.follow(exam, controller.library)


def _when(created: str) -> str:
    try:
        return f"{datetime.fromisoformat(created).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return created
