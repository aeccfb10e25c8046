"""A large export in the window: it says how far it is, and cancelled it leaves nothing behind."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from sonostep.core.exam import ClipRecord
from sonostep.core.problem import ProblemError
from sonostep.reporting import export
from sonostep.ui import exporting
from sonostep.ui.background import Cancelled, Task
from sonostep.ui.main_window import MainWindow
from ui.shell.conftest import make_clip


class Slow:
    """Renders a file for each format; waits after the first until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def render(
        self,
        report: object,
        formats: tuple[str, ...],
        *,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
        **_: object,
    ) -> dict[str, bytes]:
        files = {}
        for done, name in enumerate(formats, 1):
            if cancelled():
                raise ProblemError.of("export.cancelled")
            files[name] = b"x" * 100
            progress(done, len(formats))
            self.begun.set()
            assert self.go.wait(10)
        return files


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setitem(export.__globals__, "render", made.render)
    return made


def begun(window: MainWindow, folder: Path) -> None:
    window.workspace.show_panel("report")
    card = window.workspace.report.export_card
    card.folder.setText(str(folder))
    card.start.click()


def test_an_export_says_how_far_it_is_and_what_was_written(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    begun(protocol_window, tmp_path / "out")
    card = protocol_window.workspace.report.export_card
    assert slow.begun.wait(10)
    (line,) = protocol_window.notices.tasks
    qtbot.waitUntil(lambda: line.bar.value() > 0)
    assert not card.start.isEnabled()
    slow.go.set()
    qtbot.waitUntil(lambda: card.files != ())
    assert sorted(f.name for f in card.files) == ["json", "pdf", "sr"]
    assert card.start.isEnabled() and protocol_window.notices.tasks == []


def test_a_cancelled_export_leaves_nothing(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "out"
    begun(protocol_window, folder)
    assert slow.begun.wait(10)
    protocol_window.notices.tasks[0].stop.click()
    slow.go.set()
    qtbot.waitUntil(lambda: protocol_window.notices.tasks == [])
    assert not folder.exists() or list(folder.iterdir()) == []
    assert protocol_window.workspace.report.export_card.start.isEnabled()


class Held:
    """A clip of four frames that are read one by one."""

    def __init__(self) -> None:
        self.clip = make_clip("hip")
        self.read: list[int] = []

    def frame(self, number: int) -> np.ndarray:
        self.read.append(number)
        return np.zeros((4, 4, 4), np.uint8)

    def close(self) -> None:
        self.read.append(0)


def test_a_clip_says_which_of_its_frames_is_written_and_stops_between_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Door:
        def post(self, fn: Callable[..., None], *args: object) -> None:
            said.append(args)

    said: list[tuple[object, ...]] = []
    source, parent = Held(), QObject()
    monkeypatch.setattr(exporting, "frames_of", lambda record: source)
    task = Task(Door(), "", parent)
    far = exporting._Far(task)
    far.formats(1, 4)
    watched = far.opened(ClipRecord.of(source.clip))
    watched.frame(1)
    assert said == [(0.25, ""), (0.25, f"1 / {source.clip.frames}")]
    task.cancel()
    with pytest.raises(Cancelled):
        watched.frame(2)
    assert source.read == [1]
