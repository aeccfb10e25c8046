"""One frame of one clip from a worker process, into a slot; a lost worker is replaced and asked once more."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sonostep.core.clip import Clip, Frame, FrameRef
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.worker.client import Worker, WorkerLost
from sonostep.imaging.worker.slots import SlotAddress, SlotPool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_POOLS: Final = 3
_SPARE: Final = 2
"""With fewer free slots, more are reserved while nobody waits: the system clears their memory, which takes as
long as a few decodes."""

_ATTEMPTS: Final = 4
"""Asking, opening again after a restart, and both once more after a loss."""

Notice = Callable[[Clip, Problem], None]


class FrameDecoder:
    """Used by one thread.

    Args:
        worker: who decodes.
        budget: bytes of slots to reserve before old frames must go.
        make_room: lets the oldest kept frame go; False when there is none.
        notice: told when a clip's worker had to be started again and the clip plays on.
        folder: where slots are put, for tests.
    """

    def __init__(
        self,
        worker: Worker,
        budget: int,
        make_room: Callable[[], bool],
        notice: Notice,
        folder: Path | None = None,
    ) -> None:
        self._worker = worker
        self._budget = budget
        self._make_room = make_room
        self._notice = notice
        self._folder = folder
        self._pools: OrderedDict[int, SlotPool] = OrderedDict()
        self._given_up: dict[FrameRef, Problem] = {}

    def open(self, clip: Clip) -> None:
        """Have the worker open a clip ahead of the first request; trouble is told by the request."""
        try:
            self._worker.call("open", clip)
        except (ProblemError, WorkerLost):
            return

    def decode(self, clip: Clip, number: int) -> Frame:
        """Return one frame, rows x columns x 4 uint8, read-only, in shared memory.

        Raises:
            ProblemError: when it cannot be had.
        """
        known = self._given_up.get(FrameRef(clip.id, number))
        if known is not None:
            raise ProblemError(known)
        taken = self._pool(clip).take()
        try:
            self._draw(clip, number, taken.address)
        except ProblemError:
            taken.give_back()
            raise
        return taken.frame(clip.scale.rows, clip.scale.columns)

    def overlay(self, clip: Clip, number: int) -> "NDArray[np.bool_] | None":
        """Return which pixels of a frame lie under an overlay plane, rows x columns; None where none does.

        Raises:
            ProblemError: when that frame cannot be decoded.
        """
        try:
            answer = self._worker.call("overlay", clip.id, number)
            if answer is False:
                self._worker.call("open", clip)
                answer = self._worker.call("overlay", clip.id, number)
        except WorkerLost as lost:
            raise ProblemError(lost.problem(Path(clip.path).name)) from None
        if not isinstance(answer, bytes):
            return None
        import numpy as np

        rows, columns = clip.scale.rows, clip.scale.columns
        bits = np.unpackbits(np.frombuffer(answer, np.uint8), count=rows * columns)
        return bits.reshape(rows, columns).astype(bool)

    def reserve_ahead(self) -> bool:
        """Reserve slots for frames to come; False when there are enough."""
        pool = next(reversed(self._pools.values()), None)
        if pool is None or pool.free >= _SPARE or self._reserved() + pool.frame_bytes > self._budget:
            return False
        try:
            pool.grow()
        except ProblemError:
            # told when a frame needs it
            return False
        return True

    def _draw(self, clip: Clip, number: int, address: SlotAddress) -> None:
        lost: WorkerLost | None = None
        for _ in range(_ATTEMPTS):
            try:
                if self._worker.call("frame", clip.id, number, address):
                    self._tell(clip, lost)
                    return
                self._worker.call("open", clip)
            except WorkerLost as error:
                if lost is not None:
                    break
                lost = error
        raise ProblemError(self._give_up(clip, number, lost))

    def _tell(self, clip: Clip, lost: WorkerLost | None) -> None:
        if lost is not None:
            self._notice(clip, Problem.of("imaging.restarted", file=Path(clip.path).name))

    def _give_up(self, clip: Clip, number: int, lost: WorkerLost | None) -> Problem:
        """A frame that cost two workers is not asked for again."""
        if lost is None:
            return Problem.of("imaging.closed")
        problem = lost.problem(Path(clip.path).name)
        self._given_up[FrameRef(clip.id, number)] = problem
        return problem

    def _pool(self, clip: Clip) -> SlotPool:
        size = clip.scale.rows * clip.scale.columns * 4
        pool = self._pools.get(size)
        if pool is None:
            pool = self._pools[size] = SlotPool(size, self._folder)
        self._pools.move_to_end(size)
        while len(self._pools) > _POOLS:
            self._retire(self._pools.popitem(last=False)[1])
        while not pool.free and self._reserved() + size > self._budget:
            if not self._make_room():
                break
        return pool

    def _reserved(self) -> int:
        return sum(pool.bytes_reserved for pool in self._pools.values())

    def _retire(self, pool: SlotPool) -> None:
        tokens = pool.tokens
        pool.retire()
        try:
            self._worker.call("forget", tokens)
        except (ProblemError, WorkerLost):
            return

    def close(self) -> None:
        """Remove all slots; frames still held stay whole."""
        for pool in self._pools.values():
            pool.retire()
        self._pools.clear()
