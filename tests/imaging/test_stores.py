"""Background stores: the same pixels as without, in memory that is the system's to take back."""

import sys

import numpy as np
import psutil
import pytest

from helpers.video_files import KINDS, number_in, write_video
from sonostep.core.problem import ProblemError
from sonostep.imaging import open_clip
from sonostep.imaging.cache.mapped_arena import MappedArena
from sonostep.imaging.cache.packed_store import PackedStore
from sonostep.imaging.video.store import VideoStore
from sonostep.imaging.worker.shared_block import SharedBlock, create

FRAMES = 30
LONG_GOP = next(kind for kind in KINDS if "GOP 250" in kind.name)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads the maps of a Linux process")


@pytest.fixture
def long_gop(tmp_path):
    return write_video(tmp_path / "a.mp4", LONG_GOP, FRAMES)


def filled(path):
    source = open_clip(path)[1]
    while source.work():
        pass
    return source


def mapped() -> int:
    """Bytes of our mapped files in this process."""
    maps = psutil.Process().memory_maps(grouped=False)
    return sum(m.rss for m in maps if "sonostep-" in m.path)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_stored_frame_has_the_pixels_of_a_decoded_one(tmp_path, kind, monkeypatch):
    path = write_video(tmp_path / f"a{kind.suffix}", kind, FRAMES)
    stored = filled(path)
    monkeypatch.setenv("SONOSTEP_STORE_MIB", "0")
    with stored, open_clip(path)[1] as decoded:
        for number in (1, 7, FRAMES, 2):
            assert np.array_equal(stored.frame(number), decoded.frame(number))


def test_a_picture_of_odd_size_comes_out_of_the_store_as_it_went_in(tmp_path):
    kind = next(k for k in KINDS if "odd" in k.name)
    path = write_video(tmp_path / "a.mp4", kind, 8)
    stored = filled(path)
    with stored:
        first = stored.frame(2)
        stored.frame(5)
        assert np.array_equal(stored.frame(2), first)


def test_painting_from_the_store_leaves_no_thread_behind(long_gop):
    with filled(long_gop) as source:
        source.frame(1)
        before = psutil.Process().num_threads()
        for number in range(1, FRAMES + 1):
            source.frame(number)
        assert psutil.Process().num_threads() <= before


@on_linux
def test_the_store_of_a_video_lies_in_mapped_files_without_a_name(long_gop, tmp_path):
    before = mapped()
    with filled(long_gop):
        planes = LONG_GOP.rows * LONG_GOP.columns * 3 // 2
        assert mapped() - before >= FRAMES * planes * 0.9
    assert mapped() <= before


def test_blocks_have_no_name_while_they_are_used(tmp_path):
    arena = MappedArena(lambda size: create(size, tmp_path))
    taken = arena.take(1000)
    taken[:] = 7
    assert list(tmp_path.iterdir()) == []
    arena.clear()
    assert taken.tolist() == [7] * 1000


def one_block_only(tmp_path):
    made: list[SharedBlock] = []

    def make(size: int) -> SharedBlock:
        if made:
            raise ProblemError.of("imaging.no_memory", mib=1)
        made.append(create(size, tmp_path))
        return made[0]

    return make


def test_a_store_keeps_to_the_room_that_the_system_has(long_gop, tmp_path):
    with open_clip(long_gop)[1] as source:
        small = LONG_GOP.rows * LONG_GOP.columns * 3 // 2
        arena = MappedArena(one_block_only(tmp_path))
        # what is left of the only block holds five frames
        left = 5 * small
        arena.take((16 << 20) - left)
        source._store = VideoStore(FRAMES, 256 << 20, arena)
        for number in (*range(1, FRAMES + 1), 3, 28, 1):
            assert number_in(source.frame(number)) == number
            for _ in range(3):
                source.work()
        assert 1 <= source._store.room <= 5


def test_a_packed_store_stops_where_the_system_has_no_more_room(tmp_path):
    arena = MappedArena(one_block_only(tmp_path))
    arena.take((16 << 20) - 4096)
    store = PackedStore(40, 256 << 20, arena)
    out = np.zeros((16, 16, 4), np.uint8)
    noise = np.random.default_rng(1).integers(0, 255, (40, 16, 16, 4), np.uint8)
    for number, frame in enumerate(noise, 1):
        store.put(number, frame)
    held = [n for n in range(1, 41) if store.copy_into(n, out) and np.array_equal(out, noise[n - 1])]
    assert held == [1, 2, 3]
    assert store.next_missing() is None
