"""Transfer syntaxes beside the usual ones, and frames that lie in more fragments than the header knows of."""

import random
import struct
import sys
import zlib

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import itemize_fragment
from pydicom.uid import UID_dictionary

from helpers.dicom_files import COLUMNS, ROWS, colour, deep, grey, header, packed, to_ybr, write
from imaging.test_encapsulated import (
    JPEG,
    RLE,
    htj2k_frame,
    j2k_frame,
    jpeg_ls_frame,
    lossless_jpeg,
    rle_frame,
)
from imaging.test_labels_and_streams import pillow, tint
from imaging.test_native import as_rgb, shown, stretched
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_clip, read_clip
from sonostep.imaging.dicom.decoders import TABLE, decoder_for
from sonostep.imaging.dicom.streams.jpeg_xl import size

ROOT = "1.2.840.10008.1.2"
DEFLATED_FRAME, UNCOMPRESSED, HTJ2K = ROOT + ".8.1", ROOT + ".1.98", ROOT + ".4.201"
DEEP = {"BitsAllocated": 16, "BitsStored": 12, "HighBit": 11}
COLOUR = {"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}


def deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush()


MAKERS = {
    DEFLATED_FRAME: lambda picture: deflate(picture.tobytes()),
    UNCOMPRESSED: lambda picture: picture.tobytes(),
    ROOT + ".4.110": lambda picture: imagecodecs.jpegxl_encode(picture, lossless=True),
    ROOT + ".4.112": lambda picture: imagecodecs.jpegxl_encode(picture, lossless=True, usecontainer=True),
}


@pytest.mark.parametrize("syntax", MAKERS)
@pytest.mark.parametrize("table", ["basic", "extended", "no"])
def test_grey_frames(tmp_path, syntax, table):
    frames = [MAKERS[syntax](grey(n)) for n in (1, 2, 3)]
    path = packed(tmp_path / "a.dcm", frames, syntax, table)
    for number in (3, 1, 2):
        assert (shown(path, number) == as_rgb(grey(number))).all()


@pytest.mark.parametrize("syntax", MAKERS)
def test_deep_frames(tmp_path, syntax):
    path = packed(tmp_path / "a.dcm", [MAKERS[syntax](deep())], syntax, **DEEP)
    assert (shown(path, 1) == stretched(deep(), deep())).all()


@pytest.mark.parametrize("syntax", MAKERS)
def test_colour_frames(tmp_path, syntax):
    path = packed(tmp_path / "a.dcm", [MAKERS[syntax](colour())], syntax, **COLOUR)
    assert (shown(path, 1) == colour()).all()


@pytest.mark.parametrize("syntax", [DEFLATED_FRAME, UNCOMPRESSED])
def test_planes_and_single_bits(tmp_path, syntax):
    planes = np.moveaxis(colour(), 2, 0)
    path = packed(tmp_path / "a.dcm", [MAKERS[syntax](planes)], syntax, **COLOUR, PlanarConfiguration=1)
    assert (shown(path, 1) == colour()).all()
    mask = grey() > 100
    bits = np.packbits(mask, bitorder="little")
    one_bit = {"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}
    path = packed(tmp_path / "b.dcm", [MAKERS[syntax](bits)] * 2, syntax, **one_bit)
    assert (shown(path, 2) == as_rgb((mask * 255).astype(np.uint8))).all()


def test_a_deflated_frame_never_unpacks_beyond_its_size(tmp_path):
    path = packed(tmp_path / "a.dcm", [deflate(bytes(200 << 20))], DEFLATED_FRAME)
    assert not shown(path, 1).any()


@pytest.mark.parametrize("stream", [b"\0\0", b"\0" * 40, deflate(b"short")])
def test_a_damaged_deflated_frame_is_refused(tmp_path, stream):
    clip, source = open_clip(packed(tmp_path / "a.dcm", [stream], DEFLATED_FRAME))
    with source, pytest.raises(ProblemError):
        source.frame(clip.frames)


# JPEG XL


@pytest.mark.parametrize("syntax", [".4.111", ".4.112"])
@pytest.mark.parametrize("label", ["YBR_FULL_422", "RGB"])
def test_a_recompressed_jpeg_goes_back_to_its_jpeg(tmp_path, syntax, label):
    jpeg = imagecodecs.jpeg8_encode(tint(), 80, subsampling="420")
    stream = imagecodecs.jpegxl_encode_jpeg(jpeg)
    path = packed(
        tmp_path / "a.dcm", [stream], ROOT + syntax, SamplesPerPixel=3, PhotometricInterpretation=label
    )
    # decoded directly, JPEG XL gives other pixels than the JPEG that it holds
    assert np.abs(imagecodecs.jpegxl_decode(stream).astype(int) - pillow(jpeg)).max() > 1
    assert np.abs(shown(path, 1).astype(int) - pillow(jpeg)).max() <= 1


def test_lossy_jpeg_xl(tmp_path):
    stream = imagecodecs.jpegxl_encode(tint(), distance=0.5)
    path = packed(
        tmp_path / "a.dcm", [stream], ROOT + ".4.112", SamplesPerPixel=3, PhotometricInterpretation="XYB"
    )
    assert np.abs(shown(path, 1).astype(int) - tint()).mean() < 3


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (64, 256), (480, 640), (480, 720), (700, 333), (2000, 9)])
def test_the_size_of_a_jpeg_xl_is_read_before_it_is_decoded(shape):
    for container in (False, True):
        stream = imagecodecs.jpegxl_encode(np.zeros(shape, np.uint8), usecontainer=container)
        assert size(stream) == shape


# HTJ2K


def damaged(stream: bytes, seed: int) -> bytes:
    raw = bytearray(stream)
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 3, 20))):
        raw[dice.randrange(120, len(raw) - 2)] ^= 1 << dice.randrange(8)
    return bytes(raw)


def test_htj2k_that_openjpeg_refuses_is_refused(tmp_path):
    """OpenJPH decodes it, reports the damage, and imagecodecs loses the report on its way."""
    picture = np.kron(grey(), np.ones((4, 4), np.uint8))
    whole = htj2k_frame(picture)
    size_told = {"Rows": ROWS * 4, "Columns": COLUMNS * 4}
    refused = told = 0
    for seed in range(40):
        stream = damaged(whole, seed)
        _, source = open_clip(packed(tmp_path / f"{seed}.dcm", [stream], HTJ2K, **size_told))
        try:
            imagecodecs.jpeg2k_decode(stream)
            judged_good = True
        except imagecodecs.Jpeg2kError:
            judged_good = False
            refused += 1
        with source:
            try:
                source.frame(1)
            except ProblemError:
                told += not judged_good
                continue
        assert judged_good, seed
    assert refused == told > 5


def test_decoding_htj2k_leaves_the_hooks_for_lost_exceptions_alone(tmp_path):
    before = sys.unraisablehook, sys.excepthook
    assert (shown(packed(tmp_path / "a.dcm", [htj2k_frame(grey())], HTJ2K), 1) == as_rgb(grey())).all()
    assert (sys.unraisablehook, sys.excepthook) == before


# names


def test_every_transfer_syntax_of_the_standard_has_its_name():
    known = {uid for uid, row in UID_dictionary.items() if row[1] == "Transfer Syntax"}
    assert known <= set(TABLE)
    assert len({decoder_for(uid).name for uid in known}) >= len(known) - 7  # fragmentable twins share one
    for uid in TABLE:
        assert uid not in decoder_for(uid).name


# fragments


def in_pieces(path, frames, syntax, pieces, **elements):
    """Frames cut into ``pieces`` fragments each, without an offset table."""
    dataset = header(elements.pop("declared"), **elements)
    items = b""
    for frame in frames:
        step = -(-len(frame) // pieces)
        step += step % 2
        cut = [frame[at : at + step] for at in range(0, len(frame), step)]
        items += b"".join(itemize_fragment(piece + b"\0" * (len(piece) % 2)) for piece in cut)
    dataset.PixelData = struct.pack("<HHI", 0xFFFE, 0xE000, 0) + items
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return write(path, dataset, syntax)


PICTURES = {
    RLE: rle_frame,
    JPEG: lambda picture: imagecodecs.jpeg8_encode(picture, 100),
    ROOT + ".4.70": lossless_jpeg,
    ROOT + ".4.80": jpeg_ls_frame,
    ROOT + ".4.90": j2k_frame,
    HTJ2K: htj2k_frame,
    UNCOMPRESSED: lambda picture: picture.tobytes(),
    ROOT + ".4.110": lambda picture: imagecodecs.jpegxl_encode(picture, lossless=True),
}


@pytest.mark.parametrize("pieces", [1, 2, 3])
@pytest.mark.parametrize("declared", [1, 3, 6, None])
@pytest.mark.parametrize("syntax", PICTURES)
def test_frames_are_found_without_a_table_and_without_a_true_count(tmp_path, syntax, declared, pieces):
    frames = [PICTURES[syntax](grey(n)) for n in (1, 2, 3)]
    elements = {"NumberOfFrames": None} if declared is None else {}
    path = in_pieces(tmp_path / "a.dcm", frames, syntax, pieces, declared=declared or 3, **elements)
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 3
        for number in (3, 1, 2):
            assert np.abs(source.frame(number)[:, :, 0].astype(int) - grey(number)).max() <= 4
    said = {3: [], None: ["imaging.frame_count_missing"]}.get(declared, ["imaging.frame_count"])
    assert [p.code for p in clip.problems] == said


def test_colour_rle_in_fragments(tmp_path):
    frames = [rle_frame(colour(n)) for n in (1, 2, 3)]
    path = in_pieces(tmp_path / "a.dcm", frames, RLE, 2, declared=3, **COLOUR)
    for number in (1, 2, 3):
        assert (shown(path, number) == colour(number)).all()


def test_a_table_of_one_offset_does_not_hide_the_other_frames(tmp_path):
    frames = [PICTURES[JPEG](grey(n)) for n in (1, 2, 3)]
    path = in_pieces(tmp_path / "a.dcm", frames, JPEG, 1, declared=1)
    raw = path.read_bytes()
    empty = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
    path.write_bytes(raw.replace(empty, struct.pack("<HHII", 0xFFFE, 0xE000, 4, 0), 1))
    assert read_clip(path).frames == 3


@pytest.mark.parametrize("photometric", ["YBR_FULL_422", "YBR_FULL"])
def test_encapsulated_uncompressed_ybr(tmp_path, photometric):
    full = to_ybr(tint())
    half = np.stack([full[:, 0::2, 0], full[:, 1::2, 0], full[:, 0::2, 1], full[:, 0::2, 2]], 2)
    stored = half if photometric == "YBR_FULL_422" else full
    path = packed(
        tmp_path / "a.dcm",
        [stored.tobytes()],
        UNCOMPRESSED,
        SamplesPerPixel=3,
        PhotometricInterpretation=photometric,
    )
    assert np.abs(shown(path, 1).astype(int) - tint()).max() <= 4


@pytest.mark.parametrize("syntax", [JPEG, RLE])
def test_an_empty_item_is_no_frame(tmp_path, syntax):
    frames = [PICTURES[syntax](grey(n)) for n in (1, 2, 3)]
    path = in_pieces(tmp_path / "a.dcm", frames, syntax, 1, declared=3)
    raw = path.read_bytes()
    end = raw.rindex(struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))
    path.write_bytes(raw[:end] + struct.pack("<HHI", 0xFFFE, 0xE000, 0) + raw[end:])
    clip = read_clip(path)
    assert (clip.frames, clip.problems) == (3, ())
