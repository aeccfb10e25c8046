"""Looking: cine, sizes, turns, magnifier and regions; and that looking changes nothing that is stored."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from helpers.viewer_pane import COLUMNS, ROWS, picture, show
from sonostep.core.clip import Region, ScaleInfo
from sonostep.imaging.png import png
from sonostep.ui.viewer.cine.frame_clock import LoopMode
from sonostep.ui.viewer.display_filters import Filters


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(pane):
    made = Clock()
    pane.playback.player._clock = made
    return made


def seen(pane, session, clock, *seconds):
    """The frames that are due at times after play began, twenty frames a second."""
    frames = []
    for at in seconds:
        clock.now = at + 0.001
        pane.playback.player._look()
        frames.append(session.view.frame)
    return frames


def test_the_clock_says_which_frame_is_due_at_any_speed_and_either_way(pane, session, clock):
    pane.play_pause()
    assert seen(pane, session, clock, 0.0, 0.05, 0.40, 0.50) == [1, 2, 9, 1], "a late look drops frames"
    pane.play_pause()
    pane.go_to(1)
    pane.set_speed(0.5)
    clock.now = 0.0
    pane.play_pause()
    assert seen(pane, session, clock, 0.05, 0.10) == [1, 2]
    pane.play_pause()
    pane.go_to(5)
    pane.transport.pressed.emit("backwards")
    clock.now = 0.0
    pane.play_pause()
    assert seen(pane, session, clock, 0.0, 0.10, 0.20) == [5, 4, 3]


def test_it_bounces_and_stops_where_it_is_told_to(pane, session, clock):
    pane.transport.loop_chosen.emit(LoopMode.BOUNCE)
    pane.play_pause()
    assert seen(pane, session, clock, 0.45, 0.50, 0.60) == [10, 10, 8]
    pane.play_pause()
    pane.go_to(1)
    pane.transport.loop_chosen.emit(LoopMode.ONCE)
    clock.now = 0.0
    pane.play_pause()
    assert seen(pane, session, clock, 0.60) == [10]
    assert not pane.playback.playing


def test_a_clip_is_played_as_its_file_prefers_until_a_person_says_otherwise(pane, clips):
    playback, clip = pane.playback, clips("plain")
    swept = replace(clip, timing=replace(clip.timing, sweeps=True))
    playback.open(swept)
    assert playback._loop is LoopMode.BOUNCE
    playback.open(clip)
    assert playback._loop is LoopMode.LOOP
    pane.transport.loop_chosen.emit(LoopMode.ONCE)
    playback.open(clip)
    assert playback._loop is LoopMode.ONCE
    playback.open(swept)
    pane.transport.loop_chosen.emit(LoopMode.LOOP)
    playback.open(clip)
    assert playback._loop is LoopMode.LOOP


def test_a_range_is_set_by_its_two_handles_and_kept_to(pane, session, clock):
    line, left = pane.timeline, Qt.MouseButton.LeftButton
    low = line.height() - 8

    def pull(start, end):
        a, b = QPoint(round(line.x_of(start)), low), QPoint(round(line.x_of(end)), low)
        QTest.mousePress(line, left, pos=a)
        QTest.mouseMove(line, b)
        QTest.mouseRelease(line, left, pos=b)

    pull(0.5, 3)
    pull(10.5, 6)
    assert line.span == (3, 6)
    pane.first()
    assert session.view.frame == 3
    pane.play_pause()
    assert seen(pane, session, clock, 0.0, 0.15, 0.20, 0.25) == [3, 6, 3, 4]


def test_the_true_rate_and_where_it_comes_from_are_shown(pane, session):
    pane.set_speed(0.5)
    rate = pane.transport.rate
    assert rate.text() == "20.0 fps", "slow play does not change what the file says"
    assert rate.toolTip() == "20.0 fps · FrameTime"


def test_true_size_is_that_of_the_screen_and_refused_without_a_scale(qtbot, pane, session, clips):
    pane.zoom_true_size()
    dots = pane.screen().physicalDotsPerInchX() / 25.4
    assert pane.canvas.view.zoom == pytest.approx(0.1 * dots), "a tenth of a millimetre per pixel"
    session.add_clip(clips("bare", 2, ScaleInfo(ROWS, COLUMNS)))
    show(qtbot, pane, session, "bare")
    before = pane.canvas.view
    with qtbot.waitSignal(pane.problem) as told:
        pane.zoom_true_size()
    assert told.args[0].code == "viewer.true_size_without_scale"
    assert pane.canvas.view == before


def test_the_magnifier_is_there_while_a_point_is_placed(pane, hand):
    def shown():
        return pane.canvas.grab().toImage()

    pane.arm("distance")
    hand.click(100, 100)
    hand.move(120, 120)
    pane.canvas.magnifies = False
    without = shown()
    pane.canvas.magnifies = True
    assert shown() != without


def test_what_is_saved_is_as_stored_whatever_is_on(qtbot, pane, session, loader, hand, clips):
    frame = np.zeros((ROWS, COLUMNS, 4), np.uint8)
    frame[:100, :50] = 200
    frame.flags.writeable = False
    loader.make = lambda ref: frame
    session.add_clip(clips("patterned", 2))
    show(qtbot, pane, session, "patterned")
    pane.rotate()
    pane.flip_horizontal()
    pane.display.show_filters(Filters(invert=True))
    pane.display.changed.emit(pane.display.filters)
    pane.arm("distance")
    hand.click(100, 60)
    hand.click(100, 160)
    (shape,) = session.exam.annotations
    assert shape.filters == ("invert", "rotate90", "flip_horizontal")
    assert [(p.x, p.y) for p in shape.points] == [
        pytest.approx((100, 60), abs=1.0), pytest.approx((100, 160), abs=1.0)
    ], "its handles are those of the stored picture"  # fmt: skip
    saved = np.asarray(Image.open(io.BytesIO(png(pane.current_frame_pixels()))))
    assert np.array_equal(saved, frame[:, :, 2::-1]), "no turn, flip or filter, and no shape"


M_MODE = Region(0, 0, 399, 99, 2, 2, 4, 3, 0.005, 0.01)
ECG = Region(0, 100, 399, 199, 4, 12, 4, 2, 0.01, 0.1)
SPECTRUM = Region(0, 200, 399, 299, 3, 4, 4, 7, 0.004, -0.5, reference_y=50)


@pytest.mark.parametrize(
    ("tool", "points", "says"),
    [
        ("time", [(100, 50), (200, 50)], "0.5"),
        ("time", [(100, 150), (150, 150)], "0.5"),
        ("time", [(100, 250), (200, 250)], "0.4"),
        ("velocity", [(100, 230)], ("9.8", "10")),
        ("distance", [(100, 20), (100, 80)], "6.0"),
        ("velocity", [(100, 150)], "no value"),
        ("distance", [(100, 20), (100, 150)], "130.0 ± 2.6 px (placement, k = 2) · The points lie in"),
    ],
    ids=["M-mode", "ECG", "spectrum", "velocity", "depth", "no velocity on an ECG", "across regions"],
)
def test_each_kind_of_region_has_its_calipers(qtbot, pane, session, hand, clips, tool, points, says):
    session.add_clip(clips("traces", 1, ScaleInfo(ROWS, COLUMNS, (M_MODE, ECG, SPECTRUM))))
    show(qtbot, pane, session, "traces")
    pane.canvas.set_view(pane.canvas.view.zoomed(1.0))
    pane.arm(tool)
    for at in points:
        hand.click(*at)
    assert pane.strip.read_out.text().startswith(says), pane.strip.read_out.text()


def test_regions_are_named_where_one_chooses_between_them(qtbot, pane, session, clips):
    session.add_clip(clips("traces", 1, ScaleInfo(ROWS, COLUMNS, (M_MODE, ECG, SPECTRUM))))
    show(qtbot, pane, session, "traces")
    said = pane.header.accessibleName()
    kinds = ("region 1 (M-mode)", "region 2 (ECG waveform)", "region 3 (spectrum)")
    assert all(kind in said for kind in kinds)


def test_a_frame_that_is_looked_at_is_not_written_to(pane, session):
    before = picture(1).copy()
    for act in (pane.rotate, pane.flip_vertical, pane.zoom_in, pane.zoom_one_to_one, pane.zoom_fit):
        act()
    assert np.array_equal(pane.current_frame_pixels(), before)
    assert session.history.undo_name == "add_clips"


def test_two_fingers_zoom_and_pull_the_picture(pane):
    canvas, device = pane.canvas, QTest.createTouchDevice()
    before = canvas.view
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)

    def fingers(act, apart):
        event = QTest.touchEvent(canvas, device, False)
        for finger, way in ((0, -1), (1, 1)):
            getattr(event, act)(finger, middle + QPoint(way * apart, 0), canvas)
        event.commit()

    fingers("press", 50)
    for apart in range(55, 151, 5):
        fingers("move", apart)
    fingers("release", 150)
    assert canvas.view.zoom > 1.5 * before.zoom
