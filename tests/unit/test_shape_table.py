"""One row for each kind of shape, and no table or branch that a new kind, unit or dimension slips through."""

import json
import re
import subprocess
import sys
from dataclasses import fields

import pytest

from helpers.closed_sets import (
    SETS,
    loose_dispatches,
    members_of_sets,
)
from helpers.package_copy import ROOT, copy_program, run_in
from sonostep.core import shapes
from sonostep.core.annotation import ShapeKind
from sonostep.core.measure.formulas import Dimension, physical_unit
from sonostep.core.measure.quantity import UCUM, Unit
from sonostep.core.protocol import SlotTool
from sonostep.core.shapes import SHAPES, ShapeRow, SrGraphic, shape_row
from sonostep.protocols.schema.base import TextModel
from sonostep.protocols.schema.protocol import SlotModel

PACKAGE = ROOT / "desktop" / "sonostep"


def test_each_kind_has_one_row():
    assert [row.kind for row in shapes._ROWS] == list(ShapeKind)
    assert all(shape_row(kind).kind is kind for kind in ShapeKind)


@pytest.mark.parametrize("row", SHAPES.values(), ids=lambda row: row.kind.value)
def test_a_row_does_not_contradict_itself(row):
    assert 1 <= row.least and (row.most is None or row.least <= row.most)
    # what has a number is drawn in a structured report, and what has a live tool there has a number
    assert not row.rules or row.graphic is not SrGraphic.NONE
    assert not row.tool or row.rules
    assert row.drawn_like is None or shape_row(row.drawn_like).drawn_like is None
    assert row.drawn_like is not row.kind
    assert not row.needs_scale or row.rules


def test_each_dimension_has_a_unit_of_its_own_with_a_code():
    units = [physical_unit(dimension) for dimension in Dimension]
    assert len(set(units)) == len(units)
    assert set(units) | {Unit.PX, Unit.PX2} == set(UCUM)


@pytest.mark.parametrize("tool", list(SlotTool))
def test_a_slot_asks_for_a_kind_that_has_a_value_in_its_unit(tool):
    text = TextModel(en="Width", **{"zh-TW": "寬度"})
    made = SlotModel(id="width", text=text, tool=tool.value).core()
    assert made.tool is tool
    row = shape_row(ShapeKind(tool.value))
    assert made.unit == physical_unit(row.rules[0].dimension).value == Unit(made.unit).value


# nothing slips through


def test_no_branch_lets_a_new_member_through():
    members = members_of_sets()
    found = {path.name: loose_dispatches(path.read_text("utf-8"), members) for path in PACKAGE.rglob("*.py")}
    assert {name: loose for name, loose in found.items() if loose} == {}


@pytest.mark.parametrize(
    "source",
    [
        "if shape.kind is ShapeKind.NEEDLE: pass",
        "if shape.kind in (ShapeKind.POLYGON, ShapeKind.ROI): pass",
        "if shape.kind == 'polygon': pass",
        "area = dimension is Dimension.AREA",
        "unit = Unit.MM2 if area else Unit.MM",
        "def f(unit=Unit.MM): pass",
        "class A:\n    unit: Unit = Unit.MM",
        "match dimension:\n    case Dimension.AREA: x = 1\n    case _: x = 2",
        "match dimension:\n    case Dimension.AREA: x = 1",
        "T = {Unit.MM: 'mm', Unit.DEG: 'deg'}",
        "T = {u: 1 for u in Unit}\nT = {Unit.MM: 1}\nT.get(unit, 'mm')",
        "from sonostep.core.report.numbers import UNIT_WORDS\nUNIT_WORDS.get(unit, 'mm')",
    ],
)
def test_what_lets_a_new_member_through_is_found(source):
    assert loose_dispatches(source, members_of_sets())


def test_every_table_answers_for_every_member():
    pytest.importorskip("PySide6")
    assert told_by(ROOT) == set()


# a dummy


def told_by(root):
    """What the tables of a program do not answer."""
    done = run_in(root, str(ROOT / "tests" / "helpers" / "closed_sets.py"))
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def with_dummy(copy, name):
    """Add a member to one closed set of a copy of the program."""
    path = copy / "desktop" / (SETS[name].replace(".", "/") + ".py")
    source = path.read_text(encoding="utf-8")
    head, tail = re.split(rf"(?<=\n)(?=class {name}\(StrEnum\))", source)
    first = re.search(r'\n    [A-Z0-9_]+ = "', tail).start()
    path.write_text(f'{head}{tail[:first]}\n    DUMMY = "dummy"{tail[first:]}', encoding="utf-8")


@pytest.fixture
def copy(tmp_path):
    pytest.importorskip("PySide6")
    return copy_program(tmp_path)


ANSWERS = {
    "ShapeKind": {
        "sonostep.core.shapes.SHAPES: DUMMY",
        "resources/messages: shape.dummy",
        "resources/messages: report.kind.dummy",
    },
    "Unit": {"sonostep.core.measure.quantity.UCUM: DUMMY", "sonostep.core.report.numbers.UNIT_WORDS: DUMMY"},
    "ScreenForm": {"sonostep.ui.viewer.drawing.painters.PAINTERS: DUMMY"},
    "HandleMarker": {"sonostep.reporting.burned_in_marks._MARKERS: DUMMY"},
}


def test_a_dummy_is_missed_by_name_in_every_table(copy):
    for name in ANSWERS:
        with_dummy(copy, name)
    missing = told_by(copy)
    assert missing >= set().union(*ANSWERS.values())
    # the structured report's units are taken from UCUM, and so miss what that misses
    assert missing - set().union(*ANSWERS.values()) <= {"sonostep.reporting.sr.codes.UNITS: DUMMY"}


def test_a_dummy_without_a_row_has_no_value_and_is_no_length(copy):
    with_dummy(copy, "ShapeKind")
    code = """
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Region, ScaleInfo
from sonostep.core.measure.geometry import Point
from sonostep.core.measure.measurement import measure
shape = Annotation("a", FrameRef("c", 1), ShapeKind.DUMMY, (Point(1, 1), Point(9, 9)))
try:
    print(measure(shape, ScaleInfo(100, 100, (Region(0, 0, 99, 99, 1, 1, 3, 3, 0.1, 0.1),))))
except KeyError as missing:
    print("no row for", missing)
"""
    done = run_in(copy, "-c", code)
    assert "no row for" in done.stdout and "DUMMY" in done.stdout, done.stderr


MATCHES = {
    "Dimension": {"formulas.py", "measurement.py"},
    "Unit": {"quantity.py", "codes.py"},
    "StrokeForm": {"shapes.py", "measurement.py"},
    "SrGraphic": {"groups.py", "import_exam.py"},
    "EdgeOffer": {"border_detection.py"},
}
"""Where the type checker stops a new member that has no branch."""


def test_the_type_checker_stops_a_dummy_in_every_match(copy, full_scale):
    if not full_scale:
        pytest.skip("two minutes of mypy: with --full")
    for name in MATCHES:
        with_dummy(copy, name)
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir",
               str(copy / "cache"), str(copy / "desktop" / "sonostep")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=copy, timeout=600)
    stopped = {
        line.split(":")[0].rsplit("/", 1)[-1] for line in done.stdout.splitlines() if "assert_never" in line
    }
    assert stopped >= set().union(*MATCHES.values()), done.stdout


def test_every_field_of_a_row_is_explained():
    told = ShapeRow.__doc__ or ""
    assert all(re.search(rf"\b{field.name}\b", told) for field in fields(ShapeRow))
