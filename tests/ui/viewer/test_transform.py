"""Where the picture lies: there and back, at any zoom, turn and flip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from sonostep.core.measure.geometry import Point
from sonostep.ui.viewer.transform import ViewTransform

VIEWS = st.builds(
    ViewTransform,
    zoom=st.floats(0.1, 20),
    aspect=st.floats(0.25, 4),
    centre=st.builds(Point, st.floats(0, 1000), st.floats(0, 1000)),
    size=st.just((800.0, 600.0)),
    quarters=st.integers(0, 3),
    flip_x=st.booleans(),
    flip_y=st.booleans(),
)
POINTS = st.builds(Point, st.floats(0, 1000), st.floats(0, 1000))


@given(VIEWS, POINTS)
def test_to_the_screen_and_back(view, p):
    back = view.to_image(view.to_screen(p))
    assert back == pytest.approx(p, abs=1e-6)


@given(VIEWS, st.floats(0.1, 20), st.floats(0, 800), st.floats(0, 600))
def test_zooming_keeps_the_point_under_the_pointer(view, zoom, x, y):
    keep = QPointF(x, y)
    before = view.to_image(keep)
    assert view.zoomed(zoom, keep).to_image(keep) == pytest.approx(before, abs=1e-5)


@given(VIEWS)
def test_a_picture_that_fits_lies_wholly_on_the_widget(view):
    fitted = view.fitted(640, 480)
    for corner in (Point(0, 0), Point(640, 0), Point(0, 480), Point(640, 480)):
        at = fitted.to_screen(corner)
        assert -1e-6 <= at.x() <= 800 + 1e-6
        assert -1e-6 <= at.y() <= 600 + 1e-6


@given(VIEWS)
def test_four_turns_are_none(view):
    assert view.turned().turned().turned().turned() == view


@given(VIEWS, POINTS)
def test_a_turn_is_clockwise_as_seen(view, p):
    middle = QPointF(400, 300)
    before, after = view.to_screen(p) - middle, view.turned().to_screen(p) - middle
    assert (after.x(), after.y()) == pytest.approx((-before.y(), before.x()), abs=1e-5)


def test_pixels_that_are_not_square_are_drawn_in_their_true_shape():
    view = ViewTransform(zoom=2.0, aspect=0.8)
    wide = view.to_screen(Point(10, 0)).x() - view.to_screen(Point(0, 0)).x()
    high = view.to_screen(Point(0, 10)).y() - view.to_screen(Point(0, 0)).y()
    assert (wide, high) == (20.0, 16.0)
    assert view.resolution == pytest.approx(1 / 1.6)
