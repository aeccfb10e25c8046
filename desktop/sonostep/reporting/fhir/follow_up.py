"""The earlier visit and the open points as FHIR Observations (hl7.org/fhir/R4B/observation.html).

A DiagnosticReport has no note in R4B, so that what needed a second look is an Observation for each point. The
earlier exam is named, never referenced: it is not in the bundle.
"""

from collections.abc import Iterator
from dataclasses import replace

from sonostep.core.follow_up import Change, Measure
from sonostep.core.report.earlier import compared
from sonostep.core.report.model import Report
from sonostep.reporting.fhir.observations import observation, quantity, site
from sonostep.reporting.fhir.parts import Resource, concept
from sonostep.reporting.printed.follow_up import checks, follow_up
from sonostep.reporting.printed.safety import safety_lines
from sonostep.reporting.words import ReportWords


def changes(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Yield an Observation for each thing in both exams: what can be said of it, then and now as components.

    One that says so where the earlier exam is not at hand or nothing is in both.
    """
    found, said = report.follow_up, follow_up(report, words)
    if found is None:
        return
    if not found.lines:
        made = observation(report, concept((), "follow_up", said["title"]), "follow_up")
        yield made | {"valueString": said["none"]}
    for number, (line, item) in enumerate(zip(found.lines, said["items"], strict=True)):
        change = line.change
        # a change is no second reading of what it is a change of, so that its code is another
        what = change.measure.value if change.measure is Measure.SCORE else change.id
        code = concept((), f"change.{what}", item["name"])
        made = observation(report, code, "change", str(number))
        made |= site(change.side)
        made["valueCodeableConcept"] = concept((), change.verdict.value, item["verdict"])
        made["component"] = [
            _part("before", change, change.before, item["before"], words),
            _part("after", change, change.after, item["after"], words),
        ]
        source = change.error.source if change.error else ""
        made["note"] = [{"text": text} for text in (said["title"], item["reason"], source) if text]
        yield made


def _part(when: str, change: Change, value: float | None, text: str, words: ReportWords) -> Resource:
    code = concept((), when, words.word(f"follow_up.{when}"))
    if value is None:
        return {"code": code, "valueString": text}
    unit = "{score}" if change.measure is Measure.SCORE else change.unit or "1"
    return {"code": code, "valueQuantity": quantity(compared(value), unit)}


def dangers(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Yield an Observation for each safety rule that held when the report was made, loudest first."""
    title = words.word("safety")
    for number, notice in enumerate(report.safety):
        said = safety_lines(replace(report, safety=(notice,)), words) or [words.local(notice.text)]
        made = observation(report, concept((), notice.rule.id, title), "safety", str(number))
        yield made | {"valueString": said[0], "note": [{"text": notice.rule.source}]}


def open_points(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Yield an Observation for each thing that needed a second look when the report was made."""
    said = checks(report, words)
    for number, (check, text) in enumerate(zip(report.checks, said["items"], strict=True)):
        made = observation(report, concept((), check.kind.value, said["title"]), "check", str(number))
        yield made | {"valueString": text, "note": [{"text": said["note"]}]}
