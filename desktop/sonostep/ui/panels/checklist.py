"""The protocol as a checklist: every step, on its side, with how far it is."""

from sonostep.core.finding import Side
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.progress import Place, Progress
from sonostep.ui.widgets import Scroll, WrapButton


class Checklist(Scroll):
    """One button a step; pressing it goes there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=6, spacing=2)
        self._desk = desk
        self.buttons: dict[Place, WrapButton] = {}
        self.setMinimumHeight(84)
        self.rebuild()

    def rebuild(self) -> None:
        """Make a button for each step that stands for the exam's side."""
        self.buttons = {}
        for place in self._desk.places:
            button = WrapButton("", "row", place)
            button.setCheckable(True)
            button.picked.connect(self._go)
            self.buttons[place] = button
        self.fill(self.buttons.values())
        self.refresh()

    def refresh(self) -> None:
        """Show how far each step is, and which one is being worked on."""
        if tuple(self.buttons) != self._desk.places:
            self.rebuild()
            return
        here = self._desk.place
        for number, (place, button) in enumerate(self.buttons.items(), 1):
            made = self._desk.progress(place)
            title = _title(number, place, self._desk)
            button.setText(f"{_mark(made)}  {title}")
            button.set_end(_counts(made))
            button.setAccessibleName(f"{title}: {state(made)} {_counts(made)}")
            button.setChecked(place == here)
        if here is not None:
            self.ensureWidgetVisible(self.buttons[here], 0, 40)

    def _go(self, place: Place) -> None:
        self._desk.go(place)
        self.refresh()


def _title(number: int, place: Place, desk: Desk) -> str:
    """A step's number and title; its side only where it is not the one that is examined."""
    title = place.step.title.in_language(desk.language)
    if desk.protocol is not None and place.step not in desk.protocol.steps:
        title = translate("Checklist", "{step} (inserted)").format(step=title)
    other = isinstance(place.side, Side) and place.side is not desk.exam.side
    return f"{number}  {title}" + (f" · {wording.side(place.side)}" if other and place.side else "")


def _counts(made: Progress) -> str:
    """How many views, and how many questions, are accounted for; nothing where the step is not needed."""
    if not made.needed:
        return ""
    pairs = ((made.accounted, made.views, "▣"), (made.answered, made.questions, "✎"))
    return "  ".join(f"{sign} {done}/{total}" for done, total, sign in pairs if total)


def _mark(made: Progress) -> str:
    if not made.needed:
        return "–"
    if made.complete:
        return "⊘" if made.excused else "✓"
    return "◐" if made.begun else "○"


def state(made: Progress) -> str:
    """Return how far a step is, in words; one with excused views is never called done."""
    if not made.needed:
        return translate("Checklist", "not applicable")
    if made.complete and made.excused:
        return translate("Checklist", "accounted for, not all seen")
    if made.complete:
        return translate("Checklist", "done")
    return translate("Checklist", "begun") if made.begun else translate("Checklist", "open")
