"""The red flags: which are present, which were not asked, and how a stop is lifted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sonostep.core.differential.clearance import CLEARANCE, clearance
from sonostep.core.differential.operators import AllOf, AnyOf, FindingIs
from sonostep.core.differential.result import Differential, RedFlag
from sonostep.core.edits import PutFinding
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import FlagLevel
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.widgets import Button, Card, Fold, Label, WrapButton, row


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written of a clearance that is not given yet.

    Attributes:
        field: the field that has the keyboard, "reason" or "physician"; empty where neither has.
        cursor: where in it.
    """

    reason: str = ""
    physician: str = ""
    field: str = ""
    cursor: int = 0


class ClearanceForm(Card):
    """Asks for reason and physician; ``given`` carries both. A stop is lifted by nothing less."""

    given = Signal(str, str)

    def __init__(self, flag: str, draft: Draft) -> None:
        super().__init__("", margin=0, spacing=4)
        self._focused = draft.field
        why = translate("Flags", "Why the stop is lifted; the flag stays present and is printed.")
        self.add(Label(why, "small"))
        self.lift = Button(translate("Flags", "Lift this stop"), "", name=_lifting(flag))
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

    def draft(self) -> Draft:
        """Return what is written so far."""
        # Also while another window is in front.
        focused = self.window().focusWidget()
        held = next((name for name, f in self._fields().items() if f is focused), "")
        cursor = self._fields()[held].cursorPosition() if held else 0
        return Draft(self.reason.text(), self.physician.text(), held, cursor)

    def take_keyboard(self) -> None:
        """Give the keyboard back to the field that had it."""
        if field := self._fields().get(self._focused):
            cursor = field.cursorPosition()
            field.setFocus()
            field.setCursorPosition(cursor)

    def _fields(self) -> dict[str, QLineEdit]:
        return {"reason": self.reason, "physician": self.physician}

    def _field(self, title: str, flag: str) -> QLineEdit:
        field = QLineEdit()
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
    return f"{translate('Flags', 'Lift this stop')}: {flag}"


class PresentFlag(Card):
    """One flag that is present, with its clearance or the way to give one."""

    def __init__(self, flag: RedFlag, desk: Desk, opened: set[str], draft: Draft | None) -> None:
        super().__init__("", margin=0, spacing=4)
        self._flag, self._desk, self._opened = flag, desk, opened
        self._draft = draft or Draft(physician=desk.exam.physician)
        text = flag.text.in_language(desk.language)
        stop = flag.level is FlagLevel.STOP
        word = translate("Differential", "stop") if stop else translate("Differential", "look again")
        said = translate("Flags", "● {flag} ({word})").format(flag=text, word=word)
        button = WrapButton(said, "row", _asked(flag, desk))
        button.picked.connect(desk.show_finding)
        self.add(button)
        self.form: ClearanceForm | None = None
        if stop and flag.clearance:
            self._add_cleared(flag.clearance, text)
        elif stop:
            self._add_form(text)

    def _add_cleared(self, said: str, text: str) -> None:
        reason, physician, time = (t.strip() for t in said.split("|"))
        line = translate("Flags", "Lifted by {physician} at {time}: {reason}")
        self.add(Label(line.format(physician=physician, time=time, reason=reason), "muted"))
        name = translate("Flags", "Let the stop stand again")
        self.again = Button(name, "quiet", name=f"{name}: {text}")
        self.again.clicked.connect(self._withdraw)
        self.add(row(self.again, 1))

    def _add_form(self, text: str) -> None:
        self.form = ClearanceForm(text, self._draft)
        self.form.given.connect(self._clear)
        key = f"lift:{self._flag.question}"
        self.add(Fold(translate("Flags", "Lift this stop with a reason"), [self.form], key, self._opened))

    def _clear(self, reason: str, physician: str) -> None:
        time = datetime.now().astimezone().isoformat(timespec="minutes")
        self._desk.answer(clearance(self._flag.question, reason, physician, time))

    def _withdraw(self) -> None:
        key = FindingKey(CLEARANCE, None, self._flag.question)
        self._desk.do(PutFinding(Finding(key, FindingState.NOT_ASSESSED)))


class RedFlagsCard(Card):
    """The gate: a stop that stands, what is present, and what was not asked, each a press away."""

    def __init__(
        self, shown: Differential, desk: Desk, opened: set[str], drafts: Mapping[str, Draft]
    ) -> None:
        super().__init__("stop" if shown.suspended else "card")
        self._desk = desk
        self._present = {
            f.question: PresentFlag(f, desk, opened, drafts.get(f.question)) for f in shown.flags_present
        }
        if shown.suspended:
            self.add(Label(translate("Differential", "Possible serious condition"), "title"))
            urgent = translate("Differential", "Differential suspended. Urgent assessment per local pathway.")
            self.add(Label(urgent, "stop"))
        else:
            self.add(Label(translate("Differential", "RED FLAGS"), "heading"))
        self.add(*self._present.values())
        if not shown.flags_present:
            asked = shown.flags_asked
            self.add(Label(self.tr("None recorded among %n asked; absence does not exclude.", "", asked)))
        if shown.flags_unasked:
            self.add(self._unasked(shown.flags_unasked, opened))
        if shown.suspended and shown.withheld:
            text = translate("Differential", "Withheld: {names}")
            comma = translate("Flags", ", ")
            self.add(Label(text.format(names=comma.join(_withheld(shown, desk))), "muted"))

    def drafts(self) -> dict[str, Draft]:
        """Return what is written of clearances that are not given yet, by flag."""
        return {id_: p.form.draft() for id_, p in self._present.items() if p.form is not None}

    def take_keyboard(self) -> None:
        """Give the keyboard back to the field that had it before this card took the place of another."""
        for present in self._present.values():
            if present.form is not None:
                present.form.take_keyboard()

    def _unasked(self, flags: tuple[RedFlag, ...], opened: set[str]) -> QWidget:
        """The flags without an answer, by name; folded where they would fill the panel."""
        buttons = []
        for flag in flags:
            text = flag.text.in_language(self._desk.language)
            button = WrapButton(f"○ {text}", "row", FindingKey(flag.question))
            button.picked.connect(self._desk.show_finding)
            buttons.append(button)
        text = self.tr("%n red flag(s) not asked yet.", "", len(flags))
        if len(flags) > 3:
            return Fold(text, buttons, key="flags", opened=opened)
        card = Card("", margin=0, spacing=4)
        card.add(Label(text, "warning"), *buttons)
        return card


def _asked(flag: RedFlag, desk: Desk) -> FindingKey:
    """Where a flag is asked; a rule is asked where the first answer that it follows from is."""
    rule = next((r for r in desk.library.knowledge.flag_rules if r.id == flag.question), None)
    return FindingKey(next(_findings(rule.when), flag.question) if rule else flag.question)


def _findings(when: object) -> Iterator[str]:
    if isinstance(when, FindingIs):
        yield when.id
    elif isinstance(when, AllOf | AnyOf):
        for part in when.of:
            yield from _findings(part)


def _withheld(shown: Differential, desk: Desk) -> list[str]:
    names = {c.id: c.name for c in desk.library.knowledge.conditions}
    language = desk.language
    return [names[id_].in_language(language) if id_ in names else id_ for id_ in shown.withheld]
