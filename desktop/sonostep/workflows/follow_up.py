"""The earlier visits of an exam, and how each measure ran through them. Read off the main thread; no Qt."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sonostep.core.checks.identity import named_alike
from sonostep.core.exam import Exam
from sonostep.core.follow_up import Change, compare
from sonostep.workflows.library import Library

_MOST = 8
"""Earlier visits that are followed back."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An exam that can be named as the earlier one."""

    id: str
    created: str
    who: str


@dataclass(frozen=True, slots=True)
class Course:
    """One change against the visit before, and the values of all visits that hold it, oldest first.

    Attributes:
        points: (start of the visit, value), this visit's last.
    """

    change: Change
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class EarlierVisits:
    """What is known of the earlier visits.

    Attributes:
        before: start of the visit before; empty where it is not at hand.
    """

    exam: Exam
    before: str
    courses: tuple[Course, ...]


def next_visit(exam: Exam) -> Exam:
    """Return the draft of the visit that follows a final exam: the same patient, side, protocols and pains.

    Nothing of what was answered, drawn or written is taken over, and no score: these are asked anew, and the
    earlier ones stand beside them in the comparison.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Exam(
        str(uuid.uuid4()),
        now,
        exam.patient,
        side=exam.side,
        setting=exam.setting,
        protocols=exam.protocols,
        knowledge=exam.knowledge,
        complaints=tuple(replace(c, score=None) for c in exam.complaints),
        predecessor=exam.id,
        referrer=exam.referrer,
        second_identifier=exam.second_identifier,
    )


def visits(exam: Exam) -> tuple[Visit, ...]:
    """Return the exams of the same patient that are at hand, newest first.

    Of a patient who is not named nothing can be told apart, so those without a name are offered to one
    without; never the exam of another.
    """
    from sonostep.storage import exams_folder, list_exams

    mine = exam.patient
    return tuple(
        Visit(s.id, s.created, s.patient.name.replace("^", " ").strip() or s.patient.id)
        for s in list_exams(exams_folder())
        if s.problem is None
        and s.id != exam.id
        and s.created <= exam.created
        and named_alike(s.patient, mine)
    )


def follow(exam: Exam, library: Library) -> EarlierVisits:
    """Return this visit beside the earlier ones.

    Raises:
        ProblemError: when the published errors cannot be read.
    """
    from sonostep.protocols.measurement_error import load_error_data

    earlier = _earlier(exam)
    if not earlier:
        return EarlierVisits(exam, "", ())
    data = load_error_data()
    compared = [(e, compare(e, exam, data, library.vocabulary, library.protocols)) for e in earlier]
    courses = tuple(Course(change, _points(change, compared, exam)) for change in compared[0][1])
    return EarlierVisits(exam, earlier[0].created, courses)


def _earlier(exam: Exam) -> list[Exam]:
    """The visit before, the one before that, and so on; a ring ends where it closes."""
    from sonostep.storage import exams_folder
    from sonostep.storage.exam_list import kept_exam

    found: list[Exam] = []
    seen = {exam.id}
    wanted = exam.predecessor
    while wanted and wanted not in seen and len(found) < _MOST:
        seen.add(wanted)
        before = kept_exam(exams_folder(), wanted)
        if before is None:
            break
        found.append(before)
        wanted = before.predecessor
    return found


def _points(
    change: Change, compared: Sequence[tuple[Exam, tuple[Change, ...]]], exam: Exam
) -> tuple[tuple[str, float], ...]:
    key = (change.measure, change.id, change.side, change.site)
    earlier = [
        (visit.created, one.before)
        for visit, changes in reversed(compared)
        for one in changes
        if (one.measure, one.id, one.side, one.site) == key and one.before is not None
    ]
    now = [(exam.created, change.after)] if change.after is not None else []
    return tuple(earlier + now) if earlier and now else ()
