"""A report with a part missing, empty or wrong is read as far as it goes, or refused in one sentence."""

import copy
import io
import random
import struct
import warnings

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ComprehensiveSRStorage, ExplicitVRLittleEndian

from sonostep.core.problem import ProblemError
from sonostep.reporting.sr.read import read_sr

WRONG = {"FL": [float("nan"), 1.0, 2.0], "DS": "", "IS": "", "UI": "x", "UT": "SonoStep:finding", "CS": "ZZ"}


def places(ds, at=()):
    """Every element of a dataset, nested ones too, as steps to it."""
    for element in ds:
        yield (*at, element.tag)
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                yield from places(item, (*at, element.tag, number))


def spoilt(base, place, how):
    """A copy with one element gone, empty or wrong."""
    ds = copy.deepcopy(base)
    inner = ds
    for tag, number in zip(place[:-1:2], place[1:-1:2], strict=True):
        inner = inner[tag].value[number]
    tag = place[-1]
    if how == "gone":
        del inner[tag]
    elif how == "empty":
        inner[tag].value = [] if inner[tag].VR == "SQ" else None
    elif inner[tag].VR in WRONG:
        inner[tag].value = WRONG[inner[tag].VR]
    return ds


def code_of(code):
    """A code's value, however long it is."""
    return code.get("CodeValue") or code.get("LongCodeValue")


@pytest.fixture(scope="module")
def base(every_kind):
    """Our own report, cut down to one group of each of our kinds."""
    ds = pydicom.dcmread(io.BytesIO(every_kind[2]["report.sr.dcm"]))
    holders = [
        i for i in ds.ContentSequence if code_of(i.ConceptNameCodeSequence[0]) in ("126010", "C0034375")
    ]
    measured, seen = holders[0], {}
    for group in (g for holder in holders for g in holder.ContentSequence):
        tracking = group.ContentSequence[0].TextValue
        seen.setdefault(":".join(tracking.split(":")[:2]), group)
    kinds = ("Cornerstone3DTools@^0.1.0:Length", "SonoStep:thickness", "SonoStep:complaint", "SonoStep:view")
    measured.ContentSequence = [seen[kind] for kind in kinds]
    ds.ContentSequence = [measured]
    return ds


def test_no_fault_in_one_element_is_a_traceback(base, scaled):
    chosen = [(p, how) for p in places(base) for how in ("gone", "empty", "wrong")]
    random.Random(7).shuffle(chosen)
    read = 0
    for place, how in chosen[: scaled(1000)]:
        with warnings.catch_warnings():
            # pydicom says so where a value is not what its attribute may hold; that is the point here
            warnings.simplefilter("ignore")
            buffer = io.BytesIO()
            try:
                spoilt(base, place, how).save_as(buffer)
            except (ValueError, TypeError, AttributeError):
                continue
            try:
                read += bool(read_sr(buffer.getvalue()).title)
            except ProblemError as error:
                assert error.problem.code == "export.sr_unreadable"
    assert read > scaled(1000) // 2


def _element(tag: tuple[int, int], kind: bytes, value: bytes) -> bytes:
    padded = value + b" " * (len(value) % 2)
    return struct.pack("<HH", *tag) + kind + struct.pack("<H", len(padded)) + padded


def _nested(depth: int) -> bytes:
    """A report whose containers hold each other, in explicit little endian with undefined lengths."""
    whole = Dataset()
    whole.SOPClassUID, whole.SOPInstanceUID, whole.Modality = ComprehensiveSRStorage, "1.2.3", "SR"
    whole.file_meta = FileMetaDataset()
    whole.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    whole.file_meta.MediaStorageSOPClassUID = ComprehensiveSRStorage
    whole.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    head = io.BytesIO()
    whole.save_as(head, enforce_file_format=True)
    first = b"\x40\x00\x30\xa7SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    last = b"\xfe\xff\x0d\xe0\x00\x00\x00\x00\xfe\xff\xdd\xe0\x00\x00\x00\x00"
    container = _element((0x0040, 0xA040), b"CS", b"CONTAINER")
    inner = _element((0x0040, 0xA040), b"CS", b"TEXT")
    return head.getvalue() + (container + first) * depth + inner + last * depth


@pytest.mark.parametrize("depth", [70, 200, 900, 20_000])
def test_a_report_nested_beyond_reason_is_refused_in_one_sentence(depth: int) -> None:
    with pytest.raises(ProblemError) as caught:
        read_sr(_nested(depth))
    assert caught.value.problem.code == "export.sr_unreadable"
