"""What lies in files, folders, DICOMDIRs and zips; and what does not open says why in one sentence."""

import os
import zipfile
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import pytest
from pydicom import config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

from helpers.dicom_files import colour, grey, native, packed, write
from helpers.video_files import KINDS, write_video
from sonostep.core.clip import ClipKind, TimingSource
from sonostep.core.problem import Problem, ProblemError
from sonostep.imaging import open_clip, open_source, read_frame, scan, thumbnail
from sonostep.imaging.dicom.decoders import TABLE, Family
from sonostep.messages import sentence


def names(clips):
    return [Path(clip.path).name for clip in clips]


def picture(path: Path, image=None) -> Path:
    cv2.imwrite(str(path), grey() if image is None else image)
    return path


def codes(path) -> list[str]:
    (clip,) = scan([path])
    assert not clip.readable
    assert len(clip.problems) == 1
    return [problem.code for problem in clip.problems]


# bad input: one clear sentence each

BAD = {
    "text named dcm": (
        "a.dcm",
        lambda p: p.write_text("not DICOM at all, only words" * 20),
        "imaging.not_dicom",
    ),
    "empty": ("a.dcm", lambda p: p.write_bytes(b""), "imaging.empty_file"),
    "text": ("a.txt", lambda p: p.write_text("hello"), "imaging.not_an_image"),
    "text named mp4": ("a.mp4", lambda p: p.write_text("no video"), "imaging.video_unreadable"),
    "text named png": ("a.png", lambda p: p.write_text("no picture"), "imaging.still_unreadable"),
    "folder without images": ("a", lambda p: p.mkdir(), "imaging.folder_without_images"),
    "nothing there": ("a.dcm", lambda p: None, "imaging.not_found"),
    "broken zip": ("a.zip", lambda p: p.write_bytes(b"PK\x03\x04 and no more"), "imaging.zip_damaged"),
    "zip without images": ("a.zip", lambda p: _zip(p, {"a.txt": b"x"}), "imaging.folder_without_images"),
    "DICOMDIR without records": ("DICOMDIR", lambda p: _dicomdir(p, []), "imaging.dicomdir_empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clip_with_one_sentence(tmp_path, case):
    name, make, code = BAD[case]
    make(tmp_path / name)
    assert codes(tmp_path / name) == [code]


@pytest.mark.parametrize("keep", [140, 400, 900, 2000])
def test_truncated_dicom(tmp_path, keep):
    whole = native(tmp_path / "whole.dcm", [grey()])
    path = tmp_path / "cut.dcm"
    path.write_bytes(whole.read_bytes()[:keep])
    (clip,) = scan([path])
    assert not clip.readable
    assert clip.problems[0].code in (
        "imaging.dicom_broken_off",
        "imaging.no_frames_stored",
        "imaging.no_pixels",
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_path(tmp_path):
    path = picture(tmp_path / "a.png")
    path.chmod(0)
    assert codes(path) == ["imaging.no_permission"]


def test_every_refusal_has_a_sentence_in_both_languages():
    folder = Path(__file__).parents[2] / "desktop" / "sonostep" / "imaging"
    import re

    used = {
        code
        for file in folder.rglob("*.py")
        for code in re.findall(r'"(imaging\.[a-z_0-9]+)"', file.read_text())
    }
    assert len(used) > 40
    for code in used:
        for language in ("en", "zh-TW"):
            assert len(sentence(_filled(code), language)) > 10


def _filled(code: str) -> Problem:
    known = "path file reason detail kind rows columns frames photometric samples allocated stored syntax"
    known += " declared found frame told_rows told_columns fps values folder seconds limit mib"
    return Problem.of(code, **dict.fromkeys(known.split(), "1"))


@pytest.mark.parametrize("syntax", [uid for uid, row in TABLE.items() if row.family is Family.REFUSED])
def test_a_syntax_without_a_decoder_is_refused_by_its_name(tmp_path, syntax):
    path = packed(tmp_path / "a.dcm", [b"\0" * 64], syntax)
    (clip,) = scan([path])
    assert clip.problems == (Problem.of("imaging.syntax_refused", syntax=TABLE[syntax].name),)
    assert TABLE[syntax].name in sentence(clip.problems[0], "en")
    with pytest.raises(ProblemError):
        open_source(clip)


def test_an_unknown_syntax_is_refused_with_its_uid(tmp_path):
    (clip,) = scan([packed(tmp_path / "a.dcm", [b"\0" * 64], "1.2.3.4")])
    assert clip.problems == (Problem.of("imaging.syntax_refused", syntax="unknown (1.2.3.4)"),)


def test_a_report_says_that_it_holds_no_picture(tmp_path):
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.22", generate_uid()
    dataset.Modality = "SR"
    (clip,) = scan([write(tmp_path / "sr.dcm", dataset, ExplicitVRLittleEndian)])
    assert clip.problems[0] == Problem.of("imaging.no_pixels", kind="Enhanced SR Storage")


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ({"Rows": 60000, "Columns": 60000}, "imaging.too_large"),
        ({"Rows": 0}, "imaging.no_size"),
        ({"NumberOfFrames": 2**31 - 1}, "imaging.too_many_frames"),
        ({"PhotometricInterpretation": "HSV", "SamplesPerPixel": 3}, "imaging.unknown_colour"),
        ({"PhotometricInterpretation": "RGB"}, "imaging.samples_contradict"),
        ({"BitsAllocated": 64, "BitsStored": 64}, "imaging.unknown_depth"),
        ({"BitsStored": 12}, "imaging.unknown_depth"),
    ],
)
def test_headers_that_ask_for_the_impossible(tmp_path, elements, code):
    assert codes(native(tmp_path / "a.dcm", [grey()], **elements)) == [code]


def test_a_palette_that_is_missing_is_said_when_a_frame_is_asked_for(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()], PhotometricInterpretation="PALETTE COLOR")
    with pytest.raises(ProblemError, match="imaging.palette_broken"):
        read_frame(path, 1)


def test_a_deflated_bomb_is_refused(tmp_path, monkeypatch):
    from sonostep.imaging.dicom import file as dicom_file

    monkeypatch.setattr(dicom_file, "MAX_INFLATED", 1 << 20)
    path = native(
        tmp_path / "a.dcm",
        [np.zeros((1200, 1200), np.uint8)],
        "1.2.840.10008.1.2.1.99",
        Rows=1200,
        Columns=1200,
    )
    assert path.stat().st_size < 20_000
    assert codes(path) == ["imaging.unpacks_too_large"]


# folders


def test_a_folder_is_walked_in_counting_order(tmp_path):
    for name in ("scan10.dcm", "scan2.dcm", "sub/scan1.dcm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        native(tmp_path / name, [grey()])
    (tmp_path / "readme.txt").write_text("hello")
    (tmp_path / ".hidden.dcm").write_text("hidden")
    native(tmp_path / "IM0001", [grey()])
    assert names(scan([tmp_path])) == ["IM0001", "scan2.dcm", "scan10.dcm", "scan1.dcm"]


def test_numbered_stills_are_one_clip(tmp_path):
    for n in (8, 9, 10, 11):
        picture(tmp_path / f"knee_{n}.png", grey(n))
    picture(tmp_path / "other.png")
    clips = list(scan([tmp_path]))
    sequence, still = clips
    assert (sequence.kind, sequence.frames, Path(sequence.path).name) == (
        ClipKind.SEQUENCE,
        4,
        "knee_[8-11].png",
    )
    assert sequence.timing.source is TimingSource.DEFAULT
    assert [p.code for p in sequence.problems] == ["imaging.timing_default"]
    assert (still.kind, still.frames) == (ClipKind.STILL, 1)
    with open_source(sequence) as source:
        for number, n in enumerate((8, 9, 10, 11), 1):
            assert (source.frame(number)[:, :, 0] == grey(n)).all()


def test_the_sequence_path_opens_again(tmp_path):
    for n in range(3):
        picture(tmp_path / f"a{n}.png", grey(n + 1))
    clip, source = open_clip(tmp_path / "a[0-2].png")
    with source:
        assert (source.frame(3)[:, :, 0] == grey(3)).all()
    assert clip.frames == 3


def test_one_file_twice_is_one_entry_and_a_copy_says_so(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()])
    (tmp_path / "b.dcm").write_bytes(path.read_bytes())
    first, second = scan([path, path, tmp_path])
    assert first.problems == ()
    assert [p.code for p in second.problems] == ["imaging.duplicate_instance"]
    assert first.id != second.id
    assert second.readable


def test_progress_and_cancelling(tmp_path):
    for n in range(4):
        native(tmp_path / f"{n}.dcm", [grey()])
    seen = []
    read = scan([tmp_path], progress=lambda *counts: seen.append(counts), cancelled=lambda: len(seen) == 2)
    assert len(list(read)) == 2
    assert seen == [(1, 4), (2, 4)]


# zips


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_a_folder(tmp_path):
    dicom = native(tmp_path / "x.dcm", [grey()]).read_bytes()
    still = picture(tmp_path / "x.png").read_bytes()
    video = write_video(tmp_path / "x.mp4", KINDS[0], 10).read_bytes()
    archive = _zip(
        tmp_path / "all.zip",
        {"study/IM1": dicom, "b.png": still, "c.mp4": video, "../../evil.png": still, "notes.txt": b"x"},
    )
    clips = {Path(c.path).name: c for c in scan([archive])}
    assert {name: clip.frames for name, clip in clips.items()} == {
        "IM1": 1,
        "b.png": 1,
        "c.mp4": 10,
        "evil.png": 1,
    }
    for clip in clips.values():
        with open_source(clip) as source:
            source.frame(clip.frames)
    assert not (tmp_path.parent / "evil.png").exists()


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    from sonostep.imaging import archive

    monkeypatch.setattr(archive, "MAX_STREAM", 1 << 20)
    path = _zip(tmp_path / "a.zip", {"a.dcm": b"\0" * (8 << 20)})
    assert codes(path) == ["imaging.unpacks_too_large"]


# DICOMDIR


def _dicomdir(path: Path, file_ids: list[list[str]]) -> Path:
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(config.settings, "reading_validation_mode", config.IGNORE)
    monkeypatch.setattr(config.settings, "writing_validation_mode", config.IGNORE)
    dataset = Dataset()
    records = []
    for file_id in file_ids:
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = file_id
        records.append(record)
    dataset.DirectoryRecordSequence = records
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.file_meta = meta
    dcmwrite(path, dataset, enforce_file_format=True)
    monkeypatch.undo()
    return path


def test_a_dicomdir_names_its_files_and_none_outside_the_medium(tmp_path):
    medium = tmp_path / "medium"
    (medium / "images").mkdir(parents=True)
    native(medium / "images" / "im1", [grey()])
    native(medium / "not_named.dcm", [grey()])
    native(tmp_path / "secret", [grey()])
    directory = _dicomdir(
        medium / "DICOMDIR", [["IMAGES", "IM1"], ["..", "secret"], ["IMAGES", "IM2"], ["/etc", "passwd"]]
    )
    found, outside, missing, absolute = scan([directory])
    assert found.readable
    assert [c.problems[0].code for c in (outside, missing, absolute)] == [
        "imaging.dicomdir_outside",
        "imaging.dicomdir_missing",
        "imaging.dicomdir_outside",
    ]


# stills


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".jpg"])
def test_stills(tmp_path, suffix):
    path = picture(tmp_path / f"a{suffix}", colour()[:, :, ::-1])
    (clip,) = scan([path])
    assert (clip.kind, clip.frames, clip.timing.source) == (ClipKind.STILL, 1, TimingSource.STILL)
    assert clip.id.startswith("sha256:")
    error = np.abs(read_frame(path, 1)[:, :, 2::-1].astype(int) - colour())
    assert error.max() <= (0 if suffix != ".jpg" else 255)
    assert np.median(error) <= 2


def test_a_still_of_16_bits_and_one_with_transparency(tmp_path):
    deep = picture(tmp_path / "deep.png", grey().astype(np.uint16) * 257)
    assert (read_frame(deep, 1)[:, :, 0] == grey()).all()
    clear = np.dstack((colour()[:, :, ::-1], np.full(grey().shape, 9, np.uint8)))
    assert (read_frame(picture(tmp_path / "clear.png", clear), 1)[:, :, 2::-1] == colour()).all()


def test_the_pages_of_a_tif_are_frames(tmp_path):
    path = tmp_path / "a.tif"
    cv2.imwritemulti(str(path), [grey(1), grey(2), grey(3)])
    clip, source = open_clip(path)
    with source:
        assert clip.frames == 3
        assert (source.frame(2)[:, :, 1] == grey(2)).all()


def test_a_picture_turned_by_its_camera_is_upright(tmp_path):
    from PIL import Image

    image = Image.fromarray(colour())
    exif = image.getexif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    image.save(path, exif=exif, quality=95)
    clip, source = open_clip(path)
    with source:
        assert source.frame(1).shape == (64, 48, 4)
    assert (clip.scale.rows, clip.scale.columns) == (64, 48)


def test_a_thumbnail_has_the_true_aspect_ratio(tmp_path):
    path = native(tmp_path / "a.dcm", [grey(1, 400, 300)], Rows=400, Columns=300)
    (clip,) = scan([path])
    assert thumbnail(clip, 160).shape == (160, 120, 4)
    squeezed = native(tmp_path / "b.dcm", [grey(1, 400, 300)], Rows=400, Columns=300, PixelAspectRatio=[1, 2])
    (clip,) = scan([squeezed])
    assert thumbnail(clip, 150).shape == (100, 150, 4)


def test_frames_count_from_one(tmp_path):
    path = native(tmp_path / "a.dcm", [grey(1), grey(2)])
    assert (read_frame(path, 1)[:, :, 0] == grey(1)).all()
    for number in (0, 3, -1):
        with pytest.raises(ProblemError, match="imaging.no_such_frame"):
            read_frame(path, number)


def test_a_stream_of_another_size_than_its_header_is_refused(tmp_path):
    path = packed(
        tmp_path / "a.dcm", [imagecodecs.jpeg8_encode(grey(1, 96, 128), 90)], "1.2.840.10008.1.2.4.50"
    )
    with pytest.raises(ProblemError, match="imaging.frame_size_differs"):
        read_frame(path, 1)


# PS3.4 annex B and PS3.6 annex A: what an ultrasound cart, its printer or its camera stores
CLASSES = {
    "US Image": "1.2.840.10008.5.1.4.1.1.6.1",
    "US Image, retired": "1.2.840.10008.5.1.4.1.1.6",
    "US Multi-frame": "1.2.840.10008.5.1.4.1.1.3.1",
    "US Multi-frame, retired": "1.2.840.10008.5.1.4.1.1.3",
    "Secondary Capture": "1.2.840.10008.5.1.4.1.1.7",
    "Multi-frame Grayscale Byte SC": "1.2.840.10008.5.1.4.1.1.7.2",
    "Multi-frame True Color SC": "1.2.840.10008.5.1.4.1.1.7.4",
    "VL Endoscopic": "1.2.840.10008.5.1.4.1.1.77.1.1",
    "VL Photographic": "1.2.840.10008.5.1.4.1.1.77.1.4",
    "Video Endoscopic": "1.2.840.10008.5.1.4.1.1.77.1.1.1",
    "Video Photographic": "1.2.840.10008.5.1.4.1.1.77.1.4.1",
}


@pytest.mark.parametrize("name", CLASSES)
def test_every_image_class_a_cart_stores_opens(tmp_path, name):
    frames = [grey(n) for n in (1, 2)] if "ulti" in name or "Video" in name else [grey()]
    path = native(tmp_path / "a.dcm", frames, SOPClassUID=CLASSES[name])
    (clip,) = scan([path])
    assert clip.readable
    assert (clip.frames, clip.study.sop_class_uid) == (len(frames), CLASSES[name])
    assert (read_frame(path, len(frames))[:, :, 0] == frames[-1]).all()


def test_a_preamble_that_is_a_program_is_said(tmp_path):
    path = native(tmp_path / "a.dcm", [grey()])
    raw = path.read_bytes()
    path.write_bytes(b"MZ" + raw[2:])
    (clip,) = scan([path])
    assert clip.readable
    assert clip.problems == (Problem.of("imaging.program_preamble", file="a.dcm"),)
