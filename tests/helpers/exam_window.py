"""A window for tests: real protocols, real panels, and a loader that makes up its frames."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from sonostep.app import Program
from sonostep.core.clip import (
    Clip,
    ClipKind,
    Frame,
    FrameRef,
    Patient,
    Region,
    ScaleInfo,
    Timing,
    TimingSource,
)
from sonostep.core.finding import Side
from sonostep.core.problem import Problem
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.shell.main_window import MainWindow

ROWS, COLUMNS, FRAMES = 240, 320, 12


REGION = Region(0, 0, COLUMNS - 1, ROWS - 1, 1, 1, 3, 3, 0.01, 0.01)


"""Ten millimetres are a hundred pixels."""


NOBODY = Patient()


def make_clip(id_: str, path: str = "", patient: Patient = NOBODY, *, regions: bool = True) -> Clip:
    """A clip that the fake loader can show."""
    starts = tuple(i / 25 for i in range(FRAMES))
    return Clip(
        id_, path or f"{id_}.dcm", ClipKind.DICOM, id_, FRAMES,
        ScaleInfo(ROWS, COLUMNS, (REGION,) if regions else ()),
        Timing(starts, FRAMES / 25, TimingSource.FRAME_TIME, 25.0), patient,
    )  # fmt: skip


def broken_clip(path: str, problem: Problem) -> Clip:
    """A file that cannot be read."""
    nothing = Timing((), 0.0, TimingSource.STILL, 0.0)
    return Clip(
        f"sha256:{path}",
        path,
        ClipKind.DICOM,
        Path(path).name,
        0,
        ScaleInfo(0, 0),
        nothing,
        problems=(problem,),
    )


class Handle:
    """A scan that has been over before it could be stopped."""

    def cancel(self) -> None:
        """Nothing to stop."""


class FakeLoader:
    """Answers at once, on another thread, as the real one does."""

    def __init__(self) -> None:
        self.clips: dict[str, Clip] = {}
        self.closed = False
        self.held = threading.Event()
        self.held.set()

    def know(self, *clips: Clip) -> list[Path]:
        """Let paths lead to clips."""
        self.clips |= {c.path: c for c in clips}
        return [Path(c.path) for c in clips]

    def open(self, clip: Clip) -> None: ...

    def peek(self, frame: FrameRef) -> Frame | None:
        return None

    def prefetch(self, clip: Clip, around: int, direction: int = 1, /) -> None: ...

    def request(
        self, frame: FrameRef, callback: Callable[[FrameRef, Frame | Problem], None], /, *, channel: str = ""
    ) -> None:
        picture = np.full((ROWS, COLUMNS, 4), frame.frame, np.uint8)
        self._later(callback, frame, picture)

    def thumbnail_async(self, clip: Clip, callback: Callable[[Clip, Frame | Problem], None], /) -> None:
        self._later(callback, clip, np.zeros((60, 80, 4), np.uint8))

    def scan_async(
        self,
        paths: Sequence[str | Path],
        on_clip: Callable[[Clip], None],
        on_progress: Callable[[int, int], None] | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> Handle:
        self._later(self._scan, [str(p) for p in paths], on_clip, on_done)
        return Handle()

    def _scan(self, paths: list[str], on_clip: Callable[[Clip], None], on_done: Callable[[], None]) -> None:
        self.held.wait(5)
        for path in paths:
            if path in self.clips:
                on_clip(self.clips[path])
        on_done()

    def _later(self, fn: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=fn, args=args, daemon=True)
        thread.start()
        self._last = thread

    def close(self) -> None:
        self.closed = True
        self.held.set()


def running(qtbot: QtBot, loader: FakeLoader) -> Iterator[Program]:
    """Start a program, and take it apart again."""
    from PySide6.QtWidgets import QApplication

    program = Program(QApplication.instance(), loader)
    # pytest-qt watches excepthook itself
    program.guard.remove()
    program.start()
    program.window.resize(1280, 800)
    qtbot.waitUntil(lambda: program.window.library is not None)
    yield program
    program.window.close_all_the_same()
    program.shut_down()
    program.switch.use("en")
    program.window.deleteLater()
    program.deleteLater()
    QApplication.instance().setStyleSheet("")


def begin(window: MainWindow, protocol: str) -> ExamController:
    """Take a protocol into use, on the right side."""
    controller = window.controller
    assert controller is not None
    controller.use_protocol(next(p for p in controller.library.protocols if p.id == protocol))
    controller.set_side(Side.RIGHT)
    return controller


def go(controller: ExamController, step: str) -> None:
    """Go to a step of the protocols in use."""
    controller.go(next(p for p in controller.places if p.step.id == step))
