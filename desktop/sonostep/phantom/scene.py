"""A scene: everything the phantom generator needs to know, as checked data.

Scene coordinates are millimetres in the scan plane at rest: x to the right from the middle of the probe, z
downwards from the middle of the probe's face. Scenes are drawn for `drawn_side`; another side is mirrored.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from sonostep.phantom.machine import (
    Data,
    Display,
    Ellipse,
    Motion,
    NotNegative,
    Point,
    Positive,
    Probe,
    Profile,
    Span,
)

VERSION = 4
"""Raised whenever the same scene would give other pixels; part of every hash and UID."""


class Fibres(Data):
    """Streaks along a direction: their length, thickness, contrast, rarity and waviness."""

    length_mm: Positive
    thick_mm: Positive
    contrast_db: FiniteFloat
    threshold: FiniteFloat = 0.8
    wobble_mm: NotNegative = 0.3
    coherent: NotNegative = 0.3
    crossing_deg: FiniteFloat = 0.0


class Tissue(Data):
    """Echo level in dB below the brightest grey, attenuation in dB/(cm MHz), texture.

    `margin_mm` paints the tissue larger than stated: after blur and log compression bright neighbours bloom
    into a dark tissue, and its visible edge (half the grey) shall lie where the stated one is.
    """

    echo_db: FiniteFloat
    attenuation: NotNegative = 0.5
    patch_db: NotNegative = 1.5
    fibres: Fibres | None = None
    anisotropy: NotNegative = 0.0
    wall_db: FiniteFloat | None = None
    edge_mm: Positive = 0.15
    margin_mm: NotNegative = 0.0


class CurveData(Data):
    """A line z(x): control points, or another curve (`face` is the probe's) moved along its normal by
    `offset`.
    """

    points: Profile | None = None
    of: str | None = None
    offset: FiniteFloat | Profile = 0.0

    @model_validator(mode="after")
    def _one_source(self) -> CurveData:
        if (self.points is None) == (self.of is None):
            raise ValueError("give either points or of")
        return self


class _Structure(Data):
    tissue: str
    along: str | None = None
    tilt_deg: FiniteFloat = 0.0
    echo_db: FiniteFloat = 0.0


class Layer(_Structure):
    """All between two curves; a missing curve is open."""

    kind: Literal["layer"]
    top: str | None = None
    bottom: str | None = None
    x: Span | None = None


class TissueBand(_Structure):
    """A sheet of stated thickness, measured along the curve's normal, on one side of the curve or astride
    it.
    """

    kind: Literal["band"]
    curve: str
    thickness: Positive | Profile
    side: Literal["centre", "above", "below"] = "centre"
    x: Span | None = None
    ends: Literal["open", "taper", "spindle"] = "open"
    gap: NotNegative = 0.0


class Blob(_Structure):
    """A closed shape: an ellipse, or a smooth outline through the given points."""

    kind: Literal["blob"]
    ellipse: Ellipse | None = None
    outline: Annotated[list[Point], Field(min_length=3)] | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Blob:
        if (self.ellipse is None) == (self.outline is None):
            raise ValueError("give either ellipse or outline")
        return self


class Bone(Data):
    """A bright cortex with shadow: all below a curve (within `x`), or the inside of a closed outline."""

    kind: Literal["bone"]
    surface: str | None = None
    x: Span | None = None
    outline: Annotated[list[Point], Field(min_length=3)] | None = None
    peak_db: FiniteFloat = 2.0
    rough_mm: NotNegative = 0.12
    specular: NotNegative = 10.0

    @model_validator(mode="after")
    def _one_shape(self) -> Bone:
        if (self.surface is None) == (self.outline is None):
            raise ValueError("give either surface or outline")
        return self


class Needle(Data):
    """A needle in the plane: a line, brighter the squarer the beam meets it, with reverberation below."""

    kind: Literal["needle"]
    entry: Point
    tip: Point
    peak_db: FiniteFloat = 0.0
    echoes: Annotated[int, Field(ge=0, le=12)] = 4
    spacing_mm: Positive = 1.3


Structure = Annotated[Layer | TissueBand | Blob | Bone | Needle, Field(discriminator="kind")]


class Tendinosis(Data):
    """A stretch of a band made thicker and darker with its fibrils lost."""

    kind: Literal["tendinosis"]
    of: str
    x: Span
    thickening_mm: NotNegative = 0.0
    echo_db: FiniteFloat = -8.0
    fibrils: Annotated[FiniteFloat, Field(ge=0, le=1)] = 0.2


class Tear(Data):
    """Fluid in place of fibres; `part` is the torn share of the thickness, deep (0) to superficial (1)."""

    kind: Literal["tear"]
    of: str
    x: Span
    part: Span = (0.0, 1.0)
    tissue: str = "fluid"


class Calcification(Data):
    kind: Literal["calcification"]
    ellipse: Ellipse
    tissue: str = "calcium"


class Fluid(Data):
    """A bursa or effusion: a spindle of fluid with a stated greatest thickness."""

    kind: Literal["fluid"]
    curve: str
    x: Span
    thickness: Positive
    side: Literal["centre", "above", "below"] = "above"
    gap: NotNegative = 0.0
    tissue: str = "fluid"


Pathology = Annotated[Tendinosis | Tear | Calcification | Fluid, Field(discriminator="kind")]


class ThicknessTarget(Data):
    """Thickness of a band along its curve's normal at scene position `at` (mm)."""

    kind: Literal["thickness"]
    of: str
    at: FiniteFloat


class AreaTarget(Data):
    """Area of an elliptic blob, an outlined blob, or a band with ends."""

    kind: Literal["area"]
    of: str


class DistanceTarget(Data):
    kind: Literal["distance"]
    start: Point
    end: Point


Target = Annotated[ThicknessTarget | AreaTarget | DistanceTarget, Field(discriminator="kind")]


class Doppler(Data):
    """A power Doppler box, `x` and `z` in mm as drawn, and the vessels in which it shows flow."""

    x: Span
    z: Span
    vessels: list[Ellipse] = []
    prf_khz: Positive = 0.5


class Scene(Data):
    """One clip to be rendered. Picklable, hashable by `digest()`. `ends` names the left and right end of the
    picture as drawn, and the orientation mark stands at the first.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    title: str
    view: Annotated[str, Field(max_length=40)]
    region: Literal["HIP", "LSPINE", "SIJOINT"]
    side: Literal["R", "L", "U"]
    drawn_side: Literal["R", "L", "U"] = "R"
    sample: bool = True
    movie: bool = False
    order: int = 0
    seed: Annotated[int, Field(ge=0)] = 1
    variant: str = ""
    ends: tuple[str, str] = ("", "")
    probe: Probe
    display: Display = Display()
    motion: Motion = Motion()
    background: str = "muscle"
    tissues: dict[str, Tissue]
    curves: dict[str, CurveData] = {}
    structures: dict[str, Structure] = {}
    pathologies: dict[str, Pathology] = {}
    truth: dict[str, Target] = {}
    doppler: Doppler | None = None

    @property
    def mirrored(self) -> bool:
        """Whether the picture shows the other side than the one drawn."""
        return "U" not in (self.side, self.drawn_side) and self.side != self.drawn_side

    @property
    def shown_ends(self) -> tuple[str, str]:
        """What the left and right end of the picture are called. Mirrored, they change places; the patient's
        own left and right stay, because the mirror changes these too.
        """
        if not self.mirrored or self.ends == ("L", "R"):
            return self.ends
        return self.ends[1], self.ends[0]

    def digest(self) -> str:
        """SHA-256 of the scene and of the generator's version: the same digest means the same frames."""
        # a scene without Doppler stays the one that it was before there was any
        unused = {"doppler"} if self.doppler is None else None
        text = f"{VERSION}\n{self.model_dump_json(exclude=unused)}"
        return hashlib.sha256(text.encode()).hexdigest()
