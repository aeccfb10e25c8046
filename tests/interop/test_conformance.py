"""docs/conformance.md says what is so: SOP classes, codes, and the validators' remarks that are let pass."""

import importlib.util
import io
import re
from dataclasses import replace

import pydicom
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from helpers.outside_programs import ROOT
from sonostep.reporting import render

TEXT = (ROOT / "docs" / "conformance.md").read_text("utf-8")


def table(heading, columns):
    """The cells of the table below a heading."""
    below = TEXT.partition(f"\n{heading}\n")[2]
    assert below, heading
    rows = re.split(r"\n\n(?!\|)", below.partition("|")[1] + below.partition("|")[2], maxsplit=1)[0]
    cells = [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in rows.splitlines()]
    assert all(len(row) == columns for row in cells), cells
    return cells[2:]


def explained():
    spec = importlib.util.spec_from_file_location("explained", ROOT / ".ci" / "explained.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_remark_that_passes_is_explained_and_no_other_is():
    known, rows = explained(), table("### Remarks that remain, and why", 3)
    quoted = [(program, re.match(r"`(.*?)`", remark)[1]) for program, remark, _ in rows]
    for program, remark in quoted:
        assert known.explained(program, remark), remark
    for program, patterns in known.EXPLAINED.items():
        said = [remark for name, remark in quoted if name == program]
        assert [p for p in patterns if not any(re.search(p, remark) for remark in said)] == []
    assert all(why for _, _, why in rows)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every DICOM object of the founding case and of an exam with every kind of answer."""
    folder = tmp_path_factory.mktemp("clips")
    made = [*render(founding.report(), ["sr", "pdf-dicom"], exam_json=b"").values()]
    for colours in ("RGB", "MONOCHROME2"):
        made += render(on_file(folder, colours), ["sr", "images", "states"], exam_json=b"").values()
    return [pydicom.dcmread(io.BytesIO(data)) for data in made]


def on_file(folder, photometric):
    exam = sample.exam()
    clip = replace(exam.clips[0], path=str(sample.stored_clip(folder, photometric)))
    return sample.report(replace(exam, clips=(clip, *exam.clips[1:])))


def test_every_sop_class_is_listed_with_its_series(written):
    listed = table("## 2 What is written", 6)
    for ds in written:
        row = next(r for r in listed if re.search(rf"[ .]{re.escape(ds.SOPClassUID)}$", r[1]))
        assert ds.Modality in row[4] and ds.SpecificCharacterSet == "ISO_IR 192"
        assert any(str(ds.SeriesNumber) in r[4] for r in listed if r[1] == row[1])
        assert ds.file_meta.TransferSyntaxUID.name == "Explicit VR Little Endian"


def items(ds):
    yield ds
    for element in ds:
        if element.VR == "SQ":
            for item in element.value:
                yield from items(item)


def test_no_attribute_is_private(written):
    assert [e.tag for ds in written for item in items(ds) for e in item if e.tag.is_private] == []


def test_every_published_code_is_listed_under_its_scheme(written):
    listed = {scheme.split(" ")[0]: codes for scheme, codes in table("### Codes", 2)}
    ranges = {str(n) for n in range(121012, 121016)}
    used = {
        (str(item.CodingSchemeDesignator), str(item.get("CodeValue") or item.get("LongCodeValue")))
        for ds in written for item in items(ds) if "CodeMeaning" in item
    }  # fmt: skip
    for scheme, value in sorted(used):
        assert scheme in listed
        assert scheme == "99SONOSTEP" or value in ranges or re.search(
            rf"(?<![\w{{]){re.escape(value)}(?![\w}}])", listed[scheme]
        ), (scheme, value)  # fmt: skip


def test_every_template_is_listed(written):
    listed = " ".join(row[0] for row in table("### Templates", 3)) + TEXT.partition("## 3 ")[0]
    named = (item for ds in written for item in items(ds) if "TemplateIdentifier" in item)
    used = {str(item.TemplateIdentifier) for item in named}
    assert used == {t for t in used if t in listed} and "1500" in used


def test_every_series_has_a_description_that_begins_with_synthetic_where_the_pictures_are(written):
    """Key objects and presentation states were rows without a name in a list of series."""
    assert {ds.Modality for ds in written} >= {"SR", "KO", "PR", "DOC", "US"}
    for ds in written:
        assert ds.SeriesDescription.startswith("SYNTHETIC ") and len(ds.SeriesDescription) > 20


def test_a_presentation_state_is_named_by_its_clip_and_a_patients_by_no_mark(tmp_path):
    report = replace(on_file(tmp_path, "RGB"), synthetic=False)
    (data,) = render(report, ["states"], exam_json=b"").values()
    name = pydicom.dcmread(io.BytesIO(data)).SeriesDescription
    assert name == f"SonoStep annotations: {report.clips[0].label}"
