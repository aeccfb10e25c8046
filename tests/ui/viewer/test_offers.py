"""What image analysis and memory offer: shown, done when a person accepts, and marked from then on."""

import numpy as np
import pytest

from helpers.viewer_pane import COLUMNS, ROWS, region, show
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, ScaleInfo, StudyInfo
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure
from sonostep.ui.viewer.drawing.border_detection import can_offer, offered

INFO = ScaleInfo(ROWS, COLUMNS, (region(),))


def band(top: int = 120, bottom: int = 180, seed: int = 1) -> np.ndarray:
    """A dark band between bright tissue, with speckle."""
    made = np.full((ROWS, COLUMNS), 150.0)
    made[top:bottom] = 20.0
    speckle = np.random.default_rng(seed).rayleigh(0.8, made.shape)
    grey = np.clip(made * speckle, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 4, axis=2)


def shape(kind, *points, split=0):
    at = tuple(Point(float(x), float(y)) for x, y in points)
    return Annotation("a", FrameRef("clip", 1), kind, at, (0.5,) * len(at), split=split)


def test_a_caliper_is_offered_the_edges_near_its_ends():
    made = offered(band(), shape(ShapeKind.DISTANCE, (200, 124), (200, 177)))
    assert made.assisted
    assert [p.y for p in made.points] == [pytest.approx(120, abs=2.5), pytest.approx(180, abs=2.5)]
    assert [p.x for p in made.points] == [pytest.approx(200)] * 2


def test_a_border_is_offered_along_the_edge_between_its_points():
    hand = [(60 + 20 * n, 120 + (4 if n % 2 else -4)) for n in range(12)]
    made = offered(band(), shape(ShapeKind.CURVE, *hand))
    between = [p.y for p in made.points if p not in shape(ShapeKind.CURVE, *hand).points]
    assert np.median(np.abs(np.array(between) - 120)) < 2.5
    assert len(made.points) == len(made.resolution)
    assert made.points[0] == Point(*map(float, hand[0]))
    assert made.points[-1] == Point(*map(float, hand[-1]))


def test_two_borders_stay_two_and_their_thickness_comes_near_the_truth():
    near = [(60 + 30 * n, 118 + 5 * (n % 2)) for n in range(9)]
    far = [(60 + 30 * n, 177 + 5 * (n % 2)) for n in range(9)]
    made = offered(band(), shape(ShapeKind.THICKNESS, *near, *far, split=9))
    assert 2 < made.split < len(made.points) - 2
    assert measure(made, INFO).value == pytest.approx(6.0, abs=0.4)


def test_where_there_is_no_edge_there_is_no_offer_for_a_caliper():
    flat = np.full((ROWS, COLUMNS, 4), 90, np.uint8)
    assert offered(flat, shape(ShapeKind.DISTANCE, (100, 100), (200, 100))) is None


@pytest.mark.parametrize("kind", [k for k in ShapeKind if not can_offer(k)])
def test_for_every_other_kind_there_is_no_offer(kind):
    assert offered(band(), shape(kind, (100, 100), (200, 150), (150, 200), (120, 190))) is None


@pytest.fixture
def analysed(qtbot, pane, session, loader):
    frame = band()
    loader.make = lambda ref: frame
    pane._flow.open(pane._clip)
    show(qtbot, pane, session, "clip", 2)
    return pane


def test_it_is_off_until_it_is_switched_on(analysed, session, hand):
    analysed.arm("distance")
    hand.drag((200, 124), (200, 177))
    assert not analysed.findChild(object, "accept_offer").isVisible()


@pytest.mark.parametrize("how", ["button", "enter"])
def test_an_accepted_offer_takes_the_place_of_the_hand_drawn_line_and_says_so(analysed, session, hand, how):
    analysed.strip.tools.assist.setChecked(True)
    analysed.arm("distance")
    hand.drag((200, 124), (200, 177))
    (mine,) = session.exam.annotations
    assert not mine.assisted, "nothing is done before it is accepted"
    assert analysed.canvas._draft.look.assisted
    assert "Image analysis" in analysed.findChild(object, "readout").text()
    if how == "button":
        analysed.findChild(object, "accept_offer").click()
    else:
        analysed.confirm_point()
    (taken,) = session.exam.annotations
    assert taken.assisted and taken.id == mine.id
    assert session.history.undo_name == "accept_border"
    assert "assisted" in analysed.findChild(object, "readout").text()
    assert analysed.canvas._shapes[0].words.startswith("1*:")
    session.undo()
    assert session.exam.annotations == (mine,)


@pytest.mark.parametrize("how", ["button", "escape", "next shape", "next frame"])
def test_an_offer_that_is_not_taken_leaves_nothing(qtbot, analysed, session, hand, how):
    analysed.strip.tools.assist.setChecked(True)
    analysed.arm("distance")
    hand.drag((200, 124), (200, 177))
    if how == "button":
        analysed.findChild(object, "dismiss_offer").click()
    elif how == "escape":
        analysed.cancel_gesture()
    elif how == "next shape":
        hand.click(100, 200)
    else:
        with qtbot.waitSignal(analysed.frame_shown, timeout=5000):
            analysed.step(1)
    assert not analysed.findChild(object, "accept_offer").isVisible()
    assert not any(a.assisted for a in session.exam.annotations)
    assert session.view.tool == "distance"


def scanner(clips, id_):
    study = StudyInfo(manufacturer="Maker", model="S1", depth_mm=40.0)
    return clips(id_, 1, ScaleInfo(ROWS, COLUMNS), study=study)


def test_a_scale_set_by_hand_is_offered_for_the_next_clip_of_the_scanner_and_asked_anew(
    qtbot, pane, session, hand, clips
):
    for id_ in ("one", "two"):
        session.add_clip(scanner(clips, id_))
    show(qtbot, pane, session, "one")
    assert not pane.findChild(object, "accept_offer").isVisible()
    pane.arm("calibrate")
    hand.drag((100, 50), (100, 250))
    pane.drawing.use_length(session.view.selected, 20.0)
    show(qtbot, pane, session, "two")
    assert "40 mm depth" in pane.findChild(object, "readout").text()
    assert session.exam.clip("two").scale.user is None, "never applied by itself"
    pane.findChild(object, "accept_offer").click()
    assert session.exam.clip("two").scale.user == session.exam.clip("one").scale.user
    show(qtbot, pane, session, "clip")
    show(qtbot, pane, session, "two")
    assert not pane.findChild(object, "accept_offer").isVisible()


def test_the_marked_frames_are_listed_and_jumped_to(qtbot, pane, session, hand):
    pane.arm("distance")
    hand.drag((100, 100), (200, 100))
    show(qtbot, pane, session, "clip", 6)
    hand.drag((100, 100), (200, 100))
    menu = pane.transport.place.menu()
    assert [a.text() for a in menu.actions()] == ["Frame 1 · shapes: 1", "Frame 6 · shapes: 1"]
    menu.actions()[0].trigger()
    assert session.view.frame == 1


def test_a_selected_region_shows_its_histogram(pane, session, hand):
    pane.arm("roi")
    hand.drag((100, 100), (150, 150))
    (shown,) = pane.canvas._shapes
    assert sum(shown.histogram) == pytest.approx(2500, rel=0.05)
    assert not pane.canvas.grab().isNull()
    session.look(selected="", tool="select")
    assert pane.canvas._shapes[0].histogram == ()


@pytest.mark.parametrize("name", ["soft", "hard", "s_curve", "logarithmic", "steps"])
def test_a_grey_map_keeps_black_and_white_and_the_order_of_greys(name):
    from sonostep.messages import codes
    from sonostep.ui.viewer.display_filters import Filters, look_up

    table = look_up(Filters(grey_map=name))
    assert (table[0], table[255]) == (0, 255)
    assert (np.diff(table.astype(int)) >= 0).all()
    assert Filters(grey_map=name).marks == (f"map_{name}",)
    assert {f"filter.map_{name}", f"grey_map.{name}"} <= codes()


def test_a_grey_map_is_chosen_in_the_display_row_and_said_on_the_screen(pane):
    box = pane.findChild(object, "grey_map")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert pane.drawing.filters == ("map_soft",)
    pane.reset_display()
    assert pane.drawing.filters == ()
