"""A de-identified copy shows what its original shows: colours by the stream, and the rate."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from helpers.dicom_files import COLUMNS, ROWS, grey, native, packed
from imaging.test_encapsulated import JPEG, htj2k_frame
from imaging.test_labels_and_streams import LABELS, STREAMS
from imaging.test_overlays import plane, with_planes
from imaging.test_volumes import at
from privacy.test_deidentify import run
from sonostep.imaging import read_clip, read_frame
from sonostep.privacy.choices import Box, Choices

WHOLE = Choices(keep=(Box(0, 0, COLUMNS - 1, ROWS - 1),), assume_reviewed=True)


def copy_of(path, tmp_path):
    (outcome,), files = run([path], WHOLE)
    assert outcome.problem is None
    copy = tmp_path / "copy.dcm"
    copy.write_bytes(files["clip-0001.dcm"])
    return copy


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("name", STREAMS)
def test_a_copy_has_the_colours_of_its_original(tmp_path, name, label):
    path = packed(
        tmp_path / "a.dcm", [STREAMS[name]()], JPEG, SamplesPerPixel=3, PhotometricInterpretation=label
    )
    copy = copy_of(path, tmp_path)
    assert np.abs(read_frame(path, 1).astype(int) - read_frame(copy, 1)).mean() < 2


def test_a_lossless_original_leaves_without_loss(tmp_path):
    path = packed(tmp_path / "a.dcm", [htj2k_frame(grey())], "1.2.840.10008.1.2.4.201")
    assert (read_frame(copy_of(path, tmp_path), 1) == read_frame(path, 1)).all()


def test_a_rate_that_stood_in_dates_of_frames_leaves(tmp_path):
    path = native(
        tmp_path / "a.dcm",
        [grey(n) for n in (1, 2, 3)],
        FrameTime=None,
        PerFrameFunctionalGroupsSequence=[at(0), at(0.05), at(0.1)],
        SharedFunctionalGroupsSequence=[Dataset()],
    )
    assert read_clip(path).timing.fps == pytest.approx(20)
    assert read_clip(copy_of(path, tmp_path)).timing.fps == pytest.approx(20)


def test_overlays_do_not_leave(tmp_path):
    copy = copy_of(with_planes(tmp_path / "a.dcm", plane()), tmp_path)
    assert (read_frame(copy, 1)[:, :, 0] == grey()).all()
    assert "imaging.overlays" not in [p.code for p in read_clip(copy).problems]
