"""Nothing that names anybody leaves: twenty planted identifiers, pixels, files, logs."""

import io
import json
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from sonostep.cli.dispatch import main
from sonostep.core.clip import ClipKind, Region, ScaleInfo
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_source, read_clip, scan
from sonostep.messages import codes
from sonostep.privacy import Box, Choices, Dates, DeidentifyItem, Pseudonyms, deidentify
from sonostep.privacy.pixels import kept
from sonostep.privacy.profile import rule_for, size

PLANTED = (
    "DOE", "JANE", "MRN-778812", "19610317", "OTHERID55", "ACC-20250102-7", "12 Elm Street", "0912345678",
    "Dr^Referrer", "Operator^Olga", "Sunny Pain Clinic", "STATION-9", "SER-4411", "Zhongxiao East Road",
    "study of Jane", "note: DOE called", "private DOE", "1.2.826.0.1.3680043.8.498.77.1", "王小明",
    "20250102", "Reader^Rita",
)  # fmt: skip
UID = "1.2.826.0.1.3680043.8.498.77.1"
ROWS, COLUMNS = 96, 128
REGION = Region(20, 30, 109, 89, 1, 1, 3, 3, 0.01, 0.01)
BURNED = (slice(2, 20), slice(2, 120))
"""Where a name is burned in, above the region."""


def picture(seed=0):
    rng = np.random.default_rng(seed)
    frame = rng.integers(1, 255, (ROWS, COLUMNS, 3), dtype=np.uint8)
    cv2.putText(frame, "DOE JANE", (4, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1)
    return frame


def region_item(region=REGION):
    item = Dataset()
    item.RegionSpatialFormat, item.RegionDataType, item.RegionFlags = 1, 1, 0
    item.RegionLocationMinX0, item.RegionLocationMinY0 = region.x0, region.y0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = region.x1, region.y1
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = 3
    item.PhysicalDeltaX = item.PhysicalDeltaY = 0.01
    return item


def dataset(regions=(REGION,), frames=2, instance=f"{UID}.1.1"):
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"
    ds.SOPInstanceUID, ds.StudyInstanceUID, ds.SeriesInstanceUID = instance, UID, f"{UID}.1"
    ds.FrameOfReferenceUID = f"{UID}.9"
    ds.PatientName, ds.PatientID = "DOE^JANE=王小明", "MRN-778812"
    ds.PatientBirthDate, ds.PatientSex, ds.PatientAge = "19610317", "F", "063Y"
    ds.OtherPatientIDs, ds.AccessionNumber = "OTHERID55", "ACC-20250102-7"
    ds.PatientAddress, ds.PatientTelephoneNumbers = "12 Elm Street", "0912345678"
    ds.ReferringPhysicianName, ds.OperatorsName = "Dr^Referrer", "Operator^Olga"
    ds.NameOfPhysiciansReadingStudy = "Reader^Rita"
    ds.InstitutionName, ds.InstitutionAddress = "Sunny Pain Clinic", "Zhongxiao East Road"
    ds.StationName, ds.DeviceSerialNumber = "STATION-9", "SER-4411"
    ds.StudyDescription, ds.ImageComments = "study of Jane", "note: DOE called"
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = ds.AcquisitionDate = "20250102"
    ds.StudyTime = ds.ContentTime = "091500"
    ds.AcquisitionDateTime = "20250102091501.5"
    # where the profile has no rule: what people type
    ds.TransducerData = ["L18-5", "probe of Jane Doe"]
    ds.ViewName = "王小明 hip"
    ds.Manufacturer, ds.ManufacturerModelName = "Esaote", "MyLab X8"
    ds.ReferencedImageSequence = Sequence([reference()])
    ds.RequestAttributesSequence = Sequence([Dataset()])
    ds.RequestAttributesSequence[0].RequestedProcedureDescription = "private DOE"
    block = ds.private_block(0x0011, "DOE SYSTEMS", create=True)
    block.add_new(1, "LO", "private DOE")
    ds.add_new(0x60003000, "OW", b"DOE ")
    ds.Modality, ds.NumberOfFrames, ds.FrameTime = "US", frames, "40"
    ds.FrameIncrementPointer = 0x00181063
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PlanarConfiguration = ROWS, COLUMNS, 3, 0
    ds.PhotometricInterpretation = "RGB"
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    if regions:
        ds.SequenceOfUltrasoundRegions = Sequence([region_item(r) for r in regions])
    return ds


def reference():
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.3.1", f"{UID}.1.2"
    return item


def stored(path, ds, syntax=ExplicitVRLittleEndian):
    frames = [picture(n) for n in range(int(ds.NumberOfFrames))]
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.SourceApplicationEntityTitle = "DOE_AE"
    ds.preamble = b"II*\0DOE JANE".ljust(128, b"\0")
    if syntax == JPEGBaseline8Bit:
        coded = [cv2.imencode(".jpg", f[:, :, ::-1])[1].tobytes() for f in frames]
        ds.PixelData = encapsulate(coded)
        ds.PhotometricInterpretation = "YBR_FULL_422"
    else:
        ds.PixelData = b"".join(f.tobytes() for f in frames)
    ds["PixelData"].VR = "OB"
    ds.save_as(path, enforce_file_format=True)
    return path


def item(path):
    clip = read_clip(path)
    return DeidentifyItem(clip, Path(path), lambda: closing(open_source(clip)))


def run(paths, choices=None, review=None, key=b"k" * 32):
    kept_files = {}
    choices = choices or Choices(assume_reviewed=True)
    items = [item(p) for p in paths]
    outcomes = list(deidentify(items, choices, kept_files.__setitem__, review, Pseudonyms(key)))
    return outcomes, kept_files


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("in") / "DOE JANE.dcm", dataset())


def hits(data, allowed=()):
    """The planted texts that bytes hold, in any of the usual encodings and in either case."""
    low = data.lower()
    texts = [p for p in PLANTED if p not in allowed]
    coded = {t: [t.encode("utf-8"), t.encode("utf-16-le"), t.encode("big5", "ignore")] for t in texts}
    return [t for t, forms in coded.items() if any(f and f.lower() in low for f in forms)]


def pixel_hits(data):
    """Pixels outside the region that are not black."""
    ds = pydicom.dcmread(io.BytesIO(data))
    frames = ds.pixel_array.reshape(-1, ROWS, COLUMNS, 3).copy()
    frames[:, REGION.y0 : REGION.y1 + 1, REGION.x0 : REGION.x1 + 1] = 0
    return frames


# attributes


def test_the_planted_identifiers_are_in_the_original(original):
    assert hits(original.read_bytes()) == list(PLANTED) and len(PLANTED) > 20


@pytest.mark.parametrize("dates", list(Dates))
def test_no_planted_identifier_is_in_any_byte_that_leaves(original, dates):
    _, files = run([original], Choices(dates, assume_reviewed=True))
    allowed = ("20250102",) if dates is Dates.KEEP else ()
    assert set(files) == {"clip-0001.dcm", "deidentified.json"}
    for data in files.values():
        without_pixels = data.split(b"\xe0\x7f\x10\x00")[0] if data[128:132] == b"DICM" else data
        assert hits(data if dates is Dates.REMOVE else without_pixels, allowed) == []
    assert files["clip-0001.dcm"][:128] == b"\0" * 128


def test_what_was_done_is_said_by_code(original):
    for dates, codes_ in ((Dates.REMOVE, ["113100", "113101"]), (Dates.KEEP, ["113100", "113101", "113106"]),
                          (Dates.SHIFT, ["113100", "113101", "113107"])):  # fmt: skip
        _, files = run([original], Choices(dates, assume_reviewed=True))
        ds = pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"]))
        assert ds.PatientIdentityRemoved == "YES"
        assert [c.CodeValue for c in ds.DeidentificationMethodCodeSequence] == codes_
        assert "BurnedInAnnotation" not in ds
        assert not [e for e in ds.iterall() if e.tag.is_private]
        assert ds.ManufacturerModelName == "MyLab X8" and ds.FrameTime == 40
        assert ds.SequenceOfUltrasoundRegions[0].PhysicalDeltaX == 0.01
        assert "PatientAge" not in ds and ds.PatientSex == ""


def test_dates_are_kept_shifted_alike_or_removed(original):
    def ds_of(dates):
        return pydicom.dcmread(
            io.BytesIO(run([original], Choices(dates, assume_reviewed=True))[1]["clip-0001.dcm"])
        )

    removed, kept_, shifted = (ds_of(d) for d in (Dates.REMOVE, Dates.KEEP, Dates.SHIFT))
    assert removed.StudyDate == "" and kept_.StudyDate == "20250102"
    assert shifted.StudyDate == shifted.AcquisitionDate == shifted.AcquisitionDateTime[:8]
    assert "20150101" < shifted.StudyDate < "20250102"
    assert shifted.AcquisitionDateTime[8:] == "091501.5" and shifted.StudyTime == "091500"
    assert {d.LongitudinalTemporalInformationModified for d in (removed, kept_, shifted)} == {
        "REMOVED", "UNMODIFIED", "MODIFIED",
    }  # fmt: skip
    assert all(d.PatientBirthDate == "" for d in (removed, kept_, shifted))


def test_uids_and_pseudonyms_are_the_same_for_the_same_and_only_within_a_run(tmp_path):
    one = stored(tmp_path / "a.dcm", dataset())
    two = stored(tmp_path / "b.dcm", dataset(instance=f"{UID}.1.2"))
    _, files = run([one, two])
    a, b = (pydicom.dcmread(io.BytesIO(files[f"clip-000{n}.dcm"])) for n in (1, 2))
    assert a.StudyInstanceUID == b.StudyInstanceUID != UID
    assert a.SOPInstanceUID != b.SOPInstanceUID
    assert a.SOPInstanceUID == a.file_meta.MediaStorageSOPInstanceUID
    assert (a.PatientID, a.PatientName) == (b.PatientID, b.PatientName)
    assert a.SOPClassUID == "1.2.840.10008.5.1.4.1.1.3.1"
    other = pydicom.dcmread(io.BytesIO(run([one], key=b"x" * 32)[1]["clip-0001.dcm"]))
    assert other.StudyInstanceUID != a.StudyInstanceUID and other.PatientID != a.PatientID


def test_a_reference_to_another_clip_of_the_run_still_leads_to_it(tmp_path):
    ds = dataset()
    ds.SourceImageSequence = Sequence([reference()])
    _, files = run(
        [stored(tmp_path / "a.dcm", ds), stored(tmp_path / "b.dcm", dataset(instance=f"{UID}.1.2"))]
    )
    a, b = (pydicom.dcmread(io.BytesIO(files[f"clip-000{n}.dcm"])) for n in (1, 2))
    assert a.SourceImageSequence[0].ReferencedSOPInstanceUID == b.SOPInstanceUID


def test_a_defined_term_that_holds_a_part_of_a_name_stays(tmp_path):
    ds = dataset()
    ds.PatientName, ds.ImageType = "PRIM^ORIG", ["ORIGINAL", "PRIMARY", "PRIM"]
    _, files = run([stored(tmp_path / "a.dcm", ds)])
    assert not pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"])).ImageType
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    _, files = run([stored(tmp_path / "b.dcm", ds)])
    assert pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"])).ImageType == ["ORIGINAL", "PRIMARY"]


def test_the_profile_is_the_whole_table():
    assert size() == 655
    for tag, action in ((0x00100010, "Z"), (0x00080018, "U"), (0x00081030, "X"), (0x0008002A, "X/Z/D"),
                        (0x60123000, "X"), (0x50AA0005, "X")):  # fmt: skip
        assert rule_for(tag).action == action
    assert rule_for(0x00186011) is None


# pixels


def test_everything_outside_the_regions_is_black_and_everything_inside_is_as_it_was(original):
    _, files = run([original])
    data = files["clip-0001.dcm"]
    assert not pixel_hits(data).any()
    ds = pydicom.dcmread(io.BytesIO(data))
    box = (slice(REGION.y0, REGION.y1 + 1), slice(REGION.x0, REGION.x1 + 1))
    for n, frame in enumerate(ds.pixel_array):
        assert np.array_equal(frame[box], picture(n)[box])


def test_a_lossy_clip_stays_small_and_its_border_black(tmp_path):
    path = stored(tmp_path / "j.dcm", dataset(), JPEGBaseline8Bit)
    _, files = run([path])
    ds = pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"]))
    assert ds.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
    assert len(files["clip-0001.dcm"]) < 2 * path.stat().st_size
    assert pixel_hits(files["clip-0001.dcm"])[:, BURNED[0], BURNED[1]].max() < 40


def test_boxes_are_blanked_inside_regions_too(original):
    _, files = run([original], Choices(blank=(Box(40, 40, 60, 50),), assume_reviewed=True))
    ds = pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"]))
    assert not ds.pixel_array[:, 40:51, 40:61].any() and ds.pixel_array[:, 52, 40:61].any()


def test_a_clip_without_regions_leaves_only_with_a_box_to_keep(tmp_path):
    path = stored(tmp_path / "x.dcm", dataset(regions=()))
    (outcome,), files = run([path])
    assert outcome.problem.code == "privacy.no_region" and set(files) == {"deidentified.json"}
    box = Box(REGION.x0, REGION.y0, REGION.x1, REGION.y1)
    (outcome,), files = run([path], Choices(keep=(box,), assume_reviewed=True))
    assert outcome.file and not pixel_hits(files["clip-0001.dcm"]).any()


@pytest.mark.parametrize(
    ("region", "count"),
    [(Region(-5, -5, 9, 9, 1, 1, 3, 3, 1, 1), 100), (Region(90, 90, 500, 500, 1, 1, 3, 3, 1, 1), 100)],
)
def test_a_region_that_leaves_the_picture_keeps_what_is_inside(region, count):
    assert kept(ScaleInfo(100, 100, (region,)), Choices()).sum() == count


def test_a_region_wholly_outside_keeps_nothing():
    far = Region(500, 500, 600, 600, 1, 1, 3, 3, 1, 1)
    with pytest.raises(ProblemError):
        kept(ScaleInfo(100, 100, (far,)), Choices())


# the eye


def test_without_a_look_nothing_leaves(original):
    (outcome,), files = run([original], Choices())
    assert outcome.problem.code == "privacy.not_reviewed" and set(files) == {"deidentified.json"}


def test_the_person_sees_what_would_leave_and_decides(original):
    seen = []

    def look(number, clip, sheet):
        seen.append(cv2.imdecode(np.frombuffer(sheet, np.uint8), cv2.IMREAD_COLOR))
        return len(seen) == 1

    (outcome,), files = run([original], Choices(), look)
    assert outcome.reviewed and pydicom.dcmread(io.BytesIO(files["clip-0001.dcm"])).BurnedInAnnotation == "NO"
    assert seen[0].shape == (ROWS, 3 * COLUMNS + 8, 3)
    assert not seen[0][BURNED[0], :COLUMNS].any()
    (outcome,), files = run([original], Choices(), look)
    assert outcome.problem.code == "privacy.refused" and set(files) == {"deidentified.json"}


def test_the_log_has_no_name_and_says_whether_somebody_looked(original):
    _, files = run([original])
    said = json.loads(files["deidentified.json"])
    assert said["review"] == "assumed, nobody looked"
    (clip,) = said["clips"]
    assert clip["actions"]["private"] >= 2 and clip["actions"]["swept"] >= 2
    assert hits(files["deidentified.json"]) == [] and "DOE JANE" not in str(said)


# videos and stills


def video(path):
    with av.open(str(path), "w") as out:
        out.metadata["title"] = "DOE JANE"
        out.metadata["comment"] = "MRN-778812"
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = COLUMNS, ROWS, "yuv420p"
        sound = out.add_stream("aac", rate=44100)
        for n in range(5):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture(n), format="rgb24")))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="flt", layout="mono")
        silence.sample_rate = 44100
        out.mux(sound.encode(silence))
        out.mux(stream.encode(None))
        out.mux(sound.encode(None))
    return path


def test_a_video_loses_metadata_sound_and_border(tmp_path):
    path = video(tmp_path / "DOE.mp4")
    assert b"DOE JANE" in path.read_bytes()
    box = Box(20, 30, 109, 89)
    (outcome,), files = run([path], Choices(keep=(box,), assume_reviewed=True))
    data = files["clip-0001.mp4"]
    assert hits(data) == [] and outcome.file == "clip-0001.mp4"
    with av.open(io.BytesIO(data)) as back:
        assert [s.type for s in back.streams] == ["video"]
        assert "title" not in back.metadata and "comment" not in back.metadata
        frames = [f.to_ndarray(format="rgb24") for f in back.decode(video=0)]
    assert len(frames) == 5
    assert max(f[:25].max() for f in frames) < 40 < min(f[40:80, 40:100].max() for f in frames)


def test_a_still_is_a_picture_and_nothing_else(tmp_path):
    path = tmp_path / "DOE.png"
    data = cv2.imencode(".png", picture())[1].tobytes()
    text = b"tEXtPatient\0DOE JANE"
    chunk = (len(text) - 4).to_bytes(4, "big") + text + zlib.crc32(text).to_bytes(4, "big")
    path.write_bytes(data[:33] + chunk + data[33:])
    _, files = run([path], Choices(keep=(Box(20, 30, 109, 89),), assume_reviewed=True))
    assert hits(files["clip-0001.png"]) == []
    back = cv2.imdecode(np.frombuffer(files["clip-0001.png"], np.uint8), cv2.IMREAD_COLOR)
    assert not back[:30].any() and back[30:90, 20:110].any()


# the command


def command(capsys, *words):
    code = main([str(w) for w in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_value_that_is_no_dicom_is_not_quoted_by_a_warning(tmp_path, recwarn):
    path = tmp_path / "w.dcm"
    stored(path, dataset())
    # the same length, but no UID: leading zeroes
    path.write_bytes(path.read_bytes().replace(f"{UID}.1.1".encode(), f"{UID}.01".encode() + b"\0"))
    (outcome,), _ = run([path])
    assert outcome.file and not [w for w in recwarn if UID in str(w.message)]


def test_the_command_writes_numbers_not_names(original, tmp_path, capsys):
    out = tmp_path / "out"
    words = ("deidentify", original, "--out", out, "--lang", "en")
    code, said, err = command(capsys, *words, "--assume-reviewed", "--dates", "shift")
    assert code == 0 and sorted(p.name for p in out.iterdir()) == ["clip-0001.dcm", "deidentified.json"]
    assert "DOE" not in said + err and "Nobody looked" in err
    assert command(capsys, *words, "--assume-reviewed")[0] == 1
    code, _, err = command(capsys, "deidentify", original, "--out", tmp_path / "two", "--lang", "en")
    assert code == 1 and "was not exported" in err
    assert command(capsys, *words, "--keep-box", "1,2,3")[0] == 2


def test_the_phantoms_mark_stays(tmp_path):
    ds = dataset()
    ds.Manufacturer, ds.SeriesDescription = "SonoStep", "SYNTHETIC hip"
    _, files = run([stored(tmp_path / "s.dcm", ds)])
    (tmp_path / "o.dcm").write_bytes(files["clip-0001.dcm"])
    assert read_clip(tmp_path / "o.dcm").synthetic


def test_a_sequence_of_pictures_leaves_as_pictures(tmp_path):
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"DOE_{number:03d}.png"), picture(number))
    (clip,) = scan([tmp_path])
    assert clip.kind is ClipKind.SEQUENCE
    made = DeidentifyItem(
        clip, tmp_path, lambda: closing(open_source(clip)), keep=(Box(20, 30, 109, 89),), seen=True
    )
    files = {}
    (outcome,) = deidentify([made], Choices(), files.__setitem__)
    assert outcome.files == tuple(f"clip-0001-{n:04d}.png" for n in (1, 2, 3))
    back = [cv2.imdecode(np.frombuffer(files[f], np.uint8), cv2.IMREAD_COLOR) for f in outcome.files]
    assert all(not b[:30].any() and np.array_equal(b[30:90, 20:110], picture(n)[30:90, 20:110])
               for n, b in enumerate(back))  # fmt: skip


def test_a_broken_file_stays_behind(original, tmp_path):
    broken = tmp_path / "b.dcm"
    broken.write_bytes(original.read_bytes()[:700])
    clip = replace(item(original).clip, frames=0)
    outcomes = list(deidentify([DeidentifyItem(clip, broken, lambda: None)], Choices(), lambda n, d: None))
    assert outcomes[0].problem


def test_every_sentence_is_there():
    named = (
        "no_region",
        "size",
        "unreadable",
        "no_encoder",
        "not_reviewed",
        "refused",
        "nothing",
    )
    assert {f"privacy.{n}" for n in named} <= codes()
