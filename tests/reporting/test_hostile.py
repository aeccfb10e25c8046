"""Hostile text in every field that takes words is printed literally, wherever that field is printed."""

import csv
import io
import json
import shutil
from dataclasses import fields, is_dataclass, replace

import pydicom
import pytest

from helpers import founding_case as founding
from reporting.test_equal import flat, html_text, pdf_text
from sonostep.core.clip import Patient
from sonostep.core.exam import Predecessor, Signature
from sonostep.core.report.model import Letterhead
from sonostep.core.text import plain_text
from sonostep.reporting import render
from sonostep.storage import exam_from_json, exam_to_json


def bad(name):
    """A text that says where it was typed, in markup of every kind, a formula, a path and emoji."""
    return f"=<b>{name}</b>#$*_`@\\[{{../..|%s😀\u202e"


def missing(page, smile):
    """The places whose text a page does not print; what a sentence holds has lost its override."""
    return [p for p in PLACES if shown(p, smile).removesuffix("[U+202E]") not in page]


def shown(name, smile):
    """The same as a page prints it: what cannot be printed is spelt."""
    return f"<b>{name}</b>#$*_`@\\[{{../..|%s{smile}[U+202E]"


PLACES = (
    "patient", "institution", "model", "words", "duration", "note", "choice", "label", "filter", "caption",
    "reason", "impression", "plan", "signer", "operator", "certificate", "issuer", "amends", "clinic", "line",
    "clip", "examiner",
)  # fmt: skip
"""Every field that a person, a device or another file fills with words and that a page prints."""


def exam():
    base = founding.exam()
    study = {"institution": bad("institution"), "model": bad("model")}
    clips = [replace(c, label=bad("clip")) for c in base.clips]
    clips[0] = replace(clips[0], study=replace(clips[0].study, **study))
    return replace(
        base,
        # of a name in DICOM, "=" parts its groups
        patient=Patient(bad("patient")[1:], bad("pid"), "19600504", "F"),
        physician=bad("signer"),
        operator=bad("operator"),
        signature=Signature(bad("signer"), bad("operator"), "2025", bad("certificate"), bad("issuer")),
        amends=Predecessor("e", "f" * 64, 1, bad("amends")),
        clips=tuple(clips),
        complaints=tuple(replace(c, words=bad("words"), duration=bad("duration")) for c in base.complaints),
        findings=tuple(
            replace(
                f,
                note=bad("note"),
                choice=bad("choice") if f.choice else "",
                examiner=bad("examiner"),
                examined_at="2025",
            )
            for f in base.findings
        ),
        annotations=tuple(replace(a, label=bad("label"), filters=(bad("filter"),)) for a in base.annotations),
        key_images=tuple(replace(k, caption=bad("caption")) for k in base.key_images),
        views=tuple(replace(v, reason=bad("reason")) for v in base.views),
        impression=bad("impression"),
        plan=bad("plan"),
    )


@pytest.fixture(scope="module")
def made():
    report = founding.report(exam())
    report = replace(report, letterhead=Letterhead(bad("clinic"), (bad("line"),)))
    formats = ("pdf", "sr", "html", "csv", "fhir", "handout")
    return render(report, formats, exam_json=exam_to_json(exam()))


def test_every_page_prints_it_literally(made, tmp_path):
    page = flat(html_text(made))
    assert missing(page, "😀") == []
    if shutil.which("pdftotext"):
        # no font of ours has a smile
        page = flat(pdf_text(made, tmp_path))
        assert missing(page, "[U+1F600]") == []


def test_the_html_has_no_element_of_it(made):
    source = made["report.html"].decode()
    assert not [p for p in PLACES if f"<b>{p}</b>" in source]


def test_the_tables_hold_it_behind_an_apostrophe(made):
    tables = [data.decode("utf-8-sig") for name, data in made.items() if name.endswith(".csv")]
    cells = [cell for table in tables for row in csv.reader(io.StringIO(table)) for cell in row]
    for place in ("label", "note", "choice", "clip"):
        assert "'" + bad(place) in cells, place
    assert not [c for c in cells if c.lstrip().startswith("=")]


def test_fhir_holds_it_as_text(made):
    said = list(texts(json.loads(made["report.fhir.json"])))
    for place in ("label", "note", "words", "impression", "choice", "patient", "signer"):
        assert any(bad(place)[1:] in t for t in said), place


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def test_the_structured_report_holds_it_as_text(made):
    ds = pydicom.dcmread(io.BytesIO(made["report.sr.dcm"]))
    said = [e.value for e in ds.iterall() if e.keyword == "TextValue"]
    kept = ("words", "duration", "note", "label", "filter", "reason", "impression", "plan", "certificate",
            "issuer", "amends")  # fmt: skip
    for place in kept:
        # what is said through a sentence has no direction override any more
        assert any(bad(place) in t or plain_text(bad(place)) in t for t in said), place


def test_the_exam_comes_back_with_it():
    assert exam_from_json(exam_to_json(exam())) == exam()


def test_no_field_of_words_is_forgotten():
    """A new field of text in the exam must be named here: as printed above, or as one that holds no words."""
    known = {
        "Exam": {"id", "created", "physician", "operator", "setting", "impression", "plan", "final_sha256",
                 "predecessor", "clinical_question", "technique", "comparison", "limitations", "referrer",
                 "second_identifier"},

        "Patient": {"name", "id", "birth_date", "sex"},
        "Complaint": {"id", "label", "words", "duration"},
        "Finding": {"choice", "note", "step", "examiner", "examined_at"},
        "Annotation": {"id", "label", "step", "slot", "drawing"},
        "KeyImage": {"id", "step", "view", "caption"},
        "ViewRecord": {"step", "view", "reason"},
        "Signature": {"physician", "operator", "at", "certificate", "issuer"},
    }  # fmt: skip
    values = (exam(), exam().patient, exam().complaints[0], exam().findings[0], exam().annotations[0],
              exam().key_images[0], exam().views[0], exam().signature)  # fmt: skip
    for value in values:
        assert is_dataclass(value)
        now = {f.name for f in fields(value) if isinstance(getattr(value, f.name), str) and type(
            getattr(value, f.name)) is str}  # fmt: skip
        assert now == known[type(value).__name__], type(value).__name__
