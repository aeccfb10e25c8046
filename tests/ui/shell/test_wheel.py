"""The wheel changes nothing that has no focus: every list, number, slider and row of tabs of the window."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import sonostep.ui
from helpers.whole_window import PROTOCOLS, choices, furnish, name_of, stations, turn_wheel
from sonostep.app import Program
from sonostep.ui.kit.inputs import ComboBox, DoubleSpinBox, Slider, TabBar
from sonostep.ui.shell.main_window import MainWindow
from sonostep.ui.viewer.cine.timeline import Timeline

GUARDED = (ComboBox, DoubleSpinBox, Slider, TabBar)
BARE = {
    "QComboBox", "QFontComboBox", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit", "QDateTimeEdit",
    "QSlider", "QDial", "QTabWidget", "QTabBar",
}  # fmt: skip


def held(widget: QWidget) -> object:
    match widget:
        case QComboBox():
            return widget.currentIndex(), widget.currentText()
        case QAbstractSpinBox():
            return widget.text()
        case QAbstractSlider():
            return widget.value()
        case QTabBar():
            return widget.currentIndex()
        case QAbstractItemView():
            index = widget.currentIndex()
            return index.row(), index.column(), index.parent().row()
    raise AssertionError(f"no test knows {name_of(widget)}")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_list_number_slider_or_tab_is_changed_by_the_wheel(
    exam_window: MainWindow, program: Program, qtbot: QtBot, protocol: str
) -> None:
    # wide enough for every list of the transport
    exam_window.resize(1920, 1080)
    furnish(exam_window, protocol)
    seen: set[str] = set()
    for station, root in stations(exam_window, qtbot, protocol):
        for widget in choices(root):
            if isinstance(widget, Timeline):
                continue  # it is the playhead: pointed at, it seeks, as the picture does
            if isinstance(widget, QComboBox | QAbstractSpinBox | QAbstractSlider | QTabBar):
                assert isinstance(widget, GUARDED), f"{station}: bare {name_of(widget)}"
                assert widget.focusPolicy() & Qt.FocusPolicy.WheelFocus != Qt.FocusPolicy.WheelFocus
            if widget.hasFocus():
                exam_window.viewer.active.canvas.setFocus()
                widget.clearFocus()
            before = held(widget), exam_window.session.history, exam_window.session.view, program.settings
            for notches in (1, -1, -1):
                turn_wheel(widget, notches)
                after = held(widget), exam_window.session.history, exam_window.session.view, program.settings
                assert after == before, f"{station}: {name_of(widget)}"
            seen.add(widget.accessibleName() or widget.objectName())
    if protocol == PROTOCOLS[0]:
        assert {"Clinical setting", "Earlier visit", "Language of the report", "Panels", "Gain"} <= seen
        assert {"Speed", "At the end of the range", "Language"} <= seen
        assert {"calibration_length", "mark_words", "speed", "loop", "grey_map"} <= {
            w.objectName() for w in exam_window.findChildren(QWidget)
        }
    assert "Reason" in seen


@pytest.mark.parametrize("kind", [ComboBox, DoubleSpinBox, Slider])
def test_with_the_focus_it_may(qtbot: QtBot, kind: type) -> None:
    made = Slider(Qt.Orientation.Horizontal) if kind is Slider else kind()
    qtbot.addWidget(made)
    if isinstance(made, ComboBox):
        made.addItems(["a", "b", "c"])
    made.show()
    turn_wheel(made)
    first = held(made)
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    turn_wheel(made, 1 if kind is not ComboBox else -1)
    assert held(made) != first


def test_no_panel_uses_the_bare_ones() -> None:
    root = Path(sonostep.ui.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        if path.parent.name == "kit" and path.name == "inputs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
                found += [f"{path.name}: {a.name}" for a in node.names if a.name in BARE]
            elif isinstance(node, ast.Attribute) and node.attr in BARE:
                found.append(f"{path.name}: {node.attr}")
    assert found == []
