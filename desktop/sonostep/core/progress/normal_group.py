"""Tests recorded together as tested and normal: an honest record with who and when, never a default."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sonostep.core.exam import Exam
from sonostep.core.finding import Finding, FindingState, Side
from sonostep.core.progress.step_progress import Place, keys_here
from sonostep.core.protocol import AnswerKind, NormalGroup, Question, Vocabulary


def groups_of(place: Place, vocabulary: Vocabulary) -> tuple[NormalGroup, ...]:
    """Return the groups of which a step asks at least two tests."""
    asked = set(place.step.questions)
    return tuple(g for g in vocabulary.normal_groups if len(asked.intersection(g.members)) > 1)


def normal_findings(
    group: NormalGroup,
    place: Place,
    exam: Exam,
    vocabulary: Vocabulary,
    sides: Sequence[Side | None],
    who: str,
    at: str,
) -> tuple[Finding, ...]:
    """Return a normal answer for each test of a group that the step asks and nobody answered yet.

    Args:
        sides: the sides that were examined; None for the place's own.
        who: who examined.
        at: when, ISO 8601 with offset.
    """
    answered = {f.key for f in exam.findings if f.state is not FindingState.NOT_ASSESSED or f.note.strip()}
    due = (f for q in _members(group, place, vocabulary) for f in _normal(q, place, exam, vocabulary, sides))
    found = dict.fromkeys(f for f in due if f.key not in answered)
    return tuple(replace(f, examiner=who, examined_at=at) for f in found)


def _members(group: NormalGroup, place: Place, vocabulary: Vocabulary) -> tuple[Question, ...]:
    wanted = set(group.members) & set(place.step.questions)
    return tuple(q for q in vocabulary.questions if q.id in wanted)


def _normal(
    question: Question, place: Place, exam: Exam, vocabulary: Vocabulary, sides: Sequence[Side | None]
) -> Iterator[Finding]:
    absent = FindingState.ABSENT
    choice = ""
    if question.kind is AnswerKind.CHOICE:
        choice = next((o.id for o in question.options if o.state is absent), "")
        if not choice:
            return
    for side in sides:
        here = Place(place.step, side or place.side)
        for key in keys_here(question, here, exam, vocabulary):
            yield Finding(key, absent, choice=choice, step=place.step.id)
