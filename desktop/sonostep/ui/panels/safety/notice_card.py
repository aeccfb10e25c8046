"""A danger as a card: what is recorded, what to do, and where it asks for it, what was done."""

from collections.abc import Sequence
from functools import partial

from sonostep.core.safety import Hold, SafetyLevel, SafetyNotice
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import N, translate
from sonostep.ui.kit.widgets import Button, Card, Label, WrapButton, row
from sonostep.ui.panels.deferred_card import WhenShown
from sonostep.ui.panels.safety.response_form import ResponseForm, withdraw

LEVELS = {
    SafetyLevel.STOP: N("Safety", "■ STOP: {text}"),
    SafetyLevel.WARN: N("Safety", "⚠ Warning: {text}"),
    SafetyLevel.NOTE: N("Safety", "ⓘ Note: {text}"),
}
_LIFTED = N("Safety", "Lifted by {physician} at {time}: {reason}")
_DONE = N("Safety", "Done: {reason} ({physician}, {time})")


def notice_text(notice: SafetyNotice, controller: ExamController) -> str:
    """Return a danger's sentence with its level, in the window's language."""
    text = notice.text.in_language(controller.language)
    return translate("Safety", LEVELS[notice.level]).format(text=text)


class NoticeCard(Card):
    """The card of a safety notice. One danger; pressing its sentence goes to the answer that it rests on."""

    def __init__(self, controller: ExamController, notice: SafetyNotice) -> None:
        super().__init__("stop" if notice.stops else "", margin=8 if notice.stops else 0, spacing=4)
        self.notice, self._controller = notice, controller
        self.setObjectName(f"safety_{notice.rule.id}")
        self.sentence = WrapButton(notice_text(notice, controller), "row", notice)
        self.sentence.picked.connect(self._show)
        self.todo = Label(notice.rule.todo.in_language(controller.language))
        self.add(self.sentence, self.todo)
        self.form: ResponseForm | None = None
        if notice.clearance:
            self.add(Label(self._parts(_LIFTED, notice.clearance), "muted"))
        elif notice.response:
            text = self._parts(_DONE, notice.response)
            back = Button(translate("Safety", "Take back"), "quiet")
            back.clicked.connect(partial(withdraw, controller, notice))
            self.add(row(Label(text, "muted"), back))
        elif notice.holds(Hold.SIGNING) or notice.holds(Hold.NEEDLE):
            self.form = ResponseForm(controller, notice)
            self.add(self.form)

    def _parts(self, words: str, note: str) -> str:
        reason, physician, time = (part.strip() for part in note.split("|"))
        return translate("Safety", words).format(reason=reason, physician=physician, time=time)

    def _show(self) -> None:
        if self.notice.findings:
            self._controller.show_finding(self.notice.findings[0])


class SafetyCard(WhenShown):
    """The card of safety notices.

    Every danger of the exam, loudest first; built anew after a change once it is visible.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__(controller)
        self.cards: list[NoticeCard] = []

    def made(self) -> Card:
        card = Card(spacing=6)
        card.setObjectName("safety")
        self.cards = cards_of(self._controller, self._controller.safety)
        if self.cards:
            card.add(Label(translate("Safety", "SAFETY"), "heading"), *self.cards)
        if not self.cards:
            card.hide()
        return card


def cards_of(controller: ExamController, notices: Sequence[SafetyNotice]) -> list[NoticeCard]:
    """Return a card for each danger."""
    return [NoticeCard(controller, n) for n in notices]
