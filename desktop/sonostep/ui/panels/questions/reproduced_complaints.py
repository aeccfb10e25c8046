"""Which complaints a test or response speaks to."""

import string
import uuid
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import PutComplaint, PutFinding, Together
from sonostep.core.finding import Complaint, FindingKey
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Label


class Reproduced(QWidget):
    """The choice of complaints that were reproduced.

    Says which complaints a test or response reproduced or relieved: one, several, none or a new pain.
    """

    def __init__(self, controller: ExamController, key: FindingKey) -> None:
        super().__init__()
        self._controller, self._key = controller, key
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._line: QWidget | None = None
        self.chips: dict[str, Button] = {}
        self.none: Button | None = None
        self.new: Button | None = None

    def refresh(self) -> None:
        """Show a chip for each complaint, checked where it is named."""
        complaints = tuple((c.id, c.label) for c in self._controller.exam.complaints)
        if complaints != self._shown:
            self._build(complaints)
        finding = self._controller.exam.finding(self._key)
        for id_, chip in self.chips.items():
            chip.setChecked(id_ in finding.reproduces)
        if self.none is not None:
            self.none.setChecked(finding.reproduces_none)

    def _build(self, complaints: tuple[tuple[str, str], ...]) -> None:
        self._shown = complaints
        self.chips = {id_: self._chip(id_, label) for id_, label in complaints}
        ask = Label(translate("Questions", "The complaint it speaks to:"), "small", wrap=False)
        self.none = self._none_chip() if complaints else None
        self.new = Button(translate("Questions", "+ A new pain"), "chip")
        self.new.clicked.connect(self._name_new)
        line = flow([ask, *self.chips.values(), *([self.none] if self.none else []), self.new])
        layout = self.layout()
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
        if layout is not None:
            layout.addWidget(line)
        self._line = line

    def _chip(self, id_: str, label: str) -> Button:
        name = translate("Questions", "Complaint {label}").format(label=label)
        chip = Button(label, "chip", id_, name=name)
        chip.setCheckable(True)
        chip.picked.connect(self._toggle)
        return chip

    def _none_chip(self) -> Button:
        chip = Button(translate("Questions", "None of them"), "chip")
        chip.setCheckable(True)
        chip.clicked.connect(self._name_none)
        return chip

    def _toggle(self, id_: str) -> None:
        finding = self._controller.exam.finding(self._key)
        named = tuple(c for c in finding.reproduces if c != id_)
        if id_ not in finding.reproduces:
            named = (*named, id_)
        self._controller.answer(replace(finding, reproduces=named, reproduces_none=False))

    def _name_none(self) -> None:
        finding = self._controller.exam.finding(self._key)
        self._controller.answer(replace(finding, reproduces=(), reproduces_none=not finding.reproduces_none))

    def _name_new(self) -> None:
        """A pain that nobody told before gets a letter of its own; its story is asked for afterwards."""
        exam, finding = self._controller.exam, self._controller.exam.finding(self._key)
        pain = Complaint(uuid.uuid4().hex, next_label(exam.complaints), self._key.side)
        named = replace(finding, reproduces=(*finding.reproduces, pain.id), reproduces_none=False)
        self._controller.do(Together((PutComplaint(pain), PutFinding(named)), "new_pain"))


def next_label(complaints: tuple[Complaint, ...]) -> str:
    """Return the first letter that no complaint has."""
    used = {c.label for c in complaints}
    return next((x for x in string.ascii_uppercase if x not in used), "?")
