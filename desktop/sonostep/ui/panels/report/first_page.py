"""The report's first page: question, technique, comparison and limitations, with what can be proposed."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from sonostep.core.edits import Edit, ReportField, SetReportField
from sonostep.core.exam import Exam
from sonostep.core.report.proposed_fields import proposed_fields
from sonostep.core.text import LocalText
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.text_fields import TextEdit
from sonostep.ui.kit.widgets import Card, Label, WrapButton, show_in_place

_FIELDS: Mapping[ReportField, tuple[str, int]] = {
    ReportField.CLINICAL_QUESTION: (N("Report", "Clinical question"), 2),
    ReportField.TECHNIQUE: (N("Report", "Technique"), 1),
    ReportField.COMPARISON: (N("Report", "Comparison"), 1),
    ReportField.LIMITATIONS: (N("Report", "Limitations"), 1),
}
"""Each field's name, and the lines that it has at the least."""


class FirstPage(Card):
    """The card of the first page's words; each empty field offers what can be proposed for it."""

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self.setObjectName("first_page")
        self._controller = controller
        self.add(Label(translate("Report", "FIRST PAGE"), "heading"))
        self.fields: dict[str, TextEdit] = {}
        self.offers: dict[str, WrapButton] = {}
        for field, (name, lines) in _FIELDS.items():
            self.add(*self._field(field, translate("Report", name), lines))

    def _field(self, field: ReportField, title: str, lines: int) -> list[QWidget]:
        made = TextEdit(title, lines)
        made.keep_with(partial(self._keep, field), field.value)
        offer = WrapButton("", "reason", field, name=translate("Report", "Use: {text}").format(text=title))
        offer.setObjectName(f"use_{field.value}")
        offer.picked.connect(self._take)
        offer.hide()
        self.fields[field.value], self.offers[field.value] = made, offer
        return [Label(title, "muted"), made, offer]

    def proposals(self) -> Mapping[ReportField, LocalText]:
        """Return what is proposed for the fields in which nobody wrote."""
        exam, controller = self._controller.exam, self._controller
        made = dict(proposed_fields(exam, controller.library.in_use(exam), controller.vocabulary))
        reasons = dict.fromkeys(c.visit.reason.strip() for c in controller.session.clips)
        if said := "; ".join(r for r in reasons if r):
            made[ReportField.CLINICAL_QUESTION] = LocalText(said, said)
        return {f: t for f, t in made.items() if not str(getattr(exam, f.value)).strip()}

    def taken(self) -> list[Edit]:
        """Return the edits that take every proposal over, in the interface's language."""
        language = self._controller.language
        return [SetReportField(f, t.in_language(language)) for f, t in self.proposals().items()]

    def show_exam(self, exam: Exam) -> None:
        """Show what the exam holds, and what is proposed for the rest."""
        proposals = self.proposals() if self._controller.editable else {}
        for field in _FIELDS:
            made, offer = self.fields[field.value], self.offers[field.value]
            made.show_text(getattr(exam, field.value))
            made.setReadOnly(not self._controller.editable)
            text = proposals.get(field)
            show_in_place(offer, text is not None)
            if text is not None:
                use = translate("Report", "Use: {text}")
                offer.setText(use.format(text=text.in_language(self._controller.language)))

    def _take(self, field: ReportField) -> None:
        text = self.proposals().get(field)
        if text is not None:
            self._controller.do(SetReportField(field, text.in_language(self._controller.language)))

    def _keep(self, field: ReportField, text: str, visit: object) -> bool:
        return self._controller.do(SetReportField(field, text), visit)
