"""The report says everything and never more than was recorded."""

from dataclasses import replace

import pytest

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.exam import DataRef, ViewState
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.quantity import Quantity, Refused, Uncalibrated
from sonostep.core.report import build_report
from sonostep.core.report.numbers import decimals, digits, plain


def test_every_required_view_stands_in_the_ledger():
    states = {(e.step, e.view, e.side): e.state for e in sample.report().ledger}
    assert states == {
        ("gmed", "long", Side.RIGHT): ViewState.DONE,
        ("gmed", "short", Side.RIGHT): ViewState.NOT_VISUALISED,
        ("bursa", "transverse", Side.RIGHT): ViewState.DONE,
        ("bursa", "doppler", Side.RIGHT): ViewState.SKIPPED,
        ("gmed_other", "long", Side.LEFT): ViewState.OPEN,
    }


def test_what_was_not_seen_is_named_with_its_reason():
    missing = {(e.step, e.view): (e.state.value, e.reason) for e in sample.report().not_examined}
    assert missing == {
        ("gmed", "short"): ("not_visualised", "deep, poor window"),
        ("bursa", "doppler"): ("skipped", "病人疼痛"),
        ("gmed_other", "long"): ("open", ""),
    }


def test_a_side_without_any_record_is_named():
    exam = sample.exam()
    right_only = replace(
        exam,
        findings=tuple(f for f in exam.findings if f.key.side is not Side.LEFT),
        annotations=tuple(a for a in exam.annotations if a.side is not Side.LEFT),
        key_images=exam.key_images[:1],
    )
    assert sample.report(right_only).unexamined_sides == (Side.LEFT,)
    assert sample.report(exam).unexamined_sides == ()


def rows(report):
    return {(r.question, r.site): r for s in report.structures for r in s.rows}


def test_left_stands_against_right_and_silence_is_not_assessed():
    found = rows(sample.report())
    palpation = found["trochanter_palpation", ""]
    assert (palpation.left.state, palpation.right.state) == (FindingState.ABSENT, FindingState.PRESENT)
    assert palpation.right.reproduces == ("B",)
    fluid = found["bursal_fluid", ""]
    assert fluid.left.state is FindingState.NOT_ASSESSED and not fluid.left.recorded
    assert fluid.right.measurements == (2,) and fluid.right.images == (1,)
    assert found["gmed_tendon_thickened", "superoposterior_facet"].right.state is FindingState.INDETERMINATE
    assert found["nrs_night", ""].whole.value == 7.0


def test_each_question_stands_once_although_two_steps_ask_it():
    names = [(r.question, r.site) for s in sample.report().structures for r in s.rows]
    assert len(names) == len(set(names))


def test_a_finding_that_no_protocol_asks_for_is_not_lost():
    exam = replace(sample.exam(), protocols=())
    report = build_report(exam, (), sample.VOCABULARY, None, "en")
    assert report.structures[-1].title.en == "Other findings"
    recorded = [a for s in report.structures for r in s.rows for a in r.answers if a.recorded]
    assert len(recorded) == len(exam.findings)


def test_every_shape_with_a_value_has_a_number_and_says_where_its_scale_is_from():
    measured = sample.report().measurements
    assert [m.number for m in measured] == [1, 2, 3, 4, 5, 6]
    kinds = [type(m.measured) for m in measured]
    assert kinds == [Quantity, Quantity, Quantity, Quantity, Uncalibrated, Refused]
    assert measured[0].label.zh_tw == "臀中肌肌腱厚度"
    assert measured[0].code.value == "59089-3"


@pytest.mark.parametrize("points", [((5, 5), (5, 5), (5, 5)), ((5, 5), (5, 5), (9, 9))])
@pytest.mark.parametrize("kind", [ShapeKind.ANGLE, ShapeKind.ELLIPSE])
def test_a_degenerate_shape_has_no_value_and_a_reason(kind, points):
    exam = replace(sample.exam(), annotations=(sample.shape("a1", kind, *points),), findings=())
    measured = sample.report(exam).measurements[0].measured
    assert isinstance(measured, Refused | Uncalibrated)


def test_a_protocol_that_is_not_at_hand_is_named():
    exam = replace(sample.exam(), protocols=(DataRef("gone", "3", "d" * 64),))
    assert sample.report(exam).protocols[0].title is None


def test_a_synthetic_clip_marks_the_report():
    exam = sample.exam()
    assert sample.report(exam).synthetic
    clean = tuple(replace(c, synthetic=False) for c in exam.clips)
    assert not sample.report(replace(exam, clips=clean)).synthetic


@pytest.mark.parametrize(
    ("uncertainty", "places"),
    [
        (0.0, 2),
        (0.12, 2),
        (0.9, 2),
        (1.2, 1),
        (12.0, 0),
        (130.0, 0),
        (0.004, 4),
        (1e-9, 4),
        (float("nan"), 2),
    ],
)
def test_decimals_show_two_digits_of_the_doubt(uncertainty, places):
    assert decimals(uncertainty) == places


def test_digits_of_value_and_doubt_agree():
    measured = sample.report().measurements
    assert digits(measured[0].measured) == ("6.66", "0.21")
    assert digits(measured[5].measured) is None


@pytest.mark.parametrize(("value", "text"), [(7.0, "7"), (0.25, "0.25"), (-0.0, "0"), (1e6, "1000000")])
def test_an_entered_number_is_plain(value, text):
    assert plain(value) == text
