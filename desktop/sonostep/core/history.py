"""History: the values that an exam had, and where we are among them."""

from dataclasses import dataclass

from sonostep.core.exam import Exam


@dataclass(frozen=True, slots=True)
class Entry:
    """One state of the exam and the name of the edit that led to it."""

    exam: Exam
    name: str


@dataclass(frozen=True, slots=True)
class History:
    """A list of states with a cursor; never empty. Unlimited, since states share what they do not change.

    Attributes:
        entries: states, oldest first.
        cursor: index of the present one.
    """

    entries: tuple[Entry, ...]
    cursor: int

    def __post_init__(self) -> None:
        if not 0 <= self.cursor < len(self.entries):
            raise ValueError("the cursor must point at an entry")

    @classmethod
    def start(cls, exam: Exam) -> "History":
        """Begin with one state."""
        return cls((Entry(exam, "start"),), 0)

    @property
    def exam(self) -> Exam:
        """The present state."""
        return self.entries[self.cursor].exam

    @property
    def undo_name(self) -> str | None:
        """Name of the edit that undo takes back, or None."""
        return self.entries[self.cursor].name if self.cursor and not self.exam.closed else None

    @property
    def redo_name(self) -> str | None:
        """Name of the edit that redo brings back, or None."""
        return self.entries[self.cursor + 1].name if self.cursor + 1 < len(self.entries) else None

    def did(self, exam: Exam, name: str) -> "History":
        """Return the history after an edit; what had been undone is gone."""
        return History((*self.entries[: self.cursor + 1], Entry(exam, name)), self.cursor + 1)

    def undone(self) -> "History":
        """Return the history one state back, or itself at the start and once the exam is final."""
        return self if self.exam.closed or not self.cursor else History(self.entries, self.cursor - 1)

    def redone(self) -> "History":
        """Return the history one state on, or itself at the end."""
        return History(self.entries, self.cursor + 1) if self.redo_name is not None else self
