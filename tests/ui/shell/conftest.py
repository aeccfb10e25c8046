"""A window for tests: real protocols, real panels, and a loader that makes up its frames."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip, running
from sonostep import app as app_module
from sonostep.app import Program
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows import library as library_module
from sonostep.workflows.library import Library, load_library


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()[0]


@pytest.fixture
def loader() -> FakeLoader:
    return FakeLoader()


@pytest.fixture
def program(
    qtbot: QtBot, loader: FakeLoader, library: Library, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """A running program in English, with an empty home."""
    monkeypatch.setattr(library_module, "load_library", lambda: (library, ()))
    monkeypatch.setattr(app_module, "system_language", lambda: "en")
    yield from running(qtbot, loader)


@pytest.fixture
def window(program: Program) -> MainWindow:
    return program.window


@pytest.fixture
def exam_window(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> MainWindow:
    """A window with one clip open."""
    window.opening.open_paths(loader.know(make_clip("hip")))
    qtbot.waitUntil(lambda: window.has_exam and window.viewer.current_frame_pixels() is not None)
    return window


@pytest.fixture
def protocol_window(exam_window: MainWindow) -> MainWindow:
    """A window with one clip and the lateral-hip protocol."""
    controller = exam_window.controller
    assert controller is not None
    controller.use_protocol(next(p for p in controller.library.protocols if p.id == "lateral_hip"))
    return exam_window
