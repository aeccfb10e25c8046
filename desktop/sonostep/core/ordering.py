"""Change the order of shapes, which is that of their numbers and of what lies on top."""

from dataclasses import dataclass, replace

from sonostep.core.edits import draft
from sonostep.core.exam import Exam


@dataclass(frozen=True, slots=True)
class MoveInOrder:
    """Move a shape so many places later (earlier where negative); at the ends it stays."""

    id: str
    places: int
    name: str = "reorder_annotation"

    def apply(self, exam: Exam) -> Exam:
        shapes = list(draft(exam).annotations)
        here = next((n for n, a in enumerate(shapes) if a.id == self.id), None)
        if here is None:
            return exam
        there = min(max(here + self.places, 0), len(shapes) - 1)
        if there == here:
            return exam
        shapes.insert(there, shapes.pop(here))
        return replace(exam, annotations=tuple(shapes))
