"""What hangs on a picture or comes beside it: reports, documents, overlays, thumbnails, private nests."""

import io
import json
import shutil
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from helpers import founding_case as founding
from privacy.test_deidentify import UID, dataset, hits, run, stored
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_source, scan
from sonostep.privacy import Box, Choices, Dates, DeidentifyItem, Pseudonyms, Staged, deidentify
from sonostep.reporting import render

SR = "1.2.840.10008.5.1.4.1.1.88.33"
PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def item(**values):
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def hung(ds):
    """Hang everything on a dataset that can carry a name."""
    ds.IconImageSequence = Sequence([item(Rows=1, Columns=4, BitsAllocated=8, PixelData=b"DOE ")])
    ds.GraphicAnnotationSequence = Sequence(
        [item(TextObjectSequence=Sequence([item(UnformattedTextValue="DOE JANE")]))]
    )
    ds.EncapsulatedDocument = b"%PDF DOE JANE "
    ds.ContentSequence = Sequence(
        [item(ValueType="TEXT", TextValue="note: DOE called"), item(ValueType="PNAME", PersonName="DOE^JANE")]
    )
    ds.add_new(0x60000010, "US", 1)
    ds.add_new(0x60004000, "LT", "DOE JANE")
    ds.add_new(0x50003000, "OW", b"DOE ")
    ds.add_new(0x5000200C, "OW", b"DOE ")
    ds.AcquisitionContextSequence = Sequence([item(TextValue="private DOE")])
    nest = item(CodeMeaning="study of Jane")
    nest.private_block(0x0013, "DOE", create=True).add_new(1, "LO", "DOE JANE")
    ds.PerformedProtocolCodeSequence = Sequence([nest])
    deep = item(TransducerData="DOE JANE")
    deep.ReferencedImageSequence = Sequence([item(ReferencedSOPInstanceUID=UID)])
    ds.SourceImageSequence = Sequence([deep])
    return ds


@pytest.mark.parametrize("dates", list(Dates))
def test_nothing_that_hangs_on_a_picture_carries_a_name_out(tmp_path, dates):
    path = stored(tmp_path / "a.dcm", hung(dataset()))
    _, files = run([path], Choices(dates, assume_reviewed=True))
    head = files["clip-0001.dcm"].split(b"\xe0\x7f\x10\x00")[0]
    assert hits(head, ("20250102",) if dates is Dates.KEEP else ()) == []
    assert b"DOE" not in head and b"%PDF" not in head
    ds = pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"]))
    assert not [e for e in ds.iterall() if e.tag.is_private or e.tag.group & 0xFF00 in (0x5000, 0x6000)]
    assert "IconImageSequence" not in ds and ds.ContentSequence[0].TextValue == "ANON"
    assert ds.SourceImageSequence[0].ReferencedImageSequence[0].ReferencedSOPInstanceUID == (
        Pseudonyms(b"k" * 32).uid(UID)
    )


def document(path, sop, **values):
    ds = dataset()
    for keyword in ("NumberOfFrames", "Rows", "Columns", "SequenceOfUltrasoundRegions"):
        delattr(ds, keyword)
    ds.SOPClassUID, ds.Modality = sop, "SR" if sop == SR else "DOC"
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.preamble = b"DOE".ljust(128, b"\0")
    ds.save_as(path, enforce_file_format=True)
    return path


def left(folder, choices=None):
    files = {}
    items = [DeidentifyItem(c, Path(c.path), lambda: None) for c in scan([folder])]
    outcomes = list(deidentify(items, choices or Choices(), files.__setitem__))
    return outcomes, files


def test_a_report_leaves_with_its_content_replaced(tmp_path):
    tree = [item(ValueType="TEXT", RelationshipType="CONTAINS", TextValue="DOE JANE hurts", Date="20250102")]
    document(tmp_path / "sr.dcm", SR, ContentSequence=Sequence(tree), VerifyingObserverSequence=Sequence(
        [item(VerifyingObserverName="Reader^Rita", VerifyingOrganization="Sunny Pain Clinic")]
    ))  # fmt: skip
    (outcome,), files = left(tmp_path)
    data = files["clip-0001.dcm"]
    assert outcome.file and not outcome.reviewed and hits(data) == [] and data[:128] == b"\0" * 128
    ds = pydicom.dcmread(io.BytesIO(data))
    assert [i.TextValue for i in ds.ContentSequence] == ["ANON"] and ds.PatientIdentityRemoved == "YES"
    assert [c.CodeValue for c in ds.DeidentificationMethodCodeSequence] == ["113100"]


def test_an_encapsulated_document_leaves_as_a_blank_one(tmp_path):
    document(
        tmp_path / "d.dcm", PDF, EncapsulatedDocument=b"%PDF-1.4 DOE JANE ", DocumentTitle="DOE",
        MIMETypeOfEncapsulatedDocument="application/pdf",
    )  # fmt: skip
    (outcome,), files = left(tmp_path)
    ds = pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"]))
    assert outcome.file and hits(files["clip-0001.dcm"]) == []
    assert ds.EncapsulatedDocument.startswith(b"%PDF-1.4") and ds.DocumentTitle == ""


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="needs dicom3tools")
def test_what_leaves_is_valid_dicom_by_a_validator_of_others(tmp_path, shared_data):
    """Our own report, its PDF and its key images, and a scanner's picture, before and after."""
    given = tmp_path / "in"
    given.mkdir()
    made = render(founding.report(), ("sr", "pdf-dicom", "images"), exam_json=b"{}")
    for name, data in made.items():
        (given / name).write_bytes(data)
    shutil.copy(shared_data / "msk_elbow_esaote_ybr422.dcm", given)
    clips = list(scan([given]))
    whole = (Box(0, 0, 9999, 9999),)
    items = [DeidentifyItem(c, Path(c.path), partial(opened, c), keep=whole, seen=True) for c in clips]
    with Staged(tmp_path / "out") as staged:
        outcomes = list(deidentify(items, Choices(Dates.SHIFT), staged.keep))
    assert [o.problem for o in outcomes] == [None] * len(clips) and len(clips) >= 5
    for path in sorted((tmp_path / "out").glob("*.dcm")):
        said = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False).stderr
        assert [line for line in said.splitlines() if line.startswith("Error")] == [], path.name


def opened(clip):
    return closing(open_source(clip))


def test_an_object_that_is_neither_stays_behind(tmp_path):
    document(tmp_path / "raw.dcm", "1.2.840.10008.5.1.4.1.1.66")
    (outcome,), files = left(tmp_path)
    assert outcome.problem.code == "privacy.no_picture" and set(files) == {"deidentified.json"}


def test_boxes_of_one_clip_are_its_own_and_are_logged_with_it(tmp_path):
    paths = [stored(tmp_path / f"{n}.dcm", dataset(instance=f"{UID}.1.{n}")) for n in (1, 2)]
    first, second = (privacy_item(p) for p in paths)
    box = Box(40, 40, 60, 50)
    items = [DeidentifyItem(first.clip, first.path, first.open, blank=(box,), seen=True),
             DeidentifyItem(second.clip, second.path, second.open, seen=True)]  # fmt: skip
    files = {}
    one, two = deidentify(items, Choices(), files.__setitem__, None, Pseudonyms(b"k" * 32))
    shown = [pydicom.dcmread(io.BytesIO(files[f"clip-000{n}.dcm"])).pixel_array for n in (1, 2)]
    assert not shown[0][:, 40:51, 40:61].any() and shown[1][:, 40:51, 40:61].all()
    assert one.reviewed and two.reviewed
    log = json.loads(files["deidentified.json"])["clips"]
    assert [c["blank_boxes"] for c in log] == [[[40, 40, 60, 50]], []]


def privacy_item(path):
    from privacy.test_deidentify import item as made

    return made(path)


# the folder


def test_a_run_that_ends_well_leaves_all_files_and_nothing_hidden(tmp_path):
    with Staged(tmp_path / "out") as staged:
        staged.keep("a", b"1")
        assert not (tmp_path / "out" / "a").exists()
        staged.keep("b", b"2")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "b"]


@pytest.mark.parametrize("existed", [False, True])
def test_a_run_that_is_given_up_leaves_the_folder_as_it_was(tmp_path, existed):
    out = tmp_path / "out"
    if existed:
        out.mkdir()
    with pytest.raises(KeyboardInterrupt), Staged(out) as staged:
        staged.keep("a", b"1")
        raise KeyboardInterrupt
    assert out.exists() is existed and (not existed or not any(out.iterdir()))


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(28, "No space left on device")

    with pytest.raises(ProblemError) as error, Staged(tmp_path / "out") as staged:
        monkeypatch.setattr(Path, "write_bytes", full)
        staged.keep("a", b"1")
    assert error.value.problem.code == "export.disk_full" and not (tmp_path / "out").exists()


def test_a_full_disk_under_the_frames_is_said_as_such(tmp_path, monkeypatch):
    import tempfile

    def full(*a, **b):
        raise OSError(28, "No space left on device")

    path = stored(tmp_path / "a.dcm", dataset())
    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    (outcome,), files = run([path])
    assert outcome.problem.code == "export.disk_full" and set(files) == {"deidentified.json"}


def test_a_folder_with_something_in_it_is_refused_and_untouched(tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(ProblemError) as error, Staged(tmp_path):
        pass
    assert error.value.problem.code == "privacy.not_empty" and (tmp_path / "x").read_text() == "mine"
