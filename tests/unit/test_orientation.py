"""The letters of a direction, as DICOM PS3.3 C.7.6.1.1.1 gives them."""

import pytest

from sonostep.core.measure.orientation import anatomical

CASES = [
    ((1, 0, 0), "L"), ((-1, 0, 0), "R"), ((0, 1, 0), "P"), ((0, -1, 0), "A"), ((0, 0, 1), "H"),
    ((0, 0, -1), "F"),
    # oblique: the nearest first, and nothing that it hardly leans to
    ((0.8, 0.6, 0), "LP"), ((0, -0.6, -0.8), "FA"), ((0.99, 0.1, 0.1), "L"), ((0.6, 0.6, 0.529), "LPH"),
]  # fmt: skip


@pytest.mark.parametrize(("axis", "letters"), CASES)
def test_the_letters_of_an_axis(axis, letters):
    assert anatomical(axis) == letters


def test_turning_an_axis_round_gives_the_opposite_letters():
    opposite = {"L": "R", "R": "L", "P": "A", "A": "P", "H": "F", "F": "H"}
    for axis, letters in CASES:
        assert anatomical([-v for v in axis]) == "".join(opposite[c] for c in letters)
