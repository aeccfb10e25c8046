"""What a question offers: a note where none was measured, a tie where a frame can show it, a common no."""

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QPushButton

from helpers.exam_window import begin, go
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutFinding
from sonostep.core.finding import Finding, FindingKey, FindingState, Side
from sonostep.ui.panels.questions.question_list import QuestionCard
from sonostep.ui.shell.main_window import MainWindow

HIP_AND_SPINE = "hip_spine_compound"


def card(window: MainWindow, question: str) -> QuestionCard:
    assert window.steps.questions is not None
    return next(c for c in window.steps.questions.cards if c.question.id == question)


def test_a_stop_that_was_not_measured_asks_for_a_note_until_there_is_one(exam_window: MainWindow) -> None:
    controller = begin(exam_window, HIP_AND_SPINE)
    go(controller, "red_flags")
    residual, other = (card(exam_window, q) for q in ("post_void_residual", "rf_saddle"))
    assert not residual.unmeasured.isHidden()
    assert other.unmeasured.isHidden()
    note = residual.answers[0].note
    residual.answers[0].more.click()
    note.field.setText("Not measured: no trouble passing urine")
    note.field.editingFinished.emit()
    assert residual.unmeasured.isHidden()


def test_what_is_asked_of_the_patient_is_marked_absent_together(exam_window: MainWindow) -> None:
    controller = begin(exam_window, HIP_AND_SPINE)
    go(controller, "red_flags")
    assert exam_window.steps.questions is not None
    assert exam_window.steps.questions.rest.isVisibleTo(exam_window.steps)
    exam_window.steps.questions.rest.click()
    assert controller.exam.finding(FindingKey("rf_saddle")).state is FindingState.NOT_ASSESSED
    exam_window.steps.questions.rest.click()
    assert controller.exam.finding(FindingKey("rf_saddle")).state is FindingState.ABSENT
    assert controller.exam.finding(FindingKey("post_void_residual")).state is FindingState.NOT_ASSESSED


def test_a_test_that_nobody_did_is_never_marked_absent_with_others(exam_window: MainWindow) -> None:
    controller = begin(exam_window, HIP_AND_SPINE)
    for step in ("neuro", "hip_tests", "lumbar_tests", "imaging_context", "anterior_sax"):
        go(controller, step)
        assert exam_window.steps.questions is not None
        assert not exam_window.steps.questions.rest.isVisibleTo(exam_window.steps), step


def test_only_what_a_frame_can_show_is_tied_to_one(exam_window: MainWindow) -> None:
    controller = begin(exam_window, HIP_AND_SPINE)
    for step, question, tied in (
        ("prior_treatment", "diabetes", False), ("neuro", "slr", False), ("hip_tests", "gt_palpation", False),
        ("anterior_sax", "us_tendinosis", True), ("sonopalpation", "us_sonopalpation", True),
    ):  # fmt: skip
        go(controller, step)
        links = card(exam_window, question).answers[0].links
        assert (links.tie is not None) is tied, question
        assert links.weighs is not None


def test_a_test_that_was_tied_stays_so(exam_window: MainWindow) -> None:
    controller = begin(exam_window, HIP_AND_SPINE)
    key = FindingKey("gt_palpation", Side.RIGHT)
    controller.do(PutFinding(Finding(key, FindingState.PRESENT, frames=(FrameRef("c1", 1),))))
    go(controller, "hip_tests")
    assert card(exam_window, "gt_palpation").answers[0].links.tie is not None


def test_a_feature_is_denied_with_one_press_and_taken_back_with_another(exam_window: MainWindow) -> None:
    begin(exam_window, HIP_AND_SPINE)
    panel = exam_window.exam_view.complaints
    panel.plus.click()
    for press, expected in (
        (deny, FindingState.ABSENT), (deny, FindingState.NOT_ASSESSED),
        (QPushButton.click, FindingState.PRESENT),
        (deny, FindingState.ABSENT), (QPushButton.click, FindingState.INDETERMINATE),
    ):  # fmt: skip
        assert panel.card is not None
        press(panel.card.chips["numb"])
        assert exam_window.session.exam.complaints[0].state_of("numb") is expected


def deny(button: QPushButton) -> None:
    reason, at = QContextMenuEvent.Reason.Mouse, button.rect().center()
    QApplication.sendEvent(button, QContextMenuEvent(reason, at, button.mapToGlobal(at)))
