"""A header that is known is not read again, and says what pydicom would have said."""

import random
import runpy
import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import imagecodecs
import pydicom
import pydicom.examples
import pytest
from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEGBaseline8Bit

from helpers.dicom_files import NATIVE, colour, grey, native, packed
from imaging.test_mutants import mutate
from sonostep.core.clip import Clip
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging.dicom import reader
from sonostep.imaging.dicom.file import quiet_pydicom
from sonostep.imaging.dicom.header_cache import UNSHOWN, HeaderCache, print_of

ROOT = Path(__file__).resolve().parents[2]
JPEG = [bytes(imagecodecs.jpeg8_encode(colour(n), 85)) for n in (1, 2, 3)]
YBR = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_FULL_422"}


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that pydicom was asked to read; nothing is known at first."""
    asked: list[str] = []
    read = reader.read_whole_clip

    def count(path: Path, *rest: object) -> Clip:
        asked.append(path.name)
        return read(path, *rest)

    monkeypatch.setattr(reader, "_headers", HeaderCache())
    monkeypatch.setattr(reader, "read_whole_clip", count)
    return asked


def found(read: Callable[[], Clip]) -> Clip | Problem | type[Exception]:
    try:
        return read()
    except ProblemError as error:
        return error.problem
    except OSError as error:
        return type(error)


def by_cache(path: Path) -> Clip | Problem | type[Exception]:
    return found(lambda: reader.read_dicom_clip(path, str(path)))


def by_pydicom(path: Path, header: None = None) -> Clip | Problem | type[Exception]:
    return found(lambda: reader.read_whole_clip(path, str(path)))


def region() -> Dataset:
    item = Dataset()
    item.RegionSpatialFormat, item.RegionDataType, item.RegionFlags = 1, 1, 0
    item.RegionLocationMinX0 = item.RegionLocationMinY0 = 0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = 63, 47
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = 3
    item.PhysicalDeltaX = item.PhysicalDeltaY = 0.01
    return item


def cart(path: Path, syntax: str = JPEGBaseline8Bit, **elements: object) -> Path:
    """A file as a cart writes it: a region, private elements, a sequence that nobody reads, times."""
    stated = {
        "SequenceOfUltrasoundRegions": Sequence([region()]), "AcquisitionTime": "101112",
        "ContentTime": "101113", "InstanceNumber": 3, "SpecificCharacterSet": "ISO_IR 100",
        "SeriesDescription": "Hip", **elements,
    }  # fmt: skip
    if syntax == JPEGBaseline8Bit:
        packed(path, JPEG, syntax, "basic", **YBR, **stated)
    else:
        native(path, [grey(1), grey(2)], syntax, **stated)
    return path


def changed(path: Path, to: Path, change: Callable[[Dataset], object]) -> Path:
    """Another instance: the same file with something else in it."""
    with quiet_pydicom():
        dataset = pydicom.dcmread(path)
        change(dataset)
        dataset.save_as(to, enforce_file_format=True)
    return to


def public_files() -> list[Path]:
    made = runpy.run_path(str(ROOT / "docs" / "make_files.py"))
    return list(made["pydicom_files"]())


def test_every_public_file_says_the_same_when_its_header_is_known(tmp_path, whole, shared_files):
    known = 0
    for n, path in enumerate([*public_files(), *shared_files]):
        reader._headers.clear()
        copy = tmp_path / f"{n}-{path.name}"
        copy.write_bytes(path.read_bytes())
        by_cache(path)
        del whole[:]
        told = by_cache(copy)
        known += not whole
        assert told == by_pydicom(copy), path.name
    assert known >= 20, "most plain files were read twice"


@pytest.fixture
def shared_files(request: pytest.FixtureRequest) -> Iterator[Path]:
    folder = ROOT.parent / "shared" / "data"
    return iter(sorted(folder.glob("*.dcm")))


@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_second_instance_tells_its_own_identifiers_and_times(tmp_path, whole, syntax):
    first = cart(tmp_path / "a.dcm", syntax)

    def other(dataset: Dataset) -> None:
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
        dataset.SeriesInstanceUID = "1.2.3.5"
        dataset.AcquisitionTime = "235959.25"
        dataset.InstanceNumber = 12345

    second = changed(first, tmp_path / "b.dcm", other)
    by_cache(first)
    told = by_cache(second)
    assert whole == ["a.dcm"], "the second header was read again"
    assert isinstance(told, Clip)
    assert (told.id, told.study.series_uid, told.visit.acquired) == ("1.2.3.4", "1.2.3.5", "235959")
    assert (told.path, told.label) == (str(second), "Hip")
    assert told == by_pydicom(second)


def test_a_clip_without_a_description_is_called_by_its_own_file(tmp_path, whole):
    first = cart(tmp_path / "a.dcm", SeriesDescription="")
    second = changed(first, tmp_path / "b.dcm", lambda ds: None)
    by_cache(first)
    told = by_cache(second)
    assert whole == ["a.dcm"]
    assert isinstance(told, Clip) and told.label == "b.dcm"


@pytest.mark.parametrize("tag", sorted(UNSHOWN))
def test_what_is_not_compared_is_not_shown(tmp_path, whole, tag):
    value = {"UL": 77, "UI": "1.2.3.99", "DA": "19991231", "TM": "010203", "IS": "77"}[dictionary_VR(tag)]
    first = cart(tmp_path / "a.dcm")
    # both ways: with other values, and against a file that lacks it
    with_it = changed(first, tmp_path / "b.dcm", lambda ds: _set(ds, tag, value))
    one, two = by_pydicom(first), by_pydicom(with_it)
    assert isinstance(one, Clip) and isinstance(two, Clip)
    assert (one.study, one.visit, one.timing, one.problems) == (
        two.study,
        two.visit,
        two.timing,
        two.problems,
    )
    assert (one.id, one.label, one.scale, one.patient) == (two.id, two.label, two.scale, two.patient)


def _set(dataset: Dataset, tag: int, value: object) -> None:
    where = dataset.file_meta if tag >> 16 == 2 else dataset
    where.add_new(tag, dictionary_VR(tag), value)


@pytest.mark.parametrize(
    "change",
    [
        lambda ds: setattr(ds, "PatientName", "Else^Somebody"),
        lambda ds: setattr(ds, "StudyDate", "20200101"),
        lambda ds: setattr(ds, "PatientSize", "1.7"),
        lambda ds: setattr(ds, "FrameTime", "33"),
        lambda ds: setattr(ds, "NumberOfFrames", 2),
        lambda ds: setattr(ds, "SpecificCharacterSet", "ISO_IR 192"),
        lambda ds: setattr(ds.SequenceOfUltrasoundRegions[0], "PhysicalDeltaX", 0.02),
        lambda ds: setattr(ds, "SOPInstanceUID", "not a UID"),
        lambda ds: setattr(ds, "AcquisitionTime", "noon"),
        lambda ds: delattr(ds, "SeriesInstanceUID"),
        lambda ds: delattr(ds, "AcquisitionTime"),
        lambda ds: ds.add_new("PixelSpacing", "LO", ["0,2", "0,2"]),
        lambda ds: setattr(ds, "PixelData", ds.PixelData[: len(ds.PixelData) // 2]),
        lambda ds: setattr(ds, "preamble", b"MZ" + b"\0" * 126),
    ],
)  # fmt: skip
def test_whatever_else_differs_is_read(tmp_path, change):
    first = cart(tmp_path / "a.dcm")
    second = changed(first, tmp_path / "b.dcm", change)
    by_cache(first)
    assert by_cache(second) == by_pydicom(second)
    assert by_cache(first) == by_pydicom(first)


@pytest.mark.parametrize("undefined", [True, False])
def test_sequences_of_either_length_and_private_elements_are_walked(tmp_path, whole, undefined):
    first = cart(tmp_path / "a.dcm")

    def dress(dataset: Dataset, count: int) -> None:
        block = dataset.private_block(0x0099, "MAKER", create=True)
        block.add_new(1, "LO", "x" * count)
        deep = Dataset()
        deep.SequenceOfUltrasoundRegions = Sequence([region()])
        dataset.RequestAttributesSequence = Sequence([deep, deep])
        for name in ("SequenceOfUltrasoundRegions", "RequestAttributesSequence"):
            dataset[name].is_undefined_length = undefined
            for item in dataset[name].value:
                item.is_undefined_length_sequence_item = undefined

    second = changed(first, tmp_path / "b.dcm", lambda ds: dress(ds, 3))
    third = changed(first, tmp_path / "c.dcm", lambda ds: dress(ds, 9))
    by_cache(second)
    assert by_cache(third) == by_pydicom(third)
    assert whole == ["b.dcm", "c.dcm"], "by_pydicom alone read the third"


def test_a_header_longer_than_the_first_piece_is_walked(tmp_path):
    def lengthen(dataset: Dataset, count: int) -> None:
        dataset.private_block(0x0099, "MAKER", create=True).add_new(1, "OB", b"x" * count)

    first = cart(tmp_path / "a.dcm")
    found = print_of(changed(first, tmp_path / "b.dcm", lambda ds: lengthen(ds, 60_000)))
    assert found is not None and found.pixels.keyword == "PixelData"
    assert print_of(changed(first, tmp_path / "c.dcm", lambda ds: lengthen(ds, 200_000))) is None


def test_what_is_not_plain_is_left_to_pydicom(tmp_path):
    big_endian, deflated = NATIVE[2:]
    assert print_of(native(tmp_path / "big.dcm", [grey()], big_endian)) is None
    assert print_of(native(tmp_path / "deflated.dcm", [grey()], deflated)) is None
    assert print_of(native(tmp_path / "bare.dcm", [grey()], preamble=False)) is None
    (tmp_path / "empty").write_bytes(b"")
    assert print_of(tmp_path / "empty") is None


def test_only_so_many_headers_are_kept():
    cache: HeaderCache[int] = HeaderCache()
    headers = [_header(n) for n in range(100)]
    for n, header in enumerate(headers):
        cache.keep(header, n)
    assert cache.get(headers[0]) is None
    assert cache.get(headers[-1]) == 99


def _header(number: int):
    from sonostep.imaging.dicom.header_cache import HeaderPrint, PixelElement

    return HeaderPrint(struct.pack("<I", number), {}, PixelElement("PixelData", 0, 0, 0, "OB"))


def test_no_damage_is_taken_for_a_known_header(tmp_path, scaled):
    """Each mutant is read where its sound sibling is known, and by pydicom alone; both say the same."""
    rng = random.Random(20261201)
    seeds = [cart(tmp_path / "j.dcm"), cart(tmp_path / "n.dcm", ExplicitVRLittleEndian)]
    seeds.append(cart(tmp_path / "i.dcm", ImplicitVRLittleEndian))
    seeds.append(Path(pydicom.examples.get_path("palette_color")))
    for seed in seeds:
        by_cache(seed)
    raw = [seed.read_bytes() for seed in seeds]
    mutant = tmp_path / "mutant.dcm"
    for n in range(scaled(8000)):
        mutant.write_bytes(mutate(raw[n % len(raw)], rng))
        if mutant.stat().st_size:
            assert by_cache(mutant) == by_pydicom(mutant), n


def test_what_is_told_is_mutated_within_its_form(tmp_path, scaled):
    """Bytes of lengths, VRs and values of the elements that are not compared, changed one at a time."""
    first = cart(tmp_path / "a.dcm")
    raw = first.read_bytes()
    by_cache(first)
    rng = random.Random(7)
    places = [
        BytesIO(raw).getvalue().find(tag) for tag in (b"\x08\0\x18\0UI", b"\x08\0\x32\0TM", b" \0\x13\0IS")
    ]
    for n in range(scaled(4000)):
        data = bytearray(raw)
        place = places[n % 3]
        assert place > 0
        for _ in range(rng.choice((1, 2))):
            data[place + rng.randrange(40)] = rng.choice((0, 32, 46, 48, 57, 65, 255, rng.randrange(256)))
        (tmp_path / "mutant.dcm").write_bytes(bytes(data))
        mutant = tmp_path / "mutant.dcm"
        assert by_cache(mutant) == by_pydicom(mutant), n
