"""A structured report that is cut off is refused, wherever the cut is: half a number is another number."""

import io

import pydicom
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from helpers.foreign_reports import length, report
from sonostep.core.problem import ProblemError
from sonostep.reporting.sr.read import read_sr

SYNTAXES = {
    "explicit": ExplicitVRLittleEndian,
    "implicit": ImplicitVRLittleEndian,
    "big endian": ExplicitVRBigEndian,
    "deflated": DeflatedExplicitVRLittleEndian,
}


def written(syntax, *, undefined):
    """A report of two lengths in a transfer syntax, its sequences with lengths or closed by a mark."""
    ds = pydicom.dcmread(io.BytesIO(report(length(12.5), length(3.25, finding="Bursa"))))
    ds.file_meta.TransferSyntaxUID = syntax
    for element in ds.iterall():
        if undefined and element.VR == "SQ":
            element.is_undefined_length = True
    buffer = io.BytesIO()
    little = syntax != ExplicitVRBigEndian
    implicit = syntax == ImplicitVRLittleEndian
    pydicom.dcmwrite(buffer, ds, implicit_vr=implicit, little_endian=little, enforce_file_format=True)
    return buffer.getvalue()


@pytest.mark.parametrize("undefined", [False, True], ids=["with lengths", "closed by marks"])
@pytest.mark.parametrize("syntax", SYNTAXES.values(), ids=SYNTAXES)
def test_a_cut_anywhere_in_the_last_bytes_is_refused(syntax, undefined):
    data = written(syntax, undefined=undefined)
    assert len(read_sr(data).measurements) == 2
    for missing in (*range(1, 40), 100, 300, 700):
        with pytest.raises(ProblemError) as refused:
            read_sr(data[:-missing])
        assert refused.value.problem.code in ("export.sr_cut_off", "export.sr_unreadable"), missing


def test_the_file_is_named(tmp_path):
    path = tmp_path / "theirs.dcm"
    path.write_bytes(report(length())[:-10])
    with pytest.raises(ProblemError) as refused:
        read_sr(path)
    assert refused.value.problem.code == "export.sr_cut_off"
    assert refused.value.problem.mapping["path"] == "theirs.dcm"


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_padding_after_the_end_does_no_harm(syntax):
    assert len(read_sr(written(syntax, undefined=False) + bytes(512)).measurements) == 2
