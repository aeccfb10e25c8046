"""The line of a calibration by hand: two ticks of the depth scale, and the scale that they give."""

from dataclasses import replace
from typing import Final

from sonostep.core.annotation import Annotation
from sonostep.core.clip import ScaleInfo, UserCalibration
from sonostep.core.measure.calibration import LengthScale, known_aspect, resolve
from sonostep.core.measure.geometry import Point, distance, scaled
from sonostep.core.measure.measurement import placement_uncertainty
from sonostep.core.problem import ProblemError

_LEAST: Final = 10.0
"""Image pixels; two ticks nearer than this give a scale worse than a fifth."""

LENGTHS_MM: Final = (0.5, 300.0)
"""Millimetres that two ticks may be apart: below lies no tick of a depth scale, above no picture of this
field (the deepest that is not doubted, see ADR 0056)."""


def scale_of_line(info: ScaleInfo, line: Annotation, known_mm: float) -> UserCalibration:
    """Return the scale of which both ends of a line are so many millimetres apart.

    Pixels are taken as square where the file does not say their shape. The doubt (k = 2) is that of placing
    the ticks, relative to their distance.

    Raises:
        ProblemError: when the file states a scale here, or the ticks are too near each other.
    """
    stated = replace(info, user=None)
    if isinstance(resolve(line.points, stated), LengthScale):
        raise ProblemError.of("calibrate.file_states_scale")
    aspect = known_aspect(stated) or 1.0

    def apart(ends: tuple[Point, ...] | list[Point]) -> float:
        a, b = scaled(ends, 1.0, aspect)
        return distance(a, b)

    length = apart(line.points)
    if length < _LEAST:
        raise ProblemError.of("calibrate.too_near")
    pointed = line.resolution or (0.0,) * len(line.points)
    spread = placement_uncertainty(lambda p: apart(list(p)), list(line.points), pointed, aspect)
    return UserCalibration(known_mm / length, known_mm / length * aspect, spread / length)


def picture_depth_mm(info: ScaleInfo) -> float | None:
    """Return how deep the whole picture is by the user's scale; None without one."""
    return info.rows * info.user.mm_per_pixel_y if info.user is not None else None
