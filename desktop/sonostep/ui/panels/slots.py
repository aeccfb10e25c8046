"""The measurements that a step asks for: choosing one arms its caliper, and the value lands here."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.measurement import measure
from sonostep.core.protocol import Slot
from sonostep.core.quantity import Measured
from sonostep.core.sides import side_difference
from sonostep.messages import sentence
from sonostep.ui import progress, wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.progress import Place
from sonostep.ui.widgets import Button, Card, Label, mark


def slot_words(desk: Desk, step: str, slot: str) -> str:
    """Return what a slot is called; empty where no protocol that is loaded has it."""
    slots = (s for p in desk.library.protocols for q in p.steps if q.id == step for s in q.slots)
    return next((s.text.in_language(desk.language) for s in slots if s.id == slot), "")


class SlotRow(Card):
    """One measurement slot: its name, its value, the scale of the value or why there is none."""

    def __init__(self, desk: Desk, slot: Slot) -> None:
        super().__init__(margin=8, spacing=2)
        self._desk, self._slot = desk, slot
        name = slot.text.in_language(desk.language)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        self.value = Label("", "value", wrap=False)
        self.value.setAccessibleName(name)
        self.detail = Label("", "small")
        self.sides = Label("", "small")
        arm = translate("Slots", "Measure {what}").format(what=name)
        self.arm = Button(translate("Slots", "Measure"), name=arm)
        self.arm.setCheckable(True)
        self.arm.clicked.connect(self._arm)
        show = translate("Slots", "Show {what}").format(what=name)
        self.reveal = Button(translate("Slots", "Show"), "quiet", name=show)
        self.reveal.clicked.connect(self._show)
        grid.addWidget(Label(name), 0, 0)
        grid.addWidget(self.value, 0, 1)
        grid.addWidget(self.reveal, 0, 2)
        grid.addWidget(self.arm, 0, 3)
        grid.addWidget(self.detail, 1, 0, 1, 4)
        grid.addWidget(self.sides, 2, 0, 1, 4)
        self.column.addLayout(grid)
        self._annotation: Annotation | None = None

    def refresh(self, place: Place) -> None:
        """Show what fills the slot now."""
        self._annotation = progress.in_slot(self._desk.exam, place, self._slot)
        measured = self._measured()
        self.value.setText(wording.measured(measured) if measured else "–")
        self.detail.setText(self._say(measured) if measured else "")
        self.detail.setVisible(bool(self.detail.text()))
        why = measured is not None and wording.why_no_millimetre(measured) is not None
        mark(self.detail, "role", "warning" if why else "small")
        self.reveal.setVisible(measured is not None)
        self._compare()
        self.arm.setEnabled(self._desk.editable)
        armed = self._desk.session.view.slot == self._slot.id
        self.arm.setChecked(armed)
        mark(self, "active", "true" if armed else "false")

    def _compare(self) -> None:
        """Set the other side beside it, where the protocol measures it too."""
        definition = self._desk.protocol
        found = side_difference(self._desk.exam, self._slot, definition) if definition else None
        self.sides.setVisible(found is not None)
        if found is None:
            return
        share = "" if found.share is None else f" ({100 * found.share:+.0f} %)"
        text = translate("Slots", "Other side {there}  ·  difference {difference}")
        there, change = wording.measured(found.there), wording.measured(found.difference) + share
        self.sides.setText(text.format(there=there, difference=change))

    def _measured(self) -> Measured | None:
        if self._annotation is None:
            return None
        try:
            return measure(self._annotation, self._desk.exam.clip(self._annotation.frame.clip).scale)
        except (KeyError, ValueError):
            return None

    def _say(self, measured: Measured) -> str:
        bad = wording.why_no_millimetre(measured)
        return sentence(bad.reason, self._desk.language) if bad else wording.scale(measured)

    def _arm(self) -> None:
        self._desk.arm_slot(self._slot.id)

    def _show(self) -> None:
        if self._annotation is not None:
            frame = self._annotation.frame
            self._desk.session.look(clip=frame.clip, frame=frame.frame, selected=self._annotation.id)


class Slots(QWidget):
    """All measurement slots of the place being worked on."""

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__()
        self._place = place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if place.step.slots:
            column.addWidget(Label(translate("Slots", "MEASUREMENTS"), "heading"))
        self.rows = {slot.id: SlotRow(desk, slot) for slot in place.step.slots}
        for made in self.rows.values():
            column.addWidget(made)
        self.refresh()

    def refresh(self) -> None:
        """Show the present value of each slot."""
        for made in self.rows.values():
            made.refresh(self._place)
