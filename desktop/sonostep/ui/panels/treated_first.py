"""Which pain disturbs life most and is treated first (H-18, H-50): said once, in the summary."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from sonostep.core.edits import Edit, PutComplaint, Together
from sonostep.core.finding import Complaint, Feature, FindingState
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Card, Label

MOST_DISTURBING = "most_disturbing"


class TreatedFirst(Card):
    """A chip for each complaint; the one that is pressed disturbs most."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=4)
        self._desk = desk
        self.add(Label(translate("Summary", "WHICH PAIN IS TREATED FIRST"), "heading"))
        self.chips: dict[str, Button] = {c.id: self._chip(c) for c in desk.exam.complaints}
        none = translate("Summary", "Enter the complaints first.")
        inside: QWidget = flow(self.chips.values(), 4) if self.chips else Label(none, "muted")
        self.add(inside)

    def _chip(self, complaint: Complaint) -> Button:
        route = (self._desk.vocabulary.site_text(s).in_language(self._desk.language) for s in complaint.route)
        text = f"{complaint.label}  {next(route, '')}".strip()
        name = translate("Summary", "Complaint {label} disturbs most and is treated first")
        chip = Button(text, "chip", complaint.id, name=name.format(label=complaint.label))
        chip.setCheckable(True)
        chip.setChecked(complaint.state_of(MOST_DISTURBING) is FindingState.PRESENT)
        chip.setEnabled(self._desk.editable)
        chip.picked.connect(self._choose)
        return chip

    def _choose(self, id_: str) -> None:
        edits: list[Edit] = [PutComplaint(_said(c, c.id == id_)) for c in self._desk.exam.complaints]
        if self._desk.do(Together(tuple(edits), "treat_first")):
            for other, chip in self.chips.items():
                chip.setChecked(other == id_)


def _said(complaint: Complaint, most: bool) -> Complaint:
    state = FindingState.PRESENT if most else FindingState.ABSENT
    others = tuple(f for f in complaint.features if f.id != MOST_DISTURBING)
    return replace(complaint, features=(*others, Feature(MOST_DISTURBING, state)))
