"""docs/readers.md names tests and scripts: each exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "readers.md").read_text("utf-8")
DEFINED = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", PAGE))))
def test_a_test_that_the_page_names_exists(name):
    assert name in DEFINED


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:findings|tests|docs)/[\w./]+)`", PAGE))))
def test_a_file_that_the_page_names_exists(path):
    assert (ROOT / path).is_file()


def test_each_row_says_who_what_and_which_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 4, row
        assert all(cells), row
        assert cells[0] == "Question" or re.search(r"`test_\w+`", cells[3]), row
