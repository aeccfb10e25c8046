"""The red-flag gate: what was asked, what is present, and whether a stop stands."""

from dataclasses import replace

from sonostep.core.differential.clearance import clearance_of
from sonostep.core.differential.knowledge import FlagRule, Knowledge
from sonostep.core.differential.result import RedFlag
from sonostep.core.differential.scene import Answer, Recorded, Scene, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, FindingState
from sonostep.core.protocol import FlagLevel, Question, Vocabulary


def red_flags(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[RedFlag, ...]:
    """Return every flag of the vocabulary and every rule, asked or not. A what-if never pauses a flag."""
    questions = (_flag(q, exam) for q in vocabulary.questions if q.flag)
    rules = (_rule(r, exam, vocabulary) for r in knowledge.flag_rules)
    return (*questions, *rules)


def stopped(flags: tuple[RedFlag, ...]) -> bool:
    """Whether a stop-level flag is present that no clearance lifts."""
    return any(f.present and f.level is FlagLevel.STOP and not f.clearance for f in flags)


def _flag(question: Question, exam: Exam) -> RedFlag:
    states = {f.state for f in exam.findings if f.key.id == question.id}
    present = FindingState.PRESENT in states
    answered = present or FindingState.ABSENT in states
    level = question.flag or FlagLevel.PROMPT
    return RedFlag(question.id, question.text, level, present, answered, clearance_of(exam, question.id))


def _rule(rule: FlagRule, exam: Exam, vocabulary: Vocabulary) -> RedFlag:
    recorded = Recorded(replace(exam, paused=()), vocabulary)
    complaints = exam.complaints or (Complaint("", ""),)
    answers = {answer(rule.when, Scene(recorded, c)) for c in complaints}
    present = Answer.YES in answers
    answered = present or answers <= {Answer.YES, Answer.NO}
    cleared = clearance_of(exam, rule.id)
    return RedFlag(rule.id, rule.text, rule.level, present, answered, cleared, rule=True)
