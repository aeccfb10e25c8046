"""info, frame and measure on files: the answer, its reason, the exit code."""

import json
import os

import cv2
import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundImageStorage, generate_uid

ROWS, COLUMNS = 120, 160


@pytest.fixture
def measure(run):
    """measure(path, --shape, points) -> the JSON value, after checking that its keys are the contract's."""

    def measure(path, shape, points):
        code, out, err = run("measure", path, "--frame", "1", f"--{shape}={points}", "--json")
        value = json.loads(out)
        assert {"value", "unit", "uncertainty", "calibration", "reason"} <= set(value)
        assert code == (1 if value["value"] is None else 0)
        assert bool(err) == (value["value"] is None)
        return value

    return measure


def region(x0=10, y0=10, x1=149, y1=109, dx=0.02857, dy=0.02286, format_=1, units=(3, 3)):
    item = Dataset()
    item.RegionSpatialFormat, item.RegionDataType, item.RegionFlags = format_, 1, 0
    item.RegionLocationMinX0, item.RegionLocationMinY0 = x0, y0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = x1, y1
    item.PhysicalUnitsXDirection, item.PhysicalUnitsYDirection = units
    item.PhysicalDeltaX, item.PhysicalDeltaY = dx, dy
    return item


@pytest.fixture
def dicom(tmp_path):
    """dicom(regions) -> the path of a one-frame grey ultrasound file, brighter to the right."""

    def dicom(*regions, name="a.dcm", **elements):
        data = Dataset()
        data.file_meta = FileMetaDataset()
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = UltrasoundImageStorage
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = generate_uid(entropy_srcs=[name])
        data.PatientName, data.PatientID, data.Modality = "Test^Case", "T1", "US"
        data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, 1
        data.PhotometricInterpretation, data.PixelRepresentation = "MONOCHROME2", 0
        data.BitsAllocated, data.BitsStored, data.HighBit = 8, 8, 7
        data.PixelData = np.tile(np.arange(COLUMNS, dtype=np.uint8), (ROWS, 1)).tobytes()
        if regions:
            data.SequenceOfUltrasoundRegions = list(regions)
        for keyword, value in elements.items():
            setattr(data, keyword, value)
        path = tmp_path / name
        data.save_as(path, enforce_file_format=True)
        return path

    return dicom


LINE = "20,20,120,20"


def test_info_says_what_is_there(run, dicom):
    path = dicom(region())
    code, out, _ = run("info", path, "--json")
    (clip,) = json.loads(out)["clips"]
    assert code == 0
    assert {"path", "frames", "rows", "columns", "fps", "timing_source", "regions", "problems"} <= set(clip)
    assert (clip["path"], clip["frames"], clip["rows"], clip["columns"]) == (str(path), 1, ROWS, COLUMNS)
    assert clip["regions"][0]["box"] == [10, 10, 149, 109]
    assert clip["regions"][0]["measures"] == "length"
    code, out, _ = run("info", path)
    assert code == 0 and "1 frames, 160 x 120 pixels" in out


def test_info_on_a_folder_lists_what_cannot_be_read_and_why(run, dicom, tmp_path):
    dicom(region(), name="good.dcm")
    (tmp_path / "bad.dcm").write_text("this is no DICOM")
    (tmp_path / "empty.dcm").write_bytes(b"")
    code, out, _ = run("info", tmp_path, "--json")
    clips = {os.path.basename(c["path"]): c for c in json.loads(out)["clips"]}
    assert code == 0
    assert clips["good.dcm"]["frames"] == 1 and clips["good.dcm"]["problems"] == []
    for name in ("bad.dcm", "empty.dcm"):
        assert clips[name]["frames"] == 0 and len(clips[name]["problems"]) == 1


def bad_files(tmp_path):
    (tmp_path / "text.dcm").write_text("this is no DICOM")
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "nothing here").mkdir()
    return ["text.dcm", "empty.dcm", "empty.mp4", "nothing here", "not there.dcm"]


@pytest.mark.parametrize("command", ["info", "frame", "measure"])
def test_a_path_with_nothing_to_show_is_one_sentence_and_exit_1(run, tmp_path, command):
    more = {"info": [], "frame": ["--frame", 1, "--out", tmp_path / "f.png"]}
    more["measure"] = ["--frame", 1, "--line", LINE]
    for name in bad_files(tmp_path):
        code, out, err = run(command, tmp_path / name, *more[command])
        assert code == 1
        assert out == ""
        assert len(err.splitlines()) == 1 and err.rstrip().endswith("."), name


def test_a_truncated_file_is_told_not_shown_wrong(run, dicom, tmp_path):
    whole = dicom(region()).read_bytes()
    for keep in (140, 400, len(whole) - 5000):
        path = tmp_path / f"cut{keep}.dcm"
        path.write_bytes(whole[:keep])
        code, _, err = run("frame", path, "--frame", 1, "--out", tmp_path / "f.png")
        assert (code, len(err.splitlines())) == (1, 1)
        assert not (tmp_path / "f.png").exists()


def test_a_frame_is_not_written_over_what_it_is_read_from(run, tmp_path):
    stills, alone = tmp_path / "stills", tmp_path / "alone.png"
    stills.mkdir()
    for path in (alone, *(stills / f"image{number}.png" for number in (1, 2, 3))):
        cv2.imwrite(str(path), np.full((40, 40, 3), 60 + len(path.name), np.uint8))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.png")}
    for source, out in ((alone, alone), (stills, stills / "image1.png"), (stills, stills / "image2.png")):
        code, _, err = run("frame", source, "--frame", 2 if source is stills else 1, "--out", out)
        assert code == 2 and "choose another name" in err
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.png")} == before
    assert run("frame", stills, "--frame", 2, "--out", tmp_path / "f.png")[0] == 0


def test_frame_writes_the_picture(run, dicom, tmp_path):
    out = tmp_path / "f.png"
    assert run("frame", dicom(region()), "--frame", 1, "--out", out)[0] == 0
    picture = cv2.imread(str(out), cv2.IMREAD_UNCHANGED)
    assert picture.shape[:2] == (ROWS, COLUMNS)
    assert (picture[5, :, 0] == np.arange(COLUMNS)).all()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--frame", "2", "--out", "f.png"], 1),
        (["--frame", "0", "--out", "f.png"], 2),
        (["--frame", "-1", "--out", "f.png"], 2),
        (["--frame", "x", "--out", "f.png"], 2),
        (["--frame", "1", "--out", "f.jpg"], 2),
        (["--frame", "1"], 2),
        (["--frame", "1", "--out", "no/such/folder/f.png"], 1),
    ],
)
def test_frame_refuses(run, dicom, arguments, code, tmp_path, monkeypatch):
    path = dicom(region())
    monkeypatch.chdir(tmp_path)
    got, out, err = run("frame", path, *arguments)
    assert (got, out, len(err.splitlines())) == (code, "", 1)


def test_measure_in_millimetres_on_pixels_that_are_not_square(measure, dicom):
    path = dicom(region())
    length = measure(path, "line", LINE)
    assert (length["value"], length["unit"]) == (pytest.approx(28.57), "mm")
    assert (length["calibration"], length["region"], length["reason"]) == ("region", 1, None)
    assert 0 < length["uncertainty"] < 1
    angle = measure(path, "angle", "100,20,20,20,100,100")
    assert (angle["value"], angle["unit"]) == (pytest.approx(38.66, abs=0.005), "deg")
    area = measure(path, "polygon", "20,20,120,20,120,70,20,70")
    assert (area["value"], area["unit"]) == (pytest.approx(28.57 * 11.43), "mm2")
    ellipse = measure(path, "ellipse", "30,50,110,50,70,70")
    assert ellipse["unit"] == "mm2"


def test_without_a_scale_pixels_are_an_answer_and_an_angle_is_not(measure, dicom):
    path = dicom()
    length = measure(path, "line", LINE)
    assert (length["value"], length["unit"], length["calibration"]) == (100.0, "px", "none")
    assert length["reason_code"] == "calibration.none"
    assert measure(path, "polygon", "20,20,120,20,120,70")["unit"] == "px2"
    refused = measure(path, "angle", "100,20,20,20,100,100")
    assert refused["value"] is None and refused["reason_code"] == "measure.angle_without_aspect"


def test_time_on_an_m_mode_strip(measure, dicom):
    path = dicom(region(format_=2, units=(4, 3), dx=0.01, dy=0.02))
    assert measure(path, "line", "20,20,120,21")["unit"] == "s"
    assert measure(path, "line", "20,20,21,70")["value"] == pytest.approx(10.0)
    assert measure(path, "polygon", "20,20,60,20,60,60")["reason_code"] == "measure.trace_region"


def test_the_region_is_chosen_where_several_disagree(run, dicom):
    path = dicom(region(), region(15, 15, 140, 100, 0.01, 0.01))
    _, out, _ = run("measure", path, "--frame", 1, "--line", LINE, "--json")
    assert json.loads(out)["reason_code"] == "calibration.regions_disagree"
    _, out, _ = run("measure", path, "--frame", 1, "--line", LINE, "--region", 2, "--json")
    assert json.loads(out)["value"] == pytest.approx(10.0)
    assert run("measure", path, "--frame", 1, "--line", LINE, "--region", 3)[0] == 1


@pytest.mark.parametrize("shape", ["--line 5,5,5,5", "--ellipse 5,5,5,5,9,9", "--angle 5,5,5,5,9,9"])
def test_a_shape_without_extent_has_no_value(run, dicom, shape):
    code, out, err = run("measure", dicom(region()), "--frame", 1, *shape.split())
    assert (code, out) == (1, "") and "no extent" in err


@pytest.mark.parametrize(
    "arguments",
    [
        "--line 1,2,3",
        "--line 1,2,3,4,5,6",
        "--line a,b,c,d",
        "--line nan,1,2,3",
        "--line inf,1,2,3",
        "--angle 1,2,3,4",
        "--polygon 1,2,3,4",
        "--ellipse 1,2,3,4",
        "--line 1,2,3,4 --angle 1,2,3,4,5,6",
        "",
    ],
)
def test_wrong_points_are_wrong_usage(run, dicom, arguments):
    code, out, err = run("measure", dicom(region()), "--frame", 1, *arguments.split())
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_negative_points_lie_outside_the_picture(measure, dicom):
    assert measure(dicom(region()), "line", "-5,20,20,20")["reason_code"] == "calibration.outside_image"


def test_a_folder_of_several_clips_is_asked_about(run, dicom, tmp_path):
    dicom(region(), name="a.dcm")
    dicom(region(), name="b.dcm")
    code, _, err = run("measure", tmp_path, "--frame", 1, "--line", LINE)
    assert code == 1 and "2 clips" in err


# real files


def test_the_elbow_scale_reads_five_millimetres(measure, shared_data):
    """Five centimetre ticks are burned in: 81.2 pixels are 5.00 mm, to half a pixel."""
    value = measure(shared_data / "msk_elbow_esaote_ybr422.dcm", "line", "790,100,790,181.2")
    assert value["unit"] == "mm" and value["calibration"] == "region"
    assert value["value"] == pytest.approx(5.00, abs=0.5 * 0.0616)


def test_a_stale_box_is_refused_with_its_reason(run, measure):
    """pydicom's SonoSite example: its region belongs to another picture size."""
    from pydicom.data import get_testdata_file

    path = get_testdata_file("examples_ybr_color.dcm", download=False)
    if path is None:
        pytest.skip("pydicom's example is not installed")
    value = measure(path, "line", "100,100,200,100")
    assert (value["value"], value["unit"], value["calibration"]) == (100.0, "px", "none")
    assert value["reason_code"] == "calibration.stale_region"
    assert "another picture size" in value["reason"]
    _, out, _ = run("info", path, "--json")
    (clip,) = json.loads(out)["clips"]
    assert clip["frames"] == 30
    assert all(r["measures"] is None for r in clip["regions"])
