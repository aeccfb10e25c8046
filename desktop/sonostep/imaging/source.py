"""What every reader shares: frame numbers are checked, frames are drawn into a buffer of the right size."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Clip, Frame
from sonostep.core.problem import Problem, ProblemError


class ClipSource(ABC):
    """A ``FrameSource`` that can also draw into a buffer of its caller, such as a shared-memory slot.

    Not thread-safe.
    """

    def __init__(self, clip: Clip) -> None:
        self._clip = clip

    @property
    def clip(self) -> Clip:
        """What is known of the clip."""
        return self._clip

    def frame(self, number: int) -> Frame:
        """Return frame ``number`` (from 1) as a new array, rows x columns x 4 uint8, B G R X.

        Raises:
            ProblemError: when that frame does not exist or cannot be decoded.
        """
        out = np.empty((self._clip.scale.rows, self._clip.scale.columns, 4), np.uint8)
        self.render_into(number, out)
        return out

    def render_into(self, number: int, out: Frame) -> None:
        """Draw frame ``number`` (from 1) into ``out``, rows x columns x 4 uint8.

        Raises:
            ProblemError: when that frame does not exist or cannot be decoded.
        """
        if not 1 <= number <= self._clip.frames:
            raise ProblemError(no_such_frame(self._clip, number))
        self._render(number, out)

    @abstractmethod
    def _render(self, number: int, out: Frame) -> None:
        """Draw an existing frame."""

    def overlay(self, number: int) -> NDArray[np.bool_] | None:
        """Return which pixels of frame ``number`` lie under an overlay plane; None where the clip has none.

        Raises:
            ProblemError: when that frame does not exist or cannot be decoded.
        """
        return None

    def work(self) -> bool:
        """Do a small step of background work (filling a store); False when none is left."""
        return False

    def close(self) -> None:  # noqa: B027 - a reader that keeps no file open has nothing to let go of
        """Let go of the file; calling it twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def no_such_frame(clip: Clip, number: int) -> Problem:
    """Say that a clip has no frame of this number."""
    return Problem.of("imaging.no_such_frame", frame=number, frames=clip.frames)
