"""Gestures: pointer events become one edit. Each tool is one generator in one file; no Qt here."""

from sonostep.core.annotation import ShapeKind
from sonostep.tools.angle import angle
from sonostep.tools.distance import distance
from sonostep.tools.ellipse import ellipse
from sonostep.tools.gesture import Context, Draft, Gesture, Handle, Phase, PointerEvent
from sonostep.tools.polygon import polygon
from sonostep.tools.runner import GestureRunner, Tool
from sonostep.tools.select import select

__all__ = ["TOOLS", "Context", "Draft", "Gesture", "GestureRunner", "Handle", "Phase", "PointerEvent", "Tool"]

SELECT = "select"
"""Id of the resting tool."""

TOOLS: dict[str, Tool] = {
    SELECT: select,
    ShapeKind.DISTANCE.value: distance,
    ShapeKind.ANGLE.value: angle,
    ShapeKind.ELLIPSE.value: ellipse,
    ShapeKind.POLYGON.value: polygon,
}
"""Every tool by id; ``ViewState.tool`` names the armed one."""
