"""A structured report among the files: its measurements are shown on their frames, on a yes."""

import io
from dataclasses import replace

import highdicom.sr as hd
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from helpers import sample_exam as sample
from helpers.exam_window import broken_clip, make_clip
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef, Patient
from sonostep.core.problem import Problem
from sonostep.reporting.sr.document import render_sr

CLIP = "1.2.3.4"


def foreign_report(patient=""):
    """A length on frame 7 of the clip, as highdicom writes it."""
    image = Dataset()
    image.SOPClassUID, image.SOPInstanceUID = sample.ULTRASOUND_MULTIFRAME, CLIP
    image.StudyInstanceUID, image.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    image.PatientName = image.PatientBirthDate = image.PatientSex = ""
    image.PatientID = patient
    image.AccessionNumber = image.StudyID = image.StudyDate = image.StudyTime = ""
    image.SpecificCharacterSet = "ISO_IR 192"
    source = hd.SourceImageForRegion(image.SOPClassUID, CLIP, [7])
    line = hd.CoordinatesForMeasurement("POLYLINE", np.array([[20.0, 30.0], [60.0, 60.0]]), source)
    length = hd.Measurement(codes.SCT.Length, 5.0, codes.UCUM.Millimeter, referenced_coordinates=[line])
    group = hd.MeasurementsAndQualitativeEvaluations(
        hd.TrackingIdentifier(identifier="Lesion 1", uid="1.2.3.5"), measurements=[length]
    )
    device = hd.ObserverContext(codes.DCM.Device, hd.DeviceObserverIdentifyingAttributes(uid="1.2.3.6"))
    content = hd.MeasurementReport(
        hd.ObservationContext(observer_device_context=device), codes.LN.CTUnspecifiedBodyRegion, [group]
    )
    document = hd.ComprehensiveSR([image], content[0], "1.2.3.2", 1, "1.2.3.7", 1, manufacturer="Another")
    buffer = io.BytesIO()
    document.save_as(buffer)
    return buffer.getvalue()


@pytest.fixture
def put(loader, tmp_path):
    """Write a report; return the path that the loader finds it by."""

    def write(data, name="theirs.dcm"):
        path = tmp_path / name
        path.write_bytes(data)
        problem = Problem.of("imaging.no_pixels", kind="Comprehensive SR Storage")
        return loader.know(broken_clip(str(path), problem))

    return write


def asked(window):
    return [line for line in window.notices.lines if hasattr(line, "yes")]


def told(window):
    return [line.problem.code for line in window.notices.problems]


def test_another_programs_length_is_shown_on_its_frame_after_a_yes(window, loader, put, qtbot):
    window.opening.open_paths([*put(foreign_report()), *loader.know(make_clip(CLIP))])
    qtbot.waitUntil(lambda: bool(asked(window)))
    (line,) = asked(window)
    assert "theirs.dcm" in line.accessibleName() and window.session.exam.annotations == ()
    line.yes.click()
    (shape,) = window.session.exam.annotations
    assert (shape.kind, shape.frame) == (ShapeKind.DISTANCE, FrameRef(CLIP, 7))
    assert shape.points == ((20.0, 30.0), (60.0, 60.0)) and shape.label == "[Length 5.00 mm]"
    assert (window.session.view.clip, window.session.view.frame) == (CLIP, 7)
    window.session.undo()
    assert window.session.exam.annotations == ()


def test_no_leaves_the_exam_as_it_is(window, loader, put, qtbot):
    window.opening.open_paths([*put(foreign_report()), *loader.know(make_clip(CLIP))])
    qtbot.waitUntil(lambda: bool(asked(window)))
    asked(window)[0].no.click()
    assert window.session.exam.annotations == () and asked(window) == []


def test_a_report_of_another_patient_is_refused_by_name(window, loader, put, qtbot):
    clip = make_clip(CLIP, patient=Patient("Chen", "P-1"))
    window.opening.open_paths([*loader.know(clip), *put(foreign_report("P-2"))])
    qtbot.waitUntil(lambda: "report.other_patient" in told(window))
    assert asked(window) == []


def test_a_report_without_its_images_says_what_to_do(window, put, qtbot):
    window.opening.open_paths(put(foreign_report()))
    qtbot.waitUntil(lambda: "report.needs_images" in told(window))
    assert not window.has_exam


def test_a_report_on_other_images_says_so(exam_window, put, qtbot):
    exam_window.opening.open_paths(put(foreign_report()))
    qtbot.waitUntil(lambda: "report.nothing_taken" in told(exam_window))


def test_what_is_no_report_after_all_is_told(exam_window, put, qtbot):
    exam_window.opening.open_paths(put(b"DICM no more"))
    qtbot.waitUntil(lambda: "export.sr_unreadable" in told(exam_window))


def test_our_own_report_alone_begins_an_exam_with_what_it_tells(window, put, qtbot):
    window.opening.open_paths(put(render_sr(sample.report())["report.sr.dcm"]))
    qtbot.waitUntil(lambda: window.has_exam)
    exam, was = window.session.exam, sample.exam()
    assert exam.patient == was.patient and exam.id != was.id
    assert [c.words for c in exam.complaints] == [c.words for c in was.complaints]
    assert len(exam.findings) == len(was.findings) and exam.impression == was.impression


@pytest.mark.parametrize("same", [True, False], ids=["of the same patient", "of another"])
def test_of_two_reports_without_an_exam_neither_takes_the_others_place(window, put, qtbot, same):
    first = sample.exam()
    second = replace(first, id="20000000-0000-4000-8000-000000000002", impression="Theirs.")
    if not same:
        second = replace(second, patient=Patient("Other^X", "P-9"))
    paths = [
        *put(render_sr(sample.report(first))["report.sr.dcm"], "a.dcm"),
        *put(render_sr(sample.report(second))["report.sr.dcm"], "b.dcm"),
    ]
    window.opening.open_paths(paths)
    qtbot.waitUntil(lambda: window.has_exam and window.controller is not None)
    wanted = "report.nothing_here" if same else "report.other_patient"
    qtbot.waitUntil(lambda: wanted in told(window))
    exam = window.session.exam
    assert exam.patient == first.patient and exam.impression == first.impression


def test_our_own_report_gives_an_exam_with_its_clip_what_it_lacks(window, loader, put, qtbot):
    clip = replace(make_clip(sample.DICOM_CLIP), patient=sample.exam().patient)
    window.opening.open_paths([*loader.know(clip), *put(render_sr(sample.report())["report.sr.dcm"])])
    qtbot.waitUntil(lambda: bool(asked(window)))
    asked(window)[0].yes.click()
    exam = window.session.exam
    assert len(exam.findings) == len(sample.FINDINGS)
    assert {a.frame for a in exam.annotations} == {FrameRef(sample.DICOM_CLIP, 12)}


def test_shapes_without_a_frame_lie_where_a_person_says(window, loader, put, qtbot):
    from helpers import foreign_reports as foreign

    data = foreign.report(foreign.length(10.0, foreign.MM, foreign.drawn(foreign.LINE)))
    window.opening.open_paths([*put(data), *loader.know(make_clip(foreign.CLIP), make_clip("other"))])
    qtbot.waitUntil(lambda: bool(asked(window)))
    (line,) = asked(window)
    assert "on which frame is not said" in line.accessibleName()
    window.session.look(clip=foreign.CLIP, frame=5)
    line.yes.click()
    (shape,) = window.session.exam.annotations
    assert shape.frame == FrameRef(foreign.CLIP, 5)


def test_what_is_left_out_is_counted_before_and_after(window, loader, put, qtbot):
    from helpers import foreign_reports as foreign

    data = foreign.report(
        foreign.length(),
        foreign.length(12.0, foreign.MM, foreign.drawn(foreign.LINE, foreign.ELSEWHERE, 1)),
        foreign.group("Other:Length", "C", foreign.number(foreign.LENGTH, 13.0, foreign.MM)),
    )
    window.opening.open_paths([*put(data), *loader.know(make_clip(foreign.CLIP))])
    qtbot.waitUntil(lambda: bool(asked(window)))
    (line,) = asked(window)
    assert "1 on images that are not open here" in line.accessibleName()
    assert "1 without coordinates" in line.accessibleName()
    line.yes.click()
    assert len(window.session.exam.annotations) == 1
    assert told(window) == ["report.left_out"]
