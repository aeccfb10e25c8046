"""Actions are data: each is reachable, each does something, no two want the same key."""

from collections import Counter
from operator import attrgetter

from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from sonostep.ui.dialogs.command_palette import matches
from sonostep.ui.shell.actions import (
    ACTIONS,
    HEADER_AFTER,
    HEADER_BEFORE,
    MENUS,
    SEPARATOR,
    TOOL_ACTIONS,
    TOOL_COLUMN,
    action,
)
from sonostep.ui.shell.main_window import MainWindow


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(a.id for a in ACTIONS).items() if n > 1] == []


def test_no_two_actions_want_the_same_key(qtbot: QtBot) -> None:
    keys = Counter(QKeySequence(k).toString() for a in ACTIONS for k in a.keys)
    assert [k for k, n in keys.items() if n > 1] == []


def test_every_key_is_one_that_qt_knows(qtbot: QtBot) -> None:
    assert [k for a in ACTIONS for k in a.keys if QKeySequence(k).isEmpty()] == []


def test_every_action_is_in_a_menu() -> None:
    listed = [i for _, ids in MENUS for i in ids if i != SEPARATOR]
    assert sorted(listed) == sorted(a.id for a in ACTIONS)
    shown = (*HEADER_BEFORE, *HEADER_AFTER, *TOOL_COLUMN)
    assert all(action(i).icon for i in shown if i != SEPARATOR), "what stands without a word has a picture"
    assert set(TOOL_ACTIONS.values()) <= set(TOOL_COLUMN), "every tool lies beside the picture"


def test_every_action_finds_its_method(protocol_window: MainWindow) -> None:
    lost = [a.slot for a in ACTIONS if not callable(attrgetter(a.slot)(protocol_window))]
    assert lost == []


def test_a_held_key_repeats_only_what_is_meant_to() -> None:
    repeating = {a.id for a in ACTIONS if a.repeats}
    assert "save_view" not in repeating
    assert "next_step" not in repeating
    assert "next_frame" in repeating


def test_three_keys_of_a_pedal_are_bound() -> None:
    keys = {k for a in ACTIONS for k in a.keys}
    assert {"F13", "F14", "F15"} <= keys


def test_without_an_exam_only_what_makes_sense_is_enabled(window: MainWindow) -> None:
    for declared in ACTIONS:
        assert window.actions_[declared.id].isEnabled() is not declared.needs_exam, declared.id


def test_the_palette_finds_words_in_any_order() -> None:
    assert matches("image key", "Save key image")
    assert not matches("image zzz", "Save key image")


def test_the_palette_does_what_was_chosen(protocol_window: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    from sonostep.ui.dialogs.command_palette import Palette

    palette = Palette(protocol_window.actions_, protocol_window)
    palette.show()
    palette.activateWindow()
    qtbot.waitUntil(palette.field.hasFocus)
    qtbot.keyClicks(palette.field, "show report")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert protocol_window.exam_view.tabs.currentWidget() is protocol_window.exam_view.report
