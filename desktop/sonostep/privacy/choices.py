"""What a person chooses before clips leave."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Dates(StrEnum):
    """What becomes of dates (PS3.15 E.3.6): removed as the basic profile says, kept, or shifted."""

    REMOVE = "remove"
    KEEP = "keep"
    SHIFT = "shift"


class Box(NamedTuple):
    """A box of pixels, both ends inclusive, indices from 0: as the regions of PS3.3 C.8.5.5 state them."""

    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices.

    Attributes:
        dates: what becomes of dates.
        keep: what is kept of a clip that states no region; without it such a clip stays behind.
        blank: boxes that are blanked in every picture, in regions too.
        assume_reviewed: nobody looks at the pictures; the log says so.
    """

    dates: Dates = Dates.REMOVE
    keep: tuple[Box, ...] = ()
    blank: tuple[Box, ...] = ()
    assume_reviewed: bool = False
