"""What is decoded before anybody asks: round the playhead, and not under a hand that jumps."""

import numpy as np

from sonostep.core.clip import Clip, ClipKind, FrameRef, ScaleInfo, TimingSource
from sonostep.imaging.cache.prefetch import Ahead
from sonostep.imaging.video.timing import even
from sonostep.imaging.worker.frame_decoder import FrameDecoder
from sonostep.imaging.worker.slots import SlotPool


def clip_of(frames: int, name: str = "a") -> Clip:
    timing = even(frames, 25, TimingSource.DEFAULT)
    return Clip(name, name, ClipKind.DICOM, name, frames, ScaleInfo(8, 8), timing)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def all_of(ahead: Ahead) -> list[int]:
    found = []
    while (ref := ahead.next()) is not None:
        found.append(ref.frame)
    return found


def test_the_nearest_come_first_and_a_step_back_too():
    ahead = Ahead(4)
    ahead.wish(clip_of(100), 10, 1, 99, ())
    assert all_of(ahead) == [11, 12, 13, 14, 9, 8]
    ahead.wish(clip_of(100), 9, -1, 99, ())
    assert all_of(ahead) == [8, 7, 6, 5, 10, 11]


def test_it_goes_round_the_end_and_keeps_to_the_room_and_leaves_out_what_is_kept():
    ahead = Ahead(24)
    clip = clip_of(20)
    ahead.wish(clip, 19, 1, 4, {FrameRef("a", 1)})
    assert all_of(ahead) == [20, 2, 3, 18, 17]


def test_after_a_jump_nothing_is_decoded_ahead_for_a_moment():
    clock = Clock()
    ahead = Ahead(4, clock)
    clip = clip_of(100)
    ahead.wish(clip, 1, 1, 99, ())
    assert ahead.wait() == 0
    ahead.wish(clip, 60, 1, 99, ())
    assert ahead.next() is None
    assert 0 < ahead.wait() < 0.1
    clock.now += ahead.wait()
    assert all_of(ahead) == [61, 62, 63, 64, 59, 58]
    assert ahead.wait() == float("inf")


def test_a_hand_that_goes_on_jumping_is_not_disturbed():
    clock = Clock()
    ahead = Ahead(4, clock)
    clip = clip_of(100)
    for around in (1, 50, 10, 90, 30):
        ahead.wish(clip, around, 1, 99, ())
        clock.now += 0.016
        assert around == 1 or ahead.next() is None


def test_playing_and_looping_is_no_jump_and_clips_side_by_side_are_none_either():
    ahead = Ahead(4, Clock())
    left, right = clip_of(100), clip_of(100, "b")
    for around in (97, 98, 99, 100, 1, 2, 5):
        ahead.wish(left, around, 1, 99, ())
        assert ahead.wait() == 0
        ahead.wish(right, (around + 40) % 100 + 1, 1, 99, ())
        assert ahead.wait() == 0


class Blank:
    """A worker that draws nothing."""

    def call(self, *_: object) -> bool:
        return True


def test_slots_are_reserved_while_nobody_waits_and_within_the_budget(tmp_path, monkeypatch):
    grown: list[str] = []
    grow = SlotPool.grow
    monkeypatch.setattr(SlotPool, "grow", lambda pool: (grown.append("block"), grow(pool))[1])
    clip = Clip("a", "a", ClipKind.DICOM, "a", 99, ScaleInfo(1024, 1024), clip_of(99).timing)
    held: list[np.ndarray] = []
    decoder = FrameDecoder(Blank(), 32 << 20, lambda: bool(held and held.pop(0).size), print, tmp_path)  # type: ignore[arg-type]
    assert not decoder.reserve_ahead()
    held.append(decoder.decode(clip, 1))
    asked = len(grown)
    for number in range(2, 30):
        decoder.reserve_ahead()
        grown.clear()
        held.append(decoder.decode(clip, number))
        # none of them had to wait for more
        assert not grown
    assert asked == 1
    assert len(held) == 8
    decoder.close()
