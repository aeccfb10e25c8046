"""The other exports, read back; every number is the same in all of them."""

import base64
import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pydicom
import pytest

from helpers import sample_exam as sample
from sonostep.core.problem import ProblemError
from sonostep.reporting.csv_table import render_csv, safe
from sonostep.reporting.dicom.encapsulated_pdf import render_encapsulated
from sonostep.reporting.dicom.key_objects import render_key_images
from sonostep.reporting.dicom.presentation_state import render_presentations
from sonostep.reporting.fhir.bundle import render_fhir
from sonostep.reporting.html.document import render_html
from sonostep.reporting.words import ReportWords

ENGLISH = ReportWords("en")
PDF = b"%PDF-1.7 odd"


def valid(data, tmp_path):
    path = tmp_path / "x.dcm"
    path.write_bytes(data)
    done = subprocess.run(["dciodvfy", "-new", str(path)], capture_output=True)
    return b"Error" not in done.stderr


needs_dciodvfy = pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")


# CSV


def lines(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_table_has_a_line_for_each_measurement():
    found = lines(render_csv(sample.report(), ENGLISH))
    assert [(f["number"], f["value"], f["unit"], f["side"], f["frame"]) for f in found] == [
        ("1", "6.66", "mm", "right", "12"),
        ("2", "41.0", "mm2", "right", "12"),
        ("3", "68.6", "deg", "right", "12"),
        ("4", "41.0", "mm2", "right", "12"),
        ("5", "50.0", "px", "left", "33"),
        ("6", "", "", "left", "34"),
    ]
    assert "no scale" in found[4]["reason"] and found[0]["synthetic"] == "yes"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "|cmd", "%0A"])
def test_no_cell_is_a_formula(cell):
    assert safe(cell) == f"'{cell}"


def test_hostile_labels_come_back_from_the_table():
    found = lines(render_csv(sample.report(sample.hostile()), ENGLISH))
    assert len(found) == 6 and found[0]["label"] == sample.SHORT


# DICOM


@needs_dciodvfy
def test_key_images_and_their_selection_are_valid(tmp_path):
    files = render_key_images(sample.report(), ENGLISH)
    assert list(files) == ["key-image-01.dcm", "key-image-02.dcm", "key-objects.dcm"]
    assert all(valid(data, tmp_path) for data in files.values())
    selection, *pictures = (pydicom.dcmread(io.BytesIO(files[n])) for n in reversed(files))
    chosen = [
        i.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
        for i in selection.ContentSequence
        if "ReferencedSOPSequence" in i
    ]
    assert chosen == [p.SOPInstanceUID for p in reversed(pictures)]
    first = pictures[-1]
    assert (first.BurnedInAnnotation, first.Laterality) == ("YES", "R")
    assert first.SourceImageSequence[0].ReferencedFrameNumber == 12


def test_moving_a_mark_gives_the_picture_a_new_uid():
    exam = sample.exam()
    moved = replace(exam, annotations=exam.annotations[1:])
    one, other = (
        pydicom.dcmread(io.BytesIO(render_key_images(sample.report(e), ENGLISH)["key-image-01.dcm"]))
        for e in (exam, moved)
    )
    assert one.SOPInstanceUID != other.SOPInstanceUID


def test_without_key_images_there_is_nothing_to_select():
    assert render_key_images(sample.report(replace(sample.exam(), key_images=())), ENGLISH) == {}


@needs_dciodvfy
def test_the_pdf_travels_in_dicom(tmp_path):
    data = render_encapsulated(sample.report(), "en", PDF)
    ds = pydicom.dcmread(io.BytesIO(data))
    assert ds.EncapsulatedDocument[: ds.EncapsulatedDocumentLength] == PDF
    assert ds.StudyInstanceUID == sample.dicom_clip().study.study_uid
    assert valid(data, tmp_path)


@needs_dciodvfy
@pytest.mark.parametrize(
    ("photometric", "kind"),
    [("RGB", "Color Softcopy Presentation State Storage"),
     ("MONOCHROME2", "Grayscale Softcopy Presentation State Storage")],
)  # fmt: skip
def test_marks_become_a_presentation_state_of_the_clips_colour(tmp_path, photometric, kind):
    exam = sample.exam()
    clip = replace(exam.clips[0], path=str(sample.stored_clip(tmp_path, photometric)))
    report = sample.report(
        replace(exam, clips=(clip, exam.clips[1]), annotations=(*sample.EVERY_KIND, exam.annotations[6]))
    )
    files = render_presentations(report, ENGLISH)
    assert list(files) == ["presentation-01.dcm"]
    ds = pydicom.dcmread(io.BytesIO(files["presentation-01.dcm"]))
    assert ds.SOPClassUID.name == kind
    assert {
        int(g.ReferencedImageSequence[0].ReferencedFrameNumber) for g in ds.GraphicAnnotationSequence
    } == {12}
    assert len(ds.GraphicAnnotationSequence) == len(sample.EVERY_KIND)
    assert valid(files["presentation-01.dcm"], tmp_path)


def test_a_clip_that_left_is_named():
    with pytest.raises(ProblemError) as caught:
        render_presentations(sample.report(), ENGLISH)
    assert caught.value.problem.code == "export.clip_gone"


# HTML


class _Reader(HTMLParser):
    """Collects tags and text."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text.append(data)


def parsed(exam=None, language="en"):
    reader = _Reader()
    reader.feed(render_html(sample.report(exam), ReportWords(language)).decode())
    return reader


def test_the_page_says_what_the_pdf_says():
    said = " ".join(parsed(language="zh-TW").text)
    for part in ("SYNTHETIC", "草稿", "未評估", "6.66", "± 0.21", "未檢查", "臀中肌肌腱厚度", "鑑別摘要"):
        assert part in said


def test_hostile_text_stays_text_on_the_page():
    page = parsed(sample.hostile())
    assert "script" not in page.tags
    said = "".join(page.text).replace("\u200b", "")
    for part in ("<script>alert(1)</script>", "&amp;", "[U+202E]", "[U+0007]", "x" * 10_000):
        assert part in said


# FHIR


def bundle(exam=None):
    return json.loads(render_fhir(sample.report(exam), ENGLISH, PDF))


def resources(of, kind):
    return [e["resource"] for e in of["entry"] if e["resource"]["resourceType"] == kind]


def references(tree):
    if isinstance(tree, dict):
        yield from ([tree["reference"]] if "reference" in tree else [])
        for value in tree.values():
            yield from references(value)
    if isinstance(tree, list):
        for value in tree:
            yield from references(value)


@pytest.mark.parametrize("exam", [sample.exam, sample.hostile])
def test_every_reference_in_the_bundle_is_there_and_none_twice(exam):
    made = bundle(exam())
    urls = [e["fullUrl"] for e in made["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(references(made)) <= set(urls)


def test_the_bundle_carries_pdf_status_and_mark():
    (final,) = resources(bundle(), "DiagnosticReport")
    assert base64.b64decode(final["presentedForm"][0]["data"]) == PDF
    assert final["status"] == "preliminary"
    assert final["meta"]["tag"][0]["code"] == "HTEST"
    assert final["conclusion"] == sample.exam().impression


def test_nothing_absent_is_claimed_where_nothing_was_assessed():
    observed = resources(bundle(), "Observation")
    absent = [o for o in observed if o.get("valueCodeableConcept", {}).get("text") == "Absent"]
    assert len(absent) == sum(f.state.value == "absent" for f in sample.FINDINGS)
