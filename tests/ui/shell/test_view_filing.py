"""What is filed under a view that its clip does not show is asked about; what is saved is confirmed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, begin, go, make_clip
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.edits import PutAnnotation
from sonostep.core.exam import ViewState
from sonostep.core.finding import Side
from sonostep.core.measure.geometry import Point
from sonostep.ui.shell.main_window import MainWindow

STEP, VIEW = "anterior_sax", "gmin_sax"


@pytest.fixture
def hip(exam_window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> MainWindow:
    """At the gluteus minimus, with the apex in view."""
    window = exam_window
    clips = [replace(make_clip(i), label=text) for i, text in (("apex", "R GT APEX SAX"), ("plain", "IMG 7"))]
    window.opening.open_paths(loader.know(*clips))
    qtbot.waitUntil(lambda: len(window.session.exam.clips) == 3)
    controller = begin(window, "lateral_hip")
    go(controller, STEP)
    return window


def look(window: MainWindow, clip: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.viewer.frame_shown):
        window.session.look(clip=clip, frame=2)


def state(window: MainWindow) -> ViewState:
    return window.session.exam.view_record(STEP, VIEW, Side.RIGHT).state


def press_save(window: MainWindow) -> None:
    window.actions_["save_view"].trigger()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_clip_of_another_view_is_asked_about_before_it_is_filed(
    hip: MainWindow, qtbot: QtBot, answer: str
) -> None:
    look(hip, "apex", qtbot)
    press_save(hip)
    qtbot.waitUntil(lambda: len(hip.notices.questions) == 1)
    (line,) = hip.notices.questions
    assert "Apex" in line.text.text() and "Gluteus minimus" in line.text.text()
    assert hip.session.exam.key_images == ()
    getattr(line, answer).click()
    assert len(hip.session.exam.key_images) == (answer == "yes")
    assert state(hip) is (ViewState.DONE if answer == "yes" else ViewState.OPEN)


def test_a_frame_that_answers_a_view_already_is_asked_about(hip: MainWindow, qtbot: QtBot) -> None:
    look(hip, "plain", qtbot)
    press_save(hip)
    qtbot.waitUntil(lambda: state(hip) is ViewState.DONE)
    controller = hip.controller
    assert controller is not None
    go(controller, "anterior_lax")
    press_save(hip)
    qtbot.waitUntil(lambda: len(hip.notices.questions) == 1)
    assert "already" in hip.notices.questions[0].text.text()
    assert len(hip.session.exam.key_images) == 1


def test_what_is_saved_is_confirmed_and_can_be_taken_back(hip: MainWindow, qtbot: QtBot) -> None:
    look(hip, "plain", qtbot)
    height = hip.strip.height()
    press_save(hip)
    qtbot.waitUntil(lambda: "Saved: Gluteus minimus" in hip.strip.hint.text())
    assert hip.strip.height() == height
    assert state(hip) is ViewState.DONE
    assert "<" not in hip.strip.hint.text()
    qtbot.mouseClick(hip.strip.undo, Qt.MouseButton.LeftButton)
    assert hip.session.exam.key_images == () and state(hip) is ViewState.OPEN
    assert "Saved" not in hip.strip.hint.text() and hip.strip.undo.isHidden()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_measurement_on_another_view_is_asked_about(hip: MainWindow, qtbot: QtBot, answer: str) -> None:
    shape = Annotation(
        "s1",
        FrameRef("apex", 1),
        ShapeKind.DISTANCE,
        (Point(10, 10), Point(60, 10)),
        step=STEP,
        slot="gmin_thickness",
        side=Side.RIGHT,
    )
    hip.session.do(PutAnnotation(shape))
    (line,) = hip.notices.questions
    assert "Apex" in line.text.text() and "thickness" in line.text.text()
    getattr(line, answer).click()
    (now,) = hip.session.exam.annotations
    assert now.slot == ("gmin_thickness" if answer == "yes" else "")
    hip.session.do(PutAnnotation(replace(shape, id="s2", frame=FrameRef("plain", 1))))
    assert hip.notices.questions == []
