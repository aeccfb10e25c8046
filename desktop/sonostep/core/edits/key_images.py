"""Edits of key images: which there are, their order in the report, and what is written below them."""

from dataclasses import dataclass, replace

from sonostep.core.edits.base import clip_of, draft, drop, put
from sonostep.core.exam import Exam, KeyImage


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
