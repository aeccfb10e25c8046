"""The machine that a scene imagines: its probe, its screen, and how the picture moves under the hand."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

Point = tuple[FiniteFloat, FiniteFloat]


def _distinct(points: list[Point]) -> list[Point]:
    if len({x for x, _ in points}) < len(points):
        raise ValueError("two points have the same x")
    return points


def _rising(span: tuple[float, float]) -> tuple[float, float]:
    if span[0] >= span[1]:
        raise ValueError("the first number must be the smaller one")
    return span


Profile = Annotated[list[Point], Field(min_length=2), AfterValidator(_distinct)]
"""Values at positions: pairs (x, value) in mm, at least two, each x once."""
Span = Annotated[tuple[FiniteFloat, FiniteFloat], AfterValidator(_rising)]
Positive = Annotated[FiniteFloat, Field(gt=0)]
NotNegative = Annotated[FiniteFloat, Field(ge=0)]


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Probe(Data):
    """The transducer and its setting. A convex probe needs `radius_mm` and `sector_deg`, a linear one
    `width_mm`.
    """

    name: str
    geometry: Literal["linear", "convex"]
    mhz: Positive
    depth_mm: Positive
    width_mm: Annotated[FiniteFloat, Field(gt=0, le=120)] = 40.0
    radius_mm: Positive = 60.0
    sector_deg: Annotated[FiniteFloat, Field(gt=5, lt=120)] = 60.0
    focus_mm: Positive
    fps: Annotated[FiniteFloat, Field(gt=0, le=200)]
    frames: Annotated[int, Field(ge=1, le=600)]
    looks: Annotated[int, Field(ge=1, le=9)] = 3
    dynamic_range_db: Positive = 60.0
    gain_db: FiniteFloat = 0.0


class Display(Data):
    """Size of a whole frame in pixels, dressing included."""

    rows: Annotated[int, Field(ge=120, le=2000)] = 600
    columns: Annotated[int, Field(ge=160, le=3000)] = 800


class Ellipse(Data):
    centre: Point
    semi: tuple[Positive, Positive]
    deg: FiniteFloat = 0.0


class Slip(Data):
    """A sliding of part of the picture over what lies deeper, such as the iliotibial band over bone.

    The middle of an ellipse moves by `by` mm, its edge stays: weight (1 - r^2)^2. `glide` goes and comes back
    evenly; `snap` hesitates, then jumps (there at `snap_at` of the period, back at half a period later).
    """

    ellipse: Ellipse
    by: Point
    rhythm: Literal["glide", "snap"] = "glide"
    period_s: Positive = 1.6
    snap_at: Annotated[FiniteFloat, Field(gt=0, lt=0.5)] = 0.3

    @model_validator(mode="after")
    def _one_to_one(self) -> Slip:
        # the displayed-to-scene map has the determinant 1 - by . grad w; in units of the semi-axes
        # |grad w| is at most 8 / (3 sqrt(3))
        turn = np.deg2rad(self.ellipse.deg)
        u = self.by[0] * np.cos(turn) + self.by[1] * np.sin(turn)
        v = self.by[1] * np.cos(turn) - self.by[0] * np.sin(turn)
        if np.hypot(u / self.ellipse.semi[0], v / self.ellipse.semi[1]) * 8 / 27**0.5 >= 1:
            raise ValueError("by is too long for the ellipse: the picture would fold")
        return self


class Motion(Data):
    """How the picture lives: slow sine movements, smooth jitter, and speckle that changes as the plane
    drifts. `seed` is the jitter's own, where it shall move as another scene does.
    """

    slide_mm: FiniteFloat = 0.8
    compress: Annotated[FiniteFloat, Field(ge=0, le=0.2)] = 0.02
    jitter_mm: NotNegative = 0.05
    rock_deg: FiniteFloat = 2.0
    drift_rad_s: NotNegative = 0.35
    period_s: Positive = 2.2
    slip: Slip | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
