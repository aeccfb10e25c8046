"""What comes next at a step: the one thing that its filled button does."""

from dataclasses import dataclass
from enum import StrEnum

from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate


class Kind(StrEnum):
    """The kind of the next action: what the button asks for."""

    SAVE = "save"
    COMPLAINTS = "complaints"
    STEP = "step"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class NextAction:
    """The next action of a step.

    Attributes:
        text: as short as its button, so that it is never cut; name: with all that it means.
        enabled: whether it can be done now.
    """

    kind: Kind
    text: str
    name: str
    enabled: bool = True


def next_action(controller: ExamController, view: str) -> NextAction:
    """Return what comes next at the present step; ``view`` is the name of the view that is to be saved."""
    place, editable = controller.place, controller.editable
    if place is None:
        text = translate("Steps", "Save key image (S)")
        return NextAction(Kind.SAVE, text, text, editable)
    if view:
        text = translate("Steps", "Save view, next (S)")
        return NextAction(Kind.SAVE, text, wording.said_of(text, view), editable)
    if place.step.complaints:
        count = len(controller.exam.complaints)
        text = translate("Steps", "Describe the complaints")
        name = translate("Steps", "{text} ({count} recorded)").format(text=text, count=count)
        return NextAction(Kind.COMPLAINTS, text, name)
    after = controller.places[controller.places.index(place) + 1 :]
    if not after:
        text = translate("Steps", "Write the report")
        return NextAction(Kind.REPORT, text, text)
    text = translate("Steps", "Next step (N)")
    return NextAction(
        Kind.STEP, text, wording.said_of(text, after[0].step.title.in_language(controller.language))
    )
