"""Edits of clips: which there are, the scale of one, and whose it is."""

from dataclasses import dataclass, replace

from sonostep.core.clip import UserCalibration
from sonostep.core.edits.base import clip_of, draft, put
from sonostep.core.exam import ClipRecord, Exam


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
class ConfirmClip:
    """Say that a clip is of the exam's patient, though its file names another patient or none."""

    clip: str
    name: str = "confirm_identity"

    def apply(self, exam: Exam) -> Exam:
        record = replace(clip_of(draft(exam), self.clip), confirmed=True)
        return replace(exam, clips=put(exam.clips, record, lambda c: c.id))
