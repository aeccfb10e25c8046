"""The red-flag gate: what was asked, what is present, whether a stop stands, and what clears it.

A clearance is a finding of its own, so that it is journalled and printed. The flag itself stays present. A
clearance names reason, physician and time; without all three it lifts nothing.
"""

from sonostep.core.differential.conditions import OWN_CONDITIONS, ExamScenes, holds
from sonostep.core.differential.knowledge import FlagRule, Knowledge
from sonostep.core.differential.known import index_of, recorded_of
from sonostep.core.differential.result import RedFlag
from sonostep.core.differential.scene import EvidenceContext, RecordedAnswer, answer
from sonostep.core.exam import Exam
from sonostep.core.finding import (
    Complaint,
    Finding,
    FindingKey,
    FindingState,
    signed_finding,
    signed_note,
)
from sonostep.core.protocol import FlagLevel, Question, Vocabulary

CLEARANCE = "red_flag_clearance"


def red_flags(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[RedFlag, ...]:
    """Return every flag of the vocabulary and every rule, asked or not. A what-if never pauses a flag."""
    cleared = {f.key.site for f in exam.findings if f.key.id == CLEARANCE}
    questions = (_flag(q, exam, q.id in cleared) for q in index_of(vocabulary).flags)
    scenes = ExamScenes(exam, vocabulary)
    rules = (_rule(r, scenes, vocabulary, r.id in cleared) for r in knowledge.flag_rules)
    return (*questions, *rules)


def stopped(flags: tuple[RedFlag, ...]) -> bool:
    """Whether a stop-level flag is present that no clearance lifts."""
    return any(f.present and f.level is FlagLevel.STOP and not f.clearance for f in flags)


def _flag(question: Question, exam: Exam, cleared: bool) -> RedFlag:
    states = {f.state for f in exam.findings if f.key.id == question.id}
    present = FindingState.PRESENT in states
    unclear = not present and FindingState.INDETERMINATE in states
    answered = present or unclear or FindingState.ABSENT in states
    level, said = question.flag or FlagLevel.PROMPT, clearance_of(exam, question.id) if cleared else ""
    return RedFlag(question.id, question.text, level, present, answered, said, unclear=unclear)


def _rule(rule: FlagRule, scenes: ExamScenes, vocabulary: Vocabulary, cleared: bool) -> RedFlag:
    exam = scenes.exam
    present = answered = True
    if isinstance(rule.when, OWN_CONDITIONS):
        present = holds(rule.when, scenes)
    else:
        recorded = recorded_of(exam, vocabulary, paused=False)
        complaints = exam.complaints or (Complaint("", ""),)
        answers = {answer(rule.when, EvidenceContext(recorded, c)) for c in complaints}
        present = RecordedAnswer.YES in answers
        answered = present or answers <= {RecordedAnswer.YES, RecordedAnswer.NO}
    said = clearance_of(exam, rule.id) if cleared else ""
    return RedFlag(rule.id, rule.text, rule.level, present, answered, said, rule=True)


def clearance(flag: str, reason: str, physician: str, time: str) -> Finding:
    """Return the finding that clears a flag.

    Raises:
        ValueError: when reason, physician or time is empty or holds the separator.
    """
    return signed_finding(FindingKey(CLEARANCE, None, flag), reason, physician, time)


def clearance_of(exam: Exam, flag: str) -> str:
    """Return "reason | physician | time" of a flag's clearance, empty where it has no complete one."""
    return signed_note(exam.finding(FindingKey(CLEARANCE, None, flag)))
