"""The list of exams says that there are none only once it is known."""

import threading

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sonostep import app as app_module
from sonostep.app import Program
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.shell.start_page import StartPage


def said(page: StartPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_a_page_that_was_told_nothing_does_not_say_that_there_is_nothing(qtbot: QtBot) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    assert "Looking for exams" in said(page) and "None yet" not in said(page)
    page.show_exams(())
    assert "None yet" in said(page)
    page.show_reading()
    assert "None yet" not in said(page)
    page.show_exams(None)
    assert "could not be read" in said(page) and "None yet" not in said(page)


def test_while_the_list_is_read_again_nothing_is_denied(
    window: MainWindow, program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the journals are put in order first, and that takes its time."""
    qtbot.waitUntil(lambda: "None yet" in said(window.start))
    go = threading.Event()

    def slowly() -> object:
        go.wait(5)
        return ()

    monkeypatch.setattr(app_module, "_list_exams", slowly)
    program.list_exams()
    window.toggle_language()
    window.toggle_language()
    qtbot.wait(20)
    assert "None yet" not in said(window.start)
    go.set()
    qtbot.waitUntil(lambda: "None yet" in said(window.start))


def test_a_list_that_cannot_be_read_is_told(
    window: MainWindow, program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sonostep import storage

    def fails(folder: object) -> object:
        raise OSError(5, "Input/output error")

    qtbot.waitUntil(lambda: "None yet" in said(window.start))
    monkeypatch.setattr(storage, "list_exams", fails)
    program.list_exams()
    qtbot.waitUntil(lambda: "could not be read" in said(window.start))
