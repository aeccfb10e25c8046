"""What needs a second look before the exam is signed; each line leads to what it is about."""

from sonostep.core.check import Check
from sonostep.core.checks import exam_checks
from sonostep.ui.desk import Desk
from sonostep.ui.finalising import used
from sonostep.ui.language import translate
from sonostep.ui.panels.when_shown import WhenShown
from sonostep.ui.widgets import Card, Label, WrapButton


class ChecksCard(WhenShown):
    """Every check of the exam; built anew after a change once it is visible."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.buttons: list[WrapButton] = []

    def made(self) -> Card:
        desk = self._desk
        found = exam_checks(desk.exam, used(desk.exam, desk.library), desk.vocabulary)
        card = Card(spacing=4)
        card.add(Label(translate("Checks", "TO LOOK AT AGAIN"), "heading"))
        self.buttons = [self._line(check) for check in found]
        card.add(*self.buttons)
        if not found:
            card.add(Label(translate("Checks", "Nothing that the program checks for."), "muted"))
        return card

    def _line(self, check: Check) -> WrapButton:
        button = WrapButton(f"⚠ {check.text.in_language(self._desk.language)}", "row", check)
        button.picked.connect(self._show)
        return button

    def _show(self, check: Check) -> None:
        """Go to the finding, or to the picture, that the check is about."""
        if check.findings:
            self._desk.show_finding(check.findings[0])
        if check.frames:
            frame = check.frames[0]
            selected = check.annotations[0] if check.annotations else ""
            known = {a.id for a in self._desk.exam.annotations}
            self._desk.session.look(
                clip=frame.clip, frame=frame.frame, selected=selected if selected in known else ""
            )
        elif check.clips:
            self._desk.session.look(clip=check.clips[0], frame=1, selected="")
