"""Whether a protocol step is needed in an exam, from what was recorded so far."""

from dataclasses import replace

from sonostep.core.differential.scene import EvidenceContext, Recorded, RecordedAnswer, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint
from sonostep.core.protocol import Step, Vocabulary
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


def step_applies(step: Step, exam: Exam, vocabulary: Vocabulary) -> bool | None:
    """Return whether a step is needed: for one complaint is enough; None while that is not known.

    A step without a condition always is. A what-if changes nothing here.
    """
    if step.when is None:
        return True
    recorded = _recorded(exam, vocabulary)
    complaints = exam.complaints or (Complaint("", ""),)
    answers = {answer(step.when, EvidenceContext(recorded, c)) for c in complaints}
    if RecordedAnswer.YES in answers:
        return True
    return False if answers == {RecordedAnswer.NO} else None


_Last = tuple[Exam, Vocabulary, Recorded]
_last: list[_Last] = []
"""The exam asked about last: a checklist asks of every step of one and the same exam."""


def _recorded(exam: Exam, vocabulary: Vocabulary) -> Recorded:
    for held, words, recorded in tuple(_last):
        if held is exam and words is vocabulary:
            return recorded
    made = Recorded(replace(exam, paused=()), vocabulary)
    _last[:] = [(exam, vocabulary, made)]
    return made


def not_applicable(step: Step, exam: Exam, vocabulary: Vocabulary) -> LocalText | None:
    """Return "not applicable" with its reason for a step that is not needed, None for any other."""
    if step_applies(step, exam, vocabulary) is not False:
        return None
    words = said("step.not_applicable")
    return words if step.applies is None else said("step.only_for", not_applicable=words, whom=step.applies)
