"""Units in which other programs' reports give their numbers, as our own."""

import re
from collections.abc import Mapping
from typing import Final

from sonostep.core.measure.quantity import Unit

_UCUM: Final[Mapping[str, tuple[Unit, float]]] = {
    "mm": (Unit.MM, 1.0), "cm": (Unit.MM, 10.0), "m": (Unit.MM, 1000.0), "um": (Unit.MM, 0.001),
    "mm2": (Unit.MM2, 1.0), "cm2": (Unit.MM2, 100.0), "m2": (Unit.MM2, 1e6),
    "deg": (Unit.DEG, 1.0),
    "{pixels}": (Unit.PX, 1.0), "{pixel}": (Unit.PX, 1.0), "{square_pixels}": (Unit.PX2, 1.0),
    "s": (Unit.SECOND, 1.0), "ms": (Unit.SECOND, 0.001),
    "cm/s": (Unit.CM_PER_S, 1.0), "m/s": (Unit.CM_PER_S, 100.0),
}  # fmt: skip
"""UCUM codes (ucum.org) of what we measure: our unit, and by what a number is multiplied."""

_CORNERSTONE: Final = re.compile(r"(?:\[arb'U\])?\{(mm|cm)(\u00b2|2)?(?: US Region)?\}")
"""What Cornerstone 5 writes for ultrasound: ``[arb'U]{cm US Region}``, ``{cm\u00b2 US Region}``."""


def in_our_unit(value: float, unit: str) -> tuple[float, Unit] | None:
    """Return a reported number in the unit in which we measure; None for a unit that is none of ours."""
    if unit in _UCUM:
        ours, factor = _UCUM[unit]
        return value * factor, ours
    found = _CORNERSTONE.fullmatch(unit)
    if found is None:
        return None
    ours, factor = _UCUM[found[1] + ("2" if found[2] else "")]
    return value * factor, ours


_READABLE: Final = re.compile(r"[A-Za-z\u00b5%]+[23]?(?:/[A-Za-z]+[23]?)?")
_RAISED: Final = str.maketrans("23", "\u00b2\u00b3")


def unit_words(unit: str) -> str:
    """Return a unit that is none of ours as people write it; ``(?)`` for a code that is none to read.

    UCUM's ``1`` is no unit, and what it puts in braces alone is a remark: ``{ratio}``.
    """
    if unit in ("", "1") or re.fullmatch(r"\{[^{}]*\}", unit):
        return ""
    return unit.translate(_RAISED) if _READABLE.fullmatch(unit) else "(?)"
