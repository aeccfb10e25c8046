"""Measurement: values that can be worked out by hand, the units, the sources, and the doubt."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo, UserCalibration
from sonostep.core.measure.geometry import Point, polygon_area
from sonostep.core.measure.measurement import extent, measure, measures, placement_uncertainty
from sonostep.core.measure.quantity import CalibrationSource, Quantity, Refused, Uncalibrated, Unit

PICTURE = Region(0, 0, 599, 399, 1, 1, 3, 3, 0.02857, 0.02286)
"""Pixels that are not square, as seen in a real file: 0.2857 x 0.2286 mm."""

SQUARE = replace(PICTURE, delta_x=0.01, delta_y=0.01)
STRIP = Region(0, 400, 599, 499, 2, 2, 4, 3, 0.005, 0.02)
DOPPLER = Region(0, 400, 599, 499, 3, 3, 4, 7, 0.005, -0.5, reference_y=50.0)
INFO = ScaleInfo(500, 600, (PICTURE,))


def on(*regions, **changes):
    return replace(INFO, regions=regions, **changes)


def shape(kind, *coordinates, **more):
    handles = tuple(Point(x, y) for x, y in zip(coordinates[::2], coordinates[1::2], strict=True))
    return Annotation("a", FrameRef("c", 1), kind, handles, **more)


DISTANCE, ANGLE, ELLIPSE, POLYGON = (
    ShapeKind.DISTANCE,
    ShapeKind.ANGLE,
    ShapeKind.ELLIPSE,
    ShapeKind.POLYGON,
)
LINE = shape(DISTANCE, 100, 100, 200, 100)
CORNER = shape(ANGLE, 200, 100, 100, 100, 200, 200)
RING = shape(ELLIPSE, 100, 100, 200, 100, 150, 130)
BOX = shape(POLYGON, 100, 100, 200, 100, 200, 150, 100, 150)


@pytest.mark.parametrize(
    ("annotation", "info", "value", "unit"),
    [
        (LINE, INFO, 28.57, Unit.MM),
        (shape(DISTANCE, 100, 100, 100, 200), INFO, 22.86, Unit.MM),
        (shape(DISTANCE, 100, 100, 130, 140), on(SQUARE), 5.0, Unit.MM),
        (shape(DISTANCE, 100, 100, 200, 200), INFO, math.hypot(28.57, 22.86), Unit.MM),
        (CORNER, INFO, 38.66, Unit.DEG),
        (CORNER, on(SQUARE), 45.0, Unit.DEG),
        (RING, on(SQUARE), math.pi * 5 * 3, Unit.MM2),
        (RING, INFO, math.pi * 14.285 * 6.858, Unit.MM2),
        (BOX, INFO, 28.57 * 11.43, Unit.MM2),
    ],
)
def test_values_in_physical_space(annotation, info, value, unit):
    got = measure(annotation, info)
    assert isinstance(got, Quantity)
    assert (got.unit, got.source, got.region) == (unit, CalibrationSource.REGION, 0)
    assert got.value == pytest.approx(value, rel=2e-4)


@pytest.mark.parametrize(
    ("annotation", "value", "unit"),
    [(LINE, 100.0, Unit.PX), (BOX, 5000.0, Unit.PX2), (RING, math.pi * 50 * 30, Unit.PX2)],
)
def test_without_a_scale_pixels_and_the_reason(annotation, value, unit):
    got = measure(annotation, on())
    assert isinstance(got, Uncalibrated)
    assert (got.value, got.unit) == (pytest.approx(value), unit)
    assert got.reason.code == "calibration.none"


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (on(), "measure.angle_without_aspect"),
        (on(replace(PICTURE, x1=900)), "measure.angle_without_aspect"),
        (on(pixel_aspect_ratio=(1.0, 1.0)), (45.0, CalibrationSource.NONE)),
        (on(pixel_spacing=(0.2, 0.2)), (45.0, CalibrationSource.PIXEL_SPACING)),
        (on(user=UserCalibration(0.2857, 0.2286)), (38.664, CalibrationSource.USER)),
        (on(replace(PICTURE, x1=150), replace(PICTURE, x0=151)), "calibration.crosses_regions"),
        (on(replace(PICTURE, x1=150)), "calibration.leaves_region"),
        # a strip without a time axis does not borrow the shape of the picture's pixels
        (on(replace(PICTURE, x0=300), replace(STRIP, y0=0, x1=299, units_x=0)), "calibration.region_not_2d"),
    ],
)
def test_an_angle_needs_the_shape_of_a_pixel(info, expected):
    got = measure(CORNER, info)
    if isinstance(got, Refused):
        assert got.reason.code == expected
    else:
        assert (got.value, got.source) == (pytest.approx(expected[0], abs=2e-3), expected[1])


def test_an_ellipse_whose_outline_leaves_the_region_is_not_in_millimetres():
    inside = shape(ELLIPSE, 100, 30, 200, 30, 150, 59)
    outside = shape(ELLIPSE, 100, 30, 200, 30, 150, 61)
    assert isinstance(measure(inside, INFO), Quantity)
    got = measure(outside, INFO)
    assert isinstance(got, Uncalibrated)
    assert got.reason.code == "calibration.outside_image"
    assert len(extent(DISTANCE, LINE.points)) == 2


@pytest.mark.parametrize(
    ("annotation", "region", "value", "unit"),
    [
        (shape(DISTANCE, 100, 450, 300, 450), STRIP, 1.0, Unit.SECOND),
        (shape(DISTANCE, 100, 450, 300, 460), STRIP, 1.0, Unit.SECOND),
        (shape(DISTANCE, 100, 420, 150, 470), STRIP, 0.25, Unit.SECOND),
        (shape(DISTANCE, 100, 420, 101, 470), STRIP, 10.0, Unit.MM),
        (shape(DISTANCE, 100, 420, 101, 470), DOPPLER, 25.0, Unit.CM_PER_S),
    ],
)
def test_a_time_region_reads_the_axis_that_the_line_runs_along(annotation, region, value, unit):
    got = measure(annotation, on(PICTURE, region))
    assert isinstance(got, Quantity)
    assert (got.value, got.unit, got.region) == (pytest.approx(value), unit, 1)


@pytest.mark.parametrize("kind", [ANGLE, ELLIPSE, POLYGON])
@pytest.mark.parametrize("region", [STRIP, DOPPLER])
def test_a_time_region_has_no_angle_and_no_area(kind, region):
    got = measure(shape(kind, 100, 440, 120, 440, 110, 445), on(PICTURE, region))
    assert isinstance(got, Refused)
    assert got.reason.mapping == {"region": "2"}


def test_a_time_region_with_an_unknown_unit_says_no_more_than_time():
    info = on(replace(STRIP, units_y=9))
    assert isinstance(measure(shape(DISTANCE, 100, 450, 300, 450), info), Quantity)
    refused = measure(shape(DISTANCE, 100, 420, 101, 470), info)
    assert isinstance(refused, Refused) and refused.reason.mapping == {"region": "1"}


@pytest.mark.parametrize(
    "annotation",
    [
        shape(ANGLE, 5, 5, 5, 5, 9, 9),
        shape(ELLIPSE, 5, 5, 5, 5, 9, 9),
        shape(ShapeKind.TEXT, 5, 5),
        shape(ShapeKind.POINT, 5, 5),
        shape(DISTANCE, 5, 5),
        shape(DISTANCE, 5, 5, 5, 5),
        shape(POLYGON, 5, 5, 6, 6),
    ],
)
def test_what_has_no_value_is_an_error_of_the_caller(annotation):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for programmers
        measure(annotation, INFO)


def test_marks_and_words_have_no_value_and_calipers_have():
    with_value = {kind for kind in ShapeKind if measures(kind)}
    assert with_value >= {DISTANCE, ANGLE, ELLIPSE, POLYGON}
    assert not with_value & {ShapeKind.POINT, ShapeKind.ARROW, ShapeKind.TEXT}


# uncertainty


def test_a_typed_distance_is_known_to_two_pixel_widths_of_doubt():
    """Two ends, each with the variance of one pixel along the line: 2 * sqrt(2 / 12) pixels."""
    got = measure(LINE, on(SQUARE))
    assert got.uncertainty == pytest.approx(0.1 * 2 * math.sqrt(2 / 12), rel=1e-6)


def test_zooming_out_adds_doubt():
    near = measure(replace(LINE, resolution=(0.5, 0.5)), on(SQUARE)).uncertainty
    far = measure(replace(LINE, resolution=(2.0, 2.0)), on(SQUARE)).uncertainty
    assert measure(LINE, on(SQUARE)).uncertainty < near < far
    assert far == pytest.approx(0.1 * 2 * math.sqrt(2 * (1 / 12 + 4 * 0.75)), rel=1e-6)


@pytest.mark.parametrize(("annotation", "power"), [(LINE, 1), (BOX, 2), (RING, 2)])
def test_the_doubt_of_the_users_scale_counts_once_for_lengths_and_twice_for_areas(annotation, power):
    exact = measure(annotation, on(user=UserCalibration(0.1, 0.1)))
    loose = measure(annotation, on(user=UserCalibration(0.1, 0.1, 0.05)))
    of_scale = 0.05 * power * exact.value
    assert loose.uncertainty == pytest.approx(math.hypot(exact.uncertainty, of_scale))


@given(st.floats(20.0, 400.0), st.floats(20.0, 300.0), st.floats(0.0, 3.0))
def test_the_doubt_of_a_rectangle_is_what_can_be_worked_out(width, height, resolution):
    """A corner moves two sides: dA/dx = half the height, dA/dy = half the width."""
    points = [Point(0, 0), Point(width, 0), Point(width, height), Point(0, height)]
    got = placement_uncertainty(polygon_area, points, (resolution,) * 4)
    variance = 1 / 12 + 0.75 * resolution**2
    assert got == pytest.approx(2 * math.sqrt(variance * (width**2 + height**2)), rel=1e-5)
