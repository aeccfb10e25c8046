"""The frame of the window: how much of it is the picture, and that nothing but a hand moves it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from helpers.exam_window import COLUMNS, ROWS, FakeLoader, begin
from sonostep.app import Program
from sonostep.core.finding import Side
from sonostep.core.problem import Problem
from sonostep.settings import load_settings, save_settings
from sonostep.ui.panels.steps.measurement_slots import SlotRow
from sonostep.ui.shell.actions import TOOL_COLUMN, action
from sonostep.ui.shell.main_window import MainWindow

SIZES = [(1280, 800), (1920, 1080)]
LANGUAGES = ["en", "zh-TW"]


def picture(window: MainWindow) -> QRectF:
    """Where the picture is drawn, in the window; it is cut where its canvas ends."""
    canvas = window.viewer.canvas
    drawn = canvas.view.matrix().mapRect(QRectF(0, 0, COLUMNS, ROWS)).intersected(QRectF(canvas.rect()))
    return drawn.translated(canvas.mapTo(window, QPoint(0, 0)))


def settled(window: MainWindow, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (width, height))
    qtbot.wait(20)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_picture_has_half_of_the_window(
    exam_window: MainWindow, qtbot: QtBot, size: tuple[int, int], language: str
) -> None:
    """Of 4:3, as the sample's 800 x 600."""
    exam_window.use_language(language)
    begin(exam_window, "lateral_hip")
    settled(exam_window, qtbot, *size)
    drawn = picture(exam_window)
    assert drawn.width() * drawn.height() >= 0.5 * size[0] * size[1], drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_smallest_window_holds_an_exam(exam_window: MainWindow, qtbot: QtBot, language: str) -> None:
    exam_window.use_language(language)
    begin(exam_window, "lateral_hip")
    settled(exam_window, qtbot, 1024, 700)
    least = exam_window.minimumSizeHint()
    assert least.width() <= 1024 and least.height() <= 700, least


def test_header_and_strip_are_as_low_as_they_are_meant_to_be(
    protocol_window: MainWindow, qtbot: QtBot
) -> None:
    settled(protocol_window, qtbot, 1280, 800)
    assert protocol_window.bar.height() <= 44
    assert protocol_window.strip.height() <= 30
    assert protocol_window.viewer.active.transport.height() <= 52
    assert protocol_window.menuWidget() is None or protocol_window.menuWidget().isHidden()


@pytest.mark.parametrize("count", [1, 2, 9])
def test_no_notice_moves_the_picture(protocol_window: MainWindow, qtbot: QtBot, count: int) -> None:
    settled(protocol_window, qtbot, 1280, 800)
    before = picture(protocol_window)
    for number in range(count):
        protocol_window.tell(Problem.of("ui.home", reason=f"reason {number}"))
        protocol_window.notices.ask(f"question {number}?", "yes", "no")
    qtbot.waitUntil(lambda: protocol_window.notices.height() > 0)
    qtbot.wait(50)
    assert picture(protocol_window) == before
    notices = protocol_window.notices
    assert 0 < notices.height() <= 160
    shown = QRect(notices.mapTo(protocol_window, QPoint(0, 0)), notices.size())
    for part in (
        protocol_window.exam_view.tabs,
        protocol_window.viewer.active.transport,
        protocol_window.strip,
    ):
        where = QRect(part.mapTo(protocol_window, QPoint(0, 0)), part.size())
        assert not where.intersects(shown), "what saves the step and what plays the clip are not covered"
    assert protocol_window.rect().contains(shown)


def test_every_menu_is_behind_one_button(protocol_window: MainWindow) -> None:
    button = protocol_window.findChild(QToolButton, "main_menu")
    assert button.accessibleName() == "Menu"
    titles = [a.text() for a in button.menu().actions()]
    assert titles == ["File", "Edit", "Cine", "Picture", "Measure", "Exam", "Help"]


def test_the_header_says_whose_exam_it_is_and_how_far(protocol_window: MainWindow) -> None:
    bar, controller = protocol_window.bar, protocol_window.controller
    assert controller is not None
    assert bar.patient.accessibleName() == "No patient attached"
    assert bar.step.text() == f"1/{len(controller.places)}"
    controller.move(1)
    assert bar.step.accessibleName() == f"Step 2 of {len(controller.places)}"
    protocol_window.new_exam()
    assert bar.patient.text() == bar.step.text() == ""


def test_every_tool_has_a_picture_a_name_its_key_and_the_focus(
    protocol_window: MainWindow,
) -> None:
    tools = protocol_window.tools
    assert tools.isVisible()
    for made in tools.actions():
        if made.isSeparator():
            continue
        button = tools.widgetForAction(made)
        assert isinstance(button, QToolButton)
        assert not button.icon().isNull() and button.text() and button.focusPolicy() & Qt.FocusPolicy.TabFocus
        for key in made.shortcuts()[:1]:
            assert key.toString(key.SequenceFormat.NativeText) in button.toolTip()
    names = [a.objectName() for a in tools.actions() if not a.isSeparator()]
    assert names == [i for i in TOOL_COLUMN if i != "-"] and all(action(n) for n in names)


def test_enter_takes_up_the_tool_that_has_the_focus(protocol_window: MainWindow, qtbot: QtBot) -> None:
    tools = protocol_window.tools
    protocol_window.activateWindow()
    button = tools.widgetForAction(protocol_window.actions_["ellipse"])
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert protocol_window.session.view.tool == "ellipse"


def test_the_tools_are_there_only_with_a_picture(protocol_window: MainWindow) -> None:
    protocol_window.show_start()
    assert protocol_window.tools.isHidden()


def test_the_sides_fold_and_are_remembered(exam_window: MainWindow, qtbot: QtBot) -> None:
    view = exam_window.exam_view
    settled(exam_window, qtbot, 1280, 800)
    assert view.left.isHidden(), "in a narrow window the picture goes first"
    settled(exam_window, qtbot, 1920, 1080)
    assert not view.left.isHidden()
    for name, part in (("fold_clips", view.left), ("fold_panels", view.tabs)):
        exam_window.actions_[name].trigger()
        assert part.isHidden()
    assert exam_window.folds == (False, False)
    wide = picture(exam_window)
    exam_window.actions_["show_report"].trigger()
    assert not view.tabs.isHidden() and view.tabs.currentWidget() is view.report
    assert view.viewer.isHidden(), "the report is a page of its own"
    exam_window.actions_["list_shapes"].trigger()
    assert not view.left.isHidden() and not view.viewer.isHidden()
    qtbot.wait(20)
    assert picture(exam_window).width() <= wide.width()


def test_how_the_sides_were_left_is_kept_for_the_next_start(
    program: Program, exam_window: MainWindow
) -> None:
    exam_window.actions_["fold_panels"].trigger()
    kept, _ = load_settings()
    assert kept.panels_shown is False and kept.clips_shown is None


def test_the_first_window_is_maximised_and_none_is_larger_than_the_screen(qtbot: QtBot) -> None:
    room = QApplication.primaryScreen().availableGeometry()
    for size in (None, (room.width() + 900, room.height() + 500)):
        if size is not None:
            other = QMainWindow()
            other.setGeometry(room.left() + 300, room.top() + 200, *size)
            place = bytes(other.saveGeometry().toBase64().data()).decode("ascii")
            save_settings(replace(load_settings()[0], window=place))
        program = Program(QApplication.instance(), FakeLoader())
        program.guard.remove()
        program.start()
        assert program.window.isMaximized() is (size is None)
        shown = program.window.geometry()
        assert shown.width() <= room.width() and shown.height() <= room.height()
        assert room.adjusted(-2, -2, 2, 2).contains(shown), "within the frame that the platform draws"
        program.window.close()
        program.shut_down()
        program.window.deleteLater()
        program.deleteLater()


def test_nothing_of_the_header_lies_over_another_part(protocol_window: MainWindow, qtbot: QtBot) -> None:
    settled(protocol_window, qtbot, 1024, 700)
    parts = [w for w in protocol_window.bar.findChildren(QWidget) if w.parentWidget() is protocol_window.bar]
    boxes = [w.geometry() for w in parts if w.isVisible() and w.width() and w.height()]
    assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.intersects(b)]


def test_f6_goes_round_the_areas_of_the_window_and_back(protocol_window: MainWindow, qtbot: QtBot) -> None:
    settled(protocol_window, qtbot, 1920, 1080)
    protocol_window.activateWindow()
    view = protocol_window.exam_view
    pane = view.viewer.active
    areas = [protocol_window.bar, protocol_window.tools, view.left, pane.canvas, pane.controls, view.tabs]
    pane.canvas.setFocus()
    qtbot.waitUntil(pane.canvas.hasFocus)

    def here() -> int:
        held = protocol_window.focusWidget()
        return next(n for n, a in enumerate(areas) if a is held or a.isAncestorOf(held))

    for name, way in (("next_area", 1), ("previous_area", -1)):
        for _ in areas:
            before = here()
            protocol_window.actions_[name].trigger()
            assert here() == (before + way) % len(areas)


def test_no_step_is_wider_than_its_panel(protocol_window: MainWindow, qtbot: QtBot) -> None:
    settled(protocol_window, qtbot, 1280, 800)
    controller = protocol_window.controller
    assert controller is not None
    controller.choose_side(Side.RIGHT)
    wide: list[tuple[str, int]] = []
    for language in ("en", "zh-TW"):
        protocol_window.use_language(language)
        for place in controller.places:
            controller.go(place)
            qtbot.wait(20)
            for row in protocol_window.exam_view.tabs.findChildren(SlotRow):
                row.value.setText("123.45 ± 12.34 mm²")
                row.reveal.setVisible(True)
            qtbot.wait(20)
            for area in protocol_window.exam_view.tabs.findChildren(QScrollArea):
                body = area.widget()
                if area.isVisible() and body and body.minimumSizeHint().width() > area.viewport().width():
                    wide.append((f"{language} {place.step.id}", body.minimumSizeHint().width()))
    assert wide == []
