"""The files that the generator writes: DICOM, mp4, and the sample exam."""

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pydicom
import pytest
from pydicom.encaps import generate_frames

from sonostep.core.problem import ProblemError
from sonostep.phantom import sample_exam
from sonostep.phantom.catalogue import list_scenes, load_scene
from sonostep.phantom.output.dicom import PhantomPatient, Syntax, write_dicom
from sonostep.phantom.output.video import write_mp4
from sonostep.phantom.render import Rendered, cheap
from sonostep.phantom.sample_exam import write_sample_exam
from sonostep.phantom.scene import Scene


@pytest.mark.parametrize("syntax", ["jpeg", "raw", "rle"])
def test_a_dicom_clip_carries_its_calibration_time_and_mark(
    small_clip: Rendered, tmp_path: Path, syntax: Syntax
) -> None:
    ds = pydicom.dcmread(write_dicom(small_clip, tmp_path / "a.dcm", transfer_syntax=syntax))
    (region,) = ds.SequenceOfUltrasoundRegions
    assert (region.RegionSpatialFormat, region.PhysicalUnitsXDirection, region.PhysicalUnitsYDirection) == (
        1,
        3,
        3,
    )
    box = (
        region.RegionLocationMinX0,
        region.RegionLocationMinY0,
        region.RegionLocationMaxX1,
        region.RegionLocationMaxY1,
    )
    assert box == small_clip.region
    assert (region.PhysicalDeltaX * 10, region.PhysicalDeltaY * 10) == pytest.approx(small_clip.mm_per_px)
    assert ds.NumberOfFrames == 5
    assert ds[ds.FrameIncrementPointer].value == pytest.approx(40.0)
    for text in (str(ds.PatientName), ds.PatientID, ds.SeriesDescription, ds.ImageComments):
        assert "SYNTHETIC" in text
    assert (ds.Laterality, ds.BodyPartExamined, ds.Modality) == ("R", "HIP", "US")
    shown = ds.pixel_array[2] if syntax != "jpeg" else pydicom.pixels.pixel_array(ds, index=2)
    assert np.abs(shown.astype(int) - small_clip.frames[2]).mean() < (6 if syntax == "jpeg" else 1e-9)


def test_jpeg_is_baseline_422(small_clip: Rendered, tmp_path: Path) -> None:
    ds = pydicom.dcmread(write_dicom(small_clip, tmp_path / "a.dcm"))
    assert ds.PhotometricInterpretation == "YBR_FULL_422"
    stream = next(generate_frames(ds.PixelData, number_of_frames=5))
    sof = stream.index(b"\xff\xc0")
    assert stream[sof + 11] == 0x21


def test_the_same_clip_gives_the_same_file_and_uids_hold_a_study_together(
    small_clip: Rendered, lumbar_clip: Rendered, tmp_path: Path
) -> None:
    one, two = (write_dicom(small_clip, tmp_path / name) for name in ("a.dcm", "b.dcm"))
    assert one.read_bytes() == two.read_bytes()
    hip, lumbar = pydicom.dcmread(one), pydicom.dcmread(write_dicom(lumbar_clip, tmp_path / "c.dcm"))
    assert hip.StudyInstanceUID == lumbar.StudyInstanceUID
    assert hip.SeriesInstanceUID != lumbar.SeriesInstanceUID
    assert hip.SOPInstanceUID != lumbar.SOPInstanceUID
    other = pydicom.dcmread(
        write_dicom(small_clip, tmp_path / "d.dcm", patient=PhantomPatient(id="SYNTHETIC-2"))
    )
    assert other.StudyInstanceUID != hip.StudyInstanceUID


@pytest.mark.parametrize("syntax", ["jpeg", "raw", "rle"])
def test_dciodvfy_finds_no_error(
    small_clip: Rendered, lumbar_clip: Rendered, tmp_path: Path, syntax: Syntax
) -> None:
    program = shutil.which("dciodvfy")
    if program is None:
        pytest.skip("dciodvfy is not installed")
    for clip in (small_clip, lumbar_clip):
        path = write_dicom(clip, tmp_path / "a.dcm", transfer_syntax=syntax)
        said = subprocess.run([program, str(path)], capture_output=True, text=True, check=False)
        assert "USMultiFrameImage" in said.stdout + said.stderr
        assert "Error" not in said.stdout + said.stderr


def test_an_mp4_has_every_frame_at_its_time(small_clip: Rendered, tmp_path: Path) -> None:
    with av.open(str(write_mp4(small_clip, tmp_path / "a.mp4"))) as container:
        frames = list(container.decode(video=0))
        assert [f.time_base * f.pts for f in frames] == [Fraction(i, 25) for i in range(5)]
        assert container.streams.video[0].codec_context.name == "h264"
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"
        assert "SYNTHETIC" in container.metadata["title"]
    for frame, wanted in zip(frames, small_clip.frames, strict=True):
        assert np.abs(frame.to_ndarray(format="rgb24").astype(int) - wanted).mean() < 8


def test_a_folder_that_cannot_be_written_is_one_problem_and_leaves_nothing(
    small_clip: Rendered, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError) as caught:
        write_dicom(small_clip, tmp_path / "file" / "a.dcm")
    assert caught.value.problem.code == "phantom.write-failed"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def small_exam(monkeypatch: pytest.MonkeyPatch, full_scale: bool) -> tuple[str, ...]:
    """Two small clips instead of the whole exam; the whole exam in a full run."""
    if full_scale:
        return tuple(name for name in list_scenes() if load_scene(name).sample)
    names = ("lumbar_facet_transverse", "lumbar_multifidus_transverse")

    def small(name: str) -> Scene:
        return cheap(load_scene(name), 2, 120, 160)

    monkeypatch.setattr(sample_exam, "list_scenes", lambda: names)
    monkeypatch.setattr(sample_exam, "load_scene", small)
    return names


def test_the_sample_exam_has_a_clip_for_each_scene_and_its_truth(
    small_exam: tuple[str, ...], tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    paths = write_sample_exam(tmp_path / "exam", lambda done, total: seen.append((done, total)))
    assert all(path.is_file() for path in paths)
    assert paths[-1].name == "truth.json"
    clips = json.loads(paths[-1].read_text(encoding="utf-8"))["clips"]
    assert [clip["scene"] for clip in clips] == list(small_exam)
    assert any(path.suffix == ".mp4" for path in paths)
    assert seen[-1][0] == seen[-1][1]
    assert max(path.stat().st_size for path in paths) < 5_000_000
    before = {path: path.stat().st_mtime_ns for path in paths[:-1]}
    assert write_sample_exam(tmp_path / "exam") == paths
    assert before == {path: path.stat().st_mtime_ns for path in paths[:-1]}


def test_a_cancelled_sample_exam_keeps_what_is_finished_and_a_damaged_clip_is_made_anew(
    small_exam: tuple[str, ...], tmp_path: Path
) -> None:
    class Cancelled(Exception):
        pass

    first_frames = sample_exam.load_scene(small_exam[0]).probe.frames

    def cancel(done: int, total: int) -> None:
        if done > first_frames:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_sample_exam(tmp_path, cancel, processes=1)
    (clip,) = tmp_path.glob("*.dcm")
    good = clip.read_bytes()
    clip.write_bytes(good[:1000])
    write_sample_exam(tmp_path)
    assert clip.read_bytes() == good


def test_processes_side_by_side_write_the_same_and_can_be_stopped(
    small_exam: tuple[str, ...], tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    alone = write_sample_exam(tmp_path / "alone", processes=1)
    together = write_sample_exam(tmp_path / "two", lambda *counted: seen.append(counted), processes=2)
    assert [p.name for p in together] == [p.name for p in alone]
    assert [p.read_bytes() for p in together] == [p.read_bytes() for p in alone]
    assert seen == sorted(seen) and seen[-1][0] == seen[-1][1]

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyError

    with pytest.raises(KeyError):
        write_sample_exam(tmp_path / "stopped", stop, processes=2)
    assert write_sample_exam(tmp_path / "stopped", processes=1)[-1].read_bytes() == alone[-1].read_bytes()
