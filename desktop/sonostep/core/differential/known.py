"""What an exam records, as the conditions of the knowledge see it: one entry per place of a finding."""

from dataclasses import replace
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from sonostep.core.blocks import inadequate_blocks
from sonostep.core.checks.second_angle import settled_state
from sonostep.core.checks.stale_links import stale_keys
from sonostep.core.exam import Exam
from sonostep.core.finding import Complaint, Finding, FindingKey, FindingState
from sonostep.core.protocol import Question, Vocabulary

ROUTE = "route"
"""Id under which a complaint's drawn route can be paused, with the complaint's id as site."""

HERE = "@complaint"
"""Stands for the complaint that is being weighed, in the key of one of its features."""


class RecordedAnswer(IntEnum):
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
        return self is RecordedAnswer.YES or self is RecordedAnswer.NO


class Known(NamedTuple):
    """What is recorded at one place, for one complaint.

    Attributes:
        plain: its state as an answer.
        familiar: whether it reproduced this complaint; a test that reproduced another did not reproduce
            this one, and with none named it is unclear.
        choice: id of the chosen option, or empty.
    """

    plain: RecordedAnswer
    familiar: RecordedAnswer
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


class Same:
    """A value by its identity, as the key of a cache: hashing a whole exam costs more than weighing it."""

    __slots__ = ("of",)

    def __init__(self, of: object) -> None:
        self.of: Final = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.of is self.of


class VocabularyIndex(NamedTuple):
    """The questions of a vocabulary by id, and those that have a side, show, need two angles or flag."""

    questions: dict[str, Question]
    sided: frozenset[str]
    appearances: frozenset[str]
    twice: dict[str, Question]
    flags: tuple[Question, ...]


def index_of(vocabulary: Vocabulary) -> VocabularyIndex:
    """Return the index of a vocabulary, made once."""
    return _index(Same(vocabulary))


@lru_cache(maxsize=8)
def _index(same: Same) -> VocabularyIndex:
    vocabulary = same.of
    assert isinstance(vocabulary, Vocabulary)
    questions = {q.id: q for q in vocabulary.questions}
    return VocabularyIndex(
        questions,
        frozenset(q.id for q in vocabulary.questions if q.sided),
        frozenset(q.id for q in vocabulary.questions if q.ultrasound),
        {q.id: q for q in vocabulary.questions if q.second_angle},
        tuple(q for q in vocabulary.questions if q.flag),
    )


STATES = {
    FindingState.PRESENT: RecordedAnswer.YES,
    FindingState.ABSENT: RecordedAnswer.NO,
    FindingState.INDETERMINATE: RecordedAnswer.UNCLEAR,
    FindingState.NOT_ASSESSED: RecordedAnswer.UNASKED,
}


def feature_key(complaint: str, id_: str) -> FindingKey:
    """Return the key under which a complaint's feature (or its route) is linked and paused."""
    return FindingKey(id_, None, complaint)


def slot(key: FindingKey) -> str:
    """Return the name of a finding's place; one string, because hashing a key is what used to cost most."""
    return f"{key.id}|{key.side.value if key.side else ''}|{key.site}"


_FEATURE = {state: Known(answer, answer) for state, answer in STATES.items()}


@lru_cache(maxsize=1024)
def _here(feature: str) -> str:
    return slot(feature_key(HERE, feature))


def known_of(finding: Finding, complaint: str) -> Known:
    """Return what a finding says to a complaint."""
    plain = familiar = STATES[finding.state]
    if plain is RecordedAnswer.YES and complaint not in finding.reproduces:
        familiar = RecordedAnswer.NO if finding.reproduces else RecordedAnswer.UNCLEAR
    return Known(plain, familiar, finding.choice)


def age_of(exam: Exam) -> int | None:
    """Return the age in whole years on the day of the exam; None where a date is missing or unreadable."""
    born, day = _date(exam.patient.birth_date), _date(exam.created)
    if born is None or day is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _date(text: str) -> date | None:
    """Read a DICOM date (PS3.5 6.2, YYYYMMDD) or the day of an ISO 8601 stamp."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _age_groups(exam: Exam) -> dict[str, Known]:
    """Return the age groups that the birth date answers; what was ticked stands above them."""
    age = age_of(exam)
    if age is None:
        return {}
    states = {
        id_: RecordedAnswer.YES if holds else RecordedAnswer.NO
        for id_, holds in (("age_over_70", age > 70), ("age_under_60", age < 60))
    }
    return {slot(FindingKey(id_)): Known(state, state) for id_, state in states.items()}


def _settled(finding: Finding, question: Question, exam: Exam) -> Finding:
    state = settled_state(finding, question, exam)
    return finding if state is finding.state else replace(finding, state=state)


class Recorded:
    """What an exam records, indexed, with the paused findings and stale ultrasound findings taken out.

    An appearance that waits for its second angle is unclear: it weighs neither for nor against. So is the
    reading of a block that reached one of the joint's two nerves. A birth date answers the age groups.
    """

    def __init__(self, exam: Exam, vocabulary: Vocabulary) -> None:
        index = index_of(vocabulary)
        self.exam, self.sided, twice = exam, index.sided, index.twice
        self._paused = frozenset(exam.paused)
        stale = frozenset(k for k in stale_keys(exam) if k.id in index.appearances)
        out = self._paused | stale
        unclear = inadequate_blocks(exam)
        settled = (_settled(f, twice[f.key.id], exam) if f.key.id in twice else f for f in exam.findings)
        self._findings = tuple(
            (slot(f.key), replace(f, state=FindingState.INDETERMINATE, choice="") if f.key in unclear else f)
            for f in settled
            if f.key not in out
        )
        self._derived = _age_groups(exam)
        self._values: dict[Same, Values] = {}

    def paused(self, complaint: Complaint) -> frozenset[str]:
        """Return the slots of what is paused for a complaint."""
        keys = (feature_key(HERE, k.id) if k.site == complaint.id else k for k in self._paused)
        return frozenset(slot(k) for k in keys)

    def is_paused(self, key: FindingKey) -> bool:
        """Whether a recorded thing is paused."""
        return key in self._paused

    def values(self, complaint: Complaint) -> Values:
        """Return what is known for a complaint."""
        same = Same(complaint)
        if same not in self._values:
            self._values[same] = self._known(complaint)
        return self._values[same]

    def _known(self, complaint: Complaint) -> Values:
        id_ = complaint.id
        known = {**self._derived, **{place: known_of(f, id_) for place, f in self._findings}}
        for feature in complaint.features:
            asked = feature.state is not FindingState.NOT_ASSESSED
            if asked and not (self._paused and self.is_paused(feature_key(id_, feature.id))):
                known[_here(feature.id)] = _FEATURE[feature.state]
        hidden = not complaint.route or (self._paused and self.is_paused(feature_key(id_, ROUTE)))
        return Values(known, None if hidden else frozenset(complaint.route))


def recorded_of(exam: Exam, vocabulary: Vocabulary, paused: bool = True) -> Recorded:
    """Return what an exam records, made once; without ``paused`` no what-if takes anything out."""
    return _recorded(Same(exam), Same(vocabulary), paused or not exam.paused)


@lru_cache(maxsize=4)
def _recorded(exam: Same, vocabulary: Same, paused: bool) -> Recorded:
    assert isinstance(exam.of, Exam) and isinstance(vocabulary.of, Vocabulary)
    return Recorded(exam.of if paused else replace(exam.of, paused=()), vocabulary.of)
