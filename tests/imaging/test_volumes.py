"""Enhanced US Volume: what the functional groups state; and pixels that only a maker's programs read."""

import pytest
from pydicom.dataset import Dataset

from helpers.dicom_files import grey, native
from sonostep.core.clip import TimingSource
from sonostep.core.measure.calibration import LengthScale, resolve
from sonostep.core.measure.geometry import Point
from sonostep.imaging import read_clip, read_frame

ACROSS = (Point(10.0, 10.0), Point(60.0, 10.0))
VOLUME = "1.2.840.10008.5.1.4.1.1.6.2"


def item(**elements) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def spaced(row: float, column: float) -> Dataset:
    return item(PixelMeasuresSequence=[item(PixelSpacing=[row, column])])


def volume(path, per_frame, shared=None, **elements):
    """A volume of as many slices as ``per_frame`` has items."""
    return native(
        path,
        [grey(n) for n in range(1, len(per_frame) + 1)],
        SOPClassUID=VOLUME,
        FrameTime=None,
        SharedFunctionalGroupsSequence=[shared or Dataset()],
        PerFrameFunctionalGroupsSequence=per_frame,
        **elements,
    )


def at(seconds: float) -> Dataset:
    return item(FrameContentSequence=[item(FrameReferenceDateTime=f"202401021011{12 + seconds:09.6f}")])


def placed(z: float, time: int | None = None) -> Dataset:
    content = [item(TemporalPositionIndex=time)] if time is not None else []
    return item(
        PlanePositionVolumeSequence=[item(ImagePositionVolume=[0, 0, z])], FrameContentSequence=content
    )


ORIENTED = item(PlaneOrientationVolumeSequence=[item(ImageOrientationVolume=[1, 0, 0, 0, 1, 0])])


def test_spacing_shared_by_all_frames_is_used(tmp_path):
    clip = read_clip(volume(tmp_path / "a.dcm", [Dataset()] * 3, spaced(0.3, 0.2)))
    scale = resolve(ACROSS, clip.scale)
    assert isinstance(scale, LengthScale)
    assert scale.mm_x * 50 == pytest.approx(10.0)


def test_spacing_that_each_frame_states_alike_is_used(tmp_path):
    clip = read_clip(volume(tmp_path / "a.dcm", [spaced(0.3, 0.2)] * 3))
    assert clip.scale.pixel_spacing == (0.3, 0.2)


def test_spacing_that_differs_is_not_used_and_said(tmp_path):
    clip = read_clip(volume(tmp_path / "a.dcm", [spaced(0.3, 0.2), spaced(0.3, 0.4)]))
    assert resolve(ACROSS, clip.scale).reason.code == "calibration.spacing_varies"


def test_frames_have_the_times_that_they_state(tmp_path):
    clip = read_clip(volume(tmp_path / "a.dcm", [at(0), at(0.05), at(0.15), at(0.2)]))
    assert clip.timing.source is TimingSource.FUNCTIONAL_GROUPS
    assert clip.timing.starts == pytest.approx((0, 0.05, 0.15, 0.2))
    assert clip.timing.fps == pytest.approx(15)
    assert clip.problems == ()


@pytest.mark.parametrize("times", [(0, 0, 0.1, 0.1), (0, 0.2, 0.1, 0.3)])
def test_times_that_do_not_ascend_are_not_used_and_said(tmp_path, times):
    clip = read_clip(volume(tmp_path / "a.dcm", [at(t) for t in times]))
    assert clip.timing.source is TimingSource.DEFAULT
    assert [p.code for p in clip.problems] == ["imaging.frame_times_shared"]


def test_the_orientation_is_read(tmp_path):
    clip = read_clip(volume(tmp_path / "a.dcm", [placed(z) for z in (0, 1, 2)], ORIENTED))
    assert clip.study.orientation == (1, 0, 0, 0, 1, 0)
    assert not clip.study.in_patient, "a volume has axes of its own"


def test_an_orientation_in_the_patient_is_told_apart(tmp_path):
    shared = item(PlaneOrientationSequence=[item(ImageOrientationPatient=[0, 1, 0, 0, 0, -1])])
    clip = read_clip(volume(tmp_path / "a.dcm", [placed(z) for z in (0, 1, 2)], shared))
    assert (clip.study.orientation, clip.study.in_patient) == ((0, 1, 0, 0, 0, -1), True)


@pytest.mark.parametrize(
    ("places", "times", "first"),
    [
        ((0, 1, 2), None, None),
        ((2, 1, 0), None, None),
        ((0, 2, 1), None, 1),
        ((1, 2, 0), None, 3),
        ((0, 1, 0, 1), (1, 1, 2, 2), None),
        ((0, 1, 2, 1, 2, 0), (1, 1, 1, 2, 2, 2), 1),
    ],
)
def test_slices_out_of_order_keep_their_numbers_and_are_said(tmp_path, places, times, first):
    slices = [placed(z, times[n] if times else None) for n, z in enumerate(places)]
    clip = read_clip(volume(tmp_path / "a.dcm", slices, ORIENTED, RecommendedDisplayFrameRate=10))
    notes = [p.mapping["first"] for p in clip.problems if p.code == "imaging.slices_out_of_order"]
    assert notes == ([] if first is None else [str(first)])


@pytest.mark.parametrize("sequence", ["SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"])
@pytest.mark.parametrize("items", [[], [Dataset()]])
def test_empty_groups_are_none(tmp_path, sequence, items):
    path = native(tmp_path / "a.dcm", [grey(1), grey(2)], SOPClassUID=VOLUME, **{sequence: items})
    clip = read_clip(path)
    assert resolve(ACROSS, clip.scale).reason.code == "calibration.none"
    assert clip.timing.source is TimingSource.FRAME_TIME


@pytest.mark.parametrize(("group", "size"), [(0x7FE1, 2000), (0x200D, 80_000)])
def test_private_pixel_data_is_called_so(tmp_path, group, size):
    import pydicom

    path = native(tmp_path / "a.dcm", [grey()])
    dataset = pydicom.dcmread(path)
    del dataset.PixelData
    block = dataset.private_block(group, "GEMS_Ultrasound_MovieGroup_001", create=True)
    block.add_new(0x01, "OB", bytes(size))
    dataset.save_as(path)
    (problem,) = read_clip(path).problems
    assert (problem.code, problem.mapping["maker"]) == (
        "imaging.private_pixels",
        "GEMS_Ultrasound_MovieGroup_001",
    )


def windowed(centre: float, width: float) -> Dataset:
    return item(FrameVOILUTSequence=[item(WindowCenter=centre, WindowWidth=width)])


def test_each_frame_is_shown_through_its_own_window(tmp_path):
    windows = [(64, 65), (128, 256), (200, 20)]
    path = volume(tmp_path / "a.dcm", [windowed(*w) for w in windows], RecommendedDisplayFrameRate=10)
    for number, (centre, width) in enumerate(windows, 1):
        alone = native(tmp_path / f"{number}.dcm", [grey(number)], WindowCenter=centre, WindowWidth=width)
        assert (read_frame(path, number) == read_frame(alone, 1)).all()


def test_a_window_that_all_frames_share_holds_for_all(tmp_path):
    path = volume(tmp_path / "a.dcm", [Dataset()] * 2, windowed(64, 65), RecommendedDisplayFrameRate=10)
    for number in (1, 2):
        alone = native(tmp_path / f"{number}.dcm", [grey(number)], WindowCenter=64, WindowWidth=65)
        assert (read_frame(path, number) == read_frame(alone, 1)).all()
