"""The index of docs/ names every page and every decision, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def links(page: Path) -> set[Path]:
    """The files that a page links to."""
    found = LINK.findall(page.read_text("utf-8"))
    return {(page.parent / target).resolve() for target in found if "://" not in target}


def test_the_index_names_every_page_and_decision():
    pages = {p.resolve() for p in [*DOCS.glob("*.md"), *(DOCS / "adr").glob("*.md")] if p.name != "README.md"}
    missing = sorted(str(p.relative_to(ROOT)) for p in pages - links(DOCS / "README.md"))
    assert missing == []


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(DOCS / "adr").glob("*.md")]),
    ids=lambda p: p.name,
)
def test_links_lead_to_files(page):
    assert sorted(str(p) for p in links(page) if not p.exists()) == []


def test_decisions_have_numbers_of_their_own():
    numbers = [p.name[:4] for p in (DOCS / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))
