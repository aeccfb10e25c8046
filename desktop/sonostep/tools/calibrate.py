"""Two-point calibration: two places on the depth scale; how far they are apart is asked afterwards."""

from dataclasses import replace

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.edits import PutAnnotation
from sonostep.core.measure.calibration_line import scale_of_line
from sonostep.tools.gesture import Context, Gesture, Handle
from sonostep.tools.point_placement import Sketch, place


def calibrate(ctx: Context) -> Gesture:
    """Set a line between two ticks of the depth scale; nothing is calibrated before its length is given.

    Raises:
        ProblemError: when the file states a scale here, or the ticks are too near each other.
    """
    ticks = yield from place(ctx, Sketch("calibrate", lambda handles: _line(ctx, handles), 2), 2)
    line = _line(ctx, ticks, ctx.new_id())
    # Refused before it is asked for: any length would do to see whether there can be a scale.
    scale_of_line(ctx.scale, line, 1.0)
    return PutAnnotation(line, "put_calibration_line")


def _line(ctx: Context, handles: tuple[Handle, ...], id_: str = "") -> Annotation:
    shape = ctx.shape(ShapeKind.DISTANCE, handles, id_)
    return replace(shape, label="", step="", slot="", calibrates=True)
