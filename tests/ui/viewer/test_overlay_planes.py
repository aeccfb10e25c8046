"""Overlay planes of the file: drawn while their switch is on, and never part of what is measured or saved."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

from helpers.viewer_pane import COLUMNS, ROWS, show
from sonostep.core.problem import Problem

NOTE = Problem.of("imaging.overlays", count=1, names="6000")


@pytest.fixture
def overlaid(loader, session, clips):
    """A clip with an overlay over frame 2, and one without any."""

    def overlay(ref, callback, /):
        mask = np.zeros((ROWS, COLUMNS), bool)
        mask[10:20, 30:40] = ref.frame == 2
        loader._pool.submit(callback, ref, mask)

    loader.overlay_async = overlay
    session.add_clip(replace(clips("overlaid", 3), problems=(NOTE,)))
    session.add_clip(clips("plain", 3))
    return session


def switch(pane) -> QPushButton:
    return pane.display.findChild(QPushButton, "overlays")


def test_the_switch_draws_overlays_over_the_picture_and_takes_them_away(qtbot, pane, overlaid):
    show(qtbot, pane, overlaid, "overlaid", 2)
    assert switch(pane).isEnabled()
    assert not pane.canvas.overlay_shown
    stored = pane.current_frame_pixels()
    switch(pane).click()
    qtbot.waitUntil(lambda: pane.canvas.overlay_shown)
    assert pane.current_frame_pixels() is stored
    assert pane.canvas.frame is stored
    switch(pane).click()
    assert not pane.canvas.overlay_shown


def test_an_overlay_goes_with_its_frame(qtbot, pane, overlaid):
    show(qtbot, pane, overlaid, "overlaid", 2)
    switch(pane).click()
    qtbot.waitUntil(lambda: pane.canvas.overlay_shown)
    white = painted(pane)
    show(qtbot, pane, overlaid, "overlaid", 3)
    qtbot.waitUntil(lambda: pane.canvas.overlay_shown)
    assert white > painted(pane)


def painted(pane) -> int:
    """White pixels of the picture as it is on the screen."""
    image = pane.canvas.grab().toImage()
    return sum(
        image.pixelColor(x, y).lightness() == 255
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_a_clip_without_overlays_does_not_offer_them(qtbot, pane, overlaid):
    show(qtbot, pane, overlaid, "overlaid", 2)
    switch(pane).click()
    show(qtbot, pane, overlaid, "plain", 1)
    assert not switch(pane).isEnabled()
    assert not switch(pane).isChecked()
    assert not pane.canvas.overlay_shown


def test_the_action_does_as_the_switch_and_says_where_there_are_none(qtbot, pane, overlaid):
    show(qtbot, pane, overlaid, "overlaid", 2)
    pane.toggle_overlays()
    qtbot.waitUntil(lambda: pane.canvas.overlay_shown)
    pane.toggle_overlays()
    assert not pane.canvas.overlay_shown
    show(qtbot, pane, overlaid, "plain", 1)
    with qtbot.waitSignal(pane.problem) as told:
        pane.toggle_overlays()
    assert told.args[0].code == "viewer.no_overlays"
