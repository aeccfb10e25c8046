"""Parse a number as people write it: decimal comma, full-width digits, spaces, a unit behind it.

The one parser for each number that is typed, in the window and on the command line. What can be read in two
ways is refused with a sentence that says how to write it; nothing is guessed, for a factor of ten or of a
thousand in a volume or a scale does harm.
"""

import re
import unicodedata

from sonostep.core.problem import Problem

_SPACES = " \u00a0\u202f\u2009\t"
"""Space, no-break, narrow no-break, thin and tabulator: all are written between groups of three digits
(ISO 80000-1, 7.3.1)."""

_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-"})
_COMMA = str.maketrans({"٫": ".", "٬": ",", "、": ",", "’": "'"})
_NUMBER = re.compile(r"([+-]?)\s*([0-9.,' \u00a0\u202f\u2009\t]*[0-9.,'])\s*(.*)", re.DOTALL)
_GROUPS = r"[0-9]{1,3}(?:%s[0-9]{3})+"

UNITS: dict[str, frozenset[str]] = {
    "mm": frozenset({"mm", "毫米", "公釐"}),
    "cm": frozenset({"cm", "公分", "厘米"}),
    "mL": frozenset({"ml", "cc", "毫升", "cm3"}),
    "deg": frozenset({"deg", "°", "度"}),
    "mo": frozenset({"mo", "month", "months", "月", "個月"}),
    "h": frozenset({"h", "hr", "hrs", "hour", "hours", "小時"}),
    "kg/m2": frozenset({"kg/m2"}),
    "%": frozenset({"%"}),
}
"""How a unit (UCUM code) may be written behind its number; compared without case after NFKC.

A cc is a cm3 is a mL; cm is listed to be told from mm, and is never converted.
"""


def parse_number(text: str, unit: str = "") -> float | Problem:
    """Return the finite number that a text says, or why it says none.

    Args:
        text: what was typed.
        unit: UCUM code of what is asked for; a text may repeat it, and no other.

    The problem's code is ``number.none``, ``number.unclear`` (the comma may part thousands or decimals, or
    the digits are parted in no known way) or ``number.unit``; each sentence says how to write it.
    """
    if _has_raised_digit(text):
        return Problem.of("number.none", text=text.strip())
    said = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_COMMA).strip()
    said = "".join(_digit(c) for c in said)
    found = _NUMBER.fullmatch(said)
    if found is None or not any(c.isdigit() for c in found[2]):
        return Problem.of("number.none", text=text.strip())
    sign, digits, behind = found.groups()
    if behind and behind[0].isalnum() is False and behind[0] not in "°%":
        return Problem.of("number.none", text=text.strip())
    if behind and not unit:
        return Problem.of("number.alone", text=text.strip())
    if behind and not _is_unit(behind, unit):
        return Problem.of("number.unit", text=text.strip(), unit=unit)
    plain = _plain(digits.strip(_SPACES))
    if plain is None:
        return Problem.of("number.unclear", text=text.strip())
    value = float(sign + plain)
    return value if abs(value) < 1e15 else Problem.of("number.none", text=text.strip())


def parse_within(text: str, low: float, high: float, unit: str = "") -> float | Problem:
    """Return the number if it lies within limits, ends included; else ``number.limits`` tells them."""
    value = parse_number(text, unit)
    if isinstance(value, Problem) or low <= value <= high:
        return value
    limits = {"low": f"{low:.10g}", "high": f"{high:.10g}", "unit": unit}
    return Problem.of("number.limits", text=text.strip(), **limits)


def _has_raised_digit(text: str) -> bool:
    """Whether there is a raised digit or a fraction that is not of a unit: 5² is not 52, and 1½ not 11⁄2."""
    odd = (i for i, c in enumerate(text) if unicodedata.category(c) in ("No", "Nl"))
    return any(not text[:i].rstrip()[-1:].isalpha() for i in odd)


def _digit(character: str) -> str:
    """ASCII for a decimal digit of any script."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _is_unit(behind: str, unit: str) -> bool:
    said = "".join(behind.split()).rstrip(".").casefold()
    return bool(unit) and said in UNITS.get(unit, frozenset()) | {unit.casefold()}


def _plain(digits: str) -> str | None:
    """Return digits with a decimal point at most, or None where they can be read in two ways or in none."""
    whole, point, rest = _split(digits)
    if point and not rest.isdigit():
        return None
    if point and not whole:
        return f"0.{rest}"
    grouping = next((mark for mark in (" ", ",", "'", ".") if mark in _one_space(whole)), "")
    if not grouping:
        return f"{whole}{'.' if point else ''}{rest}" if whole.isdigit() else None
    whole = _one_space(whole)
    if not re.fullmatch(_GROUPS % re.escape(grouping), whole):
        return None
    return whole.replace(grouping, "") + (f".{rest}" if point else "")


def _split(digits: str) -> tuple[str, str, str]:
    """Part the decimals off: by the last mark, if it comes once and cannot part thousands."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, "", ""
    mark = digits[last]
    if digits.count(mark) > 1:
        # 1,234,567: a mark that comes twice parts thousands; a point never does so here
        return (digits, "", "") if mark == "," else (digits, mark, "?")
    whole, rest = digits[:last], digits[last + 1 :]
    if mark == "," and re.fullmatch(r"[1-9][0-9]{0,2}", whole) and len(rest) == 3:
        return digits, mark, "?"
    return whole, mark, rest


def _one_space(text: str) -> str:
    return "".join(" " if c in _SPACES else c for c in text)
