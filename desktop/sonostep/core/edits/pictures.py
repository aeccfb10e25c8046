"""Edits of what is seen: clips, their scale, shapes, key images, and the views of the ledger."""

from dataclasses import dataclass, replace

from sonostep.core.annotation import Annotation
from sonostep.core.clip import UserCalibration
from sonostep.core.edits.base import clip_of, draft, drop, put
from sonostep.core.exam import ClipRecord, Exam, KeyImage, ViewRecord
from sonostep.core.finding import Side
from sonostep.core.problem import ProblemError


@dataclass(frozen=True, slots=True)
class AddClips:
    """Take clips into the exam; one that is there already is left as it is."""

    clips: tuple[ClipRecord, ...]
    name: str = "add_clips"

    def apply(self, exam: Exam) -> Exam:
        known = {c.id for c in exam.clips}
        new = tuple(c for c in self.clips if c.id not in known)
        # a final exam's own clips are opened again to be looked at, which changes nothing
        return replace(draft(exam), clips=exam.clips + new) if new else exam


@dataclass(frozen=True, slots=True)
class CalibrateClip:
    """Set or clear the user's own scale of a clip that states none."""

    clip: str
    calibration: UserCalibration | None
    name: str = "calibrate_clip"

    def apply(self, exam: Exam) -> Exam:
        record = clip_of(draft(exam), self.clip)
        scaled = replace(record, scale=replace(record.scale, user=self.calibration))
        return replace(exam, clips=put(exam.clips, scaled, lambda c: c.id))


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
        return replace(exam, annotations=put(exam.annotations, self.annotation, lambda a: a.id))


@dataclass(frozen=True, slots=True)
class RemoveAnnotation:
    """Remove a shape; findings keep the dangling id and show themselves stale."""

    id: str
    name: str = "remove_annotation"

    def apply(self, exam: Exam) -> Exam:
        return replace(exam, annotations=drop(draft(exam).annotations, lambda a: a.id == self.id))


@dataclass(frozen=True, slots=True)
class PutKeyImage:
    """Save a key image, or change the one with the same id."""

    image: KeyImage
    name: str = "put_key_image"

    def apply(self, exam: Exam) -> Exam:
        clip_of(draft(exam), self.image.frame.clip)
        return replace(exam, key_images=put(exam.key_images, self.image, lambda k: k.id))


@dataclass(frozen=True, slots=True)
class RemoveKeyImage:
    """Remove a key image."""

    id: str
    name: str = "remove_key_image"

    def apply(self, exam: Exam) -> Exam:
        return replace(exam, key_images=drop(draft(exam).key_images, lambda k: k.id == self.id))


@dataclass(frozen=True, slots=True)
class PutView:
    """Set the state of a view in the ledger; anything but done and open gives a reason."""

    record: ViewRecord
    name: str = "put_view"

    def apply(self, exam: Exam) -> Exam:
        excused = self.record.state.value in ("skipped", "not_visualised", "not_applicable")
        if excused and not self.record.reason.strip():
            raise ProblemError.of("view.reason_missing")
        key = _view_key
        return replace(exam, views=put(draft(exam).views, self.record, key))


def _view_key(record: ViewRecord) -> tuple[str, str, Side | None]:
    return record.step, record.view, record.side
