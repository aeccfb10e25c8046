"""The measurements that a step asks for: choosing one arms its caliper, and the value lands here."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.measure.measurement import measure
from sonostep.core.measure.quantity import Measured
from sonostep.core.measure.side_difference import partners, side_difference
from sonostep.core.progress import step_progress as progress
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import Slot
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Label, mark, row


def slot_words(controller: ExamController, step: str, slot: str) -> str:
    """Return what a slot is called; empty where no protocol that is loaded has it."""
    slots = (s for p in controller.library.protocols for q in p.steps if q.id == step for s in q.slots)
    return next((s.text.in_language(controller.language) for s in slots if s.id == slot), "")


class SlotRow(Card):
    """One measurement slot: its name, its value, the scale of the value or why there is none."""

    def __init__(self, controller: ExamController, slot: Slot) -> None:
        super().__init__(margin=4, spacing=0)
        self._controller, self._slot = controller, slot
        name = slot.text.in_language(controller.language)
        self.value = Label("", "value", wrap=False)
        self.value.setAccessibleName(name)
        self.detail = Label("", "small")
        self.sides = Label("", "small")
        arm = translate("Slots", "Measure {what}").format(what=name)
        self.arm = Button(translate("Slots", "Measure"), "key", name=arm)
        self.arm.setCheckable(True)
        self.arm.clicked.connect(self._arm)
        show = translate("Slots", "Show {what}").format(what=name)
        self.reveal = Button(translate("Slots", "Show"), "quiet", name=show)
        self.reveal.clicked.connect(self._show)
        other = translate("Slots", "Measure the other side: {what}").format(what=name)
        self.other = Button(translate("Slots", "Other side"), "quiet", name=other)
        self.other.clicked.connect(self._go_to_other_side)
        self._measured_line = row(self.value, 1, self.reveal)
        self.add(row(Label(name), self.other, self.arm), self._measured_line, self.detail, self.sides)
        self._annotation: Annotation | None = None

    def refresh(self, place: Place) -> None:
        """Show what fills the slot now."""
        self._annotation = progress.in_slot(self._controller.exam, place, self._slot)
        measured = self._measured()
        self.value.setText(wording.measured(measured) if measured else "–")
        self.detail.setText(self._say(measured) if measured else "")
        self.detail.setVisible(bool(self.detail.text()))
        why = measured is not None and wording.why_no_millimetre(measured) is not None
        mark(self.detail, "role", "warning" if why else "small")
        self.reveal.setVisible(measured is not None)
        self._measured_line.setVisible(measured is not None)
        self._compare(place)
        self.arm.setEnabled(self._controller.editable)
        armed = self._controller.session.view.slot == self._slot.id
        self.arm.setChecked(armed)
        mark(self, "active", "true" if armed else "false")

    def _compare(self, place: Place) -> None:
        """Set the other side beside it, where the protocol measures it too."""
        definition = self._controller.protocol
        found = side_difference(self._controller.exam, self._slot, definition) if definition else None
        waits = self._annotation is not None and found is None and self._there() is not None
        self.other.setVisible(waits and self._controller.editable)
        self.sides.setVisible(found is not None)
        if found is None:
            return
        share = "" if found.share is None else f" ({100 * found.share:+.0f} %)"
        text = translate("Slots", "Other side {there}  ·  difference {difference}")
        there, change = wording.measured(found.there), wording.measured(found.difference) + share
        self.sides.setText(text.format(there=there, difference=change))

    def _there(self) -> tuple[Place, Slot] | None:
        """Where the same is measured of the other side, if it is not yet."""
        definition, controller = self._controller.protocol, self._controller
        pairs = partners(self._slot, definition) if definition else ()
        there = ((p, s) for step, s in pairs for p in controller.places if p.step is step)
        return next((w for w in there if progress.in_slot(controller.exam, *w) is None), None)

    def _go_to_other_side(self) -> None:
        found = self._there()
        if found is not None:
            self._controller.measure(*found)

    def _measured(self) -> Measured | None:
        if self._annotation is None:
            return None
        try:
            return measure(self._annotation, self._controller.exam.clip(self._annotation.frame.clip).scale)
        except (KeyError, ValueError):
            return None

    def _say(self, measured: Measured) -> str:
        bad = wording.why_no_millimetre(measured)
        return sentence(bad.reason, self._controller.language) if bad else wording.scale(measured)

    def _arm(self) -> None:
        self._controller.arm_slot(self._slot.id)
        # a second press turns the button, and nothing else
        self.arm.setChecked(self._controller.session.view.slot == self._slot.id)

    def _show(self) -> None:
        if self._annotation is not None:
            frame = self._annotation.frame
            self._controller.session.look(clip=frame.clip, frame=frame.frame, selected=self._annotation.id)


class Slots(QWidget):
    """All measurement slots of the place being worked on."""

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self._place = place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.rows = {slot.id: SlotRow(controller, slot) for slot in place.step.slots}
        for made in self.rows.values():
            column.addWidget(made)
        self.refresh()

    def refresh(self) -> None:
        """Show the present value of each slot."""
        for made in self.rows.values():
            made.refresh(self._place)
