"""Undo never leaves a panel behind: what was taken back is neither shown, nor asked, nor filed under."""

from dataclasses import replace

from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, begin, go, make_clip
from sonostep.core.edits import AwaitSignature, PutComplaint
from sonostep.core.finding import Complaint, Side
from sonostep.core.progress.step_progress import SUMMARY
from sonostep.storage import exams_folder
from sonostep.storage.journal import path_for
from sonostep.tools import Phase
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.shell.main_window import MainWindow


def use(controller: ExamController, protocol: str) -> None:
    controller.use_protocol(next(p for p in controller.library.protocols if p.id == protocol))


def test_the_steps_go_with_the_protocol_and_come_back_with_it(exam_window: MainWindow) -> None:
    controller = exam_window.controller
    assert controller is not None
    use(controller, "lateral_hip")
    shown = list(exam_window.steps.checklist.buttons)
    exam_window.actions_["undo"].trigger()
    assert controller.places == () and controller.view_id == ""
    assert not exam_window.steps.checklist.buttons and exam_window.steps.questions is None
    assert exam_window.steps.protocols.isHidden() and exam_window.steps.on.isHidden()
    exam_window.actions_["redo"].trigger()
    assert list(exam_window.steps.checklist.buttons) == shown
    assert exam_window.steps.questions is not None and controller.place in shown


def test_the_protocol_before_is_worked_through_again(exam_window: MainWindow) -> None:
    controller = begin(exam_window, "lateral_hip")
    use(controller, "lumbar_facet_targeting")
    exam_window.actions_["undo"].trigger()
    assert controller.protocol is not None and controller.protocol.id == "lateral_hip"
    assert controller.place in exam_window.steps.checklist.buttons


def test_no_measurement_waits_for_a_step_that_was_taken_back(exam_window: MainWindow) -> None:
    controller = exam_window.controller
    assert controller is not None
    use(controller, "lateral_hip")
    go(controller, "anterior_sax")
    assert exam_window.session.view.slot
    exam_window.actions_["undo"].trigger()
    assert (exam_window.session.view.slot, exam_window.session.view.tool) == ("", "select")


def test_the_next_picture_answers_no_view_that_was_taken_back(protocol_window: MainWindow) -> None:
    controller = protocol_window.controller
    assert controller is not None
    controller.set_side(Side.RIGHT)
    go(controller, "anterior_sax")
    controller.add_extra_view("a cyst")
    beside = controller.view_id
    protocol_window.actions_["undo"].trigger()
    assert controller.view_id not in ("", beside)


def test_the_side_of_the_place_goes_with_the_side(protocol_window: MainWindow) -> None:
    controller = protocol_window.controller
    assert controller is not None
    controller.set_side(Side.RIGHT)
    protocol_window.actions_["undo"].trigger()
    assert protocol_window.session.view.side is None


def test_an_exam_that_waits_for_its_signature_takes_no_words(exam_window: MainWindow, qtbot: QtBot) -> None:
    controller, report = exam_window.controller, exam_window.exam_view.report
    assert controller is not None
    exam_window.exam_view.show_panel("report")
    controller.do(AwaitSignature(True))
    fields = [*report.fields.values(), report.impression, report.plan, report.images.caption]
    assert all(field.isReadOnly() for field in fields) and not report.setting.isEnabled()
    controller.do(AwaitSignature(False))
    assert not any(field.isReadOnly() for field in fields) and report.setting.isEnabled()


def test_a_new_shape_takes_the_side_that_was_chosen(exam_window: MainWindow) -> None:
    controller, canvas = exam_window.controller, exam_window.viewer.canvas
    assert controller is not None
    exam_window.actions_["caliper"].trigger()
    for side in (Side.RIGHT, Side.LEFT):
        controller.set_side(side)
        for phase, at in ((Phase.PRESS, 80), (Phase.MOVE, 160), (Phase.RELEASE, 160)):
            canvas.pointed.emit(canvas.to_event(phase, QPointF(at, canvas.height() / 2), True))
        assert exam_window.session.exam.annotations[-1].side is side


def test_the_number_of_complaints_is_that_of_the_exam(exam_window: MainWindow) -> None:
    """The machine of random acts found the count of before on the step's button."""
    controller = begin(exam_window, "hip_spine_compound")
    place = next(p for p in controller.places if p.step.complaints)
    controller.go(place)
    button = exam_window.steps.save
    for count in (1, 2):
        controller.do(PutComplaint(Complaint(f"pain {count}", "AB"[count - 1], Side.RIGHT)))
        assert f"({count} recorded)" in button.accessibleName()
    exam_window.actions_["undo"].trigger()
    assert "(1 recorded)" in button.accessibleName()


def test_which_pain_is_treated_first_follows_undo_and_the_complaints(exam_window: MainWindow) -> None:
    controller = begin(exam_window, "hip_spine_compound")
    for label in "AB":
        controller.do(PutComplaint(Complaint(label.lower(), label, Side.RIGHT)))
    controller.go(next(p for p in controller.places if p.step.id == SUMMARY))
    card = exam_window.steps.treated
    assert card is not None

    def first() -> list[str]:
        return [id_ for id_, chip in card.chips.items() if chip.isChecked()]

    card.chips["a"].click()
    assert first() == ["a"]
    card.chips["b"].click()
    assert first() == ["b"]
    card.chips["b"].click()
    assert first() == ["b"], "pressed once more it is what the exam holds"
    exam_window.actions_["undo"].trigger()
    assert first() == ["a"]
    exam_window.actions_["undo"].trigger()
    assert first() == []
    controller.do(PutComplaint(Complaint("c", "C", Side.LEFT)))
    assert list(card.chips) == ["a", "b", "c"]


def test_a_slot_that_is_armed_stays_armed_when_it_is_pressed_again(protocol_window: MainWindow) -> None:
    controller = protocol_window.controller
    assert controller is not None
    controller.set_side(Side.RIGHT)
    go(controller, "anterior_sax")
    slots = protocol_window.steps.slots
    assert slots is not None
    row = next(iter(slots.rows.values()))
    for _ in range(3):
        row.arm.click()
        assert row.arm.isChecked() and protocol_window.session.view.slot


def test_the_clips_of_a_view_are_offered_when_an_exam_is_opened_again(
    window: MainWindow, loader: FakeLoader, qtbot: QtBot
) -> None:
    """The clips come after the steps are made; the buttons that open them were missing."""
    label = "R GT ANT FACET SAX GMIN"
    clips = [replace(make_clip(str(n)), label=label) for n in range(2)]
    window.opening.open_paths(loader.know(*clips))
    qtbot.waitUntil(lambda: window.has_exam and len(window.session.clips) == 2)
    controller = begin(window, "lateral_hip")
    go(controller, "anterior_sax")

    def offered() -> int:
        views = window.steps.views
        return sum(len(row.clips) for row in views.rows.values()) if views is not None else 0

    shown, path = offered(), path_for(exams_folder(), window.session.exam.id)
    assert shown
    window.new_exam()
    loader.held.clear()
    window.opening.exams.resume(path)
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    # the step is shown before the clips are found
    go(begin(window, "lateral_hip"), "anterior_sax")
    assert offered() == 0
    loader.held.set()
    qtbot.waitUntil(lambda: len(window.session.clips) == 2)
    qtbot.waitUntil(lambda: offered() == shown)
