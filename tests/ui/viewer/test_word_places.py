"""Words of shapes stand on the picture, on no other words, and off lines where there is room."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPolygonF

from sonostep.ui.viewer.drawing.label_placement import dots_of, free_place, kept

AREA = QRectF(0, 0, 600, 400)
SIZE = QSizeF(110, 22)
places = st.builds(QPointF, st.integers(150, 450).map(float), st.integers(100, 300).map(float))


@given(places, places)
def test_words_stand_on_the_picture_and_off_their_own_line(a, b):
    line = QPolygonF([a, b])
    plate = QRectF(free_place(SIZE, line, AREA, [], dots_of([line])), SIZE)
    assert AREA.contains(plate)
    assert not any(plate.contains(QPointF(x, y)) for x, y in dots_of([line]))


@given(st.lists(places, min_size=2, max_size=5))
def test_words_of_points_side_by_side_cover_no_others(points):
    taken = []
    for p in points:
        handle = QPolygonF([p])
        taken.append(QRectF(free_place(SIZE, handle, AREA, taken, dots_of([handle])), SIZE))
    assert not any(a.intersects(b) for n, a in enumerate(taken) for b in taken[n + 1 :])


def test_a_plate_that_is_too_large_begins_in_the_corner():
    assert kept(QRectF(500, 390, 900, 22), AREA).topLeft() == QPointF(0, 378)


def test_nothing_has_no_places_and_a_long_line_no_more_than_a_screenful():
    assert len(dots_of([])) == 0
    assert len(dots_of([QPolygonF([QPointF(0, 0), QPointF(1e6, 0)])])) < 500
