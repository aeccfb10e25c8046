"""Patient orientation: the letters that DICOM gives the direction of an axis of a picture."""

from collections.abc import Sequence
from typing import Final

_AXES: Final = (("L", "R"), ("P", "A"), ("H", "F"))
"""Toward the positive and the negative end of x, y and z of the patient (DICOM PS3.3 C.7.6.1.1.1)."""

_LEAST: Final = 0.2588
"""Sine of 15 degrees: an axis that leans less than this toward a direction is not said to go there."""


def anatomical(axis: Sequence[float]) -> str:
    """Return the letters of a direction, the nearest first, such as ``L`` or ``PF``.

    Args:
        axis: three direction cosines in the patient's coordinates (x to the left, y to the back, z to the
            head).
    """
    leaning = sorted(zip(axis, _AXES, strict=True), key=lambda pair: -abs(pair[0]))
    return "".join(ends[value < 0] for value, ends in leaning if abs(value) > _LEAST)
