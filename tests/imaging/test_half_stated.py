"""Numeric elements that hold nothing, half of something, a decimal comma, or no number at all.

Every one of them is built here as bytes, for pydicom refuses to write most. Right values: dcm2pnm of dcmtk
3.6.7 shows the picture as if the element were absent.
"""

from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from helpers.dicom_files import deep, grey, native
from imaging.test_native import as_rgb, shown, stretched
from sonostep.core.clip import TimingSource
from sonostep.core.measure.calibration import LengthScale, resolve
from sonostep.core.measure.geometry import Point
from sonostep.imaging import read_clip
from sonostep.imaging.dicom.elements.numbers import number, stated, stated_at, whole_number
from sonostep.messages import codes

PAIR = (Point(10.0, 10.0), Point(40.0, 10.0))


def written(path: Path, texts: dict[str, str], representation: str = "DS") -> Path:
    """A native file with elements of any text: written as LO, whose bytes lie the same, and renamed."""
    return add(native(path, [grey()]), texts, representation)


def add(path: Path, texts: dict[str, str], representation: str = "DS") -> Path:
    dataset = pydicom.dcmread(path)
    for keyword, text in texts.items():
        dataset[Tag(keyword)] = DataElement(Tag(keyword), "LO", text.split("\\"))
    dataset.save_as(path)
    raw = path.read_bytes()
    for keyword in texts:
        tag = Tag(keyword)
        head = tag.group.to_bytes(2, "little") + tag.element.to_bytes(2, "little")
        assert raw.count(head + b"LO") == 1
        raw = raw.replace(head + b"LO", head + representation.encode())
    path.write_bytes(raw)
    return path


def said(path: Path) -> list[str]:
    return [p.code for p in read_clip(path).problems]


NOTHING = ["", " ", "\\", "0", "abc", "1e999", "NaN", "--5", "1,2,3", "\\\\\\"]
"""What stands where a number belongs, and is none, or none that can be used."""


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("keyword", ["WindowWidth", "RescaleSlope"])
def test_a_grey_scale_that_holds_nothing_counts_as_absent(tmp_path, keyword, text):
    texts = {keyword: text} if keyword == "RescaleSlope" else {"WindowCenter": "128", keyword: text}
    path = written(tmp_path / "a.dcm", texts)
    assert (shown(path, 1) == as_rgb(grey())).all()
    holds_something = text.strip(" \\") != "" or keyword == "WindowWidth"
    assert len(said(path)) == holds_something
    assert codes().issuperset(said(path))


@pytest.mark.parametrize(
    ("texts", "codes_said"),
    [
        ({"WindowCenter": "", "WindowWidth": ""}, []),
        ({"WindowCenter": "128"}, ["imaging.window_unused"]),
        ({"WindowWidth": "50"}, ["imaging.window_unused"]),
        ({"WindowCenter": "128\\60", "WindowWidth": "\\"}, ["imaging.window_unused"]),
        ({"WindowCenter": "128", "WindowWidth": "-40"}, ["imaging.window_unused"]),
        ({"RescaleIntercept": "", "RescaleSlope": ""}, []),
        ({"RescaleIntercept": "", "RescaleSlope": "1"}, []),
    ],
)
def test_half_a_window_is_none(tmp_path, texts, codes_said):
    path = written(tmp_path / "a.dcm", texts)
    assert (shown(path, 1) == as_rgb(grey())).all()
    assert said(path) == codes_said


def test_the_first_whole_window_of_several_is_taken(tmp_path):
    path = written(tmp_path / "a.dcm", {"WindowCenter": "\\64", "WindowWidth": "10\\65"})
    whole = native(tmp_path / "b.dcm", [grey()], WindowCenter="64", WindowWidth="65")
    assert (shown(path, 1) == shown(whole, 1)).all()


@pytest.mark.parametrize("text", ["127,5", "127,5\\40", "1,275e2"])
def test_a_decimal_comma_in_a_window_is_a_point(tmp_path, text):
    path = written(tmp_path / "a.dcm", {"WindowCenter": text, "WindowWidth": "255\\20"})
    point = native(tmp_path / "b.dcm", [grey()], WindowCenter="127.5", WindowWidth="255")
    assert (shown(path, 1) == shown(point, 1)).all()
    assert said(path) == ["imaging.decimal_comma"]


@pytest.mark.parametrize("keyword", ["VOILUTSequence", "ModalityLUTSequence"])
@pytest.mark.parametrize("items", ["none", "empty", "no data", "no descriptor", "descriptor of two"])
def test_a_broken_table_is_not_used(tmp_path, keyword, items):
    item = Dataset()
    if items in ("no data", "descriptor of two"):
        item.LUTDescriptor = [256, 0, 8] if items == "no data" else [256, 0]
    if items in ("no descriptor", "descriptor of two"):
        item.add_new("LUTData", "OW", b"\0\1" * 256)
    path = native(tmp_path / "a.dcm", [grey()], **{keyword: [] if items == "none" else [item]})
    assert (shown(path, 1) == as_rgb(grey())).all()
    assert said(path) == ([] if items in ("none", "empty") else ["imaging.table_unused"])


@pytest.mark.parametrize(("told", "white"), [(8, 255), (12, 4095), (16, 255)])
def test_a_voi_table_ends_at_white(tmp_path, told, white):
    item = Dataset()
    item.LUTDescriptor = [256, 0, told]
    item.add_new("LUTData", "OW", np.linspace(0, white, 256).astype("<u2").tobytes())
    path = native(tmp_path / "a.dcm", [grey()], VOILUTSequence=[item])
    assert np.abs(shown(path, 1).astype(int) - as_rgb(grey())).max() <= 1


@pytest.mark.parametrize("blank", [1, 2, 39])
def test_contrast_without_a_window_is_set_from_more_than_the_first_frame(tmp_path, blank):
    frames = [np.zeros_like(deep())] * blank + [deep(1)]
    path = native(tmp_path / "a.dcm", frames, BitsAllocated=16, BitsStored=12, HighBit=11)
    assert len(np.unique(shown(path, blank + 1))) > 30
    assert (shown(path, blank + 1) == stretched(deep(1), np.stack(frames))).all()


def test_one_frame_with_a_picture_among_many_blank_ones_sets_the_contrast(tmp_path):
    frames = [np.zeros_like(deep())] * 60
    frames[1] = deep(1)
    path = native(tmp_path / "a.dcm", frames, BitsAllocated=16, BitsStored=12, HighBit=11)
    assert len(np.unique(shown(path, 2))) > 30


# colour tables

RAMP = np.arange(256, dtype=np.uint8)


def palette(entries: int, bits: int, raw: bytes, **other) -> dict[str, object]:
    tables: dict[str, object] = {"PhotometricInterpretation": "PALETTE COLOR"}
    for name in ("Red", "Green", "Blue"):
        tables[f"{name}PaletteColorLookupTableDescriptor"] = [entries, 0, bits]
        tables[f"{name}PaletteColorLookupTableData"] = raw
    return tables | other


@pytest.mark.parametrize(
    ("entries", "bits", "raw"),
    [
        (255, 8, RAMP[:255].tobytes() + b"\0"),  # odd length, padded
        (255, 16, RAMP[:255].tobytes() + b"\0"),  # 8-bit entries where 16 are told
        (256, 8, RAMP.astype("<u2").tobytes()),  # 16-bit entries where 8 are told
        (0, 16, (RAMP.astype("<u2") * 257).tobytes()),  # 0 means 65536, of which 256 are there
        (0, 8, RAMP.tobytes()),
        (256, 16, (RAMP.astype("<u2") * 257).tobytes()),
    ],
)
def test_a_palette_of_odd_length_or_depth_is_read(tmp_path, entries, bits, raw):
    picture = np.minimum(grey(), 254)
    path = native(tmp_path / "a.dcm", [picture], **palette(entries, bits, raw))
    assert (shown(path, 1) == as_rgb(picture)).all()


def test_a_palette_shorter_than_it_says_is_used_as_far_as_it_goes(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], **palette(256, 8, RAMP[:100].tobytes()))
    assert (shown(path, 1) == as_rgb(np.minimum(grey(), 99))).all()
    assert said(path) == ["imaging.palette_mended"]


def test_a_palette_without_a_descriptor_is_as_long_as_its_data(tmp_path):
    tables = palette(256, 16, (RAMP.astype("<u2") * 257).tobytes())
    for name in ("Red", "Green", "Blue"):
        del tables[f"{name}PaletteColorLookupTableDescriptor"]
    path = native(tmp_path / "a.dcm", [grey()], **tables)
    assert (shown(path, 1) == as_rgb(grey())).all()
    assert said(path) == ["imaging.palette_mended"]


# spacing and times


@pytest.mark.parametrize(
    ("text", "representation", "mm", "notes"),
    [
        ("0,143\\0,143", "DS", 30 * 0.143, ["imaging.decimal_comma"]),
        ("0.25\\0.25", "LO", 7.5, []),
        ("0.25\\0.25", "SH", 7.5, []),
        ("", "DS", "calibration.none", []),
        ("\\", "DS", "calibration.none", []),
        ("0\\0", "DS", "calibration.spacing_unused", []),
        ("0.2", "DS", "calibration.spacing_unused", []),
        ("0.2\\", "DS", "calibration.spacing_unused", []),
        ("a\\b", "DS", "calibration.spacing_unused", []),
        ("1\\1", "DS", "calibration.spacing_unused", []),
        ("0,143,0,143", "DS", "calibration.spacing_unused", []),
    ],
)
def test_a_spacing_is_used_or_the_reason_names_what_was_found(tmp_path, text, representation, mm, notes):
    path = written(tmp_path / "a.dcm", {"PixelSpacing": text}, representation=representation)
    scale = resolve(PAIR, read_clip(path).scale)
    if isinstance(mm, float):
        assert isinstance(scale, LengthScale)
        assert scale.mm_x * 30 == pytest.approx(mm)
    else:
        assert scale.reason.code == mm
        assert ("found" in scale.reason.mapping) == (mm == "calibration.spacing_unused")
    assert said(path) == notes


@pytest.mark.parametrize(
    ("texts", "fps", "notes"),
    [
        ({"FrameTime": "33,333"}, 30.0, ["imaging.decimal_comma"]),
        ({"FrameTime": "", "CineRate": "20"}, 20.0, []),
        ({"FrameTime": "abc", "CineRate": "20"}, 20.0, []),
        ({"FrameTime": "abc"}, 25.0, ["imaging.timing_unused"]),
        ({"FrameTime": ""}, 25.0, ["imaging.timing_default"]),
        ({"FrameTimeVector": "0\\33,333\\33,333\\33,333"}, 30.0, ["imaging.decimal_comma"]),
        ({"FrameTimeVector": "0\\\\40\\40"}, 25.0, ["imaging.time_vector_unreadable_alone"]),
        ({"FrameTimeVector": "\\"}, 25.0, ["imaging.timing_default"]),
    ],
)
def test_a_frame_time_is_used_or_the_reason_names_what_was_found(tmp_path, texts, fps, notes):
    frames = [grey(n) for n in range(1, 5)]
    path = tmp_path / "a.dcm"
    native(path, frames, **({} if "FrameTime" in texts else {"FrameTime": None}))
    clip = read_clip(add(path, texts))
    assert clip.timing.fps == pytest.approx(fps, abs=0.01)
    assert [p.code for p in clip.problems] == notes


@pytest.mark.parametrize("text", ["", "0", "x", "4"])
@pytest.mark.parametrize("keyword", ["NumberOfFrames"])
def test_the_frames_are_counted_where_the_header_does_not_say(tmp_path, keyword, text):
    path = native(tmp_path / "a.dcm", [grey(n) for n in range(1, 5)])
    clip = read_clip(add(path, {keyword: text}, "IS"))
    assert clip.frames == 4
    expected = {"4": [], "0": ["imaging.frame_count"]}.get(text, ["imaging.frame_count_missing"])
    assert [p.code for p in clip.problems] == expected


@pytest.mark.parametrize(
    "missing", ["BitsStored", "HighBit", "PixelRepresentation", "SamplesPerPixel", "BitsAllocated"]
)
def test_a_missing_description_of_the_pixels_is_the_plain_one(tmp_path, missing):
    path = native(tmp_path / "a.dcm", [grey()])
    dataset = pydicom.dcmread(path)
    del dataset[missing]
    dataset.save_as(path)
    assert (shown(path, 1) == as_rgb(grey())).all()


def test_a_list_of_times_stored_as_un_holds_its_numbers():
    dataset = Dataset()
    dataset[0x00181065] = DataElement(0x00181065, "UN", b"0\\33.3\\33.3 ")
    assert stated(dataset, "FrameTimeVector").whole == (0.0, 33.3, 33.3)
    dataset[0x00280010] = DataElement(0x00280010, "UN", b"\x30\0")
    assert whole_number(dataset, "Rows") == 48
    assert stated_at(dataset, 0x00280010, "US").first == 48


def test_what_is_said_of_a_number_quotes_no_letters():
    dataset = Dataset()
    dataset[0x00181063] = DataElement(0x00181063, "LO", "Wang^Da Ming")
    assert number(dataset, "FrameTime") is None
    assert not any(letter in stated(dataset, "FrameTime").said for letter in "WangDMi")


def test_a_clip_with_one_frame_has_no_time(tmp_path):
    assert read_clip(native(tmp_path / "a.dcm", [grey()])).timing.source is TimingSource.STILL
