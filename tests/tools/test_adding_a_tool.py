"""docs/adding-a-tool.md says what the code says."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sonostep.core.annotation import Annotation

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-tool.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"`([\w./-]+\.(?:py|yaml))`[^`]*?\n\n```(?:python|yaml)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("path", "code"), BLOCKS, ids=[path for path, _ in BLOCKS])
def test_what_is_quoted_stands_in_its_file(path, code):
    assert code in (ROOT / path).read_text(encoding="utf-8")


def test_every_quotation_is_looked_up():
    assert len(BLOCKS) == PAGE.count("```python\n") + PAGE.count("```yaml\n") >= 8


def test_every_field_of_a_shape_is_explained():
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    told = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(f.name for f in fields(Annotation))


def test_the_example_runs():
    (code,) = re.findall(r"```python run\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "adding-a-tool.md", "exec"), {})
