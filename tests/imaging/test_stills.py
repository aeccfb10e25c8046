"""Stills of every make: tiled, turned, deep, of many pages; Pillow judges what is upright."""

import io

import cv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageOps

from helpers.dicom_files import COLUMNS, ROWS, colour, grey
from sonostep.imaging import open_clip, read_clip, read_frame
from sonostep.messages import codes

ORIENTATION = 0x0112


def turned(path, orientation, **options):
    """A still that says how it is to be turned, and what Pillow makes of it."""
    image = Image.fromarray(colour())
    if path.suffix == ".tif":
        image.save(path, tiffinfo={ORIENTATION: orientation}, **options)
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        image.save(path, exif=exif.tobytes(), **options)
    upright = Image.fromarray(colour())
    tags = upright.getexif()
    tags[ORIENTATION] = orientation
    return np.asarray(ImageOps.exif_transpose(upright))


FORMATS = {
    ".png": {},
    ".webp": {"lossless": True},
    ".tif": {},
    ".jpg": {"quality": 100, "subsampling": 0},
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_still_is_shown_upright(tmp_path, suffix, orientation):
    path = tmp_path / f"a{suffix}"
    expected = turned(path, orientation, **FORMATS[suffix])
    clip, source = open_clip(path)
    with source:
        frame = source.frame(1)
    assert (clip.scale.rows, clip.scale.columns) == expected.shape[:2]
    assert np.abs(frame[:, :, 2::-1].astype(int) - expected).max() <= (6 if suffix == ".jpg" else 0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_deep_tif_is_shown_upright(tmp_path, orientation):
    path = tmp_path / "a.tif"
    deep = grey().astype(np.uint16) * 16
    Image.fromarray(deep).save(path, tiffinfo={ORIENTATION: orientation})
    upright = Image.fromarray(grey())
    upright.getexif()[ORIENTATION] = orientation
    expected = np.asarray(ImageOps.exif_transpose(upright))
    assert np.abs(read_frame(path, 1)[:, :, 0].astype(int) - expected).max() <= 1


@pytest.mark.parametrize("compression", ["none", "deflate", "lzw", "packbits", "jpeg"])
@pytest.mark.parametrize("tile", [None, (16, 16), (32, 64)])
@pytest.mark.parametrize("picture", [grey(), colour()], ids=["grey", "colour"])
def test_strips_and_tiles(tmp_path, picture, tile, compression):
    path = tmp_path / "a.tif"
    path.write_bytes(imagecodecs.tiff_encode(picture, compression=compression, tile=tile))
    expected = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert np.abs(read_frame(path, 1)[:, :, 2::-1].astype(int) - expected).max() <= 1


DEEP = {
    "uint16": grey().astype(np.uint16) * 16,
    "int16": grey().astype(np.int16) * 16 - 2000,
    "uint32": grey().astype(np.uint32) * 70_000,
    "int32": grey().astype(np.int32) * 7000 - 900_000,
    "float32": grey().astype(np.float32) / 255 - 0.5,
    "float64": grey().astype(np.float64) * 1e-9,
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("tile", [None, (16, 16)])
def test_deep_pixels_are_shown_through_a_window_that_is_stated(tmp_path, name, tile):
    path = tmp_path / "a.tif"
    path.write_bytes(imagecodecs.tiff_encode(DEEP[name], tile=tile))
    clip, source = open_clip(path)
    with source:
        shown = source.frame(1)
    assert np.abs(shown[:, :, 0].astype(int) - grey()).max() <= 1
    (note,) = clip.problems
    assert note.code == "imaging.still_window"
    assert note.code in codes()
    assert float(note.mapping["low"]) == pytest.approx(float(DEEP[name].min()), rel=1e-4)
    assert float(note.mapping["high"]) == pytest.approx(float(DEEP[name].max()), rel=1e-4)


def test_values_that_are_no_numbers_are_black(tmp_path):
    picture = grey().astype(np.float32)
    picture[5, 5:8] = np.nan, np.inf, -np.inf
    path = tmp_path / "a.tif"
    path.write_bytes(imagecodecs.tiff_encode(picture))
    assert list(read_frame(path, 1)[5, 5:8, 0]) == [0, 255, 0]


def test_a_window_that_the_file_states_is_used(tmp_path):
    path = tmp_path / "a.tif"
    Image.fromarray(grey().astype(np.uint16)).save(path, tiffinfo={280: 0, 281: 510})
    assert np.abs(read_frame(path, 1)[:, :, 0].astype(int) - grey() // 2).max() <= 1
    assert read_clip(path).problems[0].mapping["high"] == "510"


def test_white_may_be_zero(tmp_path):
    path = tmp_path / "a.tif"
    Image.fromarray(grey().astype(np.uint16) * 257).save(path, tiffinfo={262: 0})
    raw = path.read_bytes()
    at = raw.index(b"\x06\x01\x03\0\x01\0\0\0")
    path.write_bytes(raw[: at + 8] + b"\0\0\0\0" + raw[at + 12 :])
    assert np.abs(read_frame(path, 1)[:, :, 0].astype(int) - (255 - grey())).max() <= 1


def test_a_png_of_16_bits_shows_the_values_that_it_has(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), grey().astype(np.uint16) * 16)
    assert np.abs(read_frame(path, 1)[:, :, 0].astype(int) - grey()).max() <= 1
    assert read_clip(path).problems[0].mapping["bits"] == "16"


def test_colours_of_16_bits_go_from_black_to_white(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), colour()[:, :, ::-1].astype(np.uint16) * 257)
    assert (read_frame(path, 1)[:, :, 2::-1] == colour()).all()


def test_all_pages_go_through_one_window(tmp_path):
    path = tmp_path / "a.tif"
    pages = [Image.fromarray(grey(n).astype(np.uint16) * 4 * n) for n in (1, 2)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 2
        assert np.abs(source.frame(1)[:, :, 0].astype(int) - grey(1) // 2).max() <= 1
        assert np.abs(source.frame(2)[:, :, 0].astype(int) - grey(2)).max() <= 1


def test_smaller_copies_beside_a_page_are_no_frames(tmp_path):
    path = tmp_path / "a.tif"
    small = Image.fromarray(colour()).resize((COLUMNS // 2, ROWS // 2))
    Image.fromarray(colour()).save(path, save_all=True, append_images=[small, Image.fromarray(colour())])
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 2
        assert (source.frame(2)[:, :, 2::-1] == colour()).all()


@pytest.mark.parametrize("suffix", [".tif", ".webp", ".png"])
def test_a_damaged_still_is_refused_in_one_sentence(tmp_path, suffix):
    target = io.BytesIO()
    Image.fromarray(colour()).save(target, {"tif": "TIFF"}.get(suffix[1:], suffix[1:].upper()))
    whole = target.getvalue()
    path = tmp_path / f"a{suffix}"
    for end in (10, 30, len(whole) // 2):
        path.write_bytes(whole[:end])
        try:
            clip, source = open_clip(path)
            with source:
                source.frame(clip.frames)
        except Exception as error:  # noqa: BLE001 - the one kind is asked for
            assert type(error).__name__ == "ProblemError"
