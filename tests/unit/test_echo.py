"""Echo intensities inside an outline."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.measure.echo import echo_statistics
from sonostep.core.measure.geometry import Point


def grey(values: np.ndarray) -> np.ndarray:
    return np.repeat(values[:, :, None], 4, axis=2).astype(np.uint8)


def box(x0, y0, x1, y1) -> list[Point]:
    return [Point(x0, y0), Point(x1, y0), Point(x1, y1), Point(x0, y1)]


def test_the_pixels_whose_centres_lie_inside_are_counted():
    frame = grey(np.arange(100).reshape(10, 10))
    said = echo_statistics(frame, box(2, 3, 5, 4))
    assert (said.count, said.mean, said.median) == (3, pytest.approx(33.0), pytest.approx(33.0))
    assert said.sd == pytest.approx(np.std([32, 33, 34]))
    assert sum(said.histogram) == 3


def test_outside_the_picture_there_is_nothing_to_say():
    frame = grey(np.zeros((10, 10)))
    assert echo_statistics(frame, box(20, 20, 30, 30)) is None
    assert echo_statistics(frame, box(2.6, 2.6, 3.4, 3.4)) is None


@given(st.integers(0, 7), st.integers(0, 7), st.integers(1, 8), st.integers(1, 8))
def test_a_rectangle_on_pixel_edges_is_what_slicing_gives(x, y, wide, high):
    values = np.random.default_rng(1).integers(0, 256, (16, 16))
    said = echo_statistics(grey(values), box(x, y, x + wide, y + high))
    part = values[y : y + high, x : x + wide]
    assert said.count == part.size
    assert said.mean == pytest.approx(part.mean())
