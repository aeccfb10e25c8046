"""Regions to choose between, trace calipers and body marks through the pane."""

import pytest

from helpers.viewer_pane import COLUMNS, ROWS, region, show
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import Region, ScaleInfo


def readout(pane):
    return pane.findChild(object, "readout").text()


def test_where_regions_disagree_the_physician_chooses_and_the_choice_holds_on(
    qtbot, pane, session, hand, clips
):
    info = ScaleInfo(ROWS, COLUMNS, (region(0.1, 0.1), region(0.2, 0.2)))
    session.add_clip(clips("both", 3, info))
    show(qtbot, pane, session, "both")
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    box = pane.findChild(object, "region_choice")
    assert box.isVisible()
    assert [box.itemText(n)[:10] for n in range(box.count())] == ["Choose the", "1: 2D, 0.1", "2: 2D, 0.2"]
    assert "mm" not in readout(pane).split("·")[0]
    box.activated.emit(2)
    assert session.exam.annotations[0].region == 1
    assert session.history.undo_name == "choose_region"
    # a hand on whole screen pixels, so within what the read-out itself states
    assert float(readout(pane).split()[0]) == pytest.approx(20, abs=0.35)
    hand.drag((100, 150), (200, 150))
    assert session.exam.annotations[1].region == 1
    box.activated.emit(0)
    assert session.exam.annotations[1].region == 0
    show(qtbot, pane, session, "clip")
    assert not box.isVisible()


def test_trace_calipers_say_seconds_and_velocity(qtbot, pane, session, hand, clips):
    half = ROWS // 2
    regions = (
        Region(0, 0, COLUMNS - 1, half - 1, 1, 1, 3, 3, 0.01, 0.01),
        Region(0, half, COLUMNS - 1, ROWS - 1, 3, 4, 4, 7, 0.005, -0.5, reference_y=70),
    )
    session.add_clip(clips("doppler", 1, ScaleInfo(ROWS, COLUMNS, regions)))
    show(qtbot, pane, session, "doppler")
    pane.arm("time")
    assert pane.canvas._words.outlines
    hand.drag((100, half + 20), (200, half + 20))
    seconds, _, doubt, unit = readout(pane).split()[:4]
    assert abs(float(seconds) - 0.5) <= float(doubt) and unit == "s"
    pane.arm("velocity")
    hand.click(100, half + 20)
    assert 24.0 < float(readout(pane).split()[0]) < 26.0 and "cm/s" in readout(pane)
    hand.click(100, half - 20)
    assert "no velocity axis" in readout(pane)
    pane.arm("select")
    assert not pane.canvas._words.outlines


def test_a_body_mark_shows_the_chosen_drawing(qtbot, pane, session, hand):
    pane.arm("body_mark")
    box = pane.findChild(object, "body_drawing")
    assert box.isVisible()
    box.activated.emit(box.findData("side"))
    for place in ((60, 60), (60, 70), (70, 70)):
        hand.click(*place)
    (mark,) = session.exam.annotations
    assert (mark.kind, mark.drawing) == (ShapeKind.BODY_MARK, "side")
    assert not pane.canvas.grab().isNull()
