"""Findings that contradict each other, or the side of what they speak to."""

from collections.abc import Iterator
from functools import lru_cache

from sonostep.core.differential.compiled import Check, Frame, compiled
from sonostep.core.differential.knowledge import Knowledge
from sonostep.core.differential.known import RecordedAnswer, index_of, recorded_of
from sonostep.core.differential.layout import SHORT_SIDES
from sonostep.core.differential.scene import EvidenceContext
from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState, Side
from sonostep.core.protocol import Question, Vocabulary
from sonostep.core.sentences import said
from sonostep.core.text import LocalText


def conflicts(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> tuple[LocalText, ...]:
    """Return what does not fit together, said in both languages, in an order that entry does not change."""
    found = (*_sides(exam, vocabulary), *_contradictions(exam, knowledge, vocabulary))
    return tuple(sorted(dict.fromkeys(found), key=lambda t: t.en))


def _sides(exam: Exam, vocabulary: Vocabulary) -> Iterator[LocalText]:
    questions = index_of(vocabulary).questions
    for finding in exam.findings:
        if finding.state is not FindingState.NOT_ASSESSED:
            yield from _side_conflicts(finding, questions[finding.key.id], exam)


def _side_conflicts(finding: Finding, question: Question, exam: Exam) -> Iterator[LocalText]:
    text, side = question.text, finding.key.side
    if question.sided and side is None:
        yield said("differential.conflict.no_side", finding=text)
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(side) if side else None
    for complaint in exam.complaints:
        if complaint.id in finding.reproduces and side and other and complaint.side is other:
            label, words = complaint.label, SHORT_SIDES[side]
            yield said("differential.conflict.other_side", finding=text, side=words, complaint=label)


def _contradictions(exam: Exam, knowledge: Knowledge, vocabulary: Vocabulary) -> Iterator[LocalText]:
    recorded = recorded_of(exam, vocabulary, paused=False)
    for complaint in exam.complaints:
        scene = EvidenceContext(recorded, complaint)
        for text, check in _checks(knowledge, scene.frame._replace(complaint="")):
            if check(scene.values) is RecordedAnswer.YES:
                yield said("differential.conflict.complaint", complaint=complaint.label, text=text)


@lru_cache(maxsize=16)
def _checks(knowledge: Knowledge, frame: Frame) -> tuple[tuple[LocalText, Check], ...]:
    return tuple((rule.text, compiled(rule.when, frame)) for rule in knowledge.contradictions)
