"""Findings as printed: left against right, and what was not assessed said in so many words."""

from dataclasses import replace
from typing import Any

from sonostep.core.finding import FindingState, Side
from sonostep.core.report.blocks import BlockLine
from sonostep.core.report.model import Answer, FindingRow, MeasurementEntry, Report, Structure
from sonostep.core.report.numbers import plain
from sonostep.core.shapes import shape_row
from sonostep.reporting.printed.measurements import measurement_label, place
from sonostep.reporting.words import ReportWords


def findings(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return the findings by structure; a structure without any record keeps its place."""
    heads = [words.word(f"finding{h}") for h in ("", ".left", ".right", ".answer")]
    elsewhere = {r.question for p in report.procedures if p.moved for r in p.rows}
    all_here = (tuple(r for r in s.rows if r.question not in elsewhere) for s in report.structures)
    here = [replace(s, rows=rows) for s, rows in zip(report.structures, all_here, strict=True) if rows]
    # what belongs to no step stands once, with its record, where it has one
    told = {r.question for p in report.procedures for r in p.rows}
    kept = [r for s in here if not s.id for r in s.rows if r.question not in told]
    here = [s for s in here if s.id] + [replace(s, rows=tuple(kept)) for s in here if not s.id and kept]
    return {
        "title": words.word("findings"),
        "none": words.word("findings.none"),
        "heads": heads,
        "items": [_structure(s, report, words) for s in here if s.recorded],
        "untouched": [
            {"title": words.local(s.title), "questions": _silent(s, words)} for s in here if not s.recorded
        ],
        "untouched_title": words.word("finding.untouched"),
        "missing": words.word("finding.not_assessed_list"),
        "absent": words.word("finding.absent"),
    }


def procedures(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return needle paths as drawn, then each record that has an answer; no title where none was asked."""
    needles = [m for m in report.measurements if shape_row(m.annotation.kind).needle_path]
    asked = [Structure(p.id, p.title, p.rows) for p in report.procedures]
    recorded = [p for p in asked if p.recorded]
    return {
        "title": words.word("procedures") if needles or asked else "",
        "none": words.word("procedures.none"),
        "needles": [_needle(m, words) for m in needles],
        "needle_note": words.word("needle.note") if needles else "",
        "blocks": _blocks(report, words),
        "heads": [words.word(f"finding{h}") for h in ("", ".left", ".right", ".answer")],
        "items": [_structure(p, report, words) for p in recorded],
        "missing": words.word("finding.not_assessed_list"),
        "absent": words.word("finding.absent"),
    }


def _blocks(report: Report, words: ReportWords) -> dict[str, Any]:
    """The diagnostic blocks, each with the relief that its scores give and whether the rule is met."""
    heads = ("block", "block.reading", "block.agent", "block.relief", "block.movement", "block.rule")
    return {
        "heads": [words.word(h) for h in heads],
        "items": [_block(line, words) for line in report.blocks],
        "note": words.word("block.note") if report.blocks else "",
    }


def _block(line: BlockLine, words: ReportWords) -> list[str]:
    response = line.response
    relief, unknown = response.relief, words.word("block.open")
    which = words.word(f"block.{response.ordinal}")
    place = " · ".join(t for t in (words.local(line.level), words.side(response.side)) if t)
    said = {True: "yes", False: "no", None: "open"}
    rule = words.word(f"block.rule.{said[response.meets_rule]}")
    agrees = words.word(f"block.agrees.{said[line.agrees]}") if line.agrees is not None else ""
    return [
        f"{which} · {place}",
        words.local(line.reading) or unknown,
        words.local(line.agent) or unknown,
        unknown if relief is None else f"{relief * 100:.0f} %",
        words.word(f"block.movement.{said[response.movement]}"),
        words.listed(t for t in (rule, agrees) if t),
    ]


def _needle(entry: MeasurementEntry, words: ReportWords) -> list[str]:
    values = [("", entry.measured), *entry.further]
    said = [f"{words.problem_of(f'value.{n}') if n else ''} {words.value(v)}".strip() for n, v in values]
    what = f"{entry.number}  {measurement_label(entry, words)} · {words.side(entry.side)}"
    return [what, words.listed(said), place(entry, words)]


def _structure(structure: Structure, report: Report, words: ReportWords) -> dict[str, Any]:
    """One table for what has a side and one for what has none: nothing stands under a side by chance."""
    recorded = [r for r in structure.rows if r.recorded and not _plainly_absent(r)]
    sided = [_row(r, report, words) for r in recorded if r.whole is None]
    whole = [_row(r, report, words) for r in recorded if r.whole is not None]
    return {
        "title": words.local(structure.title),
        "tables": [{"sided": rows is sided, "rows": rows} for rows in (sided, whole) if rows],
        "absent": words.listed(row_name(r, words) for r in structure.rows if _plainly_absent(r)),
        "not_assessed": _silent(structure, words),
    }


def _plainly_absent(row: FindingRow) -> bool:
    """Whether it is a red flag that was asked, answered no, and has nothing more to say."""
    answer = row.whole
    if row.flag is None or answer is None or row.left is not None or row.right is not None:
        return False
    more = (answer.note, answer.choice, answer.reproduces, answer.measurements, answer.images, answer.paused)
    return answer.state is FindingState.ABSENT and answer.value is None and not any(more)


def _silent(structure: Structure, words: ReportWords) -> list[str]:
    """The questions without a record, each once with its sites."""
    sites: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in structure.rows:
        if not row.recorded:
            names[row.question] = words.local(row.text)
            sites.setdefault(row.question, []).extend([words.local(row.site_text)] if row.site_text else [])
    part = "、" if words.language == "zh-TW" else ", "
    return [names[q] + words.aside(part.join(places)) for q, places in sites.items()]


def row_name(row: FindingRow, words: ReportWords) -> str:
    """Return a question's text with its site."""
    site = words.local(row.site_text)
    return f"{words.local(row.text)} · {site}" if site else words.local(row.text)


def _row(row: FindingRow, report: Report, words: ReportWords) -> dict[str, Any]:
    def cell(answer: Answer | None) -> dict[str, Any] | None:
        return _cell(answer, row, report, words) if answer else None

    flag = row.flag.value if row.flag else ""
    sides = {"left": cell(row.left), "right": cell(row.right), "whole": cell(row.whole)}
    return {"name": row_name(row, words), "flag": flag, **sides}


def _cell(answer: Answer, row: FindingRow, report: Report, words: ReportWords) -> dict[str, Any]:
    if not answer.recorded:
        bare = answer.key.side in report.unexamined_sides
        code = "not_examined" if bare else "not_assessed"
        return {"state": "not_assessed", "word": words.word(f"finding.{code}"), "value": "", "details": []}
    value = f"{plain(answer.value)} {printed_unit(row.unit)}".strip() if answer.value is not None else ""
    choice = words.local(answer.choice_text) or answer.choice
    word = words.word(f"finding.{answer.state.value}")
    side = words.aside(words.side(answer.key.side)) if answer.key.side is Side.MIDLINE else ""
    shown = " · ".join(v for v in (choice, value) if v)
    state = answer.state
    if value and state is FindingState.INDETERMINATE:
        # a number without a border is its own answer: recorded, and never called unclear
        state = FindingState.PRESENT
    if shown:
        # an option or a number says it by itself: "absent 5: normal" reads as if strength were absent
        word, shown = shown, ""
    return {
        "state": state.value,
        "word": word + side,
        "value": shown,
        "details": _details(answer, words),
    }


def printed_unit(ucum: str) -> str:
    """Return a UCUM unit as it is printed; an annotation such as {score} is no unit and prints as nothing."""
    known = {"mm2": "mm²", "cm2": "cm²", "deg": "°", "1": ""}
    return "" if ucum.startswith("{") else known.get(ucum, ucum)


def _details(answer: Answer, words: ReportWords) -> list[str]:
    letters = ", ".join(answer.reproduces)
    links = [words.word("finding.measurement", number=n) for n in answer.measurements]
    links += [words.word("finding.image", number=n) for n in answer.images]
    parts = [answer.note]
    if answer.examiner:
        at = answer.examined_at.replace("T", " ")[:16]
        parts.append(words.word("finding.examined", who=answer.examiner, at=at))
    parts += [words.word("finding.reproduces", letters=letters)] if letters else []
    parts += [words.word("finding.reproduces_none")] if answer.reproduces_none else []
    parts += [", ".join(links)] if links else []
    parts += [words.word("finding.paused")] if answer.paused else []
    return [p for p in parts if p]
