"""Decoded frames of a long-GOP video as planar YUV, within a budget; those near the playhead stay longest.

The frames are the decoder's own buffers, so storing costs no copy and keeps range, matrix and rotation.
"""

from av.video.frame import VideoFrame


class VideoStore:
    """Holds frames 1..``frames``; a budget of 0 stores nothing."""

    def __init__(self, frames: int, budget: int) -> None:
        self._frames = frames
        self._budget = budget
        self._held: dict[int, VideoFrame] = {}
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
        """Return a held frame."""
        return self._held.get(number)

    def put(self, number: int, frame: VideoFrame) -> None:
        """Hold a frame; the one farthest from the playhead makes room."""
        if self._budget <= 0 or number in self._held:
            return
        self._frame_bytes = self._frame_bytes or sum(plane.buffer_size for plane in frame.planes)
        if self.room < 1:
            return
        self._held[number] = frame
        if len(self._held) > self.room:
            del self._held[max(self._held, key=self._distance)]

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
        self._budget = 0

    def _distance(self, number: int) -> int:
        """A frame behind the playhead counts as farther than one as much ahead."""
        return number - self._at if number >= self._at else (self._at - number) * 7
