"""Findings as printed: left against right, and what was not assessed said in so many words."""

from typing import Any

from sonostep.core.finding import Side
from sonostep.core.report.model import Answer, FindingRow, Report, Structure
from sonostep.core.report.numbers import plain
from sonostep.reporting.words import Words


def findings(report: Report, words: Words) -> dict[str, Any]:
    """Return the findings by structure; a structure without any record keeps its place."""
    heads = [words.word(f"finding{h}") for h in ("", ".left", ".right", ".answer")]
    return {
        "title": words.word("findings"),
        "none": words.word("findings.none"),
        "heads": heads,
        "items": [_structure(s, report, words) for s in report.structures],
        "missing": words.word("finding.not_assessed_list"),
    }


def _structure(structure: Structure, report: Report, words: Words) -> dict[str, Any]:
    recorded = [r for r in structure.rows if r.recorded]
    silent = [r for r in structure.rows if not r.recorded]
    return {
        "title": words.local(structure.title),
        "sided": any(r.left or r.right for r in recorded),
        "rows": [_row(r, report, words) for r in recorded],
        "not_assessed": [row_name(r, words) for r in silent],
    }


def row_name(row: FindingRow, words: Words) -> str:
    """Return a question's text with its site."""
    site = words.local(row.site_text)
    return f"{words.local(row.text)} · {site}" if site else words.local(row.text)


def _row(row: FindingRow, report: Report, words: Words) -> dict[str, Any]:
    def cell(answer: Answer | None) -> dict[str, Any] | None:
        return _cell(answer, row, report, words) if answer else None

    flag = row.flag.value if row.flag else ""
    sides = {"left": cell(row.left), "right": cell(row.right), "whole": cell(row.whole)}
    return {"name": row_name(row, words), "flag": flag, **sides}


def _cell(answer: Answer, row: FindingRow, report: Report, words: Words) -> dict[str, Any]:
    if not answer.recorded:
        bare = answer.key.side in report.unexamined_sides
        code = "not_examined" if bare else "not_assessed"
        return {"state": "not_assessed", "word": words.word(f"finding.{code}"), "value": "", "details": []}
    value = f"{plain(answer.value)} {printed_unit(row.unit)}".strip() if answer.value is not None else ""
    choice = words.local(answer.choice_text) or answer.choice
    word = words.word(f"finding.{answer.state.value}")
    side = f" ({words.side(answer.key.side)})" if answer.key.side is Side.MIDLINE else ""
    shown = " · ".join(v for v in (choice, value) if v)
    return {
        "state": answer.state.value,
        "word": word + side,
        "value": shown,
        "details": _details(answer, words),
    }


def printed_unit(ucum: str) -> str:
    """Return a UCUM unit as it is printed; an annotation such as {score} is no unit and prints as nothing."""
    known = {"mm2": "mm²", "cm2": "cm²", "deg": "°", "1": ""}
    return "" if ucum.startswith("{") else known.get(ucum, ucum)


def _details(answer: Answer, words: Words) -> list[str]:
    letters = ", ".join(answer.reproduces)
    links = [words.word("finding.measurement", number=n) for n in answer.measurements]
    links += [words.word("finding.image", number=n) for n in answer.images]
    parts = [answer.note]
    parts += [words.word("finding.reproduces", letters=letters)] if letters else []
    parts += [", ".join(links)] if links else []
    parts += [words.word("finding.paused")] if answer.paused else []
    return [p for p in parts if p]
