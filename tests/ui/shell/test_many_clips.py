"""A folder of a hundred clips: one edit, a list that is filled once or twice, and a picture at once."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep.core.problem import Problem
from sonostep.ui.panels.study.study_browser import StudyBrowser
from sonostep.ui.shell.main_window import MainWindow

MANY = 100


def clips(count: int = MANY) -> list:
    return [make_clip(f"clip {n:03}") for n in range(count)]


def open_(window: MainWindow, loader: FakeLoader, qtbot: QtBot, count: int = MANY) -> None:
    window.opening.open_paths(loader.know(*clips(count)))
    qtbot.waitUntil(lambda: window.has_exam and len(window.session.exam.clips) == count)


def test_a_folder_is_one_edit(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    open_(window, loader, qtbot)
    assert [c.id for c in window.session.exam.clips] == [f"clip {n:03}" for n in range(MANY)]
    assert window.session.history.undo_name == "add_clips"
    window.session.undo()
    assert window.session.exam.clips == () and window.session.history.undo_name is None
    window.session.redo()
    assert len(window.session.exam.clips) == MANY


def test_the_list_is_filled_a_few_times_and_not_once_for_each_clip(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot, monkeypatch
) -> None:
    filled = []
    fill = StudyBrowser._fill
    monkeypatch.setattr(StudyBrowser, "_fill", lambda self: (filled.append(1), fill(self)))
    kept = []
    open_(window, loader, qtbot)
    journal = window.session._journal
    keep = journal.keep
    monkeypatch.setattr(journal, "keep", lambda history: (kept.append(1), keep(history)))
    # on a slow machine the scan may be seen in more bundles than two
    assert len(filled) <= 8, filled
    more = [make_clip(f"more {n:03}") for n in range(MANY)]
    window.opening.open_paths(loader.know(*more))
    qtbot.waitUntil(lambda: len(window.session.exam.clips) == 2 * MANY)
    assert len(kept) <= 6, "each bundle is one transaction"


def test_what_was_undone_while_a_folder_is_read_stays_undone(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    open_(window, loader, qtbot, 3)
    scan = object()
    window.opening.exams.take([make_clip("a")], scan)
    window.opening.exams.take([make_clip("b")], scan)
    window.session.undo()
    window.opening.exams.take([make_clip("c")], scan)
    assert [c.id for c in window.session.exam.clips][3:] == ["c"]


def test_two_folders_are_two_edits(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    open_(window, loader, qtbot, 3)
    window.opening.open_paths(loader.know(make_clip("x"), make_clip("y")))
    qtbot.waitUntil(lambda: len(window.session.exam.clips) == 5)
    window.session.undo()
    assert len(window.session.exam.clips) == 3


def test_an_edit_between_two_bundles_stays(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    from sonostep.core.edits import SetSide
    from sonostep.core.finding import Side

    open_(window, loader, qtbot, 3)
    scan = object()
    window.opening.exams.take([make_clip("a")], scan)
    window.session.do(SetSide(Side.LEFT))
    window.opening.exams.take([make_clip("b")], scan)
    assert window.session.exam.side is Side.LEFT
    window.session.undo()
    assert [c.id for c in window.session.exam.clips][3:] == ["a"]


def test_unreadable_ones_are_told_one_by_one(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    from helpers.exam_window import broken_clip

    told: list[Problem] = []
    window.opening.problem.connect(told.append)
    bad = [broken_clip(f"{n}.dcm", Problem.of("frame.missing", frame=n, frames=0)) for n in range(3)]
    window.opening.open_paths([*loader.know(make_clip("good")), *loader.know(*bad)])
    qtbot.waitUntil(lambda: len(told) == 3)
    assert len(window.session.clips) == 4 and [Path(c.path).name for c in bad]
