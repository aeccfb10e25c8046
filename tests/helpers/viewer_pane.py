"""A session on a made-up clip, and a loader that answers from its own thread."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from sonostep.core.clip import (
    Clip,
    ClipKind,
    Frame,
    FrameRef,
    Region,
    ScaleInfo,
    Timing,
    TimingSource,
)
from sonostep.core.problem import Problem
from sonostep.session import Session
from sonostep.ui.viewer.pane import ViewerPane

ROWS, COLUMNS = 300, 400


def region(mm_x: float = 0.1, mm_y: float = 0.1, rows: int = ROWS, columns: int = COLUMNS) -> Region:
    """A 2D region over the whole picture; deltas are in centimetres."""
    return Region(0, 0, columns - 1, rows - 1, 1, 1, 3, 3, mm_x / 10, mm_y / 10)


def make_clip(id_: str = "clip", frames: int = 10, scale: ScaleInfo | None = None, **more: object) -> Clip:
    starts = tuple(n * 0.05 for n in range(frames))
    timing = Timing(starts, frames * 0.05, TimingSource.FRAME_TIME, 20.0)
    scale = scale or ScaleInfo(ROWS, COLUMNS, (region(),))
    return Clip(id_, f"{id_}.dcm", ClipKind.DICOM, id_, frames, scale, timing, **more)  # type: ignore[arg-type]


def picture(number: int, rows: int = ROWS, columns: int = COLUMNS) -> Frame:
    """A frame whose every byte tells its number."""
    made = np.full((rows, columns, 4), (number * 7) % 256, np.uint8)
    made.flags.writeable = False
    return made


class FakeLoader:
    """Answers each request from one thread; can be held, and can fail."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "fake-loader")
        self.free = threading.Event()
        self.free.set()
        self.asked: list[FrameRef] = []
        self.failing: dict[int, Problem] = {}
        self.make: Callable[[FrameRef], Frame] = lambda ref: picture(ref.frame)

    def open(self, clip: Clip) -> None:
        """Nothing to get ready."""

    def peek(self, frame: FrameRef) -> Frame | None:
        return None

    def request(
        self,
        frame: FrameRef,
        callback: Callable[[FrameRef, Frame | Problem], None],
        *,
        channel: str | None = None,
    ) -> None:
        self.asked.append(frame)
        self._pool.submit(self._answer, frame, callback)

    def _answer(self, ref: FrameRef, callback: Callable[[FrameRef, Frame | Problem], None]) -> None:
        self.free.wait(10)
        callback(ref, self.failing.get(ref.frame) or self.make(ref))

    def prefetch(self, clip: Clip, around: int, direction: int = 1) -> None:
        """Everything is at hand."""

    def thumbnail_async(self, clip: Clip, callback: Callable[[Clip, Frame | Problem], None]) -> None:
        self._pool.submit(lambda: callback(clip, clip.problems[0] if clip.problems else picture(1, 30, 40)))

    def close(self) -> None:
        self.free.set()
        self._pool.shutdown(wait=True, cancel_futures=True)


def show(qtbot, pane: ViewerPane, session: Session, clip: str, frame: int = 1) -> None:
    """Turn to a frame and wait until it is on the screen."""
    with qtbot.waitSignal(pane.frame_shown, timeout=5000):
        session.look(clip=clip, frame=frame)


class Hand:
    """Acts on the canvas as a person does, at image points, by way of whole screen pixels."""

    def __init__(self, pane: ViewerPane) -> None:
        self.pane = pane
        self.canvas = pane.canvas

    def pixel(self, x: float, y: float, jitter: tuple[int, int] = (0, 0)) -> QPoint:
        at = self.canvas.view.matrix().map(QPointF(x, y))
        return QPoint(int(at.x() // 1) + jitter[0], int(at.y() // 1) + jitter[1])

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.canvas, self.pixel(x, y))

    def click(self, x: float, y: float, jitter: tuple[int, int] = (0, 0)) -> None:
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(self.canvas, left, Qt.KeyboardModifier.NoModifier, self.pixel(x, y, jitter))

    def press(self, x: float, y: float) -> None:
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(self.canvas, left, Qt.KeyboardModifier.NoModifier, self.pixel(x, y))

    def release(self, x: float, y: float) -> None:
        left = Qt.MouseButton.LeftButton
        QTest.mouseRelease(self.canvas, left, Qt.KeyboardModifier.NoModifier, self.pixel(x, y))

    def drag(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        self.press(*a)
        self.move((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        self.move(*b)
        self.release(*b)
