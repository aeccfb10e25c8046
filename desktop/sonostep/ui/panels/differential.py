"""The differential: red flags first, then each condition by itself, with its reasons and their sources."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.differential.result import Band, Differential, Judgement, NextStep, RedFlag
from sonostep.core.edits import PauseFinding
from sonostep.core.finding import FindingKey
from sonostep.core.protocol import FlagLevel
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.judgement import JudgementCard
from sonostep.ui.widgets import Card, Fold, Label, Scroll, Speaking, WrapButton


class DifferentialPanel(Speaking):
    """Shows the newest differential of the desk."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differential")
        self._desk = desk
        self._opened: set[tuple[str, str, str]] = set()
        self._folds: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.page = Scroll()
        column.addWidget(self.page)
        self.cards: list[JudgementCard] = []
        desk.differential_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self.cards = []
        shown = self._desk.differential
        if shown is None:
            self.page.fill([Label(translate("Differential", "Nothing has been weighed yet."), "muted")])
            return
        parts: list[QWidget] = [self._flags(shown), *self._conflicts(shown)]
        if not shown.suspended:
            parts += self._complaints(shown)
            parts += self._next_steps(shown.next_steps)
        parts.append(self._foot(shown))
        self.page.fill(parts)

    def _flags(self, shown: Differential) -> QWidget:
        present = shown.flags_present
        card = Card("stop" if shown.suspended else "card")
        if shown.suspended:
            card.add(Label(translate("Differential", "Possible serious condition"), "title"))
            urgent = translate("Differential", "Differential suspended. Urgent assessment per local pathway.")
            card.add(Label(urgent, "stop"))
        else:
            card.add(Label(translate("Differential", "RED FLAGS"), "heading"))
        for flag in present:
            card.add(self._flag(flag))
        total = len(shown.red_flags)
        if not present:
            text = self.tr("None recorded among %n asked; absence does not exclude.", "", shown.flags_asked)
            card.add(Label(text))
        if shown.flags_asked < total:
            left = self.tr("%n red flag(s) not asked yet.", "", total - shown.flags_asked)
            card.add(Label(left, "warning"))
        if shown.suspended and shown.withheld:
            text = translate("Differential", "Withheld: {names}")
            card.add(Label(text.format(names=", ".join(self._withheld(shown))), "muted"))
        return card

    def _withheld(self, shown: Differential) -> list[str]:
        names = {c.id: c.name for c in self._desk.library.knowledge.conditions}
        language = self._desk.language
        return [names[id_].in_language(language) if id_ in names else id_ for id_ in shown.withheld]

    def _flag(self, flag: RedFlag) -> QWidget:
        text = flag.text.in_language(self._desk.language)
        word = translate("Differential", "stop") if flag.level is FlagLevel.STOP else translate(
            "Differential", "look again")  # fmt: skip
        button = WrapButton(f"⚑ {text} ({word})", "row", FindingKey(flag.question))
        button.picked.connect(self._desk.show_finding)
        return button

    def _conflicts(self, shown: Differential) -> list[QWidget]:
        return [Label("⚠ " + c.in_language(self._desk.language), "warning") for c in shown.conflicts]

    def _complaints(self, shown: Differential) -> list[QWidget]:
        parts: list[QWidget] = []
        labels = {c.id: c for c in self._desk.exam.complaints}
        judged = dict.fromkeys(j.complaint for j in shown.judgements)
        for complaint in judged:
            parts.append(Label(self._complaint_title(complaint), "title"))
            if complaint in shown.unexplained:
                none = translate("Differential", "No condition explains this pain so far.")
                parts.append(Label(none, "warning"))
            mine = [j for j in shown.judgements if j.complaint == complaint]
            parts += [self._card(j) for j in mine if j.band is not Band.NOT_ASSESSABLE]
            parts += self._not_assessable([j for j in mine if j.band is Band.NOT_ASSESSABLE])
            parts += self._unseparated(shown, complaint, mine)
        if not judged:
            text = translate("Differential", "Enter the complaints to weigh what could explain each of them.")
            parts.append(Label(text, "muted"))
        missing = [c.label for id_, c in labels.items() if id_ not in judged]
        if judged and missing:
            text = translate("Differential", "Not weighed: complaint {labels}")
            parts.append(Label(text.format(labels=", ".join(missing)), "muted"))
        return parts

    def _not_assessable(self, judged: list[Judgement]) -> list[QWidget]:
        """Those without any evidence, folded: they are there, and nothing is said of them."""
        if not judged:
            return []
        text = self.tr("%n condition(s) not assessable yet", "", len(judged))
        fold = Fold(text, [self._card(j) for j in judged], key=judged[0].complaint, opened=self._folds)
        return [fold]

    def _complaint_title(self, id_: str) -> str:
        complaint = next((c for c in self._desk.exam.complaints if c.id == id_), None)
        label = complaint.label if complaint else id_
        return translate("Differential", "Complaint {label}").format(label=label)

    def _card(self, judgement: Judgement) -> JudgementCard:
        key = (judgement.complaint, judgement.condition, judgement.segment)
        card = JudgementCard(judgement, self._desk, opened=key in self._opened)
        card.opened.connect(self._remember)
        card.asked.connect(self._desk.show_finding)
        card.paused.connect(self._pause)
        self.cards.append(card)
        return card

    def _remember(self, key: tuple[str, str, str], opened: bool) -> None:
        if opened:
            self._opened.add(key)
        else:
            self._opened.discard(key)

    def _pause(self, keys: tuple[FindingKey, ...]) -> None:
        for key in keys:
            self._desk.do(PauseFinding(key, key not in self._desk.exam.paused))

    def _unseparated(self, shown: Differential, complaint: str, mine: list[Judgement]) -> list[QWidget]:
        names = {j.condition: j.name.in_language(self._desk.language) for j in mine}
        text = translate("Differential", "Not separated within the intervals: {one} and {other}")
        return [
            Label(text.format(one=names.get(a, a), other=names.get(b, b)), "muted")
            for where, a, b in shown.not_separated
            if where == complaint
        ]

    def _next_steps(self, steps: tuple[NextStep, ...]) -> list[QWidget]:
        if not steps:
            return []
        card = Card()
        card.add(Label(translate("Differential", "WHAT WOULD CHANGE THE SUMMARY MOST"), "heading"))
        for step in steps[:3]:
            button = WrapButton(step.text.in_language(self._desk.language), "row", step.question)
            button.picked.connect(self._desk.show_finding)
            minutes = self.tr("about %n minute(s)", "", max(1, round(step.burden)))
            button.set_end(minutes)
            card.add(button)
        return [card]

    def _foot(self, shown: Differential) -> QWidget:
        ref = shown.knowledge
        text = translate("Differential", "Knowledge base {id} {version}, {hash}")
        return Label(text.format(id=ref.id, version=ref.version, hash=ref.sha256[:12]), "small")
