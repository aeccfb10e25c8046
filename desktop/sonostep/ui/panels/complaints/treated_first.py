"""Which pain disturbs life most and is treated first (H-18, H-50): said once, in the summary."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from sonostep.core.edits import Edit, PutComplaint, Together
from sonostep.core.finding import Complaint, Feature, FindingState
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Label, Part

MOST_DISTURBING = "most_disturbing"


class TreatedFirst(Card):
    """The choice of the complaint that is treated first.

    A chip for each complaint; the one that is pressed disturbs most.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__(spacing=4)
        self._controller = controller
        self.add(Label(translate("Summary", "WHICH PAIN IS TREATED FIRST"), "heading"))
        self.chips: dict[str, Button] = {}
        self._shown: tuple[Complaint, ...] | None = None
        self._part = Part()
        self.add(self._part)
        self.refresh()

    def refresh(self) -> None:
        """Show the complaints as they are now."""
        complaints = self._controller.exam.complaints
        if complaints is self._shown:
            return
        self._shown = complaints
        self.chips = {c.id: self._chip(c) for c in complaints}
        none = translate("Summary", "Enter the complaints first.")
        inside: QWidget = flow(self.chips.values(), 4) if self.chips else Label(none, "muted")
        self._part.fill([inside])

    def _chip(self, complaint: Complaint) -> Button:
        route = (
            self._controller.vocabulary.site_text(s).in_language(self._controller.language)
            for s in complaint.route
        )
        text = f"{complaint.label}  {next(route, '')}".strip()
        name = translate("Summary", "Complaint {label} disturbs most and is treated first")
        chip = Button(text, "chip", complaint.id, name=name.format(label=complaint.label))
        chip.setCheckable(True)
        chip.setChecked(complaint.state_of(MOST_DISTURBING) is FindingState.PRESENT)
        chip.setEnabled(self._controller.editable)
        chip.picked.connect(self._choose)
        return chip

    def _choose(self, id_: str) -> None:
        edits: list[Edit] = [PutComplaint(_said(c, c.id == id_)) for c in self._controller.exam.complaints]
        self._controller.do(Together(tuple(edits), "treat_first"))
        # a press turns the button, whether or not it changed the exam
        self._shown = None
        self.refresh()


def _said(complaint: Complaint, most: bool) -> Complaint:
    state = FindingState.PRESENT if most else FindingState.ABSENT
    others = tuple(f for f in complaint.features if f.id != MOST_DISTURBING)
    return replace(complaint, features=(*others, Feature(MOST_DISTURBING, state)))
