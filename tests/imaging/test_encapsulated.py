"""Compressed DICOM: every transfer syntax, colour model and offset table, to the pixel.

Frames are encoded with one library and, where ours decodes with the same one, checked with another.
"""

import io

import imagecodecs
import numpy as np
import openjpeg.utils as openjpeg
import pytest
from PIL import Image
from pydicom.pixels.encoders import RLELosslessEncoder

from helpers.dicom_files import Array, colour, deep, from_ybr, grey, packed, to_ybr
from imaging.test_native import as_rgb, shown, stretched
from sonostep.imaging import open_clip

RLE = "1.2.840.10008.1.2.5"
JPEG = "1.2.840.10008.1.2.4.50"


def rle_frame(picture: Array) -> bytes:
    samples = 1 if picture.ndim == 2 else 3
    raw = picture.astype(picture.dtype.newbyteorder("<")).tobytes()
    bits = picture.dtype.itemsize * 8
    return RLELosslessEncoder.encode(
        raw,
        rows=picture.shape[0],
        columns=picture.shape[1],
        samples_per_pixel=samples,
        bits_allocated=bits,
        bits_stored=bits,
        pixel_representation=0,
        photometric_interpretation="RGB" if samples == 3 else "MONOCHROME2",
        planar_configuration=0,
        number_of_frames=1,
        encoding_plugin="pydicom",
    )


def lossless_jpeg(picture: Array) -> bytes:
    """By libjpeg-turbo; ours decodes with jpegsof3."""
    depth = 8 if picture.dtype == np.uint8 else 12
    if picture.ndim == 2:
        return imagecodecs.jpeg8_encode(picture, lossless=True, bitspersample=depth)
    stream = imagecodecs.jpeg8_encode(
        picture, lossless=True, bitspersample=depth, colorspace="RGB", outcolorspace="RGB"
    )
    # nothing in the stream says what the samples are: the label does
    return components(without(stream, 0xE0, 0xEE), b"\1\2\3", b"\xff\xc3")


def jpeg_ls_frame(picture: Array) -> bytes:
    """Without CharLS's SPIFF header, which would say RGB whatever the samples are."""
    stream = bytes(imagecodecs.jpegls_encode(picture))
    return stream[:2] + stream[stream.index(b"\xff\xf7") :]


def j2k_frame(picture: Array) -> bytes:
    # 1: sRGB or grey; no colour transform, so that stored YBR stays what it is
    return openjpeg.encode_array(
        picture, photometric_interpretation=1 if picture.ndim == 3 else 2, use_mct=False
    )


def htj2k_frame(picture: Array) -> bytes:
    return imagecodecs.htj2k_encode(picture, rgb=False, reversible=True)


LOSSLESS = {
    RLE: rle_frame,
    "1.2.840.10008.1.2.4.57": lossless_jpeg,
    "1.2.840.10008.1.2.4.70": lossless_jpeg,
    "1.2.840.10008.1.2.4.80": jpeg_ls_frame,
    "1.2.840.10008.1.2.4.90": j2k_frame,
    "1.2.840.10008.1.2.4.201": htj2k_frame,
    "1.2.840.10008.1.2.4.202": htj2k_frame,
    "1.2.840.10008.1.2.4.203": htj2k_frame,
}


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_grey(tmp_path, syntax):
    path = packed(tmp_path / "a.dcm", [LOSSLESS[syntax](grey(n)) for n in (1, 2, 3)], syntax)
    for number in (1, 2, 3):
        assert (shown(path, number) == as_rgb(grey(number))).all()


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_monochrome1(tmp_path, syntax):
    path = packed(
        tmp_path / "a.dcm", [LOSSLESS[syntax](grey())], syntax, PhotometricInterpretation="MONOCHROME1"
    )
    assert (shown(path, 1) == 255 - as_rgb(grey())).all()


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_deep_grey(tmp_path, syntax):
    frames = [deep(1), deep(2)]
    path = packed(
        tmp_path / "a.dcm",
        [LOSSLESS[syntax](f) for f in frames],
        syntax,
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
    )
    for number in (1, 2):
        assert (shown(path, number) == stretched(frames[number - 1], np.stack(frames))).all()


@pytest.mark.parametrize("syntax", LOSSLESS)
@pytest.mark.parametrize("model", ["RGB", "YBR_FULL"])
@pytest.mark.parametrize("planar", [0, 1])
def test_colour(tmp_path, syntax, model, planar):
    stored = colour() if model == "RGB" else to_ybr(colour())
    path = packed(
        tmp_path / "a.dcm",
        [LOSSLESS[syntax](stored)],
        syntax,
        SamplesPerPixel=3,
        PhotometricInterpretation=model,
        PlanarConfiguration=planar,
    )
    assert (shown(path, 1) == (stored if model == "RGB" else from_ybr(stored))).all()


@pytest.mark.parametrize("syntax", LOSSLESS)
def test_palette(tmp_path, syntax):
    table = np.random.default_rng(3).integers(0, 256, (3, 256), dtype=np.uint8)
    tables = {}
    for plane, name in enumerate(("Red", "Green", "Blue")):
        tables[f"{name}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        tables[f"{name}PaletteColorLookupTableData"] = (
            (table[plane].astype("<u2") << 8).astype("<u2").tobytes()
        )
    path = packed(
        tmp_path / "a.dcm",
        [LOSSLESS[syntax](grey())],
        syntax,
        PhotometricInterpretation="PALETTE COLOR",
        **tables,
    )
    assert (shown(path, 1) == np.stack([table[p][grey()] for p in range(3)], axis=2)).all()


@pytest.mark.parametrize("label", ["YBR_RCT", "RGB"])
@pytest.mark.parametrize("encode", ["j2k", "htj2k"])
def test_the_colour_transform_of_jpeg_2000_is_undone_once(tmp_path, label, encode):
    if encode == "j2k":
        stream = openjpeg.encode_array(colour(), photometric_interpretation=1, use_mct=True)
    else:
        stream = imagecodecs.htj2k_encode(colour(), rgb=True, reversible=True)
    path = packed(
        tmp_path / "a.dcm",
        [stream],
        "1.2.840.10008.1.2.4.90" if encode == "j2k" else "1.2.840.10008.1.2.4.201",
        SamplesPerPixel=3,
        PhotometricInterpretation=label,
    )
    assert (shown(path, 1) == colour()).all()


def test_lossy_jpeg_2000(tmp_path):
    stream = openjpeg.encode_array(
        colour(), photometric_interpretation=1, use_mct=True, compression_ratios=[8]
    )
    path = packed(
        tmp_path / "a.dcm",
        [stream],
        "1.2.840.10008.1.2.4.91",
        SamplesPerPixel=3,
        PhotometricInterpretation="YBR_ICT",
    )
    second = openjpeg.decode(io.BytesIO(stream))
    assert np.abs(shown(path, 1).astype(int) - second.astype(int)).max() <= 1


def test_near_lossless_jpeg_ls(tmp_path):
    stream = bytes(imagecodecs.jpegls_encode(grey(), level=3))
    path = packed(tmp_path / "a.dcm", [stream], "1.2.840.10008.1.2.4.81")
    assert (shown(path, 1) == as_rgb(imagecodecs.jpegls_decode(stream))).all()
    assert np.abs(shown(path, 1).astype(int) - as_rgb(grey()).astype(int)).max() <= 3


# lossy JPEG


def pillow(stream: bytes) -> Array:
    """What another decoder makes of it."""
    return np.asarray(Image.open(io.BytesIO(stream)).convert("RGB"))


def encoded(picture: Array, subsampling: str, **options: object) -> bytes:
    return imagecodecs.jpeg8_encode(picture, 92, subsampling=subsampling, **options)


@pytest.mark.parametrize("subsampling", ["444", "422", "420"])
def test_jpeg_colour(tmp_path, subsampling):
    stream = encoded(colour(), subsampling)
    path = packed(
        tmp_path / "a.dcm", [stream], JPEG, SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL_422"
    )
    assert np.abs(shown(path, 1).astype(int) - pillow(stream)).max() <= 1


def test_jpeg_grey(tmp_path):
    stream = imagecodecs.jpeg8_encode(grey(), 92)
    path = packed(tmp_path / "a.dcm", [stream], JPEG)
    assert (shown(path, 1) == pillow(stream)).all()


def test_jpeg_grey_with_a_window(tmp_path):
    stream = imagecodecs.jpeg8_encode(grey(), 92)
    path = packed(tmp_path / "a.dcm", [stream], JPEG, WindowCenter="128", WindowWidth="2")
    assert set(np.unique(shown(path, 1))) == {0, 255}


def test_jpeg_of_12_bits(tmp_path):
    stream = imagecodecs.jpeg8_encode(deep(), 99, bitspersample=12)
    path = packed(
        tmp_path / "a.dcm", [stream], "1.2.840.10008.1.2.4.51", BitsAllocated=16, BitsStored=12, HighBit=11
    )
    assert np.abs(shown(path, 1).astype(int) - stretched(deep(), deep())).max() <= 4


def without(stream: bytes, *markers: int) -> bytes:
    """Drop application segments (JFIF is E0, Adobe is EE)."""
    kept, at = [stream[:2]], 2
    while stream[at + 1] != 0xDA:
        length = int.from_bytes(stream[at + 2 : at + 4], "big") + 2
        if stream[at + 1] not in markers:
            kept.append(stream[at : at + length])
        at += length
    return b"".join([*kept, stream[at:]])


def components(stream: bytes, ids: bytes, frame_header: bytes = b"\xff\xc0") -> bytes:
    """Rename the components in the frame and scan headers."""
    raw = bytearray(stream)
    frame = raw.index(frame_header)
    scan = raw.index(b"\xff\xda", frame)
    for n in range(3):
        raw[frame + 10 + 3 * n] = ids[n]
        raw[scan + 5 + 2 * n] = ids[n]
    return bytes(raw)


RAW = {"colorspace": "YCBCR", "outcolorspace": "YCBCR"}
"""Store the three samples as they are, with a JFIF marker."""

JPEG_COLOURS = {
    # name: stream, label, whether what is stored is RGB
    "RGB, no marker": (lambda: without(encoded(colour(), "444", **RAW), 0xE0), "RGB", colour),
    "RGB, Adobe transform 0": (
        lambda: encoded(colour(), "444", colorspace="RGB", outcolorspace="RGB"),
        "RGB",
        colour,
    ),
    "labelled YBR, Adobe transform 0": (
        lambda: encoded(colour(), "444", colorspace="RGB", outcolorspace="RGB"),
        "YBR_FULL_422",
        colour,
    ),
    "labelled YBR, components named R G B": (
        lambda: components(without(encoded(colour(), "444", **RAW), 0xE0), b"RGB"),
        "YBR_FULL",
        colour,
    ),
    "labelled RGB, stored YBR with JFIF": (lambda: encoded(colour(), "444"), "RGB", colour),
    "labelled RGB, coarser chroma": (lambda: without(encoded(colour(), "420"), 0xE0), "RGB", colour),
    "YBR, no marker": (lambda: without(encoded(colour(), "422"), 0xE0), "YBR_FULL_422", colour),
}


@pytest.mark.parametrize("case", JPEG_COLOURS)
def test_the_colours_of_jpeg_are_true_whatever_the_label(tmp_path, case):
    make, label, truth = JPEG_COLOURS[case]
    path = packed(tmp_path / "a.dcm", [make()], JPEG, SamplesPerPixel=3, PhotometricInterpretation=label)
    error = np.abs(shown(path, 1).astype(int) - truth().astype(int))
    # the codec's own loss: a few grey levels, more only round the edges of coarse chroma
    assert np.median(error) <= 2
    assert error[8:12, 24:28].max() <= 24
    assert error[:, :15].max() <= 12


def test_a_lossless_stream_labelled_baseline_is_read_by_what_it_is(tmp_path):
    path = packed(tmp_path / "a.dcm", [lossless_jpeg(grey())], JPEG)
    assert (shown(path, 1) == as_rgb(grey())).all()


# fragments


@pytest.mark.parametrize("table", ["basic", "extended", "no"])
@pytest.mark.parametrize("encode", ["jpeg", "rle"])
def test_offset_tables(tmp_path, table, encode):
    make = rle_frame if encode == "rle" else lambda p: imagecodecs.jpeg8_encode(p, 100)
    frames = [make(grey(n)) for n in range(1, 6)]
    path = packed(tmp_path / "a.dcm", frames, RLE if encode == "rle" else JPEG, table)
    for number in (5, 1, 3):
        close = np.abs(shown(path, number).astype(int) - as_rgb(grey(number))).max()
        assert close <= (0 if encode == "rle" else 4)


@pytest.mark.parametrize("table", ["basic", "no"])
def test_several_fragments_per_frame(tmp_path, table):
    frames = [imagecodecs.jpeg8_encode(grey(n), 100) for n in range(1, 5)]
    path = packed(tmp_path / "a.dcm", frames, JPEG, table, fragments=3)
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 4
        for number in (4, 2):
            assert np.abs(source.frame(number)[:, :, 0].astype(int) - grey(number)).max() <= 4


def test_one_frame_in_many_fragments_without_a_table(tmp_path):
    path = packed(tmp_path / "a.dcm", [lossless_jpeg(grey())], "1.2.840.10008.1.2.4.70", "no", fragments=4)
    assert (shown(path, 1) == as_rgb(grey())).all()


@pytest.mark.parametrize(("declared", "stored"), [(9, 4), (2, 4)])
def test_the_stream_is_believed_not_the_declared_number(tmp_path, declared, stored):
    frames = [rle_frame(grey(n)) for n in range(1, stored + 1)]
    clip, source = open_clip(packed(tmp_path / "a.dcm", frames, RLE, declared=declared))
    with source:
        assert (source.frame(stored)[:, :, 0] == grey(stored)).all()
    assert clip.frames == stored
    assert [p.code for p in clip.problems] == ["imaging.frame_count"]
    assert len(clip.timing.starts) == stored


def test_pydicoms_own_rle_reads_too(tmp_path):
    raw = RLELosslessEncoder.encode(
        colour(),
        rows=48,
        columns=64,
        samples_per_pixel=3,
        bits_allocated=8,
        bits_stored=8,
        pixel_representation=0,
        photometric_interpretation="RGB",
        number_of_frames=1,
        planar_configuration=0,
        encoding_plugin="pydicom",
    )
    path = packed(tmp_path / "a.dcm", [raw], RLE, SamplesPerPixel=3, PhotometricInterpretation="RGB")
    assert (shown(path, 1) == colour()).all()


def test_one_damaged_frame_costs_only_itself(tmp_path):
    good = [imagecodecs.jpeg8_encode(grey(n), 95) for n in (1, 2, 3)]
    path = packed(tmp_path / "a.dcm", [good[0], b"\xff\xd8\xff\xdb" + b"\1" * 60, good[2]], JPEG)
    clip, source = open_clip(path)
    with source:
        source.frame(1)
        source.frame(3)
        with pytest.raises(Exception, match="imaging.frame") as error:
            source.frame(2)
    assert clip.frames == 3
    assert type(error.value).__name__ == "ProblemError"


def test_a_wrong_offset_in_the_table_is_seen_and_the_items_are_walked(tmp_path):
    frames = [rle_frame(grey(n)) for n in range(1, 6)]
    path = packed(tmp_path / "a.dcm", frames, RLE)
    raw = bytearray(path.read_bytes())
    table = raw.index(b"\xfe\xff\x00\xe0\x14\x00\x00\x00") + 8
    third = int.from_bytes(raw[table + 8 : table + 12], "little")
    raw[table + 8 : table + 12] = (third + 4).to_bytes(4, "little")
    path.write_bytes(raw)
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 5
        for number in (2, 3, 4, 5, 1):
            assert (source.frame(number)[:, :, 0] == grey(number)).all()


def test_without_simplejpeg_the_picture_is_the_same(tmp_path, monkeypatch):
    """Python 3.15 has no wheel of it."""
    from sonostep.imaging.dicom import encapsulated

    stream = bytes(imagecodecs.jpeg8_encode(colour(), level=85))
    label = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422"}
    path = packed(tmp_path / "a.dcm", [stream], "1.2.840.10008.1.2.4.50", **label)
    with_it = shown(path, 1)
    monkeypatch.setattr(encapsulated, "simplejpeg", None)
    assert (shown(path, 1) == with_it).all()
