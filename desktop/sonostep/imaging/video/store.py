"""Decoded frames of a long-GOP video as planar YUV, within a budget; those near the playhead stay longest.

They lie in mapped files, their lines without the decoder's padding.
"""

from dataclasses import dataclass

from av.video.frame import VideoFrame

from sonostep.imaging.cache.mapped_arena import Bytes, MappedArena
from sonostep.imaging.video.planes import Kind, Planes, plane_bytes


@dataclass(frozen=True, slots=True)
class _Held:
    kind: Kind
    planes: Bytes


class VideoStore:
    """Holds frames 1..``frames``; a budget of 0 stores nothing."""

    def __init__(self, frames: int, budget: int, arena: MappedArena | None = None) -> None:
        self._frames = frames
        self._budget = budget
        self._arena = arena or MappedArena()
        self._planes = Planes()
        self._held: dict[int, _Held] = {}
        self._given_up: set[int] = set()
        self._frame_bytes = 0
        self._at = 1

    @property
    def room(self) -> int:
        """How many frames fit; all of them until the size of one is known."""
        if self._budget <= 0:
            return 0
        return self._budget // self._frame_bytes if self._frame_bytes else self._frames

    @property
    def filled(self) -> bool:
        """Whether every frame is held."""
        return len(self._held) + len(self._given_up) >= self._frames

    def look_at(self, number: int) -> None:
        """Say where the playhead is."""
        self._at = number

    def get(self, number: int) -> VideoFrame | None:
        """Return a held frame; it is overwritten by the next one that is got."""
        held = self._held.get(number)
        return self._planes.show(held.kind, held.planes) if held else None

    def put(self, number: int, frame: VideoFrame) -> None:
        """Hold a frame; the one farthest from the playhead makes room."""
        if self._budget <= 0 or number in self._held:
            return
        size = plane_bytes(frame)
        self._frame_bytes = max(self._frame_bytes, size)
        place = self._place(number, size)
        if place is not None:
            self._held[number] = _Held(self._planes.keep(frame, place), place)

    def _place(self, number: int, size: int) -> Bytes | None:
        """Where a frame is put; None where others are nearer to the playhead."""
        if len(self._held) < self.room:
            place = self._arena.take(size)
            if place is not None:
                return place
            # the system has less than the budget
            self._budget = len(self._held) * self._frame_bytes
        farthest = max((*self._held, number), key=self._distance)
        if farthest == number:
            return None
        place = self._held.pop(farthest).planes
        # a stream that changes size midway
        return place if place.size == size else self._arena.take(size)

    def give_up(self, number: int) -> None:
        """Do not ask for a frame again that cannot be decoded."""
        self._given_up.add(number)

    def next_missing(self) -> int | None:
        """Return the frame to fill next: from the start where all fit, else from the playhead on."""
        if self.room >= self._frames:
            wanted = range(1, self._frames + 1) if not self.filled else range(0)
        else:
            # an eighth stays behind the playhead for stepping back
            wanted = range(self._at, min(self._frames, self._at + self.room * 7 // 8 - 1) + 1)
        return next((n for n in wanted if n not in self._held and n not in self._given_up), None)

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._planes.clear()
        self._arena.clear()
        self._budget = 0

    def _distance(self, number: int) -> int:
        """A frame behind the playhead counts as farther than one as much ahead."""
        return number - self._at if number >= self._at else (self._at - number) * 7
