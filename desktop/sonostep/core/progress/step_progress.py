"""How far an exam is through its protocol: which steps stand, what of each is answered. No Qt here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sonostep.core.annotation import Annotation
from sonostep.core.exam import Exam, ViewState
from sonostep.core.finding import FindingKey, FindingState, Side
from sonostep.core.progress.applicability import step_applies
from sonostep.core.protocol import (
    ProtocolDefinition,
    Question,
    Site,
    Slot,
    Step,
    View,
    Vocabulary,
    step_sides,
)

ROUTE = "route"
"""Id of the vocabulary's group of body sites."""
SUMMARY = "summary"
"""Id of the step that ends every protocol of ours."""
_ASKED = frozenset(("red_flags", "background", "prior_treatment"))
"""Ids of the vocabulary's groups that are asked of the patient; all others are done, seen or read."""
_PICTURED = frozenset(("ultrasound_hip", "spine_ultrasound", "injection", "block_record"))
"""Ids of the vocabulary's groups that a frame of the study can show: a picture, or a needle."""


@dataclass(frozen=True, slots=True)
class Place:
    """One step on one side: a line of the checklist."""

    step: Step
    side: Side | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What of a place is done.

    Attributes:
        views, accounted: its required views, and how many are not open.
        excused: how many of these were not seen (skipped, not visualised, not applicable).
        questions, answered: its questions and how many have a record.
        needed: False where the step is known not to apply.
        waits_for_side: True where a question of it can only be asked once the side is chosen.
    """

    views: int
    accounted: int
    excused: int
    questions: int
    answered: int
    needed: bool = True
    waits_for_side: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing of it is open."""
        counted = self.accounted == self.views and self.answered == self.questions
        return not self.needed or (counted and not self.waits_for_side)

    @property
    def nothing_to_record(self) -> bool:
        """Whether it asks for no view and no answer: it is read, and so is never ticked as done."""
        return not (self.views or self.questions or self.waits_for_side)

    @property
    def begun(self) -> bool:
        """Whether anything of it is done."""
        return self.accounted > 0 or self.answered > 0


def places(definition: ProtocolDefinition, side: Side | None) -> tuple[Place, ...]:
    """Return the checklist of a protocol for the exam's side."""
    return tuple(Place(step, s) for step in definition.steps for s in step_sides(step, side))


def with_inserted(
    definition: ProtocolDefinition, exam: Exam, library: Sequence[ProtocolDefinition]
) -> tuple[Place, ...]:
    """Return the checklist of a protocol with the single steps that were taken over from others.

    They stand before the summary. A step that the protocol has itself is not listed twice.
    """
    mine = {s.id for s in definition.steps}
    refs = {p.id: p.steps for p in exam.protocols if p.steps}
    taken = (s for d in library for s in d.steps if s.id in refs.get(d.id, ()))
    added = tuple(dict.fromkeys(s for s in taken if s.id not in mine))
    steps = list(definition.steps)
    at = len(steps) - 1 if steps and steps[-1].id == SUMMARY else len(steps)
    steps[at:at] = added
    return tuple(Place(step, s) for step in steps for s in step_sides(step, exam.side))


def progress(exam: Exam, place: Place, vocabulary: Vocabulary) -> Progress:
    """Return how far a place is."""
    required = [v for v in place.step.views if v.required]
    states = [exam.view_record(place.step.id, v.id, place.side).state for v in required]
    recorded = {f.key for f in exam.findings}
    due = [q for q in questions(place.step, vocabulary) if q.id not in place.step.further]
    asked = [a for q in due if (a := keys_here(q, place, exam, vocabulary))]
    views, answers = len(required), len(asked)
    answered = sum(any(k in recorded for k in group) for group in asked)
    if place.step.complaints:
        answers, answered = answers + 1, answered + bool(exam.complaints)
    open_ = states.count(ViewState.OPEN)
    seen = states.count(ViewState.DONE)
    needed = step_applies(place.step, exam, vocabulary) is not False
    waits = any(q.sided and not keys(q, place, exam.side) for q in due)
    return Progress(views, views - open_, views - open_ - seen, answers, answered, needed, waits)


def questions(step: Step, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """Return the step's questions that the vocabulary knows, in order."""
    known = {q.id: q for q in vocabulary.questions}
    return tuple(known[q] for q in step.questions if q in known)


def asked_of_patient(question: Question) -> bool:
    """Whether asking is all that an answer takes: of a test by hand, none is known until it was done."""
    return question.group in _ASKED


def pictured(question: Question, step: Step) -> bool:
    """Whether a frame of the study can show what is asked."""
    return question.ultrasound or bool(step.views or step.slots) or question.group in _PICTURED


def keys(question: Question, place: Place, exam_side: Side | None) -> tuple[FindingKey, ...]:
    """Return the keys under which a question is answered at a place; none where a side is still missing."""
    side = place.side or exam_side
    if question.sided and side not in (Side.LEFT, Side.RIGHT):
        return ()
    asked = set(place.step.sites) & set(question.sites)
    sites = tuple(s for s in question.sites if s in asked or not asked) or ("",)
    return tuple(FindingKey(question.id, side if question.sided else None, site) for site in sites)


def next_open_view(exam: Exam, place: Place) -> View | None:
    """Return the first view of a place that is still open, required or not."""
    for view in place.step.views:
        if exam.view_record(place.step.id, view.id, place.side).state is ViewState.OPEN:
            return view
    return None


def in_slot(exam: Exam, place: Place, slot: Slot) -> Annotation | None:
    """Return the newest shape that fills a slot at a place."""
    here = [a for a in exam.annotations if (a.step, a.slot) == (place.step.id, slot.id)]
    fitting = [a for a in here if place.side is None or a.side is place.side]
    return fitting[-1] if fitting else None


def steps_asking(definition: ProtocolDefinition, question: str) -> Iterator[Step]:
    """Yield the steps that ask a question."""
    return (s for s in definition.steps if question in s.questions)


def keys_here(question: Question, place: Place, exam: Exam, vocabulary: Vocabulary) -> tuple[FindingKey, ...]:
    """Return the keys to ask for at a place now; clearance is asked of present flags only."""
    found = keys(question, place, exam.side)
    if question.unless_absent and not any(f.key.id == question.id for f in exam.findings):
        absent = {f.key.id for f in exam.findings if f.state is FindingState.ABSENT}
        if absent.issuperset(question.unless_absent):
            return ()
    known = {q.id for q in vocabulary.questions}
    if set(question.sites) & known:
        present = {f.key.id for f in exam.findings if f.state is FindingState.PRESENT}
        return tuple(k for k in found if k.site in present)
    return found


def route_sites(vocabulary: Vocabulary) -> tuple[Site, ...]:
    """Return the sites that a pain's route can name: those of the body."""
    return tuple(s for s in vocabulary.sites if s.group == ROUTE)


def is_complaint_key(key: FindingKey, exam: Exam) -> bool:
    """Whether a reason rests on a complaint's feature or route, which stands under the complaint's id."""
    return any(c.id == key.site for c in exam.complaints)
