"""One clip on its way out: its boxes, what of it was looked at, and what was decided. No Qt here."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from sonostep.core.clip import Clip, ClipKind, Frame
from sonostep.core.problem import Problem, ProblemError
from sonostep.privacy import Box, Choices, Mask, kept

Boxes = tuple[Box, ...]

_DIM = 3
"""What is taken away is shown at a third of its brightness while a box is drawn around what stays."""

_NO_PICTURE = "imaging.no_pixels"


class ReviewDecision(StrEnum):
    """The decision of a person on one clip of a de-identification."""

    OPEN = "open"
    LEAVES = "leaves"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one clip, as one value.

    Attributes:
        keep, blank: boxes drawn on it.
        seen: frames that were shown as they would leave; composed: all of them at once were.
        verdict: what was decided; any change of a box opens it again.
        earlier: the boxes before each change, for undo.
    """

    clip: Clip
    keep: Boxes = ()
    blank: Boxes = ()
    seen: frozenset[int] = frozenset()
    composed: bool = False
    verdict: ReviewDecision = ReviewDecision.OPEN
    earlier: tuple[tuple[Boxes, Boxes], ...] = field(default=(), repr=False)

    @property
    def is_picture(self) -> bool:
        """Whether there is anything to look at."""
        return self.clip.readable

    @property
    def is_document(self) -> bool:
        """Whether it is a report or a document, of which only a replacement leaves."""
        codes = [p.code for p in self.clip.problems]
        return self.clip.kind is ClipKind.DICOM and not self.clip.readable and _NO_PICTURE in codes

    @property
    def has_regions(self) -> bool:
        """Whether the file says where its picture is."""
        return bool(self.clip.scale.regions)

    @property
    def mask(self) -> Mask | None:
        """What of the picture is kept; None where nothing is."""
        if not self.is_picture:
            return None
        try:
            mask = kept(self.clip.scale, Choices(keep=self.keep, blank=self.blank))
        except ProblemError:
            return None
        return mask if mask.any() else None

    @property
    def looked_at(self) -> bool:
        """Whether every frame was shown, one by one or all at once."""
        return self.composed or len(self.seen) == self.clip.frames

    @property
    def can_leave(self) -> bool:
        """Whether it may be confirmed now."""
        return self.is_document or (self.mask is not None and self.looked_at)

    @property
    def refused(self) -> Problem | None:
        """Why it stays behind; None where it leaves."""
        if self.verdict is ReviewDecision.STAYS:
            return Problem.of("privacy.left_out")
        if self.is_document:
            return None
        if not self.clip.readable:
            return next(iter(self.clip.problems), Problem.of("privacy.unreadable", reason=""))
        if not (self.has_regions or self.keep):
            return Problem.of("privacy.no_box")
        return (
            None if self.verdict is ReviewDecision.LEAVES and self.can_leave else Problem.of("privacy.unseen")
        )

    def with_boxes(self, keep: Boxes, blank: Boxes) -> "Review":
        """Return it with other boxes; what more is shown by them has not been seen."""
        if (keep, blank) == (self.keep, self.blank):
            return self
        only_less = keep == self.keep and set(self.blank) <= set(blank)
        made = replace(self, keep=keep, blank=blank, verdict=ReviewDecision.OPEN,
                       earlier=(*self.earlier, (self.keep, self.blank)))  # fmt: skip
        return made if only_less else replace(made, seen=frozenset(), composed=False)

    def undone(self) -> "Review":
        """Return it with the boxes before the last change."""
        if not self.earlier:
            return self
        made = self.with_boxes(*self.earlier[-1])
        return replace(made, earlier=self.earlier[:-1])

    def shown(self, frame: int | None) -> "Review":
        """Return it with a frame seen as it would leave, or all of them (None)."""
        if self.mask is None:
            return self
        if frame is None:
            return replace(self, composed=True)
        return replace(self, seen=self.seen | {frame})

    def decided(self, verdict: ReviewDecision) -> "Review":
        """Return it with a decision; letting it leave is one only where it may."""
        if verdict is ReviewDecision.LEAVES and not self.can_leave:
            return self
        return replace(self, verdict=verdict)


def masked(frame: Frame, mask: Mask | None, *, dimmed: bool = False) -> Frame:
    """Return a frame as it would leave: black outside the mask, or dimmed there; all dimmed without one."""
    made = frame.copy()
    outside = np.ones(frame.shape[:2], dtype=bool) if mask is None else ~mask
    made[outside] = made[outside] // _DIM if dimmed or mask is None else 0
    return made


def spread(mine: Review, reviews: tuple[Review, ...]) -> tuple[Review, ...]:
    """Put the boxes of one review on every clip of its size; what more is shown by them has not been seen."""
    size = (mine.clip.scale.rows, mine.clip.scale.columns)
    return tuple(
        r.with_boxes(r.keep if r.has_regions else mine.keep, mine.blank)
        if (r.clip.scale.rows, r.clip.scale.columns) == size and r.is_picture
        else r
        for r in reviews
    )
