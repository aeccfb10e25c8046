"""Number fields: what a field shows is what the exam holds, and what cannot be taken is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from helpers.exam_window import begin, go
from sonostep.core.finding import FindingKey, FindingState
from sonostep.core.problem import Problem
from sonostep.core.protocol import AnswerKind
from sonostep.core.report.numbers import plain
from sonostep.messages import sentence
from sonostep.ui.kit.text_fields import NumberEdit
from sonostep.ui.panels.questions.answer import AnswerWidget
from sonostep.ui.shell.main_window import MainWindow

RESIDUAL = FindingKey("post_void_residual")


@pytest.fixture
def residual(exam_window: MainWindow, qtbot: QtBot) -> AnswerWidget:
    controller = begin(exam_window, "hip_spine_compound")
    go(controller, next(p.step.id for p in controller.places if RESIDUAL.id in p.step.questions))
    exam_window.exam_view.show_panel("steps")
    QApplication.processEvents()
    assert exam_window.steps.questions is not None
    return next(a for a in exam_window.steps.questions.answers if a.key == RESIDUAL)


def told(window: MainWindow) -> list[Problem]:
    found: list[Problem] = []
    assert window.controller is not None
    window.controller.problem.connect(found.append)
    return found


def enter(qtbot: QtBot, answer: AnswerWidget, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field = answer.number
    assert field is not None
    field.window().activateWindow()
    field.setFocus()
    QApplication.processEvents()
    field.selectAll()
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:
        field.clear()
        composed = QInputMethodEvent()
        composed.setCommitString(text)
        QApplication.sendEvent(field, composed)
    qtbot.keyClick(field, key)


def held(window: MainWindow) -> tuple[FindingState, float | None]:
    finding = window.session.exam.finding(RESIDUAL)
    return finding.state, finding.value


PRESENT, ABSENT, OPEN = FindingState.PRESENT, FindingState.ABSENT, FindingState.NOT_ASSESSED


def test_a_number_typed_into_an_empty_field_raises_the_flag_it_should(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot
) -> None:
    enter(qtbot, residual, "200")
    assert held(exam_window) == (PRESENT, 200.0)
    controller = exam_window.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.differential is not None and controller.differential.suspended)
    enter(qtbot, residual, "199,5")
    assert held(exam_window) == (ABSENT, 199.5)
    assert residual.number is not None and residual.number.text() == "199.5"


@pytest.mark.parametrize("before", ["", "300"])
def test_what_cannot_be_taken_is_told_and_the_recorded_number_comes_back(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot, before: str
) -> None:
    """300 corrected to 2500 showed 2500 and kept 300; 2500 in an empty field said nothing."""
    if before:
        enter(qtbot, residual, before)
    was, elsewhere, refusal = held(exam_window), told(exam_window), residual.refusal
    assert refusal is not None
    for typed in ("2500", "-1", "1,234", "abc", "3 L", "12.", "2001"):
        enter(qtbot, residual, typed)
        assert held(exam_window) == was, typed
        assert residual.number is not None and residual.number.text() == before, typed
        # below its field, and only there
        assert refusal.isVisible() and elsewhere == [] and (problem := refusal.problem) is not None
        qtbot.wait(20)
        below = residual.number.mapTo(residual, residual.number.rect().bottomLeft()).y()
        assert 0 <= refusal.mapTo(residual, refusal.rect().topLeft()).y() - below < 30
        if typed in ("2500", "-1", "2001"):
            assert problem.code == "number.limits"
            said = sentence(problem, "en")
            assert " 0 " in said and "2000" in said and "mL" in said and typed in said
        else:
            assert problem.code in ("number.unclear", "number.none", "number.unit"), typed
        qtbot.keyClicks(residual.number, "1")
        assert not refusal.isVisible() and refusal.problem is None


def type_into(qtbot: QtBot, field: QWidget, words: str) -> None:
    """Type with the cursor in a field, and stay in it."""
    field.window().activateWindow()
    field.setFocus()
    QApplication.processEvents()
    qtbot.keyClicks(field, words)


def test_a_number_that_is_left_for_another_step_is_told_there(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot
) -> None:
    elsewhere, field = told(exam_window), residual.number
    assert field is not None
    type_into(qtbot, field, "2500")
    exam_window.exam_view.show_panel("report")
    QApplication.processEvents()
    assert [p.code for p in elsewhere] == ["number.limits"]


UNDERSTOOD = {"1,5": 1.5, "１５０": 150.0, "1 500": 1500.0, "250 mL": 250.0, "0": 0.0}


def test_the_field_shows_what_was_understood(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot
) -> None:
    for typed, value in UNDERSTOOD.items():
        enter(qtbot, residual, typed)
        assert held(exam_window)[1] == value, typed
        assert residual.number is not None and residual.number.text() == plain(value), typed


def test_an_unfinished_number_is_not_complained_about_while_one_types(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot
) -> None:
    problems, field = told(exam_window), residual.number
    assert field is not None
    type_into(qtbot, field, "12,")
    qtbot.wait(900)
    exam_window.session.look(frame=2)  # the clip plays on
    assert (problems, field.text(), held(exam_window)[1]) == ([], "12,", None)
    qtbot.keyClicks(field, "5")
    qtbot.waitUntil(lambda: held(exam_window)[1] == 12.5, timeout=1000)
    assert field.text() == "12,5"


def test_emptied_it_is_not_assessed_once_the_field_is_left(
    exam_window: MainWindow, residual: AnswerWidget, qtbot: QtBot
) -> None:
    enter(qtbot, residual, "300")
    field = residual.number
    assert field is not None
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert held(exam_window) == (OPEN, None)
    exam_window.session.undo()
    assert held(exam_window) == (PRESENT, 300.0) and field.text() == "300"
    exam_window.session.redo()
    assert field.text() == ""


@pytest.mark.parametrize(
    "protocol", ["hip_spine_compound", "lumbar_facet_targeting", "low_back", "lateral_hip"]
)
def test_every_number_that_is_asked_for_is_read_alike(
    exam_window: MainWindow, qtbot: QtBot, protocol: str
) -> None:
    """Each number question of each protocol, both its ends and what lies just beyond them."""
    controller = begin(exam_window, protocol)
    problems, tried = told(exam_window), set()
    for place in controller.places:
        asked = [controller.vocabulary.question(q) for q in place.step.questions]
        if not any(q.kind is AnswerKind.NUMBER and q.id not in tried for q in asked):
            continue
        controller.go(place)
        assert exam_window.steps.questions is not None
        for level in ("L4_L5",) if place.step.per_level else ():
            controller.open_level(place.step.id, level, opened=True)
        for answer in list(exam_window.steps.questions.answers):
            field = answer.number
            if field is None or answer.key.id in tried:
                continue
            tried.add(answer.key.id)
            assert isinstance(field, NumberEdit)
            question = controller.vocabulary.question(answer.key.id)
            low, high = question.low or 0.0, question.high
            assert high is not None, answer.key.id
            for value in (low, high):
                field.setText(plain(value).replace(".", ","))
                field.editingFinished.emit()
                assert controller.exam.finding(answer.key).value == value, answer.key
            for beyond in (low - 1, high + 1):
                problems.clear()
                field.setText(plain(beyond))
                field.editingFinished.emit()
                beside = [answer.refusal.problem] if answer.refusal and answer.refusal.problem else []
                assert [p.code for p in (*problems, *beside)] == ["number.limits"], answer.key
                assert controller.exam.finding(answer.key).value == high
                assert field.text() == plain(high)
    assert tried or protocol == "lateral_hip"
