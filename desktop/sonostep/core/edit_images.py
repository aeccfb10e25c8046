"""Edits of key images that are there: their order in the report, and what is written below them."""

from dataclasses import dataclass, replace

from sonostep.core.edits import draft
from sonostep.core.exam import Exam


@dataclass(frozen=True, slots=True)
class MoveKeyImage:
    """Put a key image at another place in the order, counted from 0; beyond the ends it stops there."""

    id: str
    to: int
    name: str = "move_key_image"

    def apply(self, exam: Exam) -> Exam:
        images = draft(exam).key_images
        moved = [k for k in images if k.id == self.id]
        others = [k for k in images if k.id != self.id]
        to = max(0, min(self.to, len(others)))
        made = (*others[:to], *moved, *others[to:])
        return exam if made == images else replace(exam, key_images=made)


@dataclass(frozen=True, slots=True)
class CaptionKeyImage:
    """Write a caption below a key image; reports print it literally."""

    id: str
    caption: str
    name: str = "caption_key_image"

    def apply(self, exam: Exam) -> Exam:
        images = draft(exam).key_images
        made = tuple(replace(k, caption=self.caption) if k.id == self.id else k for k in images)
        return exam if made == images else replace(exam, key_images=made)
