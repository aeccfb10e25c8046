"""How a measured number is written: the same digits and unit on the screen and in every format."""

import math

from sonostep.core.measure.quantity import Measured, Refused, Unit

_MOST = 4

UNIT_WORDS = {
    Unit.MM: "mm",
    Unit.MM2: "mm²",
    Unit.DEG: "°",
    Unit.PX: "px",
    Unit.PX2: "px²",
    Unit.SECOND: "s",
    Unit.CM_PER_S: "cm/s",
}
"""How units are written behind a number."""


def decimals(uncertainty: float) -> int:
    """Return the decimals that show an uncertainty with two significant digits (GUM 7.2.6), 0 to 4.

    Two where the uncertainty is zero, not finite or unknown.
    """
    if not (math.isfinite(uncertainty) and uncertainty > 0.0):
        return 2
    return min(_MOST, max(0, 1 - math.floor(math.log10(uncertainty))))


def digits(measured: Measured) -> tuple[str, str] | None:
    """Return value and uncertainty as text, rounded alike; None where there is no value.

    A doubt is never written as zero: ``<0.0001`` stands for one that is smaller than all that is written,
    ``?`` for one that is not known.
    """
    if isinstance(measured, Refused):
        return None
    unsure = measured.uncertainty
    places = decimals(unsure)
    value = f"{measured.value:.{places}f}"
    if not (math.isfinite(unsure) and unsure > 0.0):
        return value, "?"
    written = f"{unsure:.{places}f}"
    return value, written if float(written) else f"<{10.0**-places:.{places}f}"


def value_words(measured: Measured) -> str:
    """Return value, uncertainty and unit, such as ``5.00 ± 0.12 mm``; empty where there is no value."""
    shown = digits(measured)
    if shown is None or isinstance(measured, Refused):
        return ""
    return f"{shown[0]} ± {shown[1]} {UNIT_WORDS[measured.unit]}".strip()


def plain(value: float) -> str:
    """Return an entered number without trailing zeros and without an exponent."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
