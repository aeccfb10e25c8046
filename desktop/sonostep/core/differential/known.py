"""What an exam records, as the conditions of the knowledge see it: one entry per place of a finding."""

from dataclasses import replace
from enum import IntEnum
from typing import NamedTuple

from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState
from sonostep.core.protocol import Question, Vocabulary
from sonostep.core.settled import settled_state
from sonostep.core.stale import stale_keys

ROUTE = "route"
"""Id under which a complaint's drawn route can be paused, with the complaint's id as site."""

HERE = "@complaint"
"""Stands for the complaint that is being weighed, in the key of one of its features."""


class Answer(IntEnum):
    """What is known: yes, no, asked without a usable answer, or never asked.

    Ordered by what decides an "any of": yes if any is; no only if all are; what was not asked keeps the
    rest open.
    """

    NO = 0
    UNCLEAR = 1
    UNASKED = 2
    YES = 3

    @property
    def known(self) -> bool:
        """Whether it weighs."""
        return self is Answer.YES or self is Answer.NO


class Known(NamedTuple):
    """What is recorded at one place, for one complaint.

    Attributes:
        plain: its state as an answer.
        familiar: whether it reproduced this complaint; a test that reproduced another did not reproduce
            this one, and with none named it is unclear.
        choice: id of the chosen option, or empty.
    """

    plain: Answer
    familiar: Answer
    choice: str = ""


class Values(NamedTuple):
    """All that is recorded and not paused, for one complaint.

    Attributes:
        known: by ``slot``; a place without an entry was not asked.
        route: ids of body sites; None where none is drawn or it is paused.
    """

    known: dict[str, Known]
    route: frozenset[str] | None

    def trying(self, slot_: str, known: Known) -> "Values":
        """Return the same with one more answer."""
        return Values({**self.known, slot_: known}, self.route)


STATES = {
    FindingState.PRESENT: Answer.YES,
    FindingState.ABSENT: Answer.NO,
    FindingState.INDETERMINATE: Answer.UNCLEAR,
    FindingState.NOT_ASSESSED: Answer.UNASKED,
}


def feature_key(complaint: str, id_: str) -> FindingKey:
    """Return the key under which a complaint's feature (or its route) is linked and paused."""
    return FindingKey(id_, None, complaint)


def slot(key: FindingKey) -> str:
    """Return the name of a finding's place; one string, because hashing a key is what used to cost most."""
    return f"{key.id}|{key.side.value if key.side else ''}|{key.site}"


def known_of(finding: Finding, complaint: str) -> Known:
    """Return what a finding says to a complaint."""
    plain = familiar = STATES[finding.state]
    if plain is Answer.YES and complaint not in finding.reproduces:
        familiar = Answer.NO if finding.reproduces else Answer.UNCLEAR
    return Known(plain, familiar, finding.choice)


def _settled(finding: Finding, question: Question, exam: Exam) -> Finding:
    state = settled_state(finding, question, exam)
    return finding if state is finding.state else replace(finding, state=state)


class Recorded:
    """What an exam records, indexed, with the paused findings and stale ultrasound findings taken out.

    An appearance that waits for its second angle is unclear: it weighs neither for nor against.
    """

    def __init__(self, exam: Exam, vocabulary: Vocabulary) -> None:
        self.exam = exam
        self.sided = frozenset(q.id for q in vocabulary.questions if q.sided)
        self._paused = frozenset(exam.paused)
        appearances = frozenset(q.id for q in vocabulary.questions if q.ultrasound)
        stale = frozenset(k for k in stale_keys(exam) if k.id in appearances)
        out = self._paused | stale
        twice = {q.id: q for q in vocabulary.questions if q.second_angle}
        self._findings = tuple(
            (slot(f.key), _settled(f, twice[f.key.id], exam) if f.key.id in twice else f)
            for f in exam.findings
            if f.key not in out
        )

    def paused(self, complaint: Complaint) -> frozenset[str]:
        """Return the slots of what is paused for a complaint."""
        keys = (feature_key(HERE, k.id) if k.site == complaint.id else k for k in self._paused)
        return frozenset(slot(k) for k in keys)

    def is_paused(self, key: FindingKey) -> bool:
        """Whether a recorded thing is paused."""
        return key in self._paused

    def values(self, complaint: Complaint) -> Values:
        """Return what is known for a complaint."""
        id_ = complaint.id
        known = {place: known_of(finding, id_) for place, finding in self._findings}
        for feature in complaint.features:
            asked = feature.state is not FindingState.NOT_ASSESSED
            if asked and not self.is_paused(feature_key(id_, feature.id)):
                state = STATES[feature.state]
                known[slot(feature_key(HERE, feature.id))] = Known(state, state)
        hidden = not complaint.route or self.is_paused(feature_key(id_, ROUTE))
        return Values(known, None if hidden else frozenset(complaint.route))
