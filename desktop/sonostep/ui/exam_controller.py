"""What the panels of one open exam share: the session, the data it is weighed by, and what is derived."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from sonostep.core.clip import FrameRef
from sonostep.core.differential.result import Differential
from sonostep.core.edits import (
    AddExtraView,
    Edit,
    InsertStep,
    PutFinding,
    PutKeyImage,
    PutView,
    SetSide,
    Together,
    UseProtocol,
)
from sonostep.core.exam import DataRef, Exam, ExamState, ExtraView, KeyImage, ViewRecord, ViewState
from sonostep.core.finding import Finding, FindingKey, Side
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.progress import step_progress as progress
from sonostep.core.progress.next_view import next_view, slot_of_view
from sonostep.core.progress.step_progress import Place
from sonostep.core.progress.steps_in_use import whole
from sonostep.core.protocol import ProtocolDefinition, Slot, Step, View, Vocabulary
from sonostep.core.report.ledger import ledger
from sonostep.core.safety import SafetyNotice, assess
from sonostep.core.text import Language
from sonostep.session import Session
from sonostep.session.view_clips import clips_of_view
from sonostep.ui.kit.autosave import Drafts
from sonostep.ui.kit.tasks import Background
from sonostep.workflows.library import Library


class ExamController(QObject):
    """One open exam and its tools; panels read it and act on the exam through it.

    Signals:
        problem: something that the person should know.
        place_changed: another step, side or view is being worked on.
        differential_changed: a new differential is there.
        asked_side: a change of side waits for confirmation.
        reveal: a finding should be shown where it is asked.
        reveal_view: a view (its id) of the present place should be shown.
        bears_on: what these findings (a tuple of keys) change in the differential should be shown.
        words_wanted, complaints_wanted: the impression, or the complaints, should be written.
        people_changed: another physician or operator is named.
        reveal_complaint: a complaint (its id) should be shown, with the feature of that id.
    """

    problem = Signal(Problem)
    place_changed = Signal()
    differential_changed = Signal()
    asked_side = Signal(object)
    reveal = Signal(object)
    reveal_view = Signal(str)
    bears_on = Signal(object)
    reveal_complaint = Signal(str, str)
    words_wanted = Signal()
    complaints_wanted = Signal()
    people_changed = Signal()

    def __init__(
        self,
        session: Session,
        library: Library,
        background: Background,
        parent: QObject | None = None,
        drafts: Drafts | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.library = library
        self.background = background
        self.differential: Differential | None = None
        self.view_id = ""
        self.free = False
        self.opened_levels: set[tuple[str, str]] = set()
        self.unfolded: set[str] = set()
        self.on_pedal = False
        """Whether a pedal leads: item by item, so that no saved view leads past the questions of its step."""
        self.drafts = drafts or Drafts()
        self.drafts.setParent(self)
        self.drafts.failed.connect(self.problem)
        self._weighed: Exam | None = None
        self._assessed: tuple[Exam, tuple[SafetyNotice, ...]] | None = None
        session.on_exam(self._exam_changed)

    @property
    def exam(self) -> Exam:
        """The present exam."""
        return self.session.exam

    @property
    def language(self) -> Language:
        """The interface's language."""
        return self.session.view.language

    @property
    def vocabulary(self) -> Vocabulary:
        """The questions, features and sites."""
        return self.library.vocabulary

    @property
    def safety(self) -> tuple[SafetyNotice, ...]:
        """The safety rules that hold in the present exam, loudest first."""
        # Reads a file once, which is at hand by the time the library is.
        from sonostep.protocols import load_safety

        if self._assessed is None or self._assessed[0] is not self.exam:
            self._assessed = self.exam, assess(self.exam, load_safety().rules, self.vocabulary)
        return self._assessed[1]

    @property
    def editable(self) -> bool:
        """Whether the exam may be changed: a final one, and one that waits for its signature, is read."""
        return self.exam.state is ExamState.DRAFT and self.session.read_only is None

    @property
    def protocol(self) -> ProtocolDefinition | None:
        """The protocol being worked through; only one that the exam goes through."""
        wanted = self.session.view.protocol
        return next((p for p in self.in_use if p.id == wanted), None)

    @property
    def in_use(self) -> tuple[ProtocolDefinition, ...]:
        """The protocols at hand that the exam goes through from end to end, in the exam's order."""
        known = {p.id: p for p in self.library.protocols}
        return tuple(known[p.id] for p in whole(self.exam) if p.id in known)

    @property
    def places(self) -> tuple[Place, ...]:
        """The checklist."""
        if self.protocol is None:
            return ()
        return progress.with_inserted(self.protocol, self.exam, self.library.protocols)

    @property
    def place(self) -> Place | None:
        """Where in the checklist the person works."""
        view = self.session.view
        here = [p for p in self.places if p.step.id == view.step]
        return next((p for p in here if p.side == view.side), here[0] if here else None)

    def do(self, edit: Edit, visit: object = None) -> bool:
        """Do an edit; says the problem and returns False where it does not fit.

        ``visit`` is a visit to a text field, as ``Session.do`` takes it.
        """
        try:
            self.session.do(edit, visit)
        except ProblemError as error:
            self.problem.emit(error.problem)
            return False
        if self.session.unsaved is not None:
            self.problem.emit(self.session.unsaved.problem)
        return True

    def use_protocol(self, definition: ProtocolDefinition) -> None:
        """Take a protocol into use and begin with its first step."""
        ref = DataRef(definition.id, definition.version, definition.sha256)
        if self.do(UseProtocol(ref, self.library.knowledge_ref)):
            self.begin(definition)

    def begin(self, definition: ProtocolDefinition) -> None:
        """Work through a protocol from its first step that is not complete."""
        self.session.look(protocol=definition.id, step="", side=None)
        open_ = (p for p in self.places if not self.progress(p).complete)
        first = next(open_, self.places[0] if self.places else None)
        if first is not None:
            self.go(first)

    def add_protocol(self, definition: ProtocolDefinition) -> None:
        """Put a protocol of the user's own beside ours."""
        others = tuple(p for p in self.library.protocols if p.id != definition.id)
        self.library = replace(self.library, protocols=(*others, definition))

    def progress(self, place: Place) -> progress.Progress:
        """Return how far a place is."""
        return progress.progress(self.exam, place, self.vocabulary)

    def go(self, place: Place, view: View | None = None) -> None:
        """Work on a place, with a view of it: the first that is open where none is named."""
        view = view or progress.next_open_view(self.exam, place)
        self.view_id = view.id if view else ""
        slot = slot_of_view(self.exam, self.places, place, self.view_id)
        tool = slot.tool.value if slot and self.editable else "select"
        self.session.look(
            step=place.step.id, side=place.side or self.exam.side, slot=slot.id if slot else "", tool=tool
        )
        self._open_clip(place, view)
        self.place_changed.emit()

    def _open_clip(self, place: Place, view: View | None) -> None:
        """Bring the one clip into view that shows a view; where several or none do, the person chooses."""
        shown = clips_of_view(self.session, place.step.id, view, place.side) if view is not None else ()
        if len(shown) == 1 and self.session.view.clip != shown[0][0].id:
            frame = shown[0][1]
            self.session.look(clip=frame.clip, frame=frame.frame, selected="")

    def move(self, by: int) -> None:
        """Go some places on or back; stays at the ends."""
        here, all_ = self.place, self.places
        if not all_:
            return
        index = all_.index(here) + by if here in all_ else 0
        self.go(all_[max(0, min(index, len(all_) - 1))])

    def choose_view(self, view_id: str) -> None:
        """Make a view the one that the next key image answers, and open the clip that shows it."""
        self.view_id = view_id
        place = self.place
        if place is not None:
            self._open_clip(place, next((v for v in place.step.views if v.id == view_id), None))
        self.place_changed.emit()

    def open_level(self, step: str, level: str, *, opened: bool) -> None:
        """Ask a step of one more level, or of one that has no record no longer."""
        (self.opened_levels.add if opened else self.opened_levels.discard)((step, level))
        self.place_changed.emit()

    def insert_step(self, definition: ProtocolDefinition, step: Step) -> None:
        """Take one step of another protocol over, and go there."""
        ref = DataRef(definition.id, definition.version, definition.sha256)
        if self.do(InsertStep(ref, step.id)):
            place = next((p for p in self.places if p.step.id == step.id), None)
            if place is not None:
                self.go(place)

    def add_extra_view(self, caption: str) -> None:
        """Take a picture beside the protocol in at this place; the next key image answers it."""
        place = self.place
        if place is None:
            return
        view = ExtraView(uuid.uuid4().hex, place.step.id, place.side or self.exam.side, caption.strip())
        if self.do(AddExtraView(view)):
            self.choose_view(view.id)

    def arm_slot(self, slot_id: str) -> None:
        """Arm the tool of a slot; its value will land there."""
        if self.place is not None:
            slot = next(s for s in self.place.step.slots if s.id == slot_id)
            self.session.look(slot=slot.id, tool=slot.tool.value)

    def measure(self, place: Place, slot: Slot) -> None:
        """Go to where a slot is measured, with the view that it is measured on, and arm its tool."""
        views = [v for v in place.step.views if slot_of_view(self.exam, self.places, place, v.id) == slot]
        self.go(place, views[0] if views else None)
        self.arm_slot(slot.id)

    def answer(self, finding: Finding, visit: object = None) -> bool:
        """Record an answer; ``visit`` where it is being typed. Returns whether it was taken."""
        return self.do(PutFinding(finding), visit)

    def save_view(self, frame: FrameRef, png: bytes, place: Place | None, view_id: str) -> None:
        """Keep a key image; where it answers a view, account for that and go on."""
        step, side = (place.step.id, place.side) if place else ("", self.exam.side)
        extra = next((v for v in self.exam.extra_views if v.id == view_id), None)
        side = extra.side if extra else side
        caption = extra.caption if extra else ""
        image = KeyImage(uuid.uuid4().hex, frame, png, step, side, view_id, caption)
        edits: tuple[Edit, ...] = (PutKeyImage(image),)
        if place is not None and view_id:
            edits += (PutView(ViewRecord(step, view_id, side, ViewState.DONE)),)
        if self.do(Together(edits, "save_view")) and place is not None:
            self._follow(place, view_id)

    def excuse_view(self, view_id: str, state: ViewState, reason: str) -> None:
        """Account for a view that was not seen, and go on."""
        place = self.place
        if place is not None:
            record = ViewRecord(place.step.id, view_id, self._side_of(view_id), state, reason)
            if self.do(PutView(record)):
                self._advance(place)

    def open_views(self) -> tuple[ViewRecord, ...]:
        """Every view of the protocols in use that nobody has accounted for, required or not."""
        found = ledger(self.exam, self.library.in_use(self.exam), self.vocabulary)
        return tuple(ViewRecord(e.step, e.view, e.side, e.state) for e in found if e.state is ViewState.OPEN)

    def excuse_all_views(self, state: ViewState, reason: str) -> bool:
        """Account for every open view with one reason, as one step of undo; returns whether it was taken."""
        edits = tuple(PutView(replace(r, state=state, reason=reason)) for r in self.open_views())
        place = self.place
        done = bool(edits) and self.do(Together(edits, "excuse_views"))
        if done and place is not None:
            self.choose_view("")
        return done

    def repeat_view(self, view_id: str) -> None:
        """Open a view again; its key images stay."""
        place = self.place
        if place is not None and self.do(
            PutView(ViewRecord(place.step.id, view_id, self._side_of(view_id), ViewState.OPEN))
        ):
            self.choose_view(view_id)

    def _side_of(self, view_id: str) -> Side | None:
        """The side on which a view of the present place stands."""
        extra = next((v for v in self.exam.extra_views if v.id == view_id), None)
        return extra.side if extra else self.place.side if self.place else None

    def _follow(self, place: Place, view_id: str) -> None:
        """After a view is saved: to the one that follows, in whichever step; by pedal, within its own."""
        if self.place != place:
            return
        found = next_view(self.exam, self.places, place, view_id, self.vocabulary) if view_id else None
        if found is None or self.on_pedal:
            self._advance(place)
        else:
            self.go(*found)

    def _advance(self, place: Place) -> None:
        """To the next open view; a step without one is left only when nothing of it is unanswered."""
        view = progress.next_open_view(self.exam, place)
        if view is None and self.place == place and self.progress(place).complete:
            self.move(1)
        elif self.place == place:
            self.choose_view(view.id if view else "")

    def choose_side(self, side: Side) -> None:
        """Say which side is examined; a change waits for confirmation."""
        if self.exam.side is None:
            self.set_side(side)
        elif self.exam.side is not side:
            self.asked_side.emit(side)

    def set_side(self, side: Side) -> None:
        """Set the side without asking again."""
        if self.do(SetSide(side)):
            here = self.place
            self.session.look(side=(here.side if here else None) or side)
            self.place_changed.emit()

    def show_finding(self, key: FindingKey) -> None:
        """Go to where a finding is seen (its shape, its frame) and where it is asked."""
        if progress.is_complaint_key(key, self.exam):
            self.reveal_complaint.emit(key.site, key.id)
            return
        finding = self.exam.finding(key)
        drawn = [a for a in self.exam.annotations if a.id in finding.annotations]
        frames = [a.frame for a in drawn] or list(finding.frames)
        if frames:
            selected = drawn[0].id if drawn else ""
            self.session.look(clip=frames[0].clip, frame=frames[0].frame, selected=selected)
        self._go_where_asked(finding)
        self.reveal.emit(key)

    def show_clip(self, id_: str) -> None:
        """Bring a clip into view."""
        if self.session.view.clip != id_:
            self.session.look(clip=id_, frame=1, selected="")

    def show_view(self, step: str, side: Side | None, view_id: str) -> None:
        """Go to where a view is saved or excused; nowhere where no protocol in use has it."""
        self._turn_to_protocol(lambda s: s.id == step)
        place = next((p for p in self.places if (p.step.id, p.side) == (step, side)), None)
        if place is not None:
            self.go(place)
            self.choose_view(view_id)
            self.reveal_view.emit(view_id)

    def _turn_to_protocol(self, has: Callable[[Step], bool]) -> None:
        """Work through a protocol in use that has such a step, where the present checklist has none."""
        if any(has(p.step) for p in self.places):
            return
        other = next((d for d in self.in_use if any(map(has, d.steps))), None)
        if other is not None:
            self.session.look(protocol=other.id)

    def _go_where_asked(self, finding: Finding) -> None:
        self._turn_to_protocol(lambda s: finding.key.id in s.questions)
        asking = [p for p in self.places if finding.key.id in p.step.questions]
        fitting = [p for p in asking if p.side in (None, finding.key.side)] or asking
        wanted = [p for p in fitting if p.step.id == finding.step] or fitting
        if wanted and wanted[0] != self.place:
            self.go(wanted[0])

    def weigh(self) -> None:
        """Ask for a fresh differential; ``differential_changed`` tells when it is there."""
        exam = self.exam
        if self._weighed is not None and _weighs(self._weighed) == _weighs(exam):
            return
        self._weighed = exam
        self.background.quick(partial(_weighed, exam, self.library), self._take)

    def _take(self, result: tuple[Exam, Differential]) -> None:
        exam, differential = result
        if _weighs(exam) == _weighs(self.exam):
            self.differential = differential
            self.differential_changed.emit()

    def _exam_changed(self, before: Exam, after: Exam) -> None:
        if after.closed and not before.closed:
            # what was not given by now is of an exam that nothing is given to any more
            self.drafts.clear()
        if (before.physician, before.operator) != (after.physician, after.operator):
            self.people_changed.emit()
        # Told before the panels: each then shows a place that the exam has.
        if before.protocols is not after.protocols or before.side is not after.side:
            self._settle()
        if before.extra_views is not after.extra_views:
            self._settle_view()
        if _weighs(before) != _weighs(after):
            self.weigh()

    def _settle(self) -> None:
        """Work at a place that there is: undo, redo and another side take places away and bring them back."""
        if self.protocol is None and self.in_use:
            self.begin(self.in_use[-1])
        elif self.protocol is None:
            self._leave_steps()
        elif self.place is None and self.places:
            self.begin(self.protocol)
        else:
            side = (self.place.side if self.place else None) or self.exam.side
            self.session.look(side=side)

    def _leave_steps(self) -> None:
        """No protocol is in use (any more): nothing is asked, and no tool waits for a step's measurement."""
        self.view_id = ""
        armed = {"slot": "", "tool": "select"} if self.session.view.slot else {}
        self.session.look(protocol="", step="", side=self.exam.side, **armed)
        self.place_changed.emit()

    def _settle_view(self) -> None:
        """The next key image answers no picture beside the protocol that was taken back."""
        place = self.place
        of_step = {v.id for v in place.step.views} if place else set()
        if self.view_id and self.view_id not in of_step | {v.id for v in self.exam.extra_views}:
            view = progress.next_open_view(self.exam, place) if place else None
            self.view_id = view.id if view else ""
            self.place_changed.emit()


def _weighed(exam: Exam, library: Library) -> tuple[Exam, Differential]:
    # Imported where it is used: the window is up before the first weighing.
    from sonostep.core.differential.weighing import weigh

    return exam, weigh(exam, library.knowledge, library.vocabulary)


def _weighs(exam: Exam) -> Sequence[object]:
    """What of an exam the differential depends on; of the shapes, which are linked and on which frames."""
    linked = {a for f in exam.findings for a in f.annotations}
    shapes = tuple((a.id, a.frame) for a in exam.annotations if a.id in linked)
    return exam.findings, exam.complaints, exam.paused, exam.setting, exam.side, exam.protocols, shapes
