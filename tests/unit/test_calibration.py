"""Calibration: the eleven rules, one table each. A scale that holds or the reason why none does."""

import math
from dataclasses import replace

import pytest
from hypothesis import given

from helpers.strategies import points as any_points
from helpers.strategies import scale_infos, tuples
from sonostep.core.clip import Region, ScaleInfo, UserCalibration
from sonostep.core.measure.calibration import (
    LengthScale,
    NoScale,
    TraceScale,
    contains,
    exceeds,
    known_aspect,
    resolve,
)
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.quantity import CalibrationSource
from sonostep.core.problem import Problem

NAN, INF = math.nan, math.inf
B_MODE = Region(100, 50, 499, 349, 1, 1, 3, 3, 0.01, 0.02)
M_MODE = Region(0, 350, 499, 399, 2, 2, 4, 3, 0.005, 0.01)
INFO = ScaleInfo(400, 600, (B_MODE,))
INSIDE = (Point(150, 100), Point(250, 100))


def region(x0=0, y0=0, x1=599, y1=399, **changes):
    return replace(B_MODE, x0=x0, y0=y0, x1=x1, y1=y1, **changes)


def with_regions(*regions, **changes):
    return replace(INFO, regions=regions, **changes)


def reason(scale):
    assert isinstance(scale, NoScale)
    return scale.reason.code


# rule 2: which regions can scale lengths


def test_a_usable_region_gives_ten_times_its_centimetres():
    assert resolve(INSIDE, INFO) == LengthScale(0.1, 0.2, CalibrationSource.REGION, 0)


@pytest.mark.parametrize("deltas", [(-0.01, 0.02), (0.01, -0.02), (-0.01, -0.02)])
def test_the_sign_of_a_delta_does_not_matter_for_lengths(deltas):
    info = with_regions(replace(B_MODE, delta_x=deltas[0], delta_y=deltas[1]))
    assert resolve(INSIDE, info) == resolve(INSIDE, INFO)


@pytest.mark.parametrize(
    "change",
    [
        {"delta_x": 0.0},
        {"delta_y": 0.0},
        {"delta_x": NAN},
        {"delta_y": INF},
        {"delta_x": -INF},
        {"delta_x": 1e308},
        {"delta_y": 5e-324},
        {"units_x": 0},
        {"units_y": 4},
        {"units_x": 9},
    ],
)
def test_a_region_without_finite_centimetres_gives_no_millimetre(change):
    info = with_regions(replace(B_MODE, **change))
    assert reason(resolve(INSIDE, info)) == "calibration.region_without_scale"


@pytest.mark.parametrize("format_", [0, 4, 5, 9])
def test_a_region_that_is_no_picture_gives_no_millimetre(format_):
    info = with_regions(replace(B_MODE, spatial_format=format_))
    assert reason(resolve(INSIDE, info)) == "calibration.region_not_2d"


# rules 3, 4, 11: the box


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((100, 50), True),
        ((500, 350), True),  # the far edge of the last pixel
        ((99.999, 50), False),
        ((500.001, 350), False),
        ((100, 350.001), False),
        ((300, 49.999), False),
    ],
)
def test_the_box_is_inclusive_and_its_last_pixel_has_a_far_edge(point, inside):
    assert contains(B_MODE, Point(*point)) is inside


def test_dual_boxes_that_touch_share_their_edge_only():
    """ALOKA: 32 to 335 and 336 to 639."""
    left, right = region(32, 24, 335, 399), region(336, 24, 639, 399)
    assert contains(left, Point(336, 100)) and contains(right, Point(336, 100))
    assert not contains(right, Point(335.9, 100))


@pytest.mark.parametrize(
    ("box", "stale"),
    [
        ((0, 0, 599, 399), False),
        ((0, 0, 600, 400), False),  # Philips and Mindray write Columns and Rows
        ((0, 0, 601, 399), True),
        ((0, 0, 599, 401), True),
        ((-1, 0, 599, 399), True),
        ((0, -1, 599, 399), True),
        ((315, 0, 315, 399), False),  # one column
        ((0, 315, 599, 315), False),  # one row
        ((300, 0, 200, 399), True),
        ((0, 300, 599, 200), True),
    ],
)
def test_a_box_that_leaves_the_picture_belongs_to_another_picture(box, stale):
    info = with_regions(region(*box))
    assert exceeds(info.regions[0], info) is stale
    scale = resolve((Point(315.2, 315.2), Point(315.8, 315.8)), info)
    assert isinstance(scale, NoScale) is stale
    if stale:
        assert reason(scale) == "calibration.stale_region"


def test_a_stale_region_is_named_with_box_and_picture():
    scale = resolve(INSIDE, with_regions(B_MODE, region(0, 0, 899, 399)))
    assert scale.reason.mapping == {"region": "2", "box": "0,0..899,399", "columns": "600", "rows": "400"}
    assert scale.aspect is None


def test_one_stale_region_puts_all_in_doubt_until_the_user_agrees_to_clamp():
    info = with_regions(B_MODE, region(500, 0, 899, 399))
    assert reason(resolve(INSIDE, info)) == "calibration.stale_region"
    agreed = replace(info, clamp_regions=True)
    assert resolve(INSIDE, agreed) == LengthScale(0.1, 0.2, CalibrationSource.REGION, 0)


def test_a_user_calibration_stands_in_for_a_stale_region():
    info = with_regions(region(0, 0, 899, 399), user=UserCalibration(0.3, 0.3, 0.02))
    assert resolve(INSIDE, info) == LengthScale(0.3, 0.3, CalibrationSource.USER, None, 0.02)


# rule 5: one region for all points

SMALL = region(200, 100, 299, 199)


@pytest.mark.parametrize(
    ("regions", "points", "choice", "expected"),
    [
        ((B_MODE, SMALL), [(250, 150), (260, 160)], None, 1),  # the smallest box
        ((SMALL, B_MODE), [(250, 150), (260, 160)], None, 0),
        ((SMALL, B_MODE), [(250, 150), (350, 160)], None, 1),  # the only one that has both
        ((B_MODE, SMALL), [(250, 150), (260, 160)], 0, 0),  # the user's choice
        ((B_MODE, SMALL), [(250, 150), (350, 160)], 1, 0),  # a choice that does not hold is no choice
        ((B_MODE, SMALL), [(250, 150), (260, 160)], 7, 1),
    ],
)
def test_the_smallest_box_or_the_users_choice_among_those_that_hold_all_points(
    regions, points, choice, expected
):
    scale = resolve([Point(*p) for p in points], with_regions(*regions), choice)
    assert scale.region == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # by area, wherever they lie and however they are shaped
        ((200, 90, 299, 199), (0, 0, 599, 399), 0),
        ((190, 90, 209, 349), (0, 90, 599, 109), 0),  # 20 x 260 against 600 x 20
        ((100, 90, 599, 109), (190, 60, 209, 399), 1),  # 500 x 20 against 20 x 340
        ((200, 90, 299, 109), (190, 60, 209, 399), 0),  # 100 x 20 against 20 x 340
        ((200, 80, 219, 119), (200, 0, 219, 109), 0),  # 20 x 40 against 20 x 110
        ((200, 90, 209, 99), (199, 89, 210, 100), 0),  # 100 against 144, by the width of a pixel
    ],
)
def test_the_smallest_box_is_the_one_of_least_area(first, second, expected):
    info = with_regions(region(*first), region(*second))
    assert resolve([Point(205, 95), Point(206, 96)], info).region == expected


@pytest.mark.parametrize(
    ("point", "inside"),
    [((0, 0), True), ((600, 400), True), ((0, 400), True), ((600.001, 0), False), ((0, 400.001), False),
     ((-0.001, 0), False), ((0, -0.001), False)],
)  # fmt: skip
def test_the_picture_ends_at_the_far_edge_of_its_last_pixel(point, inside):
    scale = resolve([Point(*point)], with_regions(region()))
    assert isinstance(scale, LengthScale) is inside


def test_regions_are_named_from_1():
    clash = with_regions(region(), B_MODE, replace(SMALL, delta_x=0.5))
    assert resolve([Point(250, 150)], clash).reason.mapping == {"regions": "1, 2, 3"}
    no_scale = with_regions(region(0, 0, 9, 9), replace(B_MODE, units_x=0))
    assert resolve(INSIDE, no_scale).reason.mapping == {"region": "2"}
    no_picture = with_regions(region(0, 0, 9, 9), replace(B_MODE, spatial_format=5))
    assert resolve(INSIDE, no_picture).reason.mapping == {"region": "2"}


def test_scales_that_disagree_are_asked_about():
    info = with_regions(B_MODE, replace(SMALL, delta_x=0.0102))
    assert reason(resolve([Point(250, 150)], info)) == "calibration.regions_disagree"
    assert resolve([Point(250, 150)], info, 1).mm_x == pytest.approx(0.102)
    almost = with_regions(B_MODE, replace(SMALL, delta_x=0.01005))
    assert resolve([Point(250, 150)], almost).region == 1


def test_a_time_region_over_a_picture_is_asked_about_too():
    info = with_regions(B_MODE, replace(M_MODE, x0=100, y0=50, x1=499, y1=349))
    assert reason(resolve(INSIDE, info)) == "calibration.regions_disagree"


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([(150, 100), (150, 380)], "calibration.crosses_regions"),
        ([(150, 100), (550, 100)], "calibration.leaves_region"),
        ([(550, 100), (560, 100)], "calibration.outside_regions"),
        ([(150, 100), (700, 100)], "calibration.outside_image"),
        ([(150, 100), (-1, 100)], "calibration.outside_image"),
        ([(150, 100), (NAN, 100)], "calibration.outside_image"),
        ([(150, INF)], "calibration.outside_image"),
    ],
)
def test_points_without_one_region_give_pixels_and_why(points, code):
    assert reason(resolve([Point(*p) for p in points], with_regions(B_MODE, M_MODE))) == code


# rule 6: the shape of a pixel


@pytest.mark.parametrize(
    ("info", "aspect"),
    [
        (INFO, 2.0),
        (with_regions(B_MODE, M_MODE), 2.0),
        (with_regions(B_MODE, replace(SMALL, delta_y=0.01)), None),
        (with_regions(region(0, 0, 899, 399)), None),
        (with_regions(region(0, 0, 899, 399), pixel_aspect_ratio=(3.0, 2.0)), 1.5),
        (with_regions(pixel_spacing=(0.3, 0.2)), 1.5),
        (with_regions(pixel_spacing=(1.0, 1.0)), None),
        (with_regions(user=UserCalibration(0.1, 0.3)), 3.0),
        (with_regions(pixel_aspect_ratio=(0.0, 2.0)), None),
        (with_regions(pixel_aspect_ratio=(INF, 2.0)), None),
        (with_regions(pixel_aspect_ratio=(4.0, 2.0)), 2.0),
        (with_regions(), None),
    ],
)
def test_the_aspect_is_known_where_the_file_or_the_user_says_it(info, aspect):
    assert known_aspect(info) == (None if aspect is None else pytest.approx(aspect))


# rule 7: M-mode, spectral and waveform regions


@pytest.mark.parametrize("format_", [2, 3, 4])
def test_a_time_region_has_seconds_along_x_and_its_own_unit_along_y(format_):
    strip = replace(M_MODE, spatial_format=format_, units_y=7, delta_y=-0.5, reference_y=20.0)
    scale = resolve([Point(10, 360), Point(20, 370)], with_regions(B_MODE, strip))
    # value 0 where the reference pixel is, counted from the region's own top
    assert scale == TraceScale(0.005, 7, -0.5, 370.0, 1)


def test_the_zero_line_moves_with_the_reference_value():
    strip = replace(M_MODE, delta_y=-0.5, reference_y=20.0, reference_value_y=10.0)
    scale = resolve([Point(10, 360)], with_regions(strip))
    # value = 10 + (y - 350 - 20) * -0.5 is 0 at y = 390
    assert scale.zero_y == pytest.approx(390.0)


def test_without_a_scale_along_y_a_reference_value_moves_nothing():
    strip = replace(M_MODE, delta_y=0.0, reference_y=20.0, reference_value_y=10.0)
    assert resolve([Point(10, 360)], with_regions(strip)).zero_y == 370.0


@pytest.mark.parametrize("scale", [(0.0, 0.1), (0.1, -0.1), (NAN, 0.1), (0.1, INF), (0.1, 0.1, -1.0)])
def test_a_users_scale_that_is_no_scale_cannot_be_made(scale):
    with pytest.raises(ValueError, match="scale|uncertainty"):
        UserCalibration(*scale)


# rules 8 and 9: what stands in


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pixel_spacing": (0.2, 0.1)}, LengthScale(0.1, 0.2, CalibrationSource.PIXEL_SPACING)),
        (
            {"pixel_spacing": (0.2, 0.1), "user": UserCalibration(9, 9)},
            LengthScale(0.1, 0.2, CalibrationSource.PIXEL_SPACING),
        ),
        (
            {"user": UserCalibration(0.3, 0.4, 0.01)},
            LengthScale(0.3, 0.4, CalibrationSource.USER, None, 0.01),
        ),
        (
            {"pixel_spacing": (1.0, 1.0), "user": UserCalibration(0.3, 0.4)},
            LengthScale(0.3, 0.4, CalibrationSource.USER),
        ),
        ({"uncorrected_spacing": (0.1, 0.1), "user": UserCalibration(0.3, 0.4)},
         LengthScale(0.3, 0.4, CalibrationSource.USER)),
        ({}, "calibration.none"),
        ({"pixel_spacing": (1.0, 1.0)}, "calibration.spacing_unused"),
        ({"pixel_spacing": (1.0, 0.5)}, LengthScale(0.5, 1.0, CalibrationSource.PIXEL_SPACING)),
        ({"pixel_spacing": (0.5, 1.0)}, LengthScale(1.0, 0.5, CalibrationSource.PIXEL_SPACING)),
        ({"pixel_spacing": (0.0, 0.1)}, "calibration.spacing_unused"),
        ({"pixel_spacing": (-0.2, 0.1)}, "calibration.spacing_unused"),
        ({"pixel_spacing": (NAN, 0.1)}, "calibration.spacing_unused"),
        ({"uncorrected_spacing": (0.1, 0.1)}, "calibration.uncorrected"),
        ({"pixel_aspect_ratio": (2.0, 1.0)}, "calibration.none"),
        ({"unused": Problem.of("calibration.spacing_varies")}, "calibration.spacing_varies"),
        (
            {"unused": Problem.of("calibration.region_nowhere", count=1), "user": UserCalibration(0.3, 0.4)},
            LengthScale(0.3, 0.4, CalibrationSource.USER),
        ),
    ],
)  # fmt: skip
def test_without_regions_the_fallbacks_hold_in_order(changes, expected):
    scale = resolve(INSIDE, with_regions(**changes))
    assert (scale.reason.code if isinstance(scale, NoScale) else scale) == expected


UNSCALED = replace(SMALL, units_x=0, units_y=0)


@pytest.mark.parametrize(
    ("regions", "spacing", "expected"),
    [
        ((UNSCALED,), (0.2, 0.1), CalibrationSource.PIXEL_SPACING),
        ((UNSCALED,), None, "calibration.region_without_scale"),
        # contradicted by a region elsewhere, so it is not believed here either
        ((UNSCALED, region(0, 300, 99, 399)), (0.5, 0.5), "calibration.region_without_scale"),
        ((UNSCALED, region(0, 300, 99, 399)), (0.2, 0.5), "calibration.region_without_scale"),
        ((UNSCALED, region(0, 300, 99, 399)), (0.5, 0.1), "calibration.region_without_scale"),
        ((UNSCALED, region(0, 300, 99, 399)), (0.2, 0.1), CalibrationSource.PIXEL_SPACING),
    ],
)
def test_pixel_spacing_stands_in_for_a_region_without_scale_unless_another_contradicts_it(
    regions, spacing, expected
):
    scale = resolve([Point(250, 150), Point(260, 160)], with_regions(*regions, pixel_spacing=spacing))
    assert (scale.reason.code if isinstance(scale, NoScale) else scale.source) == expected


def test_with_regions_pixel_spacing_is_not_asked_outside_them():
    info = replace(INFO, pixel_spacing=(0.2, 0.1), user=UserCalibration(0.1, 0.1))
    assert reason(resolve([Point(550, 100), Point(560, 100)], info)) == "calibration.outside_regions"


# all of them at once


@given(tuples(any_points, 4), scale_infos)
def test_a_scale_is_finite_and_positive_and_true_for_every_point_or_there_is_a_reason(shape, info):
    scale = resolve(shape, info)
    if isinstance(scale, NoScale):
        assert scale.reason.code.startswith("calibration.")
        assert scale.aspect is None or (math.isfinite(scale.aspect) and scale.aspect > 0)
        return
    if isinstance(scale, LengthScale):
        assert 0 < scale.mm_x < INF and 0 < scale.mm_y < INF
    if scale.region is not None:
        assert all(contains(info.regions[scale.region], p) for p in shape)
    assert all(0 <= p.x <= info.columns and 0 <= p.y <= info.rows for p in shape)
