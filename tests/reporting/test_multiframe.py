"""A video clip as DICOM."""

import io
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pydicom
import pytest

from reporting import sample
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
