"""The Composition of a European imaging report: sections with the words, and references to what they rest on.

HL7 Europe Imaging Report (hl7.eu/fhir/imaging-r5), CompositionEuImaging; each section says its words as text,
and where it refers to nothing also as the extension that the guide reads them from, or why it is empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import long_text
from sonostep.reporting.fhir.parts import (
    SYSTEMS,
    Resource,
    coding,
    instant,
    made_id,
    ref,
    report_identifier,
    report_identifier_of,
    tag,
)
from sonostep.reporting.words import ReportWords

_NOTE: Final = "http://hl7.org/fhir/StructureDefinition/note"
_EMPTY: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class ImagingReportParts:
    """What the sections of a report refer to: ids of resources, or resources themselves."""

    studies: Sequence[Resource]
    orders: Sequence[Resource]
    procedure: Resource
    scores: Sequence[Resource]
    findings: Sequence[Resource]
    authors: Sequence[Resource]
    organization: Resource | None = None


def composition(
    report: Report, words: ReportWords, category: list[Resource], parts: ImagingReportParts
) -> Resource:
    """Return the Composition of a report; ``category`` is that of its DiagnosticReport, too."""
    made: Resource = {
        "resourceType": "Composition",
        "id": made_id(report, "composition"),
        **tag(report),
        "identifier": [report_identifier(report)],
        "version": str(report.version),
        "status": "final" if report.closed else "preliminary",
        "type": coding(SYSTEMS["LN"], "25061-3", "Ultrasound Report"),
        "category": category,
        "subject": [ref(made_id(report, "patient"))],
        "date": instant(report),
        "author": [ref(a) for a in parts.authors],
        "title": words.word("title"),
        "section": _sections(report, words, parts),
    }
    if parts.organization is not None:
        made["author"].append(ref(parts.organization))
        made["custodian"] = ref(parts.organization)
    if report.closed and report.signature is not None and parts.authors[0]["resourceType"] == "Practitioner":
        mode = coding("http://hl7.org/fhir/composition-attestation-mode", "legal", "Legal")
        made["attester"] = [{"mode": mode, "party": ref(parts.authors[0]), "time": report.signature.at}]
    if report.amends is not None:
        before = report_identifier_of(report.amends.exam)
        made["relatesTo"] = [{"type": "replaces", "resourceReference": {"identifier": before}}]
    return made


def _sections(report: Report, words: ReportWords, parts: ImagingReportParts) -> list[Resource]:
    def said(code: str, text: str) -> list[str]:
        return [words.pair(words.word(f"fhir.{code}"), text.strip())] if text.strip() else []

    history = [_complaint(words, c.complaint.label, c.complaint.words) for c in report.complaints]
    asked = [*said("question", report.clinical_question), *said("referrer", report.referrer)]
    done = [*said("technique", report.technique), *said("limitations", report.limitations)]
    told = [t.text.in_language(words.languages[0]) for t in report.structure_texts]
    made = [
        _section(words, "study", "18726-0", [c.label for c in report.clips], parts.studies),
        _section(words, "order", "55115-0", asked, parts.orders),
        _section(words, "history", "11329-0", history, parts.scores),
        _section(words, "procedure", "55111-9", done, [parts.procedure]),
        _section(words, "findings", "59776-5", told, parts.findings),
    ]
    for name, code, text in (
        ("comparison", "18834-2", report.comparison),
        ("impression", "19005-8", report.impression),
        ("recommendation", "18783-1", report.plan),
    ):
        if text.strip():
            made.append(_section(words, name, code, [text.strip()], ()))
    return made


def _complaint(words: ReportWords, label: str, text: str) -> str:
    name = f"{words.word('complaint')} {label}"
    return words.pair(name, text.strip()) if text.strip() else name


def _section(
    words: ReportWords, name: str, code: str, lines: Sequence[str], entries: Sequence[Resource]
) -> Resource:
    title = words.word(f"fhir.{name}")
    section: Resource = {
        "title": title,
        "code": {"coding": [{"system": SYSTEMS["LN"], "code": code}], "text": title},
        "text": {"status": "additional", "div": narrative(lines or [words.word("fhir.nothing")])},
    }
    if entries:
        section["entry"] = [ref(e) for e in entries]
    elif lines:
        section["extension"] = [{"url": _NOTE, "valueAnnotation": {"text": "\n".join(lines)}}]
    if not entries and (not lines or name in _FIRM):
        section["emptyReason"] = coding(_EMPTY, "unavailable", "Unavailable")
    return section


_FIRM: Final = ("order", "history")
"""Sections whose entries a receiver looks for: without any they say why, beside their words."""


def narrative(lines: Sequence[str]) -> str:
    """Return lines as the XHTML of a Narrative; a character that XML has none for is spelt."""
    said = "".join(f"<p>{escape(long_text(line), quote=False)}</p>" for line in lines)
    return f'<div xmlns="{_XHTML}">{said}</div>'
