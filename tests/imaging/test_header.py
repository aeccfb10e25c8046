"""What a header says: times, scale, patient and study, in any character set."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from helpers.dicom_files import grey, native
from sonostep.core.clip import Region, TimingSource
from sonostep.imaging import open_clip, read_clip
from sonostep.imaging.dicom.timing import timing_of

VECTOR, FRAME_TIME = Tag("FrameTimeVector"), Tag("FrameTime")


def timing(frames=4, **elements):
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return timing_of(dataset, frames)


TIMES = [
    # what the file says, source, fps, start of the last of four frames, problems
    (
        {"FrameIncrementPointer": FRAME_TIME, "FrameTime": "40", "CineRate": 50},
        "frame_time",
        25.0,
        0.12,
        [],
    ),
    (
        {"FrameIncrementPointer": VECTOR, "FrameTimeVector": [0, 33.333, 50, 33.333], "FrameTime": "10"},
        "frame_time_vector",
        4 / (0.116666 * 4 / 3),
        0.116666,
        [],
    ),
    # a first value that is not zero was seen; it is no interval
    ({"FrameTimeVector": [50, 50, 50, 50]}, "frame_time_vector", 20.0, 0.15, []),
    # so was a vector that lacks it
    ({"FrameTimeVector": [50, 50, 50]}, "frame_time_vector", 20.0, 0.15, []),
    (
        {"FrameTimeVector": [0, 50], "CineRate": 30},
        "cine_rate",
        30.0,
        0.1,
        ["imaging.time_vector_short"],
    ),
    (
        {"FrameTimeVector": [0, 50, -50, 50], "CineRate": 30},
        "cine_rate",
        30.0,
        0.1,
        ["imaging.time_vector_step"],
    ),
    # the pointer names FrameTime, so the vector is not what counts
    (
        {"FrameIncrementPointer": FRAME_TIME, "FrameTime": "20", "FrameTimeVector": [0, 1, 1, 1]},
        "frame_time",
        50.0,
        0.06,
        [],
    ),
    ({"CineRate": 24, "RecommendedDisplayFrameRate": 10}, "cine_rate", 24.0, 0.125, []),
    ({"RecommendedDisplayFrameRate": 10}, "recommended_display_frame_rate", 10.0, 0.3, []),
    ({"FrameTime": "0", "CineRate": 20}, "cine_rate", 20.0, 0.15, []),
    ({"FrameTime": "0"}, "default", 25.0, 0.12, ["imaging.timing_unused"]),
    ({"FrameTimeVector": [0, 50]}, "default", 25.0, 0.12, ["imaging.time_vector_short_alone"]),
    (
        {"FrameTimeVector": [0, 50, 0, 100]},
        "frame_time_vector",
        20.0,
        0.15,
        ["imaging.time_vector_step_alone"],
    ),
    ({"FrameTimeVector": [0, 50, -9, 50]}, "default", 25.0, 0.12, ["imaging.time_vector_step_alone"]),
    # seconds where milliseconds belong: told by the other rate, or doubted
    ({"FrameTime": "0.04", "CineRate": 25}, "cine_rate", 25.0, 0.12, ["imaging.frame_time_seconds"]),
    ({"FrameTime": "0.04"}, "frame_time", 25000.0, 0.00012, ["imaging.frame_time_doubt"]),
    (
        {"FrameTimeVector": [0, 0.05, 0.05, 0.05], "CineRate": 20},
        "frame_time_vector",
        20.0,
        0.15,
        ["imaging.frame_time_seconds"],
    ),
    (
        {"FrameTimeVector": [0, 0.05, 0.05, 0.05]},
        "frame_time_vector",
        20e3,
        0.00015,
        ["imaging.frame_time_doubt"],
    ),
    ({}, "default", 25.0, 0.12, ["imaging.timing_default"]),
]


@pytest.mark.parametrize(("elements", "source", "fps", "last", "problems"), TIMES)
def test_timing(elements, source, fps, last, problems):
    found, said = timing(**elements)
    assert found.source == source
    assert found.fps == pytest.approx(fps)
    assert found.starts[-1] == pytest.approx(last)
    assert found.starts[0] == 0.0
    assert [p.code for p in said] == problems
    assert found.duration == pytest.approx(4 / fps)


@pytest.mark.parametrize(("stored", "sweeps"), [(None, False), (0, False), (1, True), (7, False)])
def test_the_preferred_sequencing_is_kept(stored, sweeps):
    elements = {} if stored is None else {"PreferredPlaybackSequencing": stored}
    assert timing(FrameTime="40", **elements)[0].sweeps is sweeps
    assert not timing(1, FrameTime="40", **elements)[0].sweeps


def test_one_frame_is_a_still():
    found, said = timing(1, FrameTime="40")
    assert (found.source, found.starts, said) == (TimingSource.STILL, (0.0,), ())


@given(
    st.integers(2, 60),
    st.dictionaries(
        st.sampled_from(["FrameTime", "CineRate", "RecommendedDisplayFrameRate"]),
        st.floats(-100, 1000, allow_nan=False).map(lambda x: f"{x:.6g}"[:12]),
    ),
)
def test_times_always_ascend_from_zero(frames, elements):
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value if keyword == "FrameTime" else int(float(value)))
    found, _ = timing_of(dataset, frames)
    assert len(found.starts) == frames
    assert found.starts[0] == 0.0
    assert all(a < b for a, b in zip(found.starts, found.starts[1:], strict=False))
    assert math.isfinite(found.duration)
    assert found.duration > found.starts[-1]


# scale


def region(**changes):
    item = Dataset()
    values = {
        "RegionLocationMinX0": 4,
        "RegionLocationMinY0": 2,
        "RegionLocationMaxX1": 60,
        "RegionLocationMaxY1": 40,
        "RegionSpatialFormat": 1,
        "RegionDataType": 1,
        "RegionFlags": 3,
        "PhysicalUnitsXDirection": 3,
        "PhysicalUnitsYDirection": 3,
        "PhysicalDeltaX": 0.005,
        "PhysicalDeltaY": -0.006,
        "ReferencePixelX0": 28,
        "ReferencePixelY0": 0,
        "ReferencePixelPhysicalValueX": 0.5,
        "ReferencePixelPhysicalValueY": 0.0,
        "TransducerFrequency": 12000,
        **changes,
    }
    for keyword, value in values.items():
        if value is not None:
            setattr(item, keyword, value)
    return item


def test_regions_are_kept_as_stored(tmp_path):
    items = [region(), region(RegionSpatialFormat=3, PhysicalUnitsXDirection=4, ReferencePixelX0=None)]
    path = native(tmp_path / "a.dcm", [grey()], SequenceOfUltrasoundRegions=items)
    clip = read_clip(path)
    first = Region(4, 2, 60, 40, 1, 1, 3, 3, 0.005, -0.006, 3, 28.0, 0.0, 0.5, 0.0)
    assert clip.scale.regions[0] == first
    assert clip.scale.regions[1].units_x == 4
    assert clip.scale.regions[1].reference_x == 0.0
    assert clip.study.frequency_mhz == 12.0


def test_a_region_without_a_box_is_nowhere_and_a_delta_that_is_no_number_is_no_scale(tmp_path):
    items = [region(RegionLocationMaxX1=None), region(PhysicalDeltaX=float("nan"))]
    path = native(tmp_path / "a.dcm", [grey()], SequenceOfUltrasoundRegions=items)
    clip = read_clip(path)
    assert len(clip.scale.regions) == 1
    assert clip.scale.regions[0].delta_x == 0.0


def test_spacings(tmp_path):
    path = native(
        tmp_path / "a.dcm",
        [grey()],
        PixelSpacing=[0.2, 0.1],
        NominalScannedPixelSpacing=[0.3, 0.4],
        PixelAspectRatio=[2, 1],
    )
    scale = read_clip(path).scale
    assert (scale.rows, scale.columns) == (48, 64)
    assert scale.pixel_spacing == (0.2, 0.1)
    assert scale.uncorrected_spacing == (0.3, 0.4)
    assert scale.pixel_aspect_ratio == (2.0, 1.0)


def test_study(tmp_path):
    path = native(
        tmp_path / "a.dcm",
        [grey()],
        PatientID="A1",
        PatientBirthDate="19700102",
        PatientSex="F",
        StudyDate="20250102",
        StudyDescription="Hip",
        SeriesDescription="Lateral hip",
        AccessionNumber="77",
        Manufacturer="Maker",
        ManufacturerModelName="Model",
        Laterality="L",
        BodyPartExamined="HIP",
        TransducerData=["L15", "7"],
        DepthOfScanField=40,
    )
    clip = read_clip(path)
    assert (clip.patient.name, clip.patient.id, clip.patient.sex) == ("Phantom^Hip", "A1", "F")
    study = clip.study
    assert (study.study_date, study.study_description, study.accession_number) == ("20250102", "Hip", "77")
    assert (study.laterality, study.body_part, study.transducer, study.depth_mm) == (
        "L",
        "HIP",
        "L15\\7",
        40.0,
    )
    assert clip.label == "Lateral hip"
    assert clip.id == study_uid(path)
    assert not clip.synthetic


def study_uid(path):
    from pydicom import dcmread

    return str(dcmread(path, stop_before_pixels=True).SOPInstanceUID)


def test_without_a_uid_the_bytes_name_the_clip(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()])
    raw = path.read_bytes()
    tag = raw.index(b"\x08\x00\x18\x00UI")
    length = int.from_bytes(raw[tag + 6 : tag + 8], "little")
    path.write_bytes(raw[:tag] + raw[tag + 8 + length :])
    clip = read_clip(path)
    assert clip.id.startswith("sha256:")
    assert len(clip.id) == 7 + 64


@pytest.mark.parametrize(
    ("elements", "synthetic"),
    [
        ({"Manufacturer": "SonoStep", "SeriesDescription": "SYNTHETIC lateral hip"}, True),
        ({"Manufacturer": "SonoStep", "ImageComments": "SYNTHETIC"}, True),
        ({"Manufacturer": "Other", "SeriesDescription": "SYNTHETIC"}, False),
        ({"Manufacturer": "SonoStep"}, False),
    ],
)
def test_synthetic(tmp_path, elements, synthetic):
    assert read_clip(native(tmp_path / "a.dcm", [grey()], **elements)).synthetic is synthetic


# names

NAMES = [
    ("王^小明", "big5", None, "王^小明", ["imaging.name_repaired"]),
    ("王^小明", "utf-8", None, "王^小明", ["imaging.name_repaired"]),
    ("王^小明", "utf-8", "ISO_IR 192", "王^小明", []),
    ("Buc^Jérôme", "latin-1", "ISO_IR 100", "Buc^Jérôme", []),
    ("Люкceмбypг", "iso8859_5", "ISO_IR 144", "Люкceмбypг", []),
    ("Wang^XiaoDong=王^小东", "gb18030", "GB18030", "Wang^XiaoDong=王^小东", []),
    ("Yamada^Tarou", "ascii", None, "Yamada^Tarou", []),
]


@pytest.mark.parametrize(("name", "encoding", "character_set", "read", "problems"), NAMES)
def test_names_in_any_character_set(tmp_path, name, encoding, character_set, read, problems):
    placeholder = "P" * len(name.encode(encoding))
    elements = {"SpecificCharacterSet": character_set} if character_set else {}
    path = native(tmp_path / "a.dcm", [grey()], PatientName=placeholder, **elements)
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), name.encode(encoding)))
    clip = read_clip(path)
    assert clip.patient.name == read
    assert [p.code for p in clip.problems] == problems
    # what is said of it never quotes it
    assert all(name not in value for p in clip.problems for _, value in p.params)


def test_a_header_with_nonsense_values_still_opens(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], FrameTime="40", StudyDate="20250101")
    raw = path.read_bytes().replace(b"20250101", b"not-a-dt").replace(b"DS\x02\x0040", b"DS\x02\x00zz")
    path.write_bytes(raw)
    clip, source = open_clip(path)
    with source:
        assert (source.frame(1)[:, :, 0] == grey()).all()
    assert isinstance(clip.scale.rows, int)
    assert np.isfinite(clip.timing.duration)


def visit(tmp_path, **elements):
    return read_clip(native(tmp_path / "v.dcm", grey(), **elements)).visit


def test_who_asked_and_what_is_said_of_the_patient_is_read(tmp_path):
    found = visit(
        tmp_path, ReferringPhysicianName="Lin^Mei==", PerformingPhysicianName="Chen^An",
        OperatorsName=["Wu^B", "Ho^C"], PatientAge="062Y", PatientSize="1.68", PatientWeight="70.5",
        ReasonForStudy="lateral hip pain", AcquisitionDateTime="20250102140231.5+0800", ContentTime="150000",
    )  # fmt: skip
    assert (found.referrer, found.performer, found.operator) == ("Lin^Mei", "Chen^An", "Wu^B\\Ho^C")
    assert (found.age, found.reason, found.acquired) == ("062Y", "lateral hip pain", "140231")
    assert (found.height_m, found.weight_kg) == (1.68, 70.5)
    assert found.bmi == pytest.approx(24.98, abs=0.01)


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"ReasonForTheRequestedProcedure": "a", "ReasonForStudy": "b"}, "a"),
        ({"ReasonForStudy": "b", "AdmittingDiagnosesDescription": "c"}, "b"),
        ({"AdmittingDiagnosesDescription": "c"}, "c"),
        ({}, ""),
    ],
)
def test_the_nearest_reason_is_the_reason(tmp_path, elements, reason):
    assert visit(tmp_path, **elements).reason == reason
    request = Dataset()
    request.ReasonForTheRequestedProcedure = "of the request"
    assert visit(tmp_path, RequestAttributesSequence=[request], **elements).reason == "of the request"


@pytest.mark.parametrize(
    ("size", "weight", "bmi"),
    [("168", "70", None), ("1.68", "0", None), (None, "70", None), ("0", "70", None), ("2.0", "80", 20.0)],
)
def test_a_body_mass_index_needs_a_size_in_metres_and_a_weight(tmp_path, size, weight, bmi):
    stated = {"PatientWeight": weight} | ({"PatientSize": size} if size else {})
    assert visit(tmp_path, **stated).bmi == bmi


@pytest.mark.parametrize(
    ("stored", "time"),
    [
        ({"AcquisitionTime": "091500.25"}, "091500"),
        ({"ContentTime": "235959"}, "235959"),
        ({"AcquisitionTime": "2561", "SeriesTime": "101112"}, "101112"),
        ({}, ""),
    ],
)
@pytest.mark.filterwarnings("ignore:Invalid value for VR")
def test_when_an_instance_was_acquired(tmp_path, stored, time):
    assert visit(tmp_path, **stored).acquired == time
