"""What the viewer asks of whoever decodes frames."""

from collections.abc import Callable
from typing import Protocol

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem

CLIP_MIME = "application/x-sonostep-clip"
"""What a dragged thumbnail carries: the clip's id, UTF-8."""

FrameAnswer = Callable[[FrameRef, Frame | Problem], None]
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

    def prefetch(self, clip: Clip, around: int, direction: int = 1, /) -> None:
        """Decode ahead of frame ``around`` in ``direction`` (1 or -1)."""

    def thumbnail_async(self, clip: Clip, callback: ThumbnailAnswer, /) -> None:
        """Give a small picture of a clip to ``callback``."""
