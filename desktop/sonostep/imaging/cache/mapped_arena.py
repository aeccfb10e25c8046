"""Bytes for a background store, in mapped files: the system may write them out; they die with the process."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sonostep.core.problem import ProblemError
from sonostep.imaging.worker.shared_block import SharedBlock, create

_BLOCK_BYTES: Final = 16 << 20
"""Reserved at once, so that memory grows with what is stored."""

_ALIGN: Final = 64

Bytes = NDArray[np.uint8]


class MappedArena:
    """Hands out bytes from blocks that only this process maps; all are let go together.

    Args:
        make: makes a block, for tests.
    """

    def __init__(self, make: Callable[[int], SharedBlock] = create) -> None:
        self._make = make
        self._block: SharedBlock | None = None
        self._used = 0
        self.reserved = 0

    def take(self, size: int) -> Bytes | None:
        """Return ``size`` writable bytes; None where the system has no more room."""
        if self._block is None or self._used + size > self._block.size:
            try:
                self._block = self._make(max(size, _BLOCK_BYTES))
            except ProblemError:
                return None
            # nobody else attaches, and a killed process leaves no file behind
            self._block.forget()
            self.reserved += self._block.size
            self._used = 0
        taken: Bytes = np.frombuffer(self._block.view, np.uint8, size, self._used)
        self._used += -(-size // _ALIGN) * _ALIGN
        return taken

    def clear(self) -> None:
        """Let go; what was handed out stays whole until its holders let it go, too."""
        self._block = None
        self._used = self.reserved = 0
