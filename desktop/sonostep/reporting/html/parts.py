"""Elements of the HTML report, every text escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

Marks = dict[str, str]
"""Colon and semicolon as the language writes them."""

_UNBROKEN = 40
"""Characters of a word beyond which its cell may break it; shorter ones keep a narrow column whole."""


def heading(section: dict[str, Any]) -> str:
    """Return the heading of a section."""
    return f"<h2>{escape(section['title'])}</h2>"


def td(text: str, kind: str = "") -> str:
    """Return a cell; ``kind`` is its class. The text is taken as it is: escape it first."""
    long = any(len(word) > _UNBROKEN for word in re.sub(r"<[^>]*>", " ", text).split())
    classes = " ".join(c for c in (kind, "long" if long else "") if c)
    return f'<td class="{escape(classes)}">{text}</td>' if classes else f"<td>{text}</td>"


def text_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of plain texts."""
    return tr_table(heads, ("".join(td(escape(str(c))) for c in row) for row in rows))


def tr_table(heads: Sequence[str], rows: Iterable[str]) -> str:
    """Return a table of rows of cells, with a head where there is one."""
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    top = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f"<table>{top}<tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def bullets(items: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in items) + "</ul>"
