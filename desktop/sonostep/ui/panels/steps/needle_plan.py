"""The needle path that was drawn in a step: distance, angle and depth, and the tool that draws it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.measure.needle import NeedlePlan, needle_plans
from sonostep.core.measure.quantity import Refused
from sonostep.core.progress.step_progress import Place
from sonostep.core.protocol import Step
from sonostep.messages import sentence
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.widgets import Button, Card, Label, row, show_in_place

_NAMES = {
    "length": N("Needle", "Entry to target"),
    "angle": N("Needle", "Angle to the skin"),
    "depth": N("Needle", "Depth of the target"),
}


def plans_needle(step: Step) -> bool:
    """Whether a step is one in which a needle is planned on a picture."""
    return step.limits and bool(step.views)


class NeedleCard(QWidget):
    """The card of the needle path.

    Arms the needle tool, and says what the newest path measures; beside it stands that it is an aid.
    """

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self._controller, self._place = controller, place
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card(margin=8, spacing=2)
        self.arm = Button(translate("Needle", "Draw the needle path"))
        self.arm.setCheckable(True)
        self.arm.clicked.connect(self._arm)
        card.add(row(Label(translate("Needle", "NEEDLE PATH"), "heading", wrap=False), 1, self.arm))
        self.said = Label("", "value")
        self.why = Label("", "warning")
        card.add(self.said, self.why)
        column.addWidget(card)
        show_in_place(self, plans_needle(place.step))
        self.refresh()

    def refresh(self) -> None:
        """Show what is drawn now."""
        plans = needle_plans(self._controller.exam, self._place.step.id)
        self.arm.setEnabled(self._controller.editable)
        self.arm.setChecked(self._controller.session.view.tool == "needle")
        self.said.setText(self._lines(plans[-1]) if plans else "")
        refused = [v for _, v in plans[-1].values if isinstance(v, Refused)] if plans else []
        self.why.setText(sentence(refused[0].reason, self._controller.language) if refused else "")
        for label in (self.said, self.why):
            label.setVisible(bool(label.text()))

    def _lines(self, plan: NeedlePlan) -> str:
        known = [(name, v) for name, v in plan.values if name in _NAMES and not isinstance(v, Refused)]
        says = translate("Needle", "{what}: {value}")
        lines = (
            says.format(what=translate("Needle", _NAMES[n]), value=wording.measured(v)) for n, v in known
        )
        return "\n".join(lines)

    def _arm(self) -> None:
        self._controller.session.look(tool="needle", slot="")
        self.refresh()
