"""The protocol as a checklist: every step, on its side, with how far it is."""

from sonostep.core.finding import Side
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.progress import Place, Progress
from sonostep.ui.widgets import Button, Scroll


class Checklist(Scroll):
    """One button a step; pressing it goes there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=6, spacing=2)
        self._desk = desk
        self.buttons: dict[Place, Button] = {}
        self.setMinimumHeight(84)
        self.rebuild()

    def rebuild(self) -> None:
        """Make a button for each step that stands for the exam's side."""
        self.buttons = {}
        for place in self._desk.places:
            button = Button("", "row", place)
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
            button.setText(line(number, place, made, self._desk))
            button.setAccessibleName(f"{line(number, place, made, self._desk)}: {state(made)}")
            button.setChecked(place == here)
        if here is not None:
            self.ensureWidgetVisible(self.buttons[here], 0, 40)

    def _go(self, place: Place) -> None:
        self._desk.go(place)
        self.refresh()


def line(number: int, place: Place, made: Progress, desk: Desk) -> str:
    """Return a step's line: a mark, its number, title and side, and what of it is done."""
    title = place.step.title.in_language(desk.language)
    side = f" · {wording.side(place.side)}" if isinstance(place.side, Side) else ""
    counts = [f"{a}/{b}" for a, b in ((made.accounted, made.views), (made.answered, made.questions)) if b]
    shown = f"   {'  '.join(counts)}" if counts else ""
    return f"{_mark(made)}  {number}  {title}{side}{shown}"


def _mark(made: Progress) -> str:
    if made.complete:
        return "⊘" if made.excused else "✓"
    return "◐" if made.begun else "○"


def state(made: Progress) -> str:
    """Return how far a step is, in words; one with excused views is never called done."""
    if made.complete and made.excused:
        return translate("Checklist", "accounted for, not all seen")
    if made.complete:
        return translate("Checklist", "done")
    return translate("Checklist", "begun") if made.begun else translate("Checklist", "open")
