"""A decoder that dies, hangs or swells while a clip plays in the real window, with real worker processes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from helpers.dicom_files import grey, native
from helpers.exam_window import running
from sonostep import app as app_module
from sonostep.app import Program
from sonostep.imaging import FrameLoader
from sonostep.imaging.limits import MIB
from sonostep.imaging.worker.client import Limits
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows import library as library_module
from sonostep.workflows.library import Library

FRAMES = 60
ENOUGH = Limits(seconds=2, memory=600 * MIB)
SECONDS = 60_000


class Blinks(QObject):
    """Counts what a person would see as a blink: the window or its picture hidden and shown again."""

    KINDS = (QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.Close)

    def __init__(self, *watched: QObject) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []
        for each in watched:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KINDS:
            self.seen.append(event.type())
        return False


@pytest.fixture
def program(
    qtbot: QtBot, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Program, FrameLoader]]:
    monkeypatch.setattr(library_module, "load_library", lambda: (library, ()))
    monkeypatch.setattr(app_module, "system_language", lambda: "en")
    # a small cache: what plays must be decoded again in every round
    loader = FrameLoader(cache_mib=2, prefetch_frames=2, limits=ENOUGH)
    loader.start()
    for program in running(qtbot, loader):
        loader._on_notice = program._notice
        yield program, loader


def playing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Open a clip of FRAMES frames and let it play."""
    clip = native(tmp_path / "clip.dcm", [grey(n) for n in range(1, FRAMES + 1)], FrameTime="20")
    window.opening.open_paths([clip])
    qtbot.waitUntil(
        lambda: window.has_exam and window.viewer.current_frame_pixels() is not None, timeout=SECONDS
    )
    window.viewer.playback.play_pause()


def shown(window: MainWindow) -> int:
    """What tells the frame on the canvas from others: the sum of its pixels."""
    pixels = window.viewer.current_frame_pixels()
    assert pixels is not None
    return int(pixels.astype(int).sum())


def plays_on(window: MainWindow, qtbot: QtBot) -> None:
    """Five different frames come after now."""
    seen: set[int] = set()

    def more() -> bool:
        seen.add(shown(window))
        return len(seen) > 5

    qtbot.waitUntil(more, timeout=SECONDS)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP to hang a process")
@pytest.mark.parametrize("trouble", ["killed", "hung", "swollen"])
def test_the_clip_says_so_and_plays_on_and_the_window_does_not_blink(
    program: tuple[Program, FrameLoader], qtbot: QtBot, tmp_path: Path, trouble: str
) -> None:
    running_program, loader = program
    window = running_program.window
    window.show()
    playing(window, qtbot, tmp_path)
    plays_on(window, qtbot)
    viewer = window.viewer
    blinks = Blinks(window, viewer, viewer.canvas)
    worker = loader.worker.pid
    if trouble == "swollen":
        # any real work is too much for a megabyte; time is no reason here
        loader.worker._limits = Limits(seconds=600, memory=1)
    os.kill(worker, signal.SIGSTOP)
    if trouble == "killed":
        qtbot.wait(200)
        os.kill(worker, signal.SIGKILL)
    qtbot.waitUntil(lambda: loader.worker.pid not in (None, worker), timeout=SECONDS)
    loader.worker._limits = ENOUGH
    plays_on(window, qtbot)
    assert viewer.playback.playing
    assert blinks.seen == []
    assert window.viewer is viewer
    qtbot.waitUntil(lambda: bool(window.notices.problems), timeout=SECONDS)
    said = [line.problem for line in window.notices.problems]
    assert {(p.code, p.mapping["file"]) for p in said} == {("imaging.restarted", "clip.dcm")}
