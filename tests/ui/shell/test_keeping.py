"""What is not on the disk is said until it is; an exam that another window has open can be looked at."""

import pytest
from PySide6.QtWidgets import QFileDialog

from helpers.exam_window import make_clip
from sonostep.core.edits import SetWords
from sonostep.core.problem import ProblemError
from sonostep.storage import create_journal, exams_folder, load_exam, open_journal
from sonostep.storage.journal import path_for
from sonostep.ui.shell.notifications import StayingLine


def staying(window):
    return [line for line in window.notices.lines if isinstance(line, StayingLine)]


@pytest.fixture
def full(exam_window, monkeypatch):
    """A disk that takes nothing until it is given room."""
    journal = exam_window.session._journal
    real, room = journal.keep, []

    def keep(history):
        if not room:
            raise ProblemError.of("journal.full", file="x.sonostep")
        real(history)

    monkeypatch.setattr(journal, "keep", keep)
    return room


def test_unsaved_changes_are_said_until_they_are_saved(exam_window, full):
    exam_window.controller.do(SetWords("kept in memory", ""))
    (line,) = staying(exam_window)
    assert line.problem.code == "journal.full" and line.close_.isHidden()
    assert len([p for p in exam_window.notices.problems if p.problem == line.problem]) == 1
    line.retry.click()
    assert staying(exam_window) == [line]
    full.append(True)
    line.retry.click()
    assert staying(exam_window) == [] and exam_window.session.unsaved is None
    path = path_for(exams_folder(), exam_window.session.exam.id)
    assert open_journal(path, read_only=True)[1].exam.impression == "kept in memory"


def test_the_next_edit_that_is_saved_takes_the_line_away(exam_window, full):
    exam_window.controller.do(SetWords("a", ""))
    exam_window.session.undo()
    assert len(staying(exam_window)) == 1
    full.append(True)
    exam_window.controller.do(SetWords("b", ""))
    assert staying(exam_window) == []


def test_the_line_is_not_pushed_out_by_other_problems(exam_window, full):
    from sonostep.core.problem import Problem

    exam_window.controller.do(SetWords("a", ""))
    for number in range(9):
        exam_window.tell(Problem.of("journal.missing", file=str(number)))
    exam_window.notices.clear_problems()
    assert len(staying(exam_window)) == 1


def test_an_exam_that_is_left_with_unsaved_changes_can_be_saved_as_a_file(exam_window, full, qtbot, tmp_path):
    exam_window.controller.do(SetWords("in memory alone", ""))
    exam_window.new_exam()
    (line,) = [line for line in staying(exam_window) if line.problem.code == "exam.not_kept"]
    line.retry.click()
    (dialog,) = exam_window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "rescued.json"))
    dialog.close()
    qtbot.waitUntil((tmp_path / "rescued.json").is_file)
    assert load_exam(tmp_path / "rescued.json").impression == "in memory alone"
    qtbot.waitUntil(lambda: "exam.not_kept" not in [x.problem.code for x in staying(exam_window)])


def test_the_window_asks_before_it_loses_what_is_not_on_the_disk(exam_window, full, qtbot):
    exam_window.controller.do(SetWords("in memory alone", ""))
    exam_window.close()
    exam_window.close()
    assert exam_window.isVisible() and exam_window.has_exam
    (question,) = exam_window.notices.questions
    question.no.click()
    exam_window.close()
    assert exam_window.isVisible()
    (question,) = exam_window.notices.questions
    question.yes.click()
    assert not exam_window.isVisible()


def test_it_closes_without_a_question_once_there_is_room(exam_window, full):
    exam_window.controller.do(SetWords("kept after all", ""))
    full.append(True)
    exam_window.close()
    assert not exam_window.isVisible() and exam_window.notices.questions == []


def test_closing_tries_once_more(exam_window, full):
    exam_window.controller.do(SetWords("there is room again", ""))
    session = exam_window.session
    full.append(True)
    exam_window.new_exam()
    assert session.unsaved is None
    path = path_for(exams_folder(), session.exam.id)
    assert open_journal(path, read_only=True)[1].exam.impression == "there is room again"


def test_the_line_goes_with_its_exam(exam_window, full, qtbot):
    exam_window.controller.do(SetWords("a", ""))
    exam_window.new_exam()
    qtbot.waitUntil(lambda: [x.problem.code for x in staying(exam_window)] == ["exam.not_kept"])


# another window has it open


@pytest.fixture
def elsewhere(window, loader, qtbot):
    """An exam that another instance is working on, and its journal."""
    from sonostep.core.exam import ClipRecord, Exam

    clip = make_clip("hip")
    loader.know(clip)
    exam = Exam("0a1b", "2025-01-02T09:00:00+08:00", clips=(ClipRecord.of(clip),), impression="theirs")
    journal, _ = create_journal(exams_folder(), exam)
    yield journal
    journal.close()


def test_a_locked_exam_opens_to_be_looked_at(window, elsewhere, qtbot):
    window.opening.exams.resume(elsewhere.path)
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    (line,) = staying(window)
    assert line.problem.code == "journal.looking_only" and window.session.exam.impression == "theirs"
    assert not window.controller.do(SetWords("mine", ""))
    assert window.session.exam.impression == "theirs" and window.session.unsaved is None
    window.session.undo()
    assert "journal.read_only" in [p.problem.code for p in window.notices.problems]
    qtbot.waitUntil(lambda: window.session.clip("hip") is not None)


def test_once_the_other_window_is_closed_it_can_be_worked_on(window, elsewhere, qtbot):
    window.opening.exams.resume(elsewhere.path)
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    elsewhere.close()
    staying(window)[0].retry.click()
    qtbot.waitUntil(
        lambda: window.has_exam and window.session.read_only is None and window.controller is not None
    )
    qtbot.waitUntil(lambda: staying(window) == [])
    assert window.controller.do(SetWords("mine", ""))


def test_going_on_with_the_exam_that_is_open_changes_nothing(exam_window):
    session = exam_window.session
    exam_window.show_start()
    exam_window.opening.exams.resume(path_for(exams_folder(), session.exam.id))
    assert exam_window.session is session and session.read_only is None
    assert exam_window.stack.currentWidget() is exam_window.exam_view
