"""The protocol as a checklist: every step, on its side, with how far it is."""

from PySide6.QtCore import Signal

from sonostep.core.finding import Side
from sonostep.core.progress.step_progress import Place, Progress
from sonostep.core.safety import stops
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Scroll, WrapButton, bring_into_sight, mark


class Checklist(Scroll):
    """The checklist of steps. One button a step; pressing it goes there (``picked``)."""

    picked = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__(margin=6, spacing=1)
        self._controller = controller
        self.buttons: dict[Place, WrapButton] = {}
        self.rebuild()

    def rebuild(self) -> None:
        """Make a button for each step that stands for the exam's side."""
        self.buttons = {}
        for place in self._controller.places:
            button = WrapButton("", "row", place)
            button.setCheckable(True)
            button.picked.connect(self._go)
            self.buttons[place] = button
        self.fill(self.buttons.values())
        self.refresh()

    def refresh(self) -> None:
        """Show how far each step is, and which one is being worked on."""
        if tuple(self.buttons) != self._controller.places:
            self.rebuild()
            return
        here = self._controller.place
        for number, (place, button) in enumerate(self.buttons.items(), 1):
            made = self._controller.progress(place)
            title = _title(number, place, self._controller)
            stop = stopped(place, self._controller)
            button.setText(f"{'■ ' if stop else ''}{_mark(made)}  {title}")
            button.set_end(_counts(made))
            alarm = translate("Checklist", "STOP. ") if stop else ""
            button.setAccessibleName(f"{alarm}{title}: {state(made)} {_counts(made)}")
            mark(button, "stop", stop)
            button.setChecked(place == here)

    def show_current(self) -> None:
        """Bring the step that is worked on into sight."""
        here = self._controller.place
        if here is not None:
            bring_into_sight(self.buttons[here])

    def _go(self, place: Place) -> None:
        self._controller.go(place)
        self.refresh()
        self.picked.emit()


def stopped(place: Place, controller: ExamController) -> bool:
    """Whether a stop stands that rests on an answer of a step."""
    rests = {key.id for n in stops(controller.safety) for key in n.findings}
    return not rests.isdisjoint(place.step.questions)


def _title(number: int, place: Place, controller: ExamController) -> str:
    """A step's number and title; its side only where it is not the one that is examined."""
    title = place.step.title.in_language(controller.language)
    if controller.protocol is not None and place.step not in controller.protocol.steps:
        title = translate("Checklist", "{step} (inserted)").format(step=title)
    other = isinstance(place.side, Side) and place.side is not controller.exam.side
    return f"{number}  {title}" + (f" · {wording.side(place.side)}" if other and place.side else "")


def _counts(made: Progress) -> str:
    """How many views, and how many questions, are accounted for; nothing where the step is not needed."""
    if not made.needed:
        return ""
    if made.waits_for_side:
        return translate("Checklist", "side?")
    pairs = ((made.accounted, made.views, "▣"), (made.answered, made.questions, "●"))
    return "  ".join(f"{sign} {done}/{total}" for done, total, sign in pairs if total)


def legend() -> str:
    """Return what the signs of the list say."""
    return translate(
        "Checklist",
        "✓ done   ◐ begun   ○ open   ⊘ accounted for, not all seen   – nothing to do   ■ stop   "
        "▣ views saved   ● questions answered",
    )


def _mark(made: Progress) -> str:
    if not made.needed or made.nothing_to_record:
        return "–"
    if made.complete:
        return "⊘" if made.excused else "✓"
    return "◐" if made.begun else "○"


def state(made: Progress) -> str:
    """Return how far a step is, in words; one with excused views is never called done."""
    if not made.needed:
        return translate("Checklist", "not applicable")
    if made.waits_for_side:
        return translate("Checklist", "waits for the side")
    if made.nothing_to_record:
        return translate("Checklist", "nothing to record")
    if made.complete and made.excused:
        return translate("Checklist", "accounted for, not all seen")
    if made.complete:
        return translate("Checklist", "done")
    return translate("Checklist", "begun") if made.begun else translate("Checklist", "open")
