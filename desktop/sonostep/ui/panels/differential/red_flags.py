"""The red flags: which are present, which were not asked, and how a stop is lifted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sonostep.core.differential.conditions import named
from sonostep.core.differential.red_flags import CLEARANCE, clearance
from sonostep.core.differential.result import Differential, RedFlag
from sonostep.core.edits import PutFinding
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import FlagLevel
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Fold, Label, WrapButton, row


@dataclass(frozen=True, slots=True)
class OverrideDraft:
    """A draft of a clearance. What is written of a clearance that is not given yet.

    Attributes:
        field: the field that has the keyboard, "reason" or "physician"; empty where neither has.
        cursor: where in it.
    """

    reason: str = ""
    physician: str = ""
    field: str = ""
    cursor: int = 0


class ClearanceForm(Card):
    """The form of a clearance.

    Asks for reason and physician; ``given`` carries both. A stop is lifted by nothing less.
    """

    given = Signal(str, str)

    def __init__(self, flag: str, draft: OverrideDraft) -> None:
        super().__init__("", margin=0, spacing=4)
        self._focused = draft.field
        why = translate("Flags", "Why the stop is lifted; the flag stays present and is printed.")
        self.add(Label(why, "small"))
        self.lift = Button(translate("Flags", "Override this stop"), "", name=_lifting(flag))
        self.lift.setEnabled(False)
        self.lift.clicked.connect(self._give)
        self.reason = self._field(translate("Flags", "Reason"), flag)
        self.physician = self._field(translate("Flags", "Physician"), flag)
        self.reason.textChanged.connect(self._check)
        self.physician.textChanged.connect(self._check)
        self.reason.setText(draft.reason)
        self.physician.setText(draft.physician)
        self.add(row(self.lift, 1))
        if field := self._fields().get(draft.field):
            field.setCursorPosition(draft.cursor)

    def keep_in(self, controller: ExamController, key: str) -> None:
        """Keep what is typed until it is given, and propose the physician of the exam."""
        for name, field in self._fields().items():
            field.draft_in(controller.drafts, f"{key} {name}")
        self.reason.propose("")
        self._controller = controller
        controller.people_changed.connect(self._propose)
        self._propose()

    def _propose(self) -> None:
        self.physician.propose(self._controller.exam.physician)

    def draft(self) -> OverrideDraft:
        """Return what is written so far."""
        # Also while another window is in front.
        focused = self.window().focusWidget()
        held = next((name for name, f in self._fields().items() if f is focused), "")
        cursor = self._fields()[held].cursorPosition() if held else 0
        return OverrideDraft(self.reason.text(), self.physician.text(), held, cursor)

    def take_keyboard(self) -> None:
        """Give the keyboard back to the field that had it."""
        if field := self._fields().get(self._focused):
            cursor = field.cursorPosition()
            field.setFocus()
            field.setCursorPosition(cursor)

    def _fields(self) -> dict[str, LineEdit]:
        return {"reason": self.reason, "physician": self.physician}

    def _field(self, title: str, flag: str) -> LineEdit:
        field = LineEdit()
        field.setAccessibleName(f"{title}: {flag}")
        self.add(Label(title, "muted"), field)
        return field

    def _said(self) -> tuple[str, str]:
        # The bar parts reason, physician and time from each other.
        reason, physician = (f.text().replace("|", "/").strip() for f in (self.reason, self.physician))
        return reason, physician

    def _check(self) -> None:
        self.lift.setEnabled(all(self._said()))

    def _give(self) -> None:
        self.given.emit(*self._said())


def _lifting(flag: str) -> str:
    return f"{translate('Flags', 'Override this stop')}: {flag}"


class PresentFlag(Card):
    """The row of a red flag that is present.

    One flag that is present, with its clearance or the way to give one.
    """

    def __init__(
        self, flag: RedFlag, controller: ExamController, opened: set[str], draft: OverrideDraft | None
    ) -> None:
        super().__init__("", margin=0, spacing=4)
        self._flag, self._controller, self._opened = flag, controller, opened
        self._draft = draft or OverrideDraft(physician=controller.exam.physician)
        text = flag.text.in_language(controller.language)
        stop = flag.level is FlagLevel.STOP
        word = translate("Differential", "stop") if stop else translate("Differential", "look again")
        said = translate("Flags", "● {flag} ({word})").format(flag=text, word=word)
        button = WrapButton(said, "row", _asked(flag, controller))
        button.picked.connect(controller.show_finding)
        self.add(button)
        for notice in controller.safety:
            if notice.rule.clearance_id == flag.question and notice.stands:
                self.add(Label(notice.rule.todo.in_language(controller.language)))
        self.form: ClearanceForm | None = None
        if stop and flag.clearance:
            self._add_cleared(flag.clearance, text)
        elif stop:
            self._add_form(text)

    def _add_cleared(self, said: str, text: str) -> None:
        reason, physician, time = (t.strip() for t in said.split("|"))
        line = translate("Flags", "Lifted by {physician} at {time}: {reason}")
        self.add(Label(line.format(physician=physician, time=time, reason=reason), "muted"))
        name = translate("Flags", "Reinstate the stop")
        self.again = Button(name, "quiet", name=f"{name}: {text}")
        self.again.clicked.connect(self._withdraw)
        self.add(row(self.again, 1))

    def _add_form(self, text: str) -> None:
        self.form = ClearanceForm(text, self._draft)
        self.form.given.connect(self._clear)
        key = f"lift:{self._flag.question}"
        self.form.keep_in(self._controller, key)
        if self.form.reason.key in self._controller.drafts:
            self._opened.add(key)
        self.add(Fold(translate("Flags", "Override this stop with a reason"), [self.form], key, self._opened))

    def _clear(self, reason: str, physician: str) -> None:
        time = datetime.now().astimezone().isoformat(timespec="minutes")
        if self._controller.answer(clearance(self._flag.question, reason, physician, time)):
            key = f"lift:{self._flag.question}"
            self._controller.drafts.drop(f"{key} reason", f"{key} physician")

    def _withdraw(self) -> None:
        key = FindingKey(CLEARANCE, None, self._flag.question)
        self._controller.do(PutFinding(Finding(key, FindingState.NOT_ASSESSED)))


class RedFlagsCard(Card):
    """The card of red flags.

    The gate: a stop that stands, what is present, and what was not asked, each a press away.
    """

    def __init__(
        self,
        shown: Differential,
        controller: ExamController,
        opened: set[str],
        drafts: Mapping[str, OverrideDraft],
    ) -> None:
        super().__init__("stop" if shown.suspended else "card")
        self._controller = controller
        self._present = {
            f.question: PresentFlag(f, controller, opened, drafts.get(f.question))
            for f in shown.flags_present
        }
        if shown.suspended:
            self.add(Label(translate("Differential", "Possible serious condition"), "title"))
            urgent = translate("Differential", "The differential is suspended: do what stands here first.")
            self.add(Label(urgent, "stop"))
        else:
            self.add(Label(translate("Differential", "RED FLAGS"), "heading"))
        self.add(*self._present.values())
        if not shown.flags_present:
            self._say_absent(shown)
        if shown.flags_unclear:
            self.add(self._unclear(shown.flags_unclear))
        if shown.flags_unasked:
            self.add(self._unasked(shown.flags_unasked, opened))
        if shown.suspended and shown.withheld:
            text = translate("Differential", "{count} conditions are withheld while the stop stands.")
            self.add(Label(text.format(count=len(shown.withheld)), "muted"))

    def _say_absent(self, shown: Differential) -> None:
        told = shown.flags_asked - len(shown.flags_unclear)
        if told or not shown.flags_unclear:
            text = self.tr(
                "None of the %n asked is present. This does not exclude serious disease.", "", told
            )
            self.add(Label(text))

    def _unclear(self, flags: tuple[RedFlag, ...]) -> QWidget:
        """The flags that were asked and cannot be told: neither absent nor not asked."""
        card = Card("", margin=0, spacing=4)
        said = translate("Flags", "Asked and cannot be told; not told is not absent:")
        card.add(Label(said, "warning"), *(self._flag_row("?", f) for f in flags))
        return card

    def _flag_row(self, sign: str, flag: RedFlag) -> WrapButton:
        text = flag.text.in_language(self._controller.language)
        button = WrapButton(f"{sign} {text}", "row", FindingKey(flag.question))
        button.picked.connect(self._controller.show_finding)
        return button

    def drafts(self) -> dict[str, OverrideDraft]:
        """Return what is written of clearances that are not given yet, by flag."""
        return {id_: p.form.draft() for id_, p in self._present.items() if p.form is not None}

    def take_keyboard(self) -> None:
        """Give the keyboard back to the field that had it before this card took the place of another."""
        for present in self._present.values():
            if present.form is not None:
                present.form.take_keyboard()

    def _unasked(self, flags: tuple[RedFlag, ...], opened: set[str]) -> QWidget:
        """The flags without an answer, by name; folded where they would fill the panel."""
        buttons = [self._flag_row("○", flag) for flag in flags]
        text = self.tr("%n red flag(s) not asked yet.", "", len(flags))
        if len(flags) > 3:
            return Fold(text, buttons, key="flags", opened=opened)
        card = Card("", margin=0, spacing=4)
        card.add(Label(text, "warning"), *buttons)
        return card


def _asked(flag: RedFlag, controller: ExamController) -> FindingKey:
    """Where a flag is asked; a rule is asked where the first answer that it follows from is."""
    for notice in controller.safety:
        if notice.rule.id == flag.question and notice.findings:
            return notice.findings[0]
    rule = next((r for r in controller.library.knowledge.flag_rules if r.id == flag.question), None)
    return FindingKey(min(named(rule.when), default=flag.question) if rule else flag.question)
