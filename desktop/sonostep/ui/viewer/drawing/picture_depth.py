"""Doubts a scale set by hand by which the whole picture would be shallower or deeper than probes see."""

import json
from functools import cache

from sonostep.core.clip import ScaleInfo
from sonostep.core.measure.calibration_line import picture_depth_mm
from sonostep.core.problem import Problem
from sonostep.paths import resources


@cache
def _limits() -> tuple[float, float]:
    """The shallowest and the deepest picture that is not doubted, in millimetres; ADR 0056 says why."""
    read = json.loads((resources() / "calibration" / "picture_depth.json").read_text(encoding="utf-8"))
    return float(read["shallowest_mm"]), float(read["deepest_mm"])


def doubted_depth(info: ScaleInfo) -> Problem | None:
    """Return why a depth is not believed; None where it is plausible, or no scale was set by hand."""
    depth, (shallowest, deepest) = picture_depth_mm(info), _limits()
    if depth is None or shallowest <= depth <= deepest:
        return None
    return Problem.of(
        "calibrate.depth_doubtful", depth=f"{depth:.3g}", low=f"{shallowest:g}", high=f"{deepest:g}"
    )
