"""Edits of the visit itself: patient, people, side, protocols, words, and whether it awaits its signature."""

from dataclasses import dataclass, replace

from sonostep.core.clip import Patient
from sonostep.core.edits.base import draft, put
from sonostep.core.exam import DataRef, Exam, ExamState
from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError


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
class AwaitSignature:
    """Hand the exam over for its signature, or take it back to draft."""

    waiting: bool
    name: str = "await_signature"

    def apply(self, exam: Exam) -> Exam:
        if exam.closed:
            raise ProblemError.of("exam.final")
        return replace(exam, state=ExamState.PENDING if self.waiting else ExamState.DRAFT)
