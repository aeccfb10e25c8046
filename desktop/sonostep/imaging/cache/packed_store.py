"""Decoded frames of a slow codec, LZ4-packed, within a budget (0.32 of RGB, 1.15 ms to read).

They lie in mapped files.
"""

# PEP 810: from Python 3.15 on a baseline JPEG is on the screen before these 12 ms are spent
__lazy_modules__ = ("imagecodecs",)

from typing import Any

import imagecodecs
import numpy as np

from sonostep.core.clip import Frame
from sonostep.imaging.cache.mapped_arena import Bytes, MappedArena


class PackedStore:
    """Holds frames 1..``frames`` as packed bytes until ``budget`` bytes are spent; 0 stores nothing."""

    def __init__(self, frames: int, budget: int, arena: MappedArena | None = None) -> None:
        self._arena = arena or MappedArena()
        self._frames = frames
        self._budget = budget
        self._packed: dict[int, Bytes] = {}
        self._used = 0
        self._given_up: set[int] = set()
        self._cursor = 1

    def copy_into(self, number: int, out: Frame) -> bool:
        """Unpack a stored frame into ``out``; False where it is not stored."""
        packed: Any = self._packed.get(number)
        if packed is None:
            return False
        flat: Any = out.reshape(-1)
        imagecodecs.lz4_decode(packed, out=flat)
        return True

    def put(self, number: int, frame: Frame) -> None:
        """Keep a frame while the budget lasts."""
        if number in self._packed or number > self._frames or self._used >= self._budget:
            return
        flat: Any = np.ascontiguousarray(frame)
        packed = imagecodecs.lz4_encode(flat)
        place = self._arena.take(len(packed))
        if place is None:
            # the system has less than the budget
            self._budget = self._used
            return
        place[:] = np.frombuffer(packed, np.uint8)
        self._packed[number] = place
        self._used += len(packed)

    def give_up(self, number: int) -> None:
        """Do not ask for a frame again that cannot be decoded."""
        self._given_up.add(number)

    def next_missing(self) -> int | None:
        """Return the first frame not yet stored; None when all are or the budget is spent."""
        while self._cursor <= self._frames and (
            self._cursor in self._packed or self._cursor in self._given_up
        ):
            self._cursor += 1
        return self._cursor if self._cursor <= self._frames and self._used < self._budget else None

    def clear(self) -> None:
        """Forget everything."""
        self._packed.clear()
        self._arena.clear()
        self._frames = 0
