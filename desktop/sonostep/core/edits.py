"""Edits: every change that can be made to an exam, each a small value with a name.

``apply`` returns a new exam that shares all it did not touch with the old one. Undo is the earlier
value, so no edit knows its inverse. An edit that does not fit the exam raises ``ProblemError``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from sonostep.core.annotation import Annotation
from sonostep.core.clip import Patient, UserCalibration
from sonostep.core.exam import ClipRecord, DataRef, Exam, ExamState, KeyImage, ViewRecord
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState, Side
from sonostep.core.problem import ProblemError

T = TypeVar("T")


class Edit(Protocol):
    """One change to an exam; ``name`` is the code of its title in undo lists (``edit.<name>``)."""

    @property
    def name(self) -> str:
        """Code of the edit's title."""

    def apply(self, exam: Exam) -> Exam:
        """Return the changed exam.

        Raises:
            ProblemError: when the edit does not fit the exam.
        """


def put(items: tuple[T, ...], item: T, key: Callable[[T], object]) -> tuple[T, ...]:
    """Return ``items`` with ``item`` in the place of the one with the same key, or at the end.

    The same tuple comes back, identity kept, when the equal item is already there.
    """
    for index, old in enumerate(items):
        if key(old) == key(item):
            return items if old == item else (*items[:index], item, *items[index + 1 :])
    return (*items, item)


def drop(items: tuple[T, ...], wanted: Callable[[T], bool]) -> tuple[T, ...]:
    """Return ``items`` without those that are ``wanted`` gone; the same tuple when there are none."""
    kept = tuple(i for i in items if not wanted(i))
    return items if len(kept) == len(items) else kept


def draft(exam: Exam) -> Exam:
    """Return the exam if it may be edited.

    Raises:
        ProblemError: ``exam.final`` for a final exam, which is never changed; ``exam.pending`` for one that
            waits for its signature.
    """
    if exam.closed:
        raise ProblemError.of("exam.final")
    if exam.state is ExamState.PENDING:
        raise ProblemError.of("exam.pending")
    return exam


@dataclass(frozen=True, slots=True)
class AddClips:
    """Take clips into the exam; one that is there already is left as it is."""

    clips: tuple[ClipRecord, ...]
    name: str = "add_clips"

    def apply(self, exam: Exam) -> Exam:
        known = {c.id for c in draft(exam).clips}
        new = tuple(c for c in self.clips if c.id not in known)
        return replace(exam, clips=exam.clips + new) if new else exam


@dataclass(frozen=True, slots=True)
class CalibrateClip:
    """Set or clear the user's own scale of a clip that states none."""

    clip: str
    calibration: UserCalibration | None
    name: str = "calibrate_clip"

    def apply(self, exam: Exam) -> Exam:
        record = _clip(draft(exam), self.clip)
        scaled = replace(record, scale=replace(record.scale, user=self.calibration))
        return replace(exam, clips=put(exam.clips, scaled, lambda c: c.id))


@dataclass(frozen=True, slots=True)
class PutAnnotation:
    """Add a shape, or change the one with the same id."""

    annotation: Annotation
    name: str = "put_annotation"

    def apply(self, exam: Exam) -> Exam:
        record = _clip(draft(exam), self.annotation.frame.clip)
        for frame in (self.annotation.frames[0], self.annotation.frames[-1]):
            if not 1 <= frame <= record.frames:
                raise ProblemError.of("frame.missing", frame=frame, frames=record.frames)
        return replace(exam, annotations=put(exam.annotations, self.annotation, lambda a: a.id))


@dataclass(frozen=True, slots=True)
class RemoveAnnotation:
    """Remove a shape; findings keep the dangling id and show themselves stale."""

    id: str
    name: str = "remove_annotation"

    def apply(self, exam: Exam) -> Exam:
        return replace(exam, annotations=drop(draft(exam).annotations, lambda a: a.id == self.id))


@dataclass(frozen=True, slots=True)
class PutFinding:
    """Record an answer; "not assessed" without a note takes the record away."""

    finding: Finding
    name: str = "put_finding"

    def apply(self, exam: Exam) -> Exam:
        unknown = set(self.finding.reproduces) - {c.id for c in draft(exam).complaints}
        if unknown:
            raise ProblemError.of("complaint.unknown", complaint=", ".join(sorted(unknown)))
        if self.finding.state is FindingState.NOT_ASSESSED and not self.finding.note:
            return replace(exam, findings=drop(exam.findings, lambda f: f.key == self.finding.key))
        return replace(exam, findings=put(exam.findings, self.finding, lambda f: f.key))


@dataclass(frozen=True, slots=True)
class PutComplaint:
    """Add a complaint, or change the one with the same id."""

    complaint: Complaint
    name: str = "put_complaint"

    def apply(self, exam: Exam) -> Exam:
        return replace(exam, complaints=put(draft(exam).complaints, self.complaint, lambda c: c.id))


@dataclass(frozen=True, slots=True)
class RemoveComplaint:
    """Remove a complaint, and its mention from the findings that reproduced it."""

    id: str
    name: str = "remove_complaint"

    def apply(self, exam: Exam) -> Exam:
        complaints = drop(draft(exam).complaints, lambda c: c.id == self.id)
        return replace(exam, complaints=complaints, findings=_without_complaint(exam.findings, self.id))


def _without_complaint(findings: tuple[Finding, ...], id_: str) -> tuple[Finding, ...]:
    if not any(id_ in f.reproduces for f in findings):
        return findings
    return tuple(
        replace(f, reproduces=tuple(c for c in f.reproduces if c != id_)) if id_ in f.reproduces else f
        for f in findings
    )


@dataclass(frozen=True, slots=True)
class PutKeyImage:
    """Save a key image, or change the one with the same id."""

    image: KeyImage
    name: str = "put_key_image"

    def apply(self, exam: Exam) -> Exam:
        _clip(draft(exam), self.image.frame.clip)
        return replace(exam, key_images=put(exam.key_images, self.image, lambda k: k.id))


@dataclass(frozen=True, slots=True)
class RemoveKeyImage:
    """Remove a key image."""

    id: str
    name: str = "remove_key_image"

    def apply(self, exam: Exam) -> Exam:
        return replace(exam, key_images=drop(draft(exam).key_images, lambda k: k.id == self.id))


@dataclass(frozen=True, slots=True)
class PutView:
    """Set the state of a view in the ledger; anything but done and open gives a reason."""

    record: ViewRecord
    name: str = "put_view"

    def apply(self, exam: Exam) -> Exam:
        excused = self.record.state.value in ("skipped", "not_visualised", "not_applicable")
        if excused and not self.record.reason.strip():
            raise ProblemError.of("view.reason_missing")
        key = _view_key
        return replace(exam, views=put(draft(exam).views, self.record, key))


def _view_key(record: ViewRecord) -> tuple[str, str, Side | None]:
    return record.step, record.view, record.side


@dataclass(frozen=True, slots=True)
class SetSide:
    """Say which side is examined."""

    side: Side | None
    name: str = "set_side"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), side=self.side)


@dataclass(frozen=True, slots=True)
class SetPatient:
    """Attach the patient; an exam can start without one."""

    patient: Patient
    name: str = "set_patient"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), patient=self.patient)


@dataclass(frozen=True, slots=True)
class SetPeople:
    """Name the physician and the operator."""

    physician: str
    operator: str
    name: str = "set_people"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), physician=self.physician, operator=self.operator)


@dataclass(frozen=True, slots=True)
class SetSetting:
    """Choose the clinical setting whose priors apply; empty for none."""

    setting: str
    name: str = "set_setting"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), setting=self.setting)


@dataclass(frozen=True, slots=True)
class SetWords:
    """Write the impression and the plan, in the physician's words."""

    impression: str
    plan: str
    name: str = "set_words"

    def apply(self, exam: Exam) -> Exam:
        return replace(draft(exam), impression=self.impression, plan=self.plan)


@dataclass(frozen=True, slots=True)
class SetPredecessor:
    """Name the earlier visit that this one is compared with; empty for none."""

    predecessor: str
    name: str = "set_predecessor"

    def apply(self, exam: Exam) -> Exam:
        if self.predecessor == draft(exam).id:
            raise ProblemError.of("exam.own_predecessor")
        return replace(exam, predecessor=self.predecessor)


@dataclass(frozen=True, slots=True)
class UseProtocol:
    """Take a protocol, and the knowledge that goes with it, into use."""

    protocol: DataRef
    knowledge: DataRef | None = None
    name: str = "use_protocol"

    def apply(self, exam: Exam) -> Exam:
        protocols = put(draft(exam).protocols, self.protocol, lambda p: p.id)
        return replace(exam, protocols=protocols, knowledge=self.knowledge or exam.knowledge)


@dataclass(frozen=True, slots=True)
class PauseFinding:
    """Pause a finding in the what-if, or let it weigh again."""

    key: FindingKey
    paused: bool
    name: str = "pause_finding"

    def apply(self, exam: Exam) -> Exam:
        if (self.key in draft(exam).paused) == self.paused:
            return exam
        others = drop(exam.paused, lambda k: k == self.key)
        return replace(exam, paused=(*others, self.key) if self.paused else others)


@dataclass(frozen=True, slots=True)
class AwaitSignature:
    """Hand the exam over for its signature, or take it back to draft."""

    waiting: bool
    name: str = "await_signature"

    def apply(self, exam: Exam) -> Exam:
        if exam.closed:
            raise ProblemError.of("exam.final")
        return replace(exam, state=ExamState.PENDING if self.waiting else ExamState.DRAFT)


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits as one entry of the history, all or none."""

    edits: tuple[Edit, ...]
    name: str

    def apply(self, exam: Exam) -> Exam:
        return apply_all(exam, self.edits)


def apply_all(exam: Exam, edits: Sequence[Edit]) -> Exam:
    """Return the exam after all edits, in order."""
    for edit in edits:
        exam = edit.apply(exam)
    return exam


def _clip(exam: Exam, id_: str) -> ClipRecord:
    try:
        return exam.clip(id_)
    except KeyError:
        raise ProblemError.of("clip.not_in_exam", clip=id_) from None
