"""Remembered scales: per scanner, depth and picture size; whatever is broken counts as not remembered."""

import json

import pytest

from sonostep.core.clip import (
    Clip,
    ClipKind,
    ScaleInfo,
    StudyInfo,
    Timing,
    TimingSource,
    UserCalibration,
)
from sonostep.storage.calibrations import key_of, remember, remembered

SCALE = UserCalibration(0.1, 0.12, 0.01)


def clip(model="S1", depth=40.0, rows=300) -> Clip:
    study = StudyInfo(manufacturer="Maker", model=model, depth_mm=depth)
    still = Timing((0.0,), 0.0, TimingSource.STILL, 0.0)
    return Clip("c", "c.dcm", ClipKind.DICOM, "c", 1, ScaleInfo(rows, 400), still, study=study)


def test_a_scale_comes_back_for_the_same_scanner_depth_and_size_only():
    assert remembered(clip()) is None
    assert remember(clip(), SCALE)
    assert remembered(clip()) == SCALE
    for other in (clip("S2"), clip(depth=50.0), clip(rows=200)):
        assert remembered(other) is None
    newer = UserCalibration(0.2, 0.2)
    remember(clip(), newer)
    assert remembered(clip()) == newer


@pytest.mark.parametrize(("model", "depth"), [("", 40.0), ("S1", None)])
def test_an_unknown_scanner_or_depth_is_not_remembered(model, depth):
    assert key_of(clip(model, depth)) is None
    assert not remember(clip(model, depth), SCALE)


@pytest.mark.parametrize(
    "written",
    ["", "nonsense", "[]", '{"KEY": 3}', '{"KEY": [0, 1, 0]}', '{"KEY": [1, 1]}', '{"KEY": [1, true, 0]}',
     '{"KEY": [1, 1, -1]}'],
)  # fmt: skip
def test_a_broken_file_or_entry_counts_as_not_remembered(tmp_path, written):
    path = tmp_path / "calibrations.json"
    path.write_text(written.replace("KEY", key_of(clip()) or ""))
    assert remembered(clip(), path) is None
    assert remember(clip(), SCALE, path)
    assert remembered(clip(), path) == SCALE


def test_the_file_does_not_grow_for_ever_and_holds_nothing_of_a_patient(tmp_path):
    path = tmp_path / "calibrations.json"
    for depth in range(230):
        remember(clip(depth=float(depth)), SCALE, path)
    plain = json.loads(path.read_text())
    assert len(plain) == 200
    assert remembered(clip(depth=229.0), path) == SCALE
    assert set(next(iter(plain)).split("|")) <= {"Maker", "S1", "", "30", "400x300"}


def test_a_folder_that_cannot_be_written_is_no_calamity(tmp_path):
    assert not remember(clip(), SCALE, tmp_path / "gone" / "calibrations.json")
