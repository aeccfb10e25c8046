"""Checks before signing: what needs a second look; each line leads to what it is about."""

from PySide6.QtCore import Signal

from sonostep.core.checks.check import Check
from sonostep.core.checks.exam import exam_checks
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Card, Label, WrapButton
from sonostep.ui.panels.deferred_card import WhenShown


class ChecksCard(WhenShown):
    """The card of checks. Every check of the exam; built anew after a change once it is visible.

    ``shown`` says that a picture was brought into view.
    """

    shown = Signal()

    def __init__(self, controller: ExamController) -> None:
        super().__init__(controller)
        self.buttons: list[WrapButton] = []

    def made(self) -> Card:
        controller = self._controller
        protocols = controller.library.in_use(controller.exam)
        found = exam_checks(controller.exam, protocols, controller.vocabulary)
        card = Card(spacing=4)
        card.add(Label(translate("Checks", "TO LOOK AT AGAIN"), "heading"))
        self.buttons = [self._line(check) for check in found]
        card.add(*self.buttons)
        if not found:
            card.add(Label(translate("Checks", "Nothing that the program checks for."), "muted"))
        return card

    def _line(self, check: Check) -> WrapButton:
        button = WrapButton(f"⚠ {check.text.in_language(self._controller.language)}", "row", check)
        button.picked.connect(self._show)
        return button

    def _show(self, check: Check) -> None:
        """Go to the finding, or to the picture, that the check is about."""
        if check.findings:
            self._controller.show_finding(check.findings[0])
        if check.frames:
            frame = check.frames[0]
            selected = check.annotations[0] if check.annotations else ""
            known = {a.id for a in self._controller.exam.annotations}
            self._controller.session.look(
                clip=frame.clip, frame=frame.frame, selected=selected if selected in known else ""
            )
        elif check.clips:
            self._controller.session.look(clip=check.clips[0], frame=1, selected="")
        if check.frames or check.clips:
            self.shown.emit()
