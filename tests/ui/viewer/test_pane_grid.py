"""Several pictures side by side: one is worked on, the others stay, and they can play in step."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from helpers.viewer_pane import Hand, make_clip, region
from sonostep.core.clip import FrameRef, ScaleInfo, StudyInfo
from sonostep.core.measure.geometry import Point
from sonostep.ui.viewer.cine.frame_clock import nearest_frame
from sonostep.ui.viewer.pane import CLIP_MIME
from sonostep.ui.viewer.pane_grid import PaneGrid


@pytest.fixture
def grid(qtbot, session, loader) -> PaneGrid:
    session.add_clip(make_clip("prior", 20, study=StudyInfo(study_date="20240305")))
    session.add_clip(make_clip("third", 3))
    made = PaneGrid(session, loader)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    with qtbot.waitSignal(made.frame_shown, timeout=5000):
        session.look(clip="clip", frame=1)
    return made


@pytest.fixture
def two(qtbot, grid) -> PaneGrid:
    grid.set_layout(2)
    qtbot.waitUntil(lambda: grid.panes[1].current_frame_pixels() is not None, timeout=5000)
    return grid


def places(grid):
    return [(p.looking.view.clip, p.looking.view.frame) for p in grid.panes]


def press(pane, x=100, y=100):
    Hand(pane).click(x, y)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_new_pane_opens_the_next_clip_that_is_not_in_view(grid, session, count):
    grid.set_layout(count)
    assert [c for c, _ in places(grid)] == ["clip", "prior", "third", "clip"][:count]
    assert session.view.clip == "clip"
    assert [p.isVisible() for p in grid.panes] == [True] * count


def test_pressing_a_pane_makes_it_the_one_that_is_worked_on(two, session):
    left, right = two.panes
    press(right)
    assert two.active is right
    assert session.view.clip == "prior"
    assert right.controls.isVisible() and not left.controls.isVisible()
    two.step(4)
    assert places(two) == [("clip", 1), ("prior", 5)]
    two.next_pane()
    assert session.view.frame_ref == FrameRef("clip", 1)


def test_changing_the_pane_drops_the_draft_and_the_press_begins_a_shape_in_the_new_one(two, session):
    left, right = two.panes
    two.arm("distance")
    press(left)
    assert left.drawing._runner.drawing
    press(right)
    assert not left.drawing._runner.drawing
    assert left.canvas._draft is None
    press(right, 200, 100)
    (shape,) = session.exam.annotations
    assert shape.frame == FrameRef("prior", 1), "a mark on a prior clip belongs to the exam that is open"
    press(left)
    press(left, 200, 100)
    assert session.exam.annotations[1].frame == FrameRef("clip", 1)


def test_each_pane_steps_for_itself_until_they_are_linked(two):
    two.step(3)
    assert places(two) == [("clip", 4), ("prior", 1)]
    two.set_linked(True)
    two.step(2)
    assert places(two) == [("clip", 6), ("prior", 3)], "they keep the distance that they had"
    two.first()
    assert places(two) == [("clip", 1), ("prior", 1)]
    two.activate(two.panes[1])
    two.go_to(9)
    assert places(two)[0] == ("clip", 10), "beyond its end a clip waits at its last frame"


def test_playing_in_step_moves_both(qtbot, two):
    two.set_linked(True)
    two.play_pause()
    qtbot.waitUntil(lambda: min(f for _, f in places(two)) >= 3, timeout=5000)
    two.play_pause()
    assert places(two)[0][1] == places(two)[1][1]
    assert not two.panes[1].playback.playing


def test_a_thumbnail_is_dropped_into_a_pane(qtbot, two, session):
    data = QMimeData()
    data.setData(CLIP_MIME, b"third")
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    two.panes[1].dropEvent(event)
    assert event.isAccepted()
    assert places(two) == [("clip", 1), ("third", 1)]
    assert session.view.clip == "third"
    data.setData(CLIP_MIME, b"nothing of ours")
    two.panes[0].dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left,
                                      Qt.KeyboardModifier.NoModifier))  # fmt: skip
    assert places(two)[0] == ("clip", 1)


def test_a_shape_is_copied_from_one_pane_to_the_other(two, session):
    two.arm("distance")
    press(two.panes[0])
    press(two.panes[0], 200, 100)
    two.copy_selected()
    two.next_pane()
    two.paste()
    assert [a.frame.clip for a in session.exam.annotations] == ["clip", "prior"]


def test_only_the_active_pane_says_what_the_keys_do(two):
    said = []
    two.key_hint_changed.connect(said.append)
    two.arm("distance")
    two.next_pane()
    assert all(words.startswith("Distance") for words in said)


def test_going_back_to_one_picture_works_on_the_first(two, session):
    press(two.panes[1])
    two.set_layout(1)
    assert session.view.clip == "clip"
    assert two.current_frame_pixels() is not None


def test_beside_others_a_picture_says_its_day_and_frame(two):
    assert two.panes[1].header.words()[:2] == ("prior · 2024-03-05", "1 / 20")
    two.set_layout(1)
    assert two.panes[0].header.words()[0] == "clip"


def test_the_wheel_over_a_pane_turns_to_it(two, session):
    two.panes[1].canvas.setFocus()
    assert session.view.clip == "prior"


def test_the_menu_offers_the_layouts(two):
    menu = two.transport.panes
    four = next(a for a in menu.menu().actions() if a.data() == 4)
    four.trigger()
    assert len(two.panes) == 4
    menu.menu().actions()[-2].trigger()
    assert two.linked and not menu.menu().actions()[-1].isChecked()
    menu.menu().actions()[-1].trigger()
    before = two.panes[1].canvas.view.zoom
    two.zoom_in()
    assert two.panes[1].canvas.view.zoom != pytest.approx(before)


def test_the_nearest_frame_in_time():
    timing = make_clip("x", 4).timing
    assert [nearest_frame(timing, t) for t in (-1.0, 0.0, 0.02, 0.03, 0.149, 9.0)] == [1, 1, 1, 2, 4, 4]


def test_a_grid_that_is_gone_hears_nothing_more(qtbot, session, loader):
    import shiboken6

    made = PaneGrid(session, loader)
    made.set_layout(2)
    shiboken6.delete(made)
    session.look(clip="clip", frame=2)
    loader.close()


def seen_mm(pane):
    """Screen pixels of a millimetre, and where the picture's middle lies from the pane's."""
    view, scale = pane.canvas.view, pane.info().regions[0].delta_x * 10
    at = view.to_screen(Point(200.0, 150.0))
    return view.zoom / scale, at.x() - view.size[0] / 2, at.y() - view.size[1] / 2


def test_pictures_are_zoomed_and_moved_in_step_at_one_scale(qtbot, two, session):
    session.add_clip(make_clip("coarse", 5, scale=ScaleInfo(300, 400, (region(0.2, 0.2),))))
    left, right = two.panes
    with qtbot.waitSignal(right.frame_shown, timeout=5000):
        right.looking.look(clip="coarse", frame=1)
    two.toggle_view_linked()
    assert seen_mm(left)[0] == pytest.approx(seen_mm(right)[0]), "a millimetre is as long on both"
    two.zoom_in()
    two.pan(30, -20)
    assert seen_mm(right) == pytest.approx(seen_mm(left))
    right.canvas.flip(left_right=True)
    before = seen_mm(right)
    two.pan(10, 0)
    assert seen_mm(right)[1:] == pytest.approx((before[1] + 10, before[2])), "it goes where the hand goes"
    two.rotate()
    assert seen_mm(right)[1:] == pytest.approx((before[1] + 10, before[2])), "a turn is its own affair"
    for _ in range(3):
        two.rotate()
    press(right, 250, 150)
    two.zoom_out()
    assert seen_mm(left)[0] == pytest.approx(seen_mm(right)[0]), "whichever is worked on leads"
    two.toggle_view_linked()
    before = left.canvas.view
    two.zoom_in()
    assert left.canvas.view == before


def test_another_clip_joins_where_its_picture_lies(qtbot, two, session):
    left, right = two.panes
    two.set_view_linked(True)
    with qtbot.waitSignal(left.frame_shown, timeout=5000):
        session.look(clip="third", frame=1)
    before = right.canvas.view
    assert seen_mm(left)[0] == pytest.approx(seen_mm(right)[0])
    two.zoom_in()
    assert right.canvas.view.zoom == pytest.approx(before.zoom * 1.25)


def test_image_analysis_is_switched_for_all_panes(two):
    two.toggle_assist()
    assert [p.drawing.assists for p in two.panes] == [True, True]
    two.set_layout(4)
    assert [p.drawing.assists for p in two.panes] == [True] * 4
    two.panes[3].strip.tools.assist.setChecked(False)
    assert not two.assists
    assert [p.drawing.assists for p in two.panes] == [False] * 4
