"""The differential in the HTML report: the summary, and every reason with its source behind all else."""

from collections.abc import Iterator
from html import escape
from typing import Any

from sonostep.reporting.html.parts import Marks, bullets, heading, td, text_table, tr_table


def differential(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    yield heading(section)
    if not section["made"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    yield f'<p class="note">{escape(section["support"])}</p>' + text_table([], section["facts"])
    flags = section["flags"]
    lines = [*flags["lines"], *([flags["not_asked"]] if flags["not_asked"] else [])]
    kind = "box missing" if flags["alarm"] else "box"
    yield f'<div class="{kind}"><h3>{escape(flags["title"])}</h3>{bullets(lines)}</div>'
    yield f"<p>{escape(section['withheld'])}</p>" if section["withheld"] else ""
    for complaint in section["summary"]:
        yield from _summary(complaint, marks)
    yield bullets(section["remarks"]) if section["remarks"] else ""
    if section["next"]["items"]:
        yield f"<h3>{escape(section['next']['title'])}</h3>" + bullets(section["next"]["items"])


def _summary(complaint: dict[str, Any], marks: Marks) -> Iterator[str]:
    named = f"{complaint['title']} · {complaint['leading_title']}{marks['colon']}{complaint['leading']}"
    yield f"<h3>{escape(named)}</h3>"
    rows = [
        td(f'<span class="band {escape(r["band"])}">{escape(r["word"])}</span>')
        + td(f"<b>{escape(r['name'])}</b>{_parts(r, marks)}<br>{_signs(r, marks)}")
        for r in complaint["rows"]
    ]
    rows += [td(escape(r["word"])) + td(escape(r["names"]), "note") for r in complaint["rest"]]
    yield tr_table([], rows)


def _parts(row: dict[str, Any], marks: Marks) -> str:
    named = marks["part"].join(f"{p['name']}{marks['colon']}{p['word']}" for p in row["parts"])
    said = " · ".join(t for t in (named, row["range"]) if t)
    return f' <span class="note">{escape(said)}</span>' if said else ""


def _signs(row: dict[str, Any], marks: Marks) -> str:
    signs = [f"＋ {t}" for t in row["for"]] + [f"− {t}" for t in row["against"]]
    return f'{escape(marks["part"].join(signs))} <span class="note">{escape(row["open"])}</span>'


def evidence(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    """Every reason with its source, after what is read first."""
    if not section["made"] or not section["complaints"]:
        return
    yield f'<h2>{escape(section["appendix"])}</h2><p class="note">{escape(section["appendix_note"])}</p>'
    for complaint in section["complaints"]:
        yield f"<h3>{escape(complaint['title'])}</h3>"
        for judgement in complaint["judgements"]:
            yield from _judgement(judgement, marks)
        rows = [
            [a["word"], marks["part"].join(f"{c['name']} {c['note']}".strip() for c in a["conditions"])]
            for a in complaint["also"]
        ]
        if rows:
            yield f'<p class="note">{escape(section["also_title"])}</p>' + text_table([], rows)
        yield "".join(f'<p class="note">{escape(line)}</p>' for line in complaint["closing"])


def _judgement(item: dict[str, Any], marks: Marks) -> Iterator[str]:
    name = " · ".join(n for n in (item["name"], item["segment"]) if n)
    yield f'<p><b>{escape(name)}</b> <span class="band">{escape(item["word"])}</span> '
    prior = f"{item['prior_title']}{marks['colon']}{item['prior']}" if item["prior"] else ""
    note = " · ".join(t for t in (item["range"], prior) if t)
    yield f'<span class="note">{escape(note)}</span></p>'
    rows = [[g["title"], marks["part"].join(_reason(r) for r in g["items"])] for g in item["groups"]]
    yield text_table([], rows)


def _reason(item: dict[str, Any]) -> str:
    return " ".join(t for t in (item["text"], item["notes"], item["source"]) if t)
