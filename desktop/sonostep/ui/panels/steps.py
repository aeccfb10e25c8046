"""The step panel: the checklist above, the chosen step below, and the two keys that lead through it."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.session import ViewChange
from sonostep.ui import wording
from sonostep.ui.desk import Desk
from sonostep.ui.language import translate
from sonostep.ui.panels.checklist import Checklist, state
from sonostep.ui.panels.guidance import Guidance
from sonostep.ui.panels.levels import levels
from sonostep.ui.panels.needed import Needed, why_unneeded
from sonostep.ui.panels.needle_plan import NeedleCard, plans_needle
from sonostep.ui.panels.patterns import Patterns
from sonostep.ui.panels.protocol_choice import limits_of, protocol_cards
from sonostep.ui.panels.protocols import ProtocolRow
from sonostep.ui.panels.questions import Answer, Questions
from sonostep.ui.panels.slots import Slots
from sonostep.ui.panels.state_banner import StateBanner
from sonostep.ui.panels.step_checks import StepChecks
from sonostep.ui.panels.treated_first import TreatedFirst
from sonostep.ui.panels.views import Views
from sonostep.ui.progress import SUMMARY, Place
from sonostep.ui.widgets import Button, Label, Scroll, Speaking, mark, row

_BESIDE_SAVE = 196
"""Pixels of the foot that the name of a view cannot have: the keys beside it, and the margins."""


class StepsPanel(Speaking):
    """Leads through the protocol; its signals ask for what other parts of the window do."""

    save_wanted = Signal()
    complaints_wanted = Signal()
    protocol_file_wanted = Signal()
    suspended = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("steps")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.protocols = ProtocolRow(desk)
        self.protocols.suspended.connect(self.suspended)
        column.addWidget(StateBanner(desk))
        column.addWidget(self.protocols)
        self.checklist = Checklist(desk)
        self.detail = Scroll()
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setObjectName("steps_split")
        self.split.addWidget(self.checklist)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([170, 330])
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        column.addWidget(self._foot())
        self._guidance_open = False
        self._pedal = -1
        self.guidance: Guidance | None = None
        self.views: Views | None = None
        self.slots: Slots | None = None
        self.questions: Questions | None = None
        self.checks: StepChecks | None = None
        self.needle: NeedleCard | None = None
        self.patterns: Patterns | None = None
        self._unneeded = ""
        desk.session.on_exam(self._exam_changed)
        desk.session.on_view(self._view_changed)
        desk.place_changed.connect(self._place_changed)
        desk.reveal.connect(self._reveal)
        self._shown: Place | None = None
        self.retranslate()

    def _foot(self) -> QWidget:
        self.back = Button("", "")
        self.save = Button("", "primary")
        self.on = Button("", "")
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.save.clicked.connect(self.save_wanted)
        foot = row(self.back, self.save, self.on)
        foot.setContentsMargins(10, 8, 10, 8)
        for button in (self.back, self.on):
            mark(button, "role", "step")
        layout = foot.layout()
        if layout is not None:
            layout.setContentsMargins(10, 6, 10, 8)
        self.save.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Fixed)
        return foot

    def _go_back(self) -> None:
        self._desk.move(-1)

    def _go_on(self) -> None:
        self._desk.move(1)

    def retranslate(self) -> None:
        self.back.setText(translate("Steps", "◀ P"))
        self.back.setAccessibleName(translate("Steps", "Previous step"))
        self.on.setText(translate("Steps", "N ▶"))
        self.on.setAccessibleName(translate("Steps", "Next step"))
        self.checklist.rebuild()
        self.rebuild()

    def rebuild(self) -> None:
        """Show the chosen step from scratch, or the choice of a protocol."""
        if self.guidance is not None:
            self._guidance_open = self.guidance.more.isChecked()
        place = self._desk.place
        same = place == self._shown
        self._shown = place
        self.checklist.setVisible(self._desk.protocol is not None)
        self.protocols.refresh()
        self._fill(place)
        if not same:
            self._pedal = -1
            self.detail.verticalScrollBar().setValue(0)
        self._show_foot()

    def _fill(self, place: Place | None) -> None:
        self.guidance = self.views = self.slots = self.questions = None
        self.checks = self.needle = self.patterns = None
        if place is None:
            self.detail.fill(protocol_cards(self._desk, self.protocol_file_wanted.emit))
            return
        desk = self._desk
        side = place.side or desk.exam.side
        self.guidance = Guidance(
            place.step, desk.language, desk.background, side, opened=self._guidance_open,
            limits=limits_of(place.step, desk),
        )  # fmt: skip
        needed = Needed(desk, place)
        self._unneeded = needed.reason
        self.views = Views(self._desk, place)
        self.slots = Slots(self._desk, place)
        self.questions = Questions(self._desk, place, needed.questions)
        self.checks = StepChecks(desk, place)
        self.needle = NeedleCard(desk, place)
        parts: list[QWidget] = [self._head(place), self.guidance, needed, self.checks]
        if place.step.complaints:
            parts.append(self._to_complaints())
        if place.step.table is not None:
            self.patterns = Patterns(desk, place.step.table)
            parts.append(self.patterns)
        if place.step.id == SUMMARY:
            parts.append(TreatedFirst(desk))
        views, slots, asked = self.views, self.slots, self.questions
        due = not self._unneeded
        sections = (
            (views, due and bool(views.rows)), (self.needle, due and plans_needle(place.step)),
            (slots, due and bool(slots.rows)), (asked, asked.due),
        )  # fmt: skip
        for section, due in sections:
            section.setHidden(not due)
            parts.append(section)
        self.detail.fill(parts)

    def _head(self, place: Place) -> QWidget:
        title = Label(place.step.title.in_language(self._desk.language), "title")
        self._state = Label("", "pill", wrap=False)
        parts: list[QWidget | int] = [title, 1]
        if place.side is not None:
            parts.append(Label(wording.side(place.side), "pill", wrap=False))
        head = row(*parts, self._state)
        self._state.setText(state(self._desk.progress(place)))
        return head

    def _to_complaints(self) -> QWidget:
        count = len(self._desk.exam.complaints)
        text = self.tr("Take the complaints apart (%n recorded)", "", count)
        button = Button(text, "primary")
        button.clicked.connect(self.complaints_wanted)
        return button

    def _show_foot(self) -> None:
        place = self._desk.place
        for button in (self.back, self.on):
            button.setVisible(place is not None)
        text, name = translate("Steps", "Save key image (S)"), self._view_name(place)
        if name:
            text = translate("Steps", "Save: {view} (S)").format(view=name)
        self.save.setEnabled(self._desk.editable)
        room = max(self.width() - _BESIDE_SAVE, 160)
        self.save.setText(self.save.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        # Where nothing is prescribed to be seen, going on is what the step is left by.
        mark(self.save, "role", "primary" if name or not place or place.step.views else "")
        self.save.setAccessibleName(text)
        self.save.setToolTip(text)

    def _view_name(self, place: Place | None) -> str:
        """What the next key image answers; empty where it answers no view."""
        wanted, language = self._desk.view_id, self._desk.language
        views = [(v.id, v.text.in_language(language)) for v in (place.step.views if place else ())]
        views += [(v.id, v.caption) for v in self._desk.exam.extra_views]
        return next((text for id_, text in views if id_ == wanted), "")

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        whole_anew = before.side is not after.side or before.protocols is not after.protocols
        if whole_anew or before.state is not after.state:
            self.checklist.refresh()
            self.rebuild()
            return
        self._refresh()

    def _refresh(self) -> None:
        place = self._desk.place
        if self.questions is not None and (self.questions.stale() or self._needed_anew(place)):
            self.rebuild()
        elif place is not None and self.views and self.slots and self.questions:
            self.views.refresh()
            self.slots.refresh()
            self.questions.refresh()
            for part in (self.needle, self.checks, self.patterns):
                if part is not None:
                    part.refresh()
            self._state.setText(state(self._desk.progress(place)))
        self.checklist.refresh()

    def _needed_anew(self, place: Place | None) -> bool:
        """Whether the step has come to be needed, or is no longer."""
        return place is not None and why_unneeded(self._desk, place) != self._unneeded

    def _place_changed(self) -> None:
        if self._desk.place != self._shown:
            self.rebuild()
        if self.guidance is not None and self.guidance.stills is not None:
            self.guidance.stills.show_view(self._desk.view_id)
        self.protocols.show_current()
        self._refresh()
        self._show_foot()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.slot != change.after.slot and self.slots is not None:
            self.slots.refresh()
        if change.before.tool != change.after.tool and self.needle is not None:
            self.needle.refresh()

    def _reveal(self, key: FindingKey) -> None:
        place = self._desk.place
        if place is not None and key.site in levels(self._desk) and key.id in place.step.questions:
            self._desk.open_level(place.step.id, key.site, opened=True)
        for answer in self.questions.answers if self.questions else []:
            if answer.key == key:
                # Where it lies is known only once the new step has been laid out.
                QTimer.singleShot(0, answer, partial(self._scroll_to, answer))

    def _scroll_to(self, item: QWidget) -> None:
        self.detail.ensureWidgetVisible(item, 0, 80)

    def pedal_next(self) -> None:
        """Go to the next item of the step (views first, then questions), then to the next step."""
        items = self._items()
        self._pedal += 1
        if self._pedal >= len(items):
            self._desk.move(1)
            self._pedal = 0
            items = self._items()
        self._mark_pedal(items)

    def pedal_act(self) -> None:
        """Do what the marked item is for: save the view, or go to the next answer."""
        items = self._items()
        if 0 <= self._pedal < len(items):
            item = items[self._pedal]
            item.cycle() if isinstance(item, Answer) else self.save_wanted.emit()

    def _items(self) -> list[Answer | str]:
        views: list[Answer | str] = list(self.views.rows) if self.views else []
        return views + list(self.questions.answers if self.questions else [])

    def _mark_pedal(self, items: list[Answer | str]) -> None:
        for index, item in enumerate(items):
            if isinstance(item, str):
                if index == self._pedal:
                    self._desk.choose_view(item)
                continue
            mark(item, "active", "true" if index == self._pedal else "false")
            if index == self._pedal:
                self._scroll_to(item)
