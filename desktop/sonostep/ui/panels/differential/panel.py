"""The differential: red flags first, then each condition by itself, with its reasons and their sources."""

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.differential.result import Band, Differential, Direction, Judgement, NextStep
from sonostep.core.edits import PauseFinding, Together
from sonostep.core.finding import FindingKey
from sonostep.core.progress.step_progress import steps_asking
from sonostep.core.progress.steps_in_use import whole
from sonostep.core.protocol import ProtocolDefinition
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import Button, Card, Fold, Label, Part, Scroll, Speaking, WrapButton, row
from sonostep.ui.panels.differential.answer_effects import SelectedShape, bearing
from sonostep.ui.panels.differential.condition_card import JudgementCard, card_key
from sonostep.ui.panels.differential.red_flags import RedFlagsCard
from sonostep.ui.panels.differential.summary import OverviewCard, foot
from sonostep.ui.panels.state_banner import StateBanner

_OPENED = 3


class DifferentialPanel(Speaking):
    """The Differential tab. Shows the newest differential of the controller."""

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("differential")
        self._controller = controller
        self._opened: set[tuple[str, ...]] = set()
        self._folds: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page = Scroll()
        self.selected = SelectedShape(controller)
        self.selected.picked.connect(self.reveal)
        column.addWidget(StateBanner(controller))
        column.addWidget(self.selected)
        column.addWidget(self.page)
        self._cards: list[JudgementCard] = []
        self._kept: dict[tuple[str, ...], JudgementCard] = {}
        self._stale = True
        self._titles: dict[str, Label] = {}
        self._folded: dict[int, Fold] = {}
        self._gate: RedFlagsCard | None = None
        self._gated: object = None
        self._above, self._gate_place, self._below = Part(), Part(), Part()
        self.page.fill([self._above, self._gate_place, self._below])
        controller.differential_changed.connect(self._changed)
        self.retranslate()

    @property
    def cards(self) -> list[JudgementCard]:
        """The cards of what is not folded away; what waited to be seen is made now."""
        self._catch_up()
        return self._cards

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _changed(self) -> None:
        """A hidden panel costs an answer nothing: some forty cards are made when it is looked at."""
        self._stale = True
        self.selected.refresh()
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        if self._stale:
            self.retranslate()

    def retranslate(self) -> None:
        self._stale = False
        self._kept = {card_key(c.judgement): c for c in self._cards}
        self._cards, self._titles, self._folded = [], {}, {}
        self.selected.refresh()
        shown = self._controller.differential
        self._above.fill(self._what_if())
        self._show_gate(shown)
        if shown is None:
            text = translate("Differential", "Nothing has been weighed yet.")
            self._below.fill([Label(text, "muted")])
            return
        parts: list[QWidget] = self._conflicts(shown)
        if not shown.suspended:
            parts += self._overview(shown)
            parts += self._next_steps(shown.next_steps)
            parts += self._complaints(shown)
        self._below.fill([*parts, *foot(shown, self._controller)])

    def _show_gate(self, shown: Differential | None) -> None:
        """Make the gate anew only where a flag changed: a clearance may be being written in it."""
        language = self._controller.language
        gated = shown and (shown.red_flags, shown.suspended, shown.withheld, language)
        if gated == self._gated:
            return
        self._gated = gated
        drafts = self._gate.drafts() if self._gate else {}
        self._gate = RedFlagsCard(shown, self._controller, self._folds, drafts) if shown else None
        self._gate_place.fill([self._gate] if self._gate else [])
        if self._gate:
            self._gate.take_keyboard()

    def reveal(self, keys: tuple[FindingKey, ...]) -> None:
        """Show what these findings change; the best few are opened."""
        self.selected.show_keys(keys)
        self._catch_up()
        changed = [id(j) for j in bearing(self._controller.differential, keys)]
        for judgement in changed[:_OPENED]:
            if judgement in self._folded:
                self._folded[judgement].button.setChecked(True)
        cards = [c for c in self._cards if id(c.judgement) in changed]
        for card in cards[:_OPENED]:
            card.more.setChecked(True)
        if cards:
            # Where it lies is known only once its reasons have been laid out.
            QTimer.singleShot(0, cards[0], partial(self.page.ensureWidgetVisible, cards[0].more, 0, 120))

    def _what_if(self) -> list[QWidget]:
        """What is paused, and the way back: a summary under a what-if is never taken for the real one."""
        count = len(self._controller.exam.paused)
        if not count:
            return []
        card = Card("what_if")
        text = self.tr("What if: %n finding(s) paused and not weighed below.", "", count)
        self.all_again = Button(translate("Differential", "Let all weigh again"), "")
        self.all_again.clicked.connect(self._weigh_all)
        card.add(Label(text, "warning"), row(self.all_again, 1))
        return [card]

    def _weigh_all(self) -> None:
        edits = tuple(PauseFinding(key, False) for key in self._controller.exam.paused)
        self._controller.do(Together(edits, "weigh_all"))

    def _conflicts(self, shown: Differential) -> list[QWidget]:
        return [Label("⚠ " + c.in_language(self._controller.language), "warning") for c in shown.conflicts]

    def _overview(self, shown: Differential) -> list[QWidget]:
        if not shown.judgements:
            return []
        card = OverviewCard(shown, self._controller)
        card.picked.connect(self._show_complaint)
        return [card]

    def _show_complaint(self, complaint: str) -> None:
        title, body = self._titles[complaint], self.page.widget()
        if body is not None:
            self.page.verticalScrollBar().setValue(title.mapTo(body, QPoint(0, 0)).y())

    def _complaints(self, shown: Differential) -> list[QWidget]:
        parts: list[QWidget] = []
        labels = {c.id: c for c in self._controller.exam.complaints}
        judged = dict.fromkeys(j.complaint for j in shown.judgements)
        for complaint in judged:
            self._titles[complaint] = Label(self._complaint_title(complaint), "title")
            parts.append(self._titles[complaint])
            if complaint in shown.unexplained:
                none = translate("Differential", "No condition explains this pain so far.")
                parts.append(Label(none, "warning"))
            mine = [j for j in shown.judgements if j.complaint == complaint]
            parts += self._unseparated(shown, complaint, mine)
            parts += self._judged(complaint, mine)
        if not judged:
            text = translate("Differential", "Enter the complaints to weigh what could explain each of them.")
            parts.append(Label(text, "muted"))
        missing = [c.label for id_, c in labels.items() if id_ not in judged]
        if judged and missing:
            text = translate("Differential", "Not weighed: complaint {labels}")
            parts.append(Label(text.format(labels=", ".join(missing)), "muted"))
        return parts

    def _judged(self, complaint: str, mine: list[Judgement]) -> list[QWidget]:
        """What anything speaks for; below, folded, what nothing speaks for, and what is open."""
        rest = [j for j in mine if j.unsupported or (_assessed(j) and not _speaks(j))]
        unknown = [j for j in mine if not (_assessed(j) or j.unsupported)]
        shown = [j for j in mine if _assessed(j) and _speaks(j)]
        quiet = self.tr("%n that nothing speaks for", "", len(rest))
        silent = self.tr("%n condition(s) not assessable yet", "", len(unknown))
        return [
            *(self._card(j) for j in shown),
            *self._fold(quiet, rest, f"quiet:{complaint}"),
            *self._fold(silent, unknown, complaint),
        ]

    def _fold(self, text: str, judged: list[Judgement], key: str) -> list[QWidget]:
        """Their cards behind a button, made when it is pressed."""
        if not judged:
            return []
        fold = Fold(text, (), key, self._folds, lambda: [self._card(j) for j in judged])
        self._folded |= dict.fromkeys(map(id, judged), fold)
        return [fold]

    def _complaint_title(self, id_: str) -> str:
        complaint = next((c for c in self._controller.exam.complaints if c.id == id_), None)
        label = complaint.label if complaint else id_
        return translate("Differential", "Complaint {label}").format(label=label)

    def _card(self, judgement: Judgement) -> JudgementCard:
        """Return the card of a judgement; the one that says it already, where nothing of it changed."""
        kept = self._kept.get(card_key(judgement))
        if kept is not None and kept.says(judgement, self._controller.language):
            kept.judgement = judgement
            self._cards.append(kept)
            return kept
        card = JudgementCard(judgement, self._controller, opened=card_key(judgement) in self._opened)
        card.opened.connect(self._remember)
        card.asked.connect(self._controller.show_finding)
        card.paused.connect(self._pause)
        self._cards.append(card)
        return card

    def _remember(self, key: tuple[str, ...], opened: bool) -> None:
        if opened:
            self._opened.add(key)
        else:
            self._opened.discard(key)

    def _pause(self, keys: tuple[FindingKey, ...]) -> None:
        paused = self._controller.exam.paused
        self._controller.do(Together(tuple(PauseFinding(k, k not in paused) for k in keys), "pause_finding"))

    def _unseparated(self, shown: Differential, complaint: str, mine: list[Judgement]) -> list[QWidget]:
        names = {j.condition: j.name.in_language(self._controller.language) for j in mine}
        pairs = [pair for where, *pair in shown.not_separated if where == complaint]
        if not pairs:
            return []
        listed = (names.get(c, c) for c in dict.fromkeys(c for pair in pairs for c in pair))
        text = translate("Differential", "Not separated within the confidence intervals: {names}")
        return [Label(text.format(names=" · ".join(listed)), "muted")]

    def _next_steps(self, steps: tuple[NextStep, ...]) -> list[QWidget]:
        if not steps:
            return []
        card = Card()
        card.add(Label(translate("Differential", "WHAT WOULD CHANGE THE SUMMARY MOST"), "heading"))
        for step in steps[:3]:
            button = WrapButton(self._asking(step), "row", step.question)
            button.picked.connect(self.go_to)
            minutes = self.tr("about %n minute(s)", "", round(step.burden))
            short = translate("Differential", "under a minute")
            button.set_end(short if step.burden < 1 else minutes)
            card.add(button)
        return [card]

    def _asking(self, step: NextStep) -> str:
        """What is to be asked or examined, on which side, and for which pain."""
        text = step.text.in_language(self._controller.language)
        text += wording.aside(wording.side(step.side)) if step.side else ""
        labels = {c.id: c.label for c in self._controller.exam.complaints}
        if step.complaint not in labels:
            return text
        told = translate("Differential", "{label}: {what}")
        return told.format(label=labels[step.complaint], what=text)

    def go_to(self, key: FindingKey) -> None:
        """Go to where it is asked; where no protocol in use asks it, the step that does is inserted."""
        controller = self._controller
        asking = [p for p in controller.library.protocols if any(steps_asking(p, key.id))]
        used = {p.id for p in whole(controller.exam)}
        if any(key.id in p.step.questions for p in controller.places):
            controller.show_finding(key)
            return
        here = [p for p in asking if controller.protocol is not None and p.id == controller.protocol.id]
        mine = here or [p for p in asking if p.id in used]
        if asking and not mine:
            self._take_over(asking[0], key)
        elif mine and not here:
            controller.begin(mine[0])
        controller.show_finding(key)

    def _take_over(self, definition: ProtocolDefinition, key: FindingKey) -> None:
        """One step is enough for one question: the protocol of it is not begun, unless there is none yet."""
        step = next(steps_asking(definition, key.id))
        if self._controller.protocol is None:
            self._controller.use_protocol(definition)
        else:
            self._controller.insert_step(definition, step)


def _speaks(judgement: Judgement) -> bool:
    """Whether anything that counts speaks for it."""
    return any(r.counted for r in judgement.directed(Direction.FOR))


def _assessed(judgement: Judgement) -> bool:
    return judgement.band is not Band.NOT_ASSESSABLE
