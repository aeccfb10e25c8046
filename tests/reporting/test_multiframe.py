"""A video clip as DICOM."""

import io
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pydicom
import pytest

from helpers import sample_exam as sample
from sonostep.core.clip import Clip, ClipKind, Timing, TimingSource
from sonostep.core.problem import ProblemError
from sonostep.reporting import render
from sonostep.reporting.export import FORMATS

EVEN = tuple(n / 25 for n in range(6))
UNEVEN = (0.0, 0.04, 0.08, 0.2, 0.24, 0.28)


class Source:
    def __init__(self, starts=EVEN, id_=sample.VIDEO_CLIP):
        timing = Timing(starts, 0.3, TimingSource.CONTAINER, 25.0)
        scale = sample.video_clip().scale
        self.clip = Clip(id_, "", ClipKind.VIDEO, "", len(starts), scale, timing)
        self.closed = False

    def frame(self, number):
        frame = np.zeros((480, 640, 4), np.uint8)
        frame[:, :, 2] = 40 * number
        return frame

    def close(self):
        self.closed = True


def made(source, opened=None):
    files = render(sample.report(), ["clips"], exam_json=b"", opened=opened or (lambda clip: source))
    assert list(files) == ["clip-02.dcm"]
    return files["clip-02.dcm"]


def test_the_frames_travel_with_their_times_and_colours():
    source = Source()
    ds = pydicom.dcmread(io.BytesIO(made(source)))
    assert source.closed and ds.SOPClassUID.name == "Ultrasound Multi-frame Image Storage"
    assert (ds.NumberOfFrames, float(ds.FrameTime), ds.StudyInstanceUID) == (
        6, 40.0, sample.dicom_clip().study.study_uid,
    )  # fmt: skip
    for number, frame in enumerate(ds.pixel_array, 1):
        assert abs(int(frame[100, 100, 0]) - 40 * number) < 5
    assert "SequenceOfUltrasoundRegions" not in ds


def test_uneven_times_are_kept():
    ds = pydicom.dcmread(io.BytesIO(made(Source(UNEVEN))))
    assert [float(t) for t in ds.FrameTimeVector] == [0, 40, 40, 120, 40, 40]
    assert ds.FrameIncrementPointer == 0x00181065


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")
@pytest.mark.parametrize("starts", [EVEN, UNEVEN, (0.0,)])
def test_dciodvfy_finds_no_error(tmp_path, starts):
    (tmp_path / "c.dcm").write_bytes(made(Source(starts)))
    said = subprocess.run(["dciodvfy", "-new", str(tmp_path / "c.dcm")], capture_output=True).stderr.decode()
    assert "Error" not in said


def test_a_video_that_is_gone_or_another_is_said():
    def gone(clip):
        raise FileNotFoundError

    other = Source(id_="sha256:other")
    for opened in (gone, lambda clip: other):
        with pytest.raises(ProblemError) as caught:
            made(other, opened)
        assert caught.value.problem.code == "export.video_gone"
    assert other.closed and "clips" in FORMATS
    with pytest.raises(ProblemError):
        render(sample.report(), ["clips"], exam_json=b"")


def test_an_exam_of_dicom_clips_only_needs_none():
    exam = sample.exam()
    only = replace(exam, clips=exam.clips[:1], annotations=(), key_images=exam.key_images[:1], findings=())
    assert render(sample.report(only), ["clips"], exam_json=b"") == {}


def test_structured_report_and_presentation_state_refer_to_the_object_of_the_video(tmp_path):
    """Every object that is referred to is among the files."""
    exam = sample.exam()
    clips = tuple(c for c in exam.clips if not c.study.sop_class_uid)
    shapes = tuple(
        a.at(2, 4) if a.id == "a7" else a.at(2, 2)
        for a in exam.annotations
        if a.frame.clip == sample.VIDEO_CLIP
    )
    only = replace(exam, clips=clips, annotations=shapes, key_images=())
    files = render(
        sample.report(only), ["sr", "states", "clips"], exam_json=b"", opened=lambda clip: Source()
    )
    clip = pydicom.dcmread(io.BytesIO(files["clip-01.dcm"]))
    sr = pydicom.dcmread(io.BytesIO(files["report.sr.dcm"]))
    state = pydicom.dcmread(io.BytesIO(files["presentation-01.dcm"]))
    assert named(sr) == {(clip.SOPInstanceUID, (2,)), (clip.SOPInstanceUID, (2, 3, 4))}
    assert {u for u, _ in named(state)} == {clip.SOPInstanceUID}
    numbers = [a.ReferencedImageSequence[0].ReferencedFrameNumber for a in state.GraphicAnnotationSequence]
    assert [np.atleast_1d(n).tolist() for n in numbers] == [[2, 3, 4], [2]]
    if shutil.which("dciodvfy"):
        for name in ("report.sr.dcm", "presentation-01.dcm"):
            (tmp_path / name).write_bytes(files[name])
            said = subprocess.run(["dciodvfy", "-new", tmp_path / name], capture_output=True, text=True)
            assert not [line for line in said.stderr.splitlines() if line.startswith("Error")], said.stderr


def named(ds):
    """Objects and frames that coordinates or a presentation state's images name."""
    found = set()
    for element in ds.iterall():
        if element.keyword == "ReferencedFrameNumber":
            found.add(tuple(np.atleast_1d(element.value).tolist()))
    uids = {e.value for e in ds.iterall() if e.keyword == "ReferencedSOPInstanceUID"}
    return {(u, f) for u in uids for f in found}


def test_a_long_video_can_be_cancelled_between_frames():
    asked = iter([False, False, True])
    with pytest.raises(ProblemError) as caught:
        render(sample.report(), ["clips"], exam_json=b"", opened=lambda clip: Source(),
               cancelled=lambda: next(asked, True))  # fmt: skip
    assert caught.value.problem.code == "export.cancelled"
