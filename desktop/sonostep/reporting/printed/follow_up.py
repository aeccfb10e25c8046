"""The earlier visit beside this one as printed, and what needed a second look."""

from typing import Any, Final

from sonostep.core.finding import FindingState
from sonostep.core.follow_up import DETECTABLE, IMPORTANT, Change, Limit, Measure, Verdict
from sonostep.core.report.earlier import ChangeLine, FollowUp, compared
from sonostep.core.report.model import Report
from sonostep.core.text import LocalText
from sonostep.reporting.words import ReportWords

Plain = dict[str, Any]

_WIDTH, _HEIGHT, _EDGE = 150.0, 16.0, 6.0
_TOP: Final = 10.0
"""Pain scores are drawn on their whole scale."""


def follow_up(report: Report, words: ReportWords) -> Plain:
    """Return the comparison with an earlier visit; no title where none was chosen.

    Each row's ``plot`` is for the renderer to fill with what ``plots`` draws.
    """
    found = report.follow_up
    if found is None:
        return {"title": "", "note": "", "none": "", "heads": [], "items": [], "sources": []}
    day = found.created[:10]
    title = words.word("follow_up", day=day) if found.at_hand else words.word("follow_up.gone")
    heads = ("what", "ledger.side", "before", "after", "plot", "verdict")
    return {
        "title": title,
        "note": words.word("follow_up.note"),
        "none": words.word("follow_up.none" if found.at_hand else "follow_up.lost", exam=found.exam),
        "heads": [words.word(h if "." in h else f"follow_up.{h}") for h in heads],
        "items": [_line(line, words) for line in found.lines],
        "sources": _sources(found, words),
    }


def _line(line: ChangeLine, words: ReportWords) -> Plain:
    change = line.change
    text = words.local(change.text)
    before = _value(change, change.before, line.chosen_before, line.state_before, words)
    after = _value(change, change.after, line.chosen_after, line.state_after, words)
    verdict = words.word(f"follow_up.{change.verdict.value}")
    return {
        "name": text,
        "side": words.side(change.side) if change.side else "",
        "before": before,
        "after": after,
        "plot": "",
        "alt": f"{text}: {before} → {after}. {verdict}",
        "verdict": verdict,
        "kind": change.verdict.value,
        "reason": _reason(change, words),
    }


def _value(
    change: Change,
    value: float | None,
    chosen: LocalText | None,
    state: FindingState | None,
    words: ReportWords,
) -> str:
    if value is not None:
        return f"{compared(value)} {_unit(change)}".strip()
    if chosen is not None:
        return words.local(chosen)
    return words.word(f"finding.{state.value}") if state else words.word("follow_up.no_number")


def _unit(change: Change) -> str:
    shown = {"1": "", "mm2": "mm²", "deg": "°"}
    unit = "" if change.unit.startswith("{") else shown.get(change.unit, change.unit)
    return "/ 10" if change.measure is Measure.SCORE else unit


def _reason(change: Change, words: ReportWords) -> str:
    """The published limit that a change was held against, or why it could not be."""
    limit = change.error.limit if change.error else None
    numbers = change.before is not None and change.after is not None
    if limit is None or not numbers:
        return words.local(change.reason)
    return words.word("follow_up.limit", limit=_size(limit, _unit(change)))


def _size(limit: Limit, unit: str) -> str:
    unit = "" if unit.startswith("/") else unit
    span = compared(limit.low) if limit.low == limit.high else f"{compared(limit.low)}-{compared(limit.high)}"
    share = "" if limit.relative is None else f" / {limit.relative * 100:.0f} %"
    return f"{span} {unit}".strip() + share


def _sources(found: FollowUp, words: ReportWords) -> list[str]:
    """What is published of each measure, once, with its source."""
    said: dict[str, str] = {}
    for change in (line.change for line in found.lines):
        error = change.error
        if error is not None and error.id not in said:
            judged = words.local(DETECTABLE if error.detectable else IMPORTANT) if error.limit else ""
            parts = [t for t in (judged, words.local(error.note)) if t]
            said[error.id] = f"{words.local(error.text)}: {'. '.join(parts)}. {error.source}"
    return list(said.values())


def plots(report: Report) -> list[str]:
    """Return a drawing (SVG) without words for each row; empty where a number is missing."""
    return [_plot(line.change) for line in report.follow_up.lines] if report.follow_up else []


def _plot(change: Change) -> str:
    """A line from the earlier number (ring) to the later (disc); grey around the earlier: error alone."""
    if change.before is None or change.after is None:
        return ""
    limit = change.error.limit if change.error else None
    reach = max(change.before, change.after, 0.0) + (limit.high if limit else 0.0)
    scores = change.measure is Measure.SCORE or "pain" in change.id
    top = _TOP if scores else reach or 1.0
    low = min(change.before, change.after, 0.0)

    def at(value: float) -> float:
        share = (value - low) / ((top - low) or 1.0)
        return _EDGE + max(0.0, min(1.0, share)) * (_WIDTH - 2 * _EDGE)

    middle, first, second = _HEIGHT / 2, at(change.before), at(change.after)
    band = ""
    if limit is not None:
        left, right = at(change.before - limit.high), at(change.before + limit.high)
        size = f'width="{right - left:.1f}" height="{_HEIGHT - 4}"'
        band = f'<rect x="{left:.1f}" y="2" {size} fill="#dfe6ea"/>'
    ink = "#0e5a6b" if change.verdict is Verdict.BEYOND else "#55636f"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}">{band}'
        f'<line x1="{_EDGE}" y1="{middle}" x2="{_WIDTH - _EDGE}" y2="{middle}" stroke="#cfd8de"/>'
        f'<line x1="{first:.1f}" y1="{middle}" x2="{second:.1f}" y2="{middle}" stroke="{ink}" '
        'stroke-width="2"/>'
        f'<circle cx="{first:.1f}" cy="{middle}" r="3.4" fill="#ffffff" stroke="{ink}" stroke-width="1.6"/>'
        f'<circle cx="{second:.1f}" cy="{middle}" r="4" fill="{ink}"/></svg>'
    )


def follow_up_lines(report: Report, words: ReportWords) -> list[str]:
    """Return the comparison in sentences, for formats that are no page."""
    data = follow_up(report, words)
    if not data["title"]:
        return []
    items = [
        f"{i['name']}{', ' + i['side'] if i['side'] else ''}: {i['before']} → {i['after']}: {i['verdict']}"
        f" ({i['reason']})"
        for i in data["items"]
    ]
    return [data["title"], *(items or [data["none"]])]


def checks(report: Report, words: ReportWords) -> Plain:
    """Return what needed a second look; no items where nothing did."""
    return {
        "title": words.word("checks"),
        "note": words.word("checks.note"),
        "items": [words.local(c.text) for c in report.checks],
    }
