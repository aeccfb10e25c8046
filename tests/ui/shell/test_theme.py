"""Colours that can be read, targets that can be hit."""

import re

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from sonostep.ui import theme


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
    from sonostep.ui.actions import ACTIONS

    missing = [a.icon for a in ACTIONS if a.icon and not (theme.icons() / f"{a.icon}.svg").is_file()]
    assert missing == []
