"""Frame loader and file scanner as interfaces: what viewer and use cases ask of whoever reads files."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FrameAnswer = Callable[[FrameRef, Frame | Problem], None]
OverlayAnswer = Callable[[FrameRef, "NDArray[np.bool_] | None"], None]
ThumbnailAnswer = Callable[[Clip, Frame | Problem], None]


class FrameLoaderLike(Protocol):
    """Decodes frames on its own threads; every callback comes on one of them, never on the caller's."""

    def open(self, clip: Clip) -> None:
        """Get ready to give frames of a clip."""

    def request(self, frame: FrameRef, callback: FrameAnswer, /, *, channel: str | None = None) -> None:
        """Give a frame, or the problem that keeps it from being shown, to ``callback``.

        A newer request of the same channel may take its place; then it is never answered.
        """

    def peek(self, frame: FrameRef) -> Frame | None:
        """Return a frame that is ready, at once; None where it must be requested."""

    def overlay_async(self, frame: FrameRef, callback: OverlayAnswer, /) -> None:
        """Give which pixels of a frame lie under overlay planes (rows x columns) or None to ``callback``."""

    def prefetch(self, clip: Clip, around: int, direction: int = 1, /) -> None:
        """Decode ahead of frame ``around`` in ``direction`` (1 or -1)."""

    def thumbnail_async(self, clip: Clip, callback: ThumbnailAnswer, /) -> None:
        """Give a small picture of a clip to ``callback``."""


class Scanning(Protocol):
    """A scan under way."""

    def cancel(self) -> None:
        """Stop it."""


class Scanner(Protocol):
    """Finds clips; every callback comes on a thread of its own."""

    def scan_async(
        self,
        paths: Sequence[str | Path],
        on_clip: Callable[[Clip], None],
        on_progress: Callable[[int, int], None] | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> Scanning:
        """Look at files, folders, DICOMDIRs and zips."""


class Loader(FrameLoaderLike, Scanner, Protocol):
    """Reads files: finds clips and decodes their frames."""

    def close(self) -> None:
        """End every thread and process of it."""
