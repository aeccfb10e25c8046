"""An exam whose red flags were asked, so that nothing of the gate keeps it from being final."""

from dataclasses import replace

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingKey, FindingState
from sonostep.core.protocol import AnswerKind, FlagLevel
from sonostep.protocols import load_vocabulary


def flags_absent(exam: Exam) -> Exam:
    """Return the exam with a no to every stop-level flag that has no answer."""
    stops = [q for q in load_vocabulary().questions if q.flag is FlagLevel.STOP]
    answered = {f.key.id for f in exam.findings}
    due = [q.id for q in stops if q.kind is not AnswerKind.NUMBER and q.id not in answered]
    return replace(exam, findings=(*exam.findings, *(_no(id_) for id_ in due)))


def _no(id_: str) -> Finding:
    return Finding(FindingKey(id_), FindingState.ABSENT)
