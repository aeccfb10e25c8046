"""Exam files: saved with a word, opened one at a time, and an earlier refusal told no longer."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep.core.clip import Patient
from sonostep.core.exam import ClipRecord, Exam
from sonostep.storage import load_exam, save_exam
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.shell.notifications import HintLine

ONE = Exam("10000000-0000-4000-8000-000000000001", "2026-01-02T03:04:05+08:00", Patient("Lin^A", "P1"))
TWO = replace(ONE, id="20000000-0000-4000-8000-000000000002", patient=Patient("Wang^B", "P2"))
THREE = replace(ONE, id="30000000-0000-4000-8000-000000000003", patient=Patient())


def written(folder: Path, *exams: Exam) -> list[Path]:
    paths = [folder / f"{e.id[0]}.json" for e in exams]
    for path, exam in zip(paths, exams, strict=True):
        save_exam(exam, path)
    return paths


def hints(window: MainWindow) -> list[str]:
    return [line.text.text() for line in window.notices.lines if isinstance(line, HintLine)]


def is_open(window: MainWindow, exam: Exam) -> bool:
    return window.has_exam and window.session.exam.patient == exam.patient and window.controller is not None


def test_a_saved_exam_is_said_with_its_place(exam_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    exam_window.opening.save_exam(tmp_path / "a.json")
    qtbot.waitUntil(lambda: bool(hints(exam_window)))
    (said,) = hints(exam_window)
    assert "a.json" in said and str(tmp_path) in said
    assert load_exam(tmp_path / "a.json").id == exam_window.session.exam.id


def test_what_is_being_typed_is_saved_too(exam_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    exam_window.exam_view.show_panel("report")
    field = exam_window.exam_view.report.impression
    field.window().activateWindow()
    field.setFocus()
    QApplication.processEvents()
    qtbot.keyClicks(field, "Just now")
    exam_window.opening.save_exam(tmp_path / "a.json")
    qtbot.waitUntil((tmp_path / "a.json").is_file)
    assert load_exam(tmp_path / "a.json").impression == "Just now"


ACTS = ("save", "exam", "protocol")


@pytest.mark.parametrize("act", ACTS)
def test_an_earlier_refusal_is_told_no_longer_once_it_is_tried_again(
    exam_window: MainWindow, qtbot: QtBot, tmp_path: Path, act: str
) -> None:
    from tests.protocols.test_library import GOOD

    window, opening = exam_window, exam_window.opening
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_text("{}")
    if act == "exam":
        save_exam(ONE, good)
    elif act == "protocol":
        good.write_text(GOOD)
    tried = {"save": opening.save_exam, "exam": opening.open_exam, "protocol": opening.open_protocol}[act]
    tried(bad)
    qtbot.waitUntil(lambda: len(window.notices.problems) == 1)
    tried(good)
    qtbot.waitUntil(lambda: window.notices.problems == [])
    assert bad.read_text() == "{}"
    # what is shown instead has been laid out
    qtbot.wait(100)


def test_of_several_exam_files_the_first_is_opened_and_the_others_are_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.opening.open_paths(written(tmp_path, ONE, TWO, THREE))
    qtbot.waitUntil(lambda: is_open(window, ONE) and len(window.notices.questions) == 2)
    said = [q.text.text() for q in window.notices.questions]
    assert "2.json" in said[0] and "Wang B P2" in said[0]
    assert "3.json" in said[1] and "not named" in said[1]
    window.notices.questions[0].yes.click()
    qtbot.waitUntil(lambda: is_open(window, TWO) and len(window.notices.questions) == 1)
    assert "3.json" in window.notices.questions[0].text.text(), "it waits on"
    window.notices.questions[0].no.click()
    window.new_exam()
    window.opening.open_paths(written(tmp_path, ONE))
    qtbot.waitUntil(lambda: is_open(window, ONE))
    qtbot.wait(50)
    assert window.notices.questions == []


def test_they_do_not_silently_replace_the_exam_that_is_open(
    exam_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    exam_window.opening.open_paths(written(tmp_path, TWO, ONE))
    qtbot.waitUntil(lambda: is_open(exam_window, TWO) and len(exam_window.notices.questions) == 1)
    qtbot.wait(50)
    assert is_open(exam_window, TWO)


def test_one_that_cannot_be_read_costs_a_sentence_and_not_its_neighbour(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text("{}")
    window.opening.open_paths([tmp_path / "bad.json", *written(tmp_path, ONE)])
    qtbot.waitUntil(lambda: is_open(window, ONE))
    assert len(window.notices.problems) == 1 and window.notices.questions == []


def test_clips_that_come_with_an_exam_file_are_of_that_exam(
    exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot, tmp_path: Path
) -> None:
    """They were added to the exam that was open when it had not been replaced yet."""
    before = exam_window.session
    clip = make_clip("late", patient=ONE.patient)
    exam = replace(ONE, clips=(ClipRecord.of(make_clip("own", patient=ONE.patient)),))
    exam_window.opening.open_paths([*written(tmp_path, exam), *loader.know(clip)])
    qtbot.waitUntil(lambda: is_open(exam_window, ONE))
    qtbot.waitUntil(lambda: [c.id for c in exam_window.session.exam.clips] == ["own", "late"])
    assert [c.id for c in before.exam.clips] == ["hip"]
