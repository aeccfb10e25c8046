"""A doubt is never written as zero: not of a square's short axis, not of anything that can be measured."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure_all, measures
from sonostep.core.measure.quantity import CalibrationSource, Quantity, Refused, Unit
from sonostep.core.report.numbers import digits, value_words
from sonostep.core.shapes import shape_row

REGION = Region(0, 0, 639, 479, 1, 1, 3, 3, 0.01, 0.01)
INFO = ScaleInfo(480, 640, (REGION,))
ZERO = re.compile(r"[<\s]*0*\.?0*")


def square(side: float, kind: ShapeKind = ShapeKind.POLYGON) -> Annotation:
    corners = ((100.0, 100.0), (100.0 + side, 100.0), (100.0 + side, 100.0 + side), (100.0, 100.0 + side))
    points = tuple(Point(x, y) for x, y in corners)
    return Annotation("a", FrameRef("c", 1), kind, points, (1.0,) * 4)


@pytest.mark.parametrize("info", [INFO, ScaleInfo(480, 640)])
def test_the_short_axis_of_a_square_is_as_unsure_as_its_sides(info: ScaleInfo) -> None:
    values = dict(measure_all(square(100.0), info))
    short = values["short_axis"]
    assert not isinstance(short, Refused)
    caliper = Annotation(
        "b", FrameRef("c", 1), ShapeKind.DISTANCE, (Point(100, 100), Point(200, 100)), (1.0, 1.0)
    )
    (_, across), *_ = measure_all(caliper, info)
    assert not isinstance(across, Refused)
    assert short.uncertainty == pytest.approx(across.uncertainty, rel=0.3)
    assert "± 0.0" not in value_words(short) or re.search(r"± 0\.0*[1-9]", value_words(short))


coordinates = st.integers(10, 400).map(float)


@given(st.data())
def test_no_shape_has_a_doubt_that_reads_zero(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([k for k in ShapeKind if measures(k)]))
    row = shape_row(kind)
    most = min(row.most or 6, 6)
    count = data.draw(st.integers(row.least, max(most, row.least)))
    # small whole numbers: squares, right angles and parallels come often
    grid = st.tuples(st.integers(0, 4), st.integers(0, 4))
    places = data.draw(st.lists(grid, min_size=count, max_size=count, unique=True))
    points = tuple(Point(100.0 + 40.0 * x, 100.0 + 40.0 * y) for x, y in places)
    shape = Annotation("a", FrameRef("c", 1), kind, points, (1.0,) * count, split=max(count // 2, 1))
    try:
        values = measure_all(shape, INFO)
    except ValueError:
        assume(False)
    for name, measured in values:
        shown = digits(measured)
        if shown is not None:
            assert shown[1] == "?" or not ZERO.fullmatch(shown[1]), (kind, name, places)


@given(st.floats(0.0, 1e6) | st.just(math.nan) | st.just(math.inf))
def test_whatever_the_doubt_it_is_not_written_as_zero(unsure: float) -> None:
    shown = digits(Quantity(5.0, Unit.MM, unsure, CalibrationSource.REGION))
    assert shown is not None
    if unsure > 0.0 and math.isfinite(unsure):
        assert any(c in "123456789" for c in shown[1])
    else:
        assert shown[1] == "?"
