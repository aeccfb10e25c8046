"""The structured report, read back by libraries and validators that we did not write."""

import io
import shutil
import subprocess
from dataclasses import replace
from functools import cache

import highdicom as hd
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UltrasoundMultiFrameImageStorage

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.exam import ExamState
from sonostep.core.finding import BodyArea, FindingState
from sonostep.core.measure.geometry import Point
from sonostep.core.report import build_report
from sonostep.reporting.dicom.values import made_uid
from sonostep.reporting.sr.document import render_sr
from sonostep.reporting.sr.read import read_sr


@pytest.fixture(scope="module")
def files():
    return render_sr(sample.report())


def saved(data, tmp_path, name="r.dcm"):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def errors(path):
    done = subprocess.run(["dciodvfy", "-new", path], capture_output=True)
    return [line for line in done.stderr.decode(errors="replace").splitlines() if line.startswith("Error")]


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")
def test_dciodvfy_finds_no_error(files, hostile_files, tmp_path):
    for made in (files, hostile_files):
        for name, data in made.items():
            assert not name.endswith(".dcm") or errors(saved(data, tmp_path, name)) == []


@pytest.mark.skipif(shutil.which("dsrdump") is None, reason="needs dcmtk")
def test_dcmtk_reads_it(files, tmp_path):
    done = subprocess.run(["dsrdump", saved(files["report.sr.dcm"], tmp_path)], capture_output=True)
    assert done.returncode == 0 and b"Impression" in done.stdout


@cache
def read(data):
    return hd.sr.srread(io.BytesIO(data))


def test_highdicom_reads_lengths_areas_and_angles(files):
    content = read(files["report.sr.dcm"]).content
    found = [
        (m.name.meaning, round(m.value, 2), m.unit.value)
        for g in content.get_image_measurement_groups()
        if not g.tracking_identifier.startswith("SonoStep:")
        for m in g.get_measurements()
    ]
    first = [f for f in found if f[0] not in ("Perimeter", "Long axis", "Short axis")]
    assert first == [
        ("Thickness", 6.66, "mm"),
        ("Area", 41.02, "mm2"),
        ("Angle", 68.63, "deg"),
        ("Area", 40.96, "mm2"),
        ("Length", 50.0, "{pixels}"),
    ]
    assert len(found) == len(first) + 6


def tracked(data):
    groups = read(data).content.get_image_measurement_groups()
    return [g for g in groups if g.tracking_identifier.startswith("Cornerstone3DTools")]


def test_a_mark_comes_back_on_its_own_frame(files):
    group = tracked(files["report.sr.dcm"])[0]
    assert group.tracking_identifier == "Cornerstone3DTools@^0.1.0:Length"
    coordinates = group.get_measurements()[0].referenced_coordinates[0]
    source = coordinates.ContentSequence[0].ReferencedSOPSequence[0]
    assert source.ReferencedSOPInstanceUID == sample.DICOM_CLIP
    assert source.ReferencedFrameNumber == 12
    assert list(coordinates.GraphicData) == [200, 120, 206, 203]


def test_angles_are_written_as_cornerstone_reads_them(files):
    """Its adapter takes the first, second and fourth point (@cornerstonejs/adapters 5.14, Angle.js)."""
    group = next(g for g in tracked(files["report.sr.dcm"]) if g.tracking_identifier.endswith(":Angle"))
    drawn = group.get_measurements()[0].referenced_coordinates[0]
    assert list(drawn.GraphicData) == [480, 120, 430, 180, 430, 180, 520, 210]


def test_a_mark_on_a_video_points_at_its_key_frame(files):
    still = pydicom.dcmread(io.BytesIO(files["key-frame-02.dcm"]))
    source = tracked(files["report.sr.dcm"])[-1].get_measurements()[0].referenced_coordinates[0]
    item = source.ContentSequence[0].ReferencedSOPSequence[0]
    assert item.ReferencedSOPInstanceUID == still.SOPInstanceUID
    assert (still.Rows, still.Columns, still.pixel_array.shape) == (480, 640, (480, 640, 3))


def references(data, tracking):
    """What each set of coordinates of a shape is selected from: object and frames; the details come last."""
    uid = made_uid(sample.exam().id, "annotation", tracking)
    for group in items(pydicom.dcmread(io.BytesIO(data))):
        below = list(items(group))
        if group.ValueType == "CONTAINER" and any(
            i.get("UID") == uid for i in group.get("ContentSequence", ())
        ):
            for drawn in (i for i in below if i.ValueType == "SCOORD"):
                item = drawn.ContentSequence[0].ReferencedSOPSequence[0]
                yield item.ReferencedSOPInstanceUID, np.atleast_1d(item.ReferencedFrameNumber).tolist()


def ranged(clip, frames):
    """The sample exam with one distance over a range of frames."""
    first, last = frames
    shape = sample.shape("r", ShapeKind.DISTANCE, (200, 120), (206, 203), clip=clip, frame=first)
    return sample.report(replace(sample.exam(), annotations=(shape.at(first, last),)))


def test_a_shape_over_a_range_refers_to_each_of_its_frames():
    """First to one frame, since Cornerstone knows no more, then to all of them."""
    data = render_sr(ranged(sample.DICOM_CLIP, (3, 6)))["report.sr.dcm"]
    clip = sample.DICOM_CLIP
    assert list(references(data, "r")) == [(clip, [3]), (clip, [3, 4, 5, 6])]
    (back,) = read_sr(data).measurements
    assert (back.frame, back.last_frame) == (FrameRef(clip, 3), 6)


def test_with_the_object_that_carries_a_video_its_measurements_refer_to_it():
    report = ranged(sample.VIDEO_CLIP, (33, 35))
    carrier = Dataset()
    carrier.SOPClassUID, carrier.SOPInstanceUID = UltrasoundMultiFrameImageStorage, "1.2.3.9"
    carrier.StudyInstanceUID, carrier.SeriesInstanceUID = report.study.study_uid, "1.2.3.8"
    carrier.Rows, carrier.Columns = 480, 640
    for keyword in ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "AccessionNumber",
                    "StudyID", "StudyDate", "StudyTime", "ReferringPhysicianName"):  # fmt: skip
        setattr(carrier, keyword, "")
    files = render_sr(report, {sample.VIDEO_CLIP: carrier})
    assert list(files) == ["report.sr.dcm"], "no key frame stands for the clip"
    assert list(references(files["report.sr.dcm"], "r")) == [("1.2.3.9", [33]), ("1.2.3.9", [33, 34, 35])]
    without = render_sr(report)["report.sr.dcm"]
    assert read(without).SOPInstanceUID != read(files["report.sr.dcm"]).SOPInstanceUID


def words_of(data):
    ds = pydicom.dcmread(io.BytesIO(data))

    def walk(items):
        for item in items:
            if "TextValue" in item:
                yield item.TextValue
            yield from walk(item.get("ContentSequence", ()))

    return list(walk(ds.ContentSequence))


def test_an_uncalibrated_value_is_in_pixels_with_its_reason(files):
    said = "\n".join(words_of(files["report.sr.dcm"]))
    assert "The file states no scale, so the value is in pixels" in said
    assert f"Frame 33 of clip {sample.VIDEO_CLIP}" in said
    assert "The shape of a pixel is not known here" in said


def beside(data):
    """The groups that are not drawn on an image: OHIF opens nothing with these among its measurements."""
    for container in read(data).content[0].ContentSequence:
        if container.name == hd.sr.CodedConcept("C0034375", "UMLS", "Qualitative Evaluations"):
            for item in container.ContentSequence:
                yield hd.sr.MeasurementsAndQualitativeEvaluations.from_sequence([item])


def test_every_group_of_imaging_measurements_has_coordinates(files):
    groups = read(files["report.sr.dcm"]).content.get_image_measurement_groups()
    assert groups and all(m.referenced_coordinates for g in groups for m in g.get_measurements()[:1])
    assert all(g.get_measurements() for g in groups)


def test_each_number_on_an_image_has_its_coordinates_as_sole_child(files):
    """OHIF 3.11 and 3.12 show nothing of a report where a number has any other child."""
    ds = pydicom.dcmread(io.BytesIO(files["report.sr.dcm"]))
    (container,) = [i for i in ds.ContentSequence if concept_of(i) == "126010"]
    numbers = [i for i in items(container) if i.ValueType == "NUM"]
    assert len(numbers) > 5
    assert {tuple(c.ValueType for c in n.ContentSequence) for n in numbers} == {("SCOORD",)}
    assert all(len(n.ContentSequence[0].ContentSequence) == 1 for n in numbers)


def test_a_thickness_is_drawn_as_the_outline_between_its_borders():
    """One border with the thickness beside it was taken for a length of that number."""
    shape = next(a for a in sample.EVERY_KIND if a.kind is ShapeKind.THICKNESS)
    data = render_sr(sample.report(replace(sample.exam(), annotations=(shape,))))["report.sr.dcm"]
    (group,) = read(data).content.get_image_measurement_groups()
    points = list(group.get_measurements()[0].referenced_coordinates[0].value)
    assert len(points) == len(shape.points) + 1 and tuple(points[0]) == tuple(points[-1])


def concept_of(item):
    return item.ConceptNameCodeSequence[0].get("CodeValue", "") if "ConceptNameCodeSequence" in item else ""


def evaluations(data):
    for group in beside(data):
        if (group.tracking_identifier or "").startswith("SonoStep:finding:"):
            yield group, group.get_qualitative_evaluations()


def test_findings_have_their_state_site_and_side(files):
    found = {}
    for group, values in evaluations(files["report.sr.dcm"]):
        site = group.finding_sites[0]
        inner = site.get("ContentSequence") or ()
        side = inner[0].ConceptCodeSequence[0].CodeMeaning if inner else ""
        name = group.tracking_identifier.split(":")[2]
        found[name, site.value.meaning, side] = values[0].value.meaning
    assert found["trochanter_palpation", "Hip", "Right"] == "Present"
    assert found["trochanter_palpation", "Hip", "Left"] == "Absent"
    assert found["gmed_tendon_thickened", "superoposterior facet", "Right"] == "Indeterminate"
    assert len(found) == len(sample.FINDINGS)


def test_what_was_not_assessed_is_left_out_or_said(files):
    exam = sample.exam()
    noted = replace(exam.findings[0], state=FindingState.NOT_ASSESSED, note="refused")
    data = render_sr(sample.report(replace(exam, findings=(noted,))))["report.sr.dcm"]
    assert [v[0].value.meaning for _, v in evaluations(data)] == ["Not Evaluated"]


def test_the_physicians_words_and_the_marks_are_there(files):
    said = words_of(files["report.sr.dcm"])
    assert sample.exam().impression in said
    assert any(text.startswith("SYNTHETIC") for text in said)
    ds = pydicom.dcmread(io.BytesIO(files["report.sr.dcm"]))
    assert ds.SeriesDescription.startswith("SYNTHETIC")
    flags = (ds.PreliminaryFlag, ds.CompletionFlag, ds.VerificationFlag)
    assert flags == ("PRELIMINARY", "PARTIAL", "UNVERIFIED")


def test_a_final_exam_gives_a_final_document():
    ds = pydicom.dcmread(
        io.BytesIO(render_sr(sample.report(replace(sample.exam(), state=ExamState.FINAL)))["report.sr.dcm"])
    )
    assert (ds.PreliminaryFlag, ds.CompletionFlag, ds.VerificationFlag) == ("FINAL", "COMPLETE", "UNVERIFIED")


def test_same_report_same_bytes_and_another_report_another_uid(files):
    assert render_sr(sample.report()) == files
    other = render_sr(sample.report(replace(sample.exam(), plan="other")))["report.sr.dcm"]
    first, second = (pydicom.dcmread(io.BytesIO(d)) for d in (files["report.sr.dcm"], other))
    assert first.SOPInstanceUID != second.SOPInstanceUID
    assert first.SeriesInstanceUID == second.SeriesInstanceUID


def test_the_same_words_in_chinese_survive(files):
    ds = pydicom.dcmread(io.BytesIO(files["report.sr.dcm"]))
    assert str(ds.PatientName) == "Wang^Xiaoming=王^小明"
    assert "右側臀中肌肌腱病變合併滑囊積液。" in "\n".join(words_of(files["report.sr.dcm"]))


def test_an_exam_without_any_picture_has_a_report(tmp_path):
    exam = replace(sample.exam(), clips=(), annotations=(), key_images=())
    files = render_sr(build_report(exam, (sample.PROTOCOL,), sample.VOCABULARY, None, "en"))
    assert list(files) == ["report.sr.dcm"]
    assert hd.sr.srread(io.BytesIO(files["report.sr.dcm"]))


def items(of):
    for item in of.get("ContentSequence", ()):
        yield item
        yield from items(item)


def texts(data, code):
    """The texts of one of our own concepts, anywhere in the document."""
    found = [i for i in items(pydicom.dcmread(io.BytesIO(data))) if i.ValueType == "TEXT"]
    return [str(i.TextValue) for i in found if i.ConceptNameCodeSequence[0].get("CodeValue") == code]


def test_each_key_image_is_named_with_side_frame_and_caption(files):
    report = sample.report()
    found = texts(files["report.sr.dcm"], "key_image")
    assert len(found) == len(report.images) > 0
    for entry, text in zip(report.images, found, strict=True):
        assert text.startswith(f"Image {entry.number} · ")
        assert text.endswith(entry.caption) and f"frame {entry.frame.frame}" in text
        assert entry.side is None or entry.side.value in text


def test_areas_drawn_are_counted_and_read_back_without_harm(tmp_path):
    corners = (Point(10, 10), Point(20, 10), Point(20, 20))
    exam = sample.exam()
    drawn = replace(exam.complaints[0], areas=(BodyArea("front", corners), BodyArea("back", corners)))
    made = render_sr(sample.report(replace(exam, complaints=(drawn, *exam.complaints[1:]))))["report.sr.dcm"]
    assert texts(made, "areas") == ["front: 1; back: 1"]
    assert shutil.which("dciodvfy") is None or errors(saved(made, tmp_path)) == []
