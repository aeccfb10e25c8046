"""The report as a FHIR R4B Bundle (hl7.org/fhir/R4B): DiagnosticReport with the PDF, and what it rests on.

Plain JSON, since its readers check it: codes, references and units are set here and tested against the
specification's own schema classes. The resources are the model of the other two faces, too: ``taiwan`` and
``europe``.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sonostep.core.report.model import Report
from sonostep.reporting.dicom.values import is_instance, known_uid, made_uid
from sonostep.reporting.fhir.follow_up import changes, dangers, open_points
from sonostep.reporting.fhir.images import images, media
from sonostep.reporting.fhir.observations import findings, judgements, measurements, scores
from sonostep.reporting.fhir.parts import (
    SYSTEMS,
    Resource,
    coding,
    instant,
    made_id,
    ref,
    status,
    study_uid,
    tag,
)
from sonostep.reporting.printed.report import day, person
from sonostep.reporting.sealing.signature_text import physician_name, typed
from sonostep.reporting.words import ReportWords

_SEXES = {"M": "male", "F": "female", "O": "other"}


@dataclass(frozen=True, slots=True)
class ReportResources:
    """What a report says as R4B resources, before a receiver's profiles are laid on it."""

    report: Resource
    patient: Resource
    people: list[Resource]
    studies: list[Resource]
    images: list[Resource]
    observations: list[Resource]
    device: Resource
    provenance: Resource

    def all(self) -> list[Resource]:
        """Return all of them, the report first."""
        return [
            self.report,
            self.patient,
            *self.people,
            *self.studies,
            *self.images,
            *self.observations,
            self.device,
            self.provenance,
        ]


def render_fhir(report: Report, words: ReportWords, pdf: bytes) -> bytes:
    """Return a Bundle of type collection as JSON. Same report, same bytes."""
    return bundle_json(report, "collection", resources(report, words, pdf).all())


def bundle_json(report: Report, kind: str, made: Iterable[Resource], **more: object) -> bytes:
    """Return resources as a Bundle of that type, in UTF-8; ``more`` are further elements of it."""
    bundle = {
        "resourceType": "Bundle",
        "id": made_id(report, "bundle"),
        **more,
        "type": kind,
        "timestamp": instant(report),
        "entry": [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in made],
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def resources(report: Report, words: ReportWords, pdf: bytes) -> ReportResources:
    """Return what a report says as resources that refer to each other."""
    observations = [*dangers(report, words), *measurements(report, words)]
    observations += [*findings(report, words), *scores(report)]
    observations += [*judgements(report, words), *changes(report, words), *open_points(report, words)]
    studies = list(_studies(report))
    people = list(_people(report))
    pictures = list(images(report, words))
    final = _diagnostic_report(report, words, pdf, observations, studies, people)
    if pictures:
        final["media"] = media(pictures)
    return ReportResources(
        final,
        _patient(report),
        people,
        studies,
        pictures,
        observations,
        _device(report),
        _provenance(report, people),
    )


def _patient(report: Report) -> Resource:
    patient = report.patient
    resource: Resource = {"resourceType": "Patient", "id": made_id(report, "patient"), **tag(report)}
    if patient.id.strip():
        resource["identifier"] = [{"value": patient.id.strip()}]
    if person(patient.name):
        resource["name"] = [{"text": person(patient.name)}]
    if patient.sex in _SEXES:
        resource["gender"] = _SEXES[patient.sex]
    if len(day(patient.birth_date)) == 10:
        resource["birthDate"] = day(patient.birth_date)
    return resource


def _people(report: Report) -> Iterator[Resource]:
    words = ReportWords("en")
    operator = typed(report.operator.strip(), words) if report.operator.strip() else ""
    for role, text in (("physician", physician_name(report, words).strip()), ("operator", operator)):
        if text:
            yield {"resourceType": "Practitioner", "id": made_id(report, role), "name": [{"text": text}]}


def _device(report: Report) -> Resource:
    return {
        "resourceType": "Device",
        "id": made_id(report, "device"),
        "deviceName": [{"name": report.program or "SonoStep", "type": "model-name"}],
    }


def _studies(report: Report) -> Iterator[Resource]:
    stored = [c for c in report.clips if is_instance(c)]
    for study in dict.fromkeys(study_uid(report, c.study.study_uid) for c in stored):
        clips = [c for c in stored if study_uid(report, c.study.study_uid) == study]
        series = dict.fromkeys(known_uid(c.study.series_uid) or made_uid(c.id, "series") for c in clips)
        yield {
            "resourceType": "ImagingStudy",
            "id": made_id(report, "study", study),
            "identifier": [{"system": "urn:dicom:uid", "value": f"urn:oid:{study}"}],
            "status": "available",
            "subject": ref(made_id(report, "patient")),
            "numberOfSeries": len(series),
            "numberOfInstances": len(clips),
            "series": [
                {
                    "uid": uid,
                    "modality": {"system": SYSTEMS["DCM"], "code": "US", "display": "Ultrasound"},
                    "instance": [
                        {
                            "uid": c.id,
                            "sopClass": {
                                "system": "urn:ietf:rfc:3986",
                                "code": f"urn:oid:{c.study.sop_class_uid}",
                            },
                        }
                        for c in clips
                        if (known_uid(c.study.series_uid) or made_uid(c.id, "series")) == uid
                    ],
                }
                for uid in series
            ],
        }


def _diagnostic_report(
    report: Report,
    words: ReportWords,
    pdf: bytes,
    observations: list[Resource],
    studies: list[Resource],
    people: list[Resource],
) -> Resource:
    physician = [ref(p) for p in people if p["id"] == made_id(report, "physician")]
    made: Resource = {
        "resourceType": "DiagnosticReport",
        "id": made_id(report, "report"),
        **tag(report),
        "status": status(report),
        "category": [coding("http://terminology.hl7.org/CodeSystem/v2-0074", "RUS", "Radiology Ultrasound")],
        "code": coding(SYSTEMS["LN"], "25061-3", "Ultrasound Report"),
        "subject": ref(made_id(report, "patient")),
        "effectiveDateTime": instant(report),
        "result": [ref(o) for o in observations],
        "imagingStudy": [ref(s) for s in studies],
        "performer": physician,
        "conclusion": report.impression.strip(),
        "presentedForm": [
            {
                "contentType": "application/pdf",
                "language": words.languages[0],
                "data": base64.b64encode(pdf).decode(),
                "title": words.word("title"),
            }
        ],
    }
    return {k: v for k, v in made.items() if v not in ([], "")}


def _provenance(report: Report, people: list[Resource]) -> Resource:
    agents = [{"who": ref(p)} for p in people] or [{"who": ref(made_id(report, "device"))}]
    rests = [*(p.ref for p in report.protocols), *([report.knowledge] if report.knowledge else [])]
    used = [{"role": "source", "what": {"display": f"{r.id} {r.version} sha256:{r.sha256}"}} for r in rests]
    if report.amends is not None:
        before = f"{report.amends.exam} sha256:{report.amends.sha256}"
        used.append({"role": "revision", "what": {"display": before}})
    resource: Resource = {
        "resourceType": "Provenance",
        "id": made_id(report, "provenance"),
        "target": [ref(made_id(report, "report"))],
        "recorded": instant(report),
        "agent": agents,
    }
    return {**resource, "entity": used} if used else resource
