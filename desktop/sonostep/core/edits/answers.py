"""Edits of what is answered: findings, complaints, and what the what-if pauses."""

from dataclasses import dataclass, replace

from sonostep.core.edits.base import draft, drop, put
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState
from sonostep.core.problem import ProblemError


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
