"""Gestures: pointer events become one edit. Each tool is one generator in one file; no Qt here."""

from sonostep.tools.angle import angle
from sonostep.tools.body_mark import body_mark
from sonostep.tools.calibrate import calibrate
from sonostep.tools.curve import curve
from sonostep.tools.distance import distance
from sonostep.tools.ellipse import ellipse
from sonostep.tools.freehand import freehand
from sonostep.tools.gesture import Context, Draft, Gesture, Handle, Phase, PointerEvent
from sonostep.tools.lines import lines
from sonostep.tools.marks import arrow, point, words
from sonostep.tools.needle import needle
from sonostep.tools.polygon import polygon
from sonostep.tools.roi import roi
from sonostep.tools.runner import GestureRunner, Tool
from sonostep.tools.select import select
from sonostep.tools.thickness import thickness
from sonostep.tools.traces import time, velocity

__all__ = ["TOOLS", "Context", "Draft", "Gesture", "GestureRunner", "Handle", "Phase", "PointerEvent", "Tool"]

SELECT = "select"
"""Id of the resting tool."""

TOOLS: dict[str, Tool] = {
    SELECT: select,
    "distance": distance,
    "angle": angle,
    "ellipse": ellipse,
    "polygon": polygon,
    "freehand": freehand,
    "curve": curve,
    "lines": lines,
    "thickness": thickness,
    "roi": roi,
    "needle": needle,
    "point": point,
    "arrow": arrow,
    "text": words,
    "time": time,
    "velocity": velocity,
    "body_mark": body_mark,
    "calibrate": calibrate,
}
"""Every tool by id; ``ViewState.tool`` names the armed one."""
