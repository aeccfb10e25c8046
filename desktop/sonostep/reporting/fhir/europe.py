"""The report as a European imaging report: HL7 Europe Imaging Report 1.0.0-ballot on FHIR R5.

A document Bundle: Composition, DiagnosticReport and what they rest on. The resources of the R4B face are laid
out as R5 has them; the elements that the profiles require stand in ``resources/fhir/eu_imaging_r5.yaml``.
"""

from collections.abc import Iterator
from typing import Final

from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import own_study
from sonostep.reporting.fhir.bundle import ReportResources, bundle_json, resources
from sonostep.reporting.fhir.composition import ImagingReportParts, composition
from sonostep.reporting.fhir.image_selections import key_images, of_measurement
from sonostep.reporting.fhir.observations import observation
from sonostep.reporting.fhir.parts import (
    LOCAL,
    SYSTEMS,
    Resource,
    absent,
    claiming,
    coding,
    concept,
    instant,
    made_id,
    ref,
    report_identifier,
    tag,
    typed_identifier,
)
from sonostep.reporting.sr.codes import procedure as procedure_code
from sonostep.reporting.words import ReportWords

_GUIDE: Final = "http://hl7.eu/fhir/imaging-r5/StructureDefinition/"
_PATIENT: Final = "http://hl7.eu/fhir/base-r5/StructureDefinition/patient-eu-core"
_PRIORITY: Final = "http://hl7.eu/fhir/eu-health-data-api/CodeSystem/eehrxf-document-priority-category-cs"
_CATEGORY: Final = [
    coding(SYSTEMS["LN"], "85430-7", "Diagnostic imaging report"),
    {"coding": [{"system": _PRIORITY, "code": "Medical-Imaging"}]},
    coding("http://terminology.hl7.org/CodeSystem/v2-0074", "RUS", "Radiology Ultrasound"),
]
_PROFILES: Final = {
    "Composition": "CompositionEuImaging",
    "DiagnosticReport": "DiagnosticReportEuImaging",
    "DocumentReference": "DocumentReferenceKeyImageEuImaging",
    "ImagingSelection": "ImagingSelectionEuImaging",
    "ImagingStudy": "ImagingStudyEuImaging",
    "Procedure": "ProcedureEuImaging",
    "ServiceRequest": "ServiceRequestOrderEuImaging",
}


def render_fhir_europe(report: Report, words: ReportWords, pdf: bytes) -> bytes:
    """Return a Bundle of type document as JSON, the Composition first. Same report, same bytes."""
    identifier = {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{made_id(report, 'bundle')}"}
    meta = {"profile": [f"{_GUIDE}BundleReportEuImaging"]}
    made = [_claimed(r) for r in _resources(report, words, resources(report, words, pdf))]
    return bundle_json(report, "document", made, meta=meta, identifier=identifier)


def _claimed(resource: Resource) -> Resource:
    kind = resource["resourceType"]
    if kind == "Patient":
        return claiming(resource, _PATIENT)
    return claiming(resource, _GUIDE + _PROFILES[kind]) if kind in _PROFILES else resource


def _resources(report: Report, words: ReportWords, base: ReportResources) -> list[Resource]:
    orders = list(_orders(report))
    studies = [_study(s, orders) for s in base.studies] or [_own_study(report)]
    procedure, device = _procedure(report), _device(base.device)
    pictures, regions = list(key_images(report, words)), _regions(report)
    observations = [_derived(o, regions) for o in base.observations]
    panel = _panel(report, words, observations)
    authors = [p for p in base.people if p["id"] == made_id(report, "physician")] or [device]
    organization = _organization(report)
    scores = [o for o in observations if _is_score(o)]
    found = [o for o in [panel, *observations] if not _is_score(o)]
    shown = [p for p in pictures if p["resourceType"] != "Binary"]
    parts = ImagingReportParts(studies, orders, procedure, scores, [*found, *shown], authors, organization)
    return [
        composition(report, words, _CATEGORY, parts),
        _report(report, base.report, panel, orders, parts),
        _patient(report, base.patient),
        *base.people,
        *([organization] if organization else []),
        *orders,
        procedure,
        *studies,
        *pictures,
        *regions.values(),
        panel,
        *observations,
        device,
        base.provenance,
    ]


def _report(
    report: Report, made: Resource, panel: Resource, orders: list[Resource], parts: ImagingReportParts
) -> Resource:
    """R5 has ``study`` and ``composition``; the guide one result, which has the others as its members."""
    kept = {k: v for k, v in made.items() if k not in ("imagingStudy", "media", "performer", "result")}
    final: Resource = {
        **kept,
        "identifier": [report_identifier(report)],
        "status": "final" if report.closed else "preliminary",
        "category": _CATEGORY,
        "issued": instant(report),
        "study": [ref(s) for s in parts.studies],
        "result": [ref(panel)],
        "composition": ref(made_id(report, "composition")),
    }
    if "performer" in made:
        final["resultsInterpreter"] = made["performer"]
    if parts.organization is not None:
        final["performer"] = [ref(parts.organization)]
    based = [_based(o) for o in orders if "identifier" in o]
    return {**final, "basedOn": based} if based else final


def _patient(report: Report, patient: Resource) -> Resource:
    held = {**patient, "name": patient.get("name") or [absent()]}
    if "birthDate" not in held:
        held["_birthDate"] = absent()
    if second := report.second_identifier.strip():
        held["identifier"] = [*held.get("identifier", []), {"value": second}]
    return held


def _organization(report: Report) -> Resource | None:
    name = report.study.institution.strip()
    return (
        {"resourceType": "Organization", "id": made_id(report, "organization"), "name": name}
        if name
        else None
    )


def _device(device: Resource) -> Resource:
    names = [{"value": n["name"], "type": "user-friendly-name"} for n in device["deviceName"]]
    return {**{k: v for k, v in device.items() if k != "deviceName"}, "name": names}


def _orders(report: Report) -> Iterator[Resource]:
    """The request for the exam, where a file or the physician says anything of it."""
    number, question = report.study.accession_number.strip(), report.clinical_question.strip()
    referrer = report.referrer.strip()
    if not (number or question or referrer):
        return
    order: Resource = {
        "resourceType": "ServiceRequest",
        "id": made_id(report, "order"),
        **tag(report),
        "status": "completed" if report.closed else "active",
        "intent": "order",
        "category": [coding(SYSTEMS["SCT"], "363679005", "Imaging")],
        "subject": ref(made_id(report, "patient")),
    }
    if number:
        order["identifier"] = [typed_identifier(report, "ACSN", "Accession ID", number)]
    if question:
        order["reason"] = [{"concept": {"text": question}}]
    if referrer:
        order["requester"] = {"display": referrer}
    yield order


def _based(order: Resource) -> Resource:
    return {**ref(order), "identifier": order["identifier"][0]}


def _study(study: Resource, orders: list[Resource]) -> Resource:
    """R5 names a modality as a concept, not as a code."""
    series = [{**s, "modality": {"coding": [s["modality"]]}} for s in study["series"]]
    made = {**study, "modality": [series[0]["modality"]], "series": series}
    based = [_based(o) for o in orders if "identifier" in o]
    return {**made, "basedOn": based} if based else made


def _own_study(report: Report) -> Resource:
    """The study that a report without a DICOM clip stands in; whether anything is stored is not known."""
    uid = own_study(report)
    return {
        "resourceType": "ImagingStudy",
        "id": made_id(report, "study", uid),
        "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{uid}"}],
        "status": "unknown",
        "subject": ref(made_id(report, "patient")),
    }


def _procedure(report: Report) -> Resource:
    code = procedure_code(next((p.region for p in report.protocols), ""), report.side)
    system = SYSTEMS["LN"] if code.scheme_designator == "LN" else LOCAL
    made: Resource = {
        "resourceType": "Procedure",
        "id": made_id(report, "procedure"),
        **tag(report),
        "status": "completed" if report.closed else "in-progress",
        "code": coding(system, code.value, code.meaning),
        "subject": ref(made_id(report, "patient")),
        "occurrenceDateTime": instant(report),
    }
    notes = [t.strip() for t in (report.technique, report.limitations) if t.strip()]
    return {**made, "note": [{"text": t} for t in notes]} if notes else made


def _panel(report: Report, words: ReportWords, observations: list[Resource]) -> Resource:
    """The one result of the report: an Observation whose members are all others."""
    panel = observation(report, concept((), "findings", words.word("findings")), "panel")
    if observations:
        return {**panel, "hasMember": [ref(o) for o in observations]}
    unknown = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    return {**panel, "dataAbsentReason": coding(unknown, "not-performed", "Not Performed")}


def _regions(report: Report) -> dict[str, Resource]:
    """Where each measurement lies, by the id of its Observation."""
    made = {m.annotation.id: of_measurement(report, m) for m in report.measurements}
    return {made_id(report, "measurement", id_): region for id_, region in made.items() if region is not None}


def _derived(made: Resource, regions: dict[str, Resource]) -> Resource:
    region = regions.get(made["id"])
    if region is None:
        return made
    return {**made, "derivedFrom": [*made.get("derivedFrom", []), ref(region)]}


def _is_score(made: Resource) -> bool:
    return any(c.get("code") == "72514-3" for c in made["code"].get("coding", ()))
