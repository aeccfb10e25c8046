"""Uncompressed DICOM, every byte order, colour model and depth, to the pixel."""

from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian

from helpers import dicom_files as making
from helpers.dicom_files import Array, colour, deep, from_ybr, grey, native, to_ybr
from sonostep.imaging import open_clip, read_clip


def shown(path: Path, number: int) -> Array:
    """RGB of a frame as shown."""
    clip, source = open_clip(path)
    with source:
        frame = source.frame(number)
    assert frame.shape == (clip.scale.rows, clip.scale.columns, 4)
    assert frame.dtype == np.uint8
    assert (frame[:, :, 3] == 255).all()
    return frame[:, :, 2::-1]


def as_rgb(picture: Array) -> Array:
    return np.repeat(picture[:, :, None], 3, axis=2)


def stretched(picture: Array, clip: Array) -> Array:
    low, high = float(clip.min()), float(clip.max())
    return as_rgb(np.rint((picture.astype(float) - low) * 255 / (high - low)).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize("syntax", making.NATIVE, ids=lambda uid: uid.name)
@pytest.mark.parametrize("preamble", [True, False], ids=["part10", "bare"])
def test_grey_in_every_byte_order(tmp_path, syntax, preamble):
    if not preamble and syntax.is_deflated:
        pytest.skip("a deflated data set needs its file meta information")
    path = native(tmp_path / "a.dcm", [grey(1), grey(2)], syntax, preamble=preamble)
    for number in (1, 2):
        assert (shown(path, number) == as_rgb(grey(number))).all()


@pytest.mark.parametrize("syntax", making.NATIVE, ids=lambda uid: uid.name)
@pytest.mark.parametrize("bits", [12, 16])
def test_deep_grey_runs_from_the_clips_darkest_to_its_brightest(tmp_path, syntax, bits):
    frames = [deep(1, bits), deep(2, bits)]
    path = native(tmp_path / "a.dcm", frames, syntax, BitsAllocated=16, BitsStored=bits, HighBit=bits - 1)
    for number in (1, 2):
        assert (shown(path, number) == stretched(frames[number - 1], np.stack(frames))).all()


def test_signed_deep_grey(tmp_path):
    picture = deep(1, 12).astype(np.int16) - 2048
    path = native(
        tmp_path / "a.dcm", [picture], BitsAllocated=16, BitsStored=12, HighBit=11, PixelRepresentation=1
    )
    assert (shown(path, 1) == stretched(picture, picture)).all()


def test_monochrome1_is_shown_upside_down(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], PhotometricInterpretation="MONOCHROME1")
    assert (shown(path, 1) == 255 - as_rgb(grey())).all()


def test_window_is_applied(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], WindowCenter="64", WindowWidth="65")
    picture = shown(path, 1)[:, :, 0].astype(int)
    assert (picture[grey() >= 97] == 255).all()
    assert (picture[grey() <= 31] == 0).all()
    between = (grey() > 31) & (grey() < 97)
    # PS3.3 C.11.2.1.2.1: ((x - (c - 0.5)) / (w - 1) + 0.5) x 255
    expected = ((grey().astype(float) - 63.5) / 64 + 0.5) * 255
    assert np.abs(picture - expected)[between].max() <= 0.5


def test_bits_beyond_the_stored_ones_are_not_shown(tmp_path):
    picture = deep(1, 12)
    dirty = picture | np.uint16(0xA000)
    path = native(
        tmp_path / "a.dcm",
        [dirty],
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
        WindowCenter="2048",
        WindowWidth="4096",
    )
    clean = native(
        tmp_path / "b.dcm",
        [picture],
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
        WindowCenter="2048",
        WindowWidth="4096",
    )
    assert (shown(path, 1) == shown(clean, 1)).all()


@pytest.mark.parametrize("syntax", making.NATIVE, ids=lambda uid: uid.name)
@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("model", ["RGB", "YBR_FULL"])
def test_colour_in_both_planar_configurations(tmp_path, syntax, planar, model):
    stored = colour() if model == "RGB" else to_ybr(colour())
    samples = np.moveaxis(stored, 2, 0) if planar else stored
    path = native(
        tmp_path / "a.dcm",
        [np.ascontiguousarray(samples)],
        syntax,
        SamplesPerPixel=3,
        PhotometricInterpretation=model,
        PlanarConfiguration=planar,
    )
    assert (shown(path, 1) == (stored if model == "RGB" else from_ybr(stored))).all()


def test_colour_of_16_bits(tmp_path):
    wide = colour().astype(np.uint16) * 257
    path = native(
        tmp_path / "a.dcm",
        [wide],
        SamplesPerPixel=3,
        PhotometricInterpretation="RGB",
        BitsAllocated=16,
        BitsStored=16,
        HighBit=15,
    )
    assert (shown(path, 1) == colour()).all()


def test_ybr_full_422(tmp_path):
    full = to_ybr(colour())
    full[:, 1::2, 1:] = full[:, 0::2, 1:]
    pairs = np.stack((full[:, 0::2, 0], full[:, 1::2, 0], full[:, 0::2, 1], full[:, 0::2, 2]), axis=2)
    path = native(tmp_path / "a.dcm", [pairs], SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL_422")
    assert (shown(path, 1) == from_ybr(full)).all()


def test_422_that_stores_all_samples_is_believed_by_its_length(tmp_path):
    full = to_ybr(colour())
    path = native(tmp_path / "a.dcm", [full], SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL_422")
    assert (shown(path, 1) == from_ybr(full)).all()


def surrounded(tint: tuple[int, int, int]) -> Array:
    """A scan in a coloured surround, as some makers draw it: few of its pixels are grey."""
    picture = np.empty((making.ROWS, making.COLUMNS, 3), np.uint8)
    picture[:] = tint
    picture[20:28, 20:40] = colour()[20:28, 20:40]
    return picture


TINTS = {"teal": (0, 128, 128), "amber": (150, 110, 40), "grey 128": (128, 128, 128), "blue": (0, 0, 90)}


@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize("label", ["RGB", "YBR_FULL"])
def test_a_label_is_believed_whatever_the_picture_shows(tmp_path, tint, label):
    stored = surrounded(TINTS[tint]) if label == "RGB" else to_ybr(surrounded(TINTS[tint]))
    path = native(tmp_path / "a.dcm", [stored], SamplesPerPixel=3, PhotometricInterpretation=label)
    assert (shown(path, 1) == (stored if label == "RGB" else from_ybr(stored))).all()


@pytest.mark.parametrize("stored", [colour(), to_ybr(colour())], ids=["RGB", "YBR"])
def test_without_a_label_the_picture_tells(tmp_path, stored):
    path = native(tmp_path / "a.dcm", [stored], SamplesPerPixel=3, PhotometricInterpretation=None)
    assert np.abs(shown(path, 1).astype(int) - colour()).max() <= 2


@pytest.mark.parametrize("entry_bits", [8, 16])
@pytest.mark.parametrize("first", [0, 10])
def test_palette(tmp_path, entry_bits, first):
    rng = np.random.default_rng(3)
    table = rng.integers(0, 256, (3, 256 - first), dtype=np.uint8)
    descriptor = [256 - first, first, entry_bits]
    tables = {}
    for plane, name in enumerate(("Red", "Green", "Blue")):
        entries = table[plane] if entry_bits == 8 else (table[plane].astype("<u2") * 257).astype("<u2")
        raw = entries.tobytes()
        tables[f"{name}PaletteColorLookupTableDescriptor"] = descriptor
        tables[f"{name}PaletteColorLookupTableData"] = raw + b"\0" * (len(raw) % 2)
    indices = grey()
    path = native(tmp_path / "a.dcm", [indices], PhotometricInterpretation="PALETTE COLOR", **tables)
    position = np.maximum(indices.astype(int) - first, 0)
    expected = np.stack([table[plane][position] for plane in range(3)], axis=2)
    assert (shown(path, 1) == expected).all()


def test_palette_with_16_bit_indices(tmp_path):
    rng = np.random.default_rng(4)
    table = rng.integers(0, 65536, (3, 4096), dtype=np.uint16)
    tables = {}
    for plane, name in enumerate(("Red", "Green", "Blue")):
        tables[f"{name}PaletteColorLookupTableDescriptor"] = [4096, 0, 16]
        tables[f"{name}PaletteColorLookupTableData"] = table[plane].astype("<u2").tobytes()
    indices = deep(1, 12)
    path = native(
        tmp_path / "a.dcm",
        [indices],
        PhotometricInterpretation="PALETTE COLOR",
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
        **tables,
    )
    assert (shown(path, 1) == np.stack([table[p][indices] >> 8 for p in range(3)], axis=2)).all()


def test_one_bit_masks_whose_frames_do_not_start_on_a_byte(tmp_path):
    rng = np.random.default_rng(5)
    masks = rng.integers(0, 2, (3, 5, 7), dtype=np.uint8)
    bits = np.packbits(masks.reshape(-1), bitorder="little")
    path = native(
        tmp_path / "a.dcm",
        [bits],
        Rows=5,
        Columns=7,
        NumberOfFrames=3,
        BitsAllocated=1,
        BitsStored=1,
        HighBit=0,
    )
    for number in (1, 2, 3):
        assert (shown(path, number) == as_rgb(masks[number - 1] * 255)).all()


def test_more_frames_declared_than_stored_shows_those_stored_and_says_so(tmp_path):
    path = native(tmp_path / "a.dcm", [grey(1), grey(2)], ExplicitVRLittleEndian, NumberOfFrames=5)
    clip = read_clip(path)
    assert clip.frames == 2
    assert [p.code for p in clip.problems] == ["imaging.frame_count"]
