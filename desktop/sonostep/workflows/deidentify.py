"""De-identify clips: the copies that may leave, written all at once or not at all, and their log."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem, ProblemError
from sonostep.privacy import Choices, Dates, DeidentifyItem, Outcome, Staged, deidentify, every_frame
from sonostep.workflows.deidentify_review import Review
from sonostep.workflows.export_target import refuse_in_sealed
from sonostep.workflows.frame_loader import FrameLoaderLike
from sonostep.workflows.task import Cancelled, TaskLike

if TYPE_CHECKING:
    from sonostep.core.clip import FrameSource
    from sonostep.privacy.run import Reviewer

_CHANNEL = "deidentify"
_CHECK_SECONDS = 0.2


class Frames:
    """A clip's frames by way of the loader, one after another; implements ``core.clip.FrameSource``.

    ``told`` is called for each frame with its number. ``channel`` is who asks: two that ask at the same time
    would take each other's place.
    """

    def __init__(
        self,
        clip: Clip,
        loader: FrameLoaderLike,
        task: TaskLike,
        told: Callable[[int], None],
        channel: str = _CHANNEL,
    ) -> None:
        self._clip, self._loader, self._task, self._told = clip, loader, task, told
        self._channel = channel
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

        self._loader.request(FrameRef(self._clip.id, number), answer, channel=self._channel)
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


def compose(clip: Clip, loader: FrameLoaderLike, task: TaskLike) -> Composed:
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
class DeidentifiedCopies:
    """What became of each clip, and where the copies and their log lie."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    log: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The copies, without the log."""
        return tuple(self.folder / name for o in self.outcomes for name in o.files)


def write_copies(
    items: Sequence[DeidentifyItem],
    choices: Choices,
    folder: Path,
    *,
    review: "Reviewer | None" = None,
    told: Callable[[Outcome], None] | None = None,
    before_naming: Callable[[], None] | None = None,
) -> DeidentifiedCopies:
    """Write de-identified copies and their log into a new or empty folder: all of them or none.

    Args:
        review: shows a person each clip that nobody has confirmed.
        told: called with what became of each clip, as soon as it is known.
        before_naming: called once all is written and before any file has its name; it may refuse by an error.

    Raises:
        ProblemError: why they could not be written; the folder is as it was then.
    """
    refuse_in_sealed(folder / "clip")
    outcomes: list[Outcome] = []
    with Staged(folder) as staged:
        for outcome in deidentify(items, choices, staged.keep, review):
            outcomes.append(outcome)
            if told is not None:
                told(outcome)
        if before_naming is not None:
            before_naming()
    return DeidentifiedCopies(folder, tuple(outcomes), folder / staged.names[-1])


def items_under(path: Path) -> tuple[DeidentifyItem, ...]:
    """Return what there is to de-identify in a file, folder, DICOMDIR or zip, none of it looked at yet."""
    from sonostep.imaging import open_source, scan
    from sonostep.imaging.archive import real_path

    def opener(clip: Clip) -> "Callable[[], AbstractContextManager[FrameSource]]":
        return lambda: closing(open_source(clip))

    return tuple(DeidentifyItem(c, real_path(c.path), opener(c)) for c in scan([str(path)]))


@dataclass(frozen=True, slots=True)
class DeidentifyOrder:
    """What is to leave of what was reviewed: a frozen request that shares nothing with the window."""

    reviews: tuple[Review, ...]
    dates: Dates
    folder: Path
    loader: FrameLoaderLike = field(repr=False)

    def run(self, task: TaskLike) -> DeidentifiedCopies:
        """Write the copies and the log; the folder is as it was where that fails.

        Raises:
            ProblemError: why they could not be written.
            Cancelled: when they are no longer wanted.
        """
        count = _Count(task, sum(r.clip.frames for r in self.reviews if r.refused is None))
        items = [self._item(review, count, task) for review in self.reviews]
        return write_copies(items, Choices(self.dates), self.folder, before_naming=count.check)

    def _item(self, review: Review, count: "_Count", task: TaskLike) -> DeidentifyItem:
        from sonostep.imaging.archive import real_path

        clip = review.clip
        opened = partial(self._opened, clip, count, task)
        path = Path(clip.path) if review.refused else real_path(clip.path)
        return DeidentifyItem(
            clip, path, opened, review.keep, review.blank, seen=True, refused=review.refused
        )

    def _opened(self, clip: Clip, count: "_Count", task: TaskLike) -> "AbstractContextManager[FrameSource]":
        return closing(Frames(clip, self.loader, task, count.one))


class _Count:
    """How many frames of all were written."""

    def __init__(self, task: TaskLike, total: int) -> None:
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
