"""What a narrow transport has no room for is in its overflow menu, and does the same."""

import pytest
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from sonostep.ui.viewer.cine.transport import Transport

NAMES = ("first", "last", "backwards", "speed", "loop")


@pytest.fixture
def transport(qtbot):
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1200, 60)
    made = Transport(QWidget(), ground)
    ground.show()
    yield made


def of_width(transport, qtbot, letters):
    transport.resize(letters * transport.fontMetrics().averageCharWidth(), 44)
    return transport.findChild(QToolButton, "more_playback")


def entries(more):
    more.menu().aboutToShow.emit()
    return {a.text(): a for a in more.menu().actions()}


@pytest.mark.parametrize("letters", [90, 65, 55, 45, 40, 20])
def test_each_part_is_in_the_row_or_in_the_menu(transport, qtbot, letters):
    more = of_width(transport, qtbot, letters)
    hidden = {
        part.accessibleName()
        for name in NAMES
        for part in transport.findChildren(QWidget, name)
        if part.isHidden() and isinstance(part, QToolButton | QComboBox)
    }
    assert set(entries(more)) == hidden
    assert more.isVisible() == bool(hidden)


def test_the_menu_presses_and_chooses(transport, qtbot):
    more = of_width(transport, qtbot, 20)
    with qtbot.waitSignal(transport.pressed, check_params_cb=lambda name: name == "backwards"):
        entries(more)["Play backwards"].trigger()
    speeds = {a.text(): a for a in entries(more)["Speed"].menu().actions()}
    assert speeds["1×"].isChecked()
    with qtbot.waitSignal(transport.speed_chosen, check_params_cb=lambda factor: factor == 0.25):
        speeds["0.25×"].trigger()
    ends = {a.text(): a for a in entries(more)["At the end of the range"].menu().actions()}
    with qtbot.waitSignal(transport.loop_chosen):
        ends["Once"].trigger()
