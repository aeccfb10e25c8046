"""The frame shown follows elapsed time: tables of cases, and properties over any timing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonostep.core.clip import Timing, TimingSource
from sonostep.ui.viewer.cine.frame_clock import Cine, LoopMode


def timing(*lengths: float) -> Timing:
    starts = [0.0]
    for length in lengths[:-1]:
        starts.append(starts[-1] + length)
    return Timing(tuple(starts), starts[-1] + lengths[-1], TimingSource.FRAME_TIME_VECTOR, 1.0)


EVEN = timing(0.1, 0.1, 0.1, 0.1)
UNEVEN = timing(0.033, 0.05, 0.033, 0.2)

CASES = [
    # timing, first, last, mode, speed, start, elapsed, frame
    (EVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.0, 1),
    (EVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.1, 2),
    (EVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.35, 4),
    (EVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.4, 1),
    (EVEN, 1, 4, LoopMode.LOOP, 1.0, 3, 0.25, 1),
    (EVEN, 2, 3, LoopMode.LOOP, 1.0, 2, 0.25, 2),
    (EVEN, 2, 3, LoopMode.LOOP, 1.0, 4, 0.0, 3),
    (EVEN, 1, 4, LoopMode.LOOP, 2.0, 1, 0.1, 3),
    (EVEN, 1, 4, LoopMode.LOOP, -1.0, 4, 0.0, 4),
    (EVEN, 1, 4, LoopMode.LOOP, -1.0, 4, 0.15, 3),
    (EVEN, 1, 4, LoopMode.LOOP, -1.0, 1, 0.15, 4),
    (EVEN, 1, 4, LoopMode.ONCE, 1.0, 1, 9.0, 4),
    (EVEN, 1, 4, LoopMode.ONCE, -1.0, 4, 9.0, 1),
    (EVEN, 1, 4, LoopMode.BOUNCE, 1.0, 1, 0.35, 4),
    (EVEN, 1, 4, LoopMode.BOUNCE, 1.0, 1, 0.45, 4),
    (EVEN, 1, 4, LoopMode.BOUNCE, 1.0, 1, 0.55, 3),
    (EVEN, 1, 4, LoopMode.BOUNCE, 1.0, 1, 0.85, 1),
    (EVEN, 1, 4, LoopMode.BOUNCE, 1.0, 1, 0.95, 2),
    (UNEVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.034, 2),
    (UNEVEN, 1, 4, LoopMode.LOOP, 1.0, 1, 0.3, 4),
]


@pytest.mark.parametrize(("times", "first", "last", "mode", "speed", "start", "elapsed", "frame"), CASES)
def test_the_frame_due(times, first, last, mode, speed, start, elapsed, frame):
    assert Cine(times, first, last, mode, speed).frame_at(start, elapsed) == frame


LENGTHS = st.lists(st.floats(0.005, 0.5), min_size=2, max_size=12)


@given(LENGTHS, st.data(), st.sampled_from(LoopMode), st.sampled_from((-2.0, -1.0, 0.25, 1.0)))
def test_the_frame_stays_in_range_and_the_next_look_is_never_in_the_past(lengths, data, mode, speed):
    times = timing(*lengths)
    first = data.draw(st.integers(1, len(lengths)))
    last = data.draw(st.integers(first, len(lengths)))
    cine = Cine(times, first, last, mode, speed)
    start = data.draw(st.integers(1, len(lengths)))
    elapsed = data.draw(st.floats(0.0, 100.0))
    assert first <= cine.frame_at(start, elapsed) <= last
    assert cine.until_next(start, elapsed) >= 0.0


@given(LENGTHS)
def test_a_pass_shows_every_frame_for_as_long_as_it_lasts(lengths):
    cine = Cine(timing(*lengths), 1, len(lengths))
    begin = 0.0
    for frame, length in enumerate(lengths, 1):
        assert cine.frame_at(1, begin + length / 2) == frame
        begin += length


def test_what_is_played_once_comes_to_an_end():
    cine = Cine(EVEN, 1, 4, LoopMode.ONCE)
    assert not cine.over(1, 0.39)
    assert cine.over(1, 0.41)


def test_the_player_follows_the_clock_and_skips_what_is_past(qtbot):
    from sonostep.ui.viewer.cine.player import Player

    now = [0.0]
    player = Player(clock=lambda: now[0])
    seen: list[int] = []
    player.frame_due.connect(seen.append)
    player.play(Cine(EVEN, 1, 4, LoopMode.ONCE), 1)
    now[0] = 0.25
    qtbot.waitUntil(lambda: len(seen) > 1, timeout=5000)
    now[0] = 1.0
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert list(dict.fromkeys(seen)) == [1, 3, 4]
