"""Before the needle: what forbids it, what has to be recorded, what was not asked, whether it is ready."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import Step
from sonostep.core.safety import Hold, SafetyKind, SafetyNotice, held_back
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Card, Label, WrapButton, show_in_place
from sonostep.ui.panels.safety.notice_card import NoticeCard, cards_of

CHECKS = (
    "check_infection", "check_anticoagulation", "check_allergy", "check_pregnancy", "diabetes",
    "prior_steroid_count",
)  # fmt: skip
"""Asked before every needle, at the spine and at the hip alike."""

_NEEDLE_QUESTIONS = frozenset(CHECKS) - {"diabetes"} | {"needle_tip_seen", "injection_given", "block_done"}


def needs_needle(step: Step) -> bool:
    """Whether a needle is planned, placed or recorded in a step."""
    return step.limits or not _NEEDLE_QUESTIONS.isdisjoint(step.questions)


class NeedleReadiness(QWidget):
    """The card that says whether the needle may go ahead.

    Stands at the top of every needle step; "ready" is refused while anything forbids it.
    """

    def __init__(self, controller: ExamController, step: Step) -> None:
        super().__init__()
        self.setObjectName("needle_readiness")
        self._controller = controller
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None
        self._shown: object = None
        self.state: Label | None = None
        self.cards: list[NoticeCard] = []
        show_in_place(self, needs_needle(step))
        self._due = needs_needle(step)
        self.refresh()

    def refresh(self) -> None:
        """Show what stands now; what is unchanged is left as it is, with what is being typed in it."""
        notices = [n for n in self._controller.safety if _of_needle(n)]
        now = (notices, self._unasked(), self._controller.editable)
        if not self._due or now == self._shown:
            return
        self._shown = now
        card = self._made(notices)
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = card
        self._column.addWidget(card)

    def _made(self, notices: list[SafetyNotice]) -> Card:
        held, unasked = held_back(notices, Hold.NEEDLE), self._unasked()
        card = Card("stop" if held else "card", spacing=4)
        card.add(Label(translate("Safety", "BEFORE THE NEEDLE"), "heading"))
        self.state = Label(self._said(bool(held), unasked), "stop" if held or unasked else "value")
        self.state.setObjectName("needle_state")
        card.add(self.state)
        self.cards = cards_of(self._controller, notices)
        card.add(*self.cards)
        language = self._controller.language
        for id_ in unasked[:1]:
            # the others follow it in the rows below, and come here one by one
            question = self._controller.vocabulary.question(id_).text.in_language(language)
            text = translate("Safety", "Answer next: {question}").format(question=question)
            button = WrapButton(text, "row", FindingKey(id_))
            button.picked.connect(self._controller.show_finding)
            card.add(button)
        return card

    def _said(self, held: bool, unasked: tuple[str, ...]) -> str:
        if held:
            return translate("Safety", "Not ready: the needle waits until what stands here is settled.")
        if unasked:
            return translate("Safety", "Not ready: {count} checks are not answered.").format(
                count=len(unasked)
            )
        return translate("Safety", "Ready: every check is answered and nothing forbids the needle.")

    def _unasked(self) -> tuple[str, ...]:
        answered = {f.key.id for f in self._controller.exam.findings if _told(f)}
        return tuple(id_ for id_ in CHECKS if id_ not in answered)


def _told(finding: Finding) -> bool:
    return finding.state is not FindingState.NOT_ASSESSED or bool(finding.note.strip())


def _of_needle(notice: SafetyNotice) -> bool:
    return (
        notice.rule.kind is SafetyKind.NEEDLE
        or notice.holds(Hold.NEEDLE)
        or bool(notice.response and Hold.NEEDLE in notice.rule.holds)
    )
