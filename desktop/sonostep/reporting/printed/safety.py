"""What was dangerous when the report was made, for its first page: what, what to do, what was done."""

from dataclasses import replace
from typing import Any

from sonostep.core.checks.check import CheckKind
from sonostep.core.report.model import Report
from sonostep.core.safety import SafetyKind, SafetyLevel, SafetyNotice
from sonostep.core.text import LocalText
from sonostep.reporting.words import ReportWords

_PRINTED = (SafetyLevel.STOP, SafetyLevel.WARN)
"""Loud enough for the first page; notes stand there by their sentence alone, those of a needle only in the
window."""

_AT_ODDS = (CheckKind.SIDE, CheckKind.PATIENT)
"""Checks that stand on the first page too: a side or a patient that contradicts the clip."""


def safety(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return the box of dangers; no items where nothing stands and nothing was lifted."""
    loud = [n for n in report.safety if n.level in _PRINTED]
    odd = [c.text for c in report.checks if c.kind in _AT_ODDS]
    odd += report.differential.conflicts if report.differential else ()
    notes = (n for n in report.safety if n.level not in _PRINTED)
    quiet = [words.local(n.text) for n in notes if n.rule.kind is not SafetyKind.NEEDLE]
    return {
        "title": words.word("safety"),
        "alarm": any(n.stops for n in report.safety),
        "items": [*(_item(n, words) for n in loud), *(_odd(text, words) for text in odd)],
        "notes": words.listed(quiet),
    }


def safety_lines(report: Report, words: ReportWords) -> list[str]:
    """Return each danger as one line, for formats without boxes, which name what is at odds elsewhere."""
    box = safety(replace(report, checks=(), differential=None), words)
    lines = [" ".join(part for part in (i["title"], i["todo"], *i["said"]) if part) for i in box["items"]]
    return lines + ([words.pair(box["title"], box["notes"])] if box["notes"] else [])


def _odd(text: LocalText, words: ReportWords) -> dict[str, Any]:
    return {
        "level": "warn",
        "title": words.pair(words.word("safety.warn"), words.local(text)),
        "todo": "",
        "said": [],
    }


def _item(notice: SafetyNotice, words: ReportWords) -> dict[str, Any]:
    level = "lifted" if notice.clearance else notice.level.value
    text = words.local(notice.text)
    return {
        "level": level,
        "title": words.pair(words.word(f"safety.{level}"), text),
        "todo": "" if notice.clearance else words.local(notice.rule.todo),
        "said": _said(notice, words),
    }


def _said(notice: SafetyNotice, words: ReportWords) -> list[str]:
    """What a physician wrote about it: why it was lifted, what was done; else that nothing is written."""
    if notice.clearance:
        return [words.word("safety.cleared", **_parts(notice.clearance))]
    if notice.response:
        return [words.word("safety.done", **_parts(notice.response))]
    return [words.word("safety.unanswered")] if notice.rule.holds and notice.level in _PRINTED else []


def _parts(note: str) -> dict[str, str]:
    reason, physician, time = (part.strip() for part in note.split("|"))
    return {"reason": reason, "physician": physician, "time": time}
