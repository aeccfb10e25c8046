"""Measurements, findings and pain scores as FHIR Observations."""

from collections.abc import Iterator

from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.quantity import UCUM, Measured, Refused, Uncalibrated
from sonostep.core.report.model import Answer, FindingRow, MeasurementEntry, Report
from sonostep.core.report.numbers import digits
from sonostep.reporting.dicom.values import is_instance
from sonostep.reporting.differential_rows import weighed
from sonostep.reporting.fhir.parts import (
    SYSTEMS,
    Resource,
    coding,
    concept,
    instant,
    made_id,
    ref,
    status,
    study_uid,
    tag,
)
from sonostep.reporting.printed.findings import row_name
from sonostep.reporting.printed.measurements import measurement_label
from sonostep.reporting.printed.summary import segment_name
from sonostep.reporting.words import ReportWords, frame_numbers

_STATES = {
    FindingState.PRESENT: ("52101004", "Present"),
    FindingState.ABSENT: ("272519000", "Absent"),
    FindingState.INDETERMINATE: ("82334004", "Indeterminate"),
}
_SIDES = {Side.LEFT: ("7771000", "Left"), Side.RIGHT: ("24028007", "Right")}


def observation(report: Report, code: Resource, *parts: str) -> Resource:
    """Return what every Observation of a report has; ``parts`` make its id."""
    return {
        "resourceType": "Observation",
        "id": made_id(report, *parts),
        **tag(report),
        "status": status(report),
        "category": [
            coding("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging")
        ],
        "code": code,
        "subject": ref(made_id(report, "patient")),
        "effectiveDateTime": instant(report),
    }


def measurements(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Return an Observation for each measurement; a refused value says that it is absent and why."""
    for entry in report.measurements:
        yield _measurement(report, entry, words)


def _measurement(report: Report, entry: MeasurementEntry, words: ReportWords) -> Resource:
    codes = (entry.code,) if entry.code else ()
    label = measurement_label(entry, words)
    id_ = entry.annotation.slot or entry.annotation.kind.value
    found = observation(report, concept(codes, id_, label), "measurement", entry.annotation.id)
    found |= site(entry.annotation.side)
    measured = entry.measured
    shown = digits(measured)
    notes = [f"{words.source(measured)}; {measurement_place(entry)}"]
    if shown is None or isinstance(measured, Refused):
        found["dataAbsentReason"] = coding(
            "http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed", "Not Performed"
        )
    else:
        found["valueQuantity"] = quantity(shown[0], UCUM[measured.unit])
        notes.append(f"± {shown[1]} (k = 2); {ReportWords('en').word('measurements.note')}")
    if isinstance(measured, Uncalibrated | Refused):
        notes.append(words.reason(measured))
    parts = [_part(name, value, words) for name, value in entry.further]
    if any(parts):
        found["component"] = [part for part in parts if part]
    found["note"] = [{"text": text} for text in notes]
    if entry.clip is not None and is_instance(entry.clip):
        found["derivedFrom"] = [ref(made_id(report, "study", study_uid(report, entry.clip.study.study_uid)))]
    return found


def _part(name: str, measured: Measured, words: ReportWords) -> Resource:
    """What else a shape says, such as the depth of a needle's path; empty where it was refused."""
    shown = digits(measured)
    if shown is None or isinstance(measured, Refused):
        return {}
    text = f"{words.problem_of(f'value.{name}')} ± {shown[1]} (k = 2)"
    amount = quantity(shown[0], UCUM[measured.unit])
    return {"code": concept((), name, text), "valueQuantity": amount}


def measurement_place(entry: MeasurementEntry) -> str:
    """Return clip and frame, as a reader of the data finds them."""
    return f"{entry.frame.clip} frame {frame_numbers(entry.annotation)}"


def quantity(value: str, ucum: str) -> Resource:
    """Return a value with its UCUM unit."""
    # Decimal text would change its digits as a float; these have few enough to survive
    return {"value": float(value), "unit": ucum, "system": "http://unitsofmeasure.org", "code": ucum}


def site(side: Side | None) -> Resource:
    """Return the side as ``bodySite``; nothing for what has none."""
    if side not in _SIDES:
        return {}
    return {"bodySite": coding(SYSTEMS["SCT"], *_SIDES[side])}


def findings(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Return an Observation for each recorded answer."""
    for structure in report.structures:
        for row in structure.rows:
            for answer in row.answers:
                if answer.recorded:
                    yield _finding(report, row, answer, words)


def _finding(report: Report, row: FindingRow, answer: Answer, words: ReportWords) -> Resource:
    key = answer.key
    code = concept(row.codes, row.question, row_name(row, words))
    found = observation(report, code, "finding", key.id, str(key.side), key.site) | site(key.side)
    if answer.state in _STATES:
        found["valueCodeableConcept"] = coding(SYSTEMS["SCT"], *_STATES[answer.state])
    else:
        found["dataAbsentReason"] = coding(
            "http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed", "Not Performed"
        )
    parts = []
    if answer.choice:
        text = words.local(answer.choice_text) or answer.choice
        parts.append(
            {
                "code": concept((), "choice", "choice"),
                "valueCodeableConcept": concept((), answer.choice, text),
            }
        )
    if answer.value is not None:
        parts.append({"code": concept((), row.question, row_name(row, words)),
                      "valueQuantity": quantity(repr(answer.value), row.unit or "1")})  # fmt: skip
    if parts:
        found["component"] = parts
    notes = [answer.note, *(words.word("finding.reproduces", letters=c) for c in answer.reproduces)]
    notes += [words.word("finding.reproduces_none")] if answer.reproduces_none else []
    if any(notes):
        found["note"] = [{"text": n} for n in notes if n]
    return found


def judgements(report: Report, words: ReportWords) -> Iterator[Resource]:
    """Return an Observation for each condition that was weighed: a band in words, made by the program."""
    method = {"text": ReportWords("en").word("banner.support")}
    for item in weighed(report, words):
        judgement = item.judgement
        parts = (judgement.condition, judgement.complaint, judgement.segment)
        found = observation(report, concept((), judgement.condition, item.name), "judgement", *parts)
        found["valueCodeableConcept"] = concept((), judgement.band.value, item.band)
        found["method"], found["device"] = method, ref(made_id(report, "device"))
        found["component"] = [
            {"code": concept((), code, code), "valueString": text}
            for code, text in (("complaint", item.complaint), ("segment", segment_name(judgement)))
            if text
        ]
        found["note"] = [{"text": text} for text in (item.title, *item.lines)]
        yield {k: v for k, v in found.items() if v != []}


def scores(report: Report) -> Iterator[Resource]:
    """Return an Observation for each pain score."""
    for entry in report.complaints:
        complaint = entry.complaint
        if complaint.score is not None:
            meaning = "Pain severity - 0-10 verbal numeric rating [Score] - Reported"
            found = observation(report, coding(SYSTEMS["LN"], "72514-3", meaning), "score", complaint.id)
            found["valueQuantity"] = quantity(str(complaint.score), "{score}")
            found["note"] = [{"text": f"Complaint {complaint.label}. {complaint.words}".strip()}]
            yield found | site(complaint.side)
