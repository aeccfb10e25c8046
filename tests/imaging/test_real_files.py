"""Real ultrasound: the files in pydicom's wheel and, where they are, in ../shared/data."""

import runpy
import warnings
from pathlib import Path

import numpy as np
import pydicom
import pydicom.examples
import pytest
from pydicom.pixels import pixel_array

from helpers.video_files import Kind, write_video
from sonostep.core.clip import TimingSource
from sonostep.imaging import open_clip, open_source, read_frame, scan

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["ybr_color", "rgb_color", "jpeg2k"])
def test_the_examples_look_as_pydicom_says(name):
    path = pydicom.examples.get_path(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = pixel_array(path, index=0)
    assert np.abs(read_frame(path, 1)[:, :, 2::-1].astype(int) - expected).max() <= 1


def test_the_cine_example():
    clip, source = open_clip(pydicom.examples.get_path("ybr_color"))
    with source:
        assert clip.frames == 30
        assert clip.timing.source is TimingSource.FRAME_TIME
        assert clip.timing.fps == pytest.approx(30, abs=0.01)
        # its box belongs to another picture size: stored, for the core to refuse
        assert clip.scale.regions[0].x1 > clip.scale.columns
        assert (source.frame(1) != source.frame(30)).any()


def test_the_palette_example():
    frame = read_frame(pydicom.examples.get_path("palette_color"), 1)
    dataset = pydicom.examples.palette_color
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = pydicom.pixels.apply_color_lut(dataset.pixel_array, dataset)
    scale = 8 if expected.max() > 255 else 0
    assert (frame[:, :, 2::-1] == expected >> scale).all()


def test_all_of_pydicoms_files_open_or_are_refused_in_one_sentence_as_the_docs_say():
    made = runpy.run_path(str(ROOT / "docs" / "make_files.py"))
    text = made["document"]()
    rows = [row.split(" | ") for row in text.split("## The ")[1].splitlines() if row.startswith("| ")][1:]
    assert len(rows) == len(made["pydicom_files"]())
    for name, result, words in rows:
        assert result in ("opened", "refused"), name
        assert words.rstrip(" |").endswith("."), name
        assert "{" not in words, name
    if pydicom.__version__ == "3.0.2":
        assert text == (ROOT / "docs" / "files.md").read_text(encoding="utf-8"), "run docs/make_files.py"


def test_the_esaote_elbow(shared_data):
    (clip,) = scan([shared_data / "msk_elbow_esaote_ybr422.dcm"])
    assert (clip.scale.rows, clip.scale.columns, clip.frames) == (555, 800, 1)
    assert clip.problems == ()
    (region,) = clip.scale.regions
    assert region.delta_x * 10 == pytest.approx(0.0616, abs=0.0002)
    frame = read_frame(clip.path, 1)
    # the black surround is black, not green
    assert frame[540:, 400:600, :3].mean() < 20


def test_the_aloka_dual_image(shared_data):
    (clip,) = scan([shared_data / "aloka_dual_bmode.dcm"])
    boxes = [(r.x0, r.x1) for r in clip.scale.regions]
    assert (32, 335) in boxes
    assert (336, 639) in boxes


def test_a_video_of_the_muscle_sequence(shared_data, tmp_path):
    (sequence,) = scan([shared_data / "muscle_rom_sequence"])
    assert sequence.frames == 23
    with open_source(sequence) as source:
        pictures = [source.frame(n)[:, :, 2::-1] for n in range(1, 24)]
    kind = Kind(
        "h264", ".mp4", "libx264", {"preset": "veryfast", "crf": "15"}, b_frames=2, rows=600, columns=800
    )
    path = write_video(tmp_path / "rom.mp4", kind, 23, lambda n: pictures[n - 1])
    clip, video = open_clip(path)
    with video:
        assert clip.frames == 23
        for number in (23, 1, 12):
            error = np.abs(video.frame(number)[:, :, 2::-1].astype(int) - pictures[number - 1])
            assert error.mean() < 3
