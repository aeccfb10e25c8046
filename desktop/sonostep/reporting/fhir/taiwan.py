"""The report for receivers of the Taiwan Core guide (TW Core IG, FHIR R4): its profiles claimed and held.

The resources are those of the R4B face, whose elements R4 has, too; the elements that its profiles require
stand in ``resources/fhir/tw_core.yaml``. What no file knows (a sex, a date of birth) is said to be unknown.
"""

from typing import Final

from sonostep.core.report.model import Report
from sonostep.reporting.fhir.bundle import ReportResources, bundle_json, resources
from sonostep.reporting.fhir.parts import (
    SYSTEMS,
    Resource,
    absent,
    claiming,
    instant,
    report_identifier,
    typed_identifier,
)
from sonostep.reporting.words import ReportWords

_GUIDE: Final = "https://twcore.mohw.gov.tw/ig/twcore/StructureDefinition/"
_PROFILES: Final = {
    "DiagnosticReport": "DiagnosticReport-twcore",
    "ImagingStudy": "ImagingStudy-twcore",
    "Media": "Media-twcore",
    "Observation": "Observation-simple-twcore",
    "Patient": "Patient-twcore",
    "Practitioner": "Practitioner-twcore",
}
_ULTRASOUND: Final = {"system": SYSTEMS["DCM"], "code": "US", "display": "Ultrasound"}


def render_fhir_taiwan(report: Report, words: ReportWords, pdf: bytes) -> bytes:
    """Return a Bundle of type collection as JSON. Same report, same bytes."""
    made = resources(report, words, pdf)
    claimed = [_claimed(r) for r in _held(report, made).all()]
    meta = {"profile": [f"{_GUIDE}Bundle-twcore"]}
    return bundle_json(report, "collection", claimed, meta=meta, identifier=report_identifier(report))


def _claimed(resource: Resource) -> Resource:
    profile = _PROFILES.get(resource["resourceType"])
    return claiming(resource, _GUIDE + profile) if profile else resource


def _held(report: Report, made: ReportResources) -> ReportResources:
    """The resources with what the profiles ask for beyond the base."""
    return ReportResources(
        {**made.report, "identifier": [report_identifier(report)], "issued": instant(report)},
        _patient(report, made.patient),
        made.people,
        [{**study, "modality": [_ULTRASOUND], "started": instant(report)} for study in made.studies],
        made.images,
        made.observations,
        made.device,
        made.provenance,
    )


def _patient(report: Report, patient: Resource) -> Resource:
    held = {"gender": "unknown", **patient, "identifier": _identifiers(report)}
    if "name" in held:
        held["name"] = [{"use": "official", **name} for name in held["name"]]
    if "birthDate" not in held:
        held["_birthDate"] = absent()
    return held


def _identifiers(report: Report) -> list[Resource]:
    """The medical record number, and the second identifier where one was typed."""
    number = typed_identifier(report, "MR", "Medical record number", report.patient.id.strip())
    if not number["value"]:
        del number["value"]
        number["_value"] = absent()
    second = report.second_identifier.strip()
    return [{"use": "official", **number}, *([{"value": second}] if second else [])]
