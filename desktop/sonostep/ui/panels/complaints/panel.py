"""The complaints, split and never merged: each has its own side, route, features, score and words."""

import uuid
from collections import deque
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonostep.core.edits import PutComplaint, RemoveComplaint
from sonostep.core.exam import Exam
from sonostep.core.finding import BodyArea, Complaint, Feature, FindingState, Side
from sonostep.core.progress import step_progress as progress
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit import formatting as wording
from sonostep.ui.kit.autosave import save_typed
from sonostep.ui.kit.flow_layout import flow
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button, Card, Label, Scroll, Segmented, Speaking, mark, row
from sonostep.ui.panels.complaints.body_card import BodyMapCard
from sonostep.ui.panels.questions.reproduced_complaints import next_label
from sonostep.ui.panels.state_banner import StateBanner

_NEXT = {
    FindingState.NOT_ASSESSED: FindingState.PRESENT,
    FindingState.PRESENT: FindingState.ABSENT,
    FindingState.ABSENT: FindingState.INDETERMINATE,
    FindingState.INDETERMINATE: FindingState.NOT_ASSESSED,
}


_MARKS = {
    FindingState.NOT_ASSESSED: "",
    FindingState.PRESENT: "✓ ",
    FindingState.ABSENT: "× ",
    FindingState.INDETERMINATE: "? ",
}


class FeatureChip(Button):
    """A button for one feature of a complaint.

    One feature: each press goes on from not asked to yes, no, unclear and back.

    ``denied`` carries its value: no, with one press of the right button or the menu key.
    """

    denied = Signal(object)

    def __init__(self, id_: str, text: str) -> None:
        super().__init__(text, "chip", id_)
        self._text = text

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        self.denied.emit(self.value)

    def show_state(self, state: FindingState) -> None:
        """Show what is known, by mark, word and colour."""
        self.setText(_MARKS[state] + self._text)
        self.setAccessibleName(f"{self._text}: {wording.state(state)}")
        mark(self, "answer", str(state))


class ComplaintCard(Card):
    """One pain, in the order it is asked for."""

    changed = Signal(object)
    removed = Signal(str)

    def __init__(self, controller: ExamController, complaint: Complaint) -> None:
        super().__init__(spacing=8)
        self._controller = controller
        self.complaint = complaint
        self.setAccessibleName(self._name())
        self._chips: dict[str, FeatureChip] = {}
        self.sites: dict[str, Button] = {}
        self._add_head()
        self._add_map()
        self._add_route()
        self._add_words()
        hint = translate("Complaints", "Each press goes on: ✓ yes, × no, ? unclear, not asked.")
        at_once = translate("Complaints", "Right button or menu key: × no at once.")
        self.add(Label(hint, "small"), Label(at_once, "small"))
        self._waiting = deque(controller.vocabulary.feature_groups)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._add_group)
        self._timer.start(0)
        self.show_complaint(complaint)

    def _name(self) -> str:
        return translate("Complaints", "Complaint {label}").format(label=self.complaint.label)

    def _add_head(self) -> None:
        name = self._name()
        remove = Button(translate("Complaints", "Remove"), "quiet")
        remove.setAccessibleName(f"{translate('Complaints', 'Remove')} {name}")
        remove.clicked.connect(self._remove)
        self.side = Segmented([(s, wording.side(s)) for s in (Side.RIGHT, Side.LEFT, Side.MIDLINE)], "", name)
        self.side.picked.connect(self._set_side)
        self.ask_side = Label(translate("Complaints", "Which side hurts?"), "ask")
        self.score = Segmented([(n, str(n)) for n in range(11)], "score", translate("Complaints", "Score"))
        self.score.picked.connect(self._set_score)
        for button in self.score.buttons.values():
            button.setStyleSheet("padding: 0; min-width: 20px;")
        self.add(row(Label(name, "title"), 1, remove), self.ask_side, self.side)
        self.add(Label(translate("Complaints", "SCORE (0 no pain, 10 worst)"), "heading"), self.score)

    def _add_map(self) -> None:
        sites = progress.route_sites(self._controller.vocabulary)
        names = {s.id: s.text.in_language(self._controller.language) for s in sites}
        self.map = BodyMapCard(self._name(), names)
        self.map.areas_changed.connect(self._set_areas)
        self.map.site_pressed.connect(self._touch_site)
        self.add(self.map)

    def _set_areas(self, areas: tuple[BodyArea, ...]) -> None:
        self.changed.emit(replace(self.complaint, areas=areas))

    def _add_route(self) -> None:
        self.route = Label("", "")
        self.undo_route = Button(translate("Complaints", "Take last back"), "quiet")
        self.undo_route.clicked.connect(self._shorten)
        for site in progress.route_sites(self._controller.vocabulary):
            chip = Button(site.text.in_language(self._controller.language), "chip", site.id)
            chip.setCheckable(True)
            chip.picked.connect(self._touch_site)
            self.sites[site.id] = chip
        heading = Label(translate("Complaints", "ROUTE, in the order the pain runs"), "heading", wrap=False)
        self.add(row(heading, 1, self.undo_route), self.route, flow(self.sites.values()))

    def _add_group(self) -> None:
        """Lay the next group of features out: in pieces, so that the window never waits for all of them."""
        if self._waiting:
            group = self._waiting.popleft()
            texts = ((id_, text.in_language(self._controller.language)) for id_, text in group.features)
            chips = {id_: FeatureChip(id_, text) for id_, text in texts}
            for id_, chip in chips.items():
                chip.picked.connect(self._touch_feature)
                chip.denied.connect(self._deny_feature)
                chip.show_state(self.complaint.state_of(id_))
            self._chips |= chips
            heading = group.text.in_language(self._controller.language).upper()
            self.add(Label(heading, "heading"), flow(chips.values()))
        if not self._waiting:
            self._timer.stop()

    @property
    def chips(self) -> dict[str, FeatureChip]:
        """Every feature; what was still to be laid out is now."""
        while self._waiting:
            self._add_group()
        return self._chips

    def _add_words(self) -> None:
        self.words, self.duration = LineEdit(), LineEdit()
        for field, title, write in (
            (self.duration, translate("Complaints", "Since when"), self._set_duration),
            (self.words, translate("Complaints", "In the patient's words"), self._set_words),
        ):
            field.setPlaceholderText(title)
            field.setAccessibleName(f"{self._name()}: {title}")
            field.keep_with(write, f"{write.__name__} {self.complaint.id}")
            self.add(field)

    def show_complaint(self, complaint: Complaint) -> None:
        """Show what is recorded now."""
        self.complaint = complaint
        self.side.show_choice(complaint.side)
        self.ask_side.setVisible(complaint.side is None)
        self.score.show_choice(complaint.score)
        names = [
            self._controller.vocabulary.site_text(s).in_language(self._controller.language)
            for s in complaint.route
        ]
        self.route.setText("  →  ".join(f"{i} {n}" for i, n in enumerate(names, 1)))
        self.route.setVisible(bool(names))
        self.undo_route.setVisible(bool(names))
        self.map.show_complaints(self._controller.exam.complaints, complaint)
        for id_, chip in self.sites.items():
            chip.setChecked(id_ in complaint.route)
        for id_, feature in self._chips.items():
            feature.show_state(complaint.state_of(id_))
        self.words.show_text(complaint.words)
        self.duration.show_text(complaint.duration)

    def _remove(self) -> None:
        self.removed.emit(self.complaint.id)

    def _set_side(self, side: Side) -> None:
        self.changed.emit(replace(self.complaint, side=side))

    def _set_score(self, score: int) -> None:
        self.changed.emit(replace(self.complaint, score=score))

    def _shorten(self) -> None:
        self.changed.emit(replace(self.complaint, route=self.complaint.route[:-1]))

    def _touch_site(self, id_: str) -> None:
        route = tuple(s for s in self.complaint.route if s != id_)
        if id_ not in self.complaint.route:
            route = (*route, id_)
        self.changed.emit(replace(self.complaint, route=route))

    def _touch_feature(self, id_: str) -> None:
        self._put_feature(id_, _NEXT[self.complaint.state_of(id_)])

    def _deny_feature(self, id_: str) -> None:
        denied = self.complaint.state_of(id_) is FindingState.ABSENT
        self._put_feature(id_, FindingState.NOT_ASSESSED if denied else FindingState.ABSENT)

    def _put_feature(self, id_: str, state: FindingState) -> None:
        others = tuple(f for f in self.complaint.features if f.id != id_)
        known = (*others, Feature(id_, state)) if state is not FindingState.NOT_ASSESSED else others
        self.changed.emit(replace(self.complaint, features=known))

    def _recorded(self) -> Complaint | None:
        """The complaint as the exam has it now; None once it was removed."""
        exam = self._controller.exam
        return next((c for c in exam.complaints if c.id == self.complaint.id), None)

    def _set_words(self, text: str, visit: object) -> bool:
        complaint = self._recorded()
        changed = replace(complaint, words=text.strip()) if complaint else None
        return changed is not None and self._controller.do(PutComplaint(changed), visit)

    def _set_duration(self, text: str, visit: object) -> bool:
        complaint = self._recorded()
        changed = replace(complaint, duration=text.strip()) if complaint else None
        return changed is not None and self._controller.do(PutComplaint(changed), visit)


class ComplaintsPanel(Speaking):
    """All complaints: a tab for each, and the chosen one in full."""

    def __init__(self, controller: ExamController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("complaints")
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.page = Scroll()
        column.addWidget(StateBanner(controller))
        column.addWidget(self.page)
        self.card: ComplaintCard | None = None
        self.tabs: dict[str, Button] = {}
        self._chosen = ""
        controller.session.on_exam(self._exam_changed, "complaints", "state")
        self.retranslate()

    def retranslate(self) -> None:
        self._rebuild()

    def _rebuild(self) -> None:
        save_typed()
        complaints = self._controller.exam.complaints
        shown = next((c for c in complaints if c.id == self._chosen), complaints[-1] if complaints else None)
        self._chosen = shown.id if shown else ""
        self.card = ComplaintCard(self._controller, shown) if shown else None
        if self.card is not None:
            self.card.changed.connect(self._put)
            self.card.removed.connect(self._remove)
        intro = translate(
            "Complaints", "Describe each pain separately, on its own card with route, timing and score."
        )
        self.page.fill([Label(intro, "muted"), self._tab_row(), *([self.card] if self.card else [])])
        self._lock()

    def _lock(self) -> None:
        """A final exam is read: nothing here looks as if it could be changed."""
        editable = self._controller.editable
        self.plus.setEnabled(editable)
        if self.card is not None:
            self.card.setEnabled(editable)

    def _tab_row(self) -> QWidget:
        self.tabs = {}
        for complaint in self._controller.exam.complaints:
            name = translate("Complaints", "Complaint {label}").format(label=complaint.label)
            tab = Button(complaint.label, "", complaint.id, name=name)
            tab.setCheckable(True)
            tab.setChecked(complaint.id == self._chosen)
            tab.picked.connect(self._choose)
            self.tabs[complaint.id] = tab
        label = next_label(self._controller.exam.complaints)
        text = translate("Complaints", "Add complaint {label}").format(label=label)
        self.plus = Button(f"+ {text}", "" if self.tabs else "primary", name=text)
        self.plus.clicked.connect(self._add)
        return row(*self.tabs.values(), self.plus, 1)

    def _choose(self, id_: str) -> None:
        self._chosen = id_
        self.page.verticalScrollBar().setValue(0)
        self._rebuild()

    def reveal(self, complaint: str, feature: str) -> None:
        """Show a complaint, and in it one of its features."""
        self._choose(complaint)
        chip = self.card.chips.get(feature) if self.card else None
        if chip is not None:
            # Where it lies is known only once the card has been laid out.
            QTimer.singleShot(0, chip, partial(self.page.ensureWidgetVisible, chip, 0, 80))

    def _add(self) -> None:
        complaint = Complaint(uuid.uuid4().hex, next_label(self._controller.exam.complaints))
        self._chosen = complaint.id
        self.page.verticalScrollBar().setValue(0)
        self._controller.do(PutComplaint(complaint))

    def _put(self, complaint: Complaint) -> None:
        self._controller.do(PutComplaint(complaint))

    def _remove(self, id_: str) -> None:
        self._controller.do(RemoveComplaint(id_))

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if before.complaints is after.complaints:
            self._lock()
            return
        if tuple(self.tabs) != tuple(c.id for c in after.complaints):
            self._rebuild()
            return
        for complaint in after.complaints:
            if self.card is not None and self.card.complaint.id == complaint.id:
                self.card.show_complaint(complaint)
        self._lock()
