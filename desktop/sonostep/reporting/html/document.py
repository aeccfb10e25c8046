"""The report as one HTML file that needs nothing else and runs nothing."""

import base64
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from sonostep.core.follow_up import Verdict
from sonostep.core.report.model import Report
from sonostep.paths import resources
from sonostep.reporting.body_map import body_map
from sonostep.reporting.burned_in_marks import Unreadable, burned, jpeg
from sonostep.reporting.html.differential import differential, evidence
from sonostep.reporting.html.parts import Marks, bullets, heading, td, text_table, tr_table
from sonostep.reporting.printed.follow_up import plots
from sonostep.reporting.printed.pdf import printable, printable_text
from sonostep.reporting.printed.report import sheet
from sonostep.reporting.words import ReportWords

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_html(report: Report, words: ReportWords) -> bytes:
    """Return the report as HTML, every text escaped, pictures inside, scripts forbidden by its own policy."""
    data = printable(sheet(report, words), set())
    assert isinstance(data, dict)
    for entry, item in zip(report.images, data["images"]["items"], strict=True):
        try:
            item["file"] = base64.b64encode(jpeg(burned(entry, words))).decode()
        except Unreadable:
            continue
    for plot, item in zip(plots(report), data["follow_up"]["items"], strict=True):
        item["plot"] = base64.b64encode(plot.encode()).decode()
    drawing = body_map(report, words)
    if drawing:
        data["map"]["file"] = base64.b64encode(printable_text(drawing).encode()).decode()
    if report.letterhead.logo:
        data["head"]["logo"] = base64.b64encode(report.letterhead.logo).decode()
    style = (resources() / "report" / "report.css").read_text(encoding="utf-8")
    body = "\n".join(_body(data))
    tag = "en" if data["language"] == "en" else "zh-Hant-TW"
    page = (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(data['title'])} {escape(data['running']['exam'])}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "backslashreplace")


def _body(data: dict[str, Any]) -> Iterator[str]:
    for banner in data["banners"]:
        yield f'<div class="banner {banner["kind"]}">{escape(banner["text"])}</div>'
    yield from _letterhead(data["head"])
    yield f"<h1>{escape(data['title'])}</h1>"
    yield text_table([], data["header"])
    yield from _safety(data["safety"])
    for block in (data["impression"], data["plan"]):
        shown = escape(block["text"]) or f'<span class="note">{escape(block["empty"])}</span>'
        yield f'<h2>{escape(block["title"])} <span class="note">({escape(block["note"])})</span></h2>'
        yield f'<div class="box">{shown}</div>'
    yield from _missing(data["not_examined"])
    marks = data["marks"]
    yield from _complaints(data["complaints"], data["map"], marks)
    yield from _findings(data["findings"], marks)
    yield from _procedures(data["procedures"], marks)
    yield from _measurements(data["measurements"])
    yield from _follow_up(data["follow_up"])
    yield from _images(data["images"])
    yield from differential(data["differential"], marks)
    yield from _ledger(data["ledger"], marks)
    if data["checks"]["items"]:
        yield heading(data["checks"]) + f'<p class="note">{escape(data["checks"]["note"])}</p>'
        yield bullets(data["checks"]["items"])
    if data["limits"]["items"]:
        yield heading(data["limits"])
        yield from (f"<p>{escape(text)}</p>" for text in data["limits"]["items"])
    yield heading(data["provenance"])
    yield text_table([], data["provenance"]["items"])
    yield heading(data["signature"])
    yield text_table([], data["signature"]["people"])
    yield bullets(data["signature"]["said"]) if data["signature"]["said"] else ""
    yield from evidence(data["differential"], marks)


def _letterhead(head: dict[str, Any]) -> Iterator[str]:
    if head["logo"]:
        yield f'<img class="logo" alt="" src="data:image/png;base64,{head["logo"]}">'
    if head["name"] or head["lines"]:
        yield f"<p><b>{escape(head['name'])}</b><br>{'<br>'.join(escape(x) for x in head['lines'])}</p>"


def _safety(section: dict[str, Any]) -> Iterator[str]:
    if not section["items"] and not section["notes"]:
        return
    inner = ""
    for item in section["items"]:
        lines = "".join(f"<br>{escape(t)}" for t in (item["todo"], *item["said"]) if t)
        inner += f'<p class="{escape(item["level"])}"><b>{escape(item["title"])}</b>{lines}</p>'
    if section["notes"]:
        inner += f'<p class="note">{escape(section["notes"])}</p>'
    kind = "box safety stop" if section["alarm"] else "box safety"
    yield f'<div class="{kind}"><h3>{escape(section["title"])}</h3>{inner}</div>'


def _missing(section: dict[str, Any]) -> Iterator[str]:
    inner = f"<p>{escape(section['none'])}</p>"
    if section["items"]:
        inner = f"<p><b>{escape(section['note'])}</b></p>" + bullets(section["items"])
    yield f'<div class="box missing"><h3>{escape(section["title"])}</h3>{inner}</div>'


def _complaints(section: dict[str, Any], drawing: dict[str, Any], marks: Marks) -> Iterator[str]:
    yield heading(section)
    if drawing["file"]:
        source = f"data:image/svg+xml;base64,{drawing['file']}"
        yield f'<img class="map" alt="{escape(drawing["alt"])}" src="{source}">'
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
    for item in section["items"]:
        yield f"<h3>{escape(item['title'])} · {escape(item['side'])}</h3>"
        features = [
            [f["group"], marks["part"].join(f"{i['text']}{marks['colon']}{i['word']}" for i in f["items"])]
            for f in item["features"]
        ]
        yield text_table([], [*item["lines"], *features])


def _answer(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return td("")
    details = "".join(f'<br><span class="note">{escape(d)}</span>' for d in cell["details"])
    return td(f"{escape(cell['word'])} <b>{escape(cell['value'])}</b>{details}", cell["state"])


def _findings(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    yield heading(section)
    yield from _tables(section, marks)
    untouched = [
        f"{u['title']}{marks['colon']}{marks['part'].join(u['questions'])}" for u in section["untouched"]
    ]
    if untouched:
        title = escape(section["untouched_title"])
        yield f'<div class="box missing"><h3>{title}</h3>{bullets(untouched)}</div>'


def _procedures(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    if not section["title"]:
        return
    yield heading(section)
    if section["needles"]:
        yield text_table([], section["needles"]) + f'<p class="note">{escape(section["needle_note"])}</p>'
    if section["blocks"]["items"]:
        blocks = section["blocks"]
        yield text_table(blocks["heads"], blocks["items"]) + f'<p class="note">{escape(blocks["note"])}</p>'
    yield from _tables(section, marks)
    if not section["needles"] and not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'


def _tables(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    name, left, right, answer = section["heads"]
    for item in section["items"]:
        for part in item["tables"]:
            heads = (item["title"], left, right) if part["sided"] else (item["title"], answer)
            keys = ("left", "right") if part["sided"] else ("whole",)
            rows = (td(escape(r["name"])) + "".join(_answer(r[k]) for k in keys) for r in part["rows"])
            yield tr_table(heads, rows)
        if item["absent"]:
            title = "" if item["tables"] else f"<b>{escape(item['title'])}</b> · "
            yield f"<p>{title}<b>{escape(section['absent'])}</b>{marks['colon']}{escape(item['absent'])}</p>"
        if item["not_assessed"]:
            silent = escape(marks["part"].join(item["not_assessed"]))
            name = escape(section["missing"])
            yield f'<p class="note"><b>{name}</b>{marks["colon"]}{silent}</p>'


def _measurements(section: dict[str, Any]) -> Iterator[str]:
    yield heading(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    rows = (
        td(str(m["number"]))
        + _noted(m["label"], [m["step"]])
        + td(escape(m["side"]))
        + td(escape(f"{m['value']} {m['doubt']} {m['unit']}".strip()))
        + _noted(m["source"], m["remarks"])
        + _noted(m["place"], [", ".join(m["images"])])
        for m in section["items"]
    )
    yield tr_table(["", *section["heads"]], rows)
    yield f'<p class="note">{escape(section["note"])}</p>'


def _noted(text: str, notes: Iterable[str]) -> str:
    return td(escape(text) + "".join(f'<br><span class="note">{escape(n)}</span>' for n in notes if n))


def _follow_up(section: dict[str, Any]) -> Iterator[str]:
    if not section["title"]:
        return
    yield heading(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    rows = (
        "".join(td(escape(i[k])) for k in ("name", "side", "before", "after"))
        + td(_drawing(i["plot"], i["alt"]))
        + _verdict(i)
        for i in section["items"]
    )
    yield tr_table(section["heads"], rows)
    yield "".join(f'<p class="note">{escape(t)}</p>' for t in (section["note"], *section["sources"]))


def _verdict(item: dict[str, Any]) -> str:
    """Only a change beyond the error of its measure is set in bold."""
    word = escape(item["verdict"])
    shown = f"<b>{word}</b>" if item["kind"] == Verdict.BEYOND.value else word
    return td(f'{shown}<br><span class="note">{escape(item["reason"])}</span>')


def _drawing(data: str, alt: str) -> str:
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">' if data else ""


def _images(section: dict[str, Any]) -> Iterator[str]:
    yield heading(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
    for item in section["items"]:
        picture = f'<p class="not_assessed">{escape(item["broken"])}</p>'
        if item["file"]:
            picture = f'<img alt="{escape(item["alt"])}" src="data:image/jpeg;base64,{item["file"]}">'
        texts = [f"{item['title']} · {item['what']}", item["caption"], item["place"], *item["lines"]]
        caption = "<br>".join(escape(t) for t in texts if t)
        yield f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _ledger(section: dict[str, Any], marks: Marks) -> Iterator[str]:
    yield heading(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    yield tr_table(
        section["heads"],
        (
            "".join(td(escape(r[k])) for k in ("step", "view", "side"))
            + td(escape(marks["colon"].join(t for t in (r["word"], r["reason"]) if t)), r["state"])
            for r in section["items"]
        ),
    )
