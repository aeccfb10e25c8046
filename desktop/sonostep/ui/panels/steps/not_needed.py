"""Says that a step is not needed, and why; what that rests on can still be answered."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.differential.scene import EvidenceContext, Recorded, leaves
from sonostep.core.exam import ViewState
from sonostep.core.finding import Complaint
from sonostep.core.progress.applicability import not_applicable
from sonostep.core.progress.step_progress import Place
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.widgets import Label


def why_unneeded(controller: ExamController, place: Place) -> str:
    """Return why a step is not needed, empty where it is, or where something of it was done already."""
    why = not_applicable(place.step, controller.exam, controller.vocabulary)
    done = any(v.step == place.step.id and v.state is ViewState.DONE for v in controller.exam.views)
    return "" if why is None or done else why.in_language(controller.language)


class Needed(QWidget):
    """The card of a step that is not needed. Nothing for a step that is needed.

    Attributes:
        questions: the only questions to ask then, or None for all of them.
    """

    def __init__(self, controller: ExamController, place: Place) -> None:
        super().__init__()
        self.reason = why_unneeded(controller, place)
        self.questions = _rests_on(controller, place) if self.reason else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.label = Label(self.reason, "ask")
        column.addWidget(self.label)
        self.setVisible(bool(self.reason))


def _rests_on(controller: ExamController, place: Place) -> frozenset[str]:
    """The questions of the step that its condition asks."""
    if place.step.when is None:
        return frozenset()
    scene = EvidenceContext(Recorded(controller.exam, controller.vocabulary), Complaint("", ""))
    asked = {key.id for key in leaves(place.step.when, scene.frame)}
    return frozenset(asked & set(place.step.questions))
