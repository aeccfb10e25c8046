"""Edits of shapes on frames. Their order is that of their numbers and of what lies on top."""

from dataclasses import dataclass, replace

from sonostep.core.annotation import Annotation
from sonostep.core.edits.base import clip_of, draft, drop, put
from sonostep.core.exam import Exam
from sonostep.core.measure.calibration_line import scale_of_line
from sonostep.core.problem import ProblemError


@dataclass(frozen=True, slots=True)
class PutAnnotation:
    """Add a shape, or change the one with the same id."""

    annotation: Annotation
    name: str = "put_annotation"

    def apply(self, exam: Exam) -> Exam:
        record = clip_of(draft(exam), self.annotation.frame.clip)
        for frame in (self.annotation.frames[0], self.annotation.frames[-1]):
            if not 1 <= frame <= record.frames:
                raise ProblemError.of("frame.missing", frame=frame, frames=record.frames)
        after = replace(exam, annotations=put(exam.annotations, self.annotation, lambda a: a.id))
        return _calibrated(exam, after, self.annotation.id)


@dataclass(frozen=True, slots=True)
class RemoveAnnotation:
    """Remove a shape; findings keep the dangling id and show themselves stale."""

    id: str
    name: str = "remove_annotation"

    def apply(self, exam: Exam) -> Exam:
        after = replace(exam, annotations=drop(draft(exam).annotations, lambda a: a.id == self.id))
        return _calibrated(exam, after, self.id)


def _calibrated(before: Exam, after: Exam, id_: str) -> Exam:
    """Let the scale of a clip follow the calibration line that was put, changed or removed.

    Without it, the line before holds; without any, no scale of the user's. Shapes of other kinds, and lines
    whose length was never given, change no scale.

    Raises:
        ProblemError: when the line can give no scale.
    """
    lines = [a for e in (before, after) for a in e.annotations if a.id == id_]
    if not any(a.known_mm is not None for a in lines):
        return after
    record = clip_of(after, lines[-1].frame.clip)
    known = [a for a in after.annotations if a.known_mm is not None and a.frame.clip == record.id]
    line = next((a for a in known if a.id == id_), known[-1] if known else None)
    if len(lines) == 2 and line is lines[1] and _same_line(*lines):
        return after
    user = None
    if line is not None and line.known_mm is not None:
        user = scale_of_line(record.scale, line, line.known_mm)
    scaled = replace(record, scale=replace(record.scale, user=user))
    return replace(after, clips=put(after.clips, scaled, lambda c: c.id))


def _same_line(a: Annotation, b: Annotation) -> bool:
    return (a.points, a.resolution, a.known_mm) == (b.points, b.resolution, b.known_mm)


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
