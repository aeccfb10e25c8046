"""DICOM pixels of 32 bits and of floating-point values, against numpy's arithmetic and pydicom's reading."""

import numpy as np
import pytest
from pydicom.pixels import pixel_array
from pydicom.uid import ExplicitVRBigEndian, RLELossless

from helpers.dicom_files import grey, header, native, packed, write
from sonostep.core.problem import ProblemError
from sonostep.imaging import read_clip, read_frame

LITTLE = "1.2.840.10008.1.2.1"
WIDE = {"BitsAllocated": 32, "BitsStored": 32, "HighBit": 31}
UNSIGNED = grey().astype(np.uint32) * 16_000_000
SIGNED = grey().astype(np.int32) * 7_000_000 - 900_000_000
STRAIN = grey().astype(np.float64) / 500 - 0.25


def floating(path, frames, keyword, syntax=LITTLE, **elements):
    """Float (OF) or Double Float (OD) Pixel Data: no stored bits, no sign (PS3.3 C.7.6.24 and C.7.6.25)."""
    dataset = header(len(frames), **elements)
    for unused in ("BitsStored", "HighBit", "PixelRepresentation"):
        if unused in dataset:
            del dataset[unused]
    dataset.BitsAllocated = 32 if keyword == "FloatPixelData" else 64
    kind = ("<" if syntax == LITTLE else ">") + ("f4" if keyword == "FloatPixelData" else "f8")
    setattr(dataset, keyword, b"".join(f.astype(kind).tobytes() for f in frames))
    return write(path, dataset, syntax)


def from_black_to_white(values):
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return np.rint((values.astype(np.float64) - low) * 255 / (high - low))


def shown(path, number=1):
    frame = read_frame(path, number)[:, :, :3].astype(int)
    assert (frame == frame[:, :, :1]).all()
    return frame[:, :, 0]


@pytest.mark.parametrize(("values", "sign"), [(UNSIGNED, 0), (SIGNED, 1)], ids=["unsigned", "signed"])
@pytest.mark.parametrize("syntax", [LITTLE, "1.2.840.10008.1.2"])
def test_without_a_window_the_whole_range_is_shown(tmp_path, values, sign, syntax):
    path = native(tmp_path / "a.dcm", [values], syntax, PixelRepresentation=sign, **WIDE)
    assert np.abs(shown(path) - from_black_to_white(values)).max() <= 1


def test_most_significant_byte_first(tmp_path):
    path = native(tmp_path / "a.dcm", [UNSIGNED.byteswap()], ExplicitVRBigEndian, **WIDE)
    assert np.abs(shown(path) - from_black_to_white(UNSIGNED)).max() <= 1


def test_through_the_window_as_pydicom_says(tmp_path):
    path = native(
        tmp_path / "a.dcm",
        [SIGNED],
        PixelRepresentation=1,
        RescaleSlope="0.001",
        RescaleIntercept="1000",
        WindowCenter="-200000",
        WindowWidth="700000",
        **WIDE,
    )
    modality = pixel_array(path).astype(np.float64) * 0.001 + 1000
    expected = np.clip(((modality + 200000.5) / 699999 + 0.5) * 255, 0, 255)
    assert np.abs(shown(path) - expected).max() <= 1


def test_white_may_be_zero(tmp_path):
    path = native(tmp_path / "a.dcm", [UNSIGNED], PhotometricInterpretation="MONOCHROME1", **WIDE)
    assert np.abs(shown(path) - (255 - from_black_to_white(UNSIGNED))).max() <= 1


def test_bits_beside_the_value_are_no_part_of_it(tmp_path):
    values = grey().astype(np.uint32) << 8
    path = native(tmp_path / "a.dcm", [values | 0xF000_0000], BitsAllocated=32, BitsStored=24, HighBit=23)
    assert np.abs(shown(path) - from_black_to_white(values)).max() <= 1


def test_all_frames_go_through_one_range(tmp_path):
    frames = [UNSIGNED // 4, UNSIGNED]
    path = native(tmp_path / "a.dcm", frames, **WIDE)
    both = from_black_to_white(np.stack(frames))
    for number in (1, 2):
        assert np.abs(shown(path, number) - both[number - 1]).max() <= 1


def literal_rle(values):
    """RLE Lossless in literal runs, a segment for each byte, the most significant first (PS3.5 annex G)."""
    segments = []
    for byte in range(values.itemsize - 1, -1, -1):
        plane = (values >> (8 * byte)).astype(np.uint8).tobytes()
        runs = [plane[at : at + 128] for at in range(0, len(plane), 128)]
        packed = b"".join(bytes([len(run) - 1]) + run for run in runs)
        segments.append(packed + b"\0" * (len(packed) % 2))
    starts = np.cumsum([64] + [len(segment) for segment in segments[:-1]])
    head = np.zeros(16, "<u4")
    head[0], head[1 : 1 + len(segments)] = len(segments), starts
    return head.tobytes() + b"".join(segments)


def test_run_length_encoded(tmp_path):
    path = packed(tmp_path / "a.dcm", [literal_rle(UNSIGNED)], RLELossless, **WIDE)
    assert (pixel_array(path) == UNSIGNED).all()
    assert np.abs(shown(path) - from_black_to_white(UNSIGNED)).max() <= 1


@pytest.mark.parametrize("keyword", ["FloatPixelData", "DoubleFloatPixelData"])
@pytest.mark.parametrize("syntax", [LITTLE, ExplicitVRBigEndian])
def test_floating_point_values(tmp_path, keyword, syntax):
    path = floating(tmp_path / "a.dcm", [STRAIN, STRAIN * 2], keyword, syntax)
    clip = read_clip(path)
    assert (clip.frames, clip.problems) == (2, ())
    both = from_black_to_white(np.stack([STRAIN, STRAIN * 2]))
    for number in (1, 2):
        assert np.abs(shown(path, number) - both[number - 1]).max() <= 1


def test_floating_point_values_through_a_window_as_pydicom_says(tmp_path):
    path = floating(
        tmp_path / "a.dcm", [STRAIN], "FloatPixelData",
        WindowCenter="0", WindowWidth="0.2", VOILUTFunction="LINEAR_EXACT",
    )  # fmt: skip
    expected = np.clip((STRAIN / 0.2 + 0.5) * 255, 0, 255)
    assert np.abs(shown(path) - expected).max() <= 1


def test_values_that_are_no_numbers_are_black(tmp_path):
    values = STRAIN.copy()
    values[0, :3] = (np.nan, -np.inf, np.inf)
    picture = shown(floating(tmp_path / "a.dcm", [values], "DoubleFloatPixelData"))
    assert list(picture[0, :3]) == [0, 0, 255]
    assert np.abs(picture[1:] - from_black_to_white(STRAIN)[1:]).max() <= 1


def test_colours_of_32_bits_go_from_black_to_white(tmp_path):
    picture = np.repeat(UNSIGNED[:, :, None], 3, axis=2)
    path = native(
        tmp_path / "a.dcm", [picture], PhotometricInterpretation="RGB", SamplesPerPixel=3,
        PlanarConfiguration=0, **WIDE,
    )  # fmt: skip
    assert (shown(path) == UNSIGNED >> 24).all()


def test_indexes_of_32_bits_into_a_palette_are_refused(tmp_path):
    path = native(tmp_path / "a.dcm", [UNSIGNED], PhotometricInterpretation="PALETTE COLOR", **WIDE)
    with pytest.raises(ProblemError, match="imaging.unknown_depth"):
        read_frame(path, 1)
