"""Measured values: a number, its unit, how sure it is and where its scale comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, assert_never

from sonostep.core.problem import Problem


class Unit(StrEnum):
    """Units of a measurement, as UCUM writes them where UCUM has them."""

    MM = "mm"
    MM2 = "mm2"
    DEG = "deg"
    PX = "px"
    PX2 = "px2"
    SECOND = "s"
    CM_PER_S = "cm/s"


UCUM: Final[Mapping[Unit, str]] = MappingProxyType(
    {
        Unit.MM: "mm",
        Unit.MM2: "mm2",
        Unit.DEG: "deg",
        Unit.PX: "{pixels}",
        Unit.PX2: "{square_pixels}",
        Unit.SECOND: "s",
        Unit.CM_PER_S: "cm/s",
    }
)
"""Each unit's code in UCUM; pixels are annotations there, in curly braces, never a length."""


class CalibrationSource(StrEnum):
    """Where the scale of a value comes from; stored and printed with every value."""

    REGION = "region"
    PIXEL_SPACING = "pixel_spacing"
    USER = "user"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in a physical unit.

    Attributes:
        value: the number.
        unit: its unit.
        uncertainty: half width of the placement interval, k = 2 (GUM), in the same unit; not observer error.
        source: where the scale comes from.
        region: index of the region (from 0) that gave the scale, if one did.
    """

    value: float
    unit: Unit
    uncertainty: float
    source: CalibrationSource
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Uncalibrated:
    """A value in pixels, because no scale holds for it; ``reason`` says why.

    Attributes:
        value: the number.
        unit: ``Unit.PX`` or ``Unit.PX2``.
        uncertainty: half width of the placement interval, k = 2, in pixels.
        reason: why there is no millimetre.
    """

    value: float
    unit: Unit
    uncertainty: float
    reason: Problem


@dataclass(frozen=True, slots=True)
class Refused:
    """No value at all can be given, such as an angle on pixels of unknown shape."""

    reason: Problem


Measured = Quantity | Uncalibrated | Refused


def millimetres(measured: Measured) -> float | None:
    """Return a length in mm; None for what has no scale and for every other quantity."""
    if not isinstance(measured, Quantity):
        return None
    match measured.unit:
        case Unit.MM:
            return measured.value
        case Unit.MM2 | Unit.DEG | Unit.PX | Unit.PX2 | Unit.SECOND | Unit.CM_PER_S:
            return None
        case _:
            assert_never(measured.unit)
