"""A Report as plain printed texts: what the page templates are filled with, in the order of reading.

Everything here is str, int, bool, list, dict or None, ready for JSON; no template decides on words.
"""

from typing import Any

from sonostep.core.exam import ExamState
from sonostep.core.report.model import ComplaintEntry, LedgerEntry, Report
from sonostep.reporting.printed.differential import differential
from sonostep.reporting.printed.findings import findings, procedures
from sonostep.reporting.printed.follow_up import checks, follow_up
from sonostep.reporting.printed.measurements import image, measurements
from sonostep.reporting.printed.safety import safety
from sonostep.reporting.sealing.signature_text import physician_name, signed, typed
from sonostep.reporting.words import ReportWords

Plain = dict[str, Any]

_LINE = 44
"""Characters of patient name and id that fit the running head; the header gives them whole."""


def sheet(report: Report, words: ReportWords) -> Plain:
    """Return all that a template prints of the report."""
    return {
        "language": "en" if words.language == "en" else "zh",
        "marks": {"colon": words.pair("", ""), "part": words.listed(["", ""])},
        "title": words.word("title"),
        "head": head(report, words),
        "banners": banners(report, words),
        "watermark": ReportWords(words.languages[-1]).word("watermark.synthetic") if report.synthetic else "",
        "running": _running(report, words),
        "header": _header(report, words),
        "safety": safety(report, words),
        "impression": _words_block(words, "impression", report.impression),
        "plan": _words_block(words, "plan", report.plan),
        "not_examined": _not_examined(report, words),
        "complaints": _section(words, "complaints", [_complaint(c, words) for c in report.complaints]),
        "map": {"file": "", "alt": words.word("map.alt")},
        "findings": findings(report, words),
        "procedures": procedures(report, words),
        "measurements": measurements(report, words),
        "follow_up": follow_up(report, words),
        "checks": checks(report, words),
        "images": _section(words, "images", [image(i, words) for i in report.images]),
        "ledger": _ledger(report, words),
        "differential": differential(report, words),
        "limits": _limits(report, words),
        "provenance": _provenance(report, words),
        "signature": _signature(report, words),
        "attachment": words.word("attachment"),
    }


def banners(report: Report, words: ReportWords) -> list[Plain]:
    """Return what must be read before anything else, with a kind for its colour."""
    kinds = ["synthetic"] if report.synthetic else []
    kinds += [] if report.closed else ["pending" if report.state is ExamState.PENDING else "draft"]
    kinds += ["copy"] if report.sealed else []
    kinds += ["amendment"] if report.amends else []
    before = report.amends.version if report.amends else 0
    told = {"version": report.version, "before": before}
    said = {kind: words.word(f"banner.{kind}", **told) for kind in kinds}
    return [{"kind": k, "text": said[k]} for k in kinds] + [
        {"kind": "support", "text": words.word("banner.support")}
    ]


def head(report: Report, words: ReportWords) -> Plain:
    """Return the letterhead; ``logo`` is for the renderer to fill."""
    clinic = report.letterhead
    names = dict.fromkeys(clinic.name_in(tag) for tag in words.languages)
    lines = dict.fromkeys(line for tag in words.languages for line in clinic.lines_in(tag))
    phone = [f"{words.word('letterhead.phone')} {clinic.phone}"] if clinic.phone else []
    return {"name": "  ".join(n for n in names if n), "lines": [*lines, *phone], "logo": ""}


def short_id(exam: str) -> str:
    """Return the first group of an exam's UUID, by which people call it."""
    return exam.split("-")[0][:13]


def _running(report: Report, words: ReportWords) -> Plain:
    patient = report.patient
    named = " · ".join(p for p in (person(patient.name), patient.id) if p) or words.word("not_stated")
    named = named if len(named) <= _LINE else named[: _LINE - 1] + "…"
    # a template fills in the numbers, which only the layout knows
    return {
        "patient": words.pair(words.word("head.patient"), named),
        "exam": f"{words.word('head.exam')} {short_id(report.exam)}",
        "side": words.side(report.side),
        "date": day(report.created),
        "page": [sentence_parts(words, tag) for tag in range(len(words.languages))],
        "program": report.program,
    }


def sentence_parts(words: ReportWords, index: int) -> str:
    """Return the page line of one language with its places left open."""
    return ReportWords(words.languages[index]).word("page", page="{page}", pages="{pages}")


def person(name: str) -> str:
    """Return a DICOM person name (PS3.5 6.2) as it is read: groups and components joined, carets gone."""
    groups = [" ".join(part for part in group.split("^") if part) for group in name.split("=")]
    return " ".join(dict.fromkeys(g.strip() for g in groups if g.strip()))


def day(stamp: str) -> str:
    """Return the date of an ISO 8601 stamp or a DICOM date, as year-month-day; other text unchanged."""
    if len(stamp) == 8 and stamp.isdigit():
        return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:]}"
    return stamp[:10] if len(stamp) > 10 and stamp[4:5] == "-" and stamp[10:11] == "T" else stamp


def _header(report: Report, words: ReportWords) -> list[list[str]]:
    patient, study = report.patient, report.study
    sex = words.word(f"sex.{patient.sex}") if patient.sex in ("M", "F", "O") else patient.sex
    protocols = ", ".join(words.local(p.title) or p.ref.id for p in report.protocols)
    pairs = [
        ("patient", person(patient.name)),
        ("patient_id", patient.id),
        ("birth", day(patient.birth_date)),
        ("sex", sex),
        ("date", report.created[:16].replace("T", " ")),
        ("side", words.side(report.side)),
        ("protocol", protocols),
        ("exam", report.exam),
        ("physician", physician_name(report, words)),
        ("operator", _typed(report.operator, words)),
        ("state", f"{words.word(f'state.{report.state.value}')}, {_version(report, words)}"),
    ]
    given = [
        ("accession", study.accession_number),
        ("institution", study.institution),
        ("device", " ".join(p for p in (study.manufacturer, study.model) if p)),
    ]
    shown = [(k, v or words.word("not_stated")) for k, v in pairs] + [(k, v) for k, v in given if v]
    return [[words.word(f"head.{key}"), value] for key, value in shown]


def _version(report: Report, words: ReportWords) -> str:
    return words.word("provenance.version", version=report.version)


def _typed(name: str, words: ReportWords) -> str:
    return typed(name, words) if name else ""


def _words_block(words: ReportWords, code: str, text: str) -> Plain:
    title = words.word(code)
    return {
        "title": title,
        "note": words.word("words_of"),
        "text": text.strip(),
        "empty": words.word(f"{code}.empty"),
    }


def _section(words: ReportWords, code: str, items: list[Plain]) -> Plain:
    return {"title": words.word(code), "none": words.word(f"{code}.none"), "items": items}


def _not_examined(report: Report, words: ReportWords) -> Plain:
    items = [words.word("not_examined.side", side=words.side(s)) for s in report.unexamined_sides]
    items += [_missing(e, words) for e in report.not_examined]
    lost = [p.ref.id for p in report.protocols if p.title is None]
    items += [words.word("not_examined.lost_protocol", protocol=p) for p in lost]
    if not report.protocols:
        items.append(words.word("not_examined.no_protocol"))
    return {
        "title": words.word("not_examined"),
        "note": words.word("not_examined.note"),
        "none": words.word("not_examined.none"),
        "items": items,
    }


def _missing(entry: LedgerEntry, words: ReportWords) -> str:
    side = words.aside(words.side(entry.side)) if entry.side else ""
    state = words.word(f"view.{entry.state.value}")
    what = f"{words.local(entry.step_title)} / {words.local(entry.view_text)}{side}"
    reason = _reason(entry, words)
    return f"{what} - {words.pair(state, reason) if reason else state}"


def _reason(entry: LedgerEntry, words: ReportWords) -> str:
    """Why a view was not seen: in the physician's words, else in the protocol's."""
    return entry.reason or words.local(entry.reason_text)


def _complaint(entry: ComplaintEntry, words: ReportWords) -> Plain:
    complaint = entry.complaint
    unasked = words.word("not_asked")
    score = unasked if complaint.score is None else words.word("complaint.score_of", score=complaint.score)
    return {
        "letter": complaint.label,
        "title": words.word("complaint", letter=complaint.label),
        "side": words.side(complaint.side),
        "lines": [
            [words.word("complaint.route"), " → ".join(words.local(s) for s in entry.route) or unasked],
            [words.word("complaint.score"), score],
            [words.word("complaint.duration"), complaint.duration or unasked],
            *([[words.word("complaint.words"), f"“{complaint.words}”"]] if complaint.words else []),
        ],
        "features": [
            {
                "group": words.local(line.group),
                "items": [
                    {
                        "text": words.local(text),
                        "state": state.value,
                        "word": words.word(f"finding.{state.value}"),
                    }
                    for _, text, state in line.features
                ],
            }
            for line in entry.features
        ],
    }


def _ledger(report: Report, words: ReportWords) -> Plain:
    optional = words.aside(words.word("ledger.optional"))
    rows = [
        {
            "step": words.local(e.step_title),
            "view": words.local(e.view_text) + ("" if e.required else optional),
            "side": words.side(e.side) if e.side else "",
            "state": e.state.value,
            "word": words.word(f"view.{e.state.value}"),
            "reason": _reason(e, words),
            "images": [words.word("finding.image", number=n) for n in e.images],
        }
        for e in report.ledger
    ]
    heads = [words.word(f"ledger.{h}") for h in ("step", "view", "side", "state")]
    none = words.word("not_examined.no_protocol")
    return {"title": words.word("ledger"), "heads": heads, "items": rows, "none": none}


def _limits(report: Report, words: ReportWords) -> Plain:
    texts = [words.local(p.limits) for p in report.protocols if p.limits]
    return {"title": words.word("limits"), "items": texts}


def _provenance(report: Report, words: ReportWords) -> Plain:
    rows = [
        [words.word("provenance.protocol"), _versioned(p.ref.id, p.ref.version, words), p.ref.sha256]
        for p in report.protocols
    ]
    refs = [("knowledge", report.knowledge), ("vocabulary", report.vocabulary)]
    rows += [
        [words.word(f"provenance.{key}"), _versioned(ref.id, ref.version, words), ref.sha256]
        for key, ref in refs
        if ref is not None and ref.version
    ]
    rows += [
        [
            words.word("provenance.clip"),
            c.label + ", " + words.word("provenance.frames", frames=c.frames),
            c.id,
        ]
        for c in report.clips
    ]
    rows.append([words.word("provenance.program"), report.program, ""])
    return {"title": words.word("provenance"), "items": rows}


def _versioned(id_: str, version: str, words: ReportWords) -> str:
    return f"{id_}, {words.word('provenance.version', version=version)}"


def _signature(report: Report, words: ReportWords) -> Plain:
    return {
        "title": words.word("signature"),
        "line": words.word("signature.line"),
        "said": signed(report, words),
        "people": [
            [words.word("head.physician"), physician_name(report, words) or words.word("not_stated")],
            [words.word("head.operator"), _typed(report.operator, words) or words.word("not_stated")],
        ],
    }
