"""One exam, equal exports: every number, unit, side and frame comes back the same from each of them."""

import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from sonostep.core.finding import FindingState, Side
from sonostep.core.measure.measurement import measure
from sonostep.core.report.numbers import digits, plain
from sonostep.reporting.sr.read import read_sr
from sonostep.reporting.words import UNITS, ReportWords
from sonostep.storage import exam_from_json

LANGUAGES = ("en", "zh-TW")
UCUM = {"{pixels}": "px", "{square_pixels}": "px2"}
SIDES = {"Left": Side.LEFT, "Right": Side.RIGHT}
STATES = {"Present": "present", "Absent": "absent", "Indeterminate": "indeterminate"}


@pytest.fixture(params=LANGUAGES)
def read(request, founding_files):
    """Language, report and files."""
    return request.param, founding.report(language=request.param), founding_files[request.param]


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def observations(files):
    bundle = json.loads(files["report.fhir.json"])
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Observation"]


def said(report):
    """Number, value, doubt, unit, side and shape of each measurement; None where it was refused."""
    return [
        (m.number, *(digits(m.measured) or (None, None)), getattr(m.measured, "unit", None), m.side,
         m.annotation)
        for m in report.measurements
    ]  # fmt: skip


def test_the_table_says_every_number_unit_side_and_frame(read):
    _, report, files = read
    found = [
        (int(r["number"]), r["value"] or None, r["uncertainty_k2"] or None, r["unit"], r["side"],
         r["clip_id"], range(int(r["frame"]), int(r["last_frame"]) + 1))
        for r in rows(files, "measurements.csv")
    ]  # fmt: skip
    assert found == [
        (n, value, doubt, unit.value if unit else "", side.value if side else "", a.frame.clip, a.frames)
        for n, value, doubt, unit, side, a in said(report)
    ]


def test_fhir_says_every_number_unit_side_and_frame(read):
    _, report, files = read
    found = observations(files)[: len(report.measurements)]
    for observation, (_, value, doubt, unit, side, shape) in zip(found, said(report), strict=True):
        quantity = observation.get("valueQuantity")
        assert (quantity is None) == (value is None)
        notes = " ".join(n["text"] for n in observation["note"])
        if quantity:
            assert quantity["value"] == float(value)
            assert UCUM.get(quantity["code"], quantity["code"]) == unit.value
            assert f"± {doubt} " in notes
        numbers = f"{shape.frame.frame}-{shape.last_frame}" if shape.last_frame else shape.frame.frame
        assert f"{shape.frame.clip} frame {numbers}" in notes
        assert SIDES.get(observation.get("bodySite", {}).get("text")) is side


def test_the_structured_report_says_every_number_unit_side_and_frame(read):
    _, report, files = read
    shapes = {m.tracking_uid: m for m in reversed(read_sr(files["report.sr.dcm"]).measurements)}
    measured = [x for x in said(report) if x[1] is not None]
    for now, (_, value, doubt, unit, side, shape) in zip(reversed(shapes.values()), measured, strict=True):
        places = len(value.partition(".")[2])
        assert (f"{now.value:.{places}f}", f"{now.uncertainty:.{places}f}") == (value, doubt)
        assert UCUM.get(now.unit, now.unit) == unit.value and now.side is side
        if shape.frame.clip == sample.DICOM_CLIP:
            assert (now.frame, now.last_frame) == (shape.frame, shape.last_frame)


def test_the_exam_file_measures_to_the_same_numbers(read):
    _, report, files = read
    exam = exam_from_json(files["exam.json"])
    assert exam == founding.exam()
    for entry in report.measurements:
        (annotation,) = (a for a in exam.annotations if a.id == entry.annotation.id)
        assert measure(annotation, exam.clip(annotation.frame.clip).scale) == entry.measured


def further(report):
    """Number of the shape, name, value, doubt and unit of all that a shape says beside its first value."""
    pairs = [(m.number, name, v) for m in report.measurements for name, v in m.further]
    return [(number, name, *digits(v), v.unit) for number, name, v in pairs if digits(v)]


def test_what_else_a_shape_says_is_the_same_in_table_fhir_and_structured_report(read, tmp_path):
    _, report, files = read
    said_ = further(report)
    names = {name for _, name, *_ in said_}
    assert names >= {"depth", "angle", "maximum", "minimum", "long_axis", "short_axis", "perimeter"}
    cells = {int(r["number"]): r["further"].split("; ") for r in rows(files, "measurements.csv")}
    assert [(n, name, v, d, unit.value) for n, name, v, d, unit in said_] == [
        (n, *part.replace(" ± ", " ").split()) for n, parts in cells.items() for part in parts if part
    ]
    found = observations(files)[: len(report.measurements)]
    parts = [
        (n, c["code"]["coding"][0]["code"], c["valueQuantity"]["value"], c["code"]["text"].split()[-4],
         UCUM.get(c["valueQuantity"]["code"], c["valueQuantity"]["code"]))
        for n, o in enumerate(found, 1) for c in o.get("component", ())
    ]  # fmt: skip
    assert parts == [(n, name, float(value), doubt, unit.value) for n, name, value, doubt, unit in said_]
    numbers = [(m.value, UCUM.get(m.unit, m.unit)) for m in read_sr(files["report.sr.dcm"]).measurements]
    pages = [flat(html_text(files))]
    if shutil.which("pdftotext"):
        pages.append(flat(pdf_text(files, tmp_path)))
    for _, _, value, doubt, unit in said_:
        places = len(value.partition(".")[2])
        assert (value, unit.value) in {(f"{v:.{places}f}", u) for v, u in numbers}
        assert all(flat(f"{value} ± {doubt} {UNITS[unit]}") in page for page in pages)


def flat(text):
    return re.sub(r"\s+", "", text.replace("\u200b", ""))


def pdf_text(files, tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(files["report.pdf"])
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said = []

    def handle_data(self, data):
        self.said.append(data)


def html_text(files):
    parser = _Text()
    parser.feed(files["report.html"].decode())
    return "".join(parser.said)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_pages_say_every_number_unit_side_and_frame(read, tmp_path):
    language, report, files = read
    words = ReportWords(language)
    for page in (flat(pdf_text(files, tmp_path)), flat(html_text(files))):
        for _, value, doubt, unit, side, shape in said(report):
            if value is not None:
                assert flat(f"{value} ± {doubt} {UNITS[unit]}") in page
            clip = next(c for c in report.clips if c.id == shape.frame.clip)
            assert flat(f"{clip.label}, {words.frames(shape)}") in page
            assert words.side(side) in page
        for finding in founding.exam().findings:
            assert finding.value is None or plain(finding.value) in page


def finding_facts():
    """Question, side, site, state, value of each finding."""
    return sorted(
        (f.key.id, f.key.side.value if f.key.side else "", f.key.site, f.state.value,
         "" if f.value is None else plain(f.value))
        for f in founding.exam().findings
    )  # fmt: skip


def test_every_finding_is_the_same_in_table_and_structured_report(read):
    _, _, files = read
    assert finding_facts() == sorted(
        (r["question"], r["side"], r["site"], r["state"], r["value"]) for r in rows(files, "findings.csv")
    )
    back = read_sr(files["report.sr.dcm"]).findings
    assert finding_facts() == sorted(
        (f.key.id, f.key.side.value if f.key.side else "", f.key.site, f.state.value,
         "" if f.value is None else plain(f.value))
        for f in back
    )  # fmt: skip


def test_every_finding_is_the_same_in_fhir(read):
    _, report, files = read
    asked = {q.id for q in founding.load_vocabulary().questions}
    local = [(o, next((c["code"] for c in o["code"].get("coding", ()) if c["code"] in asked), None)) for o in
             observations(files)]  # fmt: skip
    found = sorted(
        (code, (SIDES.get(o.get("bodySite", {}).get("text")) or ""), STATES.get(
            o.get("valueCodeableConcept", {}).get("text"), FindingState.NOT_ASSESSED.value))
        for o, code in local if code
    )  # fmt: skip
    assert found == sorted((i, s, state) for i, s, _, state, _ in finding_facts())
    values = sorted(
        plain(c["valueQuantity"]["value"]) for o, code in local if code for c in o.get("component", ())
        if "valueQuantity" in c
    )  # fmt: skip
    assert values == sorted(v for *_, v in finding_facts() if v)


def test_scores_bands_and_reasons_are_the_same_everywhere(read, tmp_path):
    language, report, files = read
    back = read_sr(files["report.sr.dcm"])
    assert [(c.label, c.score) for c in back.complaints] == [(c.label, c.score) for c in founding.COMPLAINTS]
    judged = [(report.complaint_label(j.complaint), j.condition, j.segment, j.band.value)
              for j in report.differential.judgements]  # fmt: skip
    found = rows(files, "differential.csv")
    table = {(r["complaint"], r["condition"], r["segment"], r["band"]) for r in found}
    assert table == {j for j, of in zip(judged, report.differential.judgements, strict=True) if of.reasons}
    weighed = [o for o in observations(files) if "method" in o]
    parts = [{c["code"]["text"]: c["valueString"] for c in o["component"]} for o in weighed]
    assert judged == [
        (p["complaint"], o["code"]["coding"][0]["code"], p.get("segment", "").replace("/", "_"),
         o["valueCodeableConcept"]["coding"][0]["code"])
        for o, p in zip(weighed, parts, strict=True)
    ]  # fmt: skip
    page = flat(html_text(files))
    for judgement in report.differential.judgements:
        assert flat(ReportWords(language).local(judgement.name)) in page


# hostile text


def test_hostile_text_comes_back_from_every_form(hostile_files, tmp_path):
    first = sample.SHORT[:60]
    assert exam_from_json(hostile_files["exam.json"]) == sample.hostile()
    assert first in json.loads(hostile_files["report.fhir.json"])["entry"][0]["resource"]["conclusion"]
    notes = {r["note"] for r in rows(hostile_files, "findings.csv")}
    assert notes == {sample.SHORT}
    back = read_sr(hostile_files["report.sr.dcm"])
    assert back.impression.startswith(first) and back.impression.count("x") >= 10_000
    assert flat(first) in flat(html_text(hostile_files))
    if shutil.which("pdftotext"):
        assert flat(first) in flat(pdf_text(hostile_files, tmp_path))


@pytest.mark.parametrize("name", ["measurements.csv", "findings.csv", "differential.csv"])
def test_no_cell_of_any_table_is_a_formula(hostile_files, name):
    for row in csv.reader(io.StringIO(hostile_files[name].decode("utf-8-sig"))):
        assert not [c for c in row if c.lstrip(" ").startswith(("=", "+", "-", "@", "|", "%", "\t", "\r"))]
