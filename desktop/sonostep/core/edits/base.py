"""What every edit is and uses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sonostep.core.exam import ClipRecord, Exam, ExamState
from sonostep.core.problem import ProblemError

T = TypeVar("T")


class Edit(Protocol):
    """One change to an exam; ``name`` is the code of its title in undo lists (``edit.<name>``)."""

    @property
    def name(self) -> str:
        """Code of the edit's title."""

    def apply(self, exam: Exam) -> Exam:
        """Return the changed exam.

        Raises:
            ProblemError: when the edit does not fit the exam.
        """


def put(items: tuple[T, ...], item: T, key: Callable[[T], object]) -> tuple[T, ...]:
    """Return ``items`` with ``item`` in the place of the one with the same key, or at the end.

    The same tuple comes back, identity kept, when the equal item is already there.
    """
    for index, old in enumerate(items):
        if key(old) == key(item):
            return items if old == item else (*items[:index], item, *items[index + 1 :])
    return (*items, item)


def drop(items: tuple[T, ...], wanted: Callable[[T], bool]) -> tuple[T, ...]:
    """Return ``items`` without those that are ``wanted`` gone; the same tuple when there are none."""
    kept = tuple(i for i in items if not wanted(i))
    return items if len(kept) == len(items) else kept


def draft(exam: Exam) -> Exam:
    """Return the exam if it may be edited.

    Raises:
        ProblemError: ``exam.final`` for a final exam, which is never changed; ``exam.pending`` for one that
            waits for its signature.
    """
    if exam.closed:
        raise ProblemError.of("exam.final")
    if exam.state is ExamState.PENDING:
        raise ProblemError.of("exam.pending")
    return exam


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits as one entry of the history, all or none."""

    edits: tuple[Edit, ...]
    name: str

    def apply(self, exam: Exam) -> Exam:
        return apply_all(exam, self.edits)


def apply_all(exam: Exam, edits: Sequence[Edit]) -> Exam:
    """Return the exam after all edits, in order."""
    for edit in edits:
        exam = edit.apply(exam)
    return exam


def clip_of(exam: Exam, id_: str) -> ClipRecord:
    try:
        return exam.clip(id_)
    except KeyError:
        raise ProblemError.of("clip.not_in_exam", clip=id_) from None
