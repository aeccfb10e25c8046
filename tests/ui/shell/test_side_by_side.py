"""Two pictures: one held while the other plays, one in a window of its own; playing by menu."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from helpers.exam_window import FakeLoader, make_clip
from sonostep.ui.shell.main_window import MainWindow


@pytest.fixture
def two(protocol_window: MainWindow, loader: FakeLoader, qtbot: QtBot) -> MainWindow:
    """Two clips side by side, in step, the first one worked on."""
    protocol_window.opening.open_paths(loader.know(make_clip("second")))
    qtbot.waitUntil(lambda: len(protocol_window.session.clips) == 2)
    protocol_window.actions_["two_pictures"].trigger()
    protocol_window.actions_["in_step"].trigger()
    return protocol_window


def frames(window: MainWindow) -> list[int]:
    return [p.looking.view.frame for p in window.viewer.panes]


def test_a_held_picture_stays_while_the_others_go_on(two: MainWindow) -> None:
    two.viewer.go_to(3)
    assert frames(two) == [3, 3]
    two.actions_["next_picture"].trigger()
    two.actions_["hold_picture"].trigger()
    held = two.viewer.active
    assert any("held" in w for w in held.header.words())
    two.actions_["next_picture"].trigger()
    two.viewer.go_to(7)
    assert frames(two) == [7, 3]
    two.actions_["next_picture"].trigger()
    two.actions_["hold_picture"].trigger()
    assert not any("held" in w for w in held.header.words())
    two.actions_["next_picture"].trigger()
    two.viewer.go_to(9)
    assert frames(two) == [9, 5], "it goes on from where it was held"


def test_one_picture_alone_is_not_held(two: MainWindow) -> None:
    two.actions_["hold_picture"].trigger()
    two.actions_["one_picture"].trigger()
    two.actions_["two_pictures"].trigger()
    two.actions_["in_step"].trigger()
    two.actions_["next_picture"].trigger()
    two.viewer.go_to(4)
    assert frames(two)[0] == 4


def test_the_second_picture_has_a_window_of_its_own(two: MainWindow, qtbot: QtBot) -> None:
    second = two.viewer.panes[1]
    two.actions_["own_window"].trigger()
    own = two.viewer.findChild(QWidget, "pane_window")
    assert own is not None and own.isWindow() and own.isAncestorOf(second) and second.isVisible()
    assert two.actions_["play"] in own.actions(), "the keys hold there, too"
    two.viewer.go_to(5)
    assert frames(two) == [5, 5]
    own.close()
    assert second.window() is two and second.isVisible() and two.viewer.panes[1] is second
    two.actions_["own_window"].trigger()
    two.actions_["one_picture"].trigger()
    assert second.window() is two and not second.isVisible()


def test_a_second_picture_is_opened_for_its_window(protocol_window: MainWindow) -> None:
    protocol_window.actions_["own_window"].trigger()
    assert len(protocol_window.viewer.panes) == 2
    assert protocol_window.viewer.panes[1].window() is not protocol_window


def test_playing_is_in_a_menu(protocol_window: MainWindow) -> None:
    transport = protocol_window.viewer.transport
    speed, loop = transport.findChild(QWidget, "speed"), transport.findChild(QWidget, "loop")
    press = {id_: protocol_window.actions_[id_].trigger for id_ in (
        "slower", "faster", "true_rate", "backwards", "loop", "bounce", "once")}  # fmt: skip
    press["slower"]()
    assert speed.currentText() == "0.5×"  # type: ignore[union-attr]
    for _ in range(9):
        press["faster"]()
    assert speed.currentText() == "2×"  # type: ignore[union-attr]
    press["backwards"]()
    assert transport.findChild(QWidget, "backwards").isChecked()  # type: ignore[union-attr]
    press["true_rate"]()
    assert speed.currentText() == "1×"  # type: ignore[union-attr]
    assert transport.findChild(QWidget, "backwards").isChecked()  # type: ignore[union-attr]
    for id_, words in (("bounce", "Back and forth"), ("once", "Once"), ("loop", "Loop")):
        press[id_]()
        assert loop.currentText() == words  # type: ignore[union-attr]
