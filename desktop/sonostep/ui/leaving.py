"""De-identify clips off the main thread; their frames come from the workers that read all files."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem, ProblemError
from sonostep.privacy import Choices, Dates, Item, Outcome, Staged, deidentify, every_frame
from sonostep.ui.background import Cancelled, Task
from sonostep.ui.reviewing import Review

if TYPE_CHECKING:
    from sonostep.core.clip import FrameSource
    from sonostep.ui.viewer.loading import FrameLoaderLike

_CHANNEL = "leaving"
_CHECK_SECONDS = 0.2


class Frames:
    """A clip's frames by way of the loader, one after another; implements ``core.clip.FrameSource``.

    ``told`` is called for each frame with its number.
    """

    def __init__(
        self, clip: Clip, loader: "FrameLoaderLike", task: Task, told: Callable[[int], None]
    ) -> None:
        self._clip, self._loader, self._task, self._told = clip, loader, task, told
        loader.open(clip)

    @property
    def clip(self) -> Clip:
        """What is known of the clip."""
        return self._clip

    def frame(self, number: int) -> Frame:
        """Return a frame, rows x columns x 4 uint8.

        Raises:
            ProblemError: why it cannot be had.
            Cancelled: when nobody wants it any more.
        """
        self._told(number)
        answered, results = threading.Event(), list[Frame | Problem]()

        def answer(_: FrameRef, result: Frame | Problem) -> None:
            results.append(result)
            answered.set()

        self._loader.request(FrameRef(self._clip.id, number), answer, channel=_CHANNEL)
        while not answered.wait(_CHECK_SECONDS):
            if self._task.cancelled:
                raise Cancelled
        if isinstance(results[0], Problem):
            raise ProblemError(results[0])
        return results[0]

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Composed:
    """All frames of a clip at once, each rows x columns x 4 uint8; or why they cannot be had."""

    clip: str
    brightest: Frame | None = None
    darkest: Frame | None = None
    problem: Problem | None = None


def compose(clip: Clip, loader: "FrameLoaderLike", task: Task) -> Composed:
    """Look at every frame of a clip.

    Raises:
        Cancelled: when nobody wants it any more.
    """

    def told(number: int) -> None:
        task.report((number - 1) / clip.frames, f"{number} / {clip.frames}")

    try:
        return Composed(clip.id, *every_frame(Frames(clip, loader, task, told)))
    except ProblemError as error:
        return Composed(clip.id, problem=error.problem)


@dataclass(frozen=True, slots=True)
class Left:
    """What left, and where to."""

    folder: Path
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Departure:
    """What is to leave: a frozen request that shares nothing with the window."""

    reviews: tuple[Review, ...]
    dates: Dates
    folder: Path
    loader: "FrameLoaderLike" = field(repr=False)

    def run(self, task: Task) -> Left:
        """Write the copies and the log; the folder is as it was where that fails.

        Raises:
            ProblemError: why they could not be written.
            Cancelled: when they are no longer wanted.
        """
        count = _Count(task, sum(r.clip.frames for r in self.reviews if r.refused is None))
        items = [self._item(review, count, task) for review in self.reviews]
        with Staged(self.folder) as staged:
            outcomes = tuple(deidentify(items, Choices(self.dates), staged.keep))
            # a last chance: after it the files have their names
            count.check()
        return Left(self.folder, outcomes)

    def _item(self, review: Review, count: "_Count", task: Task) -> Item:
        from sonostep.imaging.archive import real_path

        clip = review.clip
        opened = partial(self._opened, clip, count, task)
        path = Path(clip.path) if review.refused else real_path(clip.path)
        return Item(clip, path, opened, review.keep, review.blank, seen=True, refused=review.refused)

    def _opened(self, clip: Clip, count: "_Count", task: Task) -> "AbstractContextManager[FrameSource]":
        return closing(Frames(clip, self.loader, task, count.one))


class _Count:
    """How many frames of all were written."""

    def __init__(self, task: Task, total: int) -> None:
        self._task, self._total, self._done = task, max(total, 1), 0

    def one(self, _: int) -> None:
        self._done += 1
        self._task.report(min(self._done / (self._total + 1), 1.0))

    def check(self) -> None:
        self._task.report(1.0)


def removed(outcomes: tuple[Outcome, ...]) -> dict[str, int]:
    """Return how many attributes were removed, emptied, replaced..., by a word for each kind."""
    made: dict[str, int] = {}
    for word, count in _counted(outcomes):
        made[word] = made.get(word, 0) + count
    return made


def _counted(outcomes: tuple[Outcome, ...]) -> Iterator[tuple[str, int]]:
    for outcome in outcomes:
        for action, count in outcome.counts:
            yield _word(action), count


def _word(action: str) -> str:
    """The actions of PS3.15 Table E.1-1a in one word each; ours are words already."""
    if action in ("private", "unknown", "swept", "date shift", "date keep"):
        return action
    if action == "U":
        return "uid"
    if action == "X":
        return "removed"
    return "replaced" if "D" in action else "emptied"
