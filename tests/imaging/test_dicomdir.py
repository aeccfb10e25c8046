"""DICOMDIR: files are found whatever a copy made of their names, none outside the medium."""

import os
from pathlib import Path

import pytest
from pydicom import config, dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from helpers.dicom_files import grey, native
from sonostep.core.problem import ProblemError
from sonostep.imaging import read_clip, scan
from sonostep.messages import sentence


def _record(file_id, inactive: bool) -> Dataset:
    record = Dataset()
    record.OffsetOfTheNextDirectoryRecord = 0
    record.RecordInUseFlag = 0 if inactive else 0xFFFF
    record.DirectoryRecordType = "IMAGE"
    record.ReferencedFileID = file_id
    return record


def medium(
    root: Path, ids: list, on_disk: list[str], name: str = "DICOMDIR", inactive: tuple[int, ...] = ()
) -> Path:
    """A medium whose directory names ``ids`` and whose files lie at ``on_disk``."""
    for number, where in enumerate(on_disk, 1):
        (root / where).parent.mkdir(parents=True, exist_ok=True)
        native(root / where, [grey(number)])
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    root.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config.settings, "reading_validation_mode", config.IGNORE)
        patch.setattr(config.settings, "writing_validation_mode", config.IGNORE)
        dataset = Dataset()
        dataset.FileSetID = "MEDIUM"
        dataset.DirectoryRecordSequence = [_record(i, n in inactive) for n, i in enumerate(ids)]
        dataset.file_meta = meta
        dcmwrite(root / name, dataset, enforce_file_format=True)
    return root / name


def opened(path: Path) -> list[str]:
    clips = list(scan([path]))
    assert all(c.readable for c in clips), [c.problems for c in clips]
    return [Path(c.path).name for c in clips]


def codes(path: Path) -> list[str]:
    return [p.code for clip in scan([path]) for p in clip.problems]


ID = ["PT000000", "ST000000", "IM000000"]

COPIES = [
    (ID, "PT000000/ST000000/IM000000"),
    (ID, "PT000000/ST000000/IM000000.dcm"),
    (ID, "PT000000/ST000000/IM000000.DCM"),
    (ID, "PT000000/ST000000/IM000000.dicom"),
    (ID, "PT000000/ST000000/IM000000.IMA"),
    (ID, "PT000000/ST000000/IM000000.;1"),
    (ID, "PT000000/ST000000/IM000000;1"),
    (ID, "PT000000/ST000000/im000000.dcm;1"),
    (ID, "PT000000/ST000000/IM000000."),
    (ID, "pt000000/st000000/im000000"),
    (ID, "Pt000000/sT000000/Im000000.Dcm"),
    (["PT000000", "ST000000", "IM000000.DCM"], "pt000000/st000000/im000000"),
    (["pt000000", "st000000", "im000000"], "PT000000/ST000000/IM000000.dcm"),
    # other separators: one value with slashes, or one that begins at the root
    ("PT000000/ST000000/IM000000", "PT000000/ST000000/IM000000"),
    ("/PT000000/ST000000/IM000000", "PT000000/ST000000/IM000000.dcm"),
    (["", "PT000000", "ST000000", "IM000000"], "PT000000/ST000000/IM000000"),
    (["."] + ID, "PT000000/ST000000/IM000000"),
    ("./PT000000/ST000000/IM000000", "PT000000/ST000000/IM000000"),
    (["PT000000 ", "ST000000 ", "IM000000 "], "PT000000/ST000000/IM000000"),
    # no folder, and many
    ("IM1", "IM1.dcm"),
    (list("ABCDEFGH"), "a/b/c/d/e/f/g/h.dcm"),
]


@pytest.mark.parametrize(("file_id", "on_disk"), COPIES)
def test_a_file_is_found_whatever_a_copy_made_of_its_name(tmp_path, file_id, on_disk):
    directory = medium(tmp_path / "disc", [file_id], [on_disk])
    assert opened(directory) == [Path(on_disk).name]
    assert [Path(p).name for p in opened(tmp_path / "disc")] == [Path(on_disk).name]


def test_the_directory_may_lie_in_the_folder_that_its_ids_begin_with(tmp_path):
    directory = medium(tmp_path / "DICOM", [["DICOM", "PT0", "IM0"]], ["PT0/IM0"])
    assert opened(directory) == ["IM0"]


@pytest.mark.parametrize(
    "name", ["DICOMDIR", "dicomdir", "DICOMDIR.;1", "DICOMDIR;1", "DICOMDIR.", "DICOMDIR.dcm", "copy"]
)
def test_a_directory_is_known_by_its_content(tmp_path, name):
    directory = medium(tmp_path / "disc", [["A", "IM0"], ["A", "IM1"]], ["A/IM0.dcm", "A/IM1.dcm"], name)
    assert opened(directory) == ["IM0.dcm", "IM1.dcm"]
    # the folder as a whole lists the pictures and not the directory
    assert sorted(opened(tmp_path / "disc")) == ["IM0.dcm", "IM1.dcm"]
    with pytest.raises(ProblemError) as told:
        read_clip(directory)
    assert told.value.problem.code == "imaging.is_dicomdir"


def test_the_exact_name_wins_over_a_similar_one(tmp_path):
    directory = medium(tmp_path / "disc", ["IM0"], ["IM0.dcm", "im0.ima", "IM0"])
    assert opened(directory) == ["IM0"]


def test_records_out_of_use_are_left_and_a_file_named_twice_is_one(tmp_path):
    directory = medium(tmp_path / "disc", ["IM0", "IM1", "IM0"], ["IM0", "IM1"], inactive=(1,))
    assert opened(directory) == ["IM0"]


OUTSIDE = [["..", "secret"], "../secret", ["A", "..", "..", "secret"], ["/etc", "passwd"], "/etc/passwd",
           "C:\\secret", ["C:", "secret"]]  # fmt: skip


@pytest.mark.parametrize("file_id", OUTSIDE)
def test_nothing_outside_the_medium_is_opened(tmp_path, file_id):
    native(tmp_path / "secret", [grey()])
    directory = medium(tmp_path / "disc", [file_id, "IM0"], ["IM0"])
    assert codes(directory) == ["imaging.dicomdir_outside"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_that_leads_out_is_not_followed(tmp_path):
    native(tmp_path / "secret", [grey()])
    directory = medium(tmp_path / "disc", ["LINK", "IM0"], ["IM0"])
    (tmp_path / "disc" / "link").symlink_to(tmp_path / "secret")
    assert codes(directory) == ["imaging.dicomdir_outside"]


def test_what_is_not_there_is_said_by_name(tmp_path):
    directory = medium(tmp_path / "disc", ["IM0", "IM1"], ["IM0"])
    first, second = scan([directory])
    assert first.readable
    assert [(p.code, p.mapping["file"]) for p in second.problems] == [("imaging.dicomdir_missing", "IM1")]


def test_a_directory_alone_says_one_sentence(tmp_path):
    directory = medium(tmp_path / "disc", [f"IM{n}" for n in range(30)], [])
    (clip,) = scan([directory])
    assert [p.code for p in clip.problems] == ["imaging.dicomdir_nothing_there"]
    assert "30" in sentence(clip.problems[0], "en")


def damaged(directory: Path, at: float, what: str) -> Path:
    raw = bytearray(directory.read_bytes())
    place = int(len(raw) * at)
    if what == "zeroed":
        raw[place:] = bytes(len(raw) - place)
    elif what == "zeroed lengths":
        for start in (i for i in range(place, len(raw) - 8) if raw[i : i + 4] == b"\xfe\xff\x00\xe0"):
            raw[start + 4 : start + 8] = bytes(4)
    elif what == "cut":
        del raw[place:]
    else:
        raw[place:] = bytes(b ^ 0x5A for b in raw[place:])
    directory.write_bytes(raw)
    return directory


@pytest.mark.parametrize("what", ["zeroed", "zeroed lengths", "cut", "scrambled"])
@pytest.mark.parametrize("at", [0.25, 0.5, 0.75, 0.9])
def test_a_broken_directory_gives_what_can_be_made_out_and_at_most_one_sentence(tmp_path, at, what):
    ids = [["A", f"IM{n}"] for n in range(20)]
    whole = medium(tmp_path / "disc", ids, [f"A/IM{n}.dcm" for n in range(20)])
    directory = damaged(whole, at, what)
    clips = list(scan([directory]))
    told = [p for c in clips if not c.readable for p in c.problems]
    assert len(told) <= 1
    assert all(p.mapping.get("file", "DICOMDIR") == "DICOMDIR" for p in told)
    assert told or len(clips) == 20
    alone = medium(tmp_path / "alone", ids, [])
    (clip,) = scan([damaged(alone, at, what)])
    assert len(clip.problems) == 1
    assert len(sentence(clip.problems[0], "zh-TW")) > 5


def test_the_directory_is_not_touched(tmp_path):
    directory = medium(tmp_path / "disc", ["IM0"], ["IM0.dcm"])
    before = directory.read_bytes()
    opened(directory)
    assert directory.read_bytes() == before
    assert dcmread(directory).DirectoryRecordSequence[0].ReferencedFileID == "IM0"


@pytest.mark.parametrize("name", ["", "-bigEnd", "-implicit", "-nooffset", "-nopatient", "-reordered"])
def test_the_directories_that_pydicom_ships(name):
    """31 files each, as pydicom 3.0.2's FileSet finds."""
    import pydicom

    folder = Path(pydicom.__file__).parent / "data/test_files/dicomdirtests"
    assert len(opened(folder / f"DICOMDIR{name}")) == 31
