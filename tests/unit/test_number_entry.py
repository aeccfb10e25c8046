"""Numbers are read as people write them; what can be read in two ways is refused in words."""

import argparse
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.cli import parser
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.number_entry import UNITS, parse_number, parse_within
from sonostep.core.problem import Problem
from sonostep.core.text import LANGUAGES
from sonostep.messages import sentence

READ = (
    ("1,5", "mL", 1.5), ("12,5", "mm", 12.5), ("12.5", "mm", 12.5), ("300", "", 300.0), (" 7 ", "", 7.0),
    ("１２．５", "", 12.5), ("１，５", "mL", 1.5), ("３００", "mL", 300.0), ("　５　", "", 5.0),
    ("٣٫٥", "", 3.5),
    ("1 234", "", 1234.0), ("1 234,5", "", 1234.5), ("1\u00a0234\u202f567", "", 1234567.0),
    ("1,234.5", "", 1234.5), ("1.234,5", "", 1234.5), ("1,234,567", "", 1234567.0), ("1'234", "", 1234.0),
    ("1.234", "", 1.234), ("0,234", "", 0.234), ("1234,567", "", 1234.567), (".5", "", 0.5), (",5", "", 0.5),
    ("-3", "", -3.0), ("−3", "", -3.0), ("+3", "", 3.0), ("007", "", 7.0),
    ("5 mL", "mL", 5.0), ("5ml", "mL", 5.0), ("5 cc", "mL", 5.0), ("５ｍＬ", "mL", 5.0), ("5毫升", "mL", 5.0),
    ("12,5mm", "mm", 12.5), ("25 kg/m²", "kg/m2", 25.0), ("3 個月", "mo", 3.0), ("3 months", "mo", 3.0),
    ("90°", "deg", 90.0), ("4 h", "h", 4.0),
)  # fmt: skip

REFUSED = (
    ("1,234", "number.unclear"), ("12,345", "number.unclear"), ("１，２３４", "number.unclear"),
    ("1 5", "number.unclear"), ("1  5", "number.unclear"), ("1.2.3", "number.unclear"),
    ("1.234.567", "number.unclear"), ("5.", "number.unclear"), ("5,", "number.unclear"),
    ("1,23,4", "number.unclear"), ("1,2,3", "number.unclear"), ("12 34", "number.unclear"),
    ("", "number.none"), ("   ", "number.none"), ("abc", "number.none"), ("十二", "number.none"),
    ("½", "number.none"), ("1½", "number.none"), ("5²", "number.none"), ("5-6", "number.none"),
    ("1/2", "number.none"), ("--5", "number.none"), ("inf", "number.none"), ("nan", "number.none"),
    ("1_000", "number.none"), ("<5", "number.none"), ("~5", "number.none"), ("12;5", "number.none"),
    ("1e3", "number.alone"), ("12 mL", "number.alone"), ("9" * 400, "number.none"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_a_number_is_read_as_it_is_written(text: str, unit: str, value: float) -> None:
    assert parse_number(text, unit) == value


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_unclear_is_refused_in_words(text: str, code: str) -> None:
    problem = parse_number(text)
    assert isinstance(problem, Problem) and problem.code == code
    for language in LANGUAGES:
        assert "{" not in sentence(problem, language)


@pytest.mark.parametrize(
    ("text", "unit"), [("5 cm", "mm"), ("5 L", "mL"), ("5 mm", "mL"), ("5 km", "mm"), ("3 h", "mo")]
)
def test_another_unit_is_refused_and_never_converted(text: str, unit: str) -> None:
    problem = parse_number(text, unit)
    assert isinstance(problem, Problem) and problem.code == "number.unit"
    assert dict(problem.params)["unit"] == unit


def test_limits_are_told_with_both_ends() -> None:
    problem = parse_within("2500", 0, 2000, "mL")
    assert isinstance(problem, Problem)
    assert problem.mapping == {"text": "2500", "low": "0", "high": "2000", "unit": "mL"}
    assert parse_within("2000", 0, 2000) == 2000.0
    assert parse_within("0", 0, 2000) == 0.0


FULL = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 2),
    st.sampled_from(".,"),
    st.booleans(),
    st.sampled_from(["", " ", "　"]),
)
def test_every_written_number_comes_back(whole: int, places: int, mark: str, full: bool, pad: str) -> None:
    """With a point or a comma and up to two decimals, in either width: itself, never ten times it."""
    value = whole / 10**places
    text = f"{value:.{places}f}".replace(".", mark)
    said = pad + (text.translate(FULL) if full else text) + pad
    assert parse_number(said) == pytest.approx(value, rel=1e-12)


@given(st.integers(0, 10**9), st.sampled_from(list(UNITS)))
def test_a_unit_is_taken_where_it_is_asked_for_and_nowhere_else(number: int, unit: str) -> None:
    for word in UNITS[unit]:
        assert parse_number(f"{number} {word}", unit) == float(number)
        for other in set(UNITS) - {unit}:
            assert isinstance(parse_number(f"{number} {word}", other), Problem)


@given(st.text(max_size=12))
def test_no_text_raises_and_a_number_has_its_digits_in_the_text(text: str) -> None:
    value = parse_number(text)
    if isinstance(value, float):
        digits = "".join(
            str(unicodedata.decimal(c)) for c in text if unicodedata.decimal(c, None) is not None
        )
        assert digits.strip("0") in ("", *[digits.strip("0")])
        assert float(digits or "0") >= abs(value)
    else:
        assert sentence(value, "en") and sentence(value, "zh-TW")


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_comma_before_three_digits_is_never_guessed(a: int, b: int) -> None:
    assert isinstance(parse_number(f"{a},{b:03d}"), Problem)


# the command line


@pytest.mark.parametrize("text", ["1", "１", " 12 ", "1 000"])
def test_the_command_line_reads_whole_numbers_alike(text: str) -> None:
    assert parser._number(text) == parse_number(text)


@pytest.mark.parametrize("text", ["0", "1.5", "1,5", "1,234", "1e3", "1_0", "-1", "x", ""])
def test_the_command_line_refuses_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parser._number(text)


@pytest.mark.parametrize(
    "text",
    ["10.5,20,30,40", "10,5 20 30 40", "10,5; 20; 30; 40", "１０．５，２０，３０，４０", "10.5, 20, 30, 40"],
)
def test_the_command_line_reads_points_alike(text: str) -> None:
    assert parser._points("distance")(text) == (Point(10.5, 20.0), Point(30.0, 40.0))


@pytest.mark.parametrize("text", ["1_0,2,3,4", "nan,0,1,1", "1e3,0,1,1", "a,0,1,1", "1,2,3", "1.2.3,0,1,1"])
def test_the_command_line_refuses_other_points(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parser._points("distance")(text)


@pytest.mark.parametrize("text", ["0,0,10,10", "０，０，１０，１０"])
def test_the_command_line_reads_boxes_alike(text: str) -> None:
    assert parser._box(text) == (0, 0, 10, 10)


@pytest.mark.parametrize("text", ["0,0,10", "0,0,10,10.5", "1_0,0,5,5", "-1,0,5,5", "0,0,10,10,5"])
def test_the_command_line_refuses_other_boxes(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parser._box(text)
