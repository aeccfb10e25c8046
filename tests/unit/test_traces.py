"""Time and velocity calipers, and the choice between regions that disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.measure.calibration import holding
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure, measure_all
from sonostep.core.measure.quantity import Quantity, Refused, Unit

TWO_D = Region(0, 0, 399, 99, 1, 1, 3, 3, 0.01, 0.01)
M_MODE = Region(0, 100, 399, 199, 2, 1, 4, 3, 0.005, 0.01)
DOPPLER = Region(0, 200, 399, 299, 3, 4, 4, 7, 0.005, -0.5, reference_y=40)
INFO = ScaleInfo(300, 400, (TWO_D, M_MODE, DOPPLER))


def said(kind, *points, info=INFO, region=None):
    at = tuple(Point(float(x), float(y)) for x, y in points)
    return measure(Annotation("a", FrameRef("c", 1), kind, at, region=region), info)


@pytest.mark.parametrize("y", [110, 210])
def test_an_interval_is_read_along_the_time_axis(y):
    value = said(ShapeKind.TIME, (50, y), (150, y + 30))
    assert (value.value, value.unit) == (pytest.approx(0.5), Unit.SECOND)
    assert value.region in (1, 2)


@pytest.mark.parametrize(("y", "wanted"), [(240, 0.0), (220, 10.0), (260, -10.0)])
def test_a_velocity_is_read_from_the_baseline_and_has_a_sign(y, wanted):
    value = said(ShapeKind.VELOCITY, (50, y))
    assert (value.value, value.unit) == (pytest.approx(wanted), Unit.CM_PER_S)


@pytest.mark.parametrize(
    ("kind", "points", "code"),
    [
        (ShapeKind.TIME, ((10, 10), (50, 10)), "measure.no_time_axis"),
        (ShapeKind.VELOCITY, ((10, 10),), "measure.no_velocity_axis"),
        (ShapeKind.VELOCITY, ((10, 150),), "measure.no_velocity_axis"),
        (ShapeKind.TIME, ((10, 150), (50, 250)), "calibration.crosses_regions"),
    ],
)
def test_elsewhere_there_is_no_value_and_it_says_why(kind, points, code):
    value = said(kind, *points)
    assert isinstance(value, Refused)
    assert value.reason.code == code


def test_without_any_region_there_is_no_time():
    assert isinstance(said(ShapeKind.TIME, (10, 10), (50, 10), info=ScaleInfo(300, 400)), Refused)


@given(st.floats(0, 399), st.floats(201, 299), st.floats(0.001, 3))
def test_a_velocity_covers_a_slip_of_the_hand(x, y, resolution):
    """The stated half width (k = 2) is wider than a screen pixel, which is 0.5 cm/s for each image pixel."""
    shape = Annotation("a", FrameRef("c", 1), ShapeKind.VELOCITY, (Point(x, y),), (resolution,))
    value = measure(shape, INFO)
    assert isinstance(value, Quantity)
    assert value.uncertainty >= 0.5 * resolution
    assert measure_all(shape, INFO) == (("velocity", value),)


def test_where_regions_disagree_a_choice_decides():
    over = Region(0, 0, 399, 99, 1, 1, 3, 3, 0.02, 0.02)
    info = ScaleInfo(300, 400, (TWO_D, over))
    ends = ((10, 10), (110, 10))
    assert said(ShapeKind.DISTANCE, *ends, info=info).reason.code == "calibration.regions_disagree"
    assert holding([Point(10, 10)], info) == (0, 1)
    values = [said(ShapeKind.DISTANCE, *ends, info=info, region=i).value for i in (0, 1)]
    assert values == [pytest.approx(10.0), pytest.approx(20.0)]
