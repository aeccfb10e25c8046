"""A measured value reads the same on the picture, in the panels and in the report."""

import pytest

from sonostep.core.measure.quantity import CalibrationSource, Quantity, Refused, Uncalibrated, Unit
from sonostep.core.problem import Problem
from sonostep.core.report.numbers import UNIT_WORDS
from sonostep.reporting.words import ReportWords
from sonostep.ui.kit import formatting as wording
from sonostep.ui.viewer.drawing.readout import full, short

REASON = Problem.of("calibration.none")


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize(
    ("value", "uncertainty"),
    [(0.0, 0.0), (5.0, 0.12), (3.4567, 0.0123), (127.6, 1.9), (-12.5, 0.5), (1234.5, 67.0), (9.999, 0.0996)],
)
def test_screen_panel_and_report_agree(unit, value, uncertainty):
    if unit in (Unit.PX, Unit.PX2):
        measured = Uncalibrated(value, unit, uncertainty, REASON)
    else:
        measured = Quantity(value, unit, uncertainty, CalibrationSource.REGION, 0)
    printed = ReportWords("en").value(measured)
    assert wording.measured(measured) == printed
    assert full(measured, "en").startswith(printed)
    assert short(measured).split(UNIT_WORDS[unit] or None)[0].strip() == printed.split(" ")[0]


def test_without_a_value_each_says_so():
    assert "±" not in wording.measured(Refused(REASON)) + ReportWords("en").value(Refused(REASON))
    assert short(Refused(REASON)) == "–"
