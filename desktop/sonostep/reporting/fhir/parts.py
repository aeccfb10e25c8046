"""Pieces that every FHIR resource of a report is made from."""

import uuid
from typing import Any

from sonostep.core.exam import ExamState
from sonostep.core.protocol import Code
from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import SPACE, known_uid, made_uid, own_study, stamp

Resource = dict[str, Any]

SYSTEMS = {
    "SCT": "http://snomed.info/sct",
    "LN": "http://loinc.org",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
}
_STATUS = {
    ExamState.DRAFT: "preliminary",
    ExamState.PENDING: "preliminary",
    ExamState.FINAL: "final",
    ExamState.AMENDED: "amended",
}
LOCAL = f"urn:oid:{made_uid('99SONOSTEP')}"
"""Our own code system; its codes are the ids of the vocabulary (docs/conformance.md)."""


def made_id(report: Report, *parts: str) -> str:
    """Return the id that a resource of this report always has."""
    return str(uuid.uuid5(SPACE, "|".join((report.exam, "fhir", *parts))))


def ref(resource: Resource | str) -> Resource:
    """Return a reference within the bundle."""
    return {"reference": f"urn:uuid:{resource if isinstance(resource, str) else resource['id']}"}


def instant(report: Report) -> str:
    """Return the exam's time with its offset."""
    when = stamp(report.created)
    return when.isoformat(timespec="seconds") + ("" if when.tzinfo else "+00:00")


def coding(system: str, code: str, display: str) -> Resource:
    """Return a concept of one published code."""
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def concept(codes: tuple[Code, ...], id_: str, text: str) -> Resource:
    """Return a concept of verified published codes and our own."""
    published = [
        {"system": SYSTEMS[c.scheme], "code": c.value, "display": c.meaning}
        for c in codes
        if c.verified and c.scheme in SYSTEMS
    ]
    return {"coding": [*published, {"system": LOCAL, "code": id_}], "text": text}


def tag(report: Report) -> Resource:
    """Return the mark of test data for a synthetic exam."""
    if not report.synthetic:
        return {}
    test = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
    return {"meta": {"tag": [{"system": test, "code": "HTEST", "display": "test health data"}]}}


def status(report: Report) -> str:
    """Return the status of report and observations (hl7.org/fhir/R4B, DiagnosticReport.status)."""
    return _STATUS[report.state]


def study_uid(report: Report, uid: str) -> str:
    """Return a clip's study, or the one that the report stands in."""
    return known_uid(uid) or own_study(report)


def absent() -> Resource:
    """Return the extension that stands where a profile requires a value that nobody knows."""
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    return {"extension": [{"url": url, "valueCode": "unknown"}]}


def claiming(resource: Resource, *profiles: str) -> Resource:
    """Return a resource that says which profiles it conforms to."""
    return {**resource, "meta": {"profile": list(profiles), **resource.get("meta", {})}}


def report_identifier(report: Report) -> Resource:
    """Return the business identifier of a report, the same in every format."""
    return report_identifier_of(report.exam)


def report_identifier_of(exam: str) -> Resource:
    """Return the business identifier of an exam's report."""
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{made_uid(exam, 'report identifier')}"}


def namespace(report: Report, what: str) -> str:
    """Return a system for the numbers of an institution: made from its name, since no file has more."""
    return f"urn:oid:{made_uid(what, report.study.institution.strip())}"


def typed_identifier(report: Report, code: str, display: str, value: str) -> Resource:
    """Return an identifier of a type of HL7 v2 table 0203, in the institution's namespace."""
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    return {
        "type": {"coding": [{"system": system, "code": code, "display": display}]},
        "system": namespace(report, code),
        "value": value,
    }
