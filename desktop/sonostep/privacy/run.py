"""De-identify several clips: each is looked at, written under a number, and logged without a name."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sonostep.core.clip import Clip, ClipKind, FrameSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.privacy import dicom, document, video
from sonostep.privacy.attributes import Cleaner
from sonostep.privacy.choices import Box, Choices
from sonostep.privacy.pixels import blanked, kept, png, review_sheet
from sonostep.privacy.pseudonyms import Pseudonyms

LOG = "deidentified.json"
_NO_PICTURE = "imaging.no_pixels"
"""Why a DICOM object without a picture cannot be played."""


@dataclass(frozen=True, slots=True)
class DeidentifyItem:
    """One clip to de-identify.

    Attributes:
        clip: what is known of it.
        path: the file to read it from, which is not ``clip.path`` for a member of an archive.
        open: opens its frames.
        keep, blank: boxes of this clip alone, beside those of the choices.
        seen: a person has confirmed it with just these boxes, so that nobody is asked again.
        refused: why it is to stay behind, where that is settled.
    """

    clip: Clip
    path: Path
    open: Callable[[], AbstractContextManager[FrameSource]]
    keep: tuple[Box, ...] = ()
    blank: tuple[Box, ...] = ()
    seen: bool = False
    refused: Problem | None = None

    @property
    def is_document(self) -> bool:
        """Whether it holds no picture, but may be a report or a document."""
        codes = [p.code for p in self.clip.problems]
        return self.clip.kind is ClipKind.DICOM and not self.clip.readable and _NO_PICTURE in codes


class Reviewer(Protocol):
    """Shows a person what would leave."""

    def __call__(self, number: int, clip: Clip, sheet: bytes) -> bool:
        """Return whether the person saw nothing in the picture (PNG bytes) that names anybody."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one clip.

    Attributes:
        number: its place among the items, from 1: the one thing by which log and file name call it.
        files: names of the written files: one, one per frame of a sequence of pictures, or none where the
            clip stays behind.
        reviewed: a person confirmed the picture.
        problem: why it stays behind.
        counts: how many attributes were changed, by action.
        keep, blank: the clip's own boxes.
    """

    number: int
    files: tuple[str, ...] = ()
    reviewed: bool = False
    problem: Problem | None = None
    counts: tuple[tuple[str, int], ...] = ()
    keep: tuple[Box, ...] = ()
    blank: tuple[Box, ...] = ()

    @property
    def file(self) -> str:
        """The first of the files, or nothing."""
        return self.files[0] if self.files else ""


def deidentify(
    items: Sequence[DeidentifyItem],
    choices: Choices,
    keep: Callable[[str, bytes], None],
    review: Reviewer | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Iterator[Outcome]:
    """De-identify clips one by one and yield what became of each; the log is kept last.

    Args:
        keep: takes the name and bytes of each file that may leave.
        review: asked for each clip unless ``choices.assume_reviewed``; without it every clip stays behind.
        pseudonyms: one run's replacements; new ones by default.
    """
    cleaner = Cleaner(pseudonyms or Pseudonyms(), choices.dates)
    outcomes = []
    for number, item in enumerate(items, 1):
        try:
            outcome = _one(number, item, choices, keep, review, cleaner)
        except ProblemError as error:
            outcome = Outcome(number, problem=error.problem)
        outcomes.append(outcome)
        yield outcome
    keep(LOG, log(outcomes, choices))


def _one(
    number: int,
    item: DeidentifyItem,
    choices: Choices,
    keep: Callable[[str, bytes], None],
    review: Reviewer | None,
    cleaner: Cleaner,
) -> Outcome:
    if item.refused is not None:
        raise ProblemError(item.refused)
    cleaner.counts.clear()
    if item.is_document:
        made, eye = {".dcm": document.deidentified(item.path, cleaner, choices)}, False
    else:
        made, eye = _picture(number, item, choices, review, cleaner), not choices.assume_reviewed
    names = tuple(f"clip-{number:04d}{end}" for end in made)
    for name, data in zip(names, made.values(), strict=True):
        keep(name, data)
    return Outcome(number, names, eye, None, tuple(sorted(cleaner.counts.items())), item.keep, item.blank)


def _picture(
    number: int, item: DeidentifyItem, choices: Choices, review: Reviewer | None, cleaner: Cleaner
) -> dict[str, bytes]:
    """Return the files of a clip by the ends of their names."""
    clip = item.clip
    if not clip.readable:
        raise ProblemError(next(iter(clip.problems), Problem.of("privacy.unreadable", reason="")))
    own = replace(choices, keep=choices.keep + item.keep, blank=choices.blank + item.blank)
    mask = kept(clip.scale, own)
    with item.open() as source:
        if not (choices.assume_reviewed or item.seen):
            _look(number, clip, review, review_sheet(source, mask) if review else b"")
        cleaner.counts.clear()
        if clip.kind is ClipKind.DICOM:
            return {".dcm": dicom.deidentified(item.path, source, mask, cleaner, choices)}
        if clip.kind is ClipKind.SEQUENCE:
            numbers = range(1, clip.frames + 1)
            return {f"-{n:04d}.png": png(blanked(source.frame(n), mask)) for n in numbers}
        return dict([video.deidentified(source, mask)])


def _look(number: int, clip: Clip, review: Reviewer | None, sheet: bytes) -> None:
    if review is None:
        raise ProblemError.of("privacy.not_reviewed")
    if not review(number, clip, sheet):
        raise ProblemError.of("privacy.refused")


def log(outcomes: Sequence[Outcome], choices: Choices) -> bytes:
    """Return the log: numbers, actions and codes; no name, path, UID or date of anything that came in."""
    said: dict[str, Any] = {
        "schema": "sonostep.deidentified",
        "version": 1,
        "profile": "DICOM PS3.15 Table E.1-1, Basic Application Level Confidentiality Profile",
        "dates": choices.dates.value,
        "keep_boxes": [list(b) for b in choices.keep],
        "blank_boxes": [list(b) for b in choices.blank],
        "review": "assumed, nobody looked" if choices.assume_reviewed else "each picture by eye",
        "clips": [
            {
                "number": o.number,
                "files": list(o.files),
                "reviewed_by_eye": o.reviewed,
                "left_behind": o.problem.code if o.problem else None,
                "keep_boxes": [list(b) for b in o.keep],
                "blank_boxes": [list(b) for b in o.blank],
                "actions": dict(o.counts),
            }
            for o in outcomes
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
