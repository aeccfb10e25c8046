"""Colours that can be read, targets that can be hit."""

import re

import pytest
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sonostep.ui.kit import theme
from sonostep.ui.kit.inputs import ComboBox
from sonostep.ui.kit.text_fields import LineEdit
from sonostep.ui.kit.widgets import Button


@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_every_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert theme.contrast(text, ground) >= 4.5


def test_black_on_white_has_the_contrast_that_wcag_states() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_the_palettes_own_pairs_can_be_read(qtbot: QtBot) -> None:
    made, role = theme.palette(), QPalette.ColorRole
    pairs = [
        (role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight), (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base), (role.Link, role.Window),
    ]  # fmt: skip
    for text, ground in pairs:
        assert theme.contrast(made.color(text).name(), made.color(ground).name()) >= 4.5, (text, ground)


def test_the_style_sheet_is_filled_completely(qtbot: QtBot) -> None:
    assert re.findall(r"@[A-Z_]+", theme.style_sheet(theme.sizes())) == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_targets_can_be_hit_with_a_glove(qtbot: QtBot, scale: float) -> None:
    made = theme.sizes(scale)
    assert made.primary >= made.other >= 40 * scale


def test_every_icon_named_by_an_action_is_there() -> None:
    from sonostep.ui.shell.actions import ACTIONS

    missing = [a.icon for a in ACTIONS if a.icon and not (theme.icons() / f"{a.icon}.svg").is_file()]
    assert missing == []


@pytest.mark.parametrize("ground", [theme.GROUND, theme.PANEL, theme.CARD])
def test_edges_of_controls_are_seen(ground: str) -> None:
    assert theme.contrast(theme.EDGE, ground) >= 3.0


def test_an_answer_does_not_look_like_an_action() -> None:
    assert theme.contrast(theme.ABSENT, theme.PRESENT) > 1.1
    assert theme.ABSENT not in (theme.ACCENT, "#7cc7f2")


ROLES = ("", "primary", "quiet", "row", "chip", "side", "reason", "check", "step", "score")
STATES = ("present", "absent", "indeterminate", "not_assessed")


def controls() -> dict[str, QWidget]:
    """One of each kind that takes the focus, by a name."""
    made: dict[str, QWidget] = {}
    looks = [(role, "") for role in ROLES] + [("answer", s) for s in STATES] + [("chip", s) for s in STATES]
    for role, answer in looks:
        for checked in (False, True):
            button = Button("Press", role)
            if answer:
                button.setProperty("answer", answer)
            made[f"{role or 'button'} {answer} {'checked' if checked else ''}"] = button
            button.setCheckable(checked)
            button.setChecked(checked)
    for checked in (False, True):
        tool = QToolButton()
        tool.setCheckable(checked)
        tool.setChecked(checked)
        made[f"tool {checked}"] = tool
    for widget in (LineEdit(), ComboBox(), QPlainTextEdit(), QTreeWidget()):
        made[type(widget).__name__] = widget
    return made


def changed(before: QImage, after: QImage) -> int:
    """How many pixels change by 3:1 or more."""
    places = [(x, y) for x in range(before.width()) for y in range(before.height())]
    pairs = ((before.pixelColor(x, y).name(), after.pixelColor(x, y).name()) for x, y in places)
    return sum(a != b and theme.contrast(a, b) >= 3.0 for a, b in pairs)


def test_where_the_keys_are_is_seen_on_every_control(qtbot: QtBot) -> None:
    """WCAG 2.2, 2.4.13: as much as a ring of two pixels changes by 3:1; round corners make it shorter."""
    app = QApplication.instance()
    theme.apply(app)
    page, other = QWidget(), QPushButton("elsewhere")
    qtbot.addWidget(page)
    page.setStyleSheet(f"QWidget#page {{ background: {theme.PANEL}; }}")
    page.setObjectName("page")
    column = QVBoxLayout(page)
    made = controls()
    for widget in (other, *made.values()):
        widget.setFixedSize(90, 44)
        column.addWidget(widget)
    page.show()
    page.activateWindow()
    unseen = []
    for name, widget in made.items():
        other.setFocus()
        qtbot.waitUntil(other.hasFocus)
        before = widget.grab().toImage()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        count = changed(before, widget.grab().toImage())
        if count < 2 * 2 * (90 + 44) * 0.8:
            unseen.append((name, count))
    app.setStyleSheet("")
    assert not unseen, repr(unseen)
