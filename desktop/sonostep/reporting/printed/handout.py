"""The patient's handout as its own PDF: plain words, large letters, nothing that was weighed."""

from typing import Any

from sonostep.core.problem import ProblemError
from sonostep.core.report.model import ComplaintEntry, HandoutEntry, Report
from sonostep.reporting.printed.pdf import compiled
from sonostep.reporting.printed.report import day, head, person
from sonostep.reporting.words import ReportLanguage, ReportWords

_ALARM = ("go", "red_flags")
"""Topics that are set apart, first things first: that the patient is to go now, and when to seek care."""


def render_handout(report: Report, language: ReportLanguage) -> bytes:
    """Return the handout as PDF/A; the same bytes for the same report.

    Raises:
        ProblemError: ``export.no_handout`` for a report without one; else as ``render_pdf``.
    """
    if not report.handout:
        raise ProblemError.of("export.no_handout")
    return compiled(report, "handout.typ", handout_sheet(report, ReportWords(language)), {})


def handout_sheet(report: Report, words: ReportWords) -> dict[str, Any]:
    """Return all that the handout prints."""
    facts = [
        [words.word("head.patient"), person(report.patient.name) or words.word("not_stated")],
        [words.word("head.date"), day(report.created)],
        [words.word("head.physician"), report.physician or words.word("not_stated")],
    ]
    return {
        "language": "en" if words.language == "en" else "zh",
        "title": words.word("handout"),
        "note": words.word("handout.note"),
        "synthetic": words.word("banner.synthetic") if report.synthetic else "",
        "head": head(report, words),
        "facts": facts,
        "complaints": [_complaint(c, words) for c in report.complaints],
        "topics": [
            {
                "title": words.local(topic.title),
                "alarm": topic.id in _ALARM,
                "lines": [[line.in_language(tag) for tag in words.languages] for line in topic.lines],
            }
            # what must not be missed stands on the first page
            for topic in sorted(report.handout, key=_urgency)
        ],
        "page": [ReportWords(tag).word("page", page="{page}", pages="{pages}") for tag in words.languages],
    }


def _urgency(topic: HandoutEntry) -> int:
    return _ALARM.index(topic.id) if topic.id in _ALARM else len(_ALARM)


def _complaint(entry: ComplaintEntry, words: ReportWords) -> list[str]:
    complaint = entry.complaint
    side = words.side(complaint.side) if complaint.side else ""
    route = " → ".join(words.local(s) for s in entry.route)
    return [complaint.label, " · ".join(t for t in (side, route) if t) or words.word("not_stated")]
