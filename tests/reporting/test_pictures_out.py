"""A frame or a cine with its marks: what leaves is read back, frame by frame."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pydicom
import pytest
from PIL import Image

from helpers import sample_exam as sample
from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import (
    Clip,
    ClipKind,
    FrameRef,
    Patient,
    Region,
    ScaleInfo,
    StudyInfo,
    Timing,
    TimingSource,
)
from sonostep.core.exam import ClipRecord, Exam
from sonostep.core.measure.geometry import Point
from sonostep.core.problem import Problem, ProblemError
from sonostep.reporting.pictures.films import gif_times
from sonostep.workflows import library as library_module
from sonostep.workflows.pictures.order import CINE_FORMATS, PictureOrder, write_pictures
from sonostep.workflows.task import Cancelled

ROWS, COLUMNS = 480, 640
EVEN = tuple(n / 25 for n in range(8))
UNEVEN = (0.0, 0.04, 0.08, 0.2, 0.24, 0.3, 0.36, 0.5)
NAME = "Wang^Xiaoming=王^小明"
PICTURE = Region(0, 40, 639, 479, 1, 1, 3, 3, 0.008, 0.008)
"""The machine's own words stand above it."""


def clip(starts=EVEN, *, regions=(PICTURE,), rows=ROWS, columns=COLUMNS, aspect=None):
    scale = ScaleInfo(rows, columns, regions, pixel_aspect_ratio=aspect)
    timing = Timing(starts, starts[-1] + 0.04, TimingSource.FRAME_TIME_VECTOR, 25.0)
    study = StudyInfo("1.2.3", "1.2.3.4", sample.ULTRASOUND_MULTIFRAME, study_date="20250102")
    return Clip(
        "1.2.3.4.5", "a.dcm", ClipKind.DICOM, "R GT", len(starts), scale, timing, Patient(NAME, "P-1"), study
    )


class Loader:
    """Gives grey frames whose level tells their number, with a white name at the top."""

    def __init__(self, of):
        self.of, self.asked = of, []

    def open(self, of): ...

    def request(self, ref, callback, /, *, channel=""):
        self.asked.append(ref.frame)
        scale = self.of.scale
        frame = np.full((scale.rows, scale.columns, 4), 20 + 10 * ref.frame, np.uint8)
        frame[5:20, 10:200] = 255
        callback(ref, frame)


def line(id_, y, first, last=0, of="1.2.3.4.5", **more):
    ends = (Point(100.0, y), Point(200.0, y))
    return Annotation(id_, FrameRef(of, first), ShapeKind.DISTANCE, ends, (1.0, 1.0), last_frame=last, **more)


LINES = (line("one", 300.0, 3), line("many", 400.0, 5, 7), line("hidden", 200.0, 3, hidden=True))


@pytest.fixture(scope="module")
def library():
    return library_module.load_library()[0]


def order(library, of, lines=LINES, **more):
    exam = Exam(
        id="5f0c1c62-4b7e-4b43-9d7f-0b8a6f1b2c3d", created="2025-01-02T09:30:00+08:00",
        patient=Patient(NAME, "P-1", "19600504", "F"), clips=(ClipRecord.of(of),), annotations=lines,
    )  # fmt: skip
    return PictureOrder(exam, library, "en", of, **{"first": 1, "last": of.frames, **more})


def read(path):
    """Every frame as rows x columns x 3, and when each starts, seconds."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as film:
            frames = list(film.decode(video=0))
        return [f.to_ndarray(format="rgb24") for f in frames], [float(f.pts * f.time_base) for f in frames]
    if path.suffix == ".gif":
        shown, starts, at = [], [], 0.0
        with Image.open(path) as film:
            for number in range(film.n_frames):
                film.seek(number)
                shown.append(np.asarray(film.convert("RGB")))
                starts.append(at)
                at += film.info["duration"] / 1000
        return shown, starts
    ds = pydicom.dcmread(path)
    steps = [float(t) for t in ds.FrameTimeVector] if "FrameTimeVector" in ds else None
    steps = steps or [0.0] + [float(ds.FrameTime)] * (int(ds.NumberOfFrames) - 1)
    return list(ds.pixel_array), list(np.cumsum(steps) / 1000)


def coloured(frame, y, x=150):
    """Whether a coloured line runs through a place."""
    near = frame[y - 2 : y + 3, x - 20 : x + 20].astype(int)
    return bool(((near.max(axis=2) - near.min(axis=2)) > 60).any(axis=0).all())


@pytest.mark.parametrize("starts", [EVEN, UNEVEN], ids=["even", "uneven"])
@pytest.mark.parametrize("format_", CINE_FORMATS)
def test_marks_stand_on_their_frames_and_times_are_the_sources(tmp_path, library, format_, starts):
    of = clip(starts)
    written = write_pictures(order(library, of), format_, tmp_path / f"c.{format_}", Loader(of))
    frames, times = read(written)
    assert len(frames) == 8 and times == pytest.approx(starts, abs=0.0051 if format_ == "gif" else 1e-4)
    for number, frame in enumerate(frames, 1):
        assert frame.shape == (ROWS, COLUMNS, 3)
        assert coloured(frame, 300) == (number == 3), number
        assert coloured(frame, 400) == (5 <= number <= 7), number
        assert not coloured(frame, 200)
        assert abs(int(frame[250, 500, 0]) - (20 + 10 * number)) <= 4
        assert frame[:30].max() <= 16, "the machine's words are not the picture's"


def test_the_last_frame_of_a_film_is_shown_as_long_as_in_the_source(tmp_path, library):
    of = clip(UNEVEN)
    with av.open(str(write_pictures(order(library, of), "mp4", tmp_path / "c.mp4", Loader(of)))) as film:
        assert film.duration / av.time_base == pytest.approx(0.54, abs=0.002)


@pytest.mark.parametrize("format_", CINE_FORMATS)
def test_the_identity_stands_above_the_picture_where_it_is_wanted(tmp_path, library, format_):
    of = clip()
    wanted = order(library, of, identity=True)
    frames, _ = read(write_pictures(wanted, format_, tmp_path / f"c.{format_}", Loader(of)))
    top = frames[2].shape[0] - ROWS
    assert top >= 20 and frames[2][:top].max() > 200
    assert coloured(frames[2], 300 + top) and not coloured(frames[1], 300 + top)
    assert frames[2][top + 10, 100].min() > 240, "of an identified picture nothing is blanked"


def test_a_capture_without_identity_names_nobody(tmp_path, library):
    of = clip()
    made = [
        write_pictures(order(library, of), "dcm", tmp_path / f"{n}.dcm", Loader(of)).read_bytes()
        for n in "ab"
    ]
    ds, again = (pydicom.dcmread(io.BytesIO(m)) for m in made)
    assert ds.SOPClassUID.name == "Multi-frame True Color Secondary Capture Image Storage"
    for secret in (b"Wang", b"P-1", "王".encode(), b"20250102", b"1.2.3.4", b"1960", b"5f0c1c62"):
        assert secret not in made[0], secret
    assert (ds.PatientName, ds.PatientID, ds.BurnedInAnnotation) == ("", "", "NO")
    assert ds.PatientIdentityRemoved == "YES" and ds.StudyInstanceUID != again.StudyInstanceUID


def test_a_capture_with_identity_goes_beside_its_clip(tmp_path, library):
    of = clip()
    wanted = order(library, of, first=3, last=6, identity=True)
    ds = pydicom.dcmread(write_pictures(wanted, "dcm", tmp_path / "a.dcm", Loader(of)))
    assert (str(ds.PatientName), ds.PatientID, ds.StudyInstanceUID) == (NAME, "P-1", "1.2.3")
    assert ds.SourceImageSequence[0].ReferencedSOPInstanceUID == of.id
    assert list(ds.SourceImageSequence[0].ReferencedFrameNumber) == [3, 4, 5, 6]
    assert ds.BurnedInAnnotation == "YES" and ds.NumberOfFrames == 4


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")
@pytest.mark.parametrize("identity", [True, False])
@pytest.mark.parametrize("starts", [EVEN, UNEVEN])
def test_dciodvfy_finds_no_error_in_a_capture(tmp_path, library, starts, identity):
    of = clip(starts)
    path = write_pictures(order(library, of, identity=identity), "dcm", tmp_path / "c.dcm", Loader(of))
    said = subprocess.run(["dciodvfy", "-new", str(path)], capture_output=True).stderr.decode()
    assert "Error" not in said, said


def test_part_of_a_cine_begins_at_nought(tmp_path, library):
    of = clip(UNEVEN)
    wanted = order(library, of, first=4, last=6)
    frames, times = read(write_pictures(wanted, "mp4", tmp_path / "c.mp4", Loader(of)))
    assert times == pytest.approx([0.0, 0.04, 0.1], abs=1e-4)
    assert [coloured(f, 400) for f in frames] == [False, True, True]


def test_a_small_picture_of_high_pixels_is_enlarged_and_keeps_its_shape(tmp_path, library):
    of = clip(rows=120, columns=160, regions=(), aspect=(2.0, 1.0))
    wanted = order(library, of, (line("one", 90.0, 3),), looked=True, last=3)
    frames, _ = read(write_pictures(wanted, "mp4", tmp_path / "c.mp4", Loader(of)))
    assert frames[0].shape == (960, 640, 3)
    assert coloured(frames[2], 720, 600) and not coloured(frames[1], 720, 600)


def test_one_frame_leaves_as_png(tmp_path, library):
    of = clip()
    out = write_pictures(order(library, of, first=3, last=3), "png", tmp_path / "f.png", Loader(of))
    with Image.open(out) as picture:
        assert picture.format == "PNG" and not picture.info.get("Author")
        assert coloured(np.asarray(picture), 300)
    without = order(library, of, first=3, last=3, marks=False)
    with Image.open(io.BytesIO(without.png(np.zeros((ROWS, COLUMNS, 4), np.uint8)))) as picture:
        assert not np.asarray(picture).any()


def test_a_file_that_does_not_say_where_its_picture_lies_is_looked_at_first(tmp_path, library):
    of = clip(regions=())
    with pytest.raises(ProblemError) as caught:
        write_pictures(order(library, of), "mp4", tmp_path / "c.mp4", Loader(of))
    assert caught.value.problem.code == "export.name_in_pixels" and not list(tmp_path.iterdir())
    write_pictures(order(library, of, looked=True), "mp4", tmp_path / "c.mp4", Loader(of))


class Impatient:
    """Wants nothing any more at the third frame."""

    cancelled = False

    def report(self, fraction, what="", /):
        assert 0 <= fraction <= 1 and what.endswith(" / 8")
        if what.startswith("3"):
            raise Cancelled


@pytest.mark.parametrize("format_", CINE_FORMATS)
def test_what_is_cancelled_or_breaks_leaves_the_file_that_was_there(tmp_path, library, format_):
    of = clip()
    out = tmp_path / f"c.{format_}"
    out.write_bytes(b"before")
    with pytest.raises(Cancelled):
        write_pictures(order(library, of), format_, out, Loader(of), Impatient())
    loader = Loader(of)
    loader.request = lambda ref, callback, /, *, channel="": callback(ref, Problem.of("export.cancelled"))
    with pytest.raises(ProblemError):
        write_pictures(order(library, of), format_, out, loader)
    assert [p.name for p in tmp_path.iterdir()] == [out.name] and out.read_bytes() == b"before"


def test_a_folder_that_is_gone_is_said(library):
    of = clip()
    with pytest.raises(ProblemError) as caught:
        write_pictures(order(library, of), "gif", Path("/no/such/folder/c.gif"), Loader(of))
    assert caught.value.problem.code == "export.picture_unwritable"


@pytest.mark.parametrize(
    ("starts", "end", "shown"),
    [
        ((0.0, 0.04, 0.08), 0.12, {0: 4, 1: 4, 2: 4}),
        (tuple(n / 60 for n in range(6)), 0.1, {0: 2, 1: 3, 3: 2, 4: 3}),
        ((0.0, 0.001, 0.002), 0.003, {0: 2}),
        (tuple(n / 30 for n in range(4)), 4 / 30, {0: 3, 1: 4, 2: 3, 3: 3}),
        ((0.0,), 0.0, {0: 2}),
    ],
)
def test_the_hundredths_of_a_gif_do_not_add_up(starts, end, shown):
    assert gif_times(starts, end) == shown


def test_a_frame_of_another_size_is_refused(library):
    of = clip()
    with pytest.raises(ProblemError) as caught:
        order(library, of).png(np.zeros((10, 10, 4), np.uint8))
    assert caught.value.problem.code == "export.frame_size"


def test_who_it_is_follows_the_exam_not_the_file(library):
    from sonostep.workflows.pictures.order import identity_lines

    exam = replace(order(library, clip()).exam, patient=Patient("Chen^A", "X", "", ""))
    assert identity_lines(exam, clip(), "right") == ("Chen A · X", "2025-01-02 · R GT")
