"""Decoded frames kept ready for painting, the least recently used let go first."""

from collections import OrderedDict

from sonostep.core.clip import Frame, FrameRef


class FrameCache:
    """Frames by reference, within a budget of bytes. Not thread-safe; its owner locks."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._frames: OrderedDict[FrameRef, Frame] = OrderedDict()
        self._bytes = 0

    def __contains__(self, ref: object) -> bool:
        return ref in self._frames

    def get(self, ref: FrameRef) -> Frame | None:
        """Return a frame and count it as used."""
        frame = self._frames.get(ref)
        if frame is not None:
            self._frames.move_to_end(ref)
        return frame

    def put(self, ref: FrameRef, frame: Frame) -> None:
        """Keep a frame; older ones make room."""
        if ref in self._frames:
            return
        self._frames[ref] = frame
        self._bytes += frame.nbytes
        self.make_room(0)

    def make_room(self, size: int) -> None:
        """Let old frames go until ``size`` more bytes fit, keeping at least the newest."""
        while self._bytes + size > self._budget and len(self._frames) > 1:
            self._bytes -= self._frames.popitem(last=False)[1].nbytes

    def capacity(self, frame_bytes: int) -> int:
        """How many frames of this size fit."""
        return max(1, self._budget // max(1, frame_bytes))

    def drop_oldest(self) -> bool:
        """Let the oldest frame go; False when none is left."""
        if not self._frames:
            return False
        self._bytes -= self._frames.popitem(last=False)[1].nbytes
        return True

    def clear(self) -> None:
        """Let all go."""
        self._frames.clear()
        self._bytes = 0
