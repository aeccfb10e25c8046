"""The small inputs beside the checkout, each with the value that an independent program gave for it.

dcmtk is 3.6.7 (dcm2pnm, dcmj2pnm), pydicom 3.0.2, Pillow 13.0.0, imagecodecs 2026.3.6; run on 2026-11-30.
Skipped where ../shared/cases is missing; siblings of each are built in code by the tests beside this one.
"""

from pathlib import Path

import numpy as np
import pytest

from sonostep.core.measure.calibration import LengthScale, resolve
from sonostep.core.measure.geometry import Point
from sonostep.imaging import open_clip, read_clip, read_frame

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "reading"


@pytest.fixture
def case():
    if not CASES.is_dir():
        pytest.skip("the small inputs (../shared/cases) are not on this machine")
    return lambda name: CASES / name


MEANS = {
    # mean R, G, B of the first frame, and who says so
    "d06_jp2_sycc_ybrfull_tint.dcm": ((96.7, 69.3, 40.0), "Pillow on the stream"),
    "d10_jfif444_labelled_rgb_tint.dcm": ((97.1, 69.8, 40.5), "pydicom"),
    "d37_pal16_odd255.dcm": ((19.98, 13.65, 5.66), "dcm2pnm"),
    "d40_window_empty.dcm": ((19.98,) * 3, "dcm2pnm"),
    "d41_window_center_only.dcm": ((19.98,) * 3, "dcm2pnm"),
    "d43_rescale_empty.dcm": ((19.98,) * 3, "dcm2pnm"),
    "d44_voilut_empty_seq.dcm": ((19.98,) * 3, "dcm2pnm"),
    "d46_window_comma.dcm": ((20.0,) * 3, "dcm2pnm, +Wi 1 on the number with a point"),
    "m62_voilut_item_empty.dcm": ((19.98,) * 3, "dcm2pnm"),
    "m63_overlay.dcm": ((19.98,) * 3, "dcm2pnm -O"),
    "m79_e1_pt1_8bit.dcm": ((19.61,) * 3, "dcmj2pnm"),
    "jxl.dcm": ((127.33,) * 3, "imagecodecs"),
    "encunc.dcm": ((127.33,) * 3, "the bytes"),
    "deflframe.dcm": ((127.33,) * 3, "zlib"),
    "jfif_rgb.dcm": ((254.0, 0.0, 0.0), "Pillow, ffmpeg, pydicom"),
}


@pytest.mark.parametrize("name", MEANS)
def test_the_first_frame_is_the_one_that_others_show(case, name):
    expected, _ = MEANS[name]
    found = read_frame(case(name), 1)[:, :, 2::-1].mean(axis=(0, 1))
    assert found == pytest.approx(expected, abs=0.6)


def test_single_pixels(case):
    assert read_frame(case("m79_e1_pt1_8bit.dcm"), 1)[32, 50, 0] == 230  # dcmj2pnm
    assert (read_frame(case("teal_surround_rgb.dcm"), 1)[2, 2, 2::-1] == (0, 128, 128)).all()
    assert (read_frame(case("jfif_rgb.dcm"), 1)[5, 5, 2::-1] == (254, 0, 0)).all()


FACTS = {
    # frames, frames per second, codes of what is said
    "m01_nf1_5frames_nobot.dcm": (5, 25.0, ["imaging.frame_count"]),
    "m80_rle_2frag_nobot.dcm": (3, 25.0, []),
    "t01_frametime_comma.dcm": (5, 30.0, ["imaging.decimal_comma"]),
    "t02_ps_comma.dcm": (5, 25.0, ["imaging.decimal_comma"]),
    "t04_ftv_zero_step.dcm": (5, 25.0, ["imaging.time_vector_step_alone"]),
    "t20_enhanced_us_volume.dcm": (4, 20.0, []),
    "ftv_3900.dcm": (3900, 30.0, []),
    "m70_frametime_seconds.dcm": (5, 25.0, ["imaging.frame_time_seconds"]),
    "m10_ge_7fe1_only.dcm": (0, 0.0, ["imaging.private_pixels"]),
    "m63_overlay.dcm": (1, 0.0, ["imaging.overlays"]),
}


@pytest.mark.parametrize("name", FACTS)
def test_what_is_said_of_each(case, name):
    clip = read_clip(case(name))
    frames, fps, said = FACTS[name]
    assert clip.frames == frames
    assert clip.timing.fps == pytest.approx(fps, abs=0.001)
    assert [p.code for p in clip.problems] == said


MILLIMETRES = {
    "m65_ps_ut.dcm": ((10, 10, 50, 10), 10.0),
    "t02_ps_comma.dcm": ((10, 10, 20, 10), 1.43),
    "t20_enhanced_us_volume.dcm": ((10, 10, 60, 10), 10.0),
}


@pytest.mark.parametrize("name", MILLIMETRES)
def test_lengths(case, name):
    (x0, y0, x1, y1), expected = MILLIMETRES[name]
    scale = resolve((Point(x0, y0), Point(x1, y1)), read_clip(case(name)).scale)
    assert isinstance(scale, LengthScale)
    assert (x1 - x0) * scale.mm_x == pytest.approx(expected)


def test_a_clip_that_begins_black_has_contrast(case):
    assert len(np.unique(read_frame(case("m60_12bit_first_blank.dcm"), 2))) > 30  # dcm2pnm +F 2


def test_overlay_pixels(case):
    clip, source = open_clip(case("m63_overlay.dcm"))
    with source:
        assert source.overlay(1).sum() == 70  # dcm2pnm draws as many
    assert clip.frames == 1


@pytest.mark.parametrize(("name", "size"), [("s2_orient5.tif", (96, 64)), ("sf_tiled.tif", (64, 96))])
def test_stills(case, name, size):
    from PIL import Image

    with Image.open(case(name)) as image:
        expected = np.asarray(image.convert("RGB"))
    assert expected.shape[:2] == size
    assert (read_frame(case(name), 1)[:, :, 2::-1] == expected).all()
