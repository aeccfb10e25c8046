"""What the panels of one open exam share: the session, the data it is weighed by, and what is derived."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from sonostep.core.clip import FrameRef
from sonostep.core.differential.result import Differential
from sonostep.core.edits import Edit, PutFinding, PutKeyImage, PutView, SetSide, Together, UseProtocol
from sonostep.core.exam import DataRef, Exam, ExamState, ExtraView, KeyImage, ViewRecord, ViewState
from sonostep.core.finding import Finding, FindingKey, Side
from sonostep.core.insertion import AddExtraView, InsertStep
from sonostep.core.problem import Problem, ProblemError
from sonostep.core.protocol import ProtocolDefinition, Step, Vocabulary
from sonostep.core.text import Language
from sonostep.session import Session
from sonostep.ui import progress
from sonostep.ui.background import Background
from sonostep.ui.library import Library
from sonostep.ui.progress import Place

__all__ = ["Desk", "Library"]


class Desk(QObject):
    """One open exam and its tools; panels read it and act on the exam through it.

    Signals:
        problem: something that the person should know.
        place_changed: another step, side or view is being worked on.
        differential_changed: a new differential is there.
        asked_side: a change of side waits for confirmation.
        reveal: a finding should be shown where it is asked.
        bears_on: what these findings (a tuple of keys) change in the differential should be shown.
        reveal_complaint: a complaint (its id) should be shown, with the feature of that id.
    """

    problem = Signal(Problem)
    place_changed = Signal()
    differential_changed = Signal()
    asked_side = Signal(object)
    reveal = Signal(object)
    bears_on = Signal(object)
    reveal_complaint = Signal(str, str)

    def __init__(
        self, session: Session, library: Library, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.library = library
        self.background = background
        self.differential: Differential | None = None
        self.view_id = ""
        self.opened_levels: set[tuple[str, str]] = set()
        self._weighed: Exam | None = None
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
    def editable(self) -> bool:
        """Whether the exam may be changed: a final one, and one that waits for its signature, is read."""
        return self.exam.state is ExamState.DRAFT and self.session.read_only is None

    @property
    def protocol(self) -> ProtocolDefinition | None:
        """The protocol being worked through."""
        wanted = self.session.view.protocol
        return next((p for p in self.library.protocols if p.id == wanted), None)

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

    def do(self, edit: Edit) -> bool:
        """Do an edit; says the problem and returns False where it does not fit."""
        try:
            self.session.do(edit)
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

    def go(self, place: Place) -> None:
        """Work on a place."""
        view = progress.next_open_view(self.exam, place)
        self.view_id = view.id if view else ""
        slot = progress.first_empty_slot(self.exam, place)
        tool = slot.tool.value if slot and self.editable else "select"
        self.session.look(
            step=place.step.id, side=place.side or self.exam.side, slot=slot.id if slot else "", tool=tool
        )
        self.place_changed.emit()

    def move(self, by: int) -> None:
        """Go some places on or back; stays at the ends."""
        here, all_ = self.place, self.places
        if not all_:
            return
        index = all_.index(here) + by if here in all_ else 0
        self.go(all_[max(0, min(index, len(all_) - 1))])

    def choose_view(self, view_id: str) -> None:
        """Make a view the one that the next key image answers."""
        self.view_id = view_id
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

    def answer(self, finding: Finding) -> None:
        """Record an answer."""
        self.do(PutFinding(finding))

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
            self._advance(place)

    def excuse_view(self, view_id: str, state: ViewState, reason: str) -> None:
        """Account for a view that was not seen, and go on."""
        place = self.place
        if place is not None:
            record = ViewRecord(place.step.id, view_id, self._side_of(view_id), state, reason)
            if self.do(PutView(record)):
                self._advance(place)

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

    def _advance(self, place: Place) -> None:
        """To the next open view; a step without one is left only when nothing of it is unanswered."""
        view = progress.next_open_view(self.exam, place)
        if view is None and self.place == place and self.progress(place).complete:
            self.move(1)
        elif self.place == place:
            self.view_id = view.id if view else ""
            self.place_changed.emit()

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

    def _go_where_asked(self, finding: Finding) -> None:
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
        if _weighs(before) != _weighs(after):
            self.weigh()


def _weighed(exam: Exam, library: Library) -> tuple[Exam, Differential]:
    # Imported where it is used: the window is up before the first weighing.
    from sonostep.core.differential.weighing import weigh

    return exam, weigh(exam, library.knowledge, library.vocabulary)


def _weighs(exam: Exam) -> Sequence[object]:
    """What of an exam the differential depends on; of the shapes, which are linked and on which frames."""
    linked = {a for f in exam.findings for a in f.annotations}
    shapes = tuple((a.id, a.frame) for a in exam.annotations if a.id in linked)
    return exam.findings, exam.complaints, exam.paused, exam.setting, exam.side, exam.protocols, shapes
