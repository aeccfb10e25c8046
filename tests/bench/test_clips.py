"""The clips that are measured are what they say they are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bench.clips import SMALL, Clips, jpeg_frames
from bench.pictures import BITS, moving_pictures, read_number

from sonostep.imaging import open_clip, scan

KINDS: dict[str, Callable[[Clips], Path]] = {
    "DICOM JPEG": lambda clips: clips.jpeg(SMALL),
    "DICOM RLE": lambda clips: clips.rle(SMALL),
    "DICOM JPEG 2000": lambda clips: clips.j2k(SMALL),
    "DICOM uncompressed": lambda clips: clips.raw(SMALL),
    "mp4": lambda clips: clips.mp4(SMALL),
    "AVI MPEG-4": lambda clips: clips.avi_mpeg4(SMALL),
    "AVI MJPEG": lambda clips: clips.avi_mjpeg(SMALL),
}


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_frame_carries_its_number(clips: Clips, kind: str) -> None:
    clip, source = open_clip(KINDS[kind](clips))
    with source:
        assert (clip.scale.rows, clip.scale.columns) == (SMALL.rows, SMALL.columns)
        assert [read_number(source.frame(n)) for n in range(1, clip.frames + 1)] == list(range(1, 13))


def test_numbers_survive_in_every_bit() -> None:
    pictures = moving_pictures(SMALL.rows, SMALL.columns, 40)
    assert [read_number(p) for p in pictures] == list(range(1, 41))
    assert BITS * 16 <= SMALL.columns


def test_pictures_move_and_are_the_same_each_time() -> None:
    first, second = (list(moving_pictures(64, 224, 3)) for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert (first[0][20:] != first[2][20:]).any()


def test_a_clip_is_made_once(clips: Clips) -> None:
    said: list[str] = []
    again = Clips(clips.folder.parent, said.append)
    path = again.jpeg(SMALL)
    before = path.stat().st_mtime_ns
    said.clear()
    assert again.jpeg(SMALL).stat().st_mtime_ns == before
    assert said == []
    assert not list(clips.folder.glob("*.part"))


def test_jpeg_frames_are_near_the_wanted_size(clips: Clips) -> None:
    sizes = [len(frame) for frame in jpeg_frames(clips.jpeg(SMALL))]
    assert len(sizes) == SMALL.frames
    assert sum(sizes) / len(sizes) == pytest.approx(SMALL.jpeg_bytes, rel=0.2)


def test_a_folder_holds_distinct_instances(clips: Clips) -> None:
    found = list(scan([clips.still_folder(20)]))
    assert len({clip.id for clip in found}) == 20
    assert all(clip.readable and not clip.problems for clip in found)
