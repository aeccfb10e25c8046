"""Measurement groups of the structured report (PS3.16 TID 1501)."""

from collections import Counter
from collections.abc import Iterator

import highdicom.sr as hd
from pydicom.sr.codedict import codes

from sonostep.core.finding import Complaint, Side
from sonostep.core.measure.quantity import Quantity, Refused, Uncalibrated
from sonostep.core.report.model import (
    Answer,
    ComplaintEntry,
    FindingRow,
    LedgerEntry,
    MeasurementEntry,
    Report,
    Structure,
)
from sonostep.core.shapes import shape_row
from sonostep.reporting.dicom.values import long_text, made_uid
from sonostep.reporting.sr.codes import (
    CORNERSTONE,
    SIDES,
    STATES,
    UNITS,
    VIEW_STATES,
    concept,
    local,
    quantity_name,
    site,
)
from sonostep.reporting.sr.drawn_coordinates import ImageRef, Refs, first_coordinates
from sonostep.reporting.words import ReportWords, frame_numbers

Group = hd.MeasurementsAndQualitativeEvaluations
ENGLISH = ReportWords("en")
"""Coded reports are written in English; what people wrote stays as they wrote it."""


def groups(report: Report, refs: Refs) -> Iterator[Group]:
    """Return every measurement, finding, complaint and view as a group, in the order of the report."""
    for entry in report.measurements:
        yield _measurement(report, entry, refs.get(entry.annotation.id))
    for structure in report.structures:
        for row in structure.rows:
            yield from (_finding(report, structure, row, a) for a in row.answers if a.recorded)
    for complaint in report.complaints:
        yield _complaint(report, complaint)
    for view in report.ledger:
        yield _view(report, view)


def _tracking(report: Report, identifier: str, *parts: str) -> hd.TrackingIdentifier:
    return hd.TrackingIdentifier(uid=made_uid(report.exam, *parts), identifier=identifier)


def _sites(place: hd.CodedConcept, side: Side | None) -> list[hd.FindingSite]:
    return [hd.FindingSite(place, laterality=SIDES[side] if side else None)]


def _comment(group: Group, *texts: str, name: hd.CodedConcept | None = None) -> Group:
    for text in texts:
        if text:
            item = hd.TextContentItem(
                name or hd.CodedConcept.from_code(codes.DCM.Comment),
                long_text(text),
                hd.RelationshipTypeValues.CONTAINS,
            )
            group[0].ContentSequence.append(item)
    return group


# measurements


def _measurement(report: Report, entry: MeasurementEntry, ref: ImageRef | None) -> Group:
    """TID 1501 for areas too: Cornerstone writes, and looks for, the coordinates under the number."""
    row = shape_row(entry.annotation.kind)
    live = f"{CORNERSTONE}:{row.tool}" if ref and row.tool else f"SonoStep:{row.kind.value}"
    label = ENGLISH.local(entry.label) or ENGLISH.word(row.title_code)
    group = hd.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(report, live, "annotation", entry.annotation.id),
        finding_type=local(entry.annotation.slot or row.kind.value, label),
        finding_sites=_sites(site(entry.region), entry.side),
        measurements=_numbers(entry, ref) or None,
    )
    # the first comment is all that OHIF shows beside a number that it measures anew
    _comment(group, " · ".join((label, *_side_and_value(entry))))
    _comment(group, label, name=local("measurement_label", "Label"))
    return _comment(group, *_remarks(entry, ref), name=local("calibration", "Scale and source"))


def _side_and_value(entry: MeasurementEntry) -> Iterator[str]:
    if entry.side is not None:
        yield ENGLISH.side(entry.side)
    yield ENGLISH.value(entry.measured)


def _remarks(entry: MeasurementEntry, ref: ImageRef | None) -> Iterator[str]:
    yield f"Scale: {ENGLISH.source(entry.measured)}. {ENGLISH.reason(entry.measured)}".strip()
    if ref is None or not ref.frames:
        yield f"Frame {frame_numbers(entry.annotation)} of clip {entry.frame.clip}"
    if ref is None:
        points = " ".join(f"({p.x:.2f}, {p.y:.2f})" for p in entry.annotation.points)
        yield f"Image coordinates: {points}"
    if entry.annotation.assisted:
        yield ENGLISH.word("measurement.assisted")
    if entry.annotation.filters:
        yield ENGLISH.word("measurement.filters", filters=", ".join(entry.annotation.filters))


def _numbers(entry: MeasurementEntry, ref: ImageRef | None) -> list[hd.Measurement]:
    """The value and what else the shape says.

    One on an image has the drawn coordinates as its sole child, as OHIF 3.11 and 3.12 want it: all else is
    among the measurement details. One on none has its uncertainty.
    """
    measured = not isinstance(entry.measured, Refused)
    drawn = [first_coordinates(entry.annotation, ref)] if ref is not None and measured else None
    return [
        hd.Measurement(
            name=quantity_name(value.unit, entry.code, name),
            value=decimal(value.value),
            unit=UNITS[value.unit],
            properties=None if drawn else doubt(value),
            referenced_coordinates=drawn,
        )
        for name, value in numbers(entry)
    ]


def numbers(entry: MeasurementEntry) -> Iterator[tuple[str, Quantity | Uncalibrated]]:
    """Yield the values that a shape has, the first with an empty name."""
    for name, value in (("", entry.measured), *entry.further):
        if not isinstance(value, Refused):
            yield name, value


def doubt(measured: Quantity | Uncalibrated) -> hd.MeasurementProperties:
    """Return the placement interval either way, in the value's unit, which highdicom would leave out."""
    half = decimal(measured.uncertainty)
    properties = hd.MeasurementProperties(
        upper_measurement_uncertainty=half, lower_measurement_uncertainty=half
    )
    for item in properties:
        item.MeasuredValueSequence[0].MeasurementUnitsCodeSequence = [UNITS[measured.unit]]
    return properties


def decimal(value: float) -> float:
    """Return a value with ten significant digits, which a decimal string (DS, 16 characters) always holds."""
    return float(f"{value:.10g}")


# findings, complaints, views


def _finding(report: Report, structure: Structure, row: FindingRow, answer: Answer) -> Group:
    key = answer.key
    place = concept(row.site_codes, row.site, row.site_text) if row.site else site(structure.region)
    question = concept(row.codes, row.question, row.text)
    evaluations = [hd.QualitativeEvaluation(question, STATES[answer.state])]
    if answer.choice:
        choice = local(answer.choice, answer.choice_text.en if answer.choice_text else "")
        evaluations.append(hd.QualitativeEvaluation(local("choice"), choice))
    # the coded site may be the region's, or a published code that several sites share: the id stays exact
    identifier = f"SonoStep:finding:{key.id}" + (f":{key.site}" if key.site else "")
    group = hd.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(report, identifier, "finding", key.id, str(key.side), key.site),
        finding_type=local(row.question, row.text.en),
        finding_sites=_sites(place, key.side),
        measurements=_entered(answer, row) or None,
        qualitative_evaluations=evaluations,
    )
    _comment(group, *answer.reproduces, name=local("reproduces", "Reproduces or relieves complaint"))
    if answer.reproduces_none:
        _comment(group, "none", name=local("reproduces_none", "Reproduces or relieves no complaint"))
    return _comment(group, answer.note)


def _entered(answer: Answer, row: FindingRow) -> list[hd.Measurement]:
    if answer.value is None:
        return []
    unit = hd.CodedConcept(row.unit or "1", "UCUM", row.unit or "no units")
    return [hd.Measurement(concept(row.codes, row.question, row.text), decimal(answer.value), unit)]


def _complaint(report: Report, entry: ComplaintEntry) -> Group:
    complaint = entry.complaint
    score = []
    if complaint.score is not None:
        name = hd.CodedConcept("72514-3", "LN", "Pain severity - 0-10 verbal numeric rating")
        score = [hd.Measurement(name, complaint.score, hd.CodedConcept("{score}", "UCUM", "score"))]
    features = [f for line in entry.features for f in line.features]
    places = [local(s, t.en) for s, t in zip(complaint.route, entry.route, strict=True)]
    group = hd.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(
            report, f"SonoStep:complaint:{complaint.label}", "complaint", complaint.id
        ),
        finding_type=local("complaint", f"Complaint {complaint.label}"),
        finding_sites=[s for place in places or [site("")] for s in _sites(place, complaint.side)],
        measurements=score or None,
        qualitative_evaluations=[
            hd.QualitativeEvaluation(local(id_, text.en), STATES[state]) for id_, text, state in features
        ]
        or None,
    )
    _comment(group, complaint.words, name=local("patient_words", "Patient's words"))
    _comment(group, _areas(complaint), name=local("areas", "Areas drawn"))
    return _comment(group, complaint.duration, name=local("duration", "Duration"))


def _areas(complaint: Complaint) -> str:
    """How many areas were drawn on each view of the body; the drawing is not to scale, so no coordinates."""
    views = Counter(area.view for area in complaint.areas)
    return ENGLISH.listed(ENGLISH.pair(ENGLISH.word(f"map.{v}"), str(n)) for v, n in views.items())


def _view(report: Report, entry: LedgerEntry) -> Group:
    parts = (entry.step, entry.view, str(entry.side))
    group = hd.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=_tracking(report, f"SonoStep:view:{entry.step}/{entry.view}", "view", *parts),
        finding_type=local("view", "Prescribed view"),
        finding_sites=_sites(local(entry.step, entry.step_title.en), entry.side),
        qualitative_evaluations=[
            hd.QualitativeEvaluation(local(entry.view, entry.view_text.en), VIEW_STATES[entry.state])
        ],
    )
    return _comment(group, entry.reason or (entry.reason_text.en if entry.reason_text else ""))
