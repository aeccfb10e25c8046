"""docs/adding-a-tool.md is followed to the letter in a copy of the program, and what comes of it is used."""

import json
import re
from dataclasses import dataclass, fields

import pytest

from helpers.package_copy import ROOT, copy_program, run_in
from sonostep.core.annotation import Annotation

PAGE = (ROOT / "docs" / "adding-a-tool.md").read_text(encoding="utf-8")
MOST_FILES = 8
TRANSLATIONS = "resources/messages/"


@dataclass(frozen=True)
class Step:
    """One change that the page asks for: text beside an anchor, at the end, or a file of its own."""

    path: str
    where: str
    anchor: str
    text: str

    def done_to(self, source: str) -> str:
        if self.where in ("new", "end"):
            return source + self.text
        assert source.count(self.anchor) == 1, f"{self.path} has not one place {self.anchor!r}"
        joined = self.text + "\n\n" + self.anchor if self.where == "before" else self.anchor + self.text
        return source.replace(self.anchor, joined)


def steps():
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        path = re.match(r"\d+\. .*`([\w./-]+\.\w+)`\n", section)
        anchor = where = ""
        for kind, text in re.findall(
            r"```(?:python|yaml) (after|before|add|new|end)\n(.*?)```", section, re.DOTALL
        ):
            assert path, f"which file? {text}"
            if kind in ("after", "before"):
                where, anchor = kind, text
            else:
                yield Step(path[1], where if kind == "add" else kind, anchor, text)


STEPS = list(steps())
FILES = list(dict.fromkeys(step.path for step in STEPS))


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    pytest.importorskip("PySide6")
    copied = copy_program(tmp_path_factory.mktemp("copy"))
    for step in STEPS:
        path = copied / step.path
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(step.done_to(before), encoding="utf-8")
    return copied


def ran(copy, code):
    done = run_in(copy, "-W", "error::SyntaxWarning", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_every_step():
    assert len(STEPS) >= 9
    blocks = re.findall(r"```(?:python|yaml) ?(\w*)\n", PAGE)
    assert sorted(set(blocks)) == ["add", "after", "before", "end", "new", "run"]


def test_a_new_kind_touches_few_files():
    """Outside tests, pictures and translations; the schema of the exam file is one that a script writes."""
    touched = [path for path in FILES if not path.startswith(TRANSLATIONS)] + ["docs/exam.schema.json"]
    assert len(touched) <= MOST_FILES
    scripted = PAGE.split("written by a script")[1].split("\n## ")[0]
    assert "`docs/exam.schema.json`" in scripted and "sample_exam.py" in scripted


def test_every_field_of_a_shape_is_explained():
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(f.name for f in fields(Annotation))


def test_the_example_runs(copy):
    (code,) = re.findall(r"```python run\n(.*?)```", PAGE, re.DOTALL)
    ran(copy, code)


def test_every_table_of_the_copy_answers(copy):
    done = run_in(copy, str(ROOT / "tests" / "helpers" / "closed_sets.py"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


EXAM = """
from dataclasses import replace
from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
shape = sample.shape("o1", ShapeKind.OFFSET, (100, 100), (300, 100), (200, 180), side=sample.R)
exam = replace(sample.exam(), annotations=(shape,), findings=(), key_images=sample.exam().key_images[:1])
report = sample.report(exam)
"""


def test_it_is_in_the_table_of_numbers_with_its_unit(copy):
    code = """
from sonostep.reporting.csv_table import render_csv
from sonostep.reporting.words import ReportWords
(entry,) = report.measurements
print(entry.measured.unit.value)
print(render_csv(report, ReportWords("en")).decode("utf-8-sig"))
"""
    unit, _, row, *_ = ran(copy, EXAM + code).splitlines()
    assert unit == "mm" and ",offset," in row and ",mm," in row and "Offset from a line" in row


def test_it_comes_back_out_of_a_structured_report(copy):
    code = """
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.sr.import_exam import Extent, shapes
from sonostep.reporting.sr.read import read_sr
(data,) = [b for n, b in render_sr(report).items() if n.endswith("sr.dcm")]
read = read_sr(data)
(number,) = read.measurements
print(number.name, number.unit, number.kind)
(back,) = shapes(read, {c.id: Extent.of(c) for c in exam.clips})
assert back.points == shape.points, back.points
"""
    assert ran(copy, EXAM + code).split() == ["Length", "mm", "offset"]


def test_it_is_burned_into_the_picture_of_the_report(copy):
    code = """
import numpy as np
from sonostep.reporting.burned_in_marks import burned
from sonostep.reporting.words import ReportWords
bare = sample.report(replace(exam, annotations=()))
drawn, without = (np.asarray(burned(r.images[0], ReportWords("en"))).astype(int) for r in (report, bare))
changed = np.abs(drawn - without).sum(axis=2) > 30
scale = drawn.shape[1] / 640
for x, y in shape.points:
    assert changed[int(y * scale) - 20 : int(y * scale) + 20, int(x * scale) - 20 : int(x * scale) + 20].any()
"""
    ran(copy, EXAM + code)


def test_it_is_painted_and_its_action_arms_it(copy):
    code = """
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from sonostep.core.measure.geometry import Point
app = QApplication([])
from sonostep.ui.shell.actions import ACTIONS, MENUS, TOOL_ACTIONS
from sonostep.ui.viewer.drawing.painters import ShownShape, paint
from sonostep.ui.viewer.drawing.style import ShapeStyle
from sonostep.ui.viewer.transform import ViewTransform
picture = QImage(640, 480, QImage.Format.Format_ARGB32)
picture.fill(0)
p = QPainter(picture)
view = ViewTransform(centre=Point(320, 240), size=(640.0, 480.0))
paint(p, ShownShape(shape, ShapeStyle(1)), view, QRectF(0, 0, 640, 480))
p.end()
assert picture.pixelColor(150, 100).alpha() and not picture.pixelColor(250, 140).alpha()
assert TOOL_ACTIONS["offset"] == "offset"
assert any("offset" in ids for _, ids in MENUS)
"""
    ran(copy, EXAM + code)


def test_it_is_in_the_schema_of_the_exam_file(copy):
    code = (
        "from sonostep.storage.exam_schema import exam_schema_bytes; print(b'offset' in exam_schema_bytes())"
    )
    assert ran(copy, code).strip() == "True"
