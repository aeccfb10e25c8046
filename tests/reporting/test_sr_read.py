"""Our own structured report comes back as what it was made of; another program's shows its measurements."""

import io
from dataclasses import replace

import highdicom.sr as hd
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.edits import PutFinding
from sonostep.core.exam import ViewState
from sonostep.core.finding import FindingKey, Side
from sonostep.core.measure.geometry import distance, ellipse_area
from sonostep.core.problem import ProblemError
from sonostep.core.report.numbers import digits
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.sr.import_exam import taking
from sonostep.reporting.sr.read import read_sr


@pytest.fixture(scope="module")
def back():
    return read_sr(render_sr(sample.report())["report.sr.dcm"])


def letters(complaints):
    return {c.id: c.label for c in complaints}


def test_findings_come_back(back):
    named = letters(sample.COMPLAINTS)
    regional = {f.key.id for f in sample.FINDINGS if not f.key.site}

    def comparable(finding):
        site = "" if finding.key.id in regional else finding.key.site
        key = FindingKey(finding.key.id, finding.key.side, site)
        said = tuple(named.get(c, c) for c in finding.reproduces)
        return key, finding.state, finding.value, finding.choice, said, finding.note

    assert sorted(map(comparable, back.findings), key=str) == sorted(
        map(comparable, sample.FINDINGS), key=str
    )


def test_a_test_that_speaks_to_none_of_the_complaints_comes_back_as_such():
    exam = sample.exam()
    key = FindingKey("trochanter_palpation", Side.RIGHT)
    findings = tuple(
        replace(f, reproduces=(), reproduces_none=True) if f.key == key else f for f in exam.findings
    )
    told = read_sr(render_sr(sample.report(replace(exam, findings=findings)))["report.sr.dcm"])
    said = {f.key: (f.reproduces, f.reproduces_none) for f in told.findings}
    assert said.pop(key) == ((), True)
    assert not any(none for _, none in said.values())
    edits = taking(told, replace(exam, findings=())).edits
    taken = {e.finding.key: e.finding for e in edits if isinstance(e, PutFinding)}
    assert [k for k, f in taken.items() if f.reproduces_none] == [key]


def test_complaints_come_back(back):
    sent = [replace(c, id=c.label) for c in sample.COMPLAINTS]
    ordered = [
        replace(c, features=tuple(sorted(c.features, key=lambda f: f.id))) for c in (*sent, *back.complaints)
    ]
    assert ordered[:2] == ordered[2:]


def test_the_ledger_comes_back_with_what_was_left_open(back):
    states = {(v.step, v.view, v.side): (v.state, v.reason) for v in back.views}
    for view in sample.exam().views:
        assert states.pop((view.step, view.view, view.side)) == (view.state, view.reason)
    assert states == {("gmed_other", "long", Side.LEFT): (ViewState.OPEN, "")}


def test_words_come_back(back):
    assert (back.impression, back.plan) == (sample.exam().impression, sample.exam().plan)
    assert back.ours and back.patient == sample.exam().patient and back.not_understood == 0


def test_measurements_come_back_with_value_unit_side_frame_and_points(back):
    sent = [m for m in sample.report().measurements if digits(m.measured)]
    shapes = list({m.tracking_uid: m for m in reversed(back.measurements)}.values())[::-1]
    assert len(shapes) == len(sent)
    for was, now in zip(sent, shapes, strict=True):
        assert now.value == pytest.approx(was.measured.value, rel=1e-9)
        assert now.uncertainty == pytest.approx(was.measured.uncertainty, rel=1e-9)
        assert (now.side, now.kind) == (was.side, was.annotation.kind)
        if was.clip.study.sop_class_uid:
            assert now.frame == was.frame
        if now.kind is not ShapeKind.ELLIPSE:
            assert now.points == was.annotation.points
    long, short = (distance(*shapes[1].points[i : i + 2]) for i in (0, 2))
    assert ellipse_area(long, short) * 0.08 * 0.08 == pytest.approx(shapes[1].value, rel=1e-5)


def foreign():
    image = Dataset()
    image.SOPClassUID, image.SOPInstanceUID = sample.ULTRASOUND_MULTIFRAME, "1.2.3.4"
    image.StudyInstanceUID, image.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    image.PatientID = image.PatientName = image.PatientBirthDate = image.PatientSex = ""
    image.AccessionNumber = image.StudyID = image.StudyDate = image.StudyTime = ""
    image.SpecificCharacterSet = "ISO_IR 192"
    source = hd.SourceImageForRegion(image.SOPClassUID, image.SOPInstanceUID, [7])
    line = hd.CoordinatesForMeasurement("POLYLINE", np.array([[1.0, 2.0], [4.0, 6.0]]), source)
    group = hd.MeasurementsAndQualitativeEvaluations(
        hd.TrackingIdentifier(identifier="Other program 1", uid="1.2.3.5"),
        measurements=[
            hd.Measurement(codes.SCT.Length, 5.0, codes.UCUM.Millimeter, referenced_coordinates=[line])
        ],
    )
    device = hd.ObserverContext(codes.DCM.Device, hd.DeviceObserverIdentifyingAttributes(uid="1.2.3.6"))
    content = hd.MeasurementReport(
        hd.ObservationContext(observer_device_context=device), codes.LN.CTUnspecifiedBodyRegion, [group]
    )
    document = hd.ComprehensiveSR([image], content[0], "1.2.3.2", 1, "1.2.3.7", 1, manufacturer="Another")
    buffer = io.BytesIO()
    document.save_as(buffer)
    return buffer.getvalue()


def test_a_report_of_another_program_shows_its_measurement_on_its_frame():
    read = read_sr(foreign())
    assert not read.ours and read.findings == ()
    (found,) = read.measurements
    assert (found.value, found.unit, found.kind) == (5.0, "mm", ShapeKind.DISTANCE)
    assert found.frame == FrameRef("1.2.3.4", 7)
    assert found.points == ((1.0, 2.0), (4.0, 6.0))


@pytest.mark.parametrize("data", [b"", b"text", b"\0" * 200])
def test_what_is_no_report_is_refused_in_one_sentence(data, tmp_path):
    path = tmp_path / "x.dcm"
    path.write_bytes(data)
    for source in (data, path):
        with pytest.raises(ProblemError) as caught:
            read_sr(source)
        assert caught.value.problem.code == "export.sr_unreadable"


@pytest.mark.parametrize("label", ["", "ISO_IR 100"])
def test_a_name_and_words_without_their_character_set_are_read_from_their_bytes(label):
    exam = replace(sample.exam(), patient=Patient("nnn^nnn"), impression="wwwwwwww")
    raw = render_sr(sample.report(exam))["report.sr.dcm"].replace(b"ISO_IR 192", label.encode().ljust(10))
    name, said = "許^功蓋".encode("cp950"), "功能".encode("cp950") + b"\x1b[1m"
    assert (raw.count(b"nnn^nnn"), raw.count(b"wwwwwwww")) == (1, 1)
    report = read_sr(raw.replace(b"nnn^nnn", name).replace(b"wwwwwwww", said))
    assert (report.patient.name, report.impression) == ("許^功蓋", "功能")
