"""Which complaints a test or response speaks to."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.finding import FindingKey
from sonostep.ui.desk import Desk
from sonostep.ui.flow_layout import flow
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Label


class Reproduced(QWidget):
    """Says which complaints a test or response reproduced or relieved: one, several or none."""

    def __init__(self, desk: Desk, key: FindingKey) -> None:
        super().__init__()
        self._desk, self._key = desk, key
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._line: QWidget | None = None
        self.chips: dict[str, Button] = {}

    def refresh(self) -> None:
        """Show a chip for each complaint, checked where it is named."""
        complaints = tuple((c.id, c.label) for c in self._desk.exam.complaints)
        if complaints != self._shown:
            self._build(complaints)
        named = self._desk.exam.finding(self._key).reproduces
        for id_, chip in self.chips.items():
            chip.setChecked(id_ in named)

    def _build(self, complaints: tuple[tuple[str, str], ...]) -> None:
        self._shown = complaints
        self.chips = {id_: self._chip(id_, label) for id_, label in complaints}
        ask = translate("Questions", "The complaint it speaks to:")
        none = translate("Questions", "Enter the complaints first to say which one it speaks to.")
        line = flow([Label(ask if complaints else none, "small", wrap=False), *self.chips.values()])
        layout = self.layout()
        if self._line is not None:
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

    def _toggle(self, id_: str) -> None:
        finding = self._desk.exam.finding(self._key)
        named = tuple(c for c in finding.reproduces if c != id_)
        if id_ not in finding.reproduces:
            named = (*named, id_)
        self._desk.answer(replace(finding, reproduces=named))
