"""The step panel: the checklist above, the chosen step below, and the two keys that lead through it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sonostep.core.annotation import Annotation
from sonostep.core.exam import Exam
from sonostep.core.finding import FindingKey
from sonostep.core.progress.step_progress import SUMMARY, Place
from sonostep.core.protocol import Step
from sonostep.core.text import LocalText
from sonostep.session import EXAM_BUT_SHAPES, ViewChange
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.widgets import (
    Button,
    Label,
    Scroll,
    Speaking,
    bring_into_sight,
    mark,
    row,
    show_in_place,
)
from sonostep.ui.panels.complaints.treated_first import TreatedFirst
from sonostep.ui.panels.questions.question_list import AnswerWidget, Questions
from sonostep.ui.panels.questions.spinal_levels import levels
from sonostep.ui.panels.safety.needle_readiness import NeedleReadiness
from sonostep.ui.panels.state_banner import StateBanner
from sonostep.ui.panels.steps.checklist import Checklist, legend
from sonostep.ui.panels.steps.guidance import Guidance
from sonostep.ui.panels.steps.measurement_slots import Slots
from sonostep.ui.panels.steps.needle_plan import NeedleCard, plans_needle
from sonostep.ui.panels.steps.next_action import Kind, next_action
from sonostep.ui.panels.steps.not_needed import Needed, why_unneeded
from sonostep.ui.panels.steps.pattern_table import Patterns
from sonostep.ui.panels.steps.protocol_chips import ProtocolRow, protocol_cards
from sonostep.ui.panels.steps.step_bar import StepBar
from sonostep.ui.panels.steps.step_checks import StepChecks
from sonostep.ui.panels.views.panel import Views


class StepsPanel(Speaking):
    """The Steps tab. Leads through the protocol; its signals ask for what other parts of the window do."""

    save_wanted = Signal()
    complaints_wanted = Signal()
    protocol_file_wanted = Signal()
    suspended = Signal()

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setObjectName("steps")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.protocols = ProtocolRow(controller)
        self.protocols.suspended.connect(self.suspended)
        self.checklist = Checklist(controller)
        self.checklist.picked.connect(self._step_picked)
        self.detail = Scroll(margin=8, spacing=6)
        self.bar = StepBar(controller)
        self.bar.toggled.connect(self.show_list)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.detail)
        self.pages.addWidget(self._list_page())
        column.addWidget(StateBanner(controller))
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self._foot())
        self._guidance_open = False
        self._pedal = -1
        self.guidance: Guidance | None = None
        self.views: Views | None = None
        self.slots: Slots | None = None
        self.questions: Questions | None = None
        self.checks: StepChecks | None = None
        self.needle: NeedleCard | None = None
        self.readiness: NeedleReadiness | None = None
        self.patterns: Patterns | None = None
        self.treated: TreatedFirst | None = None
        self._unneeded = ""
        self._next = Kind.SAVE
        controller.session.on_exam(self._exam_changed, *EXAM_BUT_SHAPES)
        controller.session.on_exam(self._shapes_changed, "annotations")
        controller.session.on_view(self._view_changed)
        controller.place_changed.connect(self._place_changed)
        controller.reveal.connect(self._reveal)
        controller.reveal_view.connect(self._reveal_view)
        self._shown: Place | None = None
        self.retranslate()

    def _list_page(self) -> QWidget:
        """All steps, the protocols that they are of, and what the signs say."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.legend = Label("", "small")
        self.legend.setContentsMargins(10, 2, 10, 4)
        for part in (self.protocols, self.legend):
            column.addWidget(part)
        column.addWidget(self.checklist, 1)
        return page

    def show_list(self, shown: bool) -> None:
        """Show the list of steps instead of the step, or the step again."""
        self.bar.setChecked(shown)
        self.pages.setCurrentIndex(int(shown and self._controller.place is not None))
        self.bar.refresh()
        if shown:
            self.checklist.show_current()

    def _step_picked(self) -> None:
        self.show_list(False)

    def _foot(self) -> QWidget:
        self.back = Button("", "step")
        self.save = Button("", "primary")
        self.save.setObjectName("next_action")
        self.on = Button("", "step")
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.save.clicked.connect(self._act)
        foot = row(self.back, self.save, self.on)
        layout = foot.layout()
        if layout is not None:
            layout.setContentsMargins(10, 4, 10, 6)
        self.save.setSizePolicy(self.sizePolicy().Policy.Expanding, self.sizePolicy().Policy.Fixed)
        return foot

    def _go_back(self) -> None:
        self._controller.move(-1)

    def _go_on(self) -> None:
        self._controller.move(1)

    def retranslate(self) -> None:
        self.back.setText(translate("Steps", "◀ P"))
        self.back.setAccessibleName(translate("Steps", "Previous step"))
        self.on.setText(translate("Steps", "N ▶"))
        self.on.setAccessibleName(translate("Steps", "Next step"))
        self.legend.setText(legend())
        self.checklist.rebuild()
        self.rebuild()

    def rebuild(self) -> None:
        """Show the chosen step from scratch, or the choice of a protocol."""
        if self.guidance is not None:
            self._guidance_open = self.guidance.more.isChecked()
        place = self._controller.place
        same = place == self._shown
        self._shown = place
        self.protocols.refresh()
        self._fill(place)
        if not same:
            # whoever goes to a step wants to see it
            self.show_list(False)
        self.bar.refresh()
        if not same:
            self._pedal, self._controller.on_pedal = -1, False
            self.detail.verticalScrollBar().setValue(0)
        elif self._pedal >= 0:
            self._mark_pedal(self._items())
        self._show_foot()

    def _fill(self, place: Place | None) -> None:
        self.guidance = self.views = self.slots = self.questions = None
        self.checks = self.needle = self.patterns = self.readiness = None
        self.treated = None
        if place is None:
            self.detail.fill(protocol_cards(self._controller, self.protocol_file_wanted.emit))
            return
        controller = self._controller
        side = place.side or controller.exam.side
        self.guidance = Guidance(
            place.step, controller.language, controller.background, side, opened=self._guidance_open,
            limits=_limits_of(place.step, controller),
        )  # fmt: skip
        needed = Needed(controller, place)
        self._unneeded = needed.reason
        self.views = Views(self._controller, place)
        self.slots = Slots(self._controller, place)
        self.questions = Questions(self._controller, place, needed.questions)
        self.checks = StepChecks(controller, place)
        self.needle = NeedleCard(controller, place)
        self.readiness = NeedleReadiness(controller, place.step)
        parts: list[QWidget] = [self._head(place), self.guidance, self.readiness, needed, self.checks]
        if place.step.table is not None:
            self.patterns = Patterns(controller, place.step.table)
            parts.append(self.patterns)
        if place.step.id == SUMMARY:
            self.treated = TreatedFirst(controller)
            parts.append(self.treated)
        views, slots, asked = self.views, self.slots, self.questions
        due = not self._unneeded
        sections = (
            (views, due and bool(views.rows)), (self.needle, due and plans_needle(place.step)),
            (slots, due and bool(slots.rows)), (asked, asked.due),
        )  # fmt: skip
        for section, due in sections:
            show_in_place(section, due)
            parts.append(section)
        self.detail.fill(parts)

    def _head(self, place: Place) -> QWidget:
        title = Label(place.step.title.in_language(self._controller.language), "title")
        parts: list[QWidget | int] = [title, 1]
        if place.side is not None:
            parts.append(Label(wording.side(place.side), "pill", wrap=False))
        if self.guidance is not None:
            parts.append(self.guidance.more)
        return row(*parts)

    def _show_foot(self) -> None:
        place = self._controller.place
        for button in (self.back, self.on):
            button.setVisible(place is not None)
        found = next_action(self._controller, self._view_name(place))
        self._next = found.kind
        self.save.setEnabled(found.enabled)
        self.save.setText(found.text)
        # Before a protocol is chosen, that is what comes next.
        mark(self.save, "role", "primary" if place is not None or self._controller.free else "step")
        self.save.setAccessibleName(found.name)
        self.save.setToolTip(found.name)

    def _act(self) -> None:
        """Do what comes next."""
        ask = {Kind.SAVE: self.save_wanted.emit, Kind.COMPLAINTS: self.complaints_wanted.emit,
               Kind.REPORT: self._controller.words_wanted.emit}  # fmt: skip
        ask.get(self._next, self._go_on)()

    def _view_name(self, place: Place | None) -> str:
        """What the next key image answers; empty where it answers no view."""
        wanted, language = self._controller.view_id, self._controller.language
        views = [(v.id, v.text.in_language(language)) for v in (place.step.views if place else ())]
        views += [(v.id, v.caption) for v in self._controller.exam.extra_views]
        return next((text for id_, text in views if id_ == wanted), "")

    def show_clips(self) -> None:
        """Show the clips that have come: an exam that is opened again has its clips after its steps."""
        if self.views is not None:
            self.views.refresh()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        whole_anew = before.side is not after.side or before.protocols is not after.protocols
        if whole_anew or before.state is not after.state:
            self.checklist.refresh()
            self.rebuild()
            return
        self._refresh()

    def _refresh(self) -> None:
        place = self._controller.place
        if self._needed_anew(place):
            self.rebuild()
        elif place is not None and self.views and self.slots and self.questions:
            self.views.refresh()
            self.slots.refresh()
            self.questions.refresh()
            for part in (self.needle, self.checks, self.patterns, self.readiness, self.treated):
                if part is not None:
                    part.refresh()
        self.bar.refresh()
        self.checklist.refresh()
        self._show_foot()

    def _shapes_changed(self, before: Exam, after: Exam) -> None:
        """Show what shapes fill; what is asked does not depend on them, but an answer may be tied to one."""
        if _answering(before) == _answering(after):
            return
        for part in (self.slots, self.needle, self.checks):
            if part is not None:
                part.refresh()
        if self.questions is not None and any(finding.annotations for finding in after.findings):
            self.questions.refresh()

    def _needed_anew(self, place: Place | None) -> bool:
        """Whether the step has come to be needed, or is no longer."""
        return place is not None and why_unneeded(self._controller, place) != self._unneeded

    def _place_changed(self) -> None:
        if self._controller.place != self._shown:
            self.rebuild()
        if self.guidance is not None and self.guidance.stills is not None:
            self.guidance.stills.show_view(self._controller.view_id)
        self.protocols.show_current()
        self._refresh()
        self._show_foot()

    def _view_changed(self, change: ViewChange) -> None:
        if change.before.slot != change.after.slot and self.slots is not None:
            self.slots.refresh()
        if change.before.tool != change.after.tool and self.needle is not None:
            self.needle.refresh()

    def _reveal(self, key: FindingKey) -> None:
        place = self._controller.place
        if place is not None and key.site in levels(self._controller) and key.id in place.step.questions:
            self._controller.open_level(place.step.id, key.site, opened=True)
        for answer in self.questions.answers if self.questions else []:
            if answer.key == key and self.questions is not None:
                self.questions.unfold(answer)
                self._lead_to(answer, answer.take_focus)

    def _reveal_view(self, view_id: str) -> None:
        row = self.views.rows.get(view_id) if self.views is not None else None
        if row is not None:
            self._lead_to(row, partial(row.title.setFocus, Qt.FocusReason.OtherFocusReason))

    def _lead_to(self, item: QWidget, take_focus: Callable[[], None]) -> None:
        """Mark an item, give it the keys, and bring it into sight once the new step has been laid out."""
        if isinstance(item, AnswerWidget):
            items = self._items()
            self._pedal = items.index(item)
            self._mark_pedal(items)
        QTimer.singleShot(0, item, partial(bring_into_sight, item))
        # A tab that comes to the front later in this turn hides what is not seen yet from the keys.
        QTimer.singleShot(0, item, take_focus)

    def pedal_next(self) -> None:
        """Go to the next item of the step (views first, then questions), then to the next step."""
        items = self._items()
        self._pedal += 1
        if self._pedal >= len(items):
            self._controller.move(1)
            self._pedal = 0
            items = self._items()
        # it goes through the items of a step one by one: a saved view does not lead past its questions
        self._controller.on_pedal = True
        self._mark_pedal(items)

    def pedal_act(self) -> None:
        """Do what the marked item is for: save the view, or go to the next answer."""
        items = self._items()
        if 0 <= self._pedal < len(items):
            item = items[self._pedal]
            item.cycle() if isinstance(item, AnswerWidget) else self.save_wanted.emit()

    def _items(self) -> list[AnswerWidget | str]:
        views: list[AnswerWidget | str] = list(self.views.rows) if self.views else []
        return views + list(self.questions.asked if self.questions else [])

    def _mark_pedal(self, items: list[AnswerWidget | str]) -> None:
        for index, item in enumerate(items):
            if isinstance(item, str):
                if index == self._pedal:
                    self._controller.choose_view(item)
                continue
            mark(item, "active", "true" if index == self._pedal else "false")
            item.disarm()
            if index == self._pedal:
                bring_into_sight(item)


def _answering(exam: Exam) -> tuple[Annotation, ...]:
    """The shapes that answer a step or show an answer, oldest first; every other is the picture's alone."""
    tied = {id_ for finding in exam.findings for id_ in finding.annotations}
    return tuple(a for a in exam.annotations if a.step or a.id in tied)


def _limits_of(step: Step, controller: ExamController) -> LocalText | None:
    """Return the limits of the method, of the protocol that a step is from."""
    own = controller.protocol
    from_ = own if own is not None and step in own.steps else None
    of = from_ or next((d for d in controller.library.protocols if step in d.steps), None)
    return of.limits if of else None
