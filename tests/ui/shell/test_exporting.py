"""A large export in the window: it says how far it is, and cancelled it leaves nothing behind."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from helpers.exam_window import make_clip
from sonostep import reporting
from sonostep.core.clip import Patient
from sonostep.core.edits import SetPatient
from sonostep.core.exam import ClipRecord
from sonostep.core.problem import ProblemError
from sonostep.ui.kit.tasks import Task
from sonostep.ui.shell.main_window import MainWindow
from sonostep.workflows import report_export as exporting
from sonostep.workflows.task import Cancelled


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
    monkeypatch.setattr(reporting, "render", made.render)
    return made


def begun(window: MainWindow, folder: Path) -> None:
    window.exam_view.show_panel("report")
    card = window.exam_view.report.export_card
    card.folder.setText(str(folder))
    card.start.click()


def test_an_export_says_how_far_it_is_and_what_was_written(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    begun(protocol_window, tmp_path / "out")
    card = protocol_window.exam_view.report.export_card
    qtbot.waitUntil(slow.begun.is_set)
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
    qtbot.waitUntil(slow.begun.is_set)
    protocol_window.notices.tasks[0].stop.click()
    slow.go.set()
    qtbot.waitUntil(lambda: protocol_window.notices.tasks == [])
    assert not folder.exists() or list(folder.iterdir()) == []
    assert protocol_window.exam_view.report.export_card.start.isEnabled()


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


def test_each_exam_has_a_folder_of_its_own(protocol_window: MainWindow, qtbot: QtBot) -> None:
    card = protocol_window.exam_view.report.export_card
    exam = protocol_window.session.exam
    protocol_window.exam_view.show_panel("report")
    assert Path(card.folder.text()).name.endswith(f"_{exam.id[:8]}")
    assert Path(card.folder.text()).parent.name == "SonoStep"
    protocol_window.session.do(SetPatient(Patient("Lin^A", "P 77")))
    assert "_P-77_" in Path(card.folder.text()).name and "Lin" not in card.folder.text()
    card.folder.setText("/somewhere/else")
    protocol_window.session.do(SetPatient(Patient("Lin^A", "P 78")))
    assert card.folder.text() == "/somewhere/else"


@pytest.mark.parametrize("answer", ["Use a new folder", "Replace what is there"])
def test_another_exams_report_is_asked_about_beside_the_button(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot, answer: str
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(b"theirs")
    slow.go.set()
    begun(protocol_window, folder)
    card = protocol_window.exam_view.report.export_card
    qtbot.waitUntil(card.taken.isVisible)
    assert "another exam" in card.taken.said.text() and card.files == ()
    (button,) = (b for b in card.taken.findChildren(QPushButton) if b.accessibleName() == answer)
    button.click()
    qtbot.waitUntil(lambda: card.files != () and card.start.isEnabled())
    assert not card.taken.isVisible()
    assert (folder / "report.pdf").read_bytes() == b"theirs"
    there = card.files[0].parent
    assert there == (folder if answer.startswith("Replace") else tmp_path / "theirs-2")


def test_a_yes_was_for_the_folder_that_was_asked_about(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.pdf").write_bytes(b"theirs")
    slow.go.set()
    begun(protocol_window, tmp_path / "one")
    card = protocol_window.exam_view.report.export_card
    qtbot.waitUntil(card.taken.isVisible)
    card.folder.setText(str(tmp_path / "two"))
    card.taken.replace.click()
    qtbot.waitUntil(lambda: card.taken.isVisible() and "two" in card.taken.said.text())
    assert [(tmp_path / n / "report.pdf").read_bytes() for n in ("one", "two")] == [b"theirs"] * 2


def test_a_folder_inside_a_sealed_one_is_left_for_one_beside_it(
    protocol_window: MainWindow, slow: Slow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "final").mkdir()
    (tmp_path / "final" / "seal.json").write_text("{}")
    slow.go.set()
    begun(protocol_window, tmp_path / "final" / "below")
    card = protocol_window.exam_view.report.export_card
    qtbot.waitUntil(card.taken.isVisible)
    assert "sealed" in card.taken.said.text()
    card.taken.elsewhere.click()
    qtbot.waitUntil(lambda: card.files != () and card.start.isEnabled())
    assert card.files[0].parent == tmp_path / "final-2"


def test_a_sealed_report_can_only_be_left_alone(
    protocol_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "seal.json").write_text("{}")
    begun(protocol_window, tmp_path)
    card = protocol_window.exam_view.report.export_card
    qtbot.waitUntil(card.taken.isVisible)
    assert "sealed" in card.taken.said.text()
    assert card.taken.elsewhere.isVisible() and not card.taken.replace.isVisible()
