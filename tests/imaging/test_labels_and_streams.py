"""What a compressed stream says of its colours against what the header says: the stream outranks the label.

Each row is decoded by two other programs on the spot: Pillow (libjpeg-turbo, OpenJPEG) and FFmpeg's own JPEG
and JPEG 2000 decoders by PyAV. Run beside them on 2026-11-30: dcmj2pnm of dcmtk 3.6.7 with ``+cg`` (colours
guessed from the stream) agrees on every row whose stream names its colours; its default, GDCM 3.2.6 and
pydicom 3.0.2 follow the label on some of them, as docs/readers.md lists.
"""

import base64
import io
from collections.abc import Callable

import av
import imagecodecs
import numpy as np
import openjpeg.utils as openjpeg
import pytest
from PIL import Image

from helpers.dicom_files import COLUMNS, ROWS, Array, packed, to_ybr
from imaging.test_encapsulated import JPEG, RAW, components, encoded, without
from imaging.test_native import shown
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_clip

J2K = "1.2.840.10008.1.2.4.90"
LOSSLESS = "1.2.840.10008.1.2.4.70"
LABELS = ("RGB", "YBR_FULL", "YBR_FULL_422")


def tint() -> Array:
    """A picture without a single grey pixel, so that nothing can be told from how grey it is."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    return np.stack([120 + x // 2, 60 + y // 2, 30 + (x + y) // 4], 2).astype(np.uint8)


def adobe(stream: bytes, transform: int) -> bytes:
    at = 20 if stream[2:4] == b"\xff\xe0" else 2
    return stream[:at] + b"\xff\xee\x00\x0eAdobe\x00\x64" + bytes(4) + bytes([transform]) + stream[at:]


def ycc(subsampling: str = "444") -> bytes:
    return encoded(tint(), subsampling)


def rgb() -> bytes:
    return encoded(tint(), "444", **RAW)


STREAMS: dict[str, Callable[[], bytes]] = {
    "JFIF": ycc,
    "JFIF, coarse chroma": lambda: ycc("420"),
    "Adobe transform 0": lambda: adobe(without(rgb(), 0xE0), 0),
    "Adobe transform 1": lambda: adobe(without(ycc(), 0xE0), 1),
    "components named R G B": lambda: components(without(rgb(), 0xE0), b"RGB"),
    "coarse chroma, no marker": lambda: without(ycc("422"), 0xE0),
}


def pillow(stream: bytes) -> Array:
    return np.asarray(Image.open(io.BytesIO(stream)).convert("RGB"))


def ffmpeg(stream: bytes, codec: str = "mjpeg") -> Array:
    decoder = av.CodecContext.create(codec, "r")
    (frame, *_) = [*decoder.decode(av.Packet(stream)), *decoder.decode(None)]
    return frame.to_ndarray(format="rgb24")


def near(one: Array, other: Array, most: float) -> bool:
    """Whether two pictures are the same but for what coarse chroma and rounding do."""
    return float(np.abs(one.astype(int) - other.astype(int)).mean()) <= most


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("name", STREAMS)
def test_jpeg_is_shown_as_its_stream_says(tmp_path, name, label):
    stream = STREAMS[name]()
    path = packed(tmp_path / "a.dcm", [stream], JPEG, SamplesPerPixel=3, PhotometricInterpretation=label)
    for other in (pillow, ffmpeg):
        assert near(shown(path, 1), other(stream), 1.5), other.__name__
    assert near(shown(path, 1), tint(), 2)


@pytest.mark.parametrize(("label", "make"), [("RGB", rgb), ("YBR_FULL", ycc), ("YBR_FULL_422", ycc)])
@pytest.mark.parametrize("ids", [b"\1\2\3", b"\0\1\2"])
def test_where_a_jpeg_says_nothing_the_label_does(tmp_path, label, make, ids):
    # dcmtk 3.6.7, GDCM 3.2.6 and pydicom 3.0.2 all do
    stream = components(without(make(), 0xE0), ids)
    path = packed(tmp_path / "a.dcm", [stream], JPEG, SamplesPerPixel=3, PhotometricInterpretation=label)
    assert near(shown(path, 1), tint(), 2)


def test_a_progressive_jpeg_of_a_retired_process_is_read(tmp_path):
    target = io.BytesIO()
    Image.fromarray(tint()).save(target, "JPEG", quality=95, progressive=True)
    for tail in ("53", "55"):
        path = packed(
            tmp_path / f"{tail}.dcm",
            [target.getvalue()],
            f"1.2.840.10008.1.2.4.{tail}",
            SamplesPerPixel=3,
            PhotometricInterpretation="YBR_FULL_422",
        )
        assert near(shown(path, 1), pillow(target.getvalue()), 0.5)


ARITHMETIC = {
    # cjpeg 2.1.5 of libjpeg-turbo, -quality 90 -grayscale -arithmetic, and -progressive, of the ramp below
    "52": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQ",
        "ERMUFRUVDA8XGBYUGBIUFRT/yQALCAAwAEABAREA/8wABgAQEAX/2gAIAQEAAD8A/wDt4TBOOBDlwcm65IbP9RvA/wBwbvDl",
        "fpufM4sE+Kh5LuLnuB9gix9l0ORuzjDNoIqLwMbB915H8y4v2Zelmo5V6Dn3X9zyNF9Dvq6rFb5F35qv+LgP73QSaRpI1AYw",
        "g+qiEPqAXoG/kM43hL4jIe6WrVHXzBfRV9WX2Uj/2Q==",
    ),
    "56": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQ",
        "ERMUFRUVDA8XGBYUGBIUFRT/ygALCAAwAEABAREA/8wABAAQ/9oACAEBAAAAAf8A28MJje0aQB0EmoxINny7C2Ss/8wABBAF",
        "/9oACAEBAAEFAhORR5KmENRqsdtFKCshIEic58tNirnPHiV7r169evXr169evXr169evXr169fD/zAAEEAX/2gAIAQEABj8C",
        "qP/MAAQQBf/aAAgBAQABPyGoY1Uh2uuMyTX+o+8W/9oACAEBAAAAEE0ucpj0c//MAAQQBf/aAAgBAQABPxDTQF3PGmDIzoDP",
        "e7iHOBj/2Q==",
    ),
}


@pytest.mark.parametrize("tail", ARITHMETIC)
def test_arithmetic_coding_of_a_retired_process_is_read(tmp_path, tail):
    stream = base64.b64decode("".join(ARITHMETIC[tail]))
    y, x = np.mgrid[:ROWS, :COLUMNS]
    shown_as = shown(packed(tmp_path / "a.dcm", [stream], f"1.2.840.10008.1.2.4.{tail}"), 1)
    assert (shown_as == pillow(stream)).all()
    assert np.abs(shown_as[:, :, 0].astype(int) - (x * 3 + y) % 256).max() <= 8


@pytest.mark.parametrize("marker", [0xC5, 0xCB, 0xCF])
def test_a_process_that_nobody_reads_is_refused_by_its_name(tmp_path, marker):
    stream = bytearray(imagecodecs.jpeg8_encode(np.ascontiguousarray(tint()[:, :, 0])))
    stream[stream.index(b"\xff\xc0") + 1] = marker
    _, source = open_clip(packed(tmp_path / "a.dcm", [bytes(stream)], JPEG))
    with source, pytest.raises(ProblemError) as refused:
        source.frame(1)
    assert refused.value.problem.code == "imaging.syntax_refused"


# lossless JPEG


@pytest.mark.parametrize("bits", [8, 12, 16])
@pytest.mark.parametrize("shift", [0, 1, 3])
def test_the_point_transform_of_lossless_jpeg_is_undone(tmp_path, bits, shift):
    """dcmj2pnm 3.6.7 and ljpeg agree: values come back shifted up by Pt."""
    dtype = np.uint8 if bits == 8 else np.uint16
    picture = (np.random.default_rng(bits).integers(0, 1 << bits, (ROWS, COLUMNS)) >> shift << shift).astype(
        dtype
    )
    # what is coded are the shifted values; the scan header says by how much
    stream = bytearray(imagecodecs.jpeg8_encode(picture >> shift, lossless=True, bitspersample=bits - shift))
    frame, scan = stream.index(b"\xff\xc3"), stream.index(b"\xff\xda")
    stream[frame + 4], stream[scan + 9] = bits, shift
    elements = {"BitsAllocated": 8 if bits == 8 else 16, "BitsStored": bits, "HighBit": bits - 1}
    path = packed(
        tmp_path / "a.dcm",
        [bytes(stream)],
        LOSSLESS,
        WindowCenter=1 << bits - 1,
        WindowWidth=1 << bits,
        **elements,
    )
    expected = picture.astype(float) * 255 / ((1 << bits) - 1)
    assert np.abs(shown(path, 1)[:, :, 0] - expected).max() <= 1.01


@pytest.mark.parametrize("label", ["RGB", "YBR_FULL"])
def test_a_lossless_jpeg_with_named_components_is_rgb(tmp_path, label):
    stream = imagecodecs.jpeg8_encode(tint(), lossless=True, colorspace="RGB", outcolorspace="RGB")
    path = packed(tmp_path / "a.dcm", [stream], LOSSLESS, SamplesPerPixel=3, PhotometricInterpretation=label)
    assert (shown(path, 1) == tint()).all()


# JPEG 2000


def codestream(picture: Array, *, transform: bool) -> bytes:
    return bytes(openjpeg.encode_array(picture, photometric_interpretation=1, use_mct=transform))


def wrapped(code: bytes, space: int) -> bytes:
    """A JP2 file round a codestream, with an enumerated colour space (ITU-T T.800 annex I)."""

    def box(kind: bytes, body: bytes) -> bytes:
        return (len(body) + 8).to_bytes(4, "big") + kind + body

    size = ROWS.to_bytes(4, "big") + COLUMNS.to_bytes(4, "big")
    header = box(b"ihdr", size + b"\0\3\7\7\0\0") + box(b"colr", b"\1\0\0" + space.to_bytes(4, "big"))
    start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return start + box(b"jp2h", header) + box(b"jp2c", code)


@pytest.mark.parametrize("label", ["RGB", "YBR_FULL", "YBR_RCT"])
@pytest.mark.parametrize(("space", "name"), [(16, "sRGB"), (18, "sYCC")])
def test_the_colour_space_of_a_jp2_box_is_undone_once(tmp_path, label, space, name):
    stored = tint() if space == 16 else to_ybr(tint())
    stream = wrapped(codestream(stored, transform=False), space)
    path = packed(tmp_path / "a.dcm", [stream], J2K, SamplesPerPixel=3, PhotometricInterpretation=label)
    assert near(shown(path, 1), pillow(stream), 1), name
    assert near(shown(path, 1), tint(), 1)


@pytest.mark.parametrize("label", ["RGB", "YBR_FULL", "YBR_RCT", "YBR_ICT"])
def test_a_codestream_with_a_colour_transform_is_rgb(tmp_path, label):
    stream = codestream(tint(), transform=True)
    path = packed(tmp_path / "a.dcm", [stream], J2K, SamplesPerPixel=3, PhotometricInterpretation=label)
    assert (shown(path, 1) == tint()).all()
    assert near(ffmpeg(stream, "jpeg2000"), tint(), 0.5)


@pytest.mark.parametrize(("label", "make"), [("RGB", tint), ("YBR_FULL", lambda: to_ybr(tint()))])
def test_where_a_codestream_says_nothing_the_label_does(tmp_path, label, make):
    stream = codestream(make(), transform=False)
    path = packed(tmp_path / "a.dcm", [stream], J2K, SamplesPerPixel=3, PhotometricInterpretation=label)
    assert near(shown(path, 1), tint(), 1)
