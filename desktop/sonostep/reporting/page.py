"""The report as one HTML file that needs nothing else and runs nothing."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from sonostep.core.report.model import Report
from sonostep.paths import resources
from sonostep.reporting.body_map import body_map
from sonostep.reporting.burn import Unreadable, burned, jpeg
from sonostep.reporting.pdf import printable, printable_text
from sonostep.reporting.sheet import sheet
from sonostep.reporting.sheet_follow_up import plots
from sonostep.reporting.words import Words

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def render_html(report: Report, words: Words) -> bytes:
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
    yield _table([], data["header"])
    for block in (data["impression"], data["plan"]):
        shown = escape(block["text"]) or f'<span class="note">{escape(block["empty"])}</span>'
        yield f'<h2>{escape(block["title"])} <span class="note">({escape(block["note"])})</span></h2>'
        yield f'<div class="box">{shown}</div>'
    yield from _missing(data["not_examined"])
    yield from _complaints(data["complaints"], data["map"])
    yield from _findings(data["findings"])
    yield from _procedures(data["procedures"])
    yield from _measurements(data["measurements"])
    yield from _follow_up(data["follow_up"])
    yield from _images(data["images"])
    yield from _differential(data["differential"])
    yield from _ledger(data["ledger"])
    if data["checks"]["items"]:
        yield _title(data["checks"]) + f'<p class="note">{escape(data["checks"]["note"])}</p>'
        yield _list(data["checks"]["items"])
    if data["limits"]["items"]:
        yield _title(data["limits"])
        yield from (f"<p>{escape(text)}</p>" for text in data["limits"]["items"])
    yield _title(data["provenance"])
    yield _table([], data["provenance"]["items"])
    yield _title(data["signature"])
    yield _table([], data["signature"]["people"])
    yield _list(data["signature"]["said"]) if data["signature"]["said"] else ""
    yield from _evidence(data["differential"])


def _letterhead(head: dict[str, Any]) -> Iterator[str]:
    if head["logo"]:
        yield f'<img class="logo" alt="" src="data:image/png;base64,{head["logo"]}">'
    if head["name"] or head["lines"]:
        yield f"<p><b>{escape(head['name'])}</b><br>{'<br>'.join(escape(x) for x in head['lines'])}</p>"


def _title(section: dict[str, Any]) -> str:
    return f"<h2>{escape(section['title'])}</h2>"


def _cell(text: str, kind: str = "") -> str:
    return f'<td class="{escape(kind)}">{text}</td>' if kind else f"<td>{text}</td>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain texts."""
    return _rows(heads, ("".join(_cell(escape(str(c))) for c in row) for row in rows))


def _rows(heads: Sequence[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    top = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f"<table>{top}<tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(i)}</li>" for i in items) + "</ul>"


def _missing(section: dict[str, Any]) -> Iterator[str]:
    inner = f"<p>{escape(section['none'])}</p>"
    if section["items"]:
        inner = f"<p><b>{escape(section['note'])}</b></p>" + _list(section["items"])
    yield f'<div class="box missing"><h3>{escape(section["title"])}</h3>{inner}</div>'


def _complaints(section: dict[str, Any], drawing: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    if drawing["file"]:
        source = f"data:image/svg+xml;base64,{drawing['file']}"
        yield f'<img class="map" alt="{escape(drawing["alt"])}" src="{source}">'
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
    for item in section["items"]:
        yield f"<h3>{escape(item['title'])} · {escape(item['side'])}</h3>"
        features = [
            [f["group"], "; ".join(f"{i['text']}: {i['word']}" for i in f["items"])] for f in item["features"]
        ]
        yield _table([], [*item["lines"], *features])


def _answer(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return _cell("")
    details = "".join(f'<br><span class="note">{escape(d)}</span>' for d in cell["details"])
    return _cell(f"{escape(cell['word'])} <b>{escape(cell['value'])}</b>{details}", cell["state"])


def _findings(section: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    yield from _tables(section)
    untouched = [f"{u['title']}: {'; '.join(u['questions'])}" for u in section["untouched"]]
    if untouched:
        title = escape(section["untouched_title"])
        yield f'<div class="box missing"><h3>{title}</h3>{_list(untouched)}</div>'


def _procedures(section: dict[str, Any]) -> Iterator[str]:
    if not section["title"]:
        return
    yield _title(section)
    if section["needles"]:
        yield _table([], section["needles"]) + f'<p class="note">{escape(section["needle_note"])}</p>'
    yield from _tables(section)
    if not section["needles"] and not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'


def _tables(section: dict[str, Any]) -> Iterator[str]:
    name, left, right, answer = section["heads"]
    for item in section["items"]:
        for part in item["tables"]:
            heads = (item["title"], left, right) if part["sided"] else (item["title"], answer)
            keys = ("left", "right") if part["sided"] else ("whole",)
            rows = (_cell(escape(r["name"])) + "".join(_answer(r[k]) for k in keys) for r in part["rows"])
            yield _rows(heads, rows)
        if item["absent"]:
            title = "" if item["tables"] else f"<b>{escape(item['title'])}</b> · "
            yield f'<p>{title}<b>{escape(section["absent"])}:</b> {escape(item["absent"])}</p>'
        if item["not_assessed"]:
            silent = escape("; ".join(item["not_assessed"]))
            yield f'<p class="note"><b>{escape(section["missing"])}:</b> {silent}</p>'


def _measurements(section: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    rows = [
        [str(m["number"]), f"{m['label']} ({m['step']})" if m["step"] else m["label"], m["side"],
         f"{m['value']} {m['doubt']} {m['unit']}".strip(), " ".join([m["source"], *m["remarks"]]),
         ", ".join([m["place"], *m["images"]])]
        for m in section["items"]
    ]  # fmt: skip
    yield _table(["", *section["heads"]], rows)
    yield f'<p class="note">{escape(section["note"])}</p>'


def _follow_up(section: dict[str, Any]) -> Iterator[str]:
    if not section["title"]:
        return
    yield _title(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    rows = (
        "".join(_cell(escape(i[k])) for k in ("name", "side", "before", "after"))
        + _cell(_drawing(i["plot"], i["alt"]))
        + _cell(f'<b>{escape(i["verdict"])}</b><br><span class="note">{escape(i["reason"])}</span>')
        for i in section["items"]
    )
    yield _rows(section["heads"], rows)
    yield "".join(f'<p class="note">{escape(t)}</p>' for t in (section["note"], *section["sources"]))


def _drawing(data: str, alt: str) -> str:
    return f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">' if data else ""


def _images(section: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
    for item in section["items"]:
        picture = f'<p class="not_assessed">{escape(item["broken"])}</p>'
        if item["file"]:
            picture = f'<img alt="{escape(item["alt"])}" src="data:image/jpeg;base64,{item["file"]}">'
        texts = [f"{item['title']} · {item['what']}", item["caption"], item["place"], *item["lines"]]
        caption = "<br>".join(escape(t) for t in texts if t)
        yield f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _differential(section: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    if not section["made"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    yield f'<p class="note">{escape(section["support"])}</p>' + _table([], section["facts"])
    flags = section["flags"]
    lines = [*flags["lines"], *([flags["not_asked"]] if flags["not_asked"] else [])]
    kind = "box missing" if flags["alarm"] else "box"
    yield f'<div class="{kind}"><h3>{escape(flags["title"])}</h3>{_list(lines)}</div>'
    yield f"<p>{escape(section['withheld'])}</p>" if section["withheld"] else ""
    for complaint in section["summary"]:
        yield from _summary(complaint)
    yield _list(section["remarks"]) if section["remarks"] else ""
    if section["next"]["items"]:
        yield f"<h3>{escape(section['next']['title'])}</h3>" + _list(section["next"]["items"])


def _summary(complaint: dict[str, Any]) -> Iterator[str]:
    heading = f"{complaint['title']} · {complaint['leading_title']}: {complaint['leading']}"
    yield f"<h3>{escape(heading)}</h3>"
    rows = [
        _cell(f'<span class="band {escape(r["band"])}">{escape(r["word"])}</span>')
        + _cell(f"<b>{escape(r['name'])}</b>{_parts(r)}<br>{_signs(r)}")
        for r in complaint["rows"]
    ]
    rows += [_cell(escape(r["word"])) + _cell(escape(r["names"]), "note") for r in complaint["rest"]]
    yield _rows([], rows)


def _parts(row: dict[str, Any]) -> str:
    named = "; ".join(f"{p['name']}: {p['word']}" for p in row["parts"])
    said = " · ".join(t for t in (named, row["range"]) if t)
    return f' <span class="note">{escape(said)}</span>' if said else ""


def _signs(row: dict[str, Any]) -> str:
    signs = [f"＋ {t}" for t in row["for"]] + [f"− {t}" for t in row["against"]]
    return f'{escape("; ".join(signs))} <span class="note">{escape(row["open"])}</span>'


def _evidence(section: dict[str, Any]) -> Iterator[str]:
    """Every reason with its source, after what is read first."""
    if not section["made"] or not section["complaints"]:
        return
    yield f"<h2>{escape(section['appendix'])}</h2><p class=\"note\">{escape(section['appendix_note'])}</p>"
    for complaint in section["complaints"]:
        yield f"<h3>{escape(complaint['title'])}</h3>"
        for judgement in complaint["judgements"]:
            yield from _judgement(judgement)
        rows = [
            [a["word"], "; ".join(f"{c['name']} {c['note']}".strip() for c in a["conditions"])]
            for a in complaint["also"]
        ]
        if rows:
            yield f'<p class="note">{escape(section["also_title"])}</p>' + _table([], rows)


def _judgement(item: dict[str, Any]) -> Iterator[str]:
    name = " · ".join(n for n in (item["name"], item["segment"]) if n)
    yield f'<p><b>{escape(name)}</b> <span class="band">{escape(item["word"])}</span> '
    note = f"{item['range']} {item['prior_title']}: {item['prior']}"
    yield f'<span class="note">{escape(note)}</span></p>'
    rows = [
        [
            g["title"],
            "; ".join(" ".join(t for t in (r["text"], r["notes"], r["source"]) if t) for r in g["items"]),
        ]
        for g in item["groups"]
    ]
    yield _table([], rows)


def _ledger(section: dict[str, Any]) -> Iterator[str]:
    yield _title(section)
    if not section["items"]:
        yield f'<p class="note">{escape(section["none"])}</p>'
        return
    yield _rows(
        section["heads"],
        (
            "".join(_cell(escape(r[k])) for k in ("step", "view", "side"))
            + _cell(escape(": ".join(t for t in (r["word"], r["reason"]) if t)), r["state"])
            for r in section["items"]
        ),
    )
