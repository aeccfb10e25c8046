"""Two-point calibration: two places on the depth scale, and how far they are apart."""

from dataclasses import replace

from sonostep.core.annotation import ShapeKind
from sonostep.core.calibration import LengthScale, known_aspect, resolve
from sonostep.core.clip import ScaleInfo, UserCalibration
from sonostep.core.edits import CalibrateClip
from sonostep.core.geometry import Point, distance, scaled
from sonostep.core.measurement import placement_uncertainty
from sonostep.core.problem import ProblemError
from sonostep.tools.gesture import Context, Gesture, Handle
from sonostep.tools.placing import Sketch, place

_LEAST = 10.0
"""Image pixels; two ticks nearer than this give a scale worse than a fifth."""


def calibrate(ctx: Context) -> Gesture:
    """Set two ticks of the depth scale that are ``known_mm`` apart.

    Raises:
        ProblemError: when the file states a scale here, or the ticks are too near each other.
    """
    sketch = Sketch("calibrate", lambda handles: ctx.shape(ShapeKind.DISTANCE, handles), 2)
    ticks = yield from place(ctx, sketch, 2)
    return CalibrateClip(ctx.frame.clip, scale_from(ctx.scale, ticks, ctx.known_mm))


def scale_from(info: ScaleInfo, ticks: tuple[Handle, ...], known_mm: float) -> UserCalibration:
    """Return the scale of which two ticks are so many millimetres apart.

    Pixels are taken as square where the file does not say their shape. The doubt (k = 2) is that of placing
    the ticks, relative to their distance.

    Raises:
        ProblemError: when the file states a scale here, or the ticks are too near each other.
    """
    stated = replace(info, user=None)
    points = [tick.at for tick in ticks]
    if isinstance(resolve(points, stated), LengthScale):
        raise ProblemError.of("calibrate.file_states_scale")
    aspect = known_aspect(stated) or 1.0

    def apart(ends: tuple[Point, ...] | list[Point]) -> float:
        a, b = scaled(ends, 1.0, aspect)
        return distance(a, b)

    length = apart(points)
    if length < _LEAST:
        raise ProblemError.of("calibrate.too_near")
    spread = placement_uncertainty(lambda p: apart(list(p)), points, [t.resolution for t in ticks], aspect)
    return UserCalibration(known_mm / length, known_mm / length * aspect, spread / length)
