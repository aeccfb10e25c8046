"""Exam to structured report to exam: the subset that docs/conformance.md names comes back without loss,
also where highdicom or dcmtk has read the report and written it anew.
"""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import highdicom.sr as hd
import pytest

from helpers import founding_case as founding
from helpers import sample_exam as sample
from helpers.outside_programs import run
from sonostep.core.annotation import ShapeKind
from sonostep.core.exam import ViewState
from sonostep.core.measure.quantity import Refused
from sonostep.core.text import LANGUAGES
from sonostep.reporting.sr.codes import UNITS
from sonostep.reporting.sr.read import read_sr

BIN = Path("/usr/bin")
"""Where dcmtk is, by its full name: pynetdicom brings scripts whose names shadow dcmtk's."""


@pytest.fixture(scope="module", params=[*LANGUAGES, "sample", "every kind"])
def case(request, founding_files, every_kind, sample_files):
    """An exam, its report, and the structured report's bytes."""
    if request.param in LANGUAGES:
        data = founding_files[request.param]["report.sr.dcm"]
        return founding.exam(), founding.report(language=request.param), data
    exam, report, files = every_kind if request.param == "every kind" else sample_files
    return exam, report, files["report.sr.dcm"]


def letters(exam):
    return {c.id: c.label for c in exam.complaints}


def test_findings_come_back(case):
    exam, _, data = case
    assert len(exam.findings) == len(read_sr(data).findings)

    def told(found):
        said = tuple(letters(exam).get(c, c) for c in found.reproduces)
        return found.key, found.state, found.value, found.choice, said, found.note

    assert {told(f) for f in exam.findings} == {told(f) for f in read_sr(data).findings}


def test_complaints_come_back_by_their_letters(case):
    exam, _, data = case

    def told(complaint):
        return replace(complaint, id="", features=tuple(sorted(complaint.features, key=lambda f: f.id)))

    assert [told(c) for c in exam.complaints] == [told(c) for c in read_sr(data).complaints]


def test_the_ledger_and_the_physicians_words_come_back(case):
    exam, _, data = case
    back = read_sr(data)
    seen = {(v.step, v.view, v.side): (v.state, v.reason) for v in exam.views}
    for view in back.views:
        assert (view.state, view.reason) == seen.pop((view.step, view.view, view.side), (ViewState.OPEN, ""))
    assert seen == {}
    assert (back.impression, back.plan) == (exam.impression, exam.plan)


def test_measurements_come_back_with_value_unit_side_frames_and_points(case):
    exam, report, data = case
    first = {m.tracking_uid: m for m in reversed(read_sr(data).measurements)}
    back = list(first.values())[::-1]
    sent = [m for m in report.measurements if not isinstance(m.measured, Refused)]
    assert sent and len(sent) == len(back)
    for was, now in zip(sent, back, strict=True):
        assert now.value == pytest.approx(was.measured.value, rel=1e-9)
        assert now.uncertainty == pytest.approx(was.measured.uncertainty, rel=1e-9)
        assert (now.unit, now.side) == (UNITS[was.measured.unit].value, was.side)
        on_dicom = was.frame.clip == sample.DICOM_CLIP
        if on_dicom or was.frame in {e.frame for e in report.images}:
            assert same_shape(was.annotation, now)
        if on_dicom:
            assert (now.frame, now.last_frame) == (was.frame, was.annotation.last_frame)


def same_shape(sent, back):
    """An ellipse comes back with the ends of its axes."""
    if sent.kind is ShapeKind.ELLIPSE:
        return len(back.points) == 4 and set(sent.points[:2]) <= set(back.points)
    return (back.kind, back.points, back.split, back.slot) == (sent.kind, sent.points, sent.split, sent.slot)


def test_highdicom_writes_anew_what_it_read_and_nothing_is_lost(case):
    data = case[2]
    buffer = io.BytesIO()
    hd.srread(io.BytesIO(data)).save_as(buffer)
    assert read_sr(buffer.getvalue()) == read_sr(data)


@pytest.mark.skipif(shutil.which("xml2dsr") is None, reason="needs dcmtk")
def test_dcmtk_writes_anew_what_it_read_and_nothing_is_lost(case, tmp_path):
    data = case[2]
    (tmp_path / "a.dcm").write_bytes(data)
    run(BIN / "dsr2xml", "-q", tmp_path / "a.dcm", tmp_path / "a.xml")
    run(BIN / "xml2dsr", "-q", tmp_path / "a.xml", tmp_path / "b.dcm")
    back, sent = read_sr(tmp_path / "b.dcm"), read_sr(data)
    # dcmtk's XML has the first, alphabetic group of a name only
    assert back.patient.name == sent.patient.name.partition("=")[0]
    assert replace(back, patient=sent.patient) == sent
