"""True sizes in each frame: the points in image pixels and the value in mm or mm2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from sonostep.phantom import shapes
from sonostep.phantom.curves import Curve
from sonostep.phantom.layout import FrameLayout
from sonostep.phantom.machine import Ellipse
from sonostep.phantom.physics import reflectivity as paint
from sonostep.phantom.physics.motion import Pose
from sonostep.phantom.scene import (
    AreaTarget,
    Blob,
    DistanceTarget,
    Scene,
    Target,
    ThicknessTarget,
    TissueBand,
)

Points = tuple[tuple[float, float], ...]
Kind = Literal["line", "ellipse", "polygon"]


@dataclass(frozen=True)
class Truth:
    """One true size. `frame` counts from 1; `points` are image coordinates (top-left corner of the first
    pixel is (0, 0)): two ends of a line, the ends of an ellipse's major then minor axis, or a polygon's
    corners. `value` is mm for a line, mm2 otherwise.
    """

    frame: int
    name: str
    kind: Kind
    points: Points
    value: float

    @property
    def unit(self) -> Literal["mm", "mm2"]:
        match self.kind:
            case "line":
                return "mm"
            case "ellipse" | "polygon":
                return "mm2"
            case _:
                assert_never(self.kind)


def truths(
    scene: Scene, curves: Mapping[str, Curve], layout: FrameLayout, poses: Sequence[Pose]
) -> tuple[Truth, ...]:
    """Every target of the scene in every frame. Raises KeyError where a target names no structure of its
    kind.
    """
    drawn = {name: _at_rest(scene, target, curves) for name, target in scene.truth.items()}
    return tuple(
        _in_frame(number, name, kind, points, pose, layout)
        for number, pose in enumerate(poses, 1)
        for name, (kind, points) in drawn.items()
    )


def _at_rest(scene: Scene, target: Target, curves: Mapping[str, Curve]) -> tuple[Kind, Points]:
    if isinstance(target, DistanceTarget):
        return "line", (target.start, target.end)
    item = paint.resolved(scene, target.of)
    if isinstance(target, ThicknessTarget) and isinstance(item, TissueBand):
        return "line", _across(item, curves[item.curve], target.at)
    if isinstance(target, AreaTarget) and isinstance(item, Blob):
        return ("ellipse", _axes(item.ellipse)) if item.ellipse else ("polygon", _outline(item))
    if isinstance(target, AreaTarget) and isinstance(item, TissueBand) and item.x is not None:
        return "polygon", _edge(item, curves[item.curve], item.x)
    raise KeyError(target.of)


def _across(item: TissueBand, curve: Curve, at: float) -> Points:
    x = np.array([at], np.float32)
    thick = shapes.thickness_at(item, x)
    middle = float(shapes.band_middle(item, thick)[0])
    return curve.point(at, middle - float(thick[0]) / 2), curve.point(at, middle + float(thick[0]) / 2)


def _edge(item: TissueBand, curve: Curve, span: tuple[float, float]) -> Points:
    pairs = [_across(item, curve, float(x)) for x in np.linspace(span[0], span[1], 61)]
    return tuple(p[0] for p in pairs) + tuple(p[1] for p in reversed(pairs))


def _axes(ellipse: Ellipse) -> Points:
    (cx, cz), (a, b), turn = ellipse.centre, ellipse.semi, np.deg2rad(ellipse.deg)
    c, s = float(np.cos(turn)), float(np.sin(turn))
    return (
        (cx - a * c, cz - a * s),
        (cx + a * c, cz + a * s),
        (cx + b * s, cz - b * c),
        (cx - b * s, cz + b * c),
    )


def _outline(item: Blob) -> Points:
    return tuple((float(x), float(z)) for x, z in shapes.smooth_outline(item.outline or ()))


def _in_frame(number: int, name: str, kind: Kind, points: Points, pose: Pose, layout: FrameLayout) -> Truth:
    shown = [pose.shown(*p) for p in points]
    if kind == "ellipse":
        shown = _squeezed(points, pose)
    pixels = tuple(layout.to_px(*p) for p in shown)
    return Truth(number, name, kind, pixels, _value(kind, shown))


def _squeezed(points: Points, pose: Pose) -> list[tuple[float, float]]:
    """An ellipse's axes after the affine map: its image's principal axes, from the singular value
    decomposition.
    """
    p = np.array(points)
    half = np.column_stack([(p[1] - p[0]) / 2, (p[3] - p[2]) / 2])
    u, s, _ = np.linalg.svd(np.diag([pose.scale_x, pose.scale_z]) @ half)
    centre = np.array(pose.shown(*p.mean(0)))
    a, b = u[:, 0] * s[0], u[:, 1] * s[1]
    return [(float(q[0]), float(q[1])) for q in (centre - a, centre + a, centre - b, centre + b)]


def _value(kind: Kind, mm: Sequence[tuple[float, float]]) -> float:
    p = np.array(mm, dtype=np.float64)
    match kind:
        case "line":
            return float(np.hypot(*(p[1] - p[0])))
        case "ellipse":
            return float(np.pi / 4 * np.hypot(*(p[1] - p[0])) * np.hypot(*(p[3] - p[2])))
        case "polygon":
            x, z = p.T
            return float(abs(np.dot(x, np.roll(z, -1)) - np.dot(z, np.roll(x, -1))) / 2)
        case _:
            assert_never(kind)
