"""A structured report that highdicom wrote by itself, as another program's, shows its measurements."""

import io

import highdicom.sr as hd
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from helpers import sample_exam as sample
from sonostep.core.annotation import ShapeKind
from sonostep.core.clip import FrameRef
from sonostep.core.finding import Side
from sonostep.reporting.sr.read import read_sr

CLIP, STILL = "1.2.3.4", "1.2.3.5"
SQUARE = [(10.0, 10.0), (50.0, 10.0), (50.0, 40.0), (10.0, 40.0)]
AXES = [(300.0, 250.0), (420.0, 250.0), (360.0, 220.0), (360.0, 280.0)]


def picture(uid):
    image = Dataset()
    image.SOPClassUID, image.SOPInstanceUID = sample.ULTRASOUND_MULTIFRAME, uid
    image.StudyInstanceUID, image.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    image.PatientID = image.PatientName = image.PatientBirthDate = image.PatientSex = ""
    image.AccessionNumber = image.StudyID = image.StudyDate = image.StudyTime = ""
    image.SpecificCharacterSet = "ISO_IR 192"
    return image


def tracking(number):
    return hd.TrackingIdentifier(identifier=f"Lesion {number}", uid=f"1.2.3.9.{number}")


def line(number, points, frame, name=codes.SCT.Length, value=5.0, unit=codes.UCUM.Millimeter, **more):
    """TID 1501: a number inferred from a line."""
    source = hd.SourceImageForRegion(sample.ULTRASOUND_MULTIFRAME, CLIP, [frame])
    drawn = hd.CoordinatesForMeasurement("POLYLINE", np.array(points), source)
    measurement = hd.Measurement(name, value, unit, referenced_coordinates=[drawn])
    return hd.MeasurementsAndQualitativeEvaluations(tracking(number), measurements=[measurement], **more)


def region(number, graphic, points, frame, **more):
    """TID 1410: a planar region with its area."""
    source = hd.SourceImageForRegion(sample.ULTRASOUND_MULTIFRAME, CLIP, [frame])
    area = hd.Measurement(codes.SCT.Area, 12.5, codes.UCUM.SquareMillimeter)
    return hd.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking(number), hd.ImageRegion(graphic, np.array(points), source), measurements=[area], **more
    )


def groups():
    gluteus = hd.FindingSite(hd.CodedConcept("78333006", "SCT", "Gluteus medius"), laterality=codes.SCT.Right)
    yield line(1, [(1.0, 2.0), (4.0, 6.0)], 7, finding_type=codes.SCT.Tendon, finding_sites=[gluteus])
    yield line(2, [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 8, codes.SCT.Angle, 90.0, codes.UCUM.Degree)
    yield region(3, "POLYLINE", [*SQUARE, SQUARE[0]], 12)
    yield region(4, "ELLIPSE", AXES, 13)
    yield region(5, "CIRCLE", [(100.0, 100.0), (110.0, 100.0)], 60)
    seen = hd.QualitativeEvaluation(codes.DCM.Echogenicity, codes.DCM.Hypoechoic)
    yield hd.MeasurementsAndQualitativeEvaluations(tracking(6), qualitative_evaluations=[seen])


@pytest.fixture(scope="module")
def read():
    device = hd.ObserverContext(codes.DCM.Device, hd.DeviceObserverIdentifyingAttributes(uid="1.2.3.6"))
    hip = hd.CodedConcept("24760-1", "LN", "US Hip")
    observed = hd.ObservationContext(observer_device_context=device)
    content = hd.MeasurementReport(observed, hip, list(groups()))
    document = hd.Comprehensive3DSR(
        [picture(CLIP), picture(STILL)], content[0], "1.2.3.2", 1, "1.2.3.7", 1, manufacturer="Another"
    )
    buffer = io.BytesIO()
    document.save_as(buffer)
    return read_sr(buffer.getvalue())


@pytest.mark.parametrize(
    "number, name, value, unit, kind, frame, points",
    [
        (1, "Length", 5.0, "mm", ShapeKind.DISTANCE, 7, [(1, 2), (4, 6)]),
        (2, "Angle", 90.0, "deg", ShapeKind.ANGLE, 8, [(0, 0), (10, 0), (10, 10)]),
        (3, "Area", 12.5, "mm2", ShapeKind.POLYGON, 12, SQUARE),
        (4, "Area", 12.5, "mm2", ShapeKind.ELLIPSE, 13, AXES),
        (5, "Area", 12.5, "mm2", ShapeKind.ELLIPSE, 60, [(90, 100), (110, 100), (100, 90), (100, 110)]),
    ],
)  # fmt: skip
def test_each_measurement_is_shown_on_its_frame(read, number, name, value, unit, kind, frame, points):
    (found,) = [m for m in read.measurements if m.tracking == f"Lesion {number}"]
    assert (found.name, found.value, found.unit, found.kind) == (name, value, unit, kind)
    assert found.frame == FrameRef(CLIP, frame)
    assert found.points == tuple(points)


def test_the_side_and_what_it_is_about_are_read(read):
    assert (read.measurements[0].label, read.measurements[0].side) == ("Tendon", Side.RIGHT)


def test_it_is_known_as_another_programs_and_what_was_not_understood_is_counted(read):
    assert not read.ours and read.findings == () and read.complaints == ()
    assert len(read.measurements) == 5 and read.not_understood == 1
