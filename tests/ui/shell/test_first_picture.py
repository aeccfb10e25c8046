"""The picture that is on the screen before the viewer is, and how it gives way."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from helpers.exam_window import COLUMNS, ROWS, FakeLoader, broken_clip, make_clip
from sonostep import app as app_module
from sonostep.app import Program
from sonostep.cli.window import hasten
from sonostep.core.problem import Problem
from sonostep.imaging.worker.first_frame import Picture
from sonostep.ui.kit import theme
from sonostep.ui.shell.open_controller import Opening
from sonostep.ui.shell.splash_frame import FirstPicture, place_of
from sonostep.ui.shell.startup import Stage
from sonostep.workflows import library as library_module
from sonostep.workflows.library import Library

LEVEL = 137


class FakeLook:
    """A picture that is there at once, or none."""

    worker = None

    def __init__(self, picture: Picture | None) -> None:
        self.picture = picture
        self.closed = False

    def when_there(self, tell: Callable[[Picture | None], None]) -> None:
        tell(self.picture)

    def give_up(self) -> None:
        """It waits for nothing."""

    def close(self) -> None:
        self.closed = True


def grey_picture() -> Picture:
    pixels = np.full(ROWS * COLUMNS * 4, LEVEL, np.uint8)
    pixels[3::4] = 255
    return Picture(memoryview(pixels).toreadonly(), ROWS, COLUMNS, 1.0)


@pytest.fixture
def looking(
    qtbot: QtBot, loader: FakeLoader, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Program]]:
    """Start a program as with a file on the command line, whose scan waits for ``loader.held``."""
    monkeypatch.setattr(library_module, "load_library", lambda: (library, ()))
    monkeypatch.setattr(app_module, "system_language", lambda: "en")
    loader.held.clear()
    programs: list[Program] = []

    def start(paths: list[Path], picture: Picture | None, look: FakeLook | None = None) -> Program:
        look = look or FakeLook(picture)
        program = Program(QApplication.instance(), loader, look)  # type: ignore[arg-type]
        programs.append(program)
        program.guard.remove()
        program.start(paths)
        program.window.resize(1280, 800)
        return program

    yield start
    for program in programs:
        program.window.close()
        program.shut_down()
        program.window.deleteLater()
        program.deleteLater()
    QApplication.instance().setStyleSheet("")


def first(program: Program) -> FirstPicture | None:
    found = program.window.findChild(FirstPicture)
    return found if isinstance(found, FirstPicture) and isValid(found) and found.isVisible() else None


def test_it_is_seen_before_there_is_an_exam_and_gives_way_to_the_viewer(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    program = looking(loader.know(make_clip("hip")), grey_picture())
    window = program.window
    qtbot.waitUntil(lambda: window.built)
    shown = first(program)
    assert shown is not None
    assert not window.has_exam
    assert shown.grab().toImage().pixelColor(shown.rect().center()).red() == LEVEL
    # nothing else to press or to read in its place
    assert window.stack.currentWidget() is not window.start
    loader.held.set()
    qtbot.waitUntil(lambda: window.has_exam and first(program) is None, timeout=10_000)
    assert window.viewer.current_frame_pixels() is not None
    assert window.stack.currentWidget() is window.exam_view


def test_where_no_exam_comes_of_the_file_the_start_page_does(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    program = looking(
        loader.know(broken_clip("gone.dcm", Problem.of("imaging.not_found", path="gone.dcm"))), grey_picture()
    )
    window = program.window
    qtbot.waitUntil(lambda: window.built and first(program) is not None)
    loader.held.set()
    qtbot.waitUntil(lambda: first(program) is None)
    assert window.stack.currentWidget() is window.start
    assert not window.has_exam


def test_without_a_picture_the_window_is_furnished_and_the_exam_opens(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    program = looking(loader.know(make_clip("hip")), None)
    window = program.window
    qtbot.waitUntil(lambda: window.built)
    assert first(program) is None
    assert window.stack.currentWidget() is window.start
    loader.held.set()
    qtbot.waitUntil(lambda: window.has_exam, timeout=10_000)


def test_closing_the_window_meanwhile_ends_the_worker(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    look = FakeLook(grey_picture())
    program = looking(loader.know(make_clip("hip")), None, look)
    qtbot.waitUntil(lambda: first(program) is not None)
    program.window.close()
    assert look.closed
    assert program.start_up.stage is Stage.OVER


def test_the_stages_are_entered_in_their_order_and_once(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    program = looking(loader.know(make_clip("hip")), grey_picture())
    start_up = program.start_up
    assert start_up.stage is Stage.SHOWN
    start_up.built.connect(lambda: built.append(start_up.stage))
    built: list[Stage] = []
    loader.held.set()
    qtbot.waitUntil(lambda: start_up.stage is Stage.READY, timeout=10_000)
    assert built == [Stage.BUILT] and program.window.library is not None
    program.window.painted.emit()  # what comes too late changes nothing
    start_up.begin([])
    assert start_up.stage is Stage.READY and built == [Stage.BUILT]


def test_a_path_reaches_the_viewer_without_the_opening(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What opens paths hands them to the scan; from there a clip goes down to the viewer."""
    asked: list[str] = []
    for name in [n for n in vars(Opening) if n.startswith(("open_", "ask_", "_scan"))]:
        real = getattr(Opening, name)

        def told(self: Opening, *given: object, name: str = name, real: Callable[..., None] = real) -> None:
            asked.append(name)
            real(self, *given)

        monkeypatch.setattr(Opening, name, told)
    loader.held.set()
    program = looking(loader.know(make_clip("hip")), None)
    qtbot.waitUntil(lambda: program.window.has_exam, timeout=10_000)
    qtbot.waitUntil(lambda: program.window.viewer.current_frame_pixels() is not None, timeout=10_000)
    # once before there is anybody who scans, and once with him
    assert asked == ["open_paths", "_scan", "_scan"]


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1920, 1080)])
def test_it_lies_where_the_viewer_will_be(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader, size: tuple[int, int]
) -> None:
    loader.held.set()
    window = looking(loader.know(make_clip("hip")), None).window
    qtbot.waitUntil(lambda: window.library is not None and window.has_exam, timeout=10_000)
    window.resize(*size)
    qtbot.wait(50)
    canvas = window.viewer.canvas
    at = canvas.mapTo(window, QPoint(0, 0))
    guessed = place_of(*size, theme.sizes(1.0).other)
    off = (at.x() - guessed.x(), at.y() - guessed.y(), canvas.width() - guessed.width())
    assert max(map(abs, (*off, canvas.height() - guessed.height()))) <= 30, off


def test_a_worker_begun_before_qt_shows_the_file(tmp_path: Path) -> None:
    """The way of ``sonostep open``: worker first, then Qt, picture, exam; and it ends by itself."""
    child = Path(__file__).with_name("early_child.py")
    home = {"SONOSTEP_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, child, str(tmp_path)],
        env={**os.environ, **home, "PYTHONPATH": path},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr, done.returncode) == (["first", "viewer"], "", 0)


def test_a_program_that_has_started_looks_for_garbage_as_usual(
    qtbot: QtBot, looking: Callable[..., Program], loader: FakeLoader
) -> None:
    usual = gc.get_threshold()
    hasten()
    assert gc.get_threshold() > usual
    try:
        loader.held.set()
        window = looking(loader.know(make_clip("hip")), None).window
        qtbot.waitUntil(lambda: window.library is not None, timeout=10_000)
        assert gc.get_threshold() == usual
        assert gc.isenabled()
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
