"""What a person does with the window, and what it never does to them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, broken_clip, make_clip
from sonostep.app import Program
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.edits import PutAnnotation
from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem
from sonostep.ui.exam_view import PANELS
from sonostep.ui.shell.main_window import MainWindow

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView, QAbstractSpinBox)


def go(window: MainWindow, step: str) -> None:
    assert window.controller is not None
    window.controller.go(next(p for p in window.controller.places if p.step.id == step))


def unnamed(root: QWidget) -> list[QWidget]:
    found = []
    for control in root.findChildren(QWidget):
        inside = isinstance(control.parentWidget(), QComboBox | QAbstractItemView | QAbstractSpinBox)
        kind = control.metaObject().className()
        own = not control.objectName().startswith("qt_") and "QComboBox" not in kind
        if isinstance(control, CONTROLS) and own and not inside:
            text = control.text() if isinstance(control, QAbstractButton) else ""
            if not control.accessibleName() and not text:
                found.append(control)
    return found


def test_every_control_has_a_name_for_a_screen_reader(protocol_window: MainWindow, qtbot: QtBot) -> None:
    assert protocol_window.controller is not None
    protocol_window.controller.set_side(Side.RIGHT)
    protocol_window.exam_view.complaints.plus.click()
    for panel in PANELS:
        protocol_window.exam_view.show_panel(panel)
        qtbot.wait(1)
        own = [w for w in unnamed(protocol_window) if type(w).__module__.startswith("sonostep")]
        assert own == [], panel
        fields = [w for w in unnamed(protocol_window.exam_view.tabs)]
        assert fields == [], panel


def test_a_side_is_asked_for_and_a_change_is_confirmed(protocol_window: MainWindow) -> None:
    window = protocol_window
    assert window.session.exam.side is None
    assert window.side_chooser.ask.text() == "Side?"
    window.side_chooser.buttons.buttons[Side.RIGHT].click()
    assert window.session.exam.side is Side.RIGHT
    window.side_chooser.buttons.buttons[Side.LEFT].click()
    assert window.session.exam.side is Side.RIGHT
    assert window.side_chooser.buttons.buttons[Side.RIGHT].isChecked()
    window.notices.lines[-1].yes.click()  # type: ignore[attr-defined]
    assert window.session.exam.side is Side.LEFT


def test_a_question_of_a_side_waits_until_the_side_is_known(protocol_window: MainWindow) -> None:
    go(protocol_window, "hip_tests")
    assert protocol_window.steps.questions is not None
    assert protocol_window.steps.questions.answers == []
    assert protocol_window.controller is not None
    protocol_window.controller.set_side(Side.LEFT)
    answers = protocol_window.steps.questions.answers
    assert {a.key.side for a in answers} == {Side.LEFT}


def test_choosing_a_step_arms_its_caliper_and_the_value_lands_in_its_slot(
    protocol_window: MainWindow,
) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    go(window, "posterior_bursa")
    view = window.session.view
    assert (view.tool, view.slot) == ("distance", "bursa_thickness")
    window.session.do(PutAnnotation(bursa()))
    assert window.steps.slots is not None
    row = window.steps.slots.rows["bursa_thickness"]
    assert row.value.text().startswith("5.00")
    window.session.undo()
    assert row.value.text() == "–"


def bursa() -> Annotation:
    ends = (Point(100.0, 100.0), Point(100.0, 150.0))
    return Annotation(
        "a1", FrameRef("hip", 1), ShapeKind.DISTANCE, ends, (1.0, 1.0),
        step="posterior_bursa", slot="bursa_thickness", side=Side.RIGHT,
    )  # fmt: skip


def test_a_clip_without_scale_says_why_there_is_no_millimetre(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    window.opening.open_paths(loader.know(make_clip("hip", regions=False)))
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    assert window.controller is not None
    window.controller.use_protocol(window.controller.library.protocols[0])
    window.controller.set_side(Side.RIGHT)
    go(window, "posterior_bursa")
    window.session.do(PutAnnotation(bursa()))
    assert window.steps.slots is not None
    row = window.steps.slots.rows["bursa_thickness"]
    assert "px" in row.value.text() and "mm" not in row.value.text()
    assert "states no scale" in row.detail.text()


def test_saving_the_key_image_accounts_for_the_view(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    go(window, "landmark")
    window.actions_["save_view"].trigger()
    qtbot.waitUntil(lambda: len(window.session.exam.key_images) == 1)
    image = window.session.exam.key_images[0]
    assert (image.step, image.view, image.side) == ("landmark", "apex_sax", Side.RIGHT)
    assert image.png.startswith(b"\x89PNG")
    record = window.session.exam.view_record("landmark", "apex_sax", Side.RIGHT)
    assert record.state is ViewState.DONE
    window.actions_["undo"].trigger()
    assert window.session.exam.key_images == ()


def test_a_view_is_skipped_only_with_a_reason(protocol_window: MainWindow) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    go(window, "landmark")
    assert window.steps.views is not None
    row = window.steps.views.rows["apex_sax"]
    row.skip.click()
    assert row.form is not None
    row.form.buttons[ViewState.SKIPPED].click()
    assert window.session.exam.views == ()
    assert window.notices.problems[0].problem.code == "view.reason_missing"
    row.form.reason.setEditText("No time left")
    row.form.buttons[ViewState.SKIPPED].click()
    record = window.session.exam.view_record("landmark", "apex_sax", Side.RIGHT)
    assert (record.state, record.reason) == (ViewState.SKIPPED, "No time left")


def test_what_is_not_assessed_never_reads_as_normal(protocol_window: MainWindow) -> None:
    go(protocol_window, "red_flags")
    assert protocol_window.steps.questions is not None
    first = protocol_window.steps.questions.answers[0]
    assert first.state_button(FindingState.NOT_ASSESSED).isChecked()
    assert not first.state_button(FindingState.ABSENT).isChecked()


def test_a_stop_flag_suspends_the_differential_and_undo_brings_it_back(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    window = protocol_window
    controller = window.controller
    assert controller is not None
    go(window, "red_flags")
    assert window.steps.questions is not None
    window.steps.questions.answers[0].state_button(FindingState.PRESENT).click()
    qtbot.waitUntil(lambda: controller.differential is not None and controller.differential.suspended)
    window.exam_view.show_panel("differential")
    assert window.exam_view.differential.cards == []
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: controller.differential is not None and not controller.differential.suspended)
    assert window.steps.questions.answers[0].state_button(FindingState.NOT_ASSESSED).isChecked()


def test_complaints_are_split_and_each_keeps_its_own(protocol_window: MainWindow) -> None:
    window = protocol_window
    panel = window.exam_view.complaints
    for label in ("A", "B"):
        panel.plus.click()
        assert panel.card is not None
        assert panel.card.complaint.label == label
        panel.card.side.buttons[Side.RIGHT].click()
        panel.card.sites["outer_hip" if label == "B" else "anterior_thigh"].click()
        panel.card.chips["numb"].click()
    first, second = window.session.exam.complaints
    assert (first.route, second.route) == (("anterior_thigh",), ("outer_hip",))
    assert first.state_of("numb") is FindingState.PRESENT
    panel.card.chips["numb"].click()
    assert window.session.exam.complaints[1].state_of("numb") is FindingState.ABSENT
    assert window.session.exam.complaints[0].state_of("numb") is FindingState.PRESENT


def test_a_test_names_the_complaint_that_it_reproduced(protocol_window: MainWindow) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    window.exam_view.complaints.plus.click()
    go(window, "hip_tests")
    assert window.steps.questions is not None
    answer = next(a for a in window.steps.questions.answers if a.key.id == "gt_palpation")
    answer.state_button(FindingState.PRESENT).click()
    assert answer.complaints is not None
    complaint = window.session.exam.complaints[0].id
    answer.complaints.chips[complaint].click()
    found = window.session.exam.finding(FindingKey("gt_palpation", Side.RIGHT))
    assert found.reproduces == (complaint,)


def test_a_finding_shows_itself_stale_when_its_measurement_goes(protocol_window: MainWindow) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    go(window, "posterior_bursa")
    window.session.do(PutAnnotation(bursa()))
    assert window.steps.questions is not None
    answer = next(a for a in window.steps.questions.answers if a.key.id == "us_bursa_fluid")
    answer.state_button(FindingState.PRESENT).click()
    assert answer.links.tie is not None
    answer.links.tie.click()
    assert window.session.exam.finding(answer.key).annotations == ("a1",)
    window.session.look(selected="a1")
    window.actions_["delete"].trigger()
    from PySide6.QtWidgets import QLabel

    assert any("removed" in w.text() for w in answer.links.findChildren(QLabel))


def test_the_pedal_answers_and_goes_on(protocol_window: MainWindow) -> None:
    window = protocol_window
    go(window, "red_flags")
    window.actions_["pedal_next"].trigger()
    window.actions_["pedal_act"].trigger()
    assert window.steps.questions is not None
    key = window.steps.questions.answers[0].key
    seen = []
    for _ in range(5):
        seen.append(window.session.exam.finding(key).state)
        window.actions_["pedal_act"].trigger()
    absent, unclear, present = FindingState.ABSENT, FindingState.INDETERMINATE, FindingState.PRESENT
    # a stop waits for a second tread once it is said what it records
    assert seen == [absent, unclear, unclear, present, FindingState.NOT_ASSESSED]


@pytest.mark.parametrize("by_pedal", [True, False])
def test_a_view_saved_by_pedal_does_not_lead_past_the_questions_of_its_step(
    protocol_window: MainWindow, qtbot: QtBot, by_pedal: bool
) -> None:
    window = protocol_window
    go(window, "anterior_sax")
    if by_pedal:
        window.actions_["pedal_next"].trigger()
    window.actions_["pedal_act" if by_pedal else "save_view"].trigger()
    qtbot.waitUntil(lambda: len(window.session.exam.key_images) == 1)
    assert window.controller is not None and window.controller.place is not None
    assert (window.controller.place.step.id == "anterior_sax") is by_pedal


def test_typing_a_letter_into_a_field_is_no_command(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    window.exam_view.show_panel("report")
    field = window.exam_view.report.impression
    field.setFocus()
    step = window.session.view.step
    qtbot.keyClicks(field, "snp c")
    assert field.toPlainText() == "snp c"
    assert window.session.view.step == step
    assert window.session.exam.key_images == ()


def test_words_are_kept_when_the_field_is_left(protocol_window: MainWindow, qtbot: QtBot) -> None:
    window = protocol_window
    window.exam_view.show_panel("report")
    report = window.exam_view.report
    report.plan.setFocus()
    qtbot.keyClicks(report.plan, "Review")
    report.impression.setFocus()
    qtbot.waitUntil(lambda: window.session.exam.plan == "Review", timeout=3000)


# bad input


@pytest.mark.parametrize("code", ["imaging.empty_file", "imaging.not_dicom", "imaging.dicom_damaged"])
def test_a_bad_file_says_why_and_harms_nothing(
    protocol_window: MainWindow, loader: FakeLoader, qtbot: QtBot, code: str
) -> None:
    window = protocol_window
    before = window.session.exam
    bad = broken_clip("bad.dcm", Problem.of(code, file="bad.dcm"))
    window.opening.open_paths(loader.know(bad))
    qtbot.waitUntil(lambda: window.notices.problems != [])
    assert window.notices.problems[0].problem.code == code
    assert window.session.exam is before
    assert bad in window.session.clips


def test_a_folder_without_pictures_says_so(protocol_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = protocol_window.session.exam
    protocol_window.opening.open_paths([tmp_path])
    qtbot.waitUntil(lambda: protocol_window.notices.problems != [])
    assert protocol_window.notices.problems[0].problem.code == "ui.no_clips"
    assert protocol_window.session.exam is before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 99}', '{"format": "x", "version": 99}'])
def test_a_bad_exam_file_harms_nothing(
    protocol_window: MainWindow, tmp_path: Path, qtbot: QtBot, content: str
) -> None:
    before, session = protocol_window.session.exam, protocol_window.session
    path = tmp_path / "exam.json"
    path.write_text(content)
    protocol_window.opening.open_paths([path])
    qtbot.waitUntil(lambda: protocol_window.notices.problems != [])
    assert protocol_window.session is session
    assert protocol_window.session.exam is before


def test_a_bad_protocol_file_harms_nothing(protocol_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = protocol_window.session.exam
    path = tmp_path / "mine.yaml"
    path.write_text("protocol: mine\nunknown_field: 1\n")
    protocol_window.opening.open_protocol(path)
    qtbot.waitUntil(lambda: protocol_window.notices.problems != [])
    assert protocol_window.session.exam is before


def test_another_patients_clip_is_asked_about_by_name(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    mine = make_clip("one", patient=Patient("Lin", "7"))
    other = make_clip("two", patient=Patient("Chen", "8"))
    window.opening.open_paths(loader.know(mine))
    qtbot.waitUntil(lambda: window.has_exam)
    window.opening.open_paths(loader.know(other))
    qtbot.waitUntil(lambda: any(line.accessibleName() for line in window.notices.lines))
    question = window.notices.lines[-1]
    assert "Chen 8" in question.accessibleName() and "Lin 7" in question.accessibleName()
    assert [c.id for c in window.session.exam.clips] == ["one"]
    question.yes.click()  # type: ignore[attr-defined]
    assert [c.id for c in window.session.exam.clips] == ["one", "two"]


def test_dropped_files_are_opened(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    path = str(Path.cwd() / "dropped.dcm")
    loader.know(make_clip("dropped", path))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    at, copy, left = QPointF(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(at, copy, data, left, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: window.has_exam)


def test_a_problem_is_told_once_and_can_be_dismissed(window: MainWindow) -> None:
    for _ in range(3):
        window.tell(Problem.of("ui.no_clips"))
    assert len(window.notices.problems) == 1
    window.notices.problems[0].close_.click()
    assert window.notices.problems == []


@pytest.mark.expects_log
def test_an_error_in_a_slot_is_one_sentence_and_no_traceback(program: Program) -> None:
    try:
        raise ValueError("Lin Mei-hua")
    except ValueError as error:
        program.guard._unexpected(ValueError, error, error.__traceback__)
    line = program.window.notices.problems[0].accessibleName()
    assert "Lin" not in line and "Traceback" not in line


def test_long_work_can_be_cancelled(window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> None:
    loader.held.clear()
    window.opening.open_paths(loader.know(make_clip("slow")))
    assert len(window.notices.tasks) == 1
    window.notices.tasks[0].stop.click()
    loader.held.set()
    qtbot.waitUntil(lambda: window.notices.tasks == [])
    assert not window.has_exam


# coming back


def test_an_exam_is_there_again_after_the_window_was_closed(
    protocol_window: MainWindow, program: Program, qtbot: QtBot
) -> None:
    window = protocol_window
    assert window.controller is not None
    window.controller.set_side(Side.RIGHT)
    exam = window.session.exam
    window.new_exam()
    qtbot.waitUntil(lambda: len(window.start.exams) == 1)
    assert not window.has_exam
    window.start.exams[0].click()
    qtbot.waitUntil(lambda: window.has_exam)
    assert window.session.exam == exam
    assert window.session.history.undo_name == "set_side"
    assert window.session.view.protocol == "lateral_hip"


def test_closing_ends_what_the_program_started(program: Program, loader: FakeLoader) -> None:
    program.window.close()
    assert loader.closed


def test_the_window_remembers_its_language(program: Program) -> None:
    from sonostep.settings import load_settings

    program.window.toggle_language()
    assert load_settings()[0].language == "zh-TW"


def test_the_interface_grows(program: Program) -> None:
    before = program.window.strip.safety.fontMetrics().height()
    program._change("en", 1.5)
    assert program.window.strip.safety.fontMetrics().height() > before
    program._change("en", 1.0)
