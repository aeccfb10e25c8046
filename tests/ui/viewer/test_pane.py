"""The pane: frames come, late ones are dropped, tools draw, and only finished shapes reach the exam."""

import pytest

from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.problem import Problem


def shapes(session):
    return session.exam.annotations


def test_the_frame_that_was_asked_for_is_shown(qtbot, pane, session):
    assert pane.current_frame_pixels()[0, 0, 0] == 7
    with qtbot.waitSignal(pane.frame_shown, timeout=5000) as told:
        pane.step(3)
    assert told.args == [FrameRef("clip", 4)]
    assert session.view.frame == 4
    assert pane.current_frame_pixels()[0, 0, 0] == 28


def test_stepping_stays_within_the_clip(qtbot, pane, session):
    pane.step(-5)
    assert session.view.frame == 1
    pane.go_to(99)
    assert session.view.frame == 10


def test_while_one_frame_is_on_its_way_only_the_newest_wish_is_kept(qtbot, pane, session, loader):
    loader.asked.clear()
    loader.free.clear()
    for frame in (3, 4, 5, 6):
        pane.go_to(frame)
    with qtbot.waitSignals([pane.frame_shown, pane.frame_shown], timeout=5000):
        loader.free.set()
    assert [ref.frame for ref in loader.asked] == [3, 6]
    assert pane.current_frame_pixels()[0, 0, 0] == 42


def test_what_comes_late_from_the_clip_before_is_dropped(qtbot, pane, session, loader, clips):
    session.add_clip(clips("other"))
    loader.free.clear()
    pane.go_to(5)
    session.look(clip="other", frame=2)
    assert pane.current_frame_pixels() is None
    with qtbot.waitSignal(pane.frame_shown, timeout=5000) as told:
        loader.free.set()
    assert told.args == [FrameRef("other", 2)]


def test_a_frame_that_cannot_be_read_leaves_no_other_picture_in_its_place(qtbot, pane, loader):
    loader.failing[2] = Problem.of("frame.missing", frame=2, frames=10)
    with qtbot.waitSignal(pane.problem, timeout=5000):
        pane.step(1)
    assert pane.current_frame_pixels() is None
    assert "no frame 2" in pane.canvas.empty_words


@pytest.mark.parametrize("how", ["drag", "clicks", "keys"])
def test_a_distance_is_placed(qtbot, pane, session, hand, how):
    pane.arm("distance")
    if how == "drag":
        hand.drag((100, 100), (200, 100))
    elif how == "clicks":
        hand.click(100, 100)
        hand.move(150, 120)
        hand.click(200, 100)
    else:
        pane.confirm_point()
        pane.confirm_point()
        for _ in range(10):
            pane.nudge(10, 0)
        pane.confirm_point()
    (shape,) = shapes(session)
    assert shape.kind is ShapeKind.DISTANCE
    reach = shape.points[1].x - shape.points[0].x
    wanted = 100 if how != "keys" else 100 * pane.canvas.view.resolution
    assert reach == pytest.approx(wanted, abs=1.0)
    assert shape.resolution == (pane.canvas.view.resolution,) * 2
    assert session.view.tool == "distance", "a tool stays until it is dropped"
    assert session.view.selected == shape.id


def test_a_draft_never_touches_the_exam_and_escape_drops_it(pane, session, hand):
    before = session.exam
    pane.arm("distance")
    hand.click(100, 100)
    hand.move(150, 150)
    assert session.exam is before
    pane.cancel_gesture()
    assert session.exam is before
    assert session.view.tool == "distance"
    pane.cancel_gesture()
    assert session.view.tool == "select"


def test_changing_the_frame_drops_the_draft(qtbot, pane, session, hand):
    pane.arm("distance")
    hand.click(100, 100)
    with qtbot.waitSignal(pane.frame_shown, timeout=5000):
        pane.step(1)
    hand.click(200, 100)
    assert shapes(session) == ()


def test_backspace_takes_the_last_point_back(pane, session, hand):
    pane.arm("angle")
    hand.click(100, 100)
    hand.click(150, 150)
    pane.undo_point()
    hand.click(100, 200)
    hand.click(200, 200)
    (shape,) = shapes(session)
    assert [round(p.y, -1) for p in shape.points] == [100, 200, 200]


def test_the_read_out_lives_while_drawing(pane, session, hand):
    pane.arm("distance")
    hand.press(100, 100)
    hand.move(200, 100)
    assert "mm" in pane.findChild(object, "readout").text()
    assert "region 1" in pane.findChild(object, "readout").text()


def test_a_handle_and_a_whole_shape_can_be_moved_and_deleted(pane, session, hand):
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    pane.cancel_gesture()
    hand.drag((200, 100), (200, 150))
    (shape,) = shapes(session)
    assert shape.points[1].y == pytest.approx(150, abs=1.5)
    assert shape.points[0].y == pytest.approx(100, abs=1.5)
    hand.drag((150, 125), (170, 125))
    (moved,) = shapes(session)
    assert moved.points[0].x == pytest.approx(shape.points[0].x + 20, abs=1.5)
    assert session.history.undo_name == "move_annotation"
    pane.delete_selected()
    assert shapes(session) == ()
    session.undo()
    assert shapes(session) == (moved,)


def test_the_armed_slot_goes_into_the_shape_and_the_newest_holds_it(pane, session, hand):
    from sonostep.core.finding import Side

    for _ in range(2):
        session.look(tool="distance", slot="bursa", step="posterior", side=Side.LEFT)
        hand.drag((100, 100), (200, 100))
    old, new = shapes(session)
    assert (new.slot, new.step, new.side) == ("bursa", "posterior", Side.LEFT)
    assert old.slot == ""
    assert session.view.slot == ""


@pytest.mark.parametrize("end", ["first corner", "last corner", "finish"])
def test_a_polygon_is_closed(pane, session, hand, end):
    pane.arm("polygon")
    corners = ((100, 100), (200, 100), (200, 200), (100, 200))
    for x, y in corners:
        hand.click(x, y)
    assert shapes(session) == ()
    if end == "finish":
        pane.drawing.finish()
    else:
        hand.click(*corners[0 if end == "first corner" else -1])
    (shape,) = shapes(session)
    assert len(shape.points) == 4


def test_the_wheel_steps_and_with_control_zooms(qtbot, pane, session):
    pane.canvas.scrolled.emit(2)
    assert session.view.frame == 3
    zoom = pane.canvas.view.zoom
    pane.zoom_in()
    assert pane.canvas.view.zoom > zoom
    pane.zoom_one_to_one()
    assert pane.canvas.view.zoom == 1.0
    pane.zoom_fit()
    assert pane.canvas.view.zoom == pytest.approx(zoom)


def test_playing_shows_frames_and_arming_a_tool_freezes(qtbot, pane, session):
    pane.play_pause()
    qtbot.waitUntil(lambda: session.view.frame >= 3, timeout=5000)
    pane.arm("distance")
    assert not pane.playback.playing


def test_hints_come_in_the_language_of_the_session(qtbot, pane, session):
    with qtbot.waitSignal(pane.key_hint_changed) as told:
        pane.arm("distance")
    assert told.args[0].startswith("Distance")
    with qtbot.waitSignal(pane.key_hint_changed) as told:
        session.look(language="zh-TW")
    assert told.args[0].startswith("距離")


def test_a_filter_changes_what_is_seen_never_what_is_stored_and_marks_what_is_drawn(pane, session, hand):
    from sonostep.ui.viewer.display_filters import Filters

    stored = pane.current_frame_pixels()
    pane.display.show_filters(Filters(invert=True))
    pane.display.changed.emit(pane.display.filters)
    assert pane.canvas.frame[0, 0, 0] == 255 - stored[0, 0, 0]
    assert pane.current_frame_pixels() is stored
    pane.rotate()
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    (shape,) = shapes(session)
    assert shape.filters == ("invert", "rotate90")
    assert shape.points[1].x == pytest.approx(200, abs=1), "points are in the stored orientation"
    pane.reset_display()
    assert pane.canvas.frame is stored


def test_a_calibration_by_hand_gives_millimetres_and_is_undone_like_any_edit(
    qtbot, pane, session, hand, clips
):
    from sonostep.core.clip import ScaleInfo

    session.add_clip(clips("video", 3, ScaleInfo(300, 400)))
    with qtbot.waitSignal(pane.frame_shown, timeout=5000):
        session.look(clip="video", frame=1)
    session.look(tool="calibrate")
    hand.drag((100, 50), (100, 250))
    assert session.exam.clip("video").scale.user is None
    pane.drawing.use_length(session.view.selected, 20.0)
    assert session.exam.clip("video").scale.user.mm_per_pixel_x == pytest.approx(0.1, rel=0.02)
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    assert "calibrated by user" in pane.findChild(object, "readout").text()
    session.undo()
    session.undo()
    assert session.exam.clip("video").scale.user is None


def test_a_shape_is_copied_to_another_frame_and_marked_frames_are_jumped_to(qtbot, pane, session, hand):
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    pane.copy_selected()
    with qtbot.waitSignal(pane.frame_shown, timeout=5000):
        pane.go_to(5)
    pane.paste()
    first, second = shapes(session)
    assert second.points == first.points
    assert second.frame == FrameRef("clip", 5)
    pane.go_to(1)
    pane.next_marked()
    assert session.view.frame == 5
    pane.previous_marked()
    assert session.view.frame == 1


def test_alt_and_arrows_move_the_cursor_and_the_selected_handle(qtbot, pane, session):
    from PySide6.QtCore import Qt

    alt = Qt.KeyboardModifier.AltModifier
    pane.arm("distance")
    pane.confirm_point()
    before = pane.canvas.cursor_at
    qtbot.keyClick(pane.canvas, Qt.Key.Key_Right, alt)
    assert pane.canvas.cursor_at.x > before.x
    pane.confirm_point()
    qtbot.keyClick(pane.canvas, Qt.Key.Key_Down, alt | Qt.KeyboardModifier.ShiftModifier)
    pane.confirm_point()
    (shape,) = shapes(session)
    session.look(tool="select")
    pane.confirm_point()
    qtbot.keyClick(pane.canvas, Qt.Key.Key_Left, alt)
    (moved,) = shapes(session)
    assert moved.points[0].x < shape.points[0].x
    assert moved.points[1] == shape.points[1]


def test_the_region_read_out_describes_the_stored_pixels(pane, session, hand):
    pane.arm("roi")
    hand.drag((100, 100), (200, 200))
    assert "mean 7" in pane.findChild(object, "readout").text()


def test_a_press_beside_all_shapes_pulls_the_picture(pane, session, hand):
    pane.zoom_one_to_one()
    before = pane.canvas.view.centre
    hand.drag((100, 100), (150, 130))
    assert pane.canvas.view.centre != before
    assert shapes(session) == ()


def test_every_tool_can_be_picked_below_the_picture_and_is_named_in_both_languages(pane, session):
    from sonostep.messages import codes
    from sonostep.tools import TOOLS

    assert {f"tool.{id_}" for id_ in TOOLS} <= codes()
    button = pane.findChild(object, "tool_menu")
    wanted = [a for a in button.menu().actions() if a.data() == "thickness"]
    wanted[0].trigger()
    assert session.view.tool == "thickness"
    assert button.text() == "Thickness"
    session.look(language="zh-TW")
    assert button.text() == "厚度"


def test_the_pane_fits_between_the_panels_of_a_small_window(pane):
    assert pane.minimumSizeHint().width() <= 620
    pane.show_display_bar(True)
    assert pane.minimumSizeHint().width() <= 620


def test_two_taps_of_a_finger_place_a_distance_and_a_finger_drags_one(qtbot, pane, session, hand):
    from PySide6.QtTest import QTest

    device = QTest.createTouchDevice()
    pane.arm("distance")

    def finger(*places):
        first = hand.pixel(*places[0])
        QTest.touchEvent(pane.canvas, device).press(0, first, pane.canvas).commit()
        for place in places[1:]:
            QTest.touchEvent(pane.canvas, device).move(0, hand.pixel(*place), pane.canvas).commit()
        QTest.touchEvent(pane.canvas, device).release(0, hand.pixel(*places[-1]), pane.canvas).commit()

    finger((100, 100))
    finger((200, 100))
    assert len(shapes(session)) == 1
    finger((100, 150), (150, 150), (200, 150))
    assert len(shapes(session)) == 2
    assert shapes(session)[1].points[1].x == pytest.approx(200, abs=1)


def test_a_pane_that_is_gone_hears_nothing_more(qtbot, session, loader):
    import shiboken6

    from sonostep.ui.viewer.pane import ViewerPane

    made = ViewerPane(session, loader)
    session.look(clip="clip", frame=2)
    shiboken6.delete(made)
    session.look(frame=3)
    session.look(language="zh-TW")
    loader.close()
