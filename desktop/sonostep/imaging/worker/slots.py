"""Slots: places for decoded frames in shared memory, used again when the last holder lets a frame go."""

import weakref
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sonostep.core.clip import Frame
from sonostep.imaging.worker.shared_block import SharedBlock, create

_ALIGN: Final = 4096
_BLOCK_BYTES: Final = 16 << 20
"""Slots are reserved in blocks of about this size, so that memory grows with what is shown."""


@dataclass(frozen=True, slots=True)
class SlotAddress:
    """Where the other process writes a frame."""

    token: str
    block_size: int
    offset: int
    size: int

    def array(self, block: SharedBlock, rows: int, columns: int) -> Frame:
        """Return the slot in an attached block as a frame.

        Raises:
            ValueError: when a frame of this size does not fit.
        """
        if rows * columns * 4 > self.size or self.offset + self.size > block.size:
            raise ValueError("the frame does not fit its slot")
        flat = np.frombuffer(block.view, np.uint8, rows * columns * 4, self.offset)
        return flat.reshape(rows, columns, 4)


@dataclass(slots=True)
class _Slot:
    address: SlotAddress
    block: SharedBlock


@dataclass(slots=True)
class SlotPool:
    """Slots for frames of one size.

    Releasing happens wherever the last reference to a frame dies, on any thread: it only appends to a deque.
    """

    frame_bytes: int
    folder: Path | None = None
    _free: deque[_Slot] = field(default_factory=deque)
    _blocks: list[SharedBlock] = field(default_factory=list)

    @property
    def bytes_reserved(self) -> int:
        """Bytes of all blocks."""
        return sum(block.size for block in self._blocks)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Names of all blocks."""
        return tuple(block.token for block in self._blocks)

    @property
    def free(self) -> int:
        """How many slots can be taken without reserving more."""
        return len(self._free)

    def take(self) -> "TakenSlot":
        """Return a free slot, reserving a block where there is none.

        Raises:
            ProblemError: when no memory is left.
        """
        if not self._free:
            self.grow()
        return TakenSlot(self._free.popleft(), self._free)

    def grow(self) -> None:
        """Reserve one more block.

        Raises:
            ProblemError: when no memory is left.
        """
        size = -(-self.frame_bytes // _ALIGN) * _ALIGN
        count = max(1, _BLOCK_BYTES // size)
        block = create(size * count, self.folder)
        self._blocks.append(block)
        for n in range(count):
            self._free.append(_Slot(SlotAddress(block.token, block.size, n * size, size), block))

    def retire(self) -> None:
        """Remove the names of all blocks; frames still held stay whole."""
        for block in self._blocks:
            block.forget()
        self._blocks.clear()
        self._free.clear()


class TakenSlot:
    """A slot that is being written; becomes a frame, or goes back."""

    def __init__(self, slot: _Slot, home: deque[_Slot]) -> None:
        self._slot = slot
        self._home = home
        self.address = slot.address

    def frame(self, rows: int, columns: int) -> Frame:
        """Return the picture; the slot is free again when the last view of it is gone."""
        count = rows * columns * 4
        flat: NDArray[np.uint8] = np.frombuffer(self._slot.block.view, np.uint8, count, self.address.offset)
        flat.flags.writeable = False
        # every view of the frame keeps this array alive, for it does not own its memory
        weakref.finalize(flat, self._home.append, self._slot).atexit = False
        return flat.reshape(rows, columns, 4)

    def give_back(self) -> None:
        """Nothing was written."""
        self._home.append(self._slot)
